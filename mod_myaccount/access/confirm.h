/* SPDX-License-Identifier: Apache-2.0 */
/* access/confirm.h: somebody who is signed in says the password once more
 *
 * As a sign-in it has three parts, so that no connection is held while hashing:
 * mya_signin_prepare() counts the attempt (LG6), mya_signin_verify() hashes, and this one says what
 * came of it.
 */
#ifndef MYA_ACCESS_CONFIRM_H
#define MYA_ACCESS_CONFIRM_H

#include "access/signin.h"

/* Who has signed in so long ago says the password again before what matters (SE7). */
#define MYA_CONFIRM_FRESH apr_time_from_sec(5 * 60)

/* After a verify for IDENTITY, in a transaction of its own: the account's failures are forgotten,
 * or `confirm.refused` is written and the result is MYA_EINVALID with the key confirm.wrong. The
 * account that was verified must be IDENTITY's: else MYA_ESIGNIN. */
apr_status_t mya_confirm_finish(mya_db_conn_t *conn, const mya_portal_t *portal,
                                const mya_signin_t *signin, const mya_identity_t *identity,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool);

#endif
