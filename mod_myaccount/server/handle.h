/* SPDX-License-Identifier: Apache-2.0 */
/* server/handle.h: a claimed request goes through the flow */
#ifndef MYA_SERVER_HANDLE_H
#define MYA_SERVER_HANDLE_H

#include <httpd.h>

/* Hook handler: answer what we claimed. */
int mya_handle(request_rec *r);

/* Hook child_init: the ways to the databases, and what a process may do at once. */
void mya_handle_child_init(apr_pool_t *pool, server_rec *s);

#endif
