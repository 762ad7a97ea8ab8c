/* SPDX-License-Identifier: Apache-2.0 */
/* server/scrub.h: nobody tells us from outside who he is */
#ifndef MYA_SERVER_SCRUB_H
#define MYA_SERVER_SCRUB_H

#include <httpd.h>

/* Hook post_read_request: remove what could pass for an identity from the headers of R, if its
 * server has a portal (HO3). All parts of R inherit what is left. */
int mya_scrub(request_rec *r);

#endif
