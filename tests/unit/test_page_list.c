/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_page_list.c: groups, sums, lists inside rows, columns with tests, search */
#include "page_fixture.h"

static int count_of(const char *text, const char *part)
{
    int n = 0;

    for (text = strstr(text, part); text; text = strstr(text + 1, part)) {
        n++;
    }
    return n;
}

/* What stands in XML from BEGIN to END; both must be there. */
static const char *between(const char *xml, const char *begin, const char *end)
{
    const char *from = strstr(xml, begin);
    const char *to = from ? strstr(from, end) : NULL;

    if (!to) {
        fail_msg("not in it: %s … %s\n%s", begin, end, xml);
    }
    return apr_pstrmemdup(pool, from, (apr_size_t)(to - from));
}

static void test_hints_for_the_skin_go_through(void **state)
{
    (void)state;
    assert_in(xml_of("jobs", "", visitor("owner")),
              "<list name=\"jobs\" title=\"Jobs\" view=\"cards\" tone=\"info\"");
    assert_in(xml_of("jobs/11", "", visitor("owner")), "<record name=\"job\" tone=\"warning\"");
}

static void test_a_group_stands_before_its_rows_and_not_in_them(void **state)
{
    const char *xml = xml_of("jobs", "", visitor("owner"));

    (void)state;
    assert_int_equal(count_of(xml, "<group "), 3);
    assert_in(xml, "<group value=\"Ørn\" name=\"ship\">Ørn</group><job key=\"11\"");
    assert_in(xml, "<group value=\"Gavia\" name=\"ship\">Gavia</group><job key=\"13\"");
    assert_in(xml, "<group name=\"ship\"/><job key=\"14\"");
    assert_not_in(xml, "<ship");
    assert_not_in(xml, "<column name=\"ship\"");
    assert_in(xml, "<filter name=\"ship\"");
}

static void test_groups_stay_together_when_another_column_sorts(void **state)
{
    const char *xml = xml_of("jobs", "sort=-id", visitor("owner"));

    (void)state;
    assert_int_equal(count_of(xml, "<group "), 3);
    assert_true(strstr(xml, "<job key=\"12\"") < strstr(xml, "<job key=\"11\""));
}

static void test_lists_inside_rows_are_those_of_their_row(void **state)
{
    const char *xml = xml_of("jobs", "", visitor("owner"));
    const char *eleven = between(xml, "<job key=\"11\"", "</job>");
    const char *twelve = between(xml, "<job key=\"12\"", "</job>");
    const char *thirteen = between(xml, "<job key=\"13\"", "</job>");

    (void)state;
    assert_in(eleven, "<list name=\"parts\" title=\"Parts\">"
                      "<columns><column name=\"nr\"");
    assert_in(eleven, "<part key=\"1\"><nr value=\"1\">1</nr><part>paint</part>"
                      "<secret value=\"0\">0</secret><list name=\"notes\"");
    assert_in(eleven, "<note><note>red</note></note><note><note>two tins</note></note></list>");
    assert_in(eleven, "<part>brush</part>");
    assert_not_in(eleven, "oil");
    assert_in(twelve, "<part>oil</part>");
    assert_in(twelve, "<note>thin</note>");
    assert_not_in(thirteen, "<part");
    assert_not_in(thirteen, "<list name=\"parts\"");   /* none, and no word for having none */
    assert_not_in(xml, "of another");
}

/* A statement inside is not run once for each row. */
static void test_lists_inside_rows_are_read_once(void **state)
{
    mya_env_t *env = visitor("owner");
    mya_page_data_t *data;

    (void)state;
    must(mya_page_query(&data, page_at("jobs", env), NULL, env, format, why, pool));
    must(mya_page_run(data, conn, env, why, pool));
    assert_int_equal(data->lists[1]->nrows, 4);
    assert_int_equal(data->lists[1]->nested[0]->nrows, 3);
    assert_int_equal(data->lists[1]->nested[0]->view.nkeys, 4);
    assert_int_equal(data->lists[1]->nested[0]->nested[0]->nrows, 3);
}

