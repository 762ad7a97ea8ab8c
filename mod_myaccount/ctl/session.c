/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/session.c: myaccountctl session: who is signed in, and who shall be no more */
#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "access/signin.h"
#include "base/clock.h"
#include "base/json.h"
#include "ctl/people.h"
#include "data/event.h"
#include "data/identity_sql.h"
#include "data/session_sql.h"
#include "data/user_sql.h"

/* More are not listed at once: name somebody. */
#define LIST_MOST 10000
/* So many are ended between two looks. */
#define END_MOST 500

/* --- who is meant --- */

/* Say why nobody is meant by LOGIN. */
static int refuse(const mya_ctl_portal_t *of, const char *login, mya_found_e found)
{
    return found == MYA_FOUND_SEVERAL
        ? mya_ctl_fail("the portal \"%s\" has several users %s; say --user with the key of one",
                       of->name, login)
        : mya_ctl_fail("the portal \"%s\" has no user %s; of people in tables of yours say "
                       "--portal with the file, or --user with their key", of->name, login);
}

/* The key of who signs in with LOGIN, in tables of ours or of the company. */
static int find_user(const char **user, mya_ctl_t *ctl, const mya_ctl_portal_t *of,
                     const char *login)
{
    mya_user_row_t *row = NULL;
    mya_found_e found = MYA_FOUND_NONE;
    apr_status_t rv;

    if (of->portal && !of->portal->accounts->own) {
        rv = mya_identity_sql_find(user, &found, ctl->conn, of->portal, login, ctl->why,
                                   ctl->pool);
    }
    else {
        rv = mya_user_sql_find(&row, ctl->conn, of->name, login, ctl->why, ctl->pool);
        *user = row ? row->id : NULL;
    }
    if (rv != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    return *user ? MYA_CTL_DONE : refuse(of, login, found);
}

static int begin_work(mya_session_wanted_t *wanted, mya_ctl_portal_t *of, mya_ctl_t *ctl)
{
    const char *email = ctl->options[MYA_CTL_EMAIL];
    int code;

    memset(wanted, 0, sizeof(*wanted));
    if (email && ctl->options[MYA_CTL_USER]) {
        return mya_ctl_misused(ctl, "say --email or --user, and not both");
    }
    if ((code = mya_ctl_portal(of, ctl)) != MYA_CTL_DONE
        || (code = mya_ctl_open_migrated(ctl)) != MYA_CTL_DONE) {
        return code;
    }
    wanted->portal = of->name;
    wanted->user = ctl->options[MYA_CTL_USER];
    wanted->ref = ctl->options[MYA_CTL_SESSION];
    return email ? find_user(&wanted->user, ctl, of, mya_signin_email(email, ctl->pool))
                 : MYA_CTL_DONE;
}

/* --- list --- */

static void print_session(const mya_ctl_t *ctl, const char *const *cells)
{
    static const char *const names[] = { "session", "user", "email", "customer", "signed_in",
                                         "last_seen", "expires", "address", "agent" };

    if (ctl->options[MYA_CTL_JSON]) {
        printf("%s\n", mya_json_object(names, cells + MYA_SESSION_REF, 9, ctl->pool));
    }
    else {
        printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cells[MYA_SESSION_REF],
               cells[MYA_SESSION_EMAIL] ? cells[MYA_SESSION_EMAIL] : cells[MYA_SESSION_USER],
               cells[MYA_SESSION_CUSTOMER] ? cells[MYA_SESSION_CUSTOMER] : "-",
               cells[MYA_SESSION_SIGNED_IN], cells[MYA_SESSION_LAST_SEEN],
               cells[MYA_SESSION_ADDRESS], cells[MYA_SESSION_AGENT]);
    }
}

