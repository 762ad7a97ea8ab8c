/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_form.c: forms filled, read, judged, compared, and written as XML */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/form.h"
#include "form/input.h"

static apr_pool_t *pool;
static mya_result_t *why;
static mya_portal_t portal;
static const mya_format_t *format;

/* --- a form of seven fields, as the loader would have made it --- */

static const mya_option_t language_options[] = {
    { .value = "nb", .label = "language.nb", .readable = "nb" },
    { .value = "en", .readable = "English" },
    { .value = "n", .readable = "None" },
};
static const mya_options_t languages = { .name = "languages", .options = language_options,
                                         .noptions = 3 };
static const mya_test_t by_letter = { .ref = { .source = MYA_FROM_FORM, .name = "form.lang",
                                               .column = "lang", .index = -1,
                                               .type = MYA_TYPE_CHOICE }, .equals = "nb" };
static const mya_test_t has_shop = { .ref = { .source = MYA_FROM_RECORD, .name = "shop",
                                              .of = "shop", .index = -1,
                                              .type = MYA_TYPE_BOOLEAN } };

enum { NAME, PHONE, LIMIT, LANG, NEWS, NUMBER, STREET, SHOP, NFIELDS };
static const mya_field_t fields[NFIELDS] = {
    { .name = "name", .type = MYA_TYPE_TEXT, .label = "label.name", .readable = "Name",
      .required = 1, .maxlength = 20, .autocomplete = "name", .help = "help.name" },
    { .name = "phone", .type = MYA_TYPE_PHONE, .readable = "Phone", .maxlength = 40 },
    { .name = "limit", .type = MYA_TYPE_MONEY, .readable = "Limit", .maxlength = 40,
      .currency = "USD", .min = "0.50" },
    { .name = "lang", .type = MYA_TYPE_CHOICE, .readable = "Language", .maxlength = 64,
      .options = &languages, .required = 1 },
    { .name = "news", .type = MYA_TYPE_BOOLEAN, .readable = "News", .maxlength = 40 },
    { .name = "number", .type = MYA_TYPE_TEXT, .readable = "Number", .maxlength = 40,
      .readonly = 1, .required = 1 },
    { .name = "street", .type = MYA_TYPE_TEXT, .readable = "Street", .maxlength = 40,
      .required = 1, .test = &by_letter },
    { .name = "shop", .type = MYA_TYPE_TEXT, .readable = "Shop", .maxlength = 40, .required = 1,
      .test = &has_shop },
};
static const mya_record_t me = { .name = "me" };
static const mya_action_t action = { .name = "edit", .path = "details/edit",
                                     .title = "action.edit", .readable = "Edit",
                                     .button = "action.edit.button", .values = &me,
                                     .fields = fields, .nfields = NFIELDS };
static const mya_action_t bare = { .name = "pay", .path = "invoices/{key}/pay",
                                   .readable = "Pay" };

static const char *const patterns[][2] = {
    { "form.required", "{label} is needed" }, { "form.changed", "Changed meanwhile" },
    { "form.empty", "(nothing)" },            { "form.summary", "Please look again" },
    { "help.name", "As on your letters" },    { "language.nb", "Norsk" },
    { "label.name", "Your name" },
    { "action.edit", "My details" },          { "action.edit.button", "Save" },
    { "value.yes", "Yes" },                   { "value.no", "No" },
    { "form.summary-count", "{count, plural, one {# fault} other {# faults}}" },
};

static int begin(void **state)
{
    mya_texts_t *texts;
    const mya_texts_t **list;
    size_t i;

    (void)state;
    apr_pool_create(&pool, NULL);
    why = mya_result_make(pool);
    texts = apr_pcalloc(pool, sizeof(*texts));
    list = apr_pcalloc(pool, sizeof(*list));
    texts->lang = "en";
    texts->patterns = apr_hash_make(pool);
    for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); ++i) {
        apr_hash_set(texts->patterns, patterns[i][0], APR_HASH_KEY_STRING, patterns[i][1]);
    }
    list[0] = texts;
    portal = (mya_portal_t){ .name = "main", .texts = list, .nlanguages = 1 };
    return mya_format_make(&format, "en", "Europe/Oslo", why, pool) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* The row that the form is about: NAME, VALUE, …, NULL. */
static apr_hash_t *row(const char *name, ...)
{
    apr_hash_t *values = apr_hash_make(pool);
    va_list args;

    va_start(args, name);
    for (; name; name = va_arg(args, const char *)) {
        apr_hash_set(values, name, APR_HASH_KEY_STRING, va_arg(args, const char *));
    }
    va_end(args);
    return values;
}

