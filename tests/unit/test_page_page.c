/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_page_page.c: pages of the fixture as XML, from a real SQLite file */
#include "page_fixture.h"

#include "page/record.h"

static void test_a_record_says_labels_types_tones_and_currency(void **state)
{
    const char *xml = xml_of("deliveries/2", "", visitor("owner"));

    (void)state;
    assert_in(xml, "<record name=\"delivery\"");
    assert_in(xml, "<LEVNR label=\"Levnr\" type=\"integer\" value=\"2\">2</LEVNR>");
    assert_in(xml, "<LEVDATO label=\"Levdato\" type=\"date\" value=\"2026-02-10\">");
    assert_in(xml, "value=\"R\" tone=\"warning\"");
    assert_in(xml, "value=\"1250\" currency=\"EUR\"");
    assert_in(xml, "a &lt;b&gt; &amp; c");
    assert_not_in(xml, "<VALUTA");
    assert_not_in(xml, "<record name=\"driver\"");
}

/* What the column "hours" of the job ID gives to a text about it. */
static const char *hours_in_a_text(const char *id)
{
    mya_env_t *env = visitor("owner");
    const mya_page_t *page = page_at(apr_pstrcat(pool, "jobs/", id, NULL), env);
    const mya_text_arg_t *args;
    mya_page_data_t *data;
    int n;

    must(mya_page_query(&data, page, pairs_of(""), env, format, why, pool));
    must(mya_page_run(data, conn, env, why, pool));
    args = mya_record_args(&n, data->records[0], env, shop, format, pool);
    assert_int_equal(n, 4);
    assert_string_equal(args[3].name, "hours");
    return args[3].text;
}

static void test_a_text_says_nothing_of_a_column_whose_test_does_not_hold(void **state)
{
    (void)state;
    assert_string_equal(hours_in_a_text("11"), "7.5");
    assert_string_equal(hours_in_a_text("12"), "");
}

static void test_a_record_that_must_be_there_is_not_found(void **state)
{
    static const char *const paths[] = { "deliveries/5", "deliveries/99", "deliveries/abc",
                                         "deliveries/1;--" };

    (void)state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        mya_env_t *env = visitor("owner");
        mya_page_data_t *data;

        must(mya_page_query(&data, page_at(paths[i], env), NULL, env, format, why, pool));
        assert_int_equal(mya_page_run(data, conn, env, why, pool), MYA_ENOTFOUND);
        assert_string_equal(why->detail, "the record \"delivery\" has no row");
    }
}

static void test_who_is_in_no_customer_finds_nothing(void **state)
{
    mya_env_t *env = visitor("owner");

    (void)state;
    env->customer = NULL;
    assert_in(xml_of("deliveries", "", env), "total=\"0\"");
}

static void test_a_list_has_columns_rows_links_and_a_pager(void **state)
{
    const char *xml = xml_of("deliveries", "", visitor("owner"));

    (void)state;
    assert_in(xml, "<list name=\"deliveries\" title=\"Deliveries\" total=\"4\" page=\"1\""
                   " pages=\"2\" size=\"2\"");
    assert_in(xml, "empty=\"Nothing was ever delivered.\"");
    assert_in(xml, "<column name=\"LEVDATO\" label=\"Levdato\" type=\"date\""
                   " sort=\"/account/deliveries?sort=LEVDATO\" sorted=\"desc\"/>");
    assert_in(xml, "<column name=\"SUM_EKS\" label=\"Sum eks\" type=\"money\""
                   " sort=\"/account/deliveries?sort=SUM_EKS\"/>");
    assert_in(xml, "<delivery key=\"3\" href=\"/account/deliveries/3\">");
    assert_in(xml, "<SUM_EKS value=\"1000\" currency=\"JPY\">");
    assert_in(xml, "<SUM_EKS value=\"1250\" currency=\"EUR\">");
    assert_in(xml, "<pager label=\"Page 1 of 2, 4 in all\">"
                   "<goto href=\"/account/deliveries\" page=\"1\"/>"
                   "<goto href=\"/account/deliveries?page=2\" page=\"2\"/>"
                   "<next href=\"/account/deliveries?page=2\" label=\"Next page\"/></pager>");
    assert_not_in(xml, "of another");
    assert_not_in(xml, "<VALUTA");
}

static void test_links_keep_the_other_parameters(void **state)
{
    const char *xml = xml_of("deliveries", "STATUS=L&LEVDATO.from=2026-01-01&LEVDATO.to="
                             "&sort=SUM_EKS&page=1&since=2026-01-01", visitor("owner"));
    const char *kept = "/account/deliveries?STATUS=L&amp;LEVDATO.from=2026-01-01";

    (void)state;
    assert_in(xml, apr_pstrcat(pool, "sort=\"", kept,
                               "&amp;since=2026-01-01&amp;sort=-SUM_EKS\" sorted=\"asc\"", NULL));
    assert_in(xml, apr_pstrcat(pool, "<next href=\"", kept,
                               "&amp;sort=SUM_EKS&amp;since=2026-01-01&amp;page=2\"", NULL));
    assert_in(xml, "<filters href=\"/account/deliveries\""
                   " clear=\"/account/deliveries?sort=SUM_EKS&amp;since=2026-01-01\"");
    assert_in(xml, "<filter name=\"LEVDATO\" label=\"Levdato\" kind=\"range\" type=\"date\""
                   " from=\"2026-01-01\" asked=\"from Jan 1, 2026\"/>");
    assert_in(xml, "<filter name=\"STATUS\" label=\"Status\" kind=\"choice\" asked=\"L\">"
                   "<option value=\"L\" selected=\"yes\">");
    assert_in(xml, "<keep name=\"sort\" value=\"SUM_EKS\"/>"
                   "<keep name=\"since\" value=\"2026-01-01\"/></filters>");
    assert_in(xml, "total=\"3\"");
}

