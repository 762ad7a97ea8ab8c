/* SPDX-License-Identifier: Apache-2.0 */
/* flow/export.c: what a list's filters show, all of it, as a file (CSV)
 *
 * The page is read up to the list, since roles, tests and binds of it may come from what stands
 * before. Memory is bounded by what the file may hold: the rows themselves come in pieces, and are
 * gone when their lines are written.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/rate.h"
#include "page/csv.h"
#include "page/list.h"
#include "portal/address.h"
#include "view/compose.h"
#include "view/text.h"

#define ROWS_MAX 10000
#define BYTES_MAX (16 * 1024 * 1024)

typedef struct export_t {
    mya_request_t *request;
    mya_csv_t csv;
    apr_array_header_t *chunks;
    apr_size_t bytes;
    int begun;                 /* some rows are in it */
    int cut;                   /* it would have become too large */
    int late;                  /* reading the rest took too long */
} export_t;

static const mya_list_t *list_of(const mya_request_t *request)
{
    return request->match.page->items[request->item].list;
}

static void push(export_t *export, const char *text)
{
    const mya_chunk_t chunk = { text, strlen(text) };

    if (chunk.len > 0) {
        APR_ARRAY_PUSH(export->chunks, mya_chunk_t) = chunk;
        export->bytes += chunk.len;
    }
}

static apr_status_t add_rows(void *baton, const mya_row_t *rows, int nrows)
{
    export_t *export = baton;
    apr_pool_t *scratch;

    if (export->bytes > BYTES_MAX) {
        export->cut = 1;
        return APR_EOF;
    }
    export->begun = 1;
    apr_pool_create(&scratch, export->request->pool);
    push(export, apr_pstrdup(export->request->pool,
                             mya_csv_rows(&export->csv, rows, nrows, scratch)));
    apr_pool_destroy(scratch);
    return APR_SUCCESS;
}

/* The last line of a file that does not hold all. */
static void add_end(export_t *export, int more)
{
    const mya_request_t *request = export->request;
    const mya_text_arg_t most = { "max", NULL, ROWS_MAX };

    const char *key = export->late ? "export.late"
                      : export->cut ? "export.too-large" : more ? "export.capped" : NULL;

    if (key) {
        push(export, mya_csv_line(mya_text(request->mount->portal, request->lang, key, &most, 1,
                                           request->pool), request->pool));
    }
}

static apr_status_t read_list(export_t *export, mya_db_conn_t *conn)
{
    mya_request_t *request = export->request;
    int more = 0;
    apr_status_t rv = mya_rate_count(conn, MYA_RATE_EXPORT, request->mount->portal->name,
                                     request->identity ? request->identity->session : NULL,
                                     request->address, request->now, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_page_run_until(request->data, request->item, conn, request->env, request->why,
                                request->pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    push(export, mya_csv_head(&export->csv, request->pool));
    rv = mya_query_each(&more, conn, list_of(request),
                        &request->data->lists[request->item]->view, ROWS_MAX, request->env,
                        add_rows, export, request->why, request->pool);
    if (rv == MYA_ESLOW && export->begun) {
        export->late = 1;
        request->server->log(request->server->baton, rv,
                             apr_pstrcat(request->pool, "a file ends before its time: ",
                                         request->why->detail, NULL));
    } else if (rv != APR_SUCCESS && !export->cut) {
        return rv;
    }
    add_end(export, more);
    return APR_SUCCESS;
}

/* "Fakturaer 2026-11-21.csv", and for who reads no UTF-8 there the list's name (RFC 6266). */
static const char *disposition(const mya_request_t *request)
{
    const mya_list_t *list = list_of(request);
    char *title = apr_pstrdup(request->pool,
                              mya_list_title(list, request->match.page, request->mount->portal,
                                             request->lang, request->pool));
    const char *name;

    for (char *c = title; *c; c++) {
        *c = strchr("/\\:*?\"<>|", *c) || (unsigned char)*c < ' ' ? '-' : *c;
    }
    name = apr_pstrcat(request->pool, title, " ", request->env->today, ".csv", NULL);
    return apr_pstrcat(request->pool, "attachment; filename=\"", list->name, "-",
                       request->env->today, ".csv\"; filename*=UTF-8''",
                       mya_address_segment(name, request->pool), NULL);
}

apr_status_t mya_flow_export(mya_request_t *request)
{
    export_t export = { request,
                        { list_of(request), request->env, request->format, request->lang },
                        apr_array_make(request->pool, 32, sizeof(mya_chunk_t)), 0, 0, 0, 0 };
    mya_db_conn_t *conn;
    apr_status_t rv = mya_page_query(&request->data, request->match.page, request->pairs,
                                     request->env, request->format, request->why, request->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_db_open(&conn, request->db, request->why, request->pool);
    }
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = read_list(&export, conn);
    mya_db_close(conn);
    if (rv == APR_SUCCESS) {
        request->answer.chunks = export.chunks;
        request->answer.type = "text/csv; charset=utf-8; header=present";
        request->answer.status = 200;
        apr_table_setn(request->answer.headers, "Content-Disposition", disposition(request));
    }
    return rv;
}
