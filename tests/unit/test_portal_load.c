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
