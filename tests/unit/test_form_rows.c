/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_rows.c: forms about ticked rows, editable tables, and fields that belong to a
 * choice
 *
 * The definition is tests/fixtures/steps; its rows are made here.
 */
#include "database_fixture.h"

#include "form/form.h"
#include "form/input.h"

static const mya_portal_t *steps_portal;
static const mya_format_t *format;

static int begin(void **state)
{
    make_database(state);
    mya_xml_init();
    if (mya_portal_load(&steps_portal, MYA_SRCDIR "/tests/fixtures/steps/portal.xml",
                        fixture_share(), NULL, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    must(mya_format_make(&format, "en", "Europe/Oslo", why, pool));
    return 0;
}

static const mya_action_t *action_at(const char *path)
{
    mya_match_t match;

    must(mya_portal_match(&match, steps_portal, path, pool));
    assert_non_null(match.action);
    return match.action;
}

static mya_env_t *as(const char *role)
{
    mya_env_t *env = mya_env_make(steps_portal, AT(0), pool);

    env->user = env->actor = "anna";
    env->customer = "nordlys";
    env->lang = "en";
    env->roles = MYA_ROLE_MEMBER | mya_role_bit(steps_portal, role);
    return env;
}

static apr_status_t reads(mya_form_t **form, const mya_action_t *action, mya_env_t *env,
                          const char *body)
{
    apr_array_header_t *pairs;

    *form = NULL;
    must(mya_input_read_rows(&pairs, body, strlen(body), why, pool));
    return mya_form_read(form, action, pairs, env, format, why, pool);
}

/* Rows of the list of consents/save: the first may be changed, the second is forced. */
static mya_row_t *consents(int *n)
{
    static const char *const cells[2][7] = {
        { "1", "email", "News", "3", "0", NULL, "0" },
        { "2", "sms", "News", "3", "1", "7", "1" },
    };
    const mya_list_t *list = action_at("consents/save")->list;
    mya_row_t *rows = apr_pcalloc(pool, 2 * sizeof(*rows));
    int i;

    assert_int_equal(list->ncolumns, 7);
    for (i = 0; i < 2; ++i) {
        rows[i] = (mya_row_t){ list->columns, list->ncolumns, cells[i] };
    }
    *n = 2;
    return rows;
}

static const char *xml_of(mya_document_t *document)
{
    return mya_xml_serialize(document->doc, 0, pool);
}

static mya_document_t document_for(void)
{
    mya_document_t document = { .portal = steps_portal, .format = format, .lang = "en",
                                .base = "/a", .pool = pool };

    document.doc = mya_xml_make(&document.root, "myaccount", pool);
    return document;
}

#define has(text, part) \
    do { \
        if (!strstr(text, part)) { \
            fail_msg("no %s in %s", part, text); \
        } \
    } while (0)

/* --- an editable table --- */

static void test_each_row_has_its_fields_filled_from_its_own_columns(void **state)
{
    mya_form_t *form;
    int n;
    mya_row_t *rows = consents(&n);

    (void)state;
    form = mya_form_fill_rows(action_at("consents/save"), rows, n, as("owner"), format, pool);
    assert_int_equal(form->nentries, 0);
    assert_int_equal(form->nrows, 2);
    assert_string_equal(form->rows[0].key, "1");
    assert_string_equal(form->rows[0].name, "email");
    assert_string_equal(form->rows[1].entries[0].value, "1");
    assert_true(form->rows[1].entries[0].readonly);
    assert_false(form->rows[0].entries[0].readonly);
    assert_string_equal(form->rows[1].entries[1].typed, "7");
    assert_non_null(form->fingerprint);
}

static void test_a_rows_fingerprint_sees_what_no_field_shows(void **state)
{
    static const char *const other[7] = { "1", "email", "News", "4", "0", NULL, "0" };
    const mya_action_t *action = action_at("consents/save");
    mya_env_t *env = as("owner");
    int n;
    mya_row_t *rows = consents(&n);
    const char *first = mya_form_fill_rows(action, rows, n, env, format, pool)->fingerprint;

    (void)state;
    assert_string_equal(mya_form_fill_rows(action, rows, n, env, format, pool)->fingerprint,
                        first);
    assert_string_not_equal(mya_form_fill_rows(action, rows, 1, env, format, pool)->fingerprint,
                            first);
    rows[0].cells = other;
    assert_string_not_equal(mya_form_fill_rows(action, rows, n, env, format, pool)->fingerprint,
                            first);
}

static void test_only_rows_that_say_something_else_are_changed_and_judged(void **state)
{
    mya_env_t *env = as("owner");
    mya_form_t *form;
    int n;
    mya_row_t *rows = consents(&n);

    (void)state;
    must(reads(&form, action_at("consents/save"), env,
               "mya.row=1&mya.row=2&granted.2=0&most.1=12&most.2=7"));
    must(mya_form_give_rows(form, rows, n, why, pool));
    must(mya_form_settle(form, NULL, env, format, why, pool));
    assert_true(form->rows[0].changed);
    assert_false(form->rows[1].changed);
    assert_string_equal(apr_hash_get(mya_form_row_values(form, 0, pool), "most",
                                     APR_HASH_KEY_STRING), "12");
    assert_string_equal(apr_hash_get(mya_form_row_values(form, 1, pool), "granted",
                                     APR_HASH_KEY_STRING), "1");
}

static void test_a_fault_in_a_row_that_stays_as_it_is_is_none(void **state)
{
    static const char *const beyond[7] = { "1", "email", "News", "3", "0", "500", "0" };
    mya_env_t *env = as("owner");
    mya_form_t *form;
    int n;
    mya_row_t *rows = consents(&n);

    (void)state;
    rows[0].cells = beyond;
    assert_int_equal(reads(&form, action_at("consents/save"), env, "mya.row=1&most.1=500"),
                     MYA_EINVALID);
    must(mya_form_give_rows(form, rows, n, why, pool));
    assert_int_equal(mya_form_settle(form, NULL, env, format, why, pool), MYA_EINVALID);
    assert_string_equal(form->rows[0].entries[1].typed, "500");   /* it was typed: that is judged */

    must(reads(&form, action_at("consents/save"), env, "mya.row=2&most.2=7"));
    must(mya_form_give_rows(form, rows, n, why, pool));
    must(mya_form_settle(form, NULL, env, format, why, pool));
    assert_false(form->rows[0].changed);
}

static void test_takes_only_fields_of_its_own_rows(void **state)
{
    static const char *const bodies[] = {
        "mya.row=1&most.2=1", "mya.row=1&most=1", "mya.row=1&version.1=1", "most.1=1",
        "mya.row=1&most.1=1&most.1=2", "mya.row=1&.1=x", "mya.row=1&most.=1",
        "mya.row=1&mya.rows=2", "mya.row=1&mya.row.1=2", "mya.row=1&mya.again=1",
        "mya.row=1&mya.password=x", "mya.row=1&mya.step=do",
    };
    mya_form_t *form;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); ++i) {
        if (reads(&form, action_at("consents/save"), as("owner"), bodies[i]) != MYA_EBADREQUEST) {
            fail_msg("took %s", bodies[i]);
        }
        assert_null(form);
    }
    assert_int_equal(reads(&form, action_at("gifts/once"), as("owner"), "mya.row=1"),
                     MYA_EBADREQUEST);
}

