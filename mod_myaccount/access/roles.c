/* SPDX-License-Identifier: Apache-2.0 */
/* access/roles.c: rows of memberships become customers with a set of roles */
#include "access/roles.h"

#include <stdlib.h>
#include <string.h>

#include "data/value.h"

/* Bytes of a customer's key, as the engine's tables keep it. */
#define KEY_MAX 64

/* Databases may sort by other rules, and put keys between each other that differ in capitals. */
static int by_customer(const void *left, const void *right)
{
    const mya_membership_t *a = left, *b = right;
    const int order = strcmp(a->customer, b->customer);

    return order ? order : strcmp(a->name, b->name);
}

/* By name, and by key where two have one name, so that the order is the same on every page. */
static int by_name(const void *left, const void *right)
{
    const mya_membership_t *a = left, *b = right;
    const int order = strcasecmp(a->name, b->name);

    return order ? order : strcmp(a->customer, b->customer);
}

/* Blanks are how old tables say that a row is nobody's, and many are. */
static int is_key(const mya_portal_t *portal, const char *customer)
{
    return customer && customer[strspn(customer, " ")] && strlen(customer) <= KEY_MAX
           && mya_value_fits(portal->customer_key, customer);
}

/* ALL N, sorted by customer: each once, with its roles together. Return how many are left. */
static int merge(mya_membership_t *all, int n)
{
    int kept = 0;

    for (int i = 0; i < n; i++) {
        if (kept && !strcmp(all[kept - 1].customer, all[i].customer)) {
            all[kept - 1].roles |= all[i].roles;
        }
        else {
            all[kept++] = all[i];
        }
    }
    return kept;
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
        const char *name = cells[2];
        const mya_roles_t bit = role && is_key(portal, customer) ? mya_role_bit(portal, role) : 0;

        if (bit) {
            all[n].customer = customer;
            all[n].name = name && *name ? name : customer;
            all[n].roles = bit;
            n++;
        }
    }
    qsort(all, (size_t)n, sizeof(*all), by_customer);
    n = merge(all, n);
    qsort(all, (size_t)n, sizeof(*all), by_name);
    *memberships = all;
    return n;
}
