/* SPDX-License-Identifier: Apache-2.0 */
/* flow/answer.c: what was wrong becomes a page in the layout, a form with its faults, or the way
 * to sign-in */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "form/token.h"
#include "portal/address.h"
#include "view/compose.h"
#include "view/text.h"

/* A longer one would make an address of the sign-in page that is refused (RE1). */
#define NEXT_MAX 2000

/* The one place where our kinds of failure meet HTTP. */
static const struct {
    apr_status_t status;
    int http;
} meaning[] = {
    { MYA_ENOTFOUND, 404 },   { MYA_EREFUSED, 403 },     { MYA_EBADREQUEST, 400 },
    { MYA_EINVALID, 422 },    { MYA_ECONFLICT, 409 },    { MYA_ETOOLARGE, 413 },
    { MYA_ETOOMANY, 429 },    { MYA_EUNAVAILABLE, 503 }, { MYA_EMETHOD, 405 },
    { MYA_ETYPE, 415 },       { MYA_EMISDIRECTED, 421 }, { MYA_EURILONG, 414 },
    { MYA_ESLOW, 503 },
};

static int http_status(apr_status_t status)
{
    apr_size_t i;

    for (i = 0; i < sizeof(meaning) / sizeof(meaning[0]); ++i) {
        if (meaning[i].status == status) {
            return meaning[i].http;
        }
    }
    return 500;
}

void mya_flow_see_other(mya_request_t *request, const char *path)
{
    request->answer.status = 303;
    request->answer.location = mya_flow_href(request, path);
}

/* By the path, for who is refused early has no route yet. */
static int is_fragment(const mya_request_t *request)
{
    return !strncmp(request->path, "-/", 2) && strncmp(request->path, "-/asset/", 8) != 0
           && request->route != MYA_ROUTE_EXPORT && request->route != MYA_ROUTE_HEALTH;
}

/* ADDRESS sealed, as next= has it; NULL if the sign-in page's address would be too long with it. */
static const char *seal_next(const mya_request_t *request, const char *address)
{
    const mya_mount_t *mount = request->mount;
    const char *sealed = mya_token_seal(&mount->secret, mount->portal->name, address,
                                        request->pool);
    const char *next = sealed ? mya_address_segment(sealed, request->pool) : NULL;

    return next && strlen(next) <= NEXT_MAX ? next : NULL;
}

const char *mya_flow_next(const mya_request_t *request, const char *address)
{
    const char *next = seal_next(request, address);

    return next || !strchr(address, '?')
               ? next
               : seal_next(request, apr_pstrmemdup(request->pool, address,
                                                   strcspn(address, "?")));
}

/* To sign-in, and back here afterwards; a form that was posted is opened again. */
static void go_to_sign_in(mya_request_t *request)
{
    const int export = request->route == MYA_ROUTE_EXPORT;
    /* who asked for a file gets its page: a download behind a sign-in form looks like nothing */
    const char *path = export ? mya_flow_page_href(request, request->match.page)
                              : mya_flow_href(request, request->path);
    const char *next;

    if (request->method == MYA_GET && request->query && *request->query) {
        path = apr_pstrcat(request->pool, path, "?", request->query, NULL);
    }
    else if (request->kept) {
        path = apr_pstrcat(request->pool, path, "?", MYA_FLOW_KEPT, "=", request->kept, NULL);
    }
    next = request->route == MYA_ROUTE_PAGE || request->route == MYA_ROUTE_ACTION || export
               ? mya_flow_next(request, path)
               : NULL;
    mya_flow_see_other(request,
                       next ? apr_pstrcat(request->pool, "sign-in?next=", next,
                                          request->lost ? "&lost=yes" : NULL, NULL)
                            : "sign-in");
}

static void set_retry(mya_request_t *request)
{
    apr_interval_time_t retry = request->why->retry;

    if (request->status == 503 || request->status == 429) {
        apr_int64_t seconds = retry > 0 ? (retry + APR_USEC_PER_SEC - 1) / APR_USEC_PER_SEC : 5;
        apr_table_setn(request->answer.headers, "Retry-After",
                       apr_psprintf(request->pool, "%" APR_INT64_T_FMT, seconds));
    }
}

