/* SPDX-License-Identifier: Apache-2.0 */
/* server/pool.h: a pool that dies when its last user says so */
#ifndef MYA_SERVER_POOL_H
#define MYA_SERVER_POOL_H

#include <apr_pools.h>

/* Make an unmanaged pool with memory of its own: what several threads hand on to each other lives
 * in it, until apr_pool_destroy(). */
apr_status_t mya_pool_make(apr_pool_t **pool);

#endif
