/* SPDX-License-Identifier: Apache-2.0 */
/* page/list_int.h: what the files page/list*.c share */
#ifndef MYA_PAGE_LIST_INT_H
#define MYA_PAGE_LIST_INT_H

#include "page/list.h"

/* A list that is being written. */
typedef struct mya_list_writer_t {
    mya_list_place_t *place;
    const mya_document_t *document;
    const mya_list_t *list;
    const mya_page_list_t *data;
    const char *prefix;                /* of the list's parameters */
    mya_node_t *node;                  /* <list> */
    int limit;
    int nested;                        /* it stands in a row */
} mya_list_writer_t;

/* --- page/list.c --- */

/* The text of KEY, or READABLE if there is none. */
const char *mya_list_label(const mya_list_writer_t *writer, const char *key, const char *readable);

/* The name of the list's parameter NAME: with what stands before it on this page. */
const char *mya_list_parameter(const mya_list_writer_t *writer, const char *name);

/* The page's address where the list's parameter NAME has VALUE; from its first page unless NAME is
 * the page. */
const char *mya_list_link(const mya_list_writer_t *writer, const char *name, const char *value);

/* Is COLUMN one of those that stand in each row? What groups them stands above. */
int mya_list_shows(const mya_list_writer_t *writer, int column);

/* Append <columns>. */
void mya_list_columns(const mya_list_writer_t *writer);

/* --- page/list_filters.c --- */

/* Is anything of the list left out by a filter or a search? */
int mya_list_is_narrowed(const mya_list_writer_t *writer);

/* Append <filters>, if there are any. */
void mya_list_filters(const mya_list_writer_t *writer);

/* --- page/list_rows.c --- */

/* Append the rows, with the groups before them, and what is inside them; only those whose column
 * MATCH (-1: all) holds KEY. */
void mya_list_rows(const mya_list_writer_t *writer, int match, const char *key);

#endif
