/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check.c: myaccountctl check: every fault of a portal definition at once */
#include <stdio.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "ctl/ctl.h"

/* What was found; what several pages include is one. */
typedef struct counts_t {
    apr_hash_t *lists;
    apr_hash_t *statements;
    apr_pool_t *pool;
} counts_t;

static void keep(const counts_t *counts, apr_hash_t *seen, mya_place_t place, const char *name)
{
    apr_hash_set(seen, apr_psprintf(counts->pool, "%s:%d:%s", place.file, place.line, name),
                 APR_HASH_KEY_STRING, "");
}

static void count(void *baton, const mya_ctl_use_t *use)
{
    const counts_t *counts = baton;

    if (use->list) {
        keep(counts, counts->lists, use->list->place, use->list->name);
    }
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = use->sql->by_dialect[k];

        if (sql) {
            keep(counts, counts->statements, sql->place, sql->id);
        }
    }
}

static const char *some(const mya_ctl_t *ctl, int n, const char *what)
{
    return apr_psprintf(ctl->pool, "%d %s%s", n, what, n == 1 ? "" : "s");
}

static void print_summary(const mya_ctl_t *ctl, const char *file, const mya_portal_t *portal)
{
    counts_t counts = { apr_hash_make(ctl->pool), apr_hash_make(ctl->pool), ctl->pool };

    mya_ctl_walk(portal, count, &counts);
    printf("%s: the portal \"%s\" is in order: %s, %s, %s, %s, %s, %s.\n", file, portal->name,
           some(ctl, portal->nmodules, "module"), some(ctl, portal->npages, "page"),
           some(ctl, portal->nactions, "action"),
           some(ctl, (int)apr_hash_count(counts.lists), "list"),
           some(ctl, (int)apr_hash_count(counts.statements), "statement"),
           some(ctl, portal->nlanguages, "language"));
}

int mya_ctl_check(mya_ctl_t *ctl)
{
    apr_array_header_t *faults = apr_array_make(ctl->pool, 16, sizeof(const char *));
    const mya_portal_t *portal;
    const char *file = ctl->words[0];
    apr_status_t rv;

    rv = mya_portal_load(&portal, file, mya_ctl_share(ctl), faults, ctl->why, ctl->pool);
    for (int i = 0; i < faults->nelts; i++) {
        printf("%s\n", APR_ARRAY_IDX(faults, i, const char *));
    }
    if (rv != APR_SUCCESS) {
        if (!faults->nelts) {
            return mya_ctl_why(ctl);
        }
        printf("%s: %s.\n", file, some(ctl, faults->nelts, "fault"));
        return MYA_CTL_FAILED;
    }
    print_summary(ctl, file, portal);
    return ctl->options[MYA_CTL_DATABASE] || ctl->options[MYA_CTL_DRIVER]
               ? mya_ctl_check_database(ctl, file, portal) : MYA_CTL_DONE;
}
