/* SPDX-License-Identifier: Apache-2.0 */
/* server/send.h: an answer goes out */
#ifndef MYA_SERVER_SEND_H
#define MYA_SERVER_SEND_H

#include <httpd.h>

#include "flow/request.h"

/* Send ANSWER to R. Return what a handler returns. */
int mya_send(request_rec *r, const mya_answer_t *answer);

#endif
