/* SPDX-License-Identifier: Apache-2.0 */
/* data/env.h: what :a.b and {a.b} stand for in one run of a page or an action
 *
 * Values are canonical text: integers and money in decimal digits (money in minor units),
 * booleans "1" or "0", dates "2026-11-21", times "2026-11-21 20:03:00" in UTC. A NULL pointer is
 * NULL, and NULL compares equal to nothing.
 */
#ifndef MYA_DATA_ENV_H
#define MYA_DATA_ENV_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "portal/model.h"

/* One row that a name stands for. */
typedef struct mya_row_t {
    const mya_column_t *columns;
    int ncolumns;
    const char *const *cells;       /* ncolumns canonical texts */
} mya_row_t;

typedef struct mya_env_t {
    apr_pool_t *pool;               /* of the request or run */
    const mya_portal_t *portal;
    const char *user;               /* key of the user; NULL: anonymous */
    const char *customer;           /* key of the customer that the session is in; NULL: none */
    const char *actor;              /* who really acts; the user, or a clerk */
    const char *session;            /* ref of the session (mya_session.ref); NULL: none */
    int confirmed;                  /* the password was given a moment ago: what wants it confirmed
                                     * does not ask for it again */
    const char *lang;
    mya_roles_t roles;              /* of the user for the customer,
                                     * with MEMBER and ANONYMOUS bits */
    apr_time_t now;                 /* one instant for the whole run */
    const char *today;              /* that instant's date in the portal's zone */
    apr_hash_t *path;               /* name -> const char * */
    apr_hash_t *query;
    apr_hash_t *form;               /* validated values */
    apr_hash_t *records;            /* name -> mya_row_t *, absent ones are not in it */
    apr_hash_t *counts;             /* list name -> rows seen, as (void *)(intptr)n:
                                     * for tests on lists */
    apr_hash_t *rows;               /* list name -> mya_row_t * of the row that an action is
                                     * about */
    apr_hash_t *lists;              /* list name -> mya_env_list_t *: for :list.column in IN (…) */
    apr_hash_t *fresh;              /* :new.NAME, made on first use */
    apr_hash_t *subject;            /* in <on>: name -> const char * */
    apr_hash_t *data;               /* in <on>: name -> const char * */
    const char *event_id, *event_type;  /* in <on> */
    const char *login, *hash, *old; /* in the statements of <identity>; else NULL */
} mya_env_t;

/* All rows that a list has shown. */
typedef struct mya_env_list_t {
    const mya_row_t *rows;
    int nrows;
} mya_env_list_t;

/* An empty environment of PORTAL at NOW. */
mya_env_t *mya_env_make(const mya_portal_t *portal, apr_time_t now, apr_pool_t *pool);

/* The value of REF, NULL if it is NULL or absent. */
const char *mya_env_value(mya_env_t *env, const mya_ref_t *ref);

/* The row in which REF's column stands, NULL if REF is of another kind or the row is absent. */
const mya_row_t *mya_env_row(const mya_env_t *env, const mya_ref_t *ref);

/* Does TEST hold? NULL TEST: yes. A NULL boolean is false, so that not(x) of it holds; a comparison
 * with NULL does not hold, negated or not. */
int mya_env_test(mya_env_t *env, const mya_test_t *test);

/* May who stands in ENV use what is open to ROLES (0: everybody who came this far)? */
int mya_env_may(const mya_env_t *env, mya_roles_t roles);

/* TEMPLATE with its values filled in. NULL if a value is NULL. URL: each value is
 * percent-encoded as one path segment, and one that cannot be a segment ("", ".", "..") gives
 * NULL, too. */
const char *mya_env_expand(mya_env_t *env, const mya_template_t *template, int url);

#endif
