/* SPDX-License-Identifier: Apache-2.0 */
/* access/signin.c: from e-mail and password to a user, with the same work for everybody */
#include "access/signin.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "access/device.h"
#include "access/password.h"
#include "data/event.h"
#include "data/user_sql.h"

const char *mya_signin_email(const char *typed, apr_pool_t *pool)
{
    char *email = apr_pstrdup(pool, typed ? typed : "");
    apr_size_t len;

    while (apr_isspace(*email)) {
        email++;
    }
    for (len = strlen(email); len && apr_isspace(email[len - 1]); len--) {
        email[len - 1] = '\0';
    }
    for (char *c = email; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    return email;
}

mya_guess_t mya_signin_guess(const mya_signin_t *signin)
{
    const mya_guess_t what = { signin->email, signin->device };

    return what;
}

apr_status_t mya_signin_prepare(mya_signin_t **signin, mya_db_conn_t *conn,
                                const mya_portal_t *portal, const char *email,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    mya_signin_t *mine = apr_pcalloc(pool, sizeof(*mine));
    mya_user_row_t *user;
    mya_guess_t what;
    apr_status_t rv;

    mine->email = mya_signin_email(email, pool);
    rv = mya_user_sql_find(&user, conn, portal->name, mine->email, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (user) {
        const mya_device_for_t whose = { portal->name, user->id, user->hash };
        mine->user = user->id;
        mine->hash = user->hash;
        mine->disabled = user->disabled;
        mine->device = visit->device ? mya_device_judge(visit->secret, &whose, visit->device,
                                                        visit->now, pool)
                                     : NULL;
    }
    *signin = mine;
    what = mya_signin_guess(mine);
    return mya_throttle_count(conn, portal->name, &what, visit, why, pool);
}

apr_status_t mya_signin_verify(mya_signin_t *signin, const char *password, mya_result_t *why,
                               apr_pool_t *pool)
{
    mya_password_found_t found;
    apr_status_t rv = mya_password_verify(&found, signin->hash, password,
                                          signin->user && !signin->disabled, why, pool);

    signin->good = rv == APR_SUCCESS && found.good;
    signin->fresh = signin->good ? found.fresh : NULL;
    return rv;
}

/* What both outcomes say. Of a wrong guess nothing is told that could be a password in the wrong
 * field. */
static apr_status_t tell(mya_db_conn_t *conn, const mya_portal_t *portal,
                         const mya_signin_t *signin, const char *session,
                         const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    static const char *const names[] = { "account" };
    const char *const values[] = { mya_throttle_account(signin->email, pool) };
    mya_fact_t fact = { .portal = portal->name, .user = signin->user, .session = session,
                        .request = visit->request, .at = visit->now };

    fact.type = signin->good ? "session.started" : "session.refused";
    fact.actor = signin->good ? signin->user : NULL;
    fact.data = signin->good ? NULL : mya_event_data(names, values, 1, pool);
    return mya_event_write(conn, &fact, why, pool);
}

static apr_status_t start(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                          const mya_signin_t *signin, const char *old, const mya_visit_t *visit,
                          mya_result_t *why, apr_pool_t *pool)
{
    const mya_guess_t what = mya_signin_guess(signin);
    apr_status_t rv = mya_throttle_success(conn, portal->name, &what, visit->address, visit->now,
                                           why, pool);

    if (rv == APR_SUCCESS && signin->fresh) {
        rv = mya_user_sql_rehash(conn, signin->user, signin->hash, signin->fresh, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_session_begin(cookie, conn, portal, signin->user, old, visit, why, pool);
    }
    return rv;
}

apr_status_t mya_signin_finish(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                               const mya_signin_t *signin, const char *old,
                               const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    const char *made = NULL;
    apr_status_t rv = mya_db_begin(conn, why, pool);

    *cookie = NULL;
    if (rv == APR_SUCCESS && signin->good) {
        rv = start(&made, conn, portal, signin, old, visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = tell(conn, portal, signin, mya_session_hash(made, pool), visit, why, pool);
    }
    if (rv != APR_SUCCESS) {
        mya_db_rollback(conn, pool);
        return rv;
    }
    rv = mya_db_commit(conn, why, pool);
    if (rv == APR_SUCCESS && !signin->good) {
        return mya_result_say(why, MYA_EINVALID, "sign-in.wrong", NULL,
                              "a wrong e-mail or password");
    }
    *cookie = rv == APR_SUCCESS ? made : NULL;
    return rv;
}
