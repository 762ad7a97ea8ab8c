/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_view_skin.c: the base skin against its golden pages, the page grammar, and
 * refused style sheets
 *
 * xslt/samples/NAME.xml (what designers get) or tests/skin/NAME.xml (what only we need) goes in,
 * tests/skin/NAME.html is what must come out; demo/skin/samples/NAME.html of the demo's skin. After
 * a wanted change:
 *   MYA_GOLDEN=write make check, and read the difference before it is committed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include <libxml/relaxng.h>

#include "view/skin.h"
#include "view/writer.h"

static apr_pool_t *pool;
static const mya_skin_t *base;

static const char *top(void)
{
    const char *folder = getenv("MYA_SRCDIR");

    return folder ? folder : MYA_SRCDIR;
}

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

static const char *path(const char *name)
{
    return apr_pstrcat(pool, top(), "/", name, NULL);
}

static char *slurp(const char *file)
{
    apr_file_t *in;
    apr_finfo_t info;
    char *text;

    if (apr_file_open(&in, file, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool) != APR_SUCCESS) {
        return NULL;
    }
    apr_file_info_get(&info, APR_FINFO_SIZE, in);
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    apr_file_read_full(in, text, (apr_size_t)info.size, NULL);
    apr_file_close(in);
    return text;
}

static void spill(const char *file, const char *text)
{
    apr_file_t *out;

    assert_int_equal(apr_file_open(&out, file,
                                   APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, pool), APR_SUCCESS);
    apr_file_write_full(out, text, strlen(text), NULL);
    apr_file_close(out);
}

/* Push the names of FOLDER/NAME.ENDING to LIST. */
static void add_names(apr_array_header_t *list, const char *folder, const char *ending)
{
    apr_finfo_t info;
    apr_dir_t *dir;

    assert_int_equal(apr_dir_open(&dir, path(folder), pool), APR_SUCCESS);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const size_t len = strlen(info.name);

        const size_t end = strlen(ending);

        if (len > end && !strcmp(info.name + len - end, ending)) {
            APR_ARRAY_PUSH(list, const char *) = apr_pstrmemdup(pool, info.name, len - end);
        }
    }
    apr_dir_close(dir);
}

/* The names of all pages that the base skin is tried with. */
static apr_array_header_t *all_names(void)
{
    apr_array_header_t *list = apr_array_make(pool, 40, sizeof(const char *));

    add_names(list, "xslt/samples", ".xml");
    assert_true(list->nelts >= 20);
    add_names(list, "tests/skin", ".xml");
    return list;
}

/* Where the XML of the page NAME is. */
static const char *page_file(const char *name)
{
    const char *file = path(apr_pstrcat(pool, "tests/skin/", name, ".xml", NULL));

    return access(file, R_OK) == 0 ? file
                                   : path(apr_pstrcat(pool, "xslt/samples/", name, ".xml", NULL));
}

static mya_xml_doc_t *read_page(const char *name)
{
    mya_result_t *why = mya_result_make(pool);
    mya_xml_doc_t *doc;

    if (mya_xml_read(&doc, page_file(name), why, pool)) {
        fail_msg("%s", why->detail);
    }
    return doc;
}

/* The whole page that SKIN makes of NAME. */
static const char *show(const mya_skin_t *skin, const char *name)
{
    mya_result_t *why = mya_result_make(pool);
    mya_xml_doc_t *result;
    mya_written_t *written;

    if (mya_skin_apply(&result, skin, read_page(name), why, pool) != APR_SUCCESS
        || mya_writer_write(&written, result, 0, why, pool) != APR_SUCCESS) {
        fail_msg("%s: %s", name, why->detail);
    }
    assert_null(why->detail);
    return written->page;
}