static void test_a_key_without_a_row_is_not_found(void **state)
{
    mya_env_t *env = as("owner");
    mya_form_t *form;
    int n;
    mya_row_t *rows = consents(&n);

    (void)state;
    must(reads(&form, action_at("consents/save"), env, "mya.row=1&mya.row=9"));
    assert_int_equal(mya_form_give_rows(form, rows, n, why, pool), MYA_ENOTFOUND);
}

static void test_takes_at_most_two_hundred_rows(void **state)
{
    apr_array_header_t *parts = apr_array_make(pool, 201, sizeof(const char *));
    mya_form_t *form;
    int i;

    (void)state;
    for (i = 0; i < MYA_FORM_ROWS; ++i) {
        APR_ARRAY_PUSH(parts, const char *) = apr_psprintf(pool, "mya.row=%d", i);
    }
    must(reads(&form, action_at("consents/save"), as("owner"),
               apr_array_pstrcat(pool, parts, '&')));
    assert_int_equal(form->nrows, MYA_FORM_ROWS);
    APR_ARRAY_PUSH(parts, const char *) = "mya.row=more";
    assert_int_equal(reads(&form, action_at("consents/save"), as("owner"),
                           apr_array_pstrcat(pool, parts, '&')), MYA_ETOOLARGE);
}

