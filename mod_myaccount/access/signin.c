/* SPDX-License-Identifier: Apache-2.0 */
/* access/signin.c: from e-mail and password to a user, with the same work for everybody */
#include "access/signin.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "access/device.h"
#include "access/keep_hash.h"
#include "access/password.h"
#include "data/event.h"
#include "data/identity_sql.h"

/* What the row of a form's mark keeps. */
#define CAME_IN "in"
#define WAS_WRONG "wrong"

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
    const mya_guess_t what = { signin->account, signin->device };

    return what;
}

/* What the author of the portal shall know, and nobody who signs in. */
static void note_found(mya_signin_t *signin, mya_found_e found, mya_db_conn_t *conn,
                       const mya_portal_t *portal, apr_pool_t *pool)
{
    const mya_accounts_t *accounts = portal->accounts;
    const char *finder = mya_identity_sql_place(conn, &accounts->find, pool);

    if (found == MYA_FOUND_SEVERAL) {
        signin->note = apr_pstrcat(pool, finder, " finds several users for what somebody signs in "
                                   "with; none of them gets in", NULL);
    }
    if (found == MYA_FOUND_NO_KEY) {
        signin->note = apr_pstrcat(pool, finder, " finds a key that does not fit user-key=, or is "
                                   "longer than 64 bytes; its user cannot sign in", NULL);
    }
    if (signin->hash && *signin->hash && !mya_password_reads(signin->hash)) {
        signin->note = apr_psprintf(pool, "%s finds a hash for the user %s that is of no kind that "
                                    "is read (argon2id, bcrypt, yescrypt, $6$ and $5$ are, if they "
                                    "do not ask too much), or cut off; nobody signs in with it",
                                    mya_identity_sql_place(conn, &accounts->hash, pool),
                                    signin->user);
    }
}