static apr_hash_t *annas(void)
{
    return row("NAME", "Anna", "phone", "22 33 44 55", "limit", "12345", "lang", "nb", "news", "1",
               "number", "C-7", "street", "Storgata 1", "more", "not in the form", NULL);
}

static mya_env_t *with_records(int shop)
{
    mya_env_t *env = mya_env_make(&portal, 0, pool);

    env->lang = "en";
    if (shop) {
        apr_hash_set(env->records, "shop", APR_HASH_KEY_STRING,
                     apr_pcalloc(pool, sizeof(mya_row_t)));
    }
    return env;
}

static apr_status_t read_body(mya_form_t **form, const mya_action_t *of, const char *body)
{
    apr_array_header_t *pairs;

    *form = NULL;
    assert_int_equal(mya_input_read(&pairs, body, strlen(body), why, pool), APR_SUCCESS);
    return mya_form_read(form, of, pairs, with_records(0), format, why, pool);
}

static const char *value(const mya_form_t *form, const char *name)
{
    const char *text = apr_hash_get(mya_form_values(form, pool), name, APR_HASH_KEY_STRING);

    return text ? text : "(null)";
}

/* --- filling --- */

static void test_fills_a_form_from_a_record(void **state)
{
    const mya_form_t *form = mya_form_fill(&action, annas(), format, pool);

    (void)state;
    assert_string_equal(form->entries[NAME].typed, "Anna");      /* the column is called NAME */
    assert_string_equal(form->entries[LIMIT].typed, "123.45");
    assert_string_equal(form->entries[LIMIT].value, "12345");
    assert_string_equal(form->entries[NUMBER].typed, "C-7");
    assert_null(form->entries[SHOP].typed);
    assert_int_equal(form->faults, 0);
    assert_false(form->sent);
    assert_string_equal(form->fingerprint, mya_form_fingerprint(&action, annas(), pool));
}

static void test_fills_an_empty_form_without_a_record(void **state)
{
    const mya_form_t *form = mya_form_fill(&action, NULL, format, pool);

    (void)state;
    assert_null(form->entries[NAME].typed);
    assert_non_null(form->fingerprint);
    assert_null(mya_form_fill(&bare, NULL, format, pool)->fingerprint);
}

/* --- reading --- */

static void test_reads_what_was_sent_and_keeps_it(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=+Anna+&phone=&limit=1,234.5&lang=en&news=on"
                                               "&mya.token=t&mya.seen=f&mya.next=n"),
                     APR_SUCCESS);
    assert_true(form->sent);
    assert_string_equal(form->entries[NAME].typed, " Anna ");
    assert_string_equal(value(form, "name"), "Anna");
    assert_string_equal(form->entries[PHONE].typed, "");
    assert_string_equal(value(form, "phone"), "(null)");
    assert_string_equal(form->entries[LIMIT].typed, "1,234.5");
    assert_string_equal(value(form, "limit"), "123450");
    assert_string_equal(value(form, "news"), "1");
    assert_string_equal(form->fingerprint, "f");
    assert_string_equal(value(form, "mya.token"), "(null)");
}

static void test_a_box_that_is_not_sent_is_not_ticked(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=en"), APR_SUCCESS);
    assert_string_equal(value(form, "news"), "0");
}

static void test_keeps_everything_typed_when_a_field_is_at_fault(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=&phone=call+me&limit=0.1&lang=de"),
                     MYA_EINVALID);
    assert_int_equal(form->faults, 4);
    assert_string_equal(form->entries[NAME].fault, "Your name is needed");
    assert_string_equal(form->entries[PHONE].fault, "form.phone");
    assert_string_equal(form->entries[PHONE].typed, "call me");
    assert_null(form->entries[PHONE].value);
    assert_string_equal(form->entries[LIMIT].fault, "form.min");
    assert_string_equal(form->entries[LANG].fault, "form.choice");
    assert_string_equal(form->entries[LANG].typed, "de");
    assert_null(strstr(why->detail, "call me"));
}

static void test_refuses_an_undeclared_field(void **state)
{
    static const char *const bodies[] = {
        "name=A&lang=en&role=admin", "name=A&lang=en&company_id=B", "NAME=A", "name[]=A",
        "name=A&lang=en&mya.other=1", "name=A&lang=en&mya.=1", "name=A&lang=en&more=x",
        "name=A&lang=en&fields[0].name=x", "name%20=A",
    };
    mya_form_t *form;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); ++i) {
        assert_int_equal(read_body(&form, &action, bodies[i]), MYA_EBADREQUEST);
        assert_null(form);
    }
    assert_int_equal(read_body(&form, &action, "role=secret-value"), MYA_EBADREQUEST);
    assert_string_equal(why->detail, "the form \"details/edit\" has no field \"role\"");
    assert_int_equal(read_body(&form, &bare, "amount=0"), MYA_EBADREQUEST);
    assert_int_equal(read_body(&form, &bare, "mya.token=t"), APR_SUCCESS);
}