static void test_writes_the_fields_of_a_row_for_the_form_behind_the_list(void **state)
{
    mya_document_t document = document_for();
    const char *text;
    mya_form_t *form;
    int n;
    mya_row_t *rows = consents(&n);

    (void)state;
    form = mya_form_fill_rows(action_at("consents/save"), rows, n, as("owner"), format, pool);
    mya_form_row_xml(&document, document.root, form, mya_form_id(form->action, pool), "2");
    mya_form_row_xml(&document, document.root, form, "x", "9");
    mya_form_xml(&document, document.root, form, "/a/consents/save", "tok", NULL);
    text = xml_of(&document);
    has(text, "<field name=\"granted.2\" type=\"boolean\" label=\"Granted\" value=\"1\" "
              "readonly=\"yes\"");
    has(text, "<field name=\"most.2\" type=\"integer\"");
    has(text, "form=\"action-save\"");
    has(text, "<action name=\"save\" rows=\"all\" id=\"action-save\"");
    has(text, "<keep name=\"mya.row\" value=\"1\"/><keep name=\"mya.row\" value=\"2\"/>");
    has(text, "<keep name=\"mya.seen\" value=\"");
    assert_null(strstr(text, "name=\"granted\""));
}

/* --- ticked rows --- */

static void test_ticked_without_its_fields_asks_for_these(void **state)
{
    mya_form_t *form;

    (void)state;
    reads(&form, action_at("mails/move"), as("owner"), "mya.row=a&mya.row=b&mya.row=a");
    assert_int_equal(form->step, MYA_FORM_SHOW_AGAIN);
    assert_int_equal(form->nrows, 2);
    must(reads(&form, action_at("mails/move"), as("owner"),
               "mya.row=a&folder=x&mya.seen=opened"));
    assert_int_equal(form->step, MYA_FORM_SENT);
    must(reads(&form, action_at("mails/delete"), as("owner"), "mya.row=a"));
    assert_int_equal(form->step, MYA_FORM_SENT);        /* nothing to ask */
}

static void test_no_tick_is_said_at_the_form(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(reads(&form, action_at("mails/delete"), as("owner"), ""), MYA_EINVALID);
    assert_string_equal(form->fault, mya_portal_text(steps_portal, "en", "form.no-rows"));
}

static void test_which_rows_are_meant_is_part_of_what_was_sent(void **state)
{
    mya_form_t *one, *two, *same;

    (void)state;
    reads(&one, action_at("mails/delete"), as("owner"), "mya.row=a&mya.row=b");
    reads(&two, action_at("mails/delete"), as("owner"), "mya.row=a");
    reads(&same, action_at("mails/delete"), as("owner"), "mya.row=a&mya.row=b");
    assert_string_not_equal(mya_form_digest(one, pool), mya_form_digest(two, pool));
    assert_string_equal(mya_form_digest(one, pool), mya_form_digest(same, pool));
}

/* --- fields that belong to a choice --- */

#define GIFT "to_name=Bo&amount=5&"

static void test_only_fields_of_the_chosen_option_are_asked(void **state)
{
    mya_form_t *form;

    (void)state;
    must(reads(&form, action_at("gifts/give"), as("owner"),
               GIFT "means=card&number=4000123412341234&holder=left"));
    assert_null(apr_hash_get(mya_form_values(form, pool), "holder", APR_HASH_KEY_STRING));
    assert_int_equal(reads(&form, action_at("gifts/give"), as("owner"),
                           GIFT "means=card&number=12345678901"), MYA_EINVALID);
    assert_int_equal(form->faults, 1);
    must(reads(&form, action_at("gifts/give"), as("owner"),
               GIFT "means=account&number=12345678901&holder=Bo"));
    assert_string_equal(apr_hash_get(mya_form_values(form, pool), "number", APR_HASH_KEY_STRING),
                        "12345678901");
    assert_int_equal(reads(&form, action_at("gifts/give"), as("owner"), GIFT "means="),
                     MYA_EINVALID);
    assert_int_equal(form->faults, 1);                 /* the choice, and nothing that hangs on it */
}

static void test_what_is_passed_over_does_not_count_as_sent(void **state)
{
    mya_form_t *with, *without;

    (void)state;
    must(reads(&with, action_at("gifts/give"), as("owner"),
               GIFT "means=card&number=4000123412341234&holder=left"));
    must(reads(&without, action_at("gifts/give"), as("owner"),
               GIFT "means=card&number=4000123412341234"));
    assert_string_equal(mya_form_digest(with, pool), mya_form_digest(without, pool));
}

static void test_an_option_whose_test_does_not_hold_is_refused_once_that_is_known(void **state)
{
    mya_env_t *env = as("owner");
    mya_form_t *form;

    (void)state;
    must(reads(&form, action_at("gifts/give"), env, GIFT "means=cash"));
    assert_int_equal(mya_form_settle(form, NULL, env, format, why, pool), MYA_EINVALID);
    assert_int_equal(form->faults, 1);
    must(reads(&form, action_at("gifts/give"), env, GIFT "means=cash"));
    apr_hash_set(env->records, "budget", APR_HASH_KEY_STRING, apr_pcalloc(pool, sizeof(mya_row_t)));
    must(mya_form_settle(form, NULL, env, format, why, pool));
}

