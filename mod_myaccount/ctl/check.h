/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check.h: what the files of "myaccountctl check --database" share */
#ifndef MYA_CTL_CHECK_H
#define MYA_CTL_CHECK_H

#include <apr_hash.h>

#include "ctl/ctl.h"
#include "data/query.h"

typedef struct mya_check_t {
    mya_ctl_t *ctl;
    const mya_portal_t *portal;
    mya_env_t *env;            /* without values: only texts are made */
    apr_hash_t *seen;          /* places of statements: what several pages include is one */
    int asked;                 /* how often the database was */
    int faults;                /* what it refuses */
    int warnings;
    int silent;                /* it tells no types: that was said, and is not asked again */
} mya_check_t;

/* Compare the columns of SQL, used as USE, with what the database says they are, and warn of what
 * will fail for some row, or tells more than it should. */
void mya_check_columns(mya_check_t *check, const mya_sql_t *sql, const mya_ctl_use_t *use);

#endif
