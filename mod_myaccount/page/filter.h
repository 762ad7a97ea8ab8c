/* SPDX-License-Identifier: Apache-2.0 */
/* page/filter.h: what is typed into a filter becomes what the database compares with */
#ifndef MYA_PAGE_FILTER_H
#define MYA_PAGE_FILTER_H

#include "page/page.h"

typedef enum mya_filter_end_e {
    MYA_FILTER_EQUALS, MYA_FILTER_LOW, MYA_FILTER_HIGH
} mya_filter_end_e;

/* Take TYPED for the filter of the column INDEX of LIST into DATA, as FORMAT's language writes it.
 * A choice that is not offered is left out; of a range, what cannot be read is kept as typed, with
 * what is wrong. */
void mya_filter_take(mya_page_list_t *data, const mya_list_t *list, int index,
                     mya_filter_end_e end, const char *typed, const mya_portal_t *portal,
                     const mya_format_t *format, apr_pool_t *pool);

/* When all of the query was taken: a range whose lower end lies above its upper one is no filter,
 * and is said to be wrong. */
void mya_filter_settle(mya_page_list_t *data, const mya_list_t *list);

/* Take from DATA's view what ENV may not know: filters, sorting and search by columns that are not
 * shown, a choice whose test does not hold. To be called when ENV knows the records before LIST. */
void mya_filter_close(mya_page_list_t *data, const mya_list_t *list, mya_env_t *env);

/* Has LIST columns that who stands in ENV may search? */
int mya_filter_searches(mya_env_t *env, const mya_list_t *list);

#endif
