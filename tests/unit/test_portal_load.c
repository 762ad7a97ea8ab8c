/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_load.c: which definitions load, and what is said of those that do not
 *
 * Each file of tests/definitions is a test of its own (README.md there), and so is the shipped
 * portal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_general.h>

#include "base/xml.h"
#include "definition_fixture.h"
#include "portal/model.h"

static apr_pool_t *global;    /* of the list of tests */
static apr_pool_t *pool;      /* of one test */
static const char *folder;    /* that a test made, with '/' at its end; or NULL */

static int begin(void **state)
{
    (void)state;
    folder = NULL;
    return apr_pool_create(&pool, global) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    if (folder) {
        definition_remove(folder, pool);
    }
    apr_pool_destroy(pool);
    return 0;
}

/* --- loading --- */

/* Load the definition at PATH, a folder or a single file; FAULTS without the folder's name. */
static apr_status_t load(const mya_portal_t **portal, apr_array_header_t **faults, const char *path)
{
    const char *prefix = apr_pstrcat(pool, path, "/", NULL);
    const mya_portal_t *made = NULL;
    apr_status_t rv;

    if (strlen(path) > 4 && !strcmp(path + strlen(path) - 4, ".xml")) {
        prefix = folder = definition_assemble(path, pool);
        assert_non_null(folder);
    }
    *faults = apr_array_make(pool, 4, sizeof(const char *));
    rv = mya_portal_load(&made, apr_pstrcat(pool, prefix, "portal.xml", NULL), MYA_SRCDIR, *faults,
                         NULL, pool);
    for (int i = 0; i < (*faults)->nelts; i++) {
        const char **fault = &APR_ARRAY_IDX(*faults, i, const char *);

        *fault += strncmp(*fault, prefix, strlen(prefix)) ? 0 : strlen(prefix);
    }
    if (portal) {
        *portal = made;
    }
    return rv;
}

/* --- the files --- */

static void refuses(void **state)
{
    const char *path = *state;
    const char *stem = strcmp(path + strlen(path) - 4, ".xml") ? path
        : apr_pstrmemdup(pool, path, strlen(path) - 4);
    char *expect = definition_read(apr_pstrcat(pool, stem, ".expect", NULL), pool);
    apr_array_header_t *faults;
    char *kind, *sentence;

    assert_non_null(expect);
    kind = apr_strtok(expect, "\n", &sentence);
    assert_true(!strcmp(kind, "structure") || !strcmp(kind, "meaning") || !strcmp(kind, "syntax"));
    sentence[strcspn(sentence, "\n")] = '\0';
    assert_int_equal(load(NULL, &faults, path), MYA_ECONFIG);
    assert_true(faults->nelts > 0);
    assert_string_equal(APR_ARRAY_IDX(faults, 0, const char *), sentence);
}

static void loads(void **state)
{
    apr_array_header_t *faults;
    const mya_portal_t *portal;
    apr_status_t rv = load(&portal, &faults, *state);

    for (int i = 0; i < faults->nelts; i++) {
        print_error("%s\n", APR_ARRAY_IDX(faults, i, const char *));
    }
    assert_int_equal(rv, APR_SUCCESS);
    assert_int_equal(faults->nelts, 0);
    assert_true(portal->npages > 0);
}

/* --- what is made of the shipped one --- */

static const mya_portal_t *shipped(void)
{
    apr_array_header_t *faults;
    const mya_portal_t *portal;

    assert_int_equal(load(&portal, &faults, MYA_SRCDIR "/conf.d/portal"), APR_SUCCESS);
    return portal;
}

static const mya_page_t *page_at(const mya_portal_t *portal, const char *path)
{
    mya_match_t match;

    assert_int_equal(mya_portal_match(&match, portal, path, pool), APR_SUCCESS);
    assert_non_null(match.page);
    return match.page;
}

static void test_a_limited_list_knows_the_page_that_shows_it_whole(void **state)
{
    const mya_portal_t *portal = shipped();
    const mya_page_t *home = page_at(portal, "");
    int found = 0;

    (void)state;
    for (int i = 0; i < home->nitems; i++) {
        if (home->items[i].list && !strcmp(home->items[i].list->name, "invoices")) {
            found++;
            assert_int_equal(home->items[i].limit, 3);
            assert_string_equal(home->items[i].list->more, "invoices");
            assert_int_equal(home->items[i].roles,
                             mya_role_bit(portal, "owner") | mya_role_bit(portal, "finance"));
        }
    }
    assert_int_equal(found, 1);
}