static void test_refuses_a_doubled_parameter(void **state)
{
    static const char *const bodies[] = {
        "name=A&name=A", "name=A&name=", "name=&name=A", "name&name", "mya.token=a&mya.token=a",
        "mya.seen=a&mya.seen=b", "mya.next=a&mya.next=", "news=0&news=1",
    };
    mya_form_t *form;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); ++i) {
        assert_int_equal(read_body(&form, &action, bodies[i]), MYA_EBADREQUEST);
        assert_non_null(strstr(why->detail, "was sent twice"));
    }
}

static void test_takes_several_of_a_multiple_field(void **state)
{
    const mya_field_t field = { .name = "langs", .type = MYA_TYPE_CHOICE, .readable = "Languages",
                                .maxlength = 64, .options = &languages, .multiple = 1 };
    const mya_action_t several = { .name = "a", .path = "a", .fields = &field, .nfields = 1 };
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &several, "langs=en&langs=nb"), APR_SUCCESS);
    assert_string_equal(value(form, "langs"), "en\nnb");
    assert_int_equal(read_body(&form, &several, "langs=en&langs=x"), MYA_EINVALID);
}

static void test_never_takes_a_readonly_field_from_the_person(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=en&number=C-8"), APR_SUCCESS);
    assert_null(form->entries[NUMBER].typed);
    assert_string_equal(value(form, "number"), "(null)");
    assert_int_equal(mya_form_settle(form, annas(), with_records(0), format, why, pool),
                     APR_SUCCESS);
    assert_string_equal(value(form, "number"), "C-7");
    assert_int_equal(read_body(&form, &action, "number=a&number=b"), MYA_EBADREQUEST);
}

/* --- fields with a test --- */

static void test_a_field_of_another_choice_takes_nothing_and_needs_nothing(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=en&street=Storgata"), APR_SUCCESS);
    assert_string_equal(value(form, "street"), "(null)");
    assert_string_equal(form->entries[STREET].typed, "Storgata");
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=nb&street="), MYA_EINVALID);
    assert_string_equal(form->entries[STREET].fault, "Street is needed");
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=nb&street=Storgata"), APR_SUCCESS);
    assert_string_equal(value(form, "street"), "Storgata");
}

static void test_a_field_about_a_record_waits_until_it_is_read(void **state)
{
    mya_env_t *env = with_records(0);
    mya_form_t *form;

    (void)state;
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=en&shop=mine"), APR_SUCCESS);
    assert_int_equal(mya_form_settle(form, NULL, env, format, why, pool), APR_SUCCESS);
    assert_true(form->entries[SHOP].absent);
    assert_null(apr_hash_get(env->form, "shop", APR_HASH_KEY_STRING));
    assert_string_equal(apr_hash_get(env->form, "name", APR_HASH_KEY_STRING), "Anna");

    assert_int_equal(mya_form_settle(form, NULL, with_records(1), format, why, pool),
                     APR_SUCCESS);
    assert_false(form->entries[SHOP].absent);
    assert_string_equal(value(form, "shop"), "mine");      /* judged with what is known now */
    assert_int_equal(read_body(&form, &action, "name=Anna&lang=en"), APR_SUCCESS);
    assert_int_equal(mya_form_settle(form, NULL, with_records(1), format, why, pool),
                     MYA_EINVALID);
    assert_string_equal(form->entries[SHOP].fault, "Shop is needed");
}

static void test_a_filled_form_is_not_blamed_for_being_empty(void **state)
{
    mya_form_t *form = mya_form_fill(&action, NULL, format, pool);

    (void)state;
    assert_int_equal(mya_form_settle(form, NULL, with_records(1), format, why, pool),
                     APR_SUCCESS);
    assert_int_equal(form->faults, 0);
}

/* --- blame --- */