static void test_lists_and_columns_inside_are_for_their_roles(void **state)
{
    const char *owner = xml_of("jobs", "", visitor("owner"));
    const char *finance = xml_of("jobs", "", visitor("finance"));

    (void)state;
    assert_in(owner, "<list name=\"bosses\"");
    assert_in(owner, "<secret value=\"1\">");
    assert_in(between(owner, "<job key=\"13\"", "</job>"), "<boss><boss>7</boss></boss>");
    assert_not_in(between(owner, "<job key=\"12\"", "</job>"), "<list name=\"bosses\"");
    assert_not_in(finance, "<list name=\"bosses\"");
    assert_not_in(finance, "secret");
    assert_in(finance, "<part>brush</part>");
}

static void test_more_inside_than_a_page_takes_is_said(void **state)
{
    const char *xml;

    (void)state;
    run_sql("WITH RECURSIVE c (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < 350)"
            " INSERT INTO job_part SELECT n, 12, 'screw', 0 FROM c");
    xml = xml_of("jobs", "", visitor("owner"));
    assert_in(xml, "<notice kind=\"info\">Not everything is shown: these rows hold more than 200");
    assert_in(xml, "<list name=\"parts\" title=\"Parts\" capped=\"yes\"");
    assert_int_equal(count_of(xml, "<part key="), MYA_PAGE_NESTED_MAX);
    assert_not_in(xml_of("jobs", "ship=Gavia", visitor("owner")), "<notice");
}

static void test_totals_are_of_the_filter_and_for_each_currency(void **state)
{
    const char *xml = xml_of("jobs", "size=1&page=2", visitor("owner"));

    (void)state;
    assert_in(xml, "<totals><sum label=\"Total\"><hours value=\"8.75\">8.75</hours></sum>"
                   "<sum currency=\"EUR\" label=\"Total EUR\"><price value=\"99\"");
    assert_in(xml, "<sum currency=\"NOK\" label=\"Total NOK\"><price value=\"120050\""
                   " currency=\"NOK\">");
    assert_in(xml, "<sum currency=\"JPY\" label=\"Total JPY\"><price value=\"4000\"");
    xml = xml_of("jobs", "ship=Gavia", visitor("owner"));
    assert_in(xml, "<totals><sum currency=\"EUR\"");
    assert_not_in(xml, "Total NOK");
    assert_not_in(xml_of("jobs", "", visitor("finance")), "Total NOK");
    assert_not_in(xml_of("jobs", "title=nothing+of+it", visitor("owner")), "<totals");
}

static void test_a_column_is_empty_where_its_test_does_not_hold(void **state)
{
    const char *xml = xml_of("jobs", "", visitor("owner"));

    (void)state;
    assert_in(between(xml, "<job key=\"11\"", "<list"), "<began value=\"2026-01-05 09:30:00\">");
    assert_in(between(xml, "<job key=\"12\"", "<list"), "<began/>");
    assert_in(xml, "<column name=\"began\"");
    assert_in(xml_of("jobs/11", "", visitor("owner")), "<hours ");
    assert_not_in(xml_of("jobs/12", "", visitor("owner")), "<hours ");
}

/* What is not shown in each row, or not to this role, nobody learns by filtering either. */
static void test_nothing_is_steered_by_what_is_not_shown(void **state)
{
    const char *xml = xml_of("jobs", "began.from=2026-06-01", visitor("owner"));

    (void)state;
    assert_not_in(xml, "<filter name=\"began\"");
    assert_in(xml, "total=\"4\"");
    xml = xml_of("jobs", "price.from=1000&sort=price", visitor("finance"));
    assert_not_in(xml, "<price");
    assert_not_in(xml, "name=\"price\"");
    assert_in(xml, "total=\"4\"");
    assert_true(strstr(xml, "<job key=\"11\"") < strstr(xml, "<job key=\"12\""));
    assert_in(xml_of("jobs", "price.from=1000", visitor("owner")), "total=\"2\"");
}