static void test_columns_carry_type_currency_and_label(void **state)
{
    const mya_list_t *list = page_at(shipped(), "invoices")->items[0].list;
    int amount = mya_column_find(list->columns, list->ncolumns, "AMOUNT");
    int currency = mya_column_find(list->columns, list->ncolumns, "currency");

    (void)state;
    assert_true(amount >= 0 && currency >= 0);
    assert_int_equal(list->columns[amount].type, MYA_TYPE_MONEY);
    assert_int_equal(list->columns[amount].currency_column, currency);
    assert_string_equal(list->columns[amount].label, "label.amount");
    assert_int_equal(list->columns[amount].sort, 1);
    assert_int_equal(list->columns[currency].hidden, 1);
    assert_string_equal(list->row, "invoice");
    assert_int_equal(list->columns[list->key].type, MYA_TYPE_ID);
    assert_int_equal(list->scoped, 1);
}

static void test_an_action_knows_the_records_that_it_needs(void **state)
{
    mya_match_t match;

    (void)state;
    assert_int_equal(mya_portal_match(&match, shipped(), "details/edit", pool), APR_SUCCESS);
    assert_non_null(match.action);
    assert_int_equal(match.action->nrecords, 1);
    assert_string_equal(match.action->records[0]->name, "details");
    assert_ptr_equal(match.action->values, match.action->records[0]);
    assert_string_equal(match.action->button, "action.edit.button");
}

static void test_a_page_knows_the_way_back(void **state)
{
    const mya_portal_t *portal = shipped();
    const mya_page_t *invoice = page_at(portal, "invoices/x");

    (void)state;
    assert_string_equal(invoice->parent->path, "invoices");
    assert_string_equal(invoice->parent->parent->path, "");
    assert_null(invoice->parent->parent->parent);
    assert_null(page_at(portal, "-/greeting")->parent);
}

static void test_a_statement_is_cut_at_its_binds(void **state)
{
    const mya_record_t *invoice = page_at(shipped(), "invoices/x")->items[0].record;
    const mya_sql_t *sql = invoice->sql.by_dialect[MYA_DIALECT_POSTGRESQL];
    int n = 0;

    (void)state;
    assert_ptr_equal(sql, invoice->sql.by_dialect[MYA_DIALECT_SQLITE]);
    assert_string_equal(sql->id, "billing.invoice");
    for (int i = 0; i < sql->nparts; i++) {
        assert_true(!sql->parts[i].text != !sql->parts[i].ref);
        n += sql->parts[i].ref != NULL;
    }
    assert_int_equal(n, 3);
    assert_int_equal(sql->parts[1].ref->source, MYA_FROM_TODAY);
    assert_int_equal(sql->parts[3].ref->source, MYA_FROM_PATH);
    assert_int_equal(sql->parts[5].ref->source, MYA_FROM_CUSTOMER);
    assert_int_equal(sql->parts[5].ref->type, MYA_TYPE_ID);
}

static void test_all_faults_are_told_and_the_first_comes_in_why(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    apr_array_header_t *faults = apr_array_make(pool, 4, sizeof(const char *));
    const mya_portal_t *portal = NULL;

    (void)state;
    folder = definition_assemble(DEFINITIONS "broken/star.xml", pool);
    assert_non_null(folder);
    assert_true(definition_copy(folder, DEFINITIONS "broken/unknown-page.xml", "z.xml", pool));
    assert_int_equal(mya_portal_load(&portal, apr_pstrcat(pool, folder, "portal.xml", NULL),
                                     MYA_SRCDIR, faults, why, pool),
                     MYA_ECONFIG);
    assert_true(faults->nelts >= 3);
    assert_string_equal(why->detail, APR_ARRAY_IDX(faults, 0, const char *));
    assert_null(portal);
}

static void test_a_missing_folder_is_a_sentence_and_no_crash(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    const mya_portal_t *portal;

    (void)state;
    assert_int_equal(
        mya_portal_load(&portal, MYA_SRCDIR "/no/such/portal.xml", MYA_SRCDIR, NULL, why, pool),
        MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "/no/such/portal.xml"));
}

