/* SPDX-License-Identifier: Apache-2.0 */
/* server/status.h: what mod_status shows of us */
#ifndef MYA_SERVER_STATUS_H
#define MYA_SERVER_STATUS_H

#include <apr_pools.h>

/* Add our lines to mod_status, where it is loaded: the process that answers tells of itself.
 * Nothing personal, no secret, no SQL. */
void mya_status_register(apr_pool_t *pool);

#endif
