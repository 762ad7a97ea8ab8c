/* SPDX-License-Identifier: Apache-2.0 */
/* server/scrub.c: nobody tells us from outside who he is
 *
 * A program behind us that trusts a header because it believes that only we can have set it (a CGI
 * sees MyAccount-User as HTTP_MYACCOUNT_USER, PHP's $_SERVER has both) must not find one that the
 * visitor wrote. Some programs take '_' and '.' for '-', so names are compared by their letters.
 * Nor may he take away what the web admin sets for it: mod_proxy leaves out what Connection names.
 */
#include "server/scrub.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>

#include "server/config.h"

/* Whole names, and the beginning of ours. */
static const char *const names[] = { "remote-user", "x-remote-user", "x-user" };
#define OURS "myaccount-"

static int is_alike(const char *name, const char *known, apr_size_t len)
{
    apr_size_t i;

    for (i = 0; i < len; ++i) {
        const char c = apr_isalnum(name[i]) ? (char)apr_tolower(name[i]) : '-';
        if (!name[i] || c != known[i]) {
            return 0;
        }
    }
    return 1;
}

static int says_who(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
        const apr_size_t len = strlen(names[i]);
        if (strlen(name) == len && is_alike(name, names[i], len)) {
            return 1;
        }
    }
    return is_alike(name, OURS, strlen(OURS));
}

static int has_portal(const server_rec *s)
{
    const apr_array_header_t *places = mya_config_places();
    int i;

    for (i = 0; i < places->nelts; ++i) {
        const mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
        if (place->homes && mya_config_home(place, s)) {
            return 1;
        }
    }
    return 0;
}

/* Connection without such names: "close, MyAccount-User" becomes "close". */
static void clean_connection(request_rec *r)
{
    const char *rest = apr_table_get(r->headers_in, "Connection");
    const char *kept = NULL;
    int dropped = 0;

    while (rest && *rest) {
        const char *token = ap_get_token(r->pool, &rest, 0);
        if (says_who(token)) {
            dropped = 1;
        }
        else if (*token) {
            kept = kept ? apr_pstrcat(r->pool, kept, ", ", token, NULL) : token;
        }
        rest += strspn(rest, ";, \t");
    }
    if (dropped && kept) {
        apr_table_setn(r->headers_in, "Connection", kept);
    }
    else if (dropped) {
        apr_table_unset(r->headers_in, "Connection");
    }
}

int mya_scrub(request_rec *r)
{
    const apr_array_header_t *all = apr_table_elts(r->headers_in);
    const apr_table_entry_t *entries = (const apr_table_entry_t *)(const void *)all->elts;
    int i;

    if (!has_portal(r->server)) {
        return DECLINED;
    }
    /* backwards: what is removed moves up what follows it */
    for (i = all->nelts - 1; i >= 0; --i) {
        if (i < all->nelts && says_who(entries[i].key)) {
            apr_table_unset(r->headers_in, apr_pstrdup(r->pool, entries[i].key));
        }
    }
    clean_connection(r);
    return DECLINED;
}
