/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_page_parameters.c: what an address may say about a page, and what it cannot */
#include "page_fixture.h"

#include "page/link.h"

static mya_page_data_t *data;

static apr_status_t ask_for(const char *path, const char *query, mya_env_t *env)
{
    return mya_page_query(&data, page_at(path, env), pairs_of(query), env, format, why, pool);
}

static const mya_view_t *view_of(const char *query)
{
    must(ask_for("deliveries", query, visitor("owner")));
    return &data->lists[0]->view;
}

static void test_without_a_query_the_list_is_as_the_definition_says(void **state)
{
    const mya_view_t *view = view_of("");

    (void)state;
    assert_int_equal(view->sort, -1);
    assert_int_equal(view->page, 1);
    assert_int_equal(view->size, 2);
    assert_int_equal(view->nfilters, 0);
    assert_int_equal(view->count, 1);
    assert_null(view->search);
}

static void test_declared_parameters_are_taken(void **state)
{
    const mya_view_t *view = view_of("sort=-SUM_EKS&page=3&size=50&q=rope&STATUS=R"
                                     "&LEVDATO.from=2026-01-01&LEVDATO.to=2026-01-31"
                                     "&SUM_EKS.from=12,50");

    (void)state;
    assert_string_equal(data->page->items[0].list->columns[view->sort].name, "SUM_EKS");
    assert_int_equal(view->descending, 1);
    assert_int_equal(view->page, 3);
    assert_int_equal(view->size, 50);
    assert_string_equal(view->search, "rope");
    assert_int_equal(view->nfilters, 3);
    assert_string_equal(view->filters[0].equals, "R");
    assert_string_equal(view->filters[1].low, "2026-01-01");
    assert_string_equal(view->filters[1].high, "2026-01-31");
    assert_string_equal(view->filters[2].low, "1250");
    assert_null(view->filters[2].high);
}

static void test_bounds_of_times_are_local_as_the_times_that_are_shown(void **state)
{
    const mya_filter_value_t *seen;

    (void)state;
    must(ask_for("visits", "seen.from=2026-07-01T10:00&seen.to=2026-07-01", visitor("owner")));
    seen = data->lists[0]->view.filters;
    assert_string_equal(seen->low, "2026-07-01 08:00:00");
    assert_string_equal(seen->high, "2026-07-01 21:59:59");
    assert_string_equal(mya_format_input(format, MYA_TYPE_DATETIME, seen->low, NULL, pool),
                        "2026-07-01T10:00");
}

static void test_undeclared_and_doubled_parameters_are_refused_by_name(void **state)
{
    static const struct { const char *path, *query, *name; } cases[] = {
        { "deliveries", "secret=4711", "\"secret\"" },
        { "deliveries", "page[]=1", "\"page[]\"" },
        { "deliveries", "VALUTA=NOK", "\"VALUTA\"" },
        { "deliveries", "STATUS.from=L", "\"STATUS.from\"" },
        { "deliveries", "LEVDATO=2026-01-01", "\"LEVDATO\"" },
        { "deliveries", "status=L", "\"status\"" },
        { "deliveries", "page=1&page=1", "\"page\" twice" },
        { "deliveries", "since=2026-01-01&since=2026-01-02", "\"since\" twice" },
        { "deliveries", "deliveries.page=1", "\"deliveries.page\"" },
        { "deliveries/1", "page=1", "\"page\"" },
        { "deliveries/1", "nr=2", "\"nr\"" },
        { "deliveries/1", "lines.q=x", "\"lines.q\"" },
        { "", "page=2", "\"page\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(ask_for(cases[i].path, cases[i].query, visitor("owner")), MYA_EBADREQUEST);
        assert_in(why->detail, cases[i].name);
        assert_null(strstr(why->detail, "4711"));
    }
}

static void test_values_that_the_definition_does_not_offer_are_left_out(void **state)
{
    static const char *const queries[] = {
        "sort=(select 1)", "sort=NOTAT", "sort=-", "sort=sum_eks", "page=0", "page=-1", "page=abc",
        "page=99999999", "page=1 ", "size=0", "size=201", "size=99999999", "STATUS=X", "STATUS=",
        "LEVDATO.from=", "SUM_EKS.to= ", "q=", "q= ",
        "since=never",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        const mya_view_t *view = view_of(queries[i]);

        assert_int_equal(view->sort, -1);
        assert_int_equal(view->page, 1);
        assert_int_equal(view->size, 2);
        assert_int_equal(view->nfilters, 0);
        assert_null(view->search);
    }
}

/* What COLUMN's filter says after QUERY. */
static const mya_page_typed_t *typed_in(const char *query, const char *column)
{
    const mya_list_t *list;

    must(ask_for("deliveries", query, visitor("owner")));
    list = data->page->items[0].list;
    return &data->lists[0]->typed[mya_column_find(list->columns, list->ncolumns, column)];
}

static void test_ranges_are_read_as_the_language_writes_them(void **state)
{
    static const struct { const char *query, *low, *high; } cases[] = {
        { "LEVDATO.from=2026-11-21", "2026-11-21", NULL },
        { "LEVDATO.from=21/11/2026&LEVDATO.to=1/12/2026", "2026-11-21", "2026-12-01" },
        { "LEVDATO.from=21.11.2026&LEVDATO.to=21-11-2026", "2026-11-21", "2026-11-21" },
        { "LEVDATO.from=11/21/2026", NULL, NULL },
        { "SUM_EKS.from=1,234.50", "123450", NULL },
        { "SUM_EKS.to=1%20234.50", NULL, NULL },
        { "SUM_EKS.from=1234,50&SUM_EKS.to=1234.5", "123450", "123450" },
        { "SUM_EKS.from=-10&SUM_EKS.to=-9", "-1000", "-900" },
    };

    (void)state;
    must(mya_format_make(&format, "en-GB", "Europe/Oslo", why, pool));
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const mya_view_t *view = view_of(cases[i].query);
        const mya_filter_value_t *filter = &view->filters[0];

        assert_int_equal(view->nfilters, cases[i].low || cases[i].high ? 1 : 0);
        if (view->nfilters && cases[i].low) {
            assert_string_equal(filter->low, cases[i].low);
        }
        if (view->nfilters && cases[i].high) {
            assert_string_equal(filter->high, cases[i].high);
        }
    }
}

