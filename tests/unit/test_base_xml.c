/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_xml.c: building, reading and walking trees */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/xml.h"

static apr_pool_t *pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static apr_status_t parse(mya_xml_doc_t **doc, const char *text, mya_result_t *why)
{
    return mya_xml_parse(doc, text, strlen(text), "page.xml", why, pool);
}

static void test_builds_what_it_serializes(void **state)
{
    mya_node_t *root, *child;
    mya_xml_doc_t *doc = mya_xml_make(&root, "page", pool);

    (void)state;
    mya_xml_set(root, "title", "a \"b\" <c> & d");
    mya_xml_set(root, "none", NULL);
    mya_xml_set_int(root, "n", INT64_MIN);
    child = mya_xml_element_text(root, "row", "1 < 2");
    mya_xml_append(child, " & more");
    mya_xml_append(child, NULL);
    mya_xml_element(root, "empty");
    assert_string_equal(mya_xml_serialize(doc, 0, pool),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<page title=\"a &quot;b&quot; &lt;c&gt; &amp; d\" "
                        "n=\"-9223372036854775808\"><row>1 &lt; 2 &amp; more</row>"
                        "<empty/></page>\n");
}

static void test_finds_elements_and_passes_over_the_rest(void **state)
{
    mya_xml_doc_t *doc;
    mya_node_t *node;

    (void)state;
    assert_int_equal(parse(&doc, "<!-- x --><a xmlns='urn:x'>\n <?pi?><b k='v' xml:lang='nb'/>\n"
                                 "<!-- -->stray<c>one<d>two</d><![CDATA[<3>]]></c></a>", NULL),
                     APR_SUCCESS);
    node = mya_xml_root(doc);
    assert_string_equal(mya_xml_namespace(node), "urn:x");
    assert_null(mya_xml_parent(node));
    assert_string_equal(mya_xml_stray_text(node, pool), "stray");
    node = mya_xml_first(node);
    assert_string_equal(mya_xml_name(node), "b");
    assert_int_equal(mya_xml_line(node), 2);
    assert_string_equal(mya_xml_get(node, "k", pool), "v");
    assert_null(mya_xml_get(node, "lang", pool));
    assert_string_equal(mya_xml_attributes(node, pool)[2], "xml:lang");
    assert_string_equal(mya_xml_attributes(node, pool)[3], "nb");
    assert_null(mya_xml_attributes(node, pool)[4]);
    node = mya_xml_next(node);
    assert_string_equal(mya_xml_text(node, pool), "onetwo<3>");
    assert_null(mya_xml_next(node));
    assert_string_equal(mya_xml_name(mya_xml_parent(node)), "a");
}

static void test_tells_the_line_beyond_65535(void **state)
{
    const int lines = 70000;
    char *text = malloc((size_t)lines + 20);
    mya_xml_doc_t *doc;

    (void)state;
    memcpy(text, "<a>", 3);
    memset(text + 3, '\n', (size_t)lines);
    strcpy(text + 3 + lines, "<b/>x</a>");
    assert_int_equal(parse(&doc, text, NULL), APR_SUCCESS);
    assert_int_equal(mya_xml_line(mya_xml_first(mya_xml_root(doc))), lines + 1);
    free(text);
}

static void test_names_file_and_line_of_a_fault(void **state)
{
    static const struct { const char *text, *detail; } table[] = {
        { "<a>\n<b>\n</a>",
          "page.xml:3: this is not well-formed XML: Opening and ending tag mismatch" },
        { "", "page.xml:1: this is no" },
        { "<a>&nbsp;</a>", "page.xml:1: this is not well-formed XML: Entity 'nbsp' not defined" },
        { "<a>\n\x01</a>", "page.xml:2: this is not well-formed XML" },
        { "<a x='1' x='2'/>", "page.xml:1: this is not well-formed XML: Attribute x redefined" },
        { "<p:a/>", "page.xml:1: this is not well-formed XML: Namespace prefix p" },
        { "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>",
          "page.xml:2: a document type declaration is refused" },
    };
    mya_result_t *why = mya_result_make(pool);
    mya_xml_doc_t *doc;

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_int_equal(parse(&doc, table[i].text, why), MYA_ECONFIG);
        if (strncmp(why->detail, table[i].detail, strlen(table[i].detail)) != 0) {
            assert_string_equal(why->detail, table[i].detail);
        }
        assert_null(strchr(why->detail, '\n'));
    }
    assert_int_equal(mya_xml_read(&doc, "/nowhere/x.xml", why, pool), MYA_ECONFIG);
    assert_string_equal(why->detail,
                        "/nowhere/x.xml: this file cannot be read: No such file or directory");
    assert_int_equal(mya_xml_read(&doc, "/", why, pool), MYA_ECONFIG);
}

static void test_refuses_entities_that_would_explode(void **state)
{
    const char *bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
                       "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;&c;&c;&c;</a>";
    mya_xml_doc_t *doc;

    (void)state;
    assert_int_equal(parse(&doc, bomb, NULL), MYA_ECONFIG);
}

