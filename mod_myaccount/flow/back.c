/* SPDX-License-Identifier: Apache-2.0 */
/* flow/back.c: after an action its reader is where he was: the page filtered, sorted, on its page
 *
 * Where that was travels sealed along ("mya.next"): in the address of an action's own form, and in
 * the form. It counts only for the page that the action leads to anyway; whatever else it says is
 * passed over.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "form/input.h"
#include "page/link.h"
#include "portal/address.h"

/* A longer one would make addresses that no longer fit (RE1), and stands in each row. */
#define SEALED_MAX 600

void mya_flow_back_here(mya_request_t *request)
{
    const mya_mount_t *mount = request->mount;
    const char *here = mya_link_make(mya_flow_page_href(request, request->match.page),
                                     request->pairs, NULL, 0, request->pool);
    const char *sealed = strchr(here, '?') ? mya_token_seal(&mount->secret, mount->portal->name,
                                                            here, request->pool)
                                           : NULL;

    request->next = sealed && strlen(sealed) <= SEALED_MAX ? sealed : NULL;
}

void mya_flow_back_take(mya_request_t *request, const char *sealed)
{
    const mya_mount_t *mount = request->mount;
    const char *page = mya_flow_page_href(request, request->match.action->page);
    const char *back = mya_token_unseal(&mount->secret, mount->portal->name, sealed,
                                        request->pool);

    if (back && !strncmp(back, page, strlen(page)) && back[strlen(page)] == '?') {
        request->next = sealed;
        request->back = back;
    }
}

apr_status_t mya_flow_back_asked(mya_request_t *request)
{
    const mya_pair_t *pair = request->pairs->nelts
                                 ? &APR_ARRAY_IDX(request->pairs, 0, mya_pair_t) : NULL;

    if (pair && (request->pairs->nelts > 1 || strcmp(pair->name, MYA_FORM_NEXT))) {
        return mya_result_tell(request->why, MYA_EBADREQUEST, "an action takes no query");
    }
    if (pair) {
        mya_flow_back_take(request, pair->value);
        apr_array_clear(request->pairs);
    }
    return APR_SUCCESS;
}

const char *mya_flow_back_href(const mya_request_t *request)
{
    return request->back ? request->back
                         : mya_flow_page_href(request, request->match.action->page);
}

const char *mya_flow_back_link(const mya_request_t *request, const char *href)
{
    const mya_link_change_t next = { MYA_FORM_NEXT, request->next };

    return mya_link_make(href, NULL, &next, 1, request->pool);
}

void mya_flow_back_keep(const mya_request_t *request, mya_node_t *action)
{
    mya_node_t *keep;

    if (request->next) {
        keep = mya_xml_element(action, "keep");
        mya_xml_set(keep, "name", MYA_FORM_NEXT);
        mya_xml_set(keep, "value", request->next);
    }
}

const char *mya_flow_back_to(const mya_request_t *request, const char *page)
{
    const apr_size_t mount = strlen(request->mount->path) + 1;

    return request->back
                   && !strcmp(mya_flow_href(request, page),
                              mya_flow_page_href(request, request->match.action->page))
               ? request->back + mount : page;
}
