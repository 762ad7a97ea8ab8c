/* SPDX-License-Identifier: Apache-2.0 */
/* access/breached.h: passwords that were stolen elsewhere (PW4; ASVS 6.2.12)
 *
 * The list is the company's: a file of SHA-1 hashes in ascending order, one a line in hexadecimal,
 * with or without ":COUNT" behind it, as Have I Been Pwned gives it out. It may have a billion
 * lines: it is never read whole, and looking a password up reads some forty pieces of it.
 */
#ifndef MYA_ACCESS_BREACHED_H
#define MYA_ACCESS_BREACHED_H

#include "base/result.h"

/* A list that was looked at; constant, for all threads. */
typedef struct mya_breached_t mya_breached_t;

/* Look at the file PATH: *LIST, in POOL. MYA_ECONFIG: it cannot be read, is empty, or what was
 * looked at (its ends, and places between) are no hashes in order. */
apr_status_t mya_breached_load(const mya_breached_t **list, const char *path, mya_result_t *why,
                               apr_pool_t *pool);

/* Does PASSWORD (UTF-8, as it was typed) stand in LIST? *HAS is 0 or 1. MYA_ECONFIG: the file
 * cannot be read any more. It may be replaced by another (by rename) at any time. */
apr_status_t mya_breached_has(int *has, const mya_breached_t *list, const char *password,
                              mya_result_t *why, apr_pool_t *pool);

#endif