/* Whether this is what says so depends on there being files at all. */
static void test_there_are_broken_definitions_with_a_sentence_for_each(void **state)
{
    (void)state;
    assert_true(definition_names(DEFINITIONS "broken", ".expect", pool)->nelts >= 25);
    assert_int_equal(definition_names(DEFINITIONS "broken", ".expect", pool)->nelts,
                     definition_names(DEFINITIONS "broken", ".xml", pool)->nelts
                     + definition_names(DEFINITIONS "broken", NULL, pool)->nelts);
    assert_true(definition_names(DEFINITIONS "good", ".xml", pool)->nelts > 0);
}

/* --- the table of mistakes --- */

/* The files that a row of the table names exist; it names at least one. */
static void check_row(const char *row)
{
    int n = 0;

    for (const char *c = strchr(row, '`'); c; c = strchr(strchr(c + 1, '`') + 1, '`')) {
        const char *name = apr_pstrmemdup(pool, c + 1, strcspn(c + 1, "`"));
        const char *expect = apr_pstrcat(pool, DEFINITIONS "broken/", name, ".expect", NULL);

        n++;
        if (!definition_read(expect, pool)) {
            print_error("%s does not exist\n", expect);
            fail();
        }
    }
    if (!n) {
        print_error("no file for: %s\n", row);
        fail();
    }
}

static void test_each_mistake_of_the_table_has_its_broken_file(void **state)
{
    char *text = strstr(definition_read(DEFINITIONS "README.md", pool), "|---|---|\n");
    char *row, *rest;
    int n = 0;

    (void)state;
    assert_non_null(text);
    apr_strtok(text, "\n", &rest);
    for (; (row = apr_strtok(NULL, "\n", &rest)); n++) {
        check_row(row);
    }
    assert_true(n >= 36);
}

/* --- what lists, menus and options become --- */

static const mya_portal_t *good(const char *name)
{
    apr_array_header_t *faults;
    const mya_portal_t *portal = NULL;

    load(&portal, &faults, apr_pstrcat(pool, DEFINITIONS "good/", name, NULL));
    assert_int_equal(faults->nelts, 0);
    assert_non_null(portal);
    return portal;
}

static const mya_item_t *item_of(const mya_page_t *page, const char *name)
{
    for (int i = 0; i < page->nitems; i++) {
        const mya_item_t *item = &page->items[i];

        if ((item->list && !strcmp(item->list->name, name))
            || (item->record && !strcmp(item->record->name, name))
            || (item->action && !strcmp(item->action->name, name))) {
            return item;
        }
    }
    fail_msg("the page has no %s", name);
    return NULL;
}

static void test_a_list_knows_its_totals_groups_and_files(void **state)
{
    const mya_list_t *list = item_of(page_at(good("lists.xml"), ""), "invoices")->list;
    const mya_column_t *amount = &list->columns[mya_column_find(list->columns, list->ncolumns,
                                                                "amount")];

    (void)state;
    assert_int_equal(list->group, mya_column_find(list->columns, list->ncolumns, "month"));
    assert_int_equal(list->formats, MYA_AS_CSV);
    assert_string_equal(list->view, "cards");
    assert_string_equal(list->tone, "warning");
    assert_int_equal(list->match, -1);
    assert_int_equal(amount->total, 1);
    assert_int_equal(amount->test->ref.source, MYA_FROM_RECORD);
    assert_int_equal(list->columns[0].filter, MYA_FILTER_TEXT);
    assert_int_equal(list->columns[5].test->ref.source, MYA_FROM_ROW);
    assert_int_equal(list->columns[5].test->negate, 1);
    assert_int_equal(list->columns[5].options->noptions, 3);
}

static void test_a_filter_offers_options_by_their_tests(void **state)
{
    const mya_list_t *list = item_of(page_at(good("lists.xml"), ""), "invoices")->list;
    const mya_column_t *column = &list->columns[mya_column_find(list->columns, list->ncolumns,
                                                                "state")];

    (void)state;
    assert_string_equal(column->options->options[2].value, "lost");
    assert_non_null(column->options->options[2].test);
    assert_string_equal(column->options->options[2].test->ref.name, "company.vip");
    assert_null(column->options->options[0].test);
}

