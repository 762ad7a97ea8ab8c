/* SPDX-License-Identifier: Apache-2.0 */
/* base/nfkc.h: one spelling for texts that look the same (ICU) */
#ifndef MYA_BASE_NFKC_H
#define MYA_BASE_NFKC_H

#include <apr_pools.h>

#include "base/result.h"

/* TEXT (UTF-8) in Unicode's form NFKC in *NORMAL, allocated in POOL; *CHARS (may be NULL) gets its
 * number of code points. MYA_EBADREQUEST if TEXT is not UTF-8. */
apr_status_t mya_nfkc(const char **normal, apr_size_t *chars, const char *text, mya_result_t *why,
                      apr_pool_t *pool);

/* The same without differences of case, for comparing, in POOL. */
apr_status_t mya_nfkc_fold(const char **folded, const char *text, mya_result_t *why,
                           apr_pool_t *pool);

#endif
