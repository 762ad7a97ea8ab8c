/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_ref.c: what names, templates and tests mean at a place in a definition */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "portal/load.h"

static apr_pool_t *pool;
static mya_load_t load;
static mya_scope_t scope;
static const mya_place_t place = { "a.xml", 7 };

/* --- a page with a parameter, two records and a list before the place, in an action with two
 * fields --- */

static const mya_option_t state_options[] = {
    { .value = "open", .readable = "Open" }, { .value = "sent", .readable = "Sent" }
};
static const mya_options_t states = {
    .name = "states", .options = state_options, .noptions = 2
};

static const mya_column_t columns[] = {
    { .name = "id", .index = 0, .type = MYA_TYPE_INTEGER, .typed = 1 },
    { .name = "State", .index = 1, .type = MYA_TYPE_CODE, .typed = 1, .options = &states },
    { .name = "mine", .index = 2, .type = MYA_TYPE_BOOLEAN, .typed = 1 },
    { .name = "remark", .index = 3, .type = MYA_TYPE_TEXT }
};

static const mya_record_t order = {
    .name = "order", .columns = columns, .ncolumns = 4, .missing = MYA_MISSING_404, .scoped = 1
};
static const mya_record_t claim = {
    .name = "claim", .columns = columns, .ncolumns = 4, .scoped = 1
};
static const mya_record_t news = {
    .name = "news", .columns = columns, .ncolumns = 4, .missing = MYA_MISSING_404
};
static const mya_list_t lines = {
    .name = "lines", .row = "line", .columns = columns, .ncolumns = 4, .scoped = 1
};
static const mya_param_t params[] = {
    { .name = "nr", .type = MYA_TYPE_INTEGER, .in_path = 1 }, { .name = "q", .type = MYA_TYPE_TEXT }
};
static const mya_page_t page = { .path = "orders/{nr}", .params = params, .nparams = 2 };
static const mya_role_t roles[] = { { "owner", 0 }, { "finance", 0 } };

static void push_item(apr_array_header_t *items, const mya_record_t *record, const mya_list_t *list,
                      mya_roles_t who)
{
    mya_item_t item = {
        record ? MYA_ITEM_RECORD : MYA_ITEM_LIST, record, list, NULL, 0, who, NULL
    };

    APR_ARRAY_PUSH(items, mya_item_t) = item;
}

