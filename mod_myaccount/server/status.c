/* SPDX-License-Identifier: Apache-2.0 */
/* server/status.c: what mod_status shows of us
 *
 * Numbers are of the process that happens to answer, as mod_status says of itself: connections,
 * hashes and layouts are a process's own.
 */
#include "server/status.h"

#include <unistd.h>

#include <apr_strings.h>
#include <httpd.h>
#include <http_protocol.h>
#include <apr_optional_hooks.h>
#include <mod_status.h>

#include "access/password.h"
#include "server/config.h"
#include "server/site.h"

/* Where a line goes to, and in which of mod_status's two forms. */
typedef struct out_t {
    request_rec *r;
    int plain;                         /* ?auto */
    int opened;                        /* a list of lines has begun */
} out_t;

/* One line: NAME is of few letters and no blanks, VALUE is ours but for paths. */
static void line(out_t *out, const char *name, const char *value)
{
    if (out->plain) {
        ap_rprintf(out->r, "MyAccount%s: %s\n", name, value);
        return;
    }
    if (!out->opened) {
        ap_rputs("<dl>\n<dt>mod_myaccount, in this process</dt>\n", out->r);
        out->opened = 1;
    }
    ap_rprintf(out->r, "<dd>%s: %s</dd>\n", name, ap_escape_html(out->r->pool, value));
}

static const char *time_text(apr_time_t time, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, APR_RFC822_DATE_LEN);

    apr_rfc822_date(text, time);
    return text;
}

static const char *database_text(mya_db_t *db, apr_pool_t *pool)
{
    mya_db_state_t state;

    if (!db) {
        return "none";
    }
    mya_db_state(&state, db);
    return apr_psprintf(pool, "%d of %d connections in use, %s", state.out, state.most,
                        state.broken ? "not reached when last asked" : "ok");
}

static const char *layout_text(const mya_site_state_t *state, apr_pool_t *pool)
{
    const char *age = state->fetched
                          ? apr_psprintf(pool, "%" APR_TIME_T_FMT " s old",
                                         apr_time_sec(apr_time_now() - state->fetched))
                          : "none";

    return apr_psprintf(pool, "%s, %d failures", age, state->failures);
}

static void tell_home(out_t *out, const mya_place_of_portal_t *place, const mya_home_t *home)
{
    apr_pool_t *pool = out->r->pool;
    const char *at = apr_psprintf(pool, "%s%s/", home->server->server_hostname
                                                     ? home->server->server_hostname
                                                     : "",
                                  place->path);
    mya_site_state_t state;
    int i;

    line(out, "Portal", apr_psprintf(pool, "%s: %s, loaded %s%s", at, place->mount->portal->name,
                                     time_text(place->loaded, pool),
                                     place->develop ? ", in development" : ""));
    line(out, "Database", apr_psprintf(pool, "%s: %s", at, database_text(home->db, pool)));
    for (i = 0; mya_site_state(&state, home->site, i); ++i) {
        line(out, "Layout", apr_psprintf(pool, "%s %s: %s", at, state.lang,
                                         layout_text(&state, pool)));
    }
}

static int show(request_rec *r, int flags)
{
    const apr_array_header_t *places = mya_config_places();
    out_t out = { r, (flags & AP_STATUS_SHORT) != 0, 0 };
    int running, most, i, j;

    if (places->nelts == 0) {
        return OK;
    }
    line(&out, "Process", apr_psprintf(r->pool, "%" APR_PID_T_FMT, getpid()));
    mya_password_state(&running, &most);
    line(&out, "Hashes", apr_psprintf(r->pool, "%d of %d running", running, most));
    for (i = 0; i < places->nelts; ++i) {
        const mya_place_of_portal_t *place = APR_ARRAY_IDX(places, i, mya_place_of_portal_t *);
        for (j = 0; place->mount && j < place->homes->nelts; ++j) {
            tell_home(&out, place, &APR_ARRAY_IDX(place->homes, j, mya_home_t));
        }
    }
    if (out.opened) {
        ap_rputs("</dl>\n", r);
    }
    return OK;
}

void mya_status_register(apr_pool_t *pool)
{
    (void)pool;
    APR_OPTIONAL_HOOK(ap, status_hook, show, NULL, NULL, APR_HOOK_MIDDLE);
}