int mya_ctl_session_list(mya_ctl_t *ctl)
{
    mya_session_wanted_t wanted;
    mya_ctl_portal_t of;
    mya_rows_t *rows;
    const int code = begin_work(&wanted, &of, ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (mya_session_sql_list(&rows, ctl->conn, &wanted, mya_now(), LIST_MOST, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    for (int i = 0; i < rows->nrows; i++) {
        print_session(ctl, rows->cells[i]);
    }
    if (rows->nrows == LIST_MOST) {
        return mya_ctl_fail("there may be more than these %d; say --email or --user", LIST_MOST);
    }
    return MYA_CTL_DONE;
}

/* --- end --- */

static apr_status_t end_one(int *ended, mya_ctl_t *ctl, const mya_ctl_portal_t *of,
                            const char *session, apr_pool_t *pool)
{
    static const char *const names[] = { "by" };
    static const char *const values[] = { "myaccountctl" };
    mya_fact_t fact = { .portal = of->name, .type = "session.ended", .session = session,
                        .at = mya_now(), .data = mya_event_data(names, values, 1, pool) };
    apr_status_t rv = mya_db_begin(ctl->conn, ctl->why, pool);

    if (rv == APR_SUCCESS) {
        rv = mya_session_sql_end(&fact.user, ctl->conn, of->name, session, fact.at, ctl->why, pool);
    }
    if (rv == APR_SUCCESS && fact.user) {
        rv = mya_event_write(ctl->conn, &fact, ctl->why, pool);
    }
    if (rv != APR_SUCCESS) {
        mya_db_rollback(ctl->conn, pool);
        return rv;
    }
    *ended += fact.user != NULL;
    return mya_db_commit(ctl->conn, ctl->why, pool);
}

int mya_ctl_end_sessions(int *ended, mya_ctl_t *ctl, const mya_ctl_portal_t *of, const char *user,
                         const char *ref)
{
    const mya_session_wanted_t wanted = { of->name, user, ref };
    apr_pool_t *turn;
    mya_rows_t *rows;

    *ended = 0;
    apr_pool_create(&turn, ctl->pool);
    do {
        apr_status_t rv;

        apr_pool_clear(turn);
        rv = mya_session_sql_list(&rows, ctl->conn, &wanted, mya_now(), END_MOST, ctl->why, turn);
        for (int i = 0; rv == APR_SUCCESS && i < rows->nrows; i++) {
            rv = end_one(ended, ctl, of, rows->cells[i][MYA_SESSION_ID], turn);
        }
        if (rv != APR_SUCCESS) {
            return mya_ctl_why(ctl);
        }
    } while (rows->nrows == END_MOST);
    return mya_session_sql_close(ctl->conn, &wanted, mya_now(), ctl->why, ctl->pool) == APR_SUCCESS
               ? MYA_CTL_DONE : mya_ctl_why(ctl);
}

int mya_ctl_session_end(mya_ctl_t *ctl)
{
    const int all = ctl->options[MYA_CTL_ALL] != NULL;
    const int named = ctl->options[MYA_CTL_EMAIL] || ctl->options[MYA_CTL_USER]
        || ctl->options[MYA_CTL_SESSION];
    mya_session_wanted_t wanted;
    mya_ctl_portal_t of;
    int ended = 0, code;

    if (all == named) {
        return mya_ctl_misused(ctl, all ? "--all is of everybody; leave the others out"
                                        : "whose? Say --session, --email, --user or --all");
    }
    if ((code = begin_work(&wanted, &of, ctl)) != MYA_CTL_DONE
        || (code = mya_ctl_end_sessions(&ended, ctl, &of, wanted.user, wanted.ref))
               != MYA_CTL_DONE) {
        return code;
    }
    if (wanted.ref && !ended) {
        return mya_ctl_fail("there is no such session that lives");
    }
    if (ctl->options[MYA_CTL_JSON]) {
        const mya_json_pair_t pairs[] = { { "portal", of.name, 0 },
                                          { "sessions_ended", apr_itoa(ctl->pool, ended), 1 } };

        printf("%s\n", mya_json_pairs(pairs, 2, ctl->pool));
    }
    else {
        printf("%d session%s ended.\n", ended, ended == 1 ? "" : "s");
    }
    return MYA_CTL_DONE;
}
