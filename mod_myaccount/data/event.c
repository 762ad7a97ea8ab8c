/* SPDX-License-Identifier: Apache-2.0 */
/* data/event.c: facts, written in the transaction in which they happen (mya_event) */
#include "data/event.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"

static const char insert[] =
    "INSERT INTO mya_event (id, portal, type, subject, user_id, customer_id, actor, session_hash,"
    " request_id, data, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %pDs)";

apr_status_t mya_event_id(const char **id, mya_result_t *why, apr_pool_t *pool)
{
    return mya_crypto_token(id, 16, pool) == APR_SUCCESS
               ? APR_SUCCESS
               : mya_result_tell(why, MYA_EUNAVAILABLE, "the system gives no random bytes");
}

apr_status_t mya_event_write(mya_db_conn_t *conn, const mya_fact_t *fact, mya_result_t *why,
                             apr_pool_t *pool)
{
    const char *args[11];
    const char *id = fact->id;

    if (!id) {
        apr_status_t rv = mya_event_id(&id, why, pool);

        if (rv != APR_SUCCESS) {
            return rv;
        }
    }
    args[0] = id;
    args[1] = fact->portal;
    args[2] = fact->type;
    args[3] = fact->subject ? fact->subject : "";
    args[4] = fact->user;
    args[5] = fact->customer;
    args[6] = fact->actor;
    args[7] = fact->session;
    args[8] = fact->request;
    args[9] = fact->data;
    args[10] = mya_clock_text(fact->at, pool);
    return mya_db_execute(NULL, conn, insert, 11, args, why, pool);
}

const char *mya_event_data(const char *const *names, const char *const *values, int n,
                           apr_pool_t *pool)
{
    return mya_json_object(names, values, n, pool);
}
