/* SPDX-License-Identifier: Apache-2.0 */
/* server/claim.h: requests below a mount are ours, before anybody else looks at them */
#ifndef MYA_SERVER_CLAIM_H
#define MYA_SERVER_CLAIM_H

#include <httpd.h>

#include "server/config.h"

/* What travels with a claimed request (r->request_config). */
typedef struct mya_claim_t {
    mya_place_of_portal_t *place;
    const char *path;          /* below the mount, decoded, without leading '/' */
} mya_claim_t;

/* Hook translate_name: claim R if a portal is mounted where it goes. */
int mya_claim_translate(request_rec *r);
/* Hook map_to_storage: no directory, no .htaccess is looked at for what we claimed. */
int mya_claim_map(request_rec *r);
/* Hook type_checker: our handler answers. */
int mya_claim_type(request_rec *r);

/* The claim on R, or NULL. */
mya_claim_t *mya_claim_of(const request_rec *r);

#endif
