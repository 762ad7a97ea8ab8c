/* SPDX-License-Identifier: Apache-2.0 */
/* server/guard_check.h: what the configuration says of AuthType myaccount, judged at start */
#ifndef MYA_SERVER_GUARD_CHECK_H
#define MYA_SERVER_GUARD_CHECK_H

#include <httpd.h>

/* Judge each AuthType myaccount, MyAccountGuard and Require myaccount-role of the configuration of
 * which S is the main server; all places must have been judged before. FAULTS (const char *) gets
 * a sentence with file and line for each that cannot work. What .htaccess files say is judged when
 * somebody comes there. */
void mya_guard_check(apr_array_header_t *faults, const server_rec *s, apr_pool_t *pool);

#endif
