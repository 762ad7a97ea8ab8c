/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/user_change.c: myaccountctl user disable, enable, roles: what somebody may do from now on */
#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "access/signin.h"
#include "base/clock.h"
#include "base/json.h"
#include "ctl/people.h"
#include "data/event.h"
#include "data/membership_sql.h"
#include "data/user_sql.h"

#define ROLE_MAX 64

/* What one call is about. */
typedef struct work_t {
    mya_ctl_t *ctl;
    mya_ctl_portal_t of;
    const char *email;
    mya_user_row_t *user;
} work_t;

/* Find who is meant; WHAT ("disable") is to be done. */
static int begin_work(work_t *work, mya_ctl_t *ctl, const char *what)
{
    int code;

    memset(work, 0, sizeof(*work));
    work->ctl = ctl;
    if ((code = mya_ctl_require(ctl, MYA_CTL_EMAIL, "email")) != MYA_CTL_DONE
        || (code = mya_ctl_portal(&work->of, ctl)) != MYA_CTL_DONE
        || (code = mya_ctl_own_people(&work->of, what)) != MYA_CTL_DONE
        || (code = mya_ctl_open_migrated(ctl)) != MYA_CTL_DONE) {
        return code;
    }
    work->email = mya_signin_email(ctl->options[MYA_CTL_EMAIL], ctl->pool);
    if (mya_user_sql_find(&work->user, ctl->conn, work->of.name, work->email, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    return work->user ? MYA_CTL_DONE
                      : mya_ctl_fail("the portal \"%s\" has no user %s", work->of.name,
                                     work->email);
}

/* That TYPE happened to the user, for CUSTOMER with ROLE (may be NULL). */
static apr_status_t tell(const work_t *work, const char *type, const char *customer,
                         const char *role)
{
    static const char *const names[] = { "by", "role" };
    const char *const values[] = { "myaccountctl", role };
    mya_ctl_t *ctl = work->ctl;
    const mya_fact_t fact = { .portal = work->of.name, .type = type, .user = work->user->id,
                              .customer = customer, .at = mya_now(),
                              .data = mya_event_data(names, values, role ? 2 : 1, ctl->pool) };

    return mya_event_write(ctl->conn, &fact, ctl->why, ctl->pool);
}

/* End the transaction that RV came out of. */
static int finish(mya_ctl_t *ctl, apr_status_t rv)
{
    if (rv == APR_SUCCESS) {
        rv = mya_db_commit(ctl->conn, ctl->why, ctl->pool);
    }
    else {
        mya_db_rollback(ctl->conn, ctl->pool);
    }
    return rv == APR_SUCCESS ? MYA_CTL_DONE : mya_ctl_why(ctl);
}

/* --- disable, enable --- */

static int set_disabled(const work_t *work, int disabled)
{
    mya_ctl_t *ctl = work->ctl;
    apr_status_t rv;

    if (work->user->disabled == disabled) {
        return MYA_CTL_DONE;
    }
    rv = mya_db_begin(ctl->conn, ctl->why, ctl->pool);
    if (rv == APR_SUCCESS) {
        rv = mya_user_sql_disable(ctl->conn, work->user->id, disabled, ctl->why, ctl->pool);
    }
    if (rv == APR_SUCCESS) {
        rv = tell(work, disabled ? "user.disabled" : "user.enabled", NULL, NULL);
    }
    return finish(ctl, rv);
}

static void print_state(const work_t *work, int disabled, int ended)
{
    const mya_json_pair_t pairs[] = {
        { "id", work->user->id, 0 }, { "portal", work->of.name, 0 }, { "email", work->email, 0 },
        { "disabled", disabled ? "true" : "false", 1 },
        { "changed", work->user->disabled == disabled ? "false" : "true", 1 },
        { "sessions_ended", apr_itoa(work->ctl->pool, ended), 1 },
    };
    const char *was = work->user->disabled == disabled ? "was" : "is";

    if (work->ctl->options[MYA_CTL_JSON]) {
        printf("%s\n", mya_json_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), work->ctl->pool));
    }
    else if (disabled) {
        printf("%s %s disabled%s; %d session%s ended.\n", work->email, was,
               work->user->disabled ? " already" : "", ended, ended == 1 ? "" : "s");
    }
    else {
        printf("%s %s enabled%s.\n", work->email, was, work->user->disabled ? "" : " already");
    }
}

int mya_ctl_user_disable(mya_ctl_t *ctl)
{
    work_t work;
    int ended = 0;
    int code = begin_work(&work, ctl, "disable");

    if (code == MYA_CTL_DONE) {
        code = set_disabled(&work, 1);
    }
    if (code == MYA_CTL_DONE) {
        code = mya_ctl_end_sessions(&ended, ctl, &work.of, work.user->id, NULL);
    }
    if (code == MYA_CTL_DONE) {
        print_state(&work, 1, ended);
    }
    return code;
}

int mya_ctl_user_enable(mya_ctl_t *ctl)
{
    work_t work;
    int code = begin_work(&work, ctl, "enable");

    if (code == MYA_CTL_DONE) {
        code = set_disabled(&work, 0);
    }
    if (code == MYA_CTL_DONE) {
        print_state(&work, 0, 0);
    }
    return code;
}

/* --- roles --- */

static int has(const apr_array_header_t *names, const char *name)
{
    for (int i = 0; i < names->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(names, i, const char *), name)) {
            return 1;
        }
    }
    return 0;
}

