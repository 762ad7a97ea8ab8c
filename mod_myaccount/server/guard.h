/* SPDX-License-Identifier: Apache-2.0 */
/* server/guard.h: parts of the site that are not ours, behind our session
 *
 *   <Location /downloads>
 *       AuthType myaccount
 *       Require myaccount-role finance owner
 *   </Location>
 */
#ifndef MYA_SERVER_GUARD_H
#define MYA_SERVER_GUARD_H

#include <httpd.h>

#include "base/result.h"

/* Hook check_authn: who is it? Nobody is led to the portal's sign-in page and back. */
int mya_guard_authenticate(request_rec *r);

/* Hook note_auth_failure: a refused one sees the portal's page that says so. */
int mya_guard_note_failure(request_rec *r, const char *type);

/* Why R, an internal redirect of ours, is answered with a page of the portal instead of what was
 * asked for: MYA_EREFUSED, MYA_EUNAVAILABLE; APR_SUCCESS for all other requests. */
apr_status_t mya_guard_verdict(const request_rec *r);

/* Tell httpd of "Require myaccount-role"; at registration of hooks. */
void mya_guard_register(apr_pool_t *pool);

#endif
