/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_grammar.c: schema/portal.rng and the loader's table say the same
 *
 * An editor that follows the grammar must never be told otherwise by the loader about the
 * structure, and the grammar must not lag behind when the table grows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "definition_fixture.h"
#include "portal/grammar.h"

#define RNG MYA_SRCDIR "/schema/portal.rng"

static apr_pool_t *pool;
static xmlRelaxNGPtr grammar;

static void quiet(void *baton, const char *format, ...)
{
    (void)baton;
    (void)format;
}

static int begin(void **state)
{
    xmlRelaxNGParserCtxtPtr parser;

    (void)state;
    apr_pool_create(&pool, NULL);
    mya_xml_init();
    parser = xmlRelaxNGNewParserCtxt(RNG);
    grammar = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    return grammar ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    xmlRelaxNGFree(grammar);
    apr_pool_destroy(pool);
    return 0;
}

static int takes(const char *path)
{
    xmlDocPtr doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(grammar);
    int rc;

    assert_non_null(doc);
    xmlRelaxNGSetValidErrors(valid, quiet, quiet, NULL);
    rc = xmlRelaxNGValidateDoc(valid, doc);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(doc);
    return rc == 0;
}

static void expect_takes(const char *folder, int expected)
{
    const apr_array_header_t *names = definition_names(folder, ".xml", pool);

    for (int i = 0; i < names->nelts; i++) {
        const char *path = apr_pstrcat(pool, folder, "/", APR_ARRAY_IDX(names, i, char *), NULL);

        if (takes(path) != expected) {
            print_error("the grammar %s %s\n", expected ? "refuses" : "takes", path);
            fail();
        }
    }
}

static void expect_folders(const char *folder)
{
    const apr_array_header_t *names = definition_names(folder, NULL, pool);

    for (int i = 0; i < names->nelts; i++) {
        expect_takes(apr_pstrcat(pool, folder, "/", APR_ARRAY_IDX(names, i, char *), NULL), 1);
    }
}

/* Each folder in FOLDER in which a definition stands; return how many these are. */
static int expect_definitions(const char *folder)
{
    const apr_array_header_t *names = definition_names(folder, NULL, pool);
    int n = 0;

    for (int i = 0; i < names->nelts; i++) {
        const char *path = apr_pstrcat(pool, folder, "/", APR_ARRAY_IDX(names, i, char *), NULL);

        if (definition_read(apr_pstrcat(pool, path, "/portal.xml", NULL), pool)) {
            expect_takes(path, 1);
            n++;
        }
    }
    return n;
}

static void test_takes_all_that_the_loader_takes(void **state)
{
    (void)state;
    assert_true(expect_definitions(MYA_SRCDIR "/tests/fixtures") > 0);
    expect_definitions(MYA_SRCDIR "/tests/erp");
    expect_takes(MYA_SRCDIR "/conf.d/portal", 1);
    expect_takes(MYA_SRCDIR "/texts", 1);
    expect_takes(DEFINITIONS "base", 1);
    expect_takes(DEFINITIONS "good", 1);
    expect_folders(DEFINITIONS "good");
}

static void test_refuses_the_faults_of_structure_and_no_others(void **state)
{
    const apr_array_header_t *names = definition_names(DEFINITIONS "broken", ".xml", pool);
    int structure = 0, meaning = 0;

    (void)state;
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, char *);
        const char *path = apr_pstrcat(pool, DEFINITIONS "broken/", name, NULL);
        const char *stem = apr_pstrmemdup(pool, path, strlen(path) - 4);
        const char *expect = definition_read(apr_pstrcat(pool, stem, ".expect", NULL), pool);
        int is_structure = !strncmp(expect, "structure\n", 10);

        structure += is_structure;
        meaning += !strncmp(expect, "meaning\n", 8);
        if (strncmp(expect, "syntax\n", 7) != 0 && takes(path) == is_structure) {
            print_error("the grammar %s %s, a fault of %s\n", is_structure ? "takes" : "refuses",
                        name, is_structure ? "structure" : "meaning");
            fail();
        }
    }
    assert_true(structure >= 10 && meaning >= 15);
    expect_folders(DEFINITIONS "broken");
}

/* --- names --- */

static int has(const apr_array_header_t *names, const char *name)
{
    for (int i = 0; i < names->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(names, i, char *), name)) {
            return 1;
        }
    }
    return 0;
}

