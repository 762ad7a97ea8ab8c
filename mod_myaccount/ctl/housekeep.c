/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/housekeep.c: myaccountctl housekeep: what the server does by itself, for cron */
#include <stdio.h>

#include "access/housekeep.h"
#include "base/clock.h"
#include "ctl/ctl.h"

/* Who is killed in the middle is followed by another after so long. */
#define LEASE apr_time_from_sec(60)

static int tell(mya_ctl_t *ctl, const mya_housekeep_t *done)
{
    if (!done->ours) {
        printf("Nothing was done: another does it, until %s UTC unless it goes on. A server with "
               "MyAccountHousekeeping needs no cron.\n",
               done->until ? mya_clock_text(done->until, ctl->pool) : "it is done");
        return MYA_CTL_DONE;
    }
    printf("Removed %s.\n", mya_housekeep_text(done, ctl->pool));
    return MYA_CTL_DONE;
}

int mya_ctl_housekeep(mya_ctl_t *ctl)
{
    mya_keeper_t keeper = { .lease = LEASE };
    mya_housekeep_t done;
    apr_status_t rv;
    int code = mya_ctl_open_migrated(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    rv = mya_housekeep_holder(&keeper.holder, ctl->why, ctl->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_housekeep(&done, ctl->conn, &keeper, ctl->why, ctl->pool);
    }
    if (rv == APR_SUCCESS && done.ours) {
        rv = mya_housekeep_release(ctl->conn, &keeper, ctl->why, ctl->pool);
    }
    return rv == APR_SUCCESS ? tell(ctl, &done) : mya_ctl_why(ctl);
}
