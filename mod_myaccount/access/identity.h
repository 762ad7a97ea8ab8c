/* SPDX-License-Identifier: Apache-2.0 */
/* access/identity.h: who is this, for which customers, in which roles: one joined select */
#ifndef MYA_ACCESS_IDENTITY_H
#define MYA_ACCESS_IDENTITY_H

#include "base/db.h"
#include "data/guess.h"
#include "base/seal.h"
#include "portal/model.h"

typedef struct mya_membership_t {
    const char *customer;      /* key */
    const char *name;          /* the key if it has none */
    mya_roles_t roles;
} mya_membership_t;

/* Somebody who is signed in. */
typedef struct mya_identity_t {
    const char *session;       /* SHA-256 of the session id, hex: what tokens and logs name */
    const char *ref;           /* of the session, random: what may be shown of it */
    const char *user;
    const char *login;         /* with what the user signs in; NULL: <user> does not say */
    const char *name;          /* what the user signs in with, or else the key, if it has none */
    const char *email;         /* NULL: not known here */
    const char *lang;          /* user's setting; NULL: none */
    const char *zone;          /* user's setting; NULL: the portal's */
    const mya_membership_t *memberships;   /* by name */
    int nmemberships;
    int current;               /* index of the customer that the session is in; -1 = none */
    apr_time_t signed_in;      /* when the password was last given */
    apr_time_t last_seen;      /* as it is kept, at most a minute behind */
} mya_identity_t;

typedef struct mya_session_limits_t {
    apr_interval_time_t idle;      /* usec without a request until it ends; > 0 */
    apr_interval_time_t absolute;  /* usec after sign-in until it ends; > 0 */
} mya_session_limits_t;

/* Who sends a form again does so at once, or when no answer came. */
#define MYA_GUESS_LIFE apr_time_from_sec(30)

/* A form by which a password is guessed. Identical ones are one guess while it is so young, and
 * counted once: the row of KEY's mark tells. */
typedef struct mya_guess_form_t {
    mya_guess_key_t key;
    const char *cookie;            /* of the session that it begins; NULL: it begins none */
} mya_guess_form_t;

/* From where somebody acts, and when. */
typedef struct mya_visit_t {
    const char *address;           /* of the client; NULL: unknown; likewise the next two */
    const char *agent;             /* User-Agent */
    const char *request;           /* its id */
    apr_time_t now;
    mya_session_limits_t limits;   /* of the portal */
    const char *device;            /* the cookie of access/device.h as it came; NULL: none */
    const mya_secret_t *secret;    /* with which that is sealed; may be NULL if DEVICE is */
    const mya_guess_form_t *form;  /* NULL: each guess is counted */
} mya_visit_t;

/* Read who holds the session COOKIE in PORTAL at NOW. *IDENTITY is NULL for a missing, foreign,
 * expired or ended session, a user whom <user> does not find: nobody. A failing database is an
 * error, never "nobody". */
apr_status_t mya_identity_read(mya_identity_t **identity, mya_db_conn_t *conn,
                               const mya_portal_t *portal, const char *cookie,
                               const mya_session_limits_t *limits, apr_time_t now,
                               mya_result_t *why, apr_pool_t *pool);

#endif
