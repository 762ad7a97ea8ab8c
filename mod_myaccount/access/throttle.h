/* SPDX-License-Identifier: Apache-2.0 */
/* access/throttle.h: how often a secret may be guessed
 *
 * An attempt is counted before its hash is computed, in a short transaction of its own, for the
 * account, the network and the portal as a whole, whether the account exists or not. Beyond a
 * number of free failures each one makes the next wait longer. Only a real success forgets an
 * account's failures; for network and portal it takes back its own attempt, for otherwise somebody
 * with one account could guess at others for ever.
 */
#ifndef MYA_ACCESS_THROTTLE_H
#define MYA_ACCESS_THROTTLE_H

#include "access/identity.h"

/* At what is guessed. In a browser in which the account's user has signed in before, the browser is
 * counted instead of the account, so that strangers block nobody there (LG4). */
typedef struct mya_guess_t {
    const char *account;       /* an e-mail, canonical, or another text of one account only */
    const char *device;        /* of mya_device_judge(); NULL: any browser */
} mya_guess_t;

/* Count an attempt in PORTAL at WHAT by VISIT. MYA_ETOOMANY, with the key sign-in.wait and retry,
 * if one of the three is blocked: then nothing is counted, and the first time since counting began
 * `throttle.reached` is written. MYA_EUNIQUE: VISIT's form is a copy of one that was counted, and
 * counts for nothing. */
apr_status_t mya_throttle_count(mya_db_conn_t *conn, const char *portal, const mya_guess_t *what,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool);

/* The attempt was right. Inside the transaction of what it leads to. What is forgotten is what was
 * counted: the account's failures, or the browser's. */
apr_status_t mya_throttle_success(mya_db_conn_t *conn, const char *portal, const mya_guess_t *what,
                                  const char *address, apr_time_t now, mya_result_t *why,
                                  apr_pool_t *pool);

/* For how long the next attempt waits after FAILURES at an account; 0: not at all. */
apr_interval_time_t mya_throttle_delay(int failures);

/* The network that ADDRESS counts as: an IPv4 address itself, of IPv6 the first 64 bits
 * ("2001:db8:0:1::/64"), "unknown" for anything else; in POOL. */
const char *mya_throttle_network(const char *address, apr_pool_t *pool);

/* What stands for ACCOUNT in the database where its name is no matter: SHA-256 in hex. */
const char *mya_throttle_account(const char *account, apr_pool_t *pool);

#endif
