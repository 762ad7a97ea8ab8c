/* SPDX-License-Identifier: Apache-2.0 */
/* server/worker.h: what the server does without being asked, on mod_watchdog: housekeeping */
#ifndef MYA_SERVER_WORKER_H
#define MYA_SERVER_WORKER_H

#include <httpd.h>

/* Hook post_config: let mod_watchdog call us in one of the processes. Warns if there is none to. */
int mya_worker_post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

#endif
