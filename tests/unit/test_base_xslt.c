/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_xslt.c: transforming in many threads, with limits, and with errors that stay
 * apart */
#include <malloc.h>
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
#include <apr_thread_proc.h>

#include "base/xslt.h"

#include <libxml/xmlerror.h>

static apr_pool_t *pool;
static char folder[64];

static int begin(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/mya-xslt-XXXXXX");
    return apr_pool_create(&pool, NULL) == APR_SUCCESS && mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return rmdir(folder);
}

static const char *save(const char *name, const char *text)
{
    const char *file = apr_pstrcat(pool, folder, "/", name, NULL);
    apr_file_t *out;

    assert_int_equal(apr_file_open(&out, file,
                                   APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                                   APR_FPROT_OS_DEFAULT, pool), APR_SUCCESS);
    apr_file_write_full(out, text, strlen(text), NULL);
    apr_file_close(out);
    return file;
}

#define SHEET(body) \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" \
    body "</xsl:stylesheet>"

static const mya_style_t *compile(const char *body)
{
    const char *file = save("a.xsl", body);
    mya_result_t *why = mya_result_make(pool);
    const mya_style_t *style = NULL;
    apr_status_t rv = mya_xslt_compile(&style, file, folder, why, pool);

    unlink(file);
    if (rv != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    return style;
}

static mya_xml_doc_t *parse(const char *text, apr_pool_t *into)
{
    mya_xml_doc_t *doc = NULL;

    mya_xml_parse(&doc, text, strlen(text), "in.xml", NULL, into);
    return doc;
}

static const char *apply(const mya_style_t *style, const char *in, mya_result_t *why)
{
    mya_xml_doc_t *result;

    return mya_xslt_apply(&result, style, parse(in, pool), why, pool) == APR_SUCCESS
               ? mya_xml_text(mya_xml_root(result), pool)
               : NULL;
}

static void test_an_importing_sheet_wins(void **state)
{
    const char *part = save("part.xsl", SHEET("<xsl:template match='/'><o><xsl:apply-templates/>"
                                              "</o></xsl:template>"
                                              "<xsl:template match='a'>base </xsl:template>"
                                              "<xsl:template match='b'>base</xsl:template>"));
    const mya_style_t *style = compile(SHEET("<xsl:import href='part.xsl'/>"
                                             "<xsl:template match='b'>own, <xsl:apply-imports/>"
                                             "</xsl:template>"));

    (void)state;
    unlink(part);
    assert_string_equal(apply(style, "<x><a/><b/></x>", NULL), "base own, base");
}

static void test_shared_sheets_are_found_by_name_only(void **state)
{
    const char *shared = apr_pstrcat(pool, folder, "/shared", NULL), *inner;
    const char *file = save("a.xsl", SHEET("<xsl:include href='myaccount:base.xsl'/>"));
    const mya_style_t *style;
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    assert_int_equal(apr_dir_make(shared, APR_FPROT_OS_DEFAULT, pool), APR_SUCCESS);
    inner = save("shared/base.xsl", SHEET("<xsl:template match='/'><o>shared</o></xsl:template>"));
    assert_int_equal(mya_xslt_compile(&style, file, shared, why, pool), APR_SUCCESS);
    assert_string_equal(apply(style, "<x/>", NULL), "shared");
    unlink(inner);
    assert_int_equal(symlink("/etc/hostname", inner), 0);
    assert_int_equal(mya_xslt_compile(&style, file, shared, why, pool), MYA_ECONFIG);
    assert_non_null(strstr(why->detail, "cannot be imported"));
    unlink(inner);
    unlink(file);
    rmdir(shared);
}

static void test_endless_work_ends_soon(void **state)
{
    static const char *const sheets[] = {
        SHEET("<xsl:template match='/' name='t'><xsl:call-template name='t'/></xsl:template>"),
        SHEET("<xsl:template match='/'><o><xsl:for-each select='//*'><xsl:for-each select='//*'>"
              "<xsl:for-each select='//*'><xsl:for-each select='//*'><b/></xsl:for-each>"
              "</xsl:for-each></xsl:for-each></xsl:for-each></o></xsl:template>"),
    };
    char *many = apr_pstrdup(pool, "<x>");

    (void)state;
    for (int i = 0; i < 300; i++) {
        many = apr_pstrcat(pool, many, "<y/>", NULL);
    }
    many = apr_pstrcat(pool, many, "</x>", NULL);
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        mya_result_t *why = mya_result_make(pool);
        const mya_style_t *style = compile(sheets[i]);

        assert_null(apply(style, many, why));
        assert_int_equal(why->status, APR_EGENERAL);
        assert_non_null(why->detail);
    }
}

