/* SPDX-License-Identifier: Apache-2.0 */
/* page/link.h: the address of the same page with another query: all state of a page stands there */
#ifndef MYA_PAGE_LINK_H
#define MYA_PAGE_LINK_H

#include <apr_pools.h>
#include <apr_tables.h>

typedef struct mya_link_change_t {
    const char *name;
    const char *value;         /* NULL: without that parameter */
} mya_link_change_t;

/* ADDRESS with the query PAIRS (form/input.h; those without a value are left out), in which the N
 * CHANGES are made. In POOL, percent-encoded. */
const char *mya_link_make(const char *address, const apr_array_header_t *pairs,
                          const mya_link_change_t *changes, int n, apr_pool_t *pool);

#endif