static void compare_golden(const mya_skin_t *skin, const char *folder, apr_array_header_t *list)
{
    const int write = getenv("MYA_GOLDEN") && !strcmp(getenv("MYA_GOLDEN"), "write");

    for (int i = 0; i < list->nelts; i++) {
        const char *name = APR_ARRAY_IDX(list, i, const char *);
        const char *file = path(apr_pstrcat(pool, folder, "/", name, ".html", NULL));
        const char *page = show(skin, name), *golden;

        if (write) {
            spill(file, page);
        }
        golden = slurp(file);
        if (!golden || strcmp(page, golden) != 0) {
            size_t at = 0;

            while (golden && page[at] == golden[at]) {
                at++;
            }
            fail_msg("%s differs from its golden copy at byte %zu: \"%.80s\"", file, at, page + at);
        }
    }
}

static void test_pages_are_as_their_golden_copies(void **state)
{
    (void)state;
    compare_golden(base, "tests/skin", all_names());
}

static void keep_quiet(void *baton, const char *format, ...)
{
    (void)baton, (void)format;
}

/* "canary" holds no dates and numbers where they belong, and "unknown" an element of a later
 * version. */
static void test_samples_follow_the_page_grammar(void **state)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(path("schema/page.rng"));
    xmlRelaxNGPtr grammar = xmlRelaxNGParse(parser);
    apr_array_header_t *list = all_names();

    (void)state;
    assert_non_null(grammar);
    for (int i = 0; i < list->nelts; i++) {
        const char *name = APR_ARRAY_IDX(list, i, const char *);
        const char *file = page_file(name);
        const int valid = strcmp(name, "canary") && strcmp(name, "unknown");
        xmlRelaxNGValidCtxtPtr check = xmlRelaxNGNewValidCtxt(grammar);
        xmlDocPtr doc = xmlReadFile(file, NULL, XML_PARSE_NONET);

        if (!valid) {
            xmlRelaxNGSetValidErrors(check, keep_quiet, keep_quiet, NULL);
        }
        if ((xmlRelaxNGValidateDoc(check, doc) == 0) != valid) {
            fail_msg("%s: the grammar should have %s it", file, valid ? "taken" : "refused");
        }
        xmlFreeDoc(doc);
        xmlRelaxNGFreeValidCtxt(check);
    }
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
}

static void test_parts_are_cut_from_the_same_page(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    mya_xml_doc_t *result;
    mya_written_t *parts, *fragment;
    const char *page = show(base, "sign-in");

    (void)state;
    assert_int_equal(mya_skin_apply(&result, base, read_page("sign-in"), why, pool), APR_SUCCESS);
    assert_int_equal(mya_writer_write(&parts, result, 1, why, pool), APR_SUCCESS);
    assert_string_equal(parts->title, "Sign in");
    assert_string_equal(parts->head,
                        "<link rel=\"stylesheet\" href=\"/account/-/asset/base.css\">\n"
                        "<script src=\"/account/-/asset/base.js\" defer=\"defer\"></script>\n");
    assert_memory_equal(parts->body, "<div class=\"mya mya-sign-in\" lang=\"en\">", 39);
    assert_non_null(strstr(page, strchr(parts->body, '>')));
    assert_int_equal(parts->body_len, strlen(parts->body));
    assert_null(strstr(parts->body, "<main"));
    assert_int_equal(mya_skin_apply(&result, base, read_page("greeting"), why, pool), APR_SUCCESS);
    assert_int_equal(mya_writer_fragment(&fragment, result, why, pool), APR_SUCCESS);
    assert_string_equal(fragment->body,
                        "<a class=\"mya-greeting\" href=\"/account/\" lang=\"en\">"
                        "Anna Solbakk</a>");
}

