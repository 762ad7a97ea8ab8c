/* SPDX-License-Identifier: Apache-2.0 */
/* page/page_int.h: what page/page.c and page/read.c share */
#ifndef MYA_PAGE_PAGE_INT_H
#define MYA_PAGE_PAGE_INT_H

#include "page/page.h"

/* How LIST is seen when nobody says otherwise, LIMIT rows of it (0: a whole page); room for a
 * filter on each column. */
mya_page_list_t *mya_page_list(const mya_list_t *list, int limit, apr_pool_t *pool);

#endif