static void test_blames_a_field_or_else_the_whole(void **state)
{
    mya_form_t *form = mya_form_fill(&action, annas(), format, pool);

    (void)state;
    mya_form_blame(form, "phone", "Not that one.");
    assert_string_equal(form->entries[PHONE].fault, "Not that one.");
    assert_int_equal(form->faults, 1);
    mya_form_blame(form, "phone", "Nor that.");
    assert_int_equal(form->faults, 1);
    mya_form_blame(form, NULL, "No.");
    assert_string_equal(form->fault, "No.");
    mya_form_blame(form, "unknown", "Never.");
    assert_string_equal(form->fault, "Never.");
    mya_form_settle(form, NULL, with_records(0), format, why, pool);
    mya_form_blame(form, "shop", "Not shown.");
    assert_string_equal(form->fault, "Not shown.");
    assert_null(form->entries[SHOP].fault);
}

/* --- fingerprint and conflict --- */

static void test_a_fingerprint_changes_with_each_column_that_is_shown(void **state)
{
    const char *first = mya_form_fingerprint(&action, annas(), pool);
    apr_hash_t *changed = annas();
    int i;

    (void)state;
    assert_int_equal(strlen(first), 22);
    apr_hash_set(changed, "more", APR_HASH_KEY_STRING, "changed");
    assert_string_equal(mya_form_fingerprint(&action, changed, pool), first);
    for (i = 0; i < NFIELDS; ++i) {
        apr_hash_t *other = apr_hash_copy(pool, changed);

        apr_hash_set(other, "NAME", APR_HASH_KEY_STRING, i == NAME ? NULL : "Anna");
        apr_hash_set(other, fields[i].name, APR_HASH_KEY_STRING, "changed");
        assert_string_not_equal(mya_form_fingerprint(&action, other, pool), first);
    }
}

static void test_a_fingerprint_tells_null_from_empty_and_values_apart(void **state)
{
    const char *null = mya_form_fingerprint(&action, row("name", "x", NULL), pool);
    const char *empty = mya_form_fingerprint(&action, row("name", "x", "phone", "", NULL), pool);
    const char *moved = mya_form_fingerprint(&action, row("phone", "x", NULL), pool);
    const char *shaped = mya_form_fingerprint(&action, row("name", "x;phone=0:", NULL), pool);

    (void)state;
    assert_string_not_equal(null, empty);
    assert_string_not_equal(null, moved);
    assert_string_not_equal(empty, shaped);
    assert_string_not_equal(mya_form_fingerprint(&action, row("name", "ab", "phone", "c", NULL),
                                                 pool),
                            mya_form_fingerprint(&action, row("name", "a", "phone", "bc", NULL),
                                                 pool));
    assert_string_equal(mya_form_fingerprint(&action, NULL, pool),
                        mya_form_fingerprint(&action, row(NULL), pool));
}

static void test_a_conflict_shows_both_values_and_takes_the_new_fingerprint(void **state)
{
    apr_hash_t *theirs = row("name", "Anna", "phone", "99", "limit", "200000", "lang", "nb",
                             "news", "0", "number", "C-7", NULL);
    mya_form_t *form;

    (void)state;
    read_body(&form, &action, "name=Anna&phone=22+33+44+55&limit=5&lang=en&mya.seen=old");
    mya_form_conflict(form, theirs, format, &portal, "en", pool);
    assert_true(form->conflict);
    assert_string_equal(form->fault, "Changed meanwhile");
    assert_null(form->entries[NAME].theirs);
    assert_string_equal(form->entries[PHONE].theirs, "99");
    assert_string_equal(form->entries[PHONE].typed, "22 33 44 55");
    assert_string_equal(form->entries[LIMIT].theirs, "$2,000.00");
    assert_string_equal(form->entries[LANG].theirs, "Norsk");
    assert_null(form->entries[NEWS].theirs);
    assert_string_equal(form->fingerprint, mya_form_fingerprint(&action, theirs, pool));

    mya_form_conflict(form, row("name", "Anna", NULL), format, &portal, "en", pool);
    assert_string_equal(form->entries[PHONE].theirs, "(nothing)");
}

/* --- XML --- */

static const char *xml(const mya_form_t *form)
{
    mya_document_t document = { .portal = &portal, .format = format, .lang = "en", .base = "/a",
                                .pool = pool };
    const char *text;

    document.doc = mya_xml_make(&document.root, "myaccount", pool);
    mya_form_xml(&document, document.root, form, "/a/details/edit", "tok", "/a/details");
    text = mya_xml_serialize(document.doc, 0, pool);
    return text;
}

#define has(text, part) \
    do { \
        if (!strstr(text, part)) { \
            fail_msg("no %s in %s", part, text); \
        } \
    } while (0)

