/* SPDX-License-Identifier: Apache-2.0 */
/* server/develop.h: while a portal is being made, what changed on disk is read again
 *
 * Only with MyAccountDevelopment on. Without it nothing is read between two starts.
 */
#ifndef MYA_SERVER_DEVELOP_H
#define MYA_SERVER_DEVELOP_H

#include <httpd.h>

#include "server/config.h"

typedef struct mya_develop_t mya_develop_t;

/* The watch over PLACE, whose mount has just been read; lives in POOL, used by all threads. */
mya_develop_t *mya_develop_make(const mya_place_of_portal_t *place, apr_pool_t *pool);

/* The mount that PLACE has for the request of the client of which R is a part, valid as long as
 * that. Read again if a file of the definition, its texts or the skin changed, by one request while
 * others wait. A definition with faults is not taken: the one before stays, and *FAULT says what is
 * wrong, with file and line; else it is NULL. */
const mya_mount_t *mya_develop_mount(const mya_place_of_portal_t *place, request_rec *r,
                                     const char **fault);

#endif
