/* SPDX-License-Identifier: Apache-2.0 */
/* access/identity.c: who is this, for which customers, in which roles: one joined select */
#include "access/identity.h"

#include <string.h>

#include "access/roles.h"
#include "access/session.h"
#include "base/clock.h"
#include "data/identity_sql.h"

static int find_current(const mya_identity_t *who, const char *customer)
{
    for (int i = 0; customer && i < who->nmemberships; i++) {
        if (!strcmp(who->memberships[i].customer, customer)) {
            return i;
        }
    }
    return -1;
}

/* The company's tables may say nothing there. */
static const char *name_of(const mya_identity_t *who, const char *name)
{
    return name && *name ? name : who->login ? who->login : who->user;
}

static mya_identity_t *make_identity(const mya_portal_t *portal, const char *session,
                                     const mya_rows_t *rows, apr_pool_t *pool)
{
    const char *const *cells = rows->cells[0];
    mya_identity_t *who = apr_pcalloc(pool, sizeof(*who));

    who->session = session;
    who->ref = cells[MYA_IDENTITY_REF];
    who->user = cells[MYA_IDENTITY_USER];
    who->login = cells[MYA_IDENTITY_LOGIN];
    who->name = name_of(who, cells[MYA_IDENTITY_NAME]);
    who->email = cells[MYA_IDENTITY_EMAIL];
    who->lang = cells[MYA_IDENTITY_LANGUAGE];
    who->zone = cells[MYA_IDENTITY_ZONE];
    who->nmemberships = mya_roles_gather(&who->memberships, portal, rows,
                                         MYA_IDENTITY_MEMBERSHIP, pool);
    who->current = find_current(who, cells[MYA_IDENTITY_CUSTOMER]);
    if (mya_clock_parse(&who->signed_in, cells[MYA_IDENTITY_SIGNED_IN]) != APR_SUCCESS
        || mya_clock_parse(&who->last_seen, cells[MYA_IDENTITY_LAST_SEEN]) != APR_SUCCESS) {
        return NULL;
    }
    return who;
}

apr_status_t mya_identity_read(mya_identity_t **identity, mya_db_conn_t *conn,
                               const mya_portal_t *portal, const char *cookie,
                               const mya_session_limits_t *limits, apr_time_t now,
                               mya_result_t *why, apr_pool_t *pool)
{
    const char *session = mya_session_hash(cookie, pool);
    const mya_session_key_t key = { session, now - limits->idle, now - limits->absolute };
    mya_rows_t *rows;
    apr_status_t rv;

    *identity = NULL;
    if (!session) {
        return APR_SUCCESS;
    }
    rv = mya_identity_sql_read(&rows, conn, portal, &key, why, pool);
    if (rv != APR_SUCCESS || !rows->nrows) {
        return rv;
    }
    *identity = make_identity(portal, session, rows, pool);
    if (!*identity) {
        return mya_result_tell(why, MYA_EDATABASE, "mya_session holds no time of ours");
    }
    return APR_SUCCESS;
}
