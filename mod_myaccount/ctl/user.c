/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/user.c: myaccountctl user: people who sign in, and what they may do for whom */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "access/password.h"
#include "access/password_rules.h"
#include "access/signin.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "ctl/people.h"
#include "data/event.h"
#include "data/membership_sql.h"
#include "data/schema.h"
#include "data/user_sql.h"

#define EMAIL_MAX 254
#define ROLE_MAX 64

/* What one call is about. */
typedef struct work_t {
    mya_ctl_t *ctl;
    mya_ctl_portal_t portal;
    const char *email;
    const char *customer;
    const char *role;
    const char *customer_name;
    const char *new_customer;  /* name of one to be made; NULL: it is there */
    mya_user_row_t *user;      /* NULL: there is none yet */
} work_t;

/* --- what was asked --- */

static int is_email(const char *email)
{
    const char *at = strchr(email, '@');

    if (!at || at == email || !at[1] || strchr(at + 1, '@') || strlen(email) > EMAIL_MAX) {
        return 0;
    }
    for (; *email; email++) {
        if (apr_isspace(*email) || apr_iscntrl(*email)) {
            return 0;
        }
    }
    return 1;
}

static int learn_options(work_t *work, mya_ctl_t *ctl)
{
    int code;

    memset(work, 0, sizeof(*work));
    work->ctl = ctl;
    if ((code = mya_ctl_require(ctl, MYA_CTL_EMAIL, "email")) != MYA_CTL_DONE
        || (code = mya_ctl_require(ctl, MYA_CTL_CUSTOMER, "customer")) != MYA_CTL_DONE
        || (code = mya_ctl_require(ctl, MYA_CTL_ROLE, "role")) != MYA_CTL_DONE) {
        return code;
    }
    work->email = mya_signin_email(ctl->options[MYA_CTL_EMAIL], ctl->pool);
    work->customer = ctl->options[MYA_CTL_CUSTOMER];
    work->role = ctl->options[MYA_CTL_ROLE];
    if (!is_email(work->email)) {
        return mya_ctl_misused(ctl, "\"%s\" is no e-mail address", work->email);
    }
    if (strlen(work->role) > ROLE_MAX || strlen(work->customer) > ROLE_MAX) {
        return mya_ctl_misused(ctl, "a role or a customer's key has at most %d bytes", ROLE_MAX);
    }
    if ((code = mya_ctl_portal(&work->portal, ctl)) != MYA_CTL_DONE
        || (code = mya_ctl_own_people(&work->portal, "add")) != MYA_CTL_DONE) {
        return code;
    }
    return mya_ctl_known_role(&work->portal, work->role, ctl->pool);
}

/* --- what is there --- */

