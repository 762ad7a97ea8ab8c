/* SPDX-License-Identifier: Apache-2.0 */
/* server/site.c: the site's own page as our layout, kept for a time
 *
 * A fetched layout lives in a pool of its own and counts its users: the cache is one of them, each
 * request that shows it another, so a new one can take its place at any time.
 */
#include "server/site.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>
#include <http_log.h>

#include "base/crypto.h"
#include "base/pool.h"
#include "server/fetch.h"
#include "view/layout_csp.h"

APLOG_USE_MODULE(myaccount);

/* For how long a page is kept, unless it is said. */
#define CACHE apr_time_from_sec(60)
/* Before a page that could not be had is asked again. */
#define FAILED_PAUSE apr_time_from_sec(10)
/* A slow first page is waited for so long, by all together. */
#define FIRST_WAIT apr_time_from_sec(1)

/* A layout and who uses it. */
typedef struct held_t {
    const mya_layout_t *layout;
    apr_pool_t *pool;              /* unmanaged; NULL for the bare layout */
    int users;                     /* under site->lock */
    mya_site_t *site;
} held_t;

/* One language's. */
typedef struct entry_t {
    const char *lang;
    const char *url;               /* the page in that language */
    held_t *held;                  /* NULL: never fetched */
    apr_time_t until;              /* fresh until then */
    apr_time_t fetched;            /* when held came; 0: never */
    int failures;
    apr_time_t since;              /* somebody fetches it since then; 0: nobody */
} entry_t;

struct mya_site_t {
    const mya_mount_t *mount;
    const char *url;               /* NULL: no layout */
    const char *selector, *selector2;
    const char *const *sources;
    const apr_array_header_t *policies;   /* see config.h; or NULL */
    const mya_layout_t *bare;      /* the layout without a page, with the policy as it is said */
    apr_interval_time_t cache;
    apr_thread_mutex_t *lock;
    apr_thread_cond_t *fetched;    /* some entry was */
    entry_t *entries;
    int nentries;
};

/* LAYOUT with the policy that SITE adds to, in POOL. */
static const mya_layout_t *add_policies(const mya_layout_t *layout, const mya_site_t *site,
                                        apr_pool_t *pool)
{
    const apr_array_header_t *all = site->policies;
    mya_layout_t *own;
    int i;

    if (!all) {
        return layout;
    }
    own = apr_pmemdup(pool, layout, sizeof(*layout));
    for (i = 0; i + 1 < all->nelts; i += 2) {
        own->csp = mya_layout_csp_add(own->csp, APR_ARRAY_IDX(all, i, const char *),
                                      APR_ARRAY_IDX(all, i + 1, const char *), pool);
    }
    return own;
}

/* URL in LANG: "/{lang}/index.html" is "/nb/index.html". */
static const char *in_language(const char *url, const char *lang, apr_pool_t *pool)
{
    const char *at = url ? strstr(url, "{lang}") : NULL;

    return at ? apr_pstrcat(pool, apr_pstrmemdup(pool, url, (apr_size_t)(at - url)), lang,
                            in_language(at + strlen("{lang}"), lang, pool), NULL)
              : url;
}

mya_site_t *mya_site_make(const mya_dir_t *dir, const mya_mount_t *mount, apr_pool_t *pool)
{
    mya_site_t *site = apr_pcalloc(pool, sizeof(*site));
    int i;

    site->mount = mount;
    site->url = dir->layout && strcasecmp(dir->layout, "none") ? dir->layout : NULL;
    site->selector = dir->selector;
    site->selector2 = dir->selector2;
    site->cache = dir->layout_cache >= 0 ? dir->layout_cache : dir->development > 0 ? 0 : CACHE;
    site->policies = dir->policies;
    site->bare = add_policies(mya_layout_bare(), site, pool);
    if (dir->sources) {
        const char **sources = apr_pcalloc(pool, ((apr_size_t)dir->sources->nelts + 1)
                                                     * sizeof(*sources));
        memcpy(sources, dir->sources->elts, (apr_size_t)dir->sources->nelts * sizeof(*sources));
        site->sources = sources;
    }
    apr_thread_mutex_create(&site->lock, APR_THREAD_MUTEX_DEFAULT, pool);
    apr_thread_cond_create(&site->fetched, pool);
    site->nentries = mount->portal->nlanguages;
    site->entries = apr_pcalloc(pool, (apr_size_t)site->nentries * sizeof(*site->entries));
    for (i = 0; i < site->nentries; ++i) {
        site->entries[i].lang = mount->portal->texts[i]->lang;
        site->entries[i].url = in_language(site->url, site->entries[i].lang, pool);
    }
    return site;
}

/* --- keeping it --- */

static int is_noted(const mya_layout_t *layout, const char *note)
{
    int i;

    for (i = 0; layout && layout->notes && i < layout->notes->nelts; ++i) {
        if (!strcmp(APR_ARRAY_IDX(layout->notes, i, const char *), note)) {
            return 1;
        }
    }
    return 0;
}

/* What is noted of LAYOUT and was not of the one before: a notice, which no LogLevel hides, since
 * a menu that is dead without its script is else a riddle. Who calls fetches ENTRY's page, so
 * nobody else replaces what it holds. */
