/* SPDX-License-Identifier: Apache-2.0 */
/* access/password.h: which passwords are taken, how they are kept, and how many are hashed at once
 *
 * A hash costs 20 MiB and some 20 ms of a core, so that only a few are computed at a time in a
 * process; who finds all places taken waits a moment and is then told to come again. No connection
 * may be held meanwhile.
 */
#ifndef MYA_ACCESS_PASSWORD_H
#define MYA_ACCESS_PASSWORD_H

#include <apr_time.h>

#include "base/result.h"

#define MYA_PASSWORD_LEAST 15       /* characters, where a password is all that is asked */
#define MYA_PASSWORD_BYTES 1024     /* at most */

/* Let this process compute AT_ONCE (> 0) hashes at a time, and a further one wait WAIT usec. Called
 * at start only. */
void mya_password_limit(int at_once, apr_interval_time_t wait);

/* How many hashes this process computes at this moment, and how many it may. */
void mya_password_state(int *running, int *most);

/* May PASSWORD be chosen? MYA_EINVALID with the key password.short (fewer than LEAST characters),
 * password.long or password.encoding. There are no rules of composition. */
apr_status_t mya_password_check(const char *password, int least, mya_result_t *why,
                                apr_pool_t *pool);

/* The hash under which PASSWORD is kept, in *HASH. MYA_EUNAVAILABLE with retry and the key
 * password.busy if too many hash already. */
apr_status_t mya_password_hash(const char **hash, const char *password, mya_result_t *why,
                               apr_pool_t *pool);

/* What a verify found out. */
typedef struct mya_password_found_t {
    int good;
    const char *fresh;         /* if good, and HASH is of another kind or was cheaper: a new one */
} mya_password_found_t;

/* What a verify may do. */
typedef struct mya_password_wish_t {
    int allowed;               /* 0: the same work, and never good */
    int renew;                 /* compute a new hash where the old one is of another kind */
} mya_password_wish_t;

/* Is HASH of PASSWORD? One hash is computed whatever HASH is: NULL and kinds that we refuse cost as
 * much, and are never good; nor is what bcrypt would cut off. MYA_EUNAVAILABLE with retry and the
 * key password.busy if too many hash already. */
apr_status_t mya_password_verify(mya_password_found_t *found, const char *hash,
                                 const char *password, const mya_password_wish_t *wish,
                                 mya_result_t *why, apr_pool_t *pool);

/* Is HASH of a kind that is read? */
int mya_password_reads(const char *hash);

#endif