static void test_a_nested_list_takes_the_keys_outside_and_their_scope(void **state)
{
    const mya_list_t *comments = item_of(page_at(good("lists.xml"), ""), "comments")->list;
    const mya_list_t *answers = comments->lists[0];
    const mya_sql_t *sql = answers->sql.by_dialect[MYA_DIALECT_MARIADB];

    (void)state;
    assert_int_equal(comments->nlists, 2);
    assert_string_equal(answers->name, "answers");
    assert_int_equal(answers->match, 1);
    assert_int_equal(answers->scoped, 1);
    assert_string_equal(sql->scope, "comments.id");
    assert_int_equal(sql->parts[1].ref->many, 1);
    assert_int_equal(sql->parts[1].ref->source, MYA_FROM_ROW);
    assert_string_equal(sql->parts[1].ref->of, "comments");
    assert_int_equal(sql->parts[1].ref->index, comments->key);
    assert_int_equal(answers->nlists, 1);
    assert_string_equal(answers->lists[0]->row, "document");
    assert_string_equal(answers->lists[0]->sql.by_dialect[0]->scope, "answers.nr");
}

static void test_the_search_page_is_known_to_all(void **state)
{
    const mya_portal_t *portal = good("lists.xml");

    (void)state;
    assert_ptr_equal(portal->search, page_at(portal, "search"));
    assert_int_equal(portal->search->params[0].search, 1);
    assert_int_equal(portal->search->params[0].type, MYA_TYPE_TEXT);
    assert_int_equal(portal->search->params[0].in_path, 0);
}

static void test_an_included_page_brings_its_items_and_their_access(void **state)
{
    const mya_portal_t *portal = good("lists.xml");
    const mya_page_t *history = page_at(portal, "tickets/1/history");
    const mya_item_t *close = item_of(history, "close");

    (void)state;
    assert_int_equal(history->nitems, 3);
    assert_string_equal(close->action->path, "tickets/{id}/history/close");
    assert_int_equal(close->roles, mya_role_bit(portal, "owner"));
    assert_int_equal(item_of(history, "ticket")->roles, mya_role_bit(portal, "owner"));
    assert_int_equal(history->items[2].kind, MYA_ITEM_MENU);
    assert_string_equal(item_of(page_at(portal, "tickets/1"), "close")->action->path,
                        "tickets/{id}/close");
}

static void test_the_menu_reads_what_its_tests_and_badges_name(void **state)
{
    const mya_portal_t *portal = good("menu");
    const mya_menu_item_t *tickets = &portal->menu[0].items[0];
    const mya_menu_item_t *home = &portal->menu[1].items[0];

    (void)state;
    assert_int_equal(portal->nmenu_records, 2);
    assert_string_equal(portal->menu_records[0].record->name, "waiting");
    assert_int_equal(portal->menu_records[0].roles & MYA_ROLE_ANONYMOUS, 0);
    assert_non_null(portal->menu_records[1].test);
    assert_string_equal(tickets->badge->parts[0].ref->name, "waiting.unread");
    assert_string_equal(tickets->test->ref.of, "waiting");
    assert_int_equal(home->test->negate, 1);
    assert_null(home->test->ref.column);
}

static const char *label_in(const mya_portal_t *portal, const char *lang, const char *key)
{
    const char *text = mya_portal_text(portal, lang, key);

    return text ? text : "";
}

static void test_countries_zones_and_languages_are_known_in_every_language(void **state)
{
    const mya_portal_t *portal = good("builtin-options.xml");
    const mya_column_t *columns = item_of(page_at(portal, ""), "me")->record->columns;
    const mya_options_t *countries = columns[0].options;
    const mya_options_t *zones = columns[1].options;
    int oslo = 0, calcutta = 0;

    (void)state;
    assert_true(countries->noptions > 200);
    assert_string_equal(label_in(portal, "en", "option.iso-countries.NO"), "Norway");
    assert_string_equal(countries->options[0].label, "option.iso-countries.AF");
    assert_string_equal(label_in(portal, "en", "option.iana-zones.Europe/Oslo"), "Oslo (Norway)");
    for (int i = 0; i < zones->noptions; i++) {
        oslo += !strcmp(zones->options[i].value, "Europe/Oslo");
        calcutta += !strcmp(zones->options[i].value, "Asia/Calcutta");
    }
    assert_int_equal(oslo, 1);
    assert_int_equal(calcutta, 0);    /* but Kolkata, as it is called today */
    assert_string_equal(columns[2].options->options[0].value, "en");
    assert_string_equal(label_in(portal, "en", "option.portal-languages.en"), "English");
    assert_int_equal(columns[3].options->noptions, 3);
    assert_string_equal(columns[3].options->options[1].value, "NO");
}

