/* SPDX-License-Identifier: Apache-2.0 */
/* page/link.c: the address of the same page with another query */
#include "page/link.h"

#include <string.h>

#include <apr_strings.h>

#include "form/input.h"
#include "portal/address.h"

static int is_changed(const char *name, const mya_link_change_t *changes, int n)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(changes[i].name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void add(apr_array_header_t *pieces, const char *name, const char *value, apr_pool_t *pool)
{
    if (value && *value) {
        APR_ARRAY_PUSH(pieces, const char *) = pieces->nelts > 1 ? "&" : "?";
        APR_ARRAY_PUSH(pieces, const char *) = mya_address_segment(name, pool);
        APR_ARRAY_PUSH(pieces, const char *) = "=";
        APR_ARRAY_PUSH(pieces, const char *) = mya_address_segment(value, pool);
    }
}

const char *mya_link_make(const char *address, const apr_array_header_t *pairs,
                          const mya_link_change_t *changes, int n, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 16, sizeof(const char *));

    APR_ARRAY_PUSH(pieces, const char *) = address;
    for (int i = 0; pairs && i < pairs->nelts; i++) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        if (!is_changed(pair->name, changes, n)) {
            add(pieces, pair->name, pair->value, pool);
        }
    }
    for (int i = 0; i < n; i++) {
        add(pieces, changes[i].name, changes[i].value, pool);
    }
    return apr_array_pstrcat(pool, pieces, 0);
}
