/* SPDX-License-Identifier: Apache-2.0 */
/* access/roles.c: rows of memberships become customers with a set of roles */
#include "access/roles.h"

#include <stdlib.h>
#include <string.h>

/* By name, and by key where two have one name, so that the order is the same on every page. */
static int by_name(const void *left, const void *right)
{
    const mya_membership_t *a = left, *b = right;
    const int order = strcasecmp(a->name, b->name);

    return order ? order : strcmp(a->customer, b->customer);
}

int mya_roles_gather(const mya_membership_t **memberships, const mya_portal_t *portal,
                     const mya_rows_t *rows, int at, apr_pool_t *pool)
{
    mya_membership_t *all = apr_pcalloc(pool, sizeof(*all) * (apr_size_t)(rows->nrows + 1));
    int n = 0;

    for (int i = 0; i < rows->nrows; i++) {
        const char *const *cells = rows->cells[i] + at;
        const char *customer = cells[0];
        const char *role = cells[1];
        const mya_roles_t bit = customer && role ? mya_role_bit(portal, role) : 0;

        if (!bit) {
            continue;
        }
        if (!n || strcmp(all[n - 1].customer, customer) != 0) {
            const char *name = cells[2];

            all[n].customer = customer;
            all[n].name = name && *name ? name : customer;
            n++;
        }
        all[n - 1].roles |= bit;
    }
    qsort(all, (size_t)n, sizeof(*all), by_name);
    *memberships = all;
    return n;
}