static void test_a_field_for_other_roles_is_undeclared(void **state)
{
    mya_form_t *form;

    (void)state;
    assert_int_equal(reads(&form, action_at("gifts/give"), as("owner"),
                           GIFT "means=card&number=4000123412341234&limit=1"), MYA_EBADREQUEST);
    must(reads(&form, action_at("gifts/give"), as("finance"),
               GIFT "means=card&number=4000123412341234&limit=1"));
}

static void test_a_review_shows_values_and_keeps_what_was_typed(void **state)
{
    mya_document_t document = document_for();
    mya_env_t *env = as("owner");
    const char *text;
    mya_form_t *form;

    (void)state;
    must(reads(&form, action_at("gifts/give"), env,
               GIFT "means=card&number=4000123412341234&topics=ropes&topics=sails"));
    must(mya_form_settle(form, NULL, env, format, why, pool));
    mya_form_review_xml(&document, document.root, form, "/a/gifts/give", "tok", "/a/gifts", "seal");
    text = xml_of(&document);
    has(text, "<action name=\"give\" step=\"review\" title=\"Give\" href=\"/a/gifts/give\" "
              "label=\"Give\" edit=\"Change\" token=\"tok\"");
    has(text, "<review name=\"topics\" label=\"Topics\">Ropes, Sails</review>");
    has(text, "<keep name=\"topics\" value=\"ropes\"/><keep name=\"topics\" value=\"sails\"/>");
    has(text, "<keep name=\"amount\" value=\"5\"/>");
    has(text, "<keep name=\"mya.reviewed\" value=\"seal\"/>");
    assert_null(strstr(text, "<field"));
    assert_null(strstr(text, "holder"));
}

static void test_a_form_shown_again_has_no_faults_and_asks_for_the_other_fields(void **state)
{
    mya_document_t document = document_for();
    mya_env_t *env = as("owner");
    const char *text;
    mya_form_t *form;

    (void)state;
    reads(&form, action_at("gifts/give"), env, "means=account&amount=x&mya.again=1");
    assert_int_equal(form->step, MYA_FORM_SHOW_AGAIN);
    mya_form_settle(form, NULL, env, format, why, pool);
    mya_form_forgive(form);
    mya_form_xml(&document, document.root, form, "/a/gifts/give", "tok", NULL);
    text = xml_of(&document);
    has(text, "<field name=\"holder\" type=\"text\" label=\"Holder\" of=\"means\" "
              "of-value=\"account\"");
    has(text, "<field name=\"amount\" type=\"money\" label=\"Amount\" value=\"x\"");
    has(text, "<again label=\"");
    assert_true(strstr(text, "name=\"means\"") < strstr(text, "<again"));
    assert_true(strstr(text, "<again") < strstr(text, "name=\"holder\""));
    assert_null(strstr(text, "error"));
}

#define with_portal(test) cmocka_unit_test_setup_teardown(test, begin, drop_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_portal(test_each_row_has_its_fields_filled_from_its_own_columns),
        with_portal(test_a_rows_fingerprint_sees_what_no_field_shows),
        with_portal(test_only_rows_that_say_something_else_are_changed_and_judged),
        with_portal(test_a_fault_in_a_row_that_stays_as_it_is_is_none),
        with_portal(test_takes_only_fields_of_its_own_rows),
        with_portal(test_a_key_without_a_row_is_not_found),
        with_portal(test_takes_at_most_two_hundred_rows),
        with_portal(test_writes_the_fields_of_a_row_for_the_form_behind_the_list),
        with_portal(test_ticked_without_its_fields_asks_for_these),
        with_portal(test_no_tick_is_said_at_the_form),
        with_portal(test_which_rows_are_meant_is_part_of_what_was_sent),
        with_portal(test_only_fields_of_the_chosen_option_are_asked),
        with_portal(test_what_is_passed_over_does_not_count_as_sent),
        with_portal(test_an_option_whose_test_does_not_hold_is_refused_once_that_is_known),
        with_portal(test_a_field_for_other_roles_is_undeclared),
        with_portal(test_a_review_shows_values_and_keeps_what_was_typed),
        with_portal(test_a_form_shown_again_has_no_faults_and_asks_for_the_other_fields),
    };
    int failed;

    if (begin_tests() != 0) {
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_tests();
    return failed;
}
