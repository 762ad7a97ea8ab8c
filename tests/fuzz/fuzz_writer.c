/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_writer.c: any bytes in the text and the attributes of a skin's result
 *
 * The tree has six elements. Whatever stands in them, a browser's parser finds the same six in
 * what was written, no handler among their attributes, and nothing in a URL that could run. Build
 * with -fsanitize=fuzzer,address,undefined; its corpus: corpus/writer.
 */
#include "fuzz.h"

#include "base/html.h"
#include "base/xml.h"
#include "view/writer.h"

static apr_pool_t *root;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    apr_initialize();
    return apr_pool_create(&root, NULL) == APR_SUCCESS ? 0 : -1;
}

/* TEXT as content of a paragraph, as title and address of a link in it, and behind it. */
static mya_xml_doc_t *make_result(const char *text, apr_pool_t *pool)
{
    mya_node_t *html, *body, *paragraph, *link;
    mya_xml_doc_t *doc = mya_xml_make(&html, "html", pool);

    mya_xml_element_text(mya_xml_element(html, "head"), "title", "T");
    body = mya_xml_element(html, "body");
    paragraph = mya_xml_element_text(body, "p", text);
    link = mya_xml_element_text(paragraph, "a", text);
    mya_xml_set(link, "title", text);
    mya_xml_set(link, "href", text);
    mya_xml_append(paragraph, text);
    return doc;
}

static void look_at_attribute(const mya_html_attr_t *attr)
{
    demand(!strcmp(attr->name, "title") || !strcmp(attr->name, "href")
           || !strcmp(attr->name, "charset") || !strcmp(attr->name, "lang"));
    if (!strcmp(attr->name, "href")) {
        demand(strncasecmp(attr->value, "javascript:", 11) != 0);
        demand(strncasecmp(attr->value, "data:", 5) != 0);
        demand(strncmp(attr->value, "//", 2) != 0);
    }
}

static void look_at_page(const mya_html_t *page)
{
    int elements = 0;

    for (int i = 0; i < page->nnodes; i++) {
        const mya_html_node_t *node = &page->nodes[i];

        if (node->kind == MYA_HTML_ELEMENT) {
            elements += strcmp(node->name, "meta") != 0;
            for (int a = 0; a < node->nattrs; a++) {
                look_at_attribute(&node->attrs[a]);
            }
        }
        demand(node->kind != MYA_HTML_COMMENT);
    }
    demand(elements == 6);      /* html head title body p a */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mya_html_t *page = NULL;
    mya_written_t *written = NULL;
    apr_pool_t *pool;

    if (size > 65536) {
        return 0;
    }
    apr_pool_create(&pool, root);
    demand(mya_writer_write(&written, make_result(fuzz_text(data, size, pool), pool), 0, NULL,
                            pool) == APR_SUCCESS);
    demand(mya_html_parse(&page, written->page, written->page_len, NULL, pool) == APR_SUCCESS);
    look_at_page(page);
    apr_pool_destroy(pool);
    return 0;
}