/* 1000 means 100000 øre, and 1000 yen. */
static void test_an_amount_means_the_same_in_every_currency(void **state)
{
    const char *xml = xml_of("jobs", "price.from=1000&price.to=4000", visitor("owner"));

    (void)state;
    assert_in(xml, "<job key=\"11\"");
    assert_in(xml, "<job key=\"14\"");
    assert_in(xml, "total=\"2\"");
    assert_in(xml_of("jobs", "price.from=4000.5", visitor("owner")), "total=\"0\"");
    assert_in(xml_of("jobs", "price.from=3999.5&price.to=4000.5", visitor("owner")), "total=\"1\"");
    assert_in(xml_of("jobs", "price.to=-49.5", visitor("owner")), "<job key=\"12\"");
    assert_in(xml_of("jobs", "price.from=9999999999999999", visitor("owner")), "total=\"0\"");
    run_sql("UPDATE job SET currency = 'KWD' WHERE id = 11;");
    assert_in(xml_of("jobs", "price.to=9000000000000000", visitor("owner")), "<job key=\"11\"");
}

static void test_an_option_is_offered_only_where_its_test_holds(void **state)
{
    static const mya_test_t never = { .ref = { .source = MYA_FROM_RECORD, .of = "owner",
                                               .column = "owns", .index = 1 } };
    const mya_list_t *list = page_at("jobs", visitor("owner"))->items[1].list;
    const char *xml;

    (void)state;
    assert_string_equal(list->columns[1].options->options[2].value, "Skua");
    ((mya_option_t *)(uintptr_t)list->columns[1].options->options)[2].test = &never;
    xml = xml_of("jobs", "ship=Skua", visitor("owner"));
    assert_in(xml, "<option value=\"Gavia\">");
    assert_not_in(xml, "<option value=\"Skua\"");
    assert_in(xml, "total=\"4\"");
}

static void test_a_text_filter_is_a_box_of_its_own(void **state)
{
    const char *xml = xml_of("jobs", "title=HULL", visitor("owner"));

    (void)state;
    assert_in(xml, "<filter name=\"title\" label=\"Title\" kind=\"text\" value=\"HULL\""
                   " asked=\"HULL\"/>");
    assert_in(xml, "total=\"1\"");
    assert_in(xml_of("jobs", "title=%25", visitor("owner")), "total=\"0\"");
}

static void test_sizes_are_offered_where_there_are_more_rows_than_the_smallest_shows(void **state)
{
    const char *xml = xml_of("deliveries", "STATUS=R", visitor("owner"));

    (void)state;
    assert_not_in(xml, "<sizes");       /* one row, of pages of two */
    assert_not_in(xml_of("jobs", "", visitor("owner")), "<sizes");
    assert_not_in(xml_of("", "", visitor("owner")), "<sizes");
    xml = xml_of("deliveries", "SUM_EKS.from=-99999&sort=SUM_EKS&page=2", visitor("owner"));
    assert_in(xml, "<sizes label=\"Rows per page\"><size rows=\"2\" href=\"/account/deliveries?"
                   "SUM_EKS.from=-99999&amp;sort=SUM_EKS\" current=\"yes\"/><size rows=\"20\" href=\""
                   "/account/deliveries?SUM_EKS.from=-99999&amp;sort=SUM_EKS&amp;size=20\"/>"
                   "<size rows=\"50\"");
    assert_in(xml, "<size rows=\"100\"");
    run_sql("WITH RECURSIVE c (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < 116)"
            " INSERT INTO job (id, customer, title, done) SELECT n, 7, 'of many', 0 FROM c");
    xml = xml_of("jobs", "size=7", visitor("owner"));
    assert_in(xml, "<size rows=\"7\" href=\"/account/jobs?size=7\" current=\"yes\"/>"
                   "<size rows=\"20\" href=\"/account/jobs\"/><size rows=\"50\"");
    assert_in(xml_of("jobs", "", visitor("owner")), "<size rows=\"20\" href=\"/account/jobs\""
                                                    " current=\"yes\"/>");
}

