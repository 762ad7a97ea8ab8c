/* SPDX-License-Identifier: Apache-2.0 */
/* server/handle.c: a claimed request goes through the flow */
#include "server/handle.h"

#include <string.h>

#include <http_log.h>

#include "access/password.h"
#include "base/argon.h"
#include "flow/table.h"
#include "server/claim.h"
#include "server/config.h"
#include "server/dbd.h"
#include "server/guard.h"
#include "server/request.h"
#include "server/send.h"

APLOG_USE_MODULE(myaccount);

/* --- the log: once, here --- */

static void log_outcome(request_rec *r, const mya_request_t *request)
{
    const mya_result_t *why = request->why;
    int level = request->answer.status >= 500 ? APLOG_ERR : APLOG_INFO;

    if (why->status != APR_SUCCESS && why->status != MYA_ESIGNIN
        && why->status != MYA_ENOTFOUND) {
        ap_log_rerror(APLOG_MARK, level, 0, r, "%d, request %s: %s", request->answer.status,
                      request->id, why->detail ? why->detail : "no reason was told");
    }
}

int mya_handle(request_rec *r)
{
    const mya_claim_t *claim = mya_claim_of(r);
    apr_status_t verdict = mya_guard_verdict(r);
    mya_request_t *request;

    if (!claim || strcmp(r->handler, "myaccount")) {
        return DECLINED;
    }
    r->allowed |= (AP_METHOD_BIT << M_GET) | (AP_METHOD_BIT << M_POST);
    if (mya_request_make(&request, r, claim->place, claim->path) != APR_SUCCESS) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if ((verdict ? mya_flow_guard_page(request, verdict) : mya_flow_run(request))
        != APR_SUCCESS) {
        log_outcome(r, request);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    log_outcome(r, request);
    return mya_send(r, &request->answer);
}

/* --- a child process begins --- */

#define DEFAULT_WAIT apr_time_from_msec(2000)
#define BREAKER_PAUSE apr_time_from_msec(1000)
#define STATEMENTS 300
#define HASH_WAIT apr_time_from_msec(1000)

static mya_db_t *make_db(server_rec *s, apr_pool_t *pool)
{
    const mya_conf_t *conf = mya_config_server(s);
    mya_db_limits_t limits = { 0 };
    mya_db_t *db = NULL;

    limits.connections = mya_dbd_connections(s);
    limits.wait = conf->wait >= 0 ? conf->wait : DEFAULT_WAIT;
    limits.pause = BREAKER_PAUSE;
    limits.statements = STATEMENTS;
    limits.unnamed = conf->unnamed > 0;
    if (mya_dbd_make(&db, s, &limits, pool) != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, "no way to the database can be made");
    }
    return db;
}

/* Has S a portal? Only then it surely has a database. */
static int has_home(const server_rec *s)
{
    const apr_array_header_t *places = mya_config_places();
    int i;

    for (i = 0; i < places->nelts; ++i) {
        if (mya_config_home(APR_ARRAY_IDX(places, i, mya_place_of_portal_t *), s)) {
            return 1;
        }
    }
    return 0;
}

/* DB is the way to the database for all places that S has. */
static void give_db(const server_rec *s, mya_db_t *db)
{
    const apr_array_header_t *places = mya_config_places();
    int i;

    for (i = 0; i < places->nelts; ++i) {
        mya_home_t *home = mya_config_home(APR_ARRAY_IDX(places, i, mya_place_of_portal_t *), s);
        if (home) {
            home->db = db;
        }
    }
}

/* One for all servers of the same settings, in MADE. */
static mya_db_t *find_db(apr_hash_t *made, server_rec *s, apr_pool_t *pool)
{
    const char *settings = mya_dbd_settings(s, pool);
    mya_db_t *db = apr_hash_get(made, settings, APR_HASH_KEY_STRING);

    if (!db) {
        db = make_db(s, pool);
        apr_hash_set(made, settings, APR_HASH_KEY_STRING, db);
    }
    return db;
}

void mya_handle_child_init(apr_pool_t *pool, server_rec *s)
{
    const mya_conf_t *main_conf = mya_config_server(s);
    apr_hash_t *made = apr_hash_make(pool);

    if (mya_config_places()->nelts == 0) {
        return;
    }
    if (main_conf->hashes > 0) {
        mya_password_limit(main_conf->hashes, HASH_WAIT);
    }
    if (main_conf->hash_memory > 0) {      /* the directive saw that this is affordable */
        mya_argon_cost((apr_uint32_t)main_conf->hash_memory * 1024,
                       (apr_uint32_t)main_conf->hash_passes, NULL);
    }
    for (; s; s = s->next) {
        if (has_home(s)) {
            give_db(s, find_db(made, s, pool));
        }
    }
}