/* The values of the attributes that XPATH finds in the grammar (char *), each once. */
static apr_array_header_t *find(xmlDocPtr doc, const char *xpath)
{
    xmlXPathContextPtr context = xmlXPathNewContext(doc);
    apr_array_header_t *names = apr_array_make(pool, 32, sizeof(char *));
    xmlXPathObjectPtr found;

    xmlXPathRegisterNs(context, BAD_CAST "r", BAD_CAST "http://relaxng.org/ns/structure/1.0");
    found = xmlXPathEvalExpression(BAD_CAST xpath, context);
    assert_non_null(found);
    for (int i = 0; found->nodesetval && i < found->nodesetval->nodeNr; i++) {
        xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[i]);

        if (!has(names, (const char *)text)) {
            APR_ARRAY_PUSH(names, char *) = apr_pstrdup(pool, (const char *)text);
        }
        xmlFree(text);
    }
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return names;
}

static void compare_attributes(xmlDocPtr doc, const mya_grammar_element_t *row)
{
    const char *element = apr_psprintf(pool, "//r:element[@name='%s']", row->name);
    const apr_array_header_t *all = find(doc,
                                         apr_pstrcat(pool, element, "//r:attribute/@name", NULL));
    const apr_array_header_t *required = find(
        doc, apr_pstrcat(pool, element, "/r:attribute/@name", NULL));
    int n = 0;

    for (const mya_grammar_attribute_t *a = row->attributes; a->name; a++) {
        int known = a->look != MYA_LOOK_LATER;

        n += known;
        if (has(all, a->name) != known || (known && has(required, a->name) != a->required)) {
            print_error("<%s %s=> differs\n", row->name, a->name);
            fail();
        }
    }
    assert_int_equal(n, all->nelts);
}

static void test_knows_the_same_elements_and_attributes(void **state)
{
    xmlDocPtr doc = xmlReadFile(RNG, NULL, XML_PARSE_NONET);
    const apr_array_header_t *elements = find(doc, "//r:element/@name");
    int n = 0;

    (void)state;
    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        if (has(elements, row->name) != (row->parents != NULL)) {
            print_error("<%s> differs\n", row->name);
            fail();
        }
        if (row->parents) {
            n++;
            compare_attributes(doc, row);
        }
    }
    assert_int_equal(n, elements->nelts);
    xmlFreeDoc(doc);
}

static void test_knows_the_same_types(void **state)
{
    xmlDocPtr doc = xmlReadFile(RNG, NULL, XML_PARSE_NONET);
    const apr_array_header_t *types = find(doc, "//r:define[@name='type']//r:value");

    (void)state;
    assert_int_equal(types->nelts, MYA_TYPE_COUNT);
    for (int i = 0; i < MYA_TYPE_COUNT; i++) {
        assert_true(has(types, mya_type_name((mya_type_e)i)));
    }
    xmlFreeDoc(doc);
}

/* All files of FOLDER, one behind the other. */
static const char *read_all(const char *folder)
{
    const apr_array_header_t *names = definition_names(folder, ".xml", pool);
    const char *text = "";

    for (int i = 0; i < names->nelts; i++) {
        text = apr_pstrcat(pool, text, definition_read(apr_pstrcat(pool, folder, "/",
                                                                   APR_ARRAY_IDX(names, i, char *),
                                                                   NULL), pool), NULL);
    }
    return text;
}

static void test_every_element_and_attribute_stands_in_a_good_definition(void **state)
{
    const char *text = apr_pstrcat(pool, read_all(DEFINITIONS "base"),
                                   read_all(DEFINITIONS "good"), NULL);
    const apr_array_header_t *folders = definition_names(DEFINITIONS "good", NULL, pool);

    (void)state;
    for (int i = 0; i < folders->nelts; i++) {
        text = apr_pstrcat(pool, text, read_all(apr_pstrcat(pool, DEFINITIONS "good/",
                                                            APR_ARRAY_IDX(folders, i, char *),
                                                            NULL)), NULL);
    }
    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        if (row->parents && !strstr(text, apr_pstrcat(pool, "<", row->name, " ", NULL))
            && !strstr(text, apr_pstrcat(pool, "<", row->name, ">", NULL))) {
            print_error("<%s> stands in no good definition\n", row->name);
            fail();
        }
        for (const mya_grammar_attribute_t *a = row->attributes; row->parents && a->name; a++) {
            if (a->look != MYA_LOOK_LATER
                && !strstr(text, apr_pstrcat(pool, " ", a->name, "=\"", NULL))) {
                print_error("%s= stands in no good definition\n", a->name);
                fail();
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_all_that_the_loader_takes),
        cmocka_unit_test(test_refuses_the_faults_of_structure_and_no_others),
        cmocka_unit_test(test_knows_the_same_elements_and_attributes),
        cmocka_unit_test(test_knows_the_same_types),
        cmocka_unit_test(test_every_element_and_attribute_stands_in_a_good_definition),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, begin, end);
}
