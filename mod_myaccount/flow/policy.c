/* SPDX-License-Identifier: Apache-2.0 */
/* flow/policy.c: the headers that every answer carries (doc/security.md XS4, XS5, DP1, CK1) */
#include "flow/steps.h"

#include <apr_strings.h>

static const struct {
    const char *name;
    const char *value;
} always[] = {
    { "X-Content-Type-Options", "nosniff" },
    /* not no-referrer: with it browsers send Origin: null with our own forms */
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

void mya_flow_policy_begin(mya_request_t *request)
{
    mya_answer_t *answer = &request->answer;

    request->status = 200;
    answer->headers = apr_table_make(request->pool, 12);
    answer->cookies = apr_array_make(request->pool, 2, sizeof(const char *));
}

void mya_flow_policy_end(mya_request_t *request)
{
    apr_table_t *headers = request->answer.headers;
    const mya_layout_t *layout = request->layout ? request->layout : mya_layout_bare();
    apr_size_t i;

    for (i = 0; i < sizeof(always) / sizeof(always[0]); ++i) {
        apr_table_setn(headers, always[i].name, always[i].value);
    }
    if (request->answer.file) {
        apr_table_setn(headers, "Cache-Control",
                       request->mount->development ? "no-cache" : "public, max-age=600");
        apr_table_setn(headers, "Content-Security-Policy", "default-src 'none'; sandbox");
        return;
    }
    apr_table_setn(headers, "Cache-Control", "no-store");
    apr_table_setn(headers, "Vary", request->by_accept_language ? "Cookie, Accept-Language"
                                                                : "Cookie");
    apr_table_setn(headers, "Content-Security-Policy",
                   request->route == MYA_ROUTE_EXPORT && request->answer.status == 200
                       ? "default-src 'none'; sandbox" : layout->csp);
}

static void set_cookie(mya_request_t *request, const char *name, const char *value,
                       const char *age)
{
    /* Lax, not Strict: a link in a mail must find its reader signed in. */
    APR_ARRAY_PUSH(request->answer.cookies, const char *) =
        apr_pstrcat(request->pool, name, "=", value, "; Path=/; Secure; HttpOnly; SameSite=Lax",
                    age, NULL);
}

void mya_flow_cookie(mya_request_t *request, const char *name, const char *value)
{
    set_cookie(request, name, value ? value : "", value ? NULL : "; Max-Age=0");
}

void mya_flow_cookie_for(mya_request_t *request, const char *name, const char *value,
                         apr_interval_time_t life)
{
    set_cookie(request, name, value,
               apr_psprintf(request->pool, "; Max-Age=%" APR_INT64_T_FMT, apr_time_sec(life)));
}