static const char *error_text(const mya_request_t *request, const char *part)
{
    return mya_flow_text(request, request->why->status == MYA_ESLOW
                                      ? apr_pstrcat(request->pool, "error.slow.", part, NULL)
                                      : apr_psprintf(request->pool, "error.%d.%s",
                                                     request->status, part));
}

/* For who makes the portal: what failed, and where the page or action stands in the definition. */
static const char *reason(const mya_request_t *request)
{
    const mya_match_t *match = &request->match;
    const char *detail = request->why->detail ? request->why->detail : "no reason was told";
    const mya_place_t *place = match->action ? &match->action->place
                               : match->page ? &match->page->place
                                             : NULL;

    return place && place->file
               ? apr_psprintf(request->pool, "%s:%d: %s", place->file, place->line, detail)
               : detail;
}

/* A page that says what happened, and under which number the log knows it. */
static void error_document(mya_request_t *request)
{
    mya_text_arg_t id = { "id", request->id, 0 };
    mya_document_t *document = mya_flow_frame(request, "error", "error",
                                              error_text(request, "title"));
    mya_node_t *error = mya_xml_element(document->root, "problem");

    mya_xml_set_int(error, "status", request->status);
    if (request->status >= 500) {       /* what the log surely has */
        mya_xml_set(error, "id", mya_text(request->mount->portal, request->lang,
                                          "error.request-id", &id, 1, request->pool));
    }
    if (request->mount->development) {
        mya_document_notice(document, "error", reason(request));
    }
    mya_xml_append(error, request->why->key && request->status < 500
                              ? mya_flow_text(request, request->why->key)
                              : error_text(request, "text"));
}

static int shows_own_form(const mya_request_t *request, apr_status_t status)
{
    return request->route == MYA_ROUTE_ACTION && request->form && request->identity
           && (status == MYA_EINVALID || status == MYA_ECONFLICT || status == MYA_ETOOMANY
               || mya_flow_is_busy(request, status));
}

static int shows_sign_in(const mya_request_t *request, apr_status_t status)
{
    return request->route == MYA_ROUTE_SIGN_IN && request->method == MYA_POST
           && (status == MYA_EINVALID || status == MYA_ETOOMANY || status == MYA_EREFUSED
               || mya_flow_is_busy(request, status));
}

/* An address that resolve refused was read by nobody yet; its page greets who is signed in all
 * the same. */
static void know_reader(mya_request_t *request)
{
    mya_result_t *why = request->why;

    if (!request->env) {
        request->why = mya_result_make(request->pool);
        mya_flow_identify(request);
        request->why = why;
    }
}

static int shows_password(const mya_request_t *request, apr_status_t status)
{
    return request->route == MYA_ROUTE_PASSWORD && request->method == MYA_POST
           && request->identity && request->why->key
           && (status == MYA_EINVALID || status == MYA_ETOOMANY
               || mya_flow_is_busy(request, status));
}

static void make_document(mya_request_t *request, apr_status_t status)
{
    request->document = NULL;     /* one that could not be shown is of no use */
    mya_flow_layout(request);
    if (shows_own_form(request, status)) {
        mya_flow_action_document(request);
    }
    else if (shows_sign_in(request, status)) {
        mya_flow_sign_in_document(request);
    }
    else if (shows_password(request, status)) {
        mya_flow_password_document(request);
    }
    if (!request->document) {
        error_document(request);
    }
}

apr_status_t mya_flow_answer(mya_request_t *request, apr_status_t status)
{
    if (status == MYA_ESIGNIN && !is_fragment(request)) {
        go_to_sign_in(request);
        return APR_SUCCESS;
    }
    request->answer.status = 0;
    if (is_fragment(request)) {
        mya_flow_fragment_failed(request);
        request->answer.chunks = apr_array_make(request->pool, 1, sizeof(mya_chunk_t));
        request->answer.type = "text/html; charset=utf-8";
        request->answer.status = 200;
        return APR_SUCCESS;
    }
    request->status = http_status(status);
    set_retry(request);
    know_reader(request);
    make_document(request, status);
    return mya_flow_show(request);
}
