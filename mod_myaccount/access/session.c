/* SPDX-License-Identifier: Apache-2.0 */
/* access/session.c: sessions in the database (mya_session); the cookie's value is never stored */
#include "access/session.h"

#include <string.h>

#include <apr_strings.h>

#include "access/roles.h"
#include "base/crypto.h"
#include "data/event.h"
#include "data/identity_sql.h"
#include "data/session_sql.h"

#define ID_BYTES 32
#define ID_CHARS 43       /* of them in base64url */
#define REF_BYTES 12
#define AGENT_BYTES 200   /* of its column */
#define ADDRESS_BYTES 45

const char *mya_session_hash(const char *cookie, apr_pool_t *pool)
{
    unsigned char digest[MYA_SHA256];
    unsigned char *bytes;
    apr_size_t len;

    if (!cookie || strlen(cookie) != ID_CHARS
        || mya_crypto_unbase64url(&bytes, &len, cookie, pool) != APR_SUCCESS) {
        return NULL;
    }
    mya_crypto_sha256(digest, cookie, ID_CHARS);
    return mya_crypto_hex(digest, sizeof(digest), pool);
}

/* At most MAX bytes of TEXT, never half a character. */
static const char *cut(const char *text, apr_size_t max, apr_pool_t *pool)
{
    apr_size_t len = text ? strlen(text) : 0;

    if (len <= max) {
        return text ? text : "";
    }
    for (len = max; len && ((unsigned char)text[len] & 0xC0) == 0x80; len--) {
        ;
    }
    return apr_pstrmemdup(pool, text, len);
}

static apr_status_t end_and_tell(mya_db_conn_t *conn, const mya_portal_t *portal,
                                 const char *session, const char *request, apr_time_t now,
                                 mya_result_t *why, apr_pool_t *pool)
{
    mya_fact_t fact = { .portal = portal->name, .type = "session.ended", .session = session,
                        .request = request, .at = now };
    apr_status_t rv = mya_session_sql_end(&fact.user, conn, portal->name, session, now, why, pool);

    if (rv != APR_SUCCESS || !fact.user) {
        return rv;
    }
    fact.actor = fact.user;
    return mya_event_write(conn, &fact, why, pool);
}

/* When a session that is used for the last time at NOW ends. */
static apr_time_t expiry(apr_time_t signed_in, apr_time_t now, const mya_session_limits_t *limits)
{
    const apr_time_t idle = now + limits->idle, absolute = signed_in + limits->absolute;

    return idle < absolute ? idle : absolute;
}

/* The one of USER's customers whose key is WANTED, else the first by key in *CUSTOMER; NULL: there
 * is none. */
static apr_status_t choose_customer(const char **customer, mya_db_conn_t *conn,
                                    const mya_portal_t *portal, const char *user,
                                    const char *wanted, mya_result_t *why, apr_pool_t *pool)
{
    const mya_membership_t *all;
    mya_rows_t *rows;
    apr_status_t rv = mya_identity_sql_memberships(&rows, conn, portal, user, why, pool);
    const int n = rv == APR_SUCCESS ? mya_roles_gather(&all, portal, rows, 0, pool) : 0;

    *customer = NULL;
    for (int i = 0; i < n; i++) {
        if (wanted && !strcmp(all[i].customer, wanted)) {
            *customer = all[i].customer;
            return rv;
        }
        if (!*customer || strcmp(all[i].customer, *customer) < 0) {
            *customer = all[i].customer;
        }
    }
    return rv;
}

apr_status_t mya_session_begin(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                               const char *user, const char *old, const mya_visit_t *visit,
                               mya_result_t *why, apr_pool_t *pool)
{
    mya_session_row_t row = { .portal = portal->name, .user = user, .now = visit->now,
                              .expires = expiry(visit->now, visit->now, &visit->limits) };
    const char *last;
    apr_status_t rv;

    *cookie = visit->form ? visit->form->cookie : NULL;
    if ((!*cookie && mya_crypto_token(cookie, ID_BYTES, pool) != APR_SUCCESS)
        || mya_crypto_token(&row.ref, REF_BYTES, pool) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    row.id = mya_session_hash(*cookie, pool);
    row.address = cut(visit->address, ADDRESS_BYTES, pool);
    row.agent = cut(visit->agent, AGENT_BYTES, pool);
    rv = mya_session_sql_customer(&last, conn, portal->name, user, why, pool);
    if (rv == APR_SUCCESS) {
        rv = choose_customer(&row.customer, conn, portal, user, last, why, pool);
    }
    if (rv == APR_SUCCESS && old) {
        rv = end_and_tell(conn, portal, old, visit->request, visit->now, why, pool);
    }
    return rv == APR_SUCCESS ? mya_session_sql_insert(conn, &row, why, pool) : rv;
}

apr_status_t mya_session_end(mya_db_conn_t *conn, const mya_portal_t *portal, const char *session,
                             const char *request, apr_time_t now, mya_result_t *why,
                             apr_pool_t *pool)
{
    return end_and_tell(conn, portal, session, request, now, why, pool);
}

apr_status_t mya_session_switch(mya_db_conn_t *conn, const mya_portal_t *portal,
                                const char *session, const char *customer, mya_result_t *why,
                                apr_pool_t *pool)
{
    int found;
    apr_status_t rv = mya_session_sql_switch(&found, conn, portal->name, session, customer, why,
                                             pool);

    if (rv == APR_SUCCESS && !found) {
        rv = mya_result_tell(why, MYA_ESIGNIN, "the session has ended meanwhile");
    }
    return rv;
}

apr_status_t mya_session_end_others(int *ended, mya_db_conn_t *conn, const mya_portal_t *portal,
                                    const char *user, const char *except,
                                    const mya_visit_t *visit, mya_result_t *why,
                                    apr_pool_t *pool)
{
    mya_rows_t *rows;
    apr_status_t rv = mya_session_sql_others(&rows, conn, portal->name, user, except, why, pool);

    *ended = 0;
    for (int i = 0; rv == APR_SUCCESS && i < rows->nrows; i++) {
        rv = end_and_tell(conn, portal, rows->cells[i][0], visit->request, visit->now, why, pool);
        *ended += rv == APR_SUCCESS;
    }
    return rv;
}

apr_status_t mya_session_return(mya_db_conn_t *conn, const mya_portal_t *portal, const char *user,
                                const char *session, const char *customer, mya_result_t *why,
                                apr_pool_t *pool)
{
    const char *chosen;
    int found;
    apr_status_t rv = choose_customer(&chosen, conn, portal, user, customer, why, pool);

    return rv == APR_SUCCESS && chosen && !strcmp(chosen, customer)
               ? mya_session_sql_switch(&found, conn, portal->name, session, customer, why, pool)
               : rv;
}

apr_status_t mya_session_touch(mya_db_conn_t *conn, const mya_portal_t *portal,
                               const mya_identity_t *identity, const mya_session_limits_t *limits,
                               apr_time_t now, mya_result_t *why, apr_pool_t *pool)
{
    if (now - identity->last_seen < MYA_SESSION_TOUCH) {
        return APR_SUCCESS;
    }
    return mya_session_sql_touch(conn, portal->name, identity->session, now,
                                 expiry(identity->signed_in, now, limits), why, pool);
}