/* What --roles says, in *WANTED: names with commas between, or "none". */
static int read_roles(apr_array_header_t **wanted, const work_t *work)
{
    mya_ctl_t *ctl = work->ctl;
    const char *said = ctl->options[MYA_CTL_ROLES];
    char *rest;

    *wanted = apr_array_make(ctl->pool, 4, sizeof(const char *));
    for (char *word = strcmp(said, "none")
             ? apr_strtok(apr_pstrdup(ctl->pool, said), ", ", &rest) : NULL; word;
         word = apr_strtok(NULL, ", ", &rest)) {
        const int code = strlen(word) > ROLE_MAX
            ? mya_ctl_misused(ctl, "a role has at most %d bytes", ROLE_MAX)
            : mya_ctl_known_role(&work->of, word, ctl->pool);

        if (code != MYA_CTL_DONE) {
            return code;
        }
        if (!has(*wanted, word)) {
            APR_ARRAY_PUSH(*wanted, const char *) = word;
        }
    }
    return MYA_CTL_DONE;
}

/* Let the user have the roles WANTED for CUSTOMER, who has PRESENT; *CHANGED counts. */
static apr_status_t change_roles(int *changed, const work_t *work, const char *customer,
                                 const apr_array_header_t *present,
                                 const apr_array_header_t *wanted)
{
    mya_ctl_t *ctl = work->ctl;
    apr_status_t rv = APR_SUCCESS;

    for (int i = 0; rv == APR_SUCCESS && i < present->nelts; i++) {
        const char *role = APR_ARRAY_IDX(present, i, const char *);

        if (!has(wanted, role)) {
            rv = mya_membership_sql_delete(ctl->conn, work->user->id, customer, role, ctl->why,
                                           ctl->pool);
            rv = rv == APR_SUCCESS ? tell(work, "user.revoked", customer, role) : rv;
            ++*changed;
        }
    }
    for (int i = 0; rv == APR_SUCCESS && i < wanted->nelts; i++) {
        const char *role = APR_ARRAY_IDX(wanted, i, const char *);

        if (!has(present, role)) {
            rv = mya_membership_sql_insert(ctl->conn, work->user->id, customer, role, ctl->why,
                                           ctl->pool);
            rv = rv == APR_SUCCESS ? tell(work, "user.granted", customer, role) : rv;
            ++*changed;
        }
    }
    return rv;
}

static int set_roles(const work_t *work, const char *customer, const apr_array_header_t *wanted)
{
    mya_ctl_t *ctl = work->ctl;
    apr_array_header_t *present = apr_array_make(ctl->pool, 4, sizeof(const char *));
    mya_rows_t *rows;
    int changed = 0;
    apr_status_t rv = mya_db_begin(ctl->conn, ctl->why, ctl->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_membership_sql_roles(&rows, ctl->conn, work->user->id, customer, ctl->why,
                                      ctl->pool);
    }
    for (int i = 0; rv == APR_SUCCESS && i < rows->nrows; i++) {
        APR_ARRAY_PUSH(present, const char *) = rows->cells[i][0];
    }
    if (rv == APR_SUCCESS) {
        rv = change_roles(&changed, work, customer, present, wanted);
    }
    return finish(ctl, rv);
}

static void print_roles(const work_t *work, const char *customer, const apr_array_header_t *roles)
{
    apr_pool_t *pool = work->ctl->pool;
    const char *const *names = (const char *const *)roles->elts;
    const mya_json_pair_t pairs[] = {
        { "id", work->user->id, 0 }, { "portal", work->of.name, 0 }, { "email", work->email, 0 },
        { "customer", customer, 0 }, { "roles", mya_json_strings(names, roles->nelts, pool), 1 },
    };

    if (work->ctl->options[MYA_CTL_JSON]) {
        printf("%s\n", mya_json_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), pool));
    }
    else {
        printf("%s is now %s for customer \"%s\".\n", work->email,
               roles->nelts ? apr_array_pstrcat(pool, roles, ',') : "nothing", customer);
    }
}

/* There must be such a customer, but to take roles away. */
static int find_customer(const work_t *work, const char *customer, int taken)
{
    mya_ctl_t *ctl = work->ctl;
    const char *found;

    if (mya_customer_sql_find(&found, ctl->conn, customer, work->of.key, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    return found || taken ? MYA_CTL_DONE : mya_ctl_fail("there is no customer \"%s\"", customer);
}

int mya_ctl_user_roles(mya_ctl_t *ctl)
{
    const char *customer = ctl->options[MYA_CTL_CUSTOMER];
    apr_array_header_t *wanted;
    work_t work;
    int code;

    if ((code = mya_ctl_require(ctl, MYA_CTL_CUSTOMER, "customer")) != MYA_CTL_DONE
        || (code = mya_ctl_require(ctl, MYA_CTL_ROLES, "roles")) != MYA_CTL_DONE
        || (code = begin_work(&work, ctl, "give roles to")) != MYA_CTL_DONE
        || (code = read_roles(&wanted, &work)) != MYA_CTL_DONE
        || (code = find_customer(&work, customer, wanted->nelts == 0)) != MYA_CTL_DONE
        || (code = set_roles(&work, customer, wanted)) != MYA_CTL_DONE) {
        return code;
    }
    print_roles(&work, customer, wanted);
    return MYA_CTL_DONE;
}
