/* SPDX-License-Identifier: Apache-2.0 */
/* server/secret.h: the secret of a mount, read as root at start */
#ifndef MYA_SERVER_SECRET_H
#define MYA_SERVER_SECRET_H

#include "form/token.h"

/* Read FILE (mode 0600, one or two lines made by myaccountctl secret) into *SECRET; keys live in
 * POOL. MYA_ECONFIG with a sentence in WHY that never holds a part of the secret. */
apr_status_t mya_secret_read(mya_secret_t *secret, const char *file, mya_result_t *why,
                             apr_pool_t *pool);

#endif
