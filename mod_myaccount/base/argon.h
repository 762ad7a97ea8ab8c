/* SPDX-License-Identifier: Apache-2.0 */
/* base/argon.h: argon2id hashes of passwords (libargon2)
 *
 * A hash is the encoded string of the reference library,
 * "$argon2id$v=19$m=19456,t=2,p=1$salt$hash": what it cost stands in it, so that a later rise is
 * seen.
 */
#ifndef MYA_BASE_ARGON_H
#define MYA_BASE_ARGON_H

#include <apr_pools.h>

#include "base/result.h"

/* What is never gone below. */
#define MYA_ARGON_MEMORY 19456    /* KiB */
#define MYA_ARGON_PASSES 2

/* May a hash cost MEMORY KiB and PASSES? MYA_ECONFIG if that is less than the least above, or more
 * than 4 GiB or 100 passes. */
apr_status_t mya_argon_affords(apr_uint32_t memory, apr_uint32_t passes, mya_result_t *why);

/* Let new hashes cost that, for this process; called at start only. Results as
 * mya_argon_affords(). */
apr_status_t mya_argon_cost(apr_uint32_t memory, apr_uint32_t passes, mya_result_t *why);

/* Hash LEN bytes SECRET with a fresh salt into *HASH. MYA_EUNAVAILABLE without randomness or
 * memory. */
apr_status_t mya_argon_hash(const char **hash, const char *secret, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool);

/* Is HASH of LEN bytes SECRET? *GOOD says so. MYA_EUNAVAILABLE without memory: that is no
 * answer. */
apr_status_t mya_argon_verify(int *good, const char *hash, const char *secret, apr_size_t len,
                              mya_result_t *why, apr_pool_t *pool);

/* A hash of nothing at today's cost in *HASH: to verify against it is the same work as for a real
 * one. */
apr_status_t mya_argon_dummy(const char **hash, mya_result_t *why, apr_pool_t *pool);

/* Is HASH an argon2id hash in a form that we can read? */
int mya_argon_reads(const char *hash);

/* Did HASH cost less than new ones do, in memory or passes, or has it a shorter salt or result? */
int mya_argon_outdated(const char *hash);

/* How many hashes this process has computed so far, to make or to verify. */
apr_uint32_t mya_argon_count(void);

#endif
