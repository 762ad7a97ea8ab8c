/* SPDX-License-Identifier: Apache-2.0 */
/* page/list.h: a list as XML: columns, filters, rows with their links and actions, pager */
#ifndef MYA_PAGE_LIST_H
#define MYA_PAGE_LIST_H

#include "page/page.h"

/* What a list's XML is made of, besides the list. */
typedef struct mya_list_place_t {
    const mya_document_t *document;
    mya_env_t *env;
    const mya_page_data_t *data;
    const char *address;                  /* own address of the page, without query */
    const apr_array_header_t *pairs;      /* its query */
    mya_page_action_fn show;
    void *baton;
    apr_size_t left;                      /* bytes that cells of the page may still take; 0: there
                                           * were more */
} mya_list_place_t;

/* What LIST is called on PAGE in LANG: its own text; where nobody wrote one, that of the page if it
 * consists of the list. */
const char *mya_list_title(const mya_list_t *list, const mya_page_t *page,
                           const mya_portal_t *portal, const char *lang, apr_pool_t *pool);

/* Append LIST, of which DATA was read, to the root; LIMIT as in mya_item_t. Rows for which nothing
 * is left are not there. */
void mya_list_xml(mya_list_place_t *place, const mya_list_t *list, const mya_page_list_t *data,
                  int limit);

#endif
