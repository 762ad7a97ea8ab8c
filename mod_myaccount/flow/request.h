/* SPDX-License-Identifier: Apache-2.0 */
/* flow/request.h: one request on its way through the steps
 *
 * The server makes it from a request_rec, the loop of flow/table.c walks it, the server sends what
 * stands in its answer. Nothing here knows httpd: what only a server can do (headers, the body's
 * bytes, the site's layout page) comes through mya_server_t.
 */
#ifndef MYA_FLOW_REQUEST_H
#define MYA_FLOW_REQUEST_H

#include <apr_hash.h>
#include <apr_network_io.h>
#include <apr_tables.h>

#include "access/identity.h"
#include "access/password_rules.h"
#include "base/db.h"
#include "data/env.h"
#include "form/form.h"
#include "form/token.h"
#include "page/page.h"
#include "portal/model.h"
#include "view/format.h"
#include "view/layout.h"
#include "view/skin.h"

typedef struct mya_request_t mya_request_t;

/* A portal at its place, judged and constant: what a Location with MyAccountPortal became. */
typedef struct mya_mount_t {
    const char *path;                 /* "/account"; "" at the root; never ends with '/' */
    const mya_portal_t *portal;
    const mya_skin_t *skin;
    const mya_skin_t *base_skin;      /* shown when skin fails */
    const mya_format_t *const *formats;   /* parallel to portal->texts, in the portal's zone */
    const char *const *origins;       /* NULL-terminated: "https://www.example.com";
                                       * [0] = canonical */
    mya_secret_t secret;
    mya_session_limits_t limits;
    const mya_common_t *common;       /* words that no new password may be made of */
    const mya_breached_t *breached;   /* MyAccountBreachedPasswords; NULL */
    const char *share;                /* folder of our skins, texts, schema */
    const char *assets;               /* folder of the skin's own files, or NULL */
    const char *cookie;               /* name of the session cookie: "__Host-mya-main" */
    const char *cookie_before;        /* name of the cookie before sign-in */
    const char *cookie_device;        /* name of the cookie that outlives sessions (LG4) */
    int password_least;               /* characters of a chosen one: MyAccountPasswordMinimum */
    const apr_ipsubnet_t *const *health_from;   /* who may ask for the health; NULL-terminated */
    int development;                  /* MyAccountDevelopment: what failed is shown on pages */
} mya_mount_t;

/* What only a server can do. BATON is its own; strings live as long as the request. */
typedef struct mya_server_t {
    void *baton;
    /* The request header NAME, or NULL. */
    const char *(*header)(void *baton, const char *name);
    /* Read the whole body, at most MAX bytes: MYA_ETOOLARGE, MYA_EBADREQUEST. */
    apr_status_t (*body)(void *baton, const char **bytes, apr_size_t *len, apr_size_t max,
                         mya_result_t *why);
    /* The layout for LANG; never fails: the bare layout if the site's page cannot be had (the
     * server logs why). Must not be called while a connection is open. */
    const mya_layout_t *(*layout)(void *baton, const char *lang);
    /* One line for the log, of something that the person was not told, or was told otherwise. */
    void (*log)(void *baton, apr_status_t status, const char *sentence);
} mya_server_t;

typedef enum mya_method_e { MYA_GET, MYA_POST, MYA_OTHER } mya_method_e;   /* HEAD is GET */

/* What is sent. */
typedef struct mya_chunk_t mya_chunk_t;   /* view/compose.h */

typedef struct mya_answer_t {
    int status;                       /* HTTP; 0 = none yet */
    const char *type;                 /* Content-Type; NULL: no body */
    const char *location;             /* of a 303, root-relative */
    apr_table_t *headers;             /* further ones */
    apr_array_header_t *cookies;      /* const char *: values of Set-Cookie */
    apr_array_header_t *chunks;       /* mya_chunk_t, in order */
    const char *file;                 /* send this file instead of chunks; or NULL */
} mya_answer_t;

struct mya_request_t {
    apr_pool_t *pool;
    apr_pool_t *top_pool;             /* of the request that the client made;
                                       * a fragment lives shorter */
    apr_hash_t *memo;                 /* of the client's request: identity by mount path */
    const mya_mount_t *mount;
    const mya_server_t *server;
    mya_db_t *db;
    mya_result_t *why;
    const char *id;                   /* request id, in log and on error pages */

    /* as it came */
    mya_method_e method;
    const char *path;                 /* below the mount, decoded, without leading '/':
                                       * "invoices/9f3" */
    const char *query;                /* raw query string, or NULL */
    const char *cookie;               /* value of the session cookie; NULL: none, several, odd */
    const char *cookie_before;        /* value of the cookie before sign-in; NULL likewise */
    const char *cookie_device;        /* value of the cookie that outlives sessions; likewise */
    const char *address;              /* of the client */
    const char *agent;                /* User-Agent, cut; "" if none */
    int in_clear;                     /* over http, not from this machine, and no proxy before us
                                       * says that it ended TLS */
    int layout_fetch;                 /* a fragment asked for by our own layout fetch */
    const char *marker;               /* then: what it writes is a marker */
    int as_xml;                       /* development: ?as=xml, the page's XML instead of HTML */
    const char *fault;                /* development: what is wrong with the files as they are now,
                                       * while the reading before is shown; or NULL */

    /* found on the way */
    apr_time_t now;
    mya_route_e route;
    mya_match_t match;
    apr_array_header_t *pairs;        /* of the query; never NULL after resolve */
    apr_array_header_t *input;        /* of the body */
    const mya_identity_t *identity;   /* NULL: nobody */
    mya_env_t *env;
    const char *lang;
    int by_accept_language;           /* LANG depends on that header */
    const mya_format_t *format;       /* of LANG, in the zone of whoever reads */
    const mya_layout_t *layout;
    mya_page_data_t *data;
    int item;                         /* of an export: which item of the page is the list */
    mya_env_t *menu_env;              /* env, with the records of the menu for those of the page;
                                       * NULL: they are not there */
    int menu_read;                    /* whether that was tried */
    mya_form_t *form;
    apr_hash_t *forms;                /* of actions about rows that the page shows: action ->
                                       * mya_form_t *; NULL: none yet */
    const mya_row_t *rows;            /* of the list that the action at this address is about */
    int nrows;
    const char *nonce;                /* of a good token */
    const char *next;                 /* the page as it is, or was, seen, sealed; NULL: plain */
    const char *back;                 /* of an action's form: where that was; NULL likewise */
    const char *done;                 /* nonce of the action that led here; NULL */
    const char *notice;               /* text key of what it did; NULL */
    const char *notice_kind;          /* NULL: "good" */
    const char *kept;                 /* id of a form that outlived its session; NULL */
    int lost;                         /* there was one, and it could not be kept */
    int status;                       /* HTTP status with which the document is shown; 200 */
    mya_document_t *document;

    mya_answer_t answer;
};

#endif
