/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check.c: myaccountctl check: every fault of a portal definition at once */
#include <stdio.h>

#include "ctl/ctl.h"

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
        return faults->nelts ? MYA_CTL_FAILED : mya_ctl_why(ctl);
    }
    printf("%s: the portal \"%s\" is in order: %d modules, %d pages, %d actions, %d languages.\n",
           file, portal->name, portal->nmodules, portal->npages, portal->nactions,
           portal->nlanguages);
    return MYA_CTL_DONE;
}