static void test_norwegian_dates_and_amounts_are_read_in_norwegian(void **state)
{
    const mya_filter_value_t *filters;

    (void)state;
    must(mya_format_make(&format, "nb", "Europe/Oslo", why, pool));
    filters = view_of("LEVDATO.from=21.11.2026&SUM_EKS.from=1%20234,50")->filters;
    assert_string_equal(filters[0].low, "2026-11-21");
    assert_string_equal(filters[1].low, "123450");
}

/* 1/11 is a day of January there; with points it may be another, so that it is not read at all. */
static void test_where_the_month_comes_first_nothing_is_guessed(void **state)
{
    (void)state;
    assert_string_equal(view_of("LEVDATO.from=1/11/2026")->filters[0].low, "2026-01-11");
    assert_int_equal(view_of("LEVDATO.from=1.11.2026")->nfilters, 0);
    assert_int_equal(view_of("LEVDATO.from=1-11-2026")->nfilters, 0);
}

static void test_a_range_that_cannot_be_read_is_kept_and_said(void **state)
{
    const mya_page_typed_t *typed = typed_in("LEVDATO.from=yesterday&LEVDATO.to=2026-01-01",
                                             "LEVDATO");
    const char *xml;

    (void)state;
    assert_string_equal(typed->error, "form.date");
    assert_string_equal(typed->low, "yesterday");
    assert_string_equal(typed->high, "2026-01-01");
    assert_int_equal(data->lists[0]->view.nfilters, 0);
    assert_string_equal(typed_in("SUM_EKS.to=much", "SUM_EKS")->error, "form.money");
    assert_string_equal(typed_in("LEVDATO.to=2026-02-30", "LEVDATO")->error, "form.date");
    xml = xml_of("deliveries", "LEVDATO.from=%22yesterday%3E", visitor("owner"));
    assert_in(xml, "kind=\"range\" type=\"date\" from=\"&quot;yesterday&gt;\""
                   " error=\"Enter a date that exists, for example 2026-11-30.\"");
    assert_in(xml, "clear=\"/account/deliveries\"");
    assert_in(xml, "total=\"4\"");
}

static void test_a_range_the_wrong_way_round_is_said(void **state)
{
    static const char *const wrong[] = {
        "LEVDATO.from=2026-02-01&LEVDATO.to=2026-01-31", "SUM_EKS.from=100&SUM_EKS.to=99.99",
        "SUM_EKS.from=-1&SUM_EKS.to=-2", "SUM_EKS.from=1&SUM_EKS.to=-2",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        assert_string_equal(typed_in(wrong[i], strchr(wrong[i], 'V') == wrong[i] + 2 ? "LEVDATO"
                                                                                  : "SUM_EKS")
                                ->error, "list.range");
        assert_int_equal(data->lists[0]->view.nfilters, 0);
    }
    assert_null(typed_in("SUM_EKS.from=9&SUM_EKS.to=10", "SUM_EKS")->error);
}

static void test_search_is_without_space_around_it(void **state)
{
    (void)state;
    assert_string_equal(view_of("q=%20ro%20pe%20")->search, "ro pe");
}

static void test_own_parameters_go_to_the_environment_by_type(void **state)
{
    mya_env_t *env = visitor("owner");

    (void)state;
    must(ask_for("deliveries", "since=2026-01-01", env));
    assert_string_equal(apr_hash_get(env->query, "since", APR_HASH_KEY_STRING), "2026-01-01");
    env = visitor("owner");
    must(ask_for("deliveries", "since=2026-13-01", env));
    assert_null(apr_hash_get(env->query, "since", APR_HASH_KEY_STRING));
}

static void test_links_are_encoded_and_only_what_has_a_value_stays(void **state)
{
    const mya_link_change_t changes[] = { { "page", NULL }, { "sort", "-a b" } };

    (void)state;
    assert_string_equal(mya_link_make("/x", pairs_of(""), NULL, 0, pool), "/x");
    assert_string_equal(mya_link_make("/x", NULL, changes, 1, pool), "/x");
    assert_string_equal(mya_link_make("/x", pairs_of("page=2&q=%C3%A6%26%3D%22&sort=a&empty="),
                                      changes, 2, pool), "/x?q=%C3%A6%26%3D%22&sort=-a%20b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_page(test_without_a_query_the_list_is_as_the_definition_says),
        with_page(test_declared_parameters_are_taken),
        with_page(test_bounds_of_times_are_local_as_the_times_that_are_shown),
        with_page(test_undeclared_and_doubled_parameters_are_refused_by_name),
        with_page(test_values_that_the_definition_does_not_offer_are_left_out),
        with_page(test_ranges_are_read_as_the_language_writes_them),
        with_page(test_norwegian_dates_and_amounts_are_read_in_norwegian),
        with_page(test_where_the_month_comes_first_nothing_is_guessed),
        with_page(test_a_range_that_cannot_be_read_is_kept_and_said),
        with_page(test_a_range_the_wrong_way_round_is_said),
        with_page(test_search_is_without_space_around_it),
        with_page(test_own_parameters_go_to_the_environment_by_type),
        with_page(test_links_are_encoded_and_only_what_has_a_value_stays),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
