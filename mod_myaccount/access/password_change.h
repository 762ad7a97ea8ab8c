/* SPDX-License-Identifier: Apache-2.0 */
/* access/password_change.h: somebody who is signed in chooses a new password (PW5)
 *
 * The last of its parts: mya_signin_prepare() counted the attempt at the current password,
 * mya_signin_verify() judged it, mya_password_hash() hashed the new one, none of which holds a
 * connection; mya_confirm_finish() found it right.
 */
#ifndef MYA_ACCESS_PASSWORD_CHANGE_H
#define MYA_ACCESS_PASSWORD_CHANGE_H

#include "access/signin.h"

/* Give IDENTITY the password with hash FRESH, inside a transaction: a new session (*COOKIE)
 * replaces the one that asks (SE2), OTHERS ends all further ones of the user (SE6), and
 * `user.password-changed` says so. MYA_ECONFLICT: it was changed meanwhile. */
apr_status_t mya_password_change(const char **cookie, mya_db_conn_t *conn,
                                 const mya_portal_t *portal, const mya_signin_t *signin,
                                 const mya_identity_t *identity, const char *fresh, int others,
                                 const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool);

#endif
