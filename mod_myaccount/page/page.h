/* SPDX-License-Identifier: Apache-2.0 */
/* page/page.h: a page's records and lists, read and written as XML */
#ifndef MYA_PAGE_PAGE_H
#define MYA_PAGE_PAGE_H

#include "data/env.h"
#include "data/query.h"
#include "view/document.h"

#define MYA_PAGE_NESTED_MAX 200               /* rows inside rows that one list shows */
#define MYA_PAGE_BYTES_MAX (4 * 1024 * 1024)  /* of cells of lists that one page shows */

/* What somebody typed into a range that cannot be read, or whose ends are the wrong way round. */
typedef struct mya_page_typed_t {
    const char *low, *high;         /* as typed; NULL: nothing */
    const char *error;              /* text key of what is wrong; NULL: nothing is */
} mya_page_typed_t;

/* One list of a page, read. */
typedef struct mya_page_list_t {
    mya_view_t view;
    mya_page_typed_t *typed;        /* one for each column */
    int driven;                     /* by the page's search parameter */
    mya_row_t *rows;
    int nrows;
    int total;
    mya_row_t *sums;                /* mya_query_totals() */
    int nsums;
    struct mya_page_list_t **nested;    /* parallel to list->lists; NULL: not shown. Rows of all
                                     * rows outside, to be told apart by list->match */
} mya_page_list_t;

/* What the items of a page found; parallel to page->items. */
typedef struct mya_page_data_t {
    const mya_page_t *page;
    const mya_row_t **records;      /* NULL: absent, not tested true, not for this role,
                                     * not a record */
    mya_page_list_t **lists;        /* NULL likewise */
    int *shown;                     /* item i passed its roles and test */
    const mya_param_t *search_by;   /* the page's search parameter; NULL: it has none */
    const char *search;             /* what was typed for it; NULL: nothing */
    int capped;                     /* lists inside rows have more than MYA_PAGE_NESTED_MAX */
    int unsummed;                   /* a list with totals has more than MYA_COUNT_MAX rows */
} mya_page_data_t;

/* Check the query PAIRS (form/input.h) of PAGE: its params, and what steers its lists
 * (page/parameters.h has the names). An unknown name or doubled parameter is MYA_EBADREQUEST
 * (HP1; the name is told, never the value). Ranges are read as FORMAT's language writes them; one
 * that cannot be read is kept as typed, with what is wrong; any other value that is none of its
 * kind is left out. ENV->query gets the page's params, *DATA the views. */
apr_status_t mya_page_query(mya_page_data_t **data, const mya_page_t *page,
                            const apr_array_header_t *pairs, mya_env_t *env,
                            const mya_format_t *format, mya_result_t *why, apr_pool_t *pool);

/* Does DATA search anything: by the page's parameter, or by the box of a list? */
int mya_page_searches(const mya_page_data_t *data);

/* Run the items of DATA's page in order, as far as roles and tests of ENV open them; ENV learns
 * each record and list. MYA_ENOTFOUND if a record with missing="404" finds no row. */
apr_status_t mya_page_run(mya_page_data_t *data, mya_db_conn_t *conn, mya_env_t *env,
                          mya_result_t *why, apr_pool_t *pool);

/* The same of the items before ITEM, a list, which is only prepared for being read in another way:
 * its view holds nothing that ENV may not know. MYA_ENOTFOUND also if ITEM is not open to ENV. */
apr_status_t mya_page_run_until(mya_page_data_t *data, int item, mya_db_conn_t *conn,
                                mya_env_t *env, mya_result_t *why, apr_pool_t *pool);

/* How the maker of a page's XML gets tokens and addresses for its actions; called for each action
 * that is shown, appending to PARENT. About the page (ROW NULL), or about one row: the <action>.
 * About ticked rows or an editable table: for each row what makes it part of the action's form, and
 * once, with ROW NULL, the <action>. */
typedef void (*mya_page_action_fn)(void *baton, const mya_document_t *document, mya_node_t *parent,
                                   const mya_action_t *action, const mya_row_t *row);

/* Append DATA to DOCUMENT's root as <record>, <list>; each action through SHOW. ADDRESS: own
 * address of the page without its query, which is PAIRS: links for sorting, filtering and paging
 * are made of both, and keep all other parameters. What is not shown for its size, and a search
 * that found nothing, is said in a notice. */
void mya_page_xml(const mya_document_t *document, const mya_page_data_t *data, mya_env_t *env,
                  const char *address, const apr_array_header_t *pairs, mya_page_action_fn show,
                  void *baton);

#endif
