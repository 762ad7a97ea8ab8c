/* SPDX-License-Identifier: Apache-2.0 */
/* flow/table.h: which steps a request takes, and the loop that walks them */
#ifndef MYA_FLOW_TABLE_H
#define MYA_FLOW_TABLE_H

#include "flow/request.h"

/* A step does its part and returns APR_SUCCESS to go on. It may end the walk by setting
 * answer.status, or by returning what was wrong (told in request->why). */
typedef apr_status_t (*mya_flow_step_fn)(mya_request_t *request);

/* Answer REQUEST: its answer is complete afterwards, whatever happened. Return APR_SUCCESS, or an
 * error when not even the bare page could be made (the server then sends a bare 500). */
apr_status_t mya_flow_run(mya_request_t *request);

/* Who is it, for a part of the site that is not ours (AuthType myaccount)? Only identify and
 * authorise, whatever the address is. APR_SUCCESS: somebody, in REQUEST->identity. MYA_ESIGNIN:
 * nobody. MYA_EUNAVAILABLE. */
apr_status_t mya_flow_guard(mya_request_t *request);

/* Has whoever mya_flow_guard() found one of ROLES? Of none nobody has one. */
int mya_flow_guard_may(const mya_request_t *request, mya_roles_t roles);

/* The names of all roles of whoever mya_flow_guard() found, for the current customer: "owner
 * buyer"; "" if none. */
const char *mya_flow_guard_roles(const mya_request_t *request);

/* The way to the sign-in page and back to BACK, an address of the site with its query, still
 * percent-encoded; without the way back if that is no address that we seal. */
const char *mya_flow_guard_sign_in(const mya_request_t *request, const char *back);

/* Answer REQUEST (fresh, of the mount's own address) with the page that says VERDICT, instead of
 * what was asked for; as mya_flow_run(). */
apr_status_t mya_flow_guard_page(mya_request_t *request, apr_status_t verdict);

/* The bytes of the fragment PATH ("-/greeting") for whoever sent PARENT, in its pool; "" if there
 * is none or it fails (logged): a hole in a page never breaks the page. */
const char *mya_flow_fragment(mya_request_t *parent, const char *path);

/* One row of the table, for myaccountctl and the manual: the names of the steps of KIND for
 * METHOD, in order, NULL-terminated; NULL if that method is not allowed there. */
const char *const *mya_flow_steps(mya_route_e kind, mya_method_e method, apr_pool_t *pool);

#endif
