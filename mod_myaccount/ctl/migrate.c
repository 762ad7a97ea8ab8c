/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/migrate.c: myaccountctl migrate: the engine's tables in a database of the company */
#include <stdio.h>

#include "base/clock.h"
#include "ctl/ctl.h"
#include "data/schema.h"

static void print_each(const char *before, const apr_array_header_t *sentences)
{
    for (int i = 0; i < sentences->nelts; i++) {
        printf("%s%s\n", before, APR_ARRAY_IDX(sentences, i, const char *));
    }
}

/* --dry-run: what would be done. */
static int tell_plan(mya_ctl_t *ctl)
{
    apr_array_header_t *plan = apr_array_make(ctl->pool, 4, sizeof(const char *));
    int version;

    if (mya_schema_plan(plan, &version, ctl->conn, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    print_each("to do: ", plan);
    if (!plan->nelts) {
        printf("Nothing to do: the database is at version %d.\n", version);
    }
    else if (version) {
        printf("The database is at version %d. Nothing was changed.\n", version);
    }
    else {
        printf("The database has none of our tables. Nothing was changed.\n");
    }
    return MYA_CTL_DONE;
}

/* What is new is its owner's alone, and the server may be somebody else. */
static void tell_grants(const mya_ctl_t *ctl, const apr_array_header_t *done)
{
    const mya_dialect_e dialect = mya_db_dialect(ctl->conn);

    if (done->nelts && dialect != MYA_DIALECT_SQLITE) {
        printf("If httpd comes to the database as somebody else, run schema/%s/grants.sql now.\n",
               mya_db_dialect_name(dialect));
    }
}

int mya_ctl_migrate(mya_ctl_t *ctl)
{
    apr_array_header_t *done = apr_array_make(ctl->pool, 4, sizeof(const char *));
    apr_status_t rv;
    int own, code = mya_ctl_open(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (ctl->options[MYA_CTL_DRY_RUN]) {
        return tell_plan(ctl);
    }
    rv = mya_schema_migrate(done, ctl->conn, mya_ctl_share(ctl), mya_now(), ctl->why, ctl->pool);
    print_each("", done);
    if (rv == MYA_ECONFIG && !ctl->options[MYA_CTL_SHARE]) {
        return mya_ctl_fail("%s; if it was installed elsewhere, say --share DIR", ctl->why->detail);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_schema_own_customers(&own, ctl->conn, ctl->why, ctl->pool);
    }
    if (rv != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    printf("%s at version %d. Customers' names come from %s.\n",
           done->nelts ? "The database is now" : "Nothing to do: the database is",
           mya_schema_latest(),
           own ? "our table mya_customer; make it a view over your own to use those"
               : "your view mya_customer");
    tell_grants(ctl, done);
    return MYA_CTL_DONE;
}