static void test_behind_the_last_page_the_last_one_is_shown(void **state)
{
    const char *xml = xml_of("deliveries", "page=9", visitor("owner"));

    (void)state;
    assert_in(xml, "total=\"4\" page=\"2\" pages=\"2\"");
    assert_in(xml, "<previous href=\"/account/deliveries\"");
    assert_not_in(xml, "<next");
    assert_in(xml, "<delivery ");
    assert_in(xml_of("deliveries", "page=9&q=nowhere", visitor("owner")), "total=\"0\" page=\"1\"");
}

static void test_a_filter_that_finds_nothing_says_so(void **state)
{
    (void)state;
    assert_in(xml_of("deliveries", "q=nowhere", visitor("owner")),
              "empty=\"Nothing matches this choice. Change it, or show all again.\"");
}

static void test_columns_and_actions_are_for_their_roles(void **state)
{
    const char *owner = xml_of("deliveries", "size=9", visitor("owner"));
    const char *finance = xml_of("deliveries", "size=9", visitor("finance"));

    (void)state;
    assert_in(owner, "<column name=\"NOTAT\"");
    assert_in(owner, "left at the door");
    assert_not_in(finance, "NOTAT");
    assert_not_in(finance, "left at the door");
    assert_in(owner, "<action name=\"drop\" about=\"1\"/>");
    assert_not_in(finance, "name=\"drop\"");
    assert_in(finance, "<action name=\"remind\" about=\"2\"/>");
    assert_not_in(finance, "<action name=\"remind\" about=\"1\"/>");
}

static void test_page_actions_follow_their_tests_and_roles(void **state)
{
    const char *with = xml_of("deliveries/1", "", visitor("finance"));
    const char *without = xml_of("deliveries/2", "", visitor("finance"));
    const char *owner = xml_of("deliveries/2", "", visitor("owner"));

    (void)state;
    assert_in(with, "<record name=\"driver\"");
    assert_in(with, "<action name=\"thank\"/>");
    assert_not_in(without, "<action name=\"thank\"/>");
    assert_not_in(without, "<action name=\"find\"/>");
    assert_in(owner, "<action name=\"find\"/>");
}

/* 1250.50 on 5 January: bound again as the table keeps them. */
static void test_foreign_values_are_bound_as_their_table_keeps_them(void **state)
{
    const char *xml = xml_of("deliveries/1", "", visitor("owner"));

    (void)state;
    assert_in(xml, "<list name=\"same_day\" title=\"Same day\" total=\"2\"");
    assert_in(xml, "<list name=\"lines\" title=\"Lines\" total=\"2\"");
    assert_in(xml, "<VARE>rope</VARE>");
}

static void test_a_limited_list_is_short_and_leads_to_the_whole(void **state)
{
    const char *xml = xml_of("", "", visitor("owner"));

    (void)state;
    assert_in(xml, "<delivery key=\"3\"");
    assert_not_in(xml, "<delivery key=\"2\"");
    assert_in(xml, "more=\"/account/deliveries\" more-label=\"View all\"");
    assert_not_in(xml, "<pager");
    assert_not_in(xml, "<filters");
    assert_not_in(xml, "sort=\"");
    assert_not_in(xml, "total=");
}

static void test_several_lists_are_steered_each_by_its_name(void **state)
{
    const char *xml = xml_of("deliveries/1", "lines.sort=-LINJE&lines.size=1&same_day.page=2",
                             visitor("owner"));

    (void)state;
    assert_in(xml, "<line key=\"20\">");
    assert_not_in(xml, "<line key=\"10\">");
    assert_in(xml, "<next href=\"/account/deliveries/1?lines.sort=-LINJE&amp;lines.size=1"
                   "&amp;same_day.page=2&amp;lines.page=2\"");
}

static void test_bytes_that_no_xml_may_hold_do_not_break_the_page(void **state)
{
    const char *xml;

    (void)state;
    run_sql("UPDATE LEVHODE SET NOTAT = CAST(X'61FF01EFBFBE62' AS text) WHERE LEVNR = 3");
    xml = xml_of("deliveries", "", visitor("owner"));
    assert_in(xml, "<NOTAT>a\xEF\xBF\xBD");
    assert_in(xml, "<delivery key=\"2\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_page(test_a_record_says_labels_types_tones_and_currency),
        with_page(test_a_text_says_nothing_of_a_column_whose_test_does_not_hold),
        with_page(test_a_record_that_must_be_there_is_not_found),
        with_page(test_who_is_in_no_customer_finds_nothing),
        with_page(test_a_list_has_columns_rows_links_and_a_pager),
        with_page(test_links_keep_the_other_parameters),
        with_page(test_behind_the_last_page_the_last_one_is_shown),
        with_page(test_a_filter_that_finds_nothing_says_so),
        with_page(test_columns_and_actions_are_for_their_roles),
        with_page(test_page_actions_follow_their_tests_and_roles),
        with_page(test_foreign_values_are_bound_as_their_table_keeps_them),
        with_page(test_a_limited_list_is_short_and_leads_to_the_whole),
        with_page(test_several_lists_are_steered_each_by_its_name),
        with_page(test_bytes_that_no_xml_may_hold_do_not_break_the_page),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