static void test_what_is_asked_stands_in_words(void **state)
{
    const char *xml = xml_of("jobs", "price.from=1000&price.to=4000.5&hours.to=1250.5&ship=Gavia"
                                     "&q=hull", visitor("owner"));

    (void)state;
    assert_in(xml, "asked=\"1,000 – 4,000.50\"");
    assert_in(xml, "asked=\"up to 1,250.5\"");
    assert_in(xml, "<filter name=\"ship\" label=\"Ship\" kind=\"choice\" asked=\"Gavia\">");
    assert_in(xml, "kind=\"search\" value=\"hull\" asked=\"hull\"/>");
    assert_in(xml, "<filter name=\"title\" label=\"Title\" kind=\"text\"/>");
    xml = xml_of("deliveries", "LEVDATO.from=2026-01-01&LEVDATO.to=2026-01-31&SUM_EKS.from=soon",
                 visitor("owner"));
    assert_in(xml, "asked=\"Jan 1, 2026 – Jan 31, 2026\"");
    assert_in(xml, "from=\"soon\" error=\"Enter an amount, for example 1250.00.\"/>");
    assert_in(xml_of("deliveries", "LEVDATO.from=2026-01-05&LEVDATO.to=2026-01-05",
                     visitor("owner")), "asked=\"Jan 5, 2026\"");
}

/* Typed as days, the ends of a range of times stay days. */
static void test_times_from_day_to_day_are_asked_as_days(void **state)
{
    const char *xml = xml_of("visits", "seen.from=2026-01-01&seen.to=2026-01-31", visitor("owner"));

    (void)state;
    assert_in(xml, "from=\"2026-01-01\" to=\"2026-01-31\" asked=\"Jan 1, 2026 – Jan 31, 2026\"");
    xml = xml_of("visits", "seen.from=2026-01-01T10:30&seen.to=2026-01-31", visitor("owner"));
    assert_in(xml, "from=\"2026-01-01T10:30\" to=\"2026-01-31\"");
    assert_in(xml, "asked=\"Jan 1, 2026, 10:30");
}

static void test_a_list_alone_on_its_page_is_called_as_the_page(void **state)
{
    (void)state;
    assert_in(xml_of("visits", "", visitor("owner")),
              "<list name=\"visits\" title=\"Who was here\"");
    assert_in(xml_of("deliveries", "", visitor("owner")), "title=\"Deliveries\"");
}

static void test_a_list_is_also_a_file_with_the_same_filter(void **state)
{
    (void)state;
    assert_in(xml_of("jobs", "ship=Gavia&page=1&size=2&sort=-id", visitor("owner")),
              "<export format=\"csv\" href=\"/account/jobs/-/jobs.csv?ship=Gavia&amp;sort=-id\""
              " label=\"CSV\"/>");
    assert_in(xml_of("jobs/11", "", visitor("owner")),
              "href=\"/account/jobs/11/-/parts.csv\"");
    assert_not_in(xml_of("jobs", "title=nothing+of+it", visitor("owner")), "<export");
    assert_not_in(xml_of("deliveries", "", visitor("owner")), "<export");
}

static void test_a_search_looks_in_all_lists(void **state)
{
    const char *xml = xml_of("search", "q=THE+", visitor("owner"));

    (void)state;
    assert_in(xml, "<list name=\"jobs\"");
    assert_in(xml, "<job key=\"11\"");
    assert_in(xml, "<job key=\"12\"");
    assert_in(xml, "more=\"/account/jobs?q=THE\"");
    assert_in(xml, "<list name=\"deliveries\"");
    assert_in(xml, "<delivery key=\"1\"");
    assert_in(xml, "more=\"/account/deliveries?q=THE\"");
    assert_not_in(xml, "<notice");
    assert_not_in(xml, "of another");
}

