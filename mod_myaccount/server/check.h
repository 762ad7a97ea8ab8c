/* SPDX-License-Identifier: Apache-2.0 */
/* server/check.h: the whole configuration is judged, and each portal made ready, at -t, start and
 * graceful */
#ifndef MYA_SERVER_CHECK_H
#define MYA_SERVER_CHECK_H

#include <httpd.h>

#include "server/config.h"

/* Hook check_config: fill the mount of every place; log every fault with file and line. Return OK
 * or HTTP_INTERNAL_SERVER_ERROR: then httpd does not start; at a graceful restart it ends, so that
 * apachectl asks -t first. Writes nothing. */
int mya_check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

/* Read into MOUNT, whose share is set, what the files of PLACE say: the portal with its texts, the
 * formats, the skins. All faults but the first are logged; that one is in WHY, with file and line:
 * MYA_ECONFIG. */
apr_status_t mya_check_load(mya_mount_t *mount, const mya_place_of_portal_t *place,
                            mya_result_t *why, apr_pool_t *pool);

#endif
