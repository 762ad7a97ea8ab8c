/* SPDX-License-Identifier: Apache-2.0 */
/* data/event.h: facts, written in the transaction in which they happen (mya_event) */
#ifndef MYA_DATA_EVENT_H
#define MYA_DATA_EVENT_H

#include "base/db.h"

typedef struct mya_fact_t {
    const char *id;            /* NULL: a random one is made */
    const char *portal;
    const char *type;          /* "user.changed" */
    const char *subject;       /* page address below the mount: "details" */
    const char *user;          /* whose; NULL */
    const char *customer;      /* NULL */
    const char *actor;         /* who did it; NULL: nobody signed in */
    const char *session;       /* hash of the session id; NULL */
    const char *request;       /* request id */
    const char *data;          /* JSON object text, or NULL */
    apr_time_t at;
} mya_fact_t;

/* A new random id of an event in *ID, for who must know it (:event.id). MYA_EUNAVAILABLE. */
apr_status_t mya_event_id(const char **id, mya_result_t *why, apr_pool_t *pool);

/* Insert FACT. */
apr_status_t mya_event_write(mya_db_conn_t *conn, const mya_fact_t *fact, mya_result_t *why,
                             apr_pool_t *pool);

/* NAMES and VALUES (N each; NULL values become null) as a JSON object in POOL. */
const char *mya_event_data(const char *const *names, const char *const *values, int n,
                           apr_pool_t *pool);

#endif