static int begin(void **state)
{
    apr_array_header_t *items, *fields;
    mya_field_t note = { .name = "note", .type = MYA_TYPE_TEXT };
    mya_field_t means = { .name = "means", .type = MYA_TYPE_CHOICE, .options = &states };
    mya_portal_t *portal;

    (void)state;
    apr_pool_create(&pool, NULL);
    portal = apr_pcalloc(pool, sizeof(*portal));
    portal->customer_key = MYA_TYPE_INTEGER;
    portal->user_key = MYA_TYPE_ID;
    portal->roles = roles;
    portal->nroles = 2;
    items = apr_array_make(pool, 4, sizeof(mya_item_t));
    push_item(items, &order, NULL, 3);
    push_item(items, &claim, NULL, 3);
    push_item(items, &news, NULL, 3);
    push_item(items, NULL, &lines, 3);
    fields = apr_array_make(pool, 2, sizeof(mya_field_t));
    APR_ARRAY_PUSH(fields, mya_field_t) = note;
    APR_ARRAY_PUSH(fields, mya_field_t) = means;
    memset(&load, 0, sizeof(load));
    load.pool = pool;
    load.portal = portal;
    load.faults = apr_array_make(pool, 2, sizeof(const char *));
    memset(&scope, 0, sizeof(scope));
    scope.load = &load;
    scope.page = &page;
    scope.items = items;
    scope.fields = fields;
    scope.roles = 3;
    return 0;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* The last fault, or "". */
static const char *fault(void)
{
    return load.faults->nelts ? APR_ARRAY_IDX(load.faults, load.faults->nelts - 1, const char *)
                              : "";
}

/* --- references --- */

static const char *print_ref(const char *name)
{
    const mya_ref_t *ref = mya_ref_resolve(&scope, place, name, 0);

    return !ref
        ? fault()
        : apr_psprintf(pool, "%d %s %s %d %s%s", ref->source, ref->of ? ref->of : "-",
                       ref->column ? ref->column : "-", ref->index, mya_type_name(ref->type),
                       mya_ref_scopes(&scope, ref) ? " scopes" : "");
}

#define IS(text, source, rest) \
    assert_string_equal(print_ref(text), apr_psprintf(pool, "%d %s", MYA_FROM_##source, rest))

static void test_a_name_takes_its_type_from_where_it_is_declared(void **state)
{
    (void)state;
    IS("customer", CUSTOMER, "- - -1 integer scopes");
    IS("user", USER, "- - -1 id scopes");
    IS("actor", ACTOR, "- - -1 id");
    IS("session", SESSION, "- - -1 id");
    IS("lang", LANG, "- - -1 text");
    IS("now", NOW, "- - -1 datetime");
    IS("today", TODAY, "- - -1 date");
    IS("path.nr", PATH, "- nr -1 integer");
    IS("query.q", QUERY, "- q -1 text");
    IS("form.note", FORM, "- note -1 text");
    IS("new.order", NEW, "- order -1 id");
    IS("order.id", RECORD, "order id 0 integer scopes");
    IS("order.STATE", RECORD, "order State 1 code scopes");
    IS("news.id", RECORD, "news id 0 integer");
    assert_int_equal(load.faults->nelts, 0);
}

static void test_what_is_no_value_is_told_with_what_would_be_right(void **state)
{
    static const char *const cases[][2] = {
        { "costumer", "\"costumer\" is unknown; did you mean \"customer\"?" },
        { "path", "\"path\" alone is no value; write path. and a name behind it" },
        { "order", "\"order\" alone is no value; write order. and a name behind it" },
        { "order.i", "\"order\" has no column \"i\"; did you mean \"id\"?" },
        { "order.remark",
          "\"order.remark\" is used, but its type is not said; write <column name=\"remark\" "
          "type=\"…\"/> into \"order\"" },
        { "claim.id",
          "\"claim.id\" is used, but the record \"claim\" may be absent; write missing=\"404\" at "
          "the record, or test=\"claim\" at what uses it" },
        { "path.nrr", "\"path.nrr\" is undeclared; did you mean \"nr\"?" },
        { "path.q",
          "\"path.q\" is undeclared; write <param name=\"q\" type=\"…\"/> into the page, and {q} "
          "into its path" },
        { "form.nota", "the action has no field \"nota\"; did you mean \"note\"?" },
        { "lines.id",
          "\"lines\" is a list, which is no single value; use a <record>, or join its table "
          "here" },
        { "customer.name", "\"customer\" has no parts; write customer alone" },
        { "a.b.c", "\"a.b.c\" has three parts; a value has at most two, as in path.id" },
        { "setting.x",
          "\"setting.x\" is not known yet; there are \"customer\", \"user\", \"actor\", "
          "\"session\", \"portal\", \"lang\", \"now\", \"today\", \"path\", \"query\", "
          "\"form\", \"new\", \"order\", \"claim\" or \"news\"" },
    };

    (void)state;
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(print_ref(cases[i][0]),
                            apr_pstrcat(pool, "a.xml:7: ", cases[i][1], NULL));
    }
}

static void test_a_test_on_a_record_guards_its_columns(void **state)
{
    (void)state;
    scope.guards[2] = mya_test_make(&scope, place, "claim");
    IS("claim.id", RECORD, "claim id 0 integer");
    scope.guards[2] = mya_test_make(&scope, place, "claim.mine");
    IS("claim.id", RECORD, "claim id 0 integer");
    assert_int_equal(load.faults->nelts, 0);
    scope.guards[2] = mya_test_make(&scope, place, "not(claim)");
    assert_non_null(strstr(print_ref("claim.id"), "may be absent"));
}

static void test_a_record_for_fewer_roles_may_be_absent(void **state)
{
    (void)state;
    APR_ARRAY_IDX(scope.items, 0, mya_item_t).roles = 1;
    assert_non_null(strstr(print_ref("order.id"), "may be absent"));
    scope.roles = 1;
    IS("order.id", RECORD, "order id 0 integer scopes");
}

static void test_a_row_is_at_hand_in_its_list_only(void **state)
{
    (void)state;
    assert_non_null(strstr(print_ref("line.id"), "there is no record \"line\" here"));
    scope.list = &lines;
    IS("line.id", ROW, "lines id 0 integer scopes");
    scope.bare_columns = 1;
    IS("id", ROW, "lines id 0 integer scopes");
    assert_non_null(strstr(print_ref("remark"), "its type is not said"));
}

/* --- templates --- */

static const char *print_template(const char *text)
{
    const mya_template_t *template = mya_template_make(&scope, place, text);
    const char *printed = "";

    for (int i = 0; template && i < template->nparts; i++) {
        const mya_part_t *part = &template->parts[i];

        printed = part->ref ? apr_pstrcat(pool, printed, "<", part->ref->name, ">", NULL)
            : apr_pstrcat(pool, printed, "|", part->text, "|", NULL);
    }
    return template ? printed : fault();
}

static void test_a_template_is_cut_at_its_braces(void **state)
{
    static const char *const cases[][2] = {
        { "", "" },
        { "orders", "|orders|" },
        { "{order.id}", "<order.id>" },
        { "orders/{order.id}/x", "|orders/|<order.id>|/x|" },
        { "{customer}{user}", "<customer><user>" },
        { "{{order.id}}", "|{order.id}|" },
        { "{{{customer}}}", "|{|<customer>|}|" },
        { "at 12:30", "|at 12:30|" },
    };

    (void)state;
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(print_template(cases[i][0]), cases[i][1]);
    }
}

static void test_a_broken_template_is_refused(void **state)
{
    static const char *const cases[][2] = {
        { "a{b", "\"a{b\" has a single {; write {a.b} for a value, or {{ for the brace itself" },
        { "a}b", "\"a}b\" has a single }; write {a.b} for a value, or }} for the brace itself" },
        { "orders/:path.nr",
          "\"orders/:path.nr\" binds a value with a colon; that is for SQL, in an attribute "
          "write {a.b}" },
        { ":customer",
          "\":customer\" binds a value with a colon; that is for SQL, in an attribute write "
          "{a.b}" },
    };

    (void)state;
    for (apr_size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(print_template(cases[i][0]),
                            apr_pstrcat(pool, "a.xml:7: ", cases[i][1], NULL));
    }
}

/* --- tests --- */

static const char *print_test(const char *text)
{
    const mya_test_t *test = mya_test_make(&scope, place, text);

    return !test
        ? fault()
        : apr_psprintf(pool, "%s%d %s.%s%s%s", test->negate ? "not " : "", test->ref.source,
                       test->ref.of ? test->ref.of : "-", test->ref.column ? test->ref.column : "-",
                       test->equals ? "=" : "", test->equals ? test->equals : "");
}

#define TESTS(text, negate, source, rest)                                                          \
    assert_string_equal(print_test(text),                                                          \
                        apr_psprintf(pool, "%s%d %s", negate, MYA_FROM_##source, rest))

static void test_there_are_three_forms_of_a_test(void **state)
{
    (void)state;
    TESTS("order.mine", "", RECORD, "order.mine");
    TESTS("claim.mine", "", RECORD, "claim.mine");
    TESTS("claim", "", RECORD, "claim.-");
    TESTS("lines", "", ROW, "lines.-");
    TESTS("not(claim)", "not ", RECORD, "claim.-");
    TESTS(" not( order.mine ) ", "not ", RECORD, "order.mine");
    TESTS("order.state = 'open'", "", RECORD, "order.State=open");
    TESTS("form.means='sent'", "", FORM, "-.means=sent");
    TESTS("not(form.means = 'sent')", "not ", FORM, "-.means=sent");
    assert_null(mya_test_make(&scope, place, NULL));
    assert_int_equal(load.faults->nelts, 0);
}

static void test_no_other_form_is_taken(void **state)
{
    static const char *const forms[] = { "",
                                         "claim and order",
                                         "claim or order",
                                         "order.id > 1",
                                         "order.id = 1",
                                         "order.state = open",
                                         "order.state = 'open",
                                         "order.state != 'open'",
                                         "not not(claim)",
                                         "not(not(claim))",
                                         "order.mine()",
                                         "customer",
                                         "claim order",
                                         "order.state = 'a' 'b'",
                                         ":order.mine",
                                         "{order.mine}" };

    (void)state;
    for (apr_size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        int before = load.faults->nelts;

        assert_null(mya_test_make(&scope, place, forms[i]));
        assert_true(load.faults->nelts > before);
    }
}

static void test_only_truth_and_options_are_tested(void **state)
{
    (void)state;
    assert_string_equal(print_test("order.id"),
                        "a.xml:7: test=\"order.id\" asks whether \"order.id\" is true, "
                        "but its type is integer; make it a column of type boolean");
    assert_string_equal(
        print_test("order.id = '1'"),
        "a.xml:7: test=\"order.id = '1'\" compares \"order.id\", "
        "which has no options; only a code or choice with options= is compared, or make it "
        "a boolean column");
    assert_string_equal(print_test("order.state = 'opne'"),
                        "a.xml:7: test=\"order.state = 'opne'\" compares "
                        "with 'opne', which is no option of \"order.state\"; did you mean 'open'?");
    assert_string_equal(print_test("clam"),
                        "a.xml:7: \"clam\" is unknown; did you mean \"claim\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_name_takes_its_type_from_where_it_is_declared, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_what_is_no_value_is_told_with_what_would_be_right,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_a_test_on_a_record_guards_its_columns, begin, end),
        cmocka_unit_test_setup_teardown(test_a_record_for_fewer_roles_may_be_absent, begin, end),
        cmocka_unit_test_setup_teardown(test_a_row_is_at_hand_in_its_list_only, begin, end),
        cmocka_unit_test_setup_teardown(test_a_template_is_cut_at_its_braces, begin, end),
        cmocka_unit_test_setup_teardown(test_a_broken_template_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(test_there_are_three_forms_of_a_test, begin, end),
        cmocka_unit_test_setup_teardown(test_no_other_form_is_taken, begin, end),
        cmocka_unit_test_setup_teardown(test_only_truth_and_options_are_tested, begin, end),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
