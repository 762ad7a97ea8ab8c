/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_document.c: the frame of a page's XML, and its cells by type */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "view/document.h"

static apr_pool_t *pool;
static mya_document_t *document;
static mya_node_t *record;

static const mya_option_t options[] = {
    { .value = "late", .tone = "bad", .label = "option.states.late", .readable = "Late" },
    { .value = "part-paid", .readable = "Part paid" },
};
static const mya_options_t states = { .name = "states", .options = options, .noptions = 2 };

static mya_portal_t *portal(void)
{
    static const char *const pairs[] = { "option.states.late", "Overdue", "value.yes", "Yes",
                                         "value.no", "No", "label.due", "Due on",
                                         "nav.skip", "Skip to content" };
    mya_portal_t *made = apr_pcalloc(pool, sizeof(*made));
    mya_texts_t *texts = apr_pcalloc(pool, sizeof(*texts));
    const mya_texts_t **list = apr_pcalloc(pool, sizeof(*list));

    texts->lang = "en";
    texts->patterns = apr_hash_make(pool);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i += 2) {
        apr_hash_set(texts->patterns, pairs[i], APR_HASH_KEY_STRING, pairs[i + 1]);
    }
    list[0] = texts;
    made->texts = list;
    made->nlanguages = 1;
    return made;
}

static int begin(void **state)
{
    const mya_format_t *format;

    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS
        || mya_format_make(&format, "en", "Europe/Oslo", NULL, pool) != APR_SUCCESS) {
        return -1;
    }
    document = mya_document_make(portal(), format, "en", "/account", "page", "invoices/{ref}",
                                 "/account/invoices/1?a=b&c", "Invoice <1>", pool);
    record = mya_xml_element(document->root, "record");
    return 0;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* What serialises below <record>. */
static const char *cells(void)
{
    const char *text = mya_xml_serialize(document->doc, 0, pool);
    const char *from = strstr(text, "<record>") + strlen("<record>");

    return apr_pstrmemdup(pool, from, (apr_size_t)(strstr(from, "</record>") - from));
}

static void test_the_root_says_what_page_it_is(void **state)
{
    const char *text = mya_xml_serialize(document->doc, 0, pool);

    (void)state;
    assert_non_null(strstr(text, "<myaccount version=\"1\" kind=\"page\" page=\"invoices/{ref}\" "
                                 "lang=\"en\" base=\"/account\" "
                                 "path=\"/account/invoices/1?a=b&amp;c\">"
                                 "<title>Invoice &lt;1&gt;</title><texts>"));
    assert_string_equal(mya_document_href(document, "invoices/2"), "/account/invoices/2");
    assert_string_equal(mya_document_text(document, "label.due"), "Due on");
}

static void test_cells_are_written_by_their_type(void **state)
{
    static const struct {
        mya_column_t column;
        const char *text, *currency, *xml;
    } table[] = {
        { { .name = "a", .type = MYA_TYPE_TEXT }, "x <y>", NULL, "<a>x &lt;y&gt;</a>" },
        { { .name = "a", .type = MYA_TYPE_DATE }, "2026-12-01", NULL,
          "<a value=\"2026-12-01\">Dec 1, 2026</a>" },
        { { .name = "a", .type = MYA_TYPE_MONEY }, "123450", "NOK",
          "<a value=\"123450\" currency=\"NOK\">NOK\xC2\xA0" "1,234.50</a>" },
        { { .name = "a", .type = MYA_TYPE_CODE, .options = &states }, "late", NULL,
          "<a value=\"late\" tone=\"bad\">Overdue</a>" },
        { { .name = "a", .type = MYA_TYPE_CODE, .options = &states }, "part-paid", NULL,
          "<a value=\"part-paid\">Part paid</a>" },
        { { .name = "a", .type = MYA_TYPE_CODE, .options = &states }, "new", NULL,
          "<a value=\"new\">new</a>" },
        { { .name = "a", .type = MYA_TYPE_BOOLEAN }, "1", NULL, "<a value=\"1\">Yes</a>" },
        { { .name = "a", .type = MYA_TYPE_BOOLEAN }, "0", NULL, "<a value=\"0\">No</a>" },
        { { .name = "a", .type = MYA_TYPE_EMAIL }, "a@b.example", NULL, "<a>a@b.example</a>" },
        { { .name = "a", .type = MYA_TYPE_INTEGER }, "1234", NULL, "<a value=\"1234\">1234</a>" },
        { { .name = "a", .type = MYA_TYPE_INTEGER }, NULL, NULL, "<a/>" },
        { { .name = "a", .type = MYA_TYPE_TEXT }, "", NULL, "<a/>" },
        { { .name = "a", .type = MYA_TYPE_TEXT }, "bad \x01 byte", NULL,
          "<a>bad \xEF\xBF\xBD byte</a>" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        end(NULL);
        begin(NULL);
        mya_document_cell(document, record, &table[i].column, table[i].text, table[i].currency, 0);
        assert_string_equal(cells(), table[i].xml);
    }
}

static void test_a_record_says_label_and_type(void **state)
{
    const mya_column_t due = { .name = "due", .type = MYA_TYPE_DATE, .label = "label.due",
                               .readable = "Due" };
    const mya_column_t note = { .name = "paid_at", .type = MYA_TYPE_TEXT, .readable = "Paid at" };

    (void)state;
    mya_document_cell(document, record, &due, "2026-12-01", NULL, 1);
    mya_document_cell(document, record, &note, NULL, NULL, 1);
    assert_string_equal(cells(),
                        "<due label=\"Due on\" type=\"date\" value=\"2026-12-01\">Dec 1, 2026</due>"
                                 "<paid_at label=\"Paid at\" type=\"text\"/>");
}

static void test_notices_gather_in_one_place(void **state)
{
    (void)state;
    mya_document_notice(document, "good", "Saved.");
    mya_document_notice(document, "error", "Not <saved>.");
    assert_non_null(strstr(mya_xml_serialize(document->doc, 0, pool),
                           "<notices><notice kind=\"good\">Saved.</notice>"
                           "<notice kind=\"error\">Not &lt;saved&gt;.</notice></notices>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_root_says_what_page_it_is, begin, end),
        cmocka_unit_test_setup_teardown(test_cells_are_written_by_their_type, begin, end),
        cmocka_unit_test_setup_teardown(test_a_record_says_label_and_type, begin, end),
        cmocka_unit_test_setup_teardown(test_notices_gather_in_one_place, begin, end),
    };
    int failed;

    apr_initialize();
    mya_xml_init();
    failed = cmocka_run_group_tests_name("view/document", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