static void log_notes(const entry_t *entry, const mya_layout_t *layout, request_rec *r)
{
    const mya_layout_t *before = entry->held ? entry->held->layout : NULL;
    int i;

    for (i = 0; layout->notes && i < layout->notes->nelts; ++i) {
        const char *note = APR_ARRAY_IDX(layout->notes, i, const char *);
        if (!is_noted(before, note)) {
            ap_log_rerror(APLOG_MARK, APLOG_NOTICE, 0, r, "layout page %s: %s", entry->url, note);
        }
    }
}

/* The host of ORIGIN: "www.example.com:8443" of "https://www.example.com:8443". */
static const char *host_of(const char *origin)
{
    const char *at = strstr(origin, "://");

    return at ? at + 3 : origin;
}

/* Fetch and cut the page; NULL and a line in the log if it cannot be had. */
static held_t *make_held(mya_site_t *site, const entry_t *entry, request_rec *r)
{
    const char *origin = site->mount->origins[0];
    mya_layout_spec_t spec = { entry->url, site->selector, site->selector2, origin, site->sources,
                               NULL };
    mya_fetch_t what = { entry->url, host_of(origin), entry->lang, site->mount->path, NULL };
    mya_result_t *why = mya_result_make(r->pool);
    const mya_layout_t *layout = NULL;
    const char *charset = NULL;
    apr_pool_t *pool = NULL;
    held_t *held;
    apr_size_t len;
    char *html;
    apr_status_t rv = mya_crypto_token(&what.marker, 16, r->pool);

    spec.marker = what.marker;
    if (rv != APR_SUCCESS
        || (rv = mya_fetch(&html, &len, &charset, &what, r, why)) != APR_SUCCESS
        || (rv = mya_pool_make(&pool)) != APR_SUCCESS
        || (rv = mya_layout_split(&layout, html, len, charset, &spec, why, pool)) != APR_SUCCESS) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, "no new layout: %s",
                      why->detail ? why->detail : "out of memory or randomness");
        if (pool) {
            apr_pool_destroy(pool);
        }
        return NULL;
    }
    log_notes(entry, layout, r);
    held = apr_pcalloc(pool, sizeof(*held));
    held->layout = add_policies(layout, site, pool);
    held->pool = pool;
    held->site = site;
    return held;
}

static void leave_locked(held_t *held)
{
    if (held && --held->users == 0) {
        apr_pool_destroy(held->pool);
    }
}

static apr_status_t leave(void *data)
{
    held_t *held = data;
    apr_thread_mutex_t *lock = held->site->lock;

    apr_thread_mutex_lock(lock);
    leave_locked(held);
    apr_thread_mutex_unlock(lock);
    return APR_SUCCESS;
}

static const mya_layout_t *use_locked(held_t *held, const mya_site_t *site, request_rec *r)
{
    if (!held) {
        return site->bare;
    }
    ++held->users;
    apr_pool_cleanup_register(r->pool, held, leave, apr_pool_cleanup_null);
    return held->layout;
}

static entry_t *find_entry(mya_site_t *site, const char *lang)
{
    int i;

    for (i = 0; i < site->nentries; ++i) {
        if (!strcmp(site->entries[i].lang, lang)) {
            return &site->entries[i];
        }
    }
    return &site->entries[0];
}

/* Put FRESH in the place of the old one. NULL: it could not be had, the old one stays for a
 * while. */
static void replace_locked(mya_site_t *site, entry_t *entry, held_t *fresh)
{
    entry->since = 0;
    entry->until = apr_time_now() + (fresh ? site->cache : FAILED_PAUSE);
    entry->failures += !fresh;
    if (fresh) {
        entry->fetched = apr_time_now();
        leave_locked(entry->held);
        entry->held = fresh;
        ++fresh->users;
    }
    apr_thread_cond_broadcast(site->fetched);
}

/* Must the caller fetch it? Else what is held is to be used. While somebody fetches the very first
 * one the others wait for it, but none longer than FIRST_WAIT after it began: a site's page that
 * hangs must not take all threads of the server along. */
static int must_fetch_locked(mya_site_t *site, entry_t *entry)
{
    while (entry->since && !entry->held) {
        const apr_interval_time_t left = entry->since + FIRST_WAIT - apr_time_now();
        if (left <= 0
            || apr_thread_cond_timedwait(site->fetched, site->lock, left) != APR_SUCCESS) {
            return 0;
        }
    }
    return !entry->since && entry->until <= apr_time_now();
}

const mya_layout_t *mya_site_layout(mya_site_t *site, request_rec *r, const char *lang)
{
    entry_t *entry = find_entry(site, lang);
    const mya_layout_t *layout;

    if (!site->url) {
        return site->bare;
    }
    apr_thread_mutex_lock(site->lock);
    if (must_fetch_locked(site, entry)) {
        held_t *fresh;
        entry->since = apr_time_now();
        apr_thread_mutex_unlock(site->lock);
        fresh = make_held(site, entry, r);
        apr_thread_mutex_lock(site->lock);
        replace_locked(site, entry, fresh);
    }
    layout = use_locked(entry->held, site, r);
    apr_thread_mutex_unlock(site->lock);
    return layout;
}

int mya_site_state(mya_site_state_t *state, mya_site_t *site, int index)
{
    const entry_t *entry;

    if (!site->url || index >= site->nentries) {
        return 0;
    }
    entry = &site->entries[index];
    apr_thread_mutex_lock(site->lock);
    state->lang = entry->lang;
    state->fetched = entry->fetched;
    state->failures = entry->failures;
    apr_thread_mutex_unlock(site->lock);
    return 1;
}
