/* SPDX-License-Identifier: Apache-2.0 */
/* base/pool.h: a pool with memory of its own */
#ifndef MYA_BASE_POOL_H
#define MYA_BASE_POOL_H

#include <apr_pools.h>

/* Make an unmanaged pool whose memory goes back to the system with apr_pool_destroy(): for what
 * several threads hand on to each other until the last one is through with it, and for work that
 * takes much, which a sub-pool would leave with its parent. */
apr_status_t mya_pool_make(apr_pool_t **pool);

#endif
