/* SPDX-License-Identifier: Apache-2.0 */
/* flow/guard.c: parts of the site that are not ours, behind our session (AuthType myaccount)
 *
 * Nothing of the site's page is made here. The server asks who it is, and shows a page of ours only
 * instead of the site's.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "flow/table.h"
#include "form/input.h"

int mya_flow_guard_may(const mya_request_t *request, mya_roles_t roles)
{
    /* elsewhere no roles are everybody's; here they are names that the portal does not have */
    return request->identity && roles && mya_env_may(request->env, roles);
}

const char *mya_flow_guard_sign_in(const mya_request_t *request, const char *back)
{
    const char *next = mya_flow_next(request, back);

    return next ? apr_pstrcat(request->pool, mya_flow_href(request, "sign-in"), "?next=", next,
                              NULL)
                : mya_flow_href(request, "sign-in");
}

const char *mya_flow_guard_roles(const mya_request_t *request)
{
    const mya_identity_t *who = request->identity;

    return who->current >= 0
               ? mya_flow_role_names(request, who->memberships[who->current].roles) : "";
}

apr_status_t mya_flow_guard_page(mya_request_t *request, apr_status_t verdict)
{
    apr_status_t rv;

    request->route = MYA_ROUTE_GUARD;
    request->pairs = apr_array_make(request->pool, 1, sizeof(mya_pair_t));
    mya_flow_policy_begin(request);
    if (verdict == MYA_EREFUSED && mya_flow_identify(request) == APR_SUCCESS
        && request->identity) {
        verdict = mya_flow_refuse_role(request);
    }
    rv = mya_flow_answer(request, verdict);
    mya_flow_policy_end(request);
    return rv;
}