static int learn_customer(work_t *work)
{
    mya_ctl_t *ctl = work->ctl;
    const char *name = ctl->options[MYA_CTL_CUSTOMER_NAME];
    const char *found;
    int own;

    if (mya_customer_sql_find(&found, ctl->conn, work->customer, work->portal.key, ctl->why,
                              ctl->pool) != APR_SUCCESS
        || mya_schema_own_customers(&own, ctl->conn, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    work->customer_name = found ? found : name;
    if (found) {
        return MYA_CTL_DONE;
    }
    if (!own) {
        return mya_ctl_fail("your view mya_customer has no customer \"%s\"", work->customer);
    }
    if (!name || !*name) {
        return mya_ctl_fail("there is no customer \"%s\"; to make one, say --customer-name",
                            work->customer);
    }
    work->new_customer = name;
    return MYA_CTL_DONE;
}

static int begin_work(work_t *work, mya_ctl_t *ctl)
{
    int code = learn_options(work, ctl);

    if (code == MYA_CTL_DONE) {
        code = mya_ctl_open_migrated(ctl);
    }
    if (code == MYA_CTL_DONE) {
        code = learn_customer(work);
    }
    if (code == MYA_CTL_DONE
        && mya_user_sql_find(&work->user, ctl->conn, work->portal.name, work->email, ctl->why,
                             ctl->pool) != APR_SUCCESS) {
        code = mya_ctl_why(ctl);
    }
    return code;
}

/* --- doing it --- */

/* Everything in one transaction. USER is new (FRESH) or was there. */
static apr_status_t write_rows(const work_t *work, const mya_user_row_t *user, int fresh)
{
    static const char *const names[] = { "role", "by" };
    const char *const values[] = { work->role, "myaccountctl" };
    mya_ctl_t *ctl = work->ctl;
    const apr_time_t now = mya_now();
    mya_fact_t fact = { .portal = work->portal.name, .type = fresh ? "user.added" : "user.granted",
                        .user = user->id, .customer = work->customer, .at = now };
    apr_status_t rv = APR_SUCCESS;

    if (work->new_customer) {
        rv = mya_customer_sql_insert(ctl->conn, work->customer, work->new_customer, ctl->why,
                                     ctl->pool);
    }
    if (rv == APR_SUCCESS && fresh) {
        rv = mya_user_sql_insert(ctl->conn, user, now, ctl->why, ctl->pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_membership_sql_insert(ctl->conn, user->id, work->customer, work->role, ctl->why,
                                       ctl->pool);
    }
    if (rv == APR_SUCCESS) {
        fact.data = mya_event_data(names, values, 2, ctl->pool);
        rv = mya_event_write(ctl->conn, &fact, ctl->why, ctl->pool);
    }
    return rv;
}

static int write_all(const work_t *work, const mya_user_row_t *user, int fresh)
{
    mya_ctl_t *ctl = work->ctl;
    apr_status_t rv = mya_db_begin(ctl->conn, ctl->why, ctl->pool);

    if (rv == APR_SUCCESS) {
        rv = write_rows(work, user, fresh);
        if (rv == APR_SUCCESS) {
            rv = mya_db_commit(ctl->conn, ctl->why, ctl->pool);
        }
        else {
            mya_db_rollback(ctl->conn, ctl->pool);
        }
    }
    if (rv == MYA_EUNIQUE && !fresh) {
        return mya_ctl_fail("%s is %s for customer \"%s\" already", work->email, work->role,
                            work->customer);
    }
    return rv == APR_SUCCESS ? MYA_CTL_DONE : mya_ctl_why(ctl);
}

/* What was made, for scripts. */
static void print_json(const work_t *work, const char *id, int fresh)
{
    static const char *const names[] = { "id", "portal", "email", "customer", "role", "made" };
    const char *const values[] = { id, work->portal.name, work->email, work->customer, work->role,
                                   fresh ? "user" : "role" };

    printf("%s\n", mya_json_object(names, values, 6, work->ctl->pool));
}

static int grant(const work_t *work)
{
    const int code = write_all(work, work->user, 0);

    if (code == MYA_CTL_DONE && work->ctl->options[MYA_CTL_JSON]) {
        print_json(work, work->user->id, 0);
    }
    else if (code == MYA_CTL_DONE) {
        printf("%s was there; is now %s for customer \"%s\" too. Name and password stay as they "
               "are.\n", work->email, work->role, work->customer);
    }
    return code;
}

static int least(const mya_ctl_t *ctl)
{
    const char *said = ctl->options[MYA_CTL_MINIMUM];

    return said ? atoi(said) : MYA_PASSWORD_LEAST;
}

/* By the rules of the page on which people choose one (PW4), but that neither the address of a site
 * nor its list of breached ones is known here. */
static apr_status_t judge(const char *password, const work_t *work)
{
    mya_ctl_t *ctl = work->ctl;
    const char *const own[] = { work->portal.name, work->email, work->customer_name,
                                ctl->options[MYA_CTL_NAME], NULL };
    mya_password_rules_t rules = { .own = own, .least = least(ctl) };
    apr_status_t rv = mya_common_load(&rules.common, mya_ctl_share(ctl), ctl->why, ctl->pool);

    return rv == APR_SUCCESS ? mya_password_choose(password, &rules, ctl->why, ctl->pool) : rv;
}

static int make_hash(const char **hash, const work_t *work)
{
    mya_ctl_t *ctl = work->ctl;
    const char *password;

    if (least(ctl) < 8) {
        return mya_ctl_misused(ctl, "--minimum is at least 8");
    }
    if (mya_ctl_password(&password, ctl->why, ctl->pool) != APR_SUCCESS
        || judge(password, work) != APR_SUCCESS
        || mya_password_hash(hash, password, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    return MYA_CTL_DONE;
}

static int make_user(const work_t *work)
{
    mya_ctl_t *ctl = work->ctl;
    mya_user_row_t user = { .portal = work->portal.name, .email = work->email };
    unsigned char id[16];
    int code = make_hash(&user.hash, work);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (mya_crypto_random(id, sizeof(id)) != APR_SUCCESS) {
        return mya_ctl_fail("the system gives no random bytes");
    }
    user.id = mya_crypto_hex(id, sizeof(id), ctl->pool);
    user.name = ctl->options[MYA_CTL_NAME] ? ctl->options[MYA_CTL_NAME] : work->email;
    user.phone = ctl->options[MYA_CTL_PHONE];
    user.language = ctl->options[MYA_CTL_LANGUAGE];
    code = write_all(work, &user, 1);
    if (code == MYA_CTL_DONE && ctl->options[MYA_CTL_JSON]) {
        print_json(work, user.id, 1);
    }
    else if (code == MYA_CTL_DONE) {
        printf("%s can sign in to the portal \"%s\", as %s for customer \"%s\".\n", work->email,
               work->portal.name, work->role, work->customer);
    }
    return code;
}

int mya_ctl_user_add(mya_ctl_t *ctl)
{
    work_t work;
    int code = begin_work(&work, ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    return work.user ? grant(&work) : make_user(&work);
}

int mya_ctl_user_grant(mya_ctl_t *ctl)
{
    work_t work;
    int code = begin_work(&work, ctl);

    if (code == MYA_CTL_DONE && !work.user) {
        code = mya_ctl_fail("the portal \"%s\" has no user %s; say \"user add\"", work.portal.name,
                            work.email);
    }
    return code == MYA_CTL_DONE ? grant(&work) : code;
}