static void test_cleans_what_no_page_may_hold(void **state)
{
#define R "\xEF\xBF\xBD"
    static const struct { const char *in, *out; } table[] = {
        { "", "" }, { "plain\t\r\n text", "plain\t\r\n text" },
        { "\xC3\xA6\xC3\xB8\xC3\xA5 \xC8\x99\xC8\x9B \xF0\x9F\x98\x80",
          "\xC3\xA6\xC3\xB8\xC3\xA5 \xC8\x99\xC8\x9B \xF0\x9F\x98\x80" },
        { "a\x01z", "a" R "z" }, { "\x7F", R }, { "\xC2\x85", R R }, { "\xC2\xA0", "\xC2\xA0" },
        { "\xFF\xFE", R R }, { "\xC0\x80", R R }, { "\xE0\x80\xAF", R R R },
        { "\xED\xA0\x80", R R R }, { "\xEF\xBF\xBE", R R R }, { "\xEF\xBF\xBD", R },
        { "\xF4\x90\x80\x80", R R R R }, { "\xF0\x9F\xBF\xBF", R R R R }, { "\xEF\xB7\x90", R R R },
        { "cut \xE2\x82", "cut " R R }, { "cut \xC3", "cut " R }, { "\xE5 latin", R " latin" },
    };
#undef R

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_string_equal(mya_xml_clean(table[i].in, pool), table[i].out);
    }
    assert_ptr_equal(mya_xml_clean(table[1].in, pool), table[1].in);
}

/* XE3: whatever bytes a row holds, the document stays one that an XML parser reads. */
static void test_any_bytes_stay_well_formed(void **state)
{
    unsigned seed = 20260101;
    char bytes[64];

    (void)state;
    for (int run = 0; run < 3000; run++) {
        mya_node_t *root;
        mya_xml_doc_t *doc = mya_xml_make(&root, "a", pool), *again;
        const char *text;
        size_t n;

        for (n = 0; n < sizeof(bytes) - 1; n++) {
            seed = seed * 1103515245u + 12345u;
            bytes[n] = (char)((seed >> 16 & 0xFF) ? seed >> 16 & 0xFF : 'x');
        }
        bytes[n] = '\0';
        mya_xml_set(root, "v", bytes);
        mya_xml_element_text(root, "b", bytes);
        mya_xml_element_text(root, "other", "row");
        text = mya_xml_serialize(doc, 0, pool);
        assert_int_equal(parse(&again, text, NULL), APR_SUCCESS);
        assert_string_equal(mya_xml_text(mya_xml_next(mya_xml_first(mya_xml_root(again))), pool),
                            "row");
        if (run % 100 == 0) {
            apr_pool_clear(pool);
        }
    }
}

static char *seen;

static void on_start(void *baton, const char *name)
{
    seen = apr_pstrcat(baton, seen, "<", name, NULL);
}

static void on_attribute(void *baton, const char *element, const char *name, const char *value)
{
    seen = apr_pstrcat(baton, seen, " ", element, "/", name, "=", value, NULL);
}

static void on_opened(void *baton, const char *name, int empty)
{
    (void)name;
    seen = apr_pstrcat(baton, seen, empty ? "|>" : ">", NULL);
}

static void on_text(void *baton, const char *parent, const char *text)
{
    seen = apr_pstrcat(baton, seen, parent, ":", text, NULL);
}

static void on_comment(void *baton, const char *text)
{
    seen = apr_pstrcat(baton, seen, "!", text, NULL);
}

static void on_end(void *baton, const char *name)
{
    seen = apr_pstrcat(baton, seen, "</", name, ">", NULL);
}

static const mya_xml_visitor_t visitor = {
    on_start, on_attribute, on_opened, on_text, on_comment, on_end
};

static void test_walks_in_document_order(void **state)
{
    mya_xml_doc_t *doc;

    (void)state;
    assert_int_equal(parse(&doc, "<a x='1' xmlns:l='u' l:y='2'><b/><!--c-->t<d><e>u</e></d></a>",
                           NULL),
                     APR_SUCCESS);
    seen = apr_pstrdup(pool, "");
    mya_xml_walk(mya_xml_root(doc), &visitor, pool);
    assert_string_equal(seen, "<a a/x=1 a/l:y=2><b|></b>!ca:t<d><e>e:u</e></d></a>");
    seen = apr_pstrdup(pool, "");
    mya_xml_walk_children(mya_xml_root(doc), &visitor, pool);
    assert_string_equal(seen, "<b|></b>!ca:t<d><e>e:u</e></d>");
}

static int depth, deepest;

static void count_start(void *baton, const char *name)
{
    (void)baton, (void)name;
    deepest = ++depth > deepest ? depth : deepest;
}

static void count_end(void *baton, const char *name)
{
    (void)baton, (void)name;
    depth--;
}

static void pass_opened(void *baton, const char *name, int empty)
{
    (void)baton, (void)name, (void)empty;
}

static void test_walks_a_deep_tree_without_stack(void **state)
{
    const mya_xml_visitor_t counter = { count_start, NULL, pass_opened, NULL, NULL, count_end };
    mya_node_t *root, *node;

    (void)state;
    mya_xml_make(&root, "a", pool);
    node = root;
    for (int i = 0; i < 200000; i++) {
        node = mya_xml_element(node, "a");
    }
    mya_xml_walk(root, &counter, NULL);
    assert_int_equal(deepest, 200001);
    assert_int_equal(depth, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_builds_what_it_serializes, begin, end),
        cmocka_unit_test_setup_teardown(test_finds_elements_and_passes_over_the_rest, begin, end),
        cmocka_unit_test_setup_teardown(test_tells_the_line_beyond_65535, begin, end),
        cmocka_unit_test_setup_teardown(test_names_file_and_line_of_a_fault, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_entities_that_would_explode, begin, end),
        cmocka_unit_test_setup_teardown(test_cleans_what_no_page_may_hold, begin, end),
        cmocka_unit_test_setup_teardown(test_any_bytes_stay_well_formed, begin, end),
        cmocka_unit_test_setup_teardown(test_walks_in_document_order, begin, end),
        cmocka_unit_test_setup_teardown(test_walks_a_deep_tree_without_stack, begin, end),
    };
    int failed;

    apr_initialize();
    mya_xml_init();
    failed = cmocka_run_group_tests_name("base/xml", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
