/* SPDX-License-Identifier: Apache-2.0 */
/* flow/come_in.c: who comes in by the sign-in page
 *
 * A form is counted as a guess, hashed without a connection, and begins a session. Whoever presses
 * the button twice, or sends the form again since no answer came, has a copy: it waits for what the
 * first comes to and has its answer, with the cookie of the one session. So that all know it, that
 * cookie is a seal on what only this browser's form is, and on when it was counted.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/device.h"
#include "access/kept.h"
#include "access/signin.h"
#include "base/argon.h"
#include "base/clock.h"
#include "data/schema.h"
#include "form/input.h"

#define COPY_WAIT apr_time_from_sec(3)     /* a hash, and who waits for its turn */
#define ROUNDS 3

/* Somebody who wants to come in. */
typedef struct arrival_t {
    mya_request_t *request;
    const char *login;             /* canonical */
    const char *password;          /* as typed */
    mya_visit_t visit;
    mya_guess_form_t form;
    mya_signin_t *signin;
    const char *cookie;            /* of the session, once it is there */
} arrival_t;

void mya_flow_note(mya_request_t *request, mya_signin_t *signin)
{
    if (signin && signin->note) {
        request->server->log(request->server->baton, MYA_ECONFIG, signin->note);
        signin->note = NULL;
    }
}

/* What the person typed. */
static const char *typed(const mya_request_t *request, const char *name)
{
    const char *value = mya_input_get(request->input, name);

    return value ? value : "";
}

/* The cookie of the session that the form begins which was counted at AT. */
static const char *session_cookie(const arrival_t *who, apr_time_t at)
{
    const mya_request_t *request = who->request;
    const char *const parts[] = {
        "session", request->mount->portal->name, request->cookie_before, request->nonce, who->login,
        who->password, apr_psprintf(request->pool, "%" APR_TIME_T_FMT, apr_time_sec(at))
    };

    return mya_seal_make(&request->mount->secret, parts, 7, request->pool);
}

/* --- the first --- */

static apr_status_t prepare(arrival_t *who)
{
    mya_request_t *request = who->request;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_schema_accept(request->db, conn, request->why, request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_signin_prepare(&who->signin, conn, request->mount->portal, who->login,
                                &who->visit, request->why, request->pool);
        mya_flow_note(request, who->signin);
    }
    mya_db_close(conn);
    return rv;
}

/* What this browser wrote before is the user's who has signed in now, and is shown for the customer
 * for which it was written: in the session that has just begun, not where a copy finds it, whose
 * user may have switched. Its failure is no reason to turn anybody away. */
static void claim_kept(const arrival_t *who, mya_db_conn_t *conn, int begun)
{
    mya_request_t *request = who->request;
    const mya_portal_t *portal = request->mount->portal;
    const char *id = mya_flow_kept_id(request, mya_flow_wanted(request));
    mya_result_t *quiet = mya_result_make(request->pool);
    mya_kept_t *kept = NULL;
    apr_status_t rv;

    if (!id) {
        return;
    }
    rv = mya_kept_claim(conn, portal, id, mya_flow_before(request), who->signin->user, quiet,
                        request->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_kept_find(&kept, conn, portal, id, who->signin->user, request->now, quiet,
                           request->pool);
    }
    if (rv == APR_SUCCESS && begun && kept && kept->customer) {
        rv = mya_session_return(conn, portal, who->signin->user,
                                mya_session_hash(who->cookie, request->pool), kept->customer, quiet,
                                request->pool);
    }
    if (rv != APR_SUCCESS) {
        request->server->log(request->server->baton, rv, quiet->detail);
    }
}

static apr_status_t finish(arrival_t *who)
{
    mya_request_t *request = who->request;
    const char *old = request->identity ? request->identity->session : NULL;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_signin_finish(&who->cookie, conn, request->mount->portal, who->signin, old,
                               &who->visit, request->why, request->pool);
        mya_flow_note(request, who->signin);
        if (rv == APR_SUCCESS) {
            claim_kept(who, conn, 1);
        }
        mya_db_close(conn);
    }
    return rv;
}

void mya_flow_know_device(mya_request_t *request, const char *user, const char *hash)
{
    const mya_mount_t *mount = request->mount;
    const mya_device_for_t whose = { mount->portal->name, user, hash };
    const char *cookie;

    if (mya_device_make(&cookie, &mount->secret, &whose, request->now, request->pool)
        == APR_SUCCESS) {
        mya_flow_cookie_for(request, mount->cookie_device, cookie, MYA_DEVICE_LIFE);
    }
}

static apr_status_t judge(arrival_t *who)
{
    mya_request_t *request = who->request;
    mya_signin_t *signin = who->signin;
    apr_status_t rv = mya_signin_verify(signin, who->password, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = finish(who);
    }
    if (rv != APR_SUCCESS && rv != MYA_EINVALID) {
        mya_flow_abandon(request, &who->visit);
    }
    if (rv == APR_SUCCESS) {
        mya_flow_know_device(request, signin->user, signin->fresh ? signin->fresh : signin->hash);
    }
    return rv;
}