static int outer;

static void hear_outer(void *baton, const char *format, ...)
{
    (void)format;
    ++*(int *)baton;
}

static void test_errors_stay_with_their_transformation(void **state)
{
    const mya_style_t *bad = compile(SHEET("<xsl:template match='/'><o><xsl:value-of select='$x'/>"
                                           "</o></xsl:template>"));
    mya_result_t *why = mya_result_make(pool);

    (void)state;
    outer = 0;
    xmlSetGenericErrorFunc(&outer, hear_outer);
    assert_null(apply(bad, "<x/>", why));
    assert_non_null(strstr(why->detail, "a.xsl:1: Variable 'x' has not been declared"));
    assert_int_equal(outer, 0);
    assert_ptr_equal(xmlGenericErrorContext, &outer);   /* what others had set is there again */
    xmlSetGenericErrorFunc(NULL, NULL);
}

#define THREADS 8
#define TURNS 60

typedef struct worker_t {
    const mya_style_t *style;
    int good;
} worker_t;

static void *APR_THREAD_FUNC work(apr_thread_t *thread, void *data)
{
    worker_t *worker = data;

    (void)thread;
    for (int i = 0; i < TURNS; i++) {
        apr_pool_t *own;
        mya_xml_doc_t *result;

        apr_pool_create(&own, NULL);
        if (mya_xslt_apply(&result, worker->style,
                           parse("<x><r><n>3</n></r><r><n>1</n></r><r><n>2</n></r></x>", own), NULL,
                           own) == APR_SUCCESS) {
            worker->good += !strcmp(mya_xml_text(mya_xml_root(result), own), "123");
        }
        apr_pool_destroy(own);
    }
    return NULL;
}

static void test_many_threads_share_a_style(void **state)
{
    const mya_style_t *style = compile(
        SHEET("<xsl:key name='k' match='r' use='n'/>"
              "<xsl:template match='/'><o><xsl:for-each select='x/r'>"
              "<xsl:sort select='n'/><xsl:value-of select=\"key('k', n)/n\"/>"
              "</xsl:for-each></o></xsl:template>"));
    apr_thread_t *threads[THREADS];
    worker_t workers[THREADS];
    apr_status_t rv;

    (void)state;
    assert_string_equal(apply(style, "<x><r><n>1</n></r></x>", NULL), "1");
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker_t){ style, 0 };
        assert_int_equal(apr_thread_create(&threads[i], NULL, work, &workers[i], pool),
                         APR_SUCCESS);
    }
    for (int i = 0; i < THREADS; i++) {
        apr_thread_join(&rv, threads[i]);
        assert_int_equal(workers[i].good, TURNS);
    }
}

/* Each result holds on to its style sheet's dictionary of some kilobytes. */
static void test_nothing_of_a_style_is_left_when_its_pages_are_gone(void **state)
{
    size_t used = 0;

    (void)state;
    for (int turn = 0; turn < 60; turn++) {
        apr_pool_t *all = pool, *page;
        const mya_style_t *style;

        apr_pool_create(&pool, all);
        style = compile(SHEET("<xsl:template match='/'><o><xsl:value-of select='.'/></o>"
                              "</xsl:template>"));
        for (int i = 0; i < 3; i++) {
            mya_xml_doc_t *made, *result;
            mya_node_t *root;

            apr_pool_create(&page, pool);
            made = mya_xml_make(&root, "x", page);
            mya_xml_append(root, "a page");
            assert_int_equal(mya_xslt_apply(&result, style, made, NULL, page), APR_SUCCESS);
            assert_string_equal(mya_xml_text(mya_xml_root(result), page), "a page");
            apr_pool_destroy(page);
        }
        apr_pool_destroy(pool);
        pool = all;
        if (turn == 9) {
            used = mallinfo2().uordblks;
        }
    }
    assert_in_range(mallinfo2().uordblks, 0, used + 64 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_importing_sheet_wins, begin, end),
        cmocka_unit_test_setup_teardown(test_shared_sheets_are_found_by_name_only, begin, end),
        cmocka_unit_test_setup_teardown(test_endless_work_ends_soon, begin, end),
        cmocka_unit_test_setup_teardown(test_errors_stay_with_their_transformation, begin, end),
        cmocka_unit_test_setup_teardown(test_many_threads_share_a_style, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_of_a_style_is_left_when_its_pages_are_gone,
                                        begin, end),
    };
    int failed;

    apr_initialize();
    mya_xml_init();
    failed = cmocka_run_group_tests_name("base/xslt", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
