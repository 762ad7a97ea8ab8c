/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/migrate.c: myaccountctl migrate: the engine's tables in a database of the company */
#include <stdio.h>

#include "base/clock.h"
#include "ctl/ctl.h"
#include "data/schema.h"

int mya_ctl_migrate(mya_ctl_t *ctl)
{
    apr_array_header_t *done = apr_array_make(ctl->pool, 4, sizeof(const char *));
    apr_status_t rv;
    int own, code = mya_ctl_open(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    rv = mya_schema_migrate(done, ctl->conn, mya_ctl_share(ctl), mya_now(), ctl->why, ctl->pool);
    for (int i = 0; i < done->nelts; i++) {
        printf("%s\n", APR_ARRAY_IDX(done, i, const char *));
    }
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
    return MYA_CTL_DONE;
}