/* --- copies --- */

/* The session of the first, as long as it lasts. */
static apr_status_t join(arrival_t *who, mya_db_conn_t *conn, apr_time_t since)
{
    mya_request_t *request = who->request;
    const char *cookie = session_cookie(who, since);
    mya_identity_t *there;
    apr_status_t rv = mya_identity_read(&there, conn, request->mount->portal, cookie,
                                        &who->visit.limits, request->now, request->why,
                                        request->pool);

    if (rv == APR_SUCCESS && there && who->signin->user
        && !strcmp(there->user, who->signin->user)) {
        who->cookie = cookie;
        claim_kept(who, conn, 0);
        if (!who->signin->renew || !mya_argon_outdated(who->signin->hash)) {  /* else it is new */
            mya_flow_know_device(request, who->signin->user, who->signin->hash);
        }
    }
    return rv;
}

static apr_status_t ask(mya_signin_copy_e *what, arrival_t *who, apr_pool_t *pool)
{
    mya_request_t *request = who->request;
    apr_time_t since = 0;
    mya_db_conn_t *conn;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_signin_copy(what, &since, conn, &who->visit, request->why, pool);
        if (rv == APR_SUCCESS && *what == MYA_COPY_IN) {
            rv = join(who, conn, since);
        }
        mya_db_close(conn);
    }
    return rv;
}

/* Without a connection and without a hash, and not for ever: the first's process may have ended. */
static apr_status_t follow_first(mya_signin_copy_e *what, arrival_t *who)
{
    apr_interval_time_t pause = apr_time_from_msec(20), waited = 0;
    apr_pool_t *pool;
    apr_status_t rv;

    apr_pool_create(&pool, who->request->pool);
    while ((rv = ask(what, who, pool)) == APR_SUCCESS && *what == MYA_COPY_OPEN
           && waited < COPY_WAIT) {
        apr_pool_clear(pool);
        apr_sleep(pause);
        waited += pause;
        pause += pause / 2;
    }
    apr_pool_destroy(pool);
    if (rv == APR_SUCCESS && *what == MYA_COPY_GONE && waited) {
        *what = MYA_COPY_OPEN;             /* the first was told to come again: so is this one */
    }
    return rv;
}

static apr_status_t still_open(mya_result_t *why)
{
    mya_result_say(why, MYA_EUNAVAILABLE, "password.busy", NULL,
                   "an identical form is still being judged");
    why->retry = apr_time_from_sec(2);
    return MYA_EUNAVAILABLE;
}

/* --- all together --- */

static apr_status_t come_in(arrival_t *who)
{
    mya_result_t *why = who->request->why;

    for (int i = 0; i < ROUNDS; i++) {
        mya_signin_copy_e what;
        apr_status_t rv = prepare(who);

        if (rv != APR_SUCCESS && rv != MYA_ETOOMANY) {
            mya_flow_abandon(who->request, &who->visit);
        }
        if (rv != APR_SUCCESS || !who->signin->copy) {
            return rv == APR_SUCCESS ? judge(who) : rv;
        }
        rv = follow_first(&what, who);
        if (rv != APR_SUCCESS || who->cookie) {
            return rv;
        }
        if (what == MYA_COPY_WRONG) {
            return mya_result_say(why, MYA_EINVALID, "sign-in.wrong", NULL,
                                  "a wrong e-mail or password, sent twice");
        }
        if (what == MYA_COPY_OPEN) {
            break;
        }
        if (what == MYA_COPY_IN) {             /* and out again: another session is to begin */
            who->visit.form = NULL;
        }
    }
    return still_open(why);
}

apr_status_t mya_flow_sign_in_act(mya_request_t *request)
{
    static const char *const known[] = { "email", "password", MYA_FORM_TOKEN, MYA_FORM_NEXT, NULL };
    arrival_t who = { .request = request, .visit = mya_flow_visit(request) };
    apr_status_t rv = mya_flow_input_of(request, known);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    who.visit.now = mya_now();             /* its body may have come slowly */
    who.login = mya_signin_email(typed(request, "email"), request->pool);
    who.password = typed(request, "password");
    if (mya_flow_guess(&who.form, request, request->cookie_before, who.login, who.password)) {
        who.form.cookie = session_cookie(&who, who.visit.now);
        who.visit.form = &who.form;
    }
    rv = come_in(&who);
    if (rv == APR_SUCCESS) {
        mya_flow_cookie(request, request->mount->cookie, who.cookie);
        mya_flow_cookie(request, request->mount->cookie_before, NULL);
        mya_flow_go_on(request);
    }
    return rv;
}