static void test_the_demo_skin_shows_every_page(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    const mya_skin_t *demo;
    apr_array_header_t *list = all_names(), *shown = apr_array_make(pool, 4, sizeof(const char *));

    (void)state;
    if (mya_skin_load(&demo, path("demo/skin/demo.xsl"), top(), why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    for (int i = 0; i < list->nelts; i++) {
        show(demo, APR_ARRAY_IDX(list, i, const char *));
    }
    add_names(shown, "demo/skin/samples", ".html");
    assert_true(shown->nelts >= 3);
    compare_golden(demo, "demo/skin/samples", shown);
    assert_non_null(strstr(show(demo, "home"), "class=\"sums-amount\""));
    assert_non_null(strstr(show(demo, "invoices-empty"), "class=\"mya-empty coil\""));
    assert_null(strstr(show(base, "home"), "sums-amount"));
}

/* --- style sheets that must not be --- */

#define BEGIN "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'" \
    " xmlns:exsl='http://exslt.org/common' xmlns:func='http://exslt.org/functions'" \
    " xmlns:evil='urn:evil' xmlns:str='http://exslt.org/strings'>\n" \
    "<xsl:import href='myaccount:base.xsl'/>\n"
#define END "\n</xsl:stylesheet>"
#define IN_TITLE(what) BEGIN "<xsl:template name='before-content'>" what "</xsl:template>" END

static const struct {
    const char *sheet, *detail;
} refused[] = {
    { IN_TITLE("\n<xsl:value-of select='.' disable-output-escaping='yes'/>"),
      ":4: disable-output-escaping is refused; make markup with elements, never from text" },
    { IN_TITLE("<xsl:text disable-output-escaping='yes'>&lt;b></xsl:text>"),
      ":3: disable-output-escaping is refused; make markup with elements, never from text" },
    { IN_TITLE("<script>var a = '<xsl:value-of select='title'/>';</script>"),
      ":3: only literal text may stand in script and style; put data into an attribute (data-…) "
      "and read it from there" },
    { IN_TITLE("<style>\n<xsl:copy-of select='.'/></style>"),
      ":4: only literal text may stand in script and style; put data into an attribute (data-…) "
      "and read it from there" },
    { IN_TITLE("<script>document.write('&lt;/script>')</script>"),
      ":3: \"</\" and \"<!--\" in script and style are refused; put it into a file of its own" },
    { IN_TITLE("<script src='{title}/x.js'></script>"),
      ":3: the address of a script or style sheet must not come from data; begin it literally, or "
      "with {/myaccount/@base}/" },
    { IN_TITLE("<a onclick='{title}'>x</a>"),
      ":3: a handler (on…=) is refused; let a script file of the site find the element by its "
      "class" },
    { IN_TITLE("<a OnClick='x()'>x</a>"),
      ":3: a handler (on…=) is refused; let a script file of the site find the element by its "
      "class" },
    { IN_TITLE("<p style='color: {@c}'>x</p>"),
      ":3: a style= attribute is refused; give the element a class and the class a rule in the "
      "style sheet" },
    { IN_TITLE("<iframe srcdoc='x'/>"),
      ":3: srcdoc= is refused; write the elements into the page" },
    { IN_TITLE("<p><xsl:attribute name='onclick'>x</xsl:attribute></p>"),
      ":3: onclick must not be made by xsl:attribute; a script or style stands literally in the "
      "style sheet or in a file" },
    { IN_TITLE("<xsl:element name='script'>x</xsl:element>"),
      ":3: script must not be made by xsl:element; a script or style stands literally in the style "
      "sheet or in a file" },
    { IN_TITLE("<xsl:element name='{@type}'>x</xsl:element>"),
      ":3: a computed name of an element or attribute is refused; choose between literal ones with "
      "xsl:choose" },
    { IN_TITLE("<p><xsl:attribute name='{@type}'>x</xsl:attribute></p>"),
      ":3: a computed name of an element or attribute is refused; choose between literal ones with "
      "xsl:choose" },
    { IN_TITLE("<p><xsl:attribute name='evil:OnClick'>x</xsl:attribute></p>"),
      ":3: evil:OnClick must not be made by xsl:attribute; a script or style stands literally in the "
      "style sheet or in a file" },
    { IN_TITLE("<xsl:element name='LINK'>x</xsl:element>"),
      ":3: LINK must not be made by xsl:element; a script or style stands literally in the style "
      "sheet or in a file" },
    { IN_TITLE("<a href='javascript:go({@x})'>x</a>"),
      ":3: the address \"javascript:go({@x})\" is refused; it begins with http:, https:, mailto:, "
      "tel: or is a path of the site" },
    { IN_TITLE("<img src=' data:image/png;base64,AAAA' alt=''/>"),
      ":3: the address \"data:image/png;base64,AAAA\" is refused; it begins with http:, https:, "
      "mailto:, tel: or is a path of the site" },
    { IN_TITLE("<a><xsl:attribute name='href'>JavaScript:<xsl:value-of select='@x'/></xsl:attribute>"
               "x</a>"),
      ":3: the address \"JavaScript:\" is refused; it begins with http:, https:, mailto:, tel: or "
      "is a path of the site" },
    { IN_TITLE("<a><xsl:attribute name='href'><xsl:text>vbscript:x</xsl:text></xsl:attribute>x</a>"),
      ":3: the address \"vbscript:x\" is refused; it begins with http:, https:, mailto:, tel: or is "
      "a path of the site" },
    { IN_TITLE("<link rel='stylesheet'><xsl:attribute name='href'><xsl:value-of select='@x'/>"
               "</xsl:attribute></link>"),
      ":3: the address of a script or style sheet must not come from data; write the attributes of "
      "link literally" },
    { IN_TITLE("<script xsl:use-attribute-sets='x'/>"),
      ":3: use-attribute-sets is refused at script, style and link; write their attributes "
      "literally" },
    { IN_TITLE("<link xsl:use-attribute-sets='x'/>"),
      ":3: use-attribute-sets is refused at script, style and link; write their attributes "
      "literally" },
    { IN_TITLE("<meta http-equiv='refresh' content='0'/>"),
      ":3: meta http-equiv is refused; the server sends what is to be said in headers" },
    { IN_TITLE("<OBJECT data='/x'/>"),
      ":3: the element OBJECT is refused; it would be left out of the page" },
    { "<xsl:stylesheet version='2.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>",
      ":1: version=\"2.0\" is refused; skins are written in XSLT 1.0" },
    { IN_TITLE("<base href='/x/'/>"),
      ":3: the element base is refused; it would be left out of the page" },
    { IN_TITLE("<exsl:document href='/tmp/x'/>"),
      ":3: the extension element document of \"http://exslt.org/common\" is refused; use XSLT "
      "1.0's own elements" },
    { IN_TITLE("<xsl:document href='/tmp/x'/>"),
      ":3: xsl:document is refused; a skin writes one page" },
    { IN_TITLE("<evil:run/>"),
      ":3: the extension element run of \"urn:evil\" is refused; use XSLT 1.0's own elements" },
    { BEGIN "<func:function name='evil:f'><func:result/></func:function>" END,
      ":3: the extension element function of \"http://exslt.org/functions\" is refused; use XSLT "
      "1.0's own elements" },
    { IN_TITLE("<xsl:value-of select=\"document('/etc/passwd')\"/>"),
      ":3: document() is refused; a skin sees the page's XML and nothing else" },
    { IN_TITLE("<p title=\"{concat('}', document (title))}\"/>"),
      ":3: document() is refused; a skin sees the page's XML and nothing else" },
    { IN_TITLE("<xsl:if test=\"evil:f('x')\">x</xsl:if>"),
      ":3: the function evil:f() is refused; of extensions only EXSLT's common, strings, sets and "
      "math are there" },
    { IN_TITLE("<xsl:value-of select='uppercase(title)'/>"),
      ":3: there is no function uppercase(); XPath 1.0 and XSLT 1.0 say which there are" },
    { IN_TITLE("<xsl:values-of select='title'/>"), ":3: there is no xsl:values-of; see XSLT 1.0" },
    { IN_TITLE("<xsl:value-of select='title['/>"),
      ":3: xsl:value-of : could not compile select expression 'title['" },
    { IN_TITLE("<xsl:call-template name='no-such'/>"),
      ":3: The called template 'no-such' was not found" },
    { IN_TITLE("<xsl:value-of select='$nothing'/>"),
      ":3: Variable 'nothing' has not been declared" },
    { BEGIN "<xsl:template name='before-lists'>x</xsl:template>" END,
      ":3: nobody calls the template \"before-lists\"; did you mean \"before-list\"?" },
    { BEGIN "<xsl:template match='*' mode='statuschip'>x</xsl:template>" END,
      ":3: nobody applies the mode \"statuschip\"; did you mean \"status-chip\"?" },
    { BEGIN "<xsl:template name='teaser'>x</xsl:template>" END,
      ":3: nobody calls the template \"teaser\"; the base skin's are in doc/skins.md, "
      "\"Templates and modes\"" },
    { "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\n"
      "<xsl:template name='head'>x</xsl:template></xsl:stylesheet>",
      ":2: nobody calls the template \"head\"; import myaccount:base.xsl, which calls those of its "
      "kind" },
    { IN_TITLE("<xsl:call-template name='before-content'/>"),
      ":3: xsltApplySequenceConstructor: A potential infinite template recursion was detected" },
    { IN_TITLE("<xsl:message terminate='yes'>stop</xsl:message>"),
      ": the skin ends itself: stop" },
    { BEGIN "<xsl:template match='/myaccount'><p>no page</p></xsl:template>" END,
      ":1: the skin made no page; its result is <html> with <head>, <title> in it, and <body>" },
    { BEGIN "<xsl:include href='../../../../../etc/hostname'/>" END, ": \"" },
    { BEGIN "<xsl:include href='http://127.0.0.1:9/x.xsl'/>" END,
      ": \"http://127.0.0.1:9/x.xsl\" cannot be imported; import files of the style sheet's own "
      "folder, or myaccount:base.xsl" },
    { BEGIN "<xsl:include href='myaccount:../base.xsl'/>" END,
      ": \"myaccount:../base.xsl\" cannot be imported; import files of the style sheet's own "
      "folder, or myaccount:base.xsl" },
    { BEGIN "<xsl:template>" END,
      ":4: this is not well-formed XML: Opening and ending tag mismatch: template line 3 and "
      "stylesheet" },
    { "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
      ":1: a document type declaration is refused; leave <!DOCTYPE …> out" },
    { "<html/>",
      ":1: this is no style sheet; its root is <xsl:stylesheet version=\"1.0\" "
      "xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">" },
};

static void test_refuses_what_lets_data_become_markup(void **state)
{
    const char *folder, *file;
    const char *tmp;

    (void)state;
    assert_int_equal(apr_temp_dir_get(&tmp, pool), APR_SUCCESS);
    folder = mkdtemp(apr_pstrcat(pool, tmp, "/mya-skin-XXXXXX", NULL));
    assert_non_null(folder);
    folder = realpath(folder, NULL);
    file = apr_pstrcat(pool, folder, "/bad.xsl", NULL);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        mya_result_t *why = mya_result_make(pool);
        const mya_skin_t *skin;
        const char *expected = apr_pstrcat(pool, file, refused[i].detail, NULL);

        spill(file, refused[i].sheet);
        if (mya_skin_load(&skin, file, top(), why, pool) != MYA_ECONFIG) {
            fail_msg("%s was taken", refused[i].sheet);
        }
        if (strncmp(why->detail, expected, strlen(expected)) != 0) {
            assert_string_equal(why->detail, expected);
        }
        assert_null(strchr(why->detail, '\n'));
    }
    unlink(file);
    rmdir(folder);
    free((void *)(uintptr_t)folder);
}

static void test_takes_what_is_harmless(void **state)
{
    static const char *const sheets[] = {
        IN_TITLE("<script>var ready = 1 &lt; 2 &amp;&amp; true;</script>"),
        IN_TITLE("<style>.a > .b { content: \"x\" }</style>"),
        IN_TITLE("<script src='{/myaccount/@base}/-/asset/x.js'></script>"
                 "<link rel='icon' href='/x.svg'/>"),
        IN_TITLE("<xsl:for-each select=\"str:tokenize(title, ' ')\"><b><xsl:value-of select='.'/>"
                 "</b></xsl:for-each>"),
        IN_TITLE("<p title='{{document(1)}}'>document(1)</p>"
                 "<xsl:value-of select=\"concat('document(', title, ')')\"/>"),
        IN_TITLE("<xsl:value-of select='count(//node()) div (2) and (true() or false())'/>"
                 "<xsl:value-of select='self::node()[position ( ) = 1]'/>"),
        IN_TITLE("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0'/>"
                 "</svg>"),
    };
    const char *tmp, *file;

    (void)state;
    assert_int_equal(apr_temp_dir_get(&tmp, pool), APR_SUCCESS);
    file = apr_psprintf(pool, "%s/mya-good-%ld.xsl", tmp, (long)getpid());
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        mya_result_t *why = mya_result_make(pool);
        const mya_skin_t *skin;

        spill(file, sheets[i]);
        if (mya_skin_load(&skin, file, top(), why, pool) != APR_SUCCESS) {
            fail_msg("%s", why->detail);
        }
        if (i < 2) {
            assert_non_null(strstr(show(skin, "home"),
                                   i ? "<style>.a > .b { content: \"x\" }</style>"
                                     : "<script>var ready = 1 < 2 && true;</script>"));
        }
    }
    unlink(file);
}

static void test_messages_of_a_style_sheet_are_heard(void **state)
{
    mya_result_t *why = mya_result_make(pool);
    const char *tmp, *file;
    const mya_skin_t *skin;
    mya_xml_doc_t *result;

    (void)state;
    assert_int_equal(apr_temp_dir_get(&tmp, pool), APR_SUCCESS);
    file = apr_psprintf(pool, "%s/mya-says-%ld.xsl", tmp, (long)getpid());
    spill(file, IN_TITLE("<xsl:message>look here</xsl:message>"));
    assert_int_equal(mya_skin_load(&skin, file, top(), why, pool), APR_SUCCESS);
    assert_int_equal(mya_skin_apply(&result, skin, read_page("home"), why, pool), APR_SUCCESS);
    assert_string_equal(why->detail, apr_pstrcat(pool, file, ": the skin says: look here", NULL));
    unlink(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pages_are_as_their_golden_copies, begin, end),
        cmocka_unit_test_setup_teardown(test_samples_follow_the_page_grammar, begin, end),
        cmocka_unit_test_setup_teardown(test_parts_are_cut_from_the_same_page, begin, end),
        cmocka_unit_test_setup_teardown(test_the_demo_skin_shows_every_page, begin, end),
        cmocka_unit_test_setup_teardown(test_refuses_what_lets_data_become_markup, begin, end),
        cmocka_unit_test_setup_teardown(test_takes_what_is_harmless, begin, end),
        cmocka_unit_test_setup_teardown(test_messages_of_a_style_sheet_are_heard, begin, end),
    };
    apr_pool_t *life;
    mya_result_t *why;
    int failed = 1;

    apr_initialize();
    apr_pool_create(&life, NULL);
    mya_xml_init();
    why = mya_result_make(life);
    if (mya_skin_load(&base, NULL, top(), why, life) == APR_SUCCESS) {
        failed = cmocka_run_group_tests_name("view/skin", tests, NULL, NULL);
    }
    else {
        fprintf(stderr, "%s\n", why->detail);
    }
    apr_terminate();
    return failed;
}
