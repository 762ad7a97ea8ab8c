/* SPDX-License-Identifier: Apache-2.0 */
/* access/password_rules.h: which new passwords are too easy to guess (PW4)
 *
 * There are no rules of composition (PW3): a password is refused only where nearly all of it is a
 * word that many choose, a word of the company or of the person, or a pattern.
 */
#ifndef MYA_ACCESS_PASSWORD_RULES_H
#define MYA_ACCESS_PASSWORD_RULES_H

#include "access/breached.h"
#include "base/result.h"

/* Words that people choose; constant, for all threads. */
typedef struct mya_common_t mya_common_t;

/* Read SHARE/texts/common-passwords.txt into *COMMON, in POOL. MYA_ECONFIG, with file and line. */
apr_status_t mya_common_load(const mya_common_t **common, const char *share, mya_result_t *why,
                             apr_pool_t *pool);

/* What a new password is judged by. */
typedef struct mya_password_rules_t {
    const mya_common_t *common;      /* NULL: none */
    const char *const *own;          /* what is known of the company and the person: names,
                                      * addresses, as texts; NULL-terminated; NULL: nothing */
    int least;                       /* characters */
    const mya_breached_t *breached;  /* NULL: the company has no such list */
} mya_password_rules_t;

/* May PASSWORD be chosen? As mya_password_check(); else MYA_EINVALID with the key that says what
 * most of it is, password.common, password.own or password.pattern, or password.breached.
 * MYA_ECONFIG: the list of breached ones cannot be read any more. */
apr_status_t mya_password_choose(const char *password, const mya_password_rules_t *rules,
                                 mya_result_t *why, apr_pool_t *pool);

#endif
