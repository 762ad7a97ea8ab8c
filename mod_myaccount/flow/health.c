/* SPDX-License-Identifier: Apache-2.0 */
/* flow/health.c: what a monitor asks: does the server answer, and could it work
 *
 * "-/health/live" says that this process answers; it asks nobody. "-/health" (ready) also asks the
 * database, as a page would. Only whom MyAccountHealthFrom names gets an answer: for everybody else
 * there is no such address.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_network_io.h>
#include <apr_strings.h>

#include "data/schema.h"
#include "view/compose.h"

static int is_among(const apr_ipsubnet_t *const *nets, const char *address, apr_pool_t *pool)
{
    apr_sockaddr_t *from;

    /* a number is read, no name is asked for */
    if (!address || apr_sockaddr_info_get(&from, address, APR_UNSPEC, 0, 0, pool) != APR_SUCCESS) {
        return 0;
    }
    for (; nets && *nets; ++nets) {
        if (apr_ipsubnet_test((apr_ipsubnet_t *)(uintptr_t)*nets, from)) {
            return 1;
        }
    }
    return 0;
}

/* Who came through a proxy that we do not know comes from anywhere, whatever address he shows. */
static int may_ask(const mya_request_t *request)
{
    const mya_server_t *server = request->server;

    return !server->header(server->baton, "X-Forwarded-For")
           && !server->header(server->baton, "Forwarded")
           && is_among(request->mount->health_from, request->address, request->pool);
}

static void answer_text(mya_request_t *request, int status, const char *text)
{
    mya_chunk_t *chunk;

    request->answer.chunks = apr_array_make(request->pool, 1, sizeof(mya_chunk_t));
    chunk = apr_array_push(request->answer.chunks);
    chunk->data = text;
    chunk->len = strlen(text);
    request->answer.type = "text/plain; charset=utf-8";
    request->answer.status = status;
}

/* NULL if the database could be worked with, else what is wrong with it, in a word or two. */
static const char *ask_database(mya_request_t *request)
{
    mya_db_conn_t *conn;
    int version = 0;
    apr_status_t rv = mya_db_open(&conn, request->db, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_schema_version(&version, conn, request->why, request->pool);
        mya_db_close(conn);
    }
    if (rv != APR_SUCCESS) {
        return "unavailable";
    }
    if (version != mya_schema_latest()) {
        mya_result_tell(request->why, MYA_EUNAVAILABLE,
                        "the tables are of version %d, not of %d; bring them up with: myaccountctl "
                        "migrate", version, mya_schema_latest());
        return "its tables are of another version";
    }
    return NULL;
}

int mya_flow_is_health(const char *path)
{
    return !strcmp(path, "-/health") || !strcmp(path, "-/health/live");
}

apr_status_t mya_flow_health(mya_request_t *request)
{
    const char *fault;

    if (!may_ask(request)) {
        return mya_result_tell(request->why, MYA_ENOTFOUND,
                               "the health address is not for %s; MyAccountHealthFrom names who "
                               "may ask", request->address);
    }
    if (strcmp(request->path, "-/health") != 0) {
        answer_text(request, 200, "live\n");
        return APR_SUCCESS;
    }
    fault = ask_database(request);
    if (!fault) {
        answer_text(request, 200, "ready\ndatabase: ok\n");
        return APR_SUCCESS;
    }
    apr_table_setn(request->answer.headers, "Retry-After", "5");
    answer_text(request, 503, apr_pstrcat(request->pool, "not ready\ndatabase: ", fault, "\n",
                                          NULL));
    return APR_SUCCESS;
}