static void test_writes_a_filled_form(void **state)
{
    mya_form_t *form = mya_form_fill(&action, annas(), format, pool);
    const char *text;

    (void)state;
    mya_form_settle(form, annas(), with_records(0), format, why, pool);
    text = xml(form);
    has(text, "<action name=\"edit\" title=\"My details\" href=\"/a/details/edit\" label=\"Save\" "
              "token=\"tok\" cancel=\"/a/details\"><field");
    has(text, "<field name=\"name\" type=\"text\" label=\"Your name\" value=\"Anna\" "
              "required=\"yes\" maxlength=\"20\" autocomplete=\"name\" "
              "help=\"As on your letters\"/>");
    has(text, "<field name=\"limit\" type=\"money\" label=\"Limit\" value=\"123.45\" "
              "maxlength=\"40\" min=\"0.50\" currency=\"USD\"/>");
    has(text, "label=\"Language\" required=\"yes\" maxlength=\"64\">"
              "<option value=\"nb\" selected=\"yes\">Norsk</option>"
              "<option value=\"en\">English</option><option value=\"n\">None</option></field>");
    has(text, "<field name=\"news\" type=\"boolean\" label=\"News\" value=\"1\"");
    has(text, "<field name=\"number\" type=\"text\" label=\"Number\" value=\"C-7\" "
              "required=\"yes\" readonly=\"yes\"");
    has(text, apr_pstrcat(pool, "<keep name=\"mya.seen\" value=\"", form->fingerprint,
                          "\"/></action>", NULL));
    assert_null(strstr(text, "name=\"shop\""));
    assert_null(strstr(text, "<error"));
}

static void test_writes_a_refused_form_with_summary_and_reasons(void **state)
{
    const char *text;
    mya_form_t *form;

    (void)state;
    read_body(&form, &action, "name=%3Cscript%3E%22%26&phone=me&lang=");
    has(xml(form), "<error title=\"Please look again\">2 faults<fault field=\"phone\"");
    mya_form_blame(form, NULL, "Not now.");
    text = xml(form);
    has(text, "<error title=\"Please look again\">Not now."
              "<fault field=\"phone\" href=\"#field-phone\">form.phone</fault>"
              "<fault field=\"lang\" href=\"#field-lang\">Language is needed</fault></error>");
    has(text, "value=\"&lt;script&gt;&quot;&amp;\"");
    has(text, "<field name=\"phone\" type=\"phone\" label=\"Phone\" value=\"me\" "
              "maxlength=\"40\" error=\"form.phone\"/>");
    has(text, "<option value=\"nb\">Norsk</option>");
    assert_null(strstr(text, "name=\"news\" type=\"boolean\" label=\"News\" value"));
}

static void test_writes_what_others_wrote_meanwhile(void **state)
{
    mya_form_t *form;

    (void)state;
    read_body(&form, &action, "name=Bo&lang=en");
    mya_form_conflict(form, annas(), format, &portal, "en", pool);
    has(xml(form), "<error>Changed meanwhile</error>");
    has(xml(form), "theirs=\"Anna\"");
}

static void test_a_button_has_neither_title_nor_fields(void **state)
{
    const char *text = xml(mya_form_fill(&bare, NULL, format, pool));

    (void)state;
    has(text, "<action name=\"pay\" href=\"/a/details/edit\" label=\"Pay\" token=\"tok\" "
              "cancel=\"/a/details\"/>");
}

#define with_form(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_form(test_fills_a_form_from_a_record),
        with_form(test_fills_an_empty_form_without_a_record),
        with_form(test_reads_what_was_sent_and_keeps_it),
        with_form(test_a_box_that_is_not_sent_is_not_ticked),
        with_form(test_keeps_everything_typed_when_a_field_is_at_fault),
        with_form(test_refuses_an_undeclared_field),
        with_form(test_refuses_a_doubled_parameter),
        with_form(test_takes_several_of_a_multiple_field),
        with_form(test_never_takes_a_readonly_field_from_the_person),
        with_form(test_a_field_of_another_choice_takes_nothing_and_needs_nothing),
        with_form(test_a_field_about_a_record_waits_until_it_is_read),
        with_form(test_a_filled_form_is_not_blamed_for_being_empty),
        with_form(test_blames_a_field_or_else_the_whole),
        with_form(test_a_fingerprint_changes_with_each_column_that_is_shown),
        with_form(test_a_fingerprint_tells_null_from_empty_and_values_apart),
        with_form(test_a_conflict_shows_both_values_and_takes_the_new_fingerprint),
        with_form(test_writes_a_filled_form),
        with_form(test_writes_a_refused_form_with_summary_and_reasons),
        with_form(test_writes_what_others_wrote_meanwhile),
        with_form(test_a_button_has_neither_title_nor_fields),
    };
    int failed;

    apr_initialize();
    mya_xml_init();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