/* The same statements are executed whether there is such a user or not (LG1). */
static apr_status_t learn(mya_signin_t *signin, mya_db_conn_t *conn, const mya_portal_t *portal,
                          mya_result_t *why, apr_pool_t *pool)
{
    mya_found_e found;
    int enabled = 0;
    apr_status_t rv = mya_identity_sql_find(&signin->user, &found, conn, portal, signin->email, why,
                                            pool);

    if (rv == APR_SUCCESS) {
        rv = mya_identity_sql_hash(&signin->stored, conn, portal, signin->user, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_identity_sql_user(&enabled, conn, portal, signin->user, why, pool);
    }
    if (rv == APR_SUCCESS) {
        signin->hash = mya_hash_trim(signin->stored, pool);
        signin->disabled = signin->user && !enabled;
        signin->renew = portal->accounts->rehash;
        note_found(signin, found, conn, portal, pool);
    }
    return rv;
}

/* A company's statement or its database may take many spellings for one: "é" for "e", what is not
 * seen for nothing. So whom it finds is counted by the key. No typed one begins with a blank. */
static const char *account_of(const mya_signin_t *signin, const mya_portal_t *portal,
                              apr_pool_t *pool)
{
    return signin->user && !portal->accounts->own ? apr_pstrcat(pool, " ", signin->user, NULL)
                                                  : signin->email;
}

apr_status_t mya_signin_prepare(mya_signin_t **signin, mya_db_conn_t *conn,
                                const mya_portal_t *portal, const char *email,
                                const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    mya_signin_t *mine = apr_pcalloc(pool, sizeof(*mine));
    mya_guess_t what;
    apr_status_t rv;

    mine->email = mya_signin_email(email, pool);
    rv = learn(mine, conn, portal, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    if (mine->user && visit->device) {
        const mya_device_for_t whose = { portal->name, mine->user, mine->hash };

        mine->device = mya_device_judge(visit->secret, &whose, visit->device, visit->now, pool);
    }
    mine->account = account_of(mine, portal, pool);
    *signin = mine;
    what = mya_signin_guess(mine);
    rv = mya_throttle_count(conn, portal->name, &what, visit, why, pool);
    if (rv == MYA_EUNIQUE) {
        mya_result_untell(why);
        mine->copy = 1;
        rv = APR_SUCCESS;
    }
    return rv;
}

apr_status_t mya_signin_verify(mya_signin_t *signin, const char *password, mya_result_t *why,
                               apr_pool_t *pool)
{
    const mya_password_wish_t wish = { .allowed = signin->user && !signin->disabled,
                                       .renew = signin->renew };
    mya_password_found_t found;
    apr_status_t rv = mya_password_verify(&found, signin->hash, password, &wish, why, pool);

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

/* A better hash takes the place of the one that was right. What hinders it is the author's to know,
 * and no reason to turn anybody away: the old one stays. */
static apr_status_t renew(mya_db_conn_t *conn, const mya_portal_t *portal, mya_signin_t *signin,
                          mya_result_t *why, apr_pool_t *pool)
{
    mya_result_t *quiet = mya_result_make(pool);
    apr_status_t kept, rv = mya_db_save(conn, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    kept = mya_keep_hash(conn, portal, signin->user, signin->stored, signin->fresh, quiet, pool);
    if (kept == APR_SUCCESS) {
        return mya_db_release(conn, why, pool);
    }
    if (kept != MYA_EDATABASE && kept != MYA_ECONFLICT) {
        *why = *quiet;
        return kept;
    }
    signin->fresh = NULL;
    signin->note = kept == MYA_EDATABASE ? quiet->detail : NULL;
    return mya_db_undo(conn, why, pool);
}

static apr_status_t start(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                          mya_signin_t *signin, const char *old, const mya_visit_t *visit,
                          mya_result_t *why, apr_pool_t *pool)
{
    const mya_guess_t what = mya_signin_guess(signin);
    apr_status_t rv = mya_throttle_success(conn, portal->name, &what, visit->address, visit->now,
                                           why, pool);

    if (rv == APR_SUCCESS && signin->fresh) {
        rv = renew(conn, portal, signin, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_session_begin(cookie, conn, portal, signin->user, old, visit, why, pool);
    }
    return rv;
}

/* For who sends the form twice. */
static apr_status_t keep(mya_db_conn_t *conn, const mya_signin_t *signin,
                         const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    return visit->form ? mya_guess_keep(conn, &visit->form->key,
                                        signin->good ? CAME_IN : WAS_WRONG, why, pool)
                       : APR_SUCCESS;
}

static apr_status_t finish(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                           mya_signin_t *signin, const char *old, const mya_visit_t *visit,
                           mya_result_t *why, apr_pool_t *pool)
{
    apr_status_t rv = mya_db_begin(conn, why, pool);

    *cookie = NULL;
    if (rv == APR_SUCCESS && signin->good) {
        rv = start(cookie, conn, portal, signin, old, visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = tell(conn, portal, signin, mya_session_hash(*cookie, pool), visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        rv = keep(conn, signin, visit, why, pool);
    }
    if (rv == APR_SUCCESS) {
        return mya_db_commit(conn, why, pool);
    }
    mya_db_rollback(conn, pool);
    return rv;
}

apr_status_t mya_signin_finish(const char **cookie, mya_db_conn_t *conn, const mya_portal_t *portal,
                               mya_signin_t *signin, const char *old, const mya_visit_t *visit,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *made = NULL;
    int tries = 0;
    apr_status_t rv;

    do {
        rv = finish(&made, conn, portal, signin, old, visit, why, pool);
    } while (rv != APR_SUCCESS && mya_db_again(&tries, conn, why));
    *cookie = NULL;
    if (rv == APR_SUCCESS && !signin->good) {
        return mya_result_say(why, MYA_EINVALID, "sign-in.wrong", NULL,
                              "a wrong e-mail or password");
    }
    *cookie = rv == APR_SUCCESS ? made : NULL;
    return rv;
}

/* --- copies --- */

apr_status_t mya_signin_copy(mya_signin_copy_e *what, apr_time_t *since, mya_db_conn_t *conn,
                             const mya_visit_t *visit, mya_result_t *why, apr_pool_t *pool)
{
    mya_guess_row_t *row;
    apr_status_t rv = mya_guess_find(&row, conn, &visit->form->key, why, pool);

    *what = MYA_COPY_GONE;
    if (rv != APR_SUCCESS || !row || visit->now - row->since >= MYA_GUESS_LIFE) {
        return rv;
    }
    *since = row->since;
    *what = !*row->outcome                     ? MYA_COPY_OPEN
            : !strcmp(row->outcome, WAS_WRONG) ? MYA_COPY_WRONG
                                               : MYA_COPY_IN;
    return rv;
}

void mya_signin_abandon(mya_db_conn_t *conn, const mya_visit_t *visit, apr_pool_t *pool)
{
    if (visit->form) {
        mya_guess_abandon(conn, &visit->form->key, NULL, pool);
    }
}