/* Å stands last in Norwegian, and with A in English. */
static void test_options_stand_in_the_order_of_each_alphabet(void **state)
{
    const mya_portal_t *portal = good("two-languages");
    const mya_options_t *countries = item_of(page_at(portal, ""), "me")->record->columns[0].options;
    const int last = countries->noptions - 1;

    (void)state;
    assert_string_equal(mya_options_at(countries, portal, "nb", last)->value, "AX");
    assert_string_equal(mya_options_at(countries, portal, "en", last)->value, "ZW");
    assert_string_equal(mya_options_at(countries, portal, "en", 1)->value, "AX");
    assert_string_equal(label_in(portal, "nb", "option.iso-countries.DE"), "Tyskland");
    assert_string_equal(label_in(portal, "nb", "option.iso-countries.NO"), "Her hjemme");
    assert_string_equal(label_in(portal, "en", "option.iso-countries.CI"), "C\xc3\xb4te "
                                                                           "d\xe2\x80\x99Ivoire");
    assert_string_equal(label_in(portal, "en", "option.portal-languages.nb"),
                        "norsk bokm\xc3\xa5l");
}

static void test_faults_come_in_order_of_file_and_line(void **state)
{
    static const char *const begins[] = { "a.xml:3: ", "a.xml:7: ", "b.xml:2: ",
                                          "portal.xml:3: " };
    apr_array_header_t *faults;

    (void)state;
    assert_int_equal(load(NULL, &faults, DEFINITIONS "broken/faults-in-two-files"), MYA_ECONFIG);
    assert_int_equal(faults->nelts, 4);
    for (int i = 0; i < 4; i++) {
        assert_memory_equal(APR_ARRAY_IDX(faults, i, const char *), begins[i], strlen(begins[i]));
    }
}

/* --- the list of tests --- */

static void add(apr_array_header_t *tests, const char *kind, const char *says, const char *suffix,
                CMUnitTestFunction test)
{
    const char *from = apr_pstrcat(global, DEFINITIONS, kind, "/", NULL);
    const apr_array_header_t *names = definition_names(from, suffix, global);

    for (int i = 0; i < names->nelts; i++) {
        char *name = APR_ARRAY_IDX(names, i, char *);
        struct CMUnitTest one = { apr_pstrcat(global, says, name, NULL), test, begin, end,
                                  apr_pstrcat(global, from, name, NULL) };

        APR_ARRAY_PUSH(tests, struct CMUnitTest) = one;
    }
}

int main(void)
{
    const struct CMUnitTest fixed[] = {
        { "test_loads_the_shipped_portal", loads, begin, end, MYA_SRCDIR "/conf.d/portal" },
        cmocka_unit_test_setup_teardown(test_a_limited_list_knows_the_page_that_shows_it_whole,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_columns_carry_type_currency_and_label, begin, end),
        cmocka_unit_test_setup_teardown(test_an_action_knows_the_records_that_it_needs, begin, end),
        cmocka_unit_test_setup_teardown(test_a_page_knows_the_way_back, begin, end),
        cmocka_unit_test_setup_teardown(test_a_statement_is_cut_at_its_binds, begin, end),
        cmocka_unit_test_setup_teardown(test_all_faults_are_told_and_the_first_comes_in_why, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_a_missing_folder_is_a_sentence_and_no_crash, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_there_are_broken_definitions_with_a_sentence_for_each,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_each_mistake_of_the_table_has_its_broken_file, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_a_list_knows_its_totals_groups_and_files, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_a_filter_offers_options_by_their_tests, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_a_nested_list_takes_the_keys_outside_and_their_scope, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_the_search_page_is_known_to_all, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_an_included_page_brings_its_items_and_their_access, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_the_menu_reads_what_its_tests_and_badges_name, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_countries_zones_and_languages_are_known_in_every_language, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_options_stand_in_the_order_of_each_alphabet, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_faults_come_in_order_of_file_and_line, begin,
                                        end),
    };
    apr_array_header_t *tests;

    apr_initialize();
    mya_xml_init();
    apr_pool_create(&global, NULL);
    tests = apr_array_make(global, 128, sizeof(struct CMUnitTest));
    for (apr_size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        APR_ARRAY_PUSH(tests, struct CMUnitTest) = fixed[i];
    }
    add(tests, "broken", "test_says_what_is_wrong_with_", ".xml", refuses);
    add(tests, "broken", "test_says_what_is_wrong_with_", NULL, refuses);
    add(tests, "good", "test_loads_", ".xml", loads);
    add(tests, "good", "test_loads_", NULL, loads);
    return _cmocka_run_group_tests("definitions", (const struct CMUnitTest *)tests->elts,
                                   (size_t)tests->nelts, NULL, NULL);
}