/* NOTAT, the only column of deliveries that is searched, is for owners. */
static void test_a_search_finds_only_what_may_be_seen(void **state)
{
    (void)state;
    assert_in(xml_of("search", "q=door", visitor("owner")), "<delivery key=\"1\"");
    assert_not_in(xml_of("search", "q=door", visitor("finance")), "<delivery");
    assert_in(xml_of("search", "q=door", visitor("finance")), "Nothing was found for “door”");
}

static void test_a_search_for_nothing_says_what_to_do(void **state)
{
    static const char *const queries[] = { "", "q=", "q=+%20" };

    (void)state;
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        const char *xml = xml_of("search", queries[i], visitor("owner"));

        assert_in(xml, "<notice kind=\"info\">Type what you are looking for");
        assert_not_in(xml, "<list");
        assert_in(xml, "<record name=\"owner\"");
    }
}

static void test_a_search_that_finds_nothing_says_so_once(void **state)
{
    const char *xml = xml_of("search", "q=%3Cx%3E", visitor("owner"));

    (void)state;
    assert_in(xml, "Nothing was found for “&lt;x&gt;”");
    assert_not_in(xml, "<list");
}

static void test_a_page_that_would_be_too_large_ends_early_and_says_so(void **state)
{
    const char *xml;

    (void)state;
    run_sql("WITH RECURSIVE c (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < 109)"
            " INSERT INTO job (id, customer, title) SELECT n, 7,"
            " replace(hex(zeroblob(524288)), '00', 'æ') FROM c");
    xml = xml_of("jobs", "size=200", visitor("owner"));
    assert_in(xml, "Not everything is shown, because it is too much for one page.");
    assert_in(xml, "<job key=\"11\"");
    assert_in(xml, "total=\"14\"");
    assert_true(strlen(xml) < 2 * MYA_PAGE_BYTES_MAX);
    assert_not_in(xml_of("jobs", "size=3", visitor("owner")), "<notice");
}

static void test_a_time_in_the_address_is_one_of_the_portals_clocks(void **state)
{
    (void)state;
    assert_in(xml_of("since", "at=2026-07-02T00:30", visitor("owner")), "<row key=\"12\"");
    assert_not_in(xml_of("since", "at=2026-07-02T00:31", visitor("owner")), "<row ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_page(test_hints_for_the_skin_go_through),
        with_page(test_a_group_stands_before_its_rows_and_not_in_them),
        with_page(test_groups_stay_together_when_another_column_sorts),
        with_page(test_lists_inside_rows_are_those_of_their_row),
        with_page(test_lists_inside_rows_are_read_once),
        with_page(test_lists_and_columns_inside_are_for_their_roles),
        with_page(test_more_inside_than_a_page_takes_is_said),
        with_page(test_totals_are_of_the_filter_and_for_each_currency),
        with_page(test_a_column_is_empty_where_its_test_does_not_hold),
        with_page(test_nothing_is_steered_by_what_is_not_shown),
        with_page(test_an_amount_means_the_same_in_every_currency),
        with_page(test_an_option_is_offered_only_where_its_test_holds),
        with_page(test_a_text_filter_is_a_box_of_its_own),
        with_page(test_sizes_are_offered_where_there_are_more_rows_than_the_smallest_shows),
        with_page(test_what_is_asked_stands_in_words),
        with_page(test_times_from_day_to_day_are_asked_as_days),
        with_page(test_a_list_alone_on_its_page_is_called_as_the_page),
        with_page(test_a_list_is_also_a_file_with_the_same_filter),
        with_page(test_a_search_looks_in_all_lists),
        with_page(test_a_search_finds_only_what_may_be_seen),
        with_page(test_a_search_for_nothing_says_what_to_do),
        with_page(test_a_search_that_finds_nothing_says_so_once),
        with_page(test_a_page_that_would_be_too_large_ends_early_and_says_so),
        with_page(test_a_time_in_the_address_is_one_of_the_portals_clocks),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
