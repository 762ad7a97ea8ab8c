/* SPDX-License-Identifier: Apache-2.0 */
/* server/site.c: the site's own page as our layout: fetched by subrequest, kept for a time
 *
 * A fetched layout lives in a pool of its own and counts its users: the cache is one of them, each
 * request that shows it another, so a new one can take its place at any time.
 */
#include "server/site.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <util_filter.h>

#include "base/crypto.h"

APLOG_USE_MODULE(myaccount);

#define FILTER "MYACCOUNT_LAYOUT"
#define PAGE_MAX (2 * 1024 * 1024)
#define FAILED_PAUSE apr_time_from_sec(10)    /* before a page that could not be had is asked again */
#define NOTE_MARKER "myaccount-layout"
#define NOTE_MOUNT "myaccount-layout-of"

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
    held_t *held;                  /* NULL: never fetched */
    apr_time_t until;              /* fresh until then */
    int refreshing;                /* somebody is at it */
} entry_t;

struct mya_site_t {
    const mya_mount_t *mount;
    const char *url;               /* NULL: no layout */
    const char *selector, *selector2;
    const char *const *sources;
    apr_interval_time_t cache;
    apr_thread_mutex_t *lock;
    entry_t *entries;
    int nentries;
};

mya_site_t *mya_site_make(const mya_dir_t *dir, const mya_mount_t *mount, apr_pool_t *pool)
{
    mya_site_t *site = apr_pcalloc(pool, sizeof(*site));
    int i;

    site->mount = mount;
    site->url = dir->layout && strcasecmp(dir->layout, "none") ? dir->layout : NULL;
    site->selector = dir->selector;
    site->selector2 = dir->selector2;
    site->cache = dir->layout_cache >= 0 ? dir->layout_cache : apr_time_from_sec(60);
    if (dir->sources) {
        const char **sources = apr_pcalloc(pool, ((apr_size_t)dir->sources->nelts + 1)
                                                     * sizeof(*sources));
        memcpy(sources, dir->sources->elts, (apr_size_t)dir->sources->nelts * sizeof(*sources));
        site->sources = sources;
    }
    apr_thread_mutex_create(&site->lock, APR_THREAD_MUTEX_DEFAULT, pool);
    site->nentries = mount->portal->nlanguages;
    site->entries = apr_pcalloc(pool, (apr_size_t)site->nentries * sizeof(*site->entries));
    for (i = 0; i < site->nentries; ++i) {
        site->entries[i].lang = mount->portal->texts[i]->lang;
    }
    return site;
}

/* --- catching the page --- */

typedef struct catch_t {
    apr_bucket_brigade *bytes;
    apr_off_t len;
    int too_large;
} catch_t;

static apr_status_t catch_page(ap_filter_t *f, apr_bucket_brigade *bb)
{
    catch_t *page = f->ctx;
    apr_bucket *b;

    for (b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb); b = APR_BUCKET_NEXT(b)) {
        const char *data;
        apr_size_t len;
        if (APR_BUCKET_IS_METADATA(b)
            || apr_bucket_read(b, &data, &len, APR_BLOCK_READ) != APR_SUCCESS) {
            continue;
        }
        page->len += (apr_off_t)len;
        if (page->len > PAGE_MAX) {
            page->too_large = 1;
            break;
        }
        apr_brigade_write(page->bytes, NULL, NULL, data, len);
    }
    apr_brigade_cleanup(bb);
    return APR_SUCCESS;
}

void mya_site_register(apr_pool_t *pool)
{
    (void)pool;
    ap_register_output_filter(FILTER, catch_page, NULL, AP_FTYPE_CONTENT_SET - 1);
}

/* The page is fetched for everybody: nothing of this visitor may reach it. */
static void make_anonymous(request_rec *rr, const char *lang)
{
    static const char *const gone[] = {
        "Cookie", "Authorization", "Range", "If-Range", "If-Match", "If-None-Match",
        "If-Modified-Since", "If-Unmodified-Since", "Accept-Encoding", "Content-Length",
        "Content-Type", "Transfer-Encoding", "Referer", "Origin", "User-Agent", "Expect"
    };
    apr_size_t i;

    for (i = 0; i < sizeof(gone) / sizeof(gone[0]); ++i) {
        apr_table_unset(rr->headers_in, gone[i]);
    }
    apr_table_setn(rr->headers_in, "Accept-Language", lang);
    rr->args = NULL;
    rr->header_only = 0;
}

/* The charset parameter of the page's Content-Type (RFC 9110, 8.3.1), quoted or not; NULL if unsaid. */
static const char *charset_of(const request_rec *rr)
{
    const char *at = rr->content_type ? ap_strcasestr(rr->content_type, "charset=") : NULL;
    apr_size_t len;

    if (!at) {
        return NULL;
    }
    at += strlen("charset=");
    at += *at == '"';
    len = strcspn(at, "; \t\"");
    return len ? apr_pstrmemdup(rr->pool, at, len) : NULL;
}

/* The bytes of the layout page in *HTML, in r->pool. */
static apr_status_t fetch(char **html, apr_size_t *len, const char **charset,
                          const mya_site_t *site, const char *marker, const char *lang,
                          request_rec *r, mya_result_t *why)
{
    request_rec *rr = ap_sub_req_method_uri("GET", site->url, r, NULL);
    catch_t page = { apr_brigade_create(r->pool, r->connection->bucket_alloc), 0, 0 };
    apr_status_t rv = APR_SUCCESS;
    int code;

    if (rr->status != HTTP_OK) {
        rv = mya_result_tell(why, APR_EGENERAL, "the layout page %s answers %d", site->url,
                             rr->status);
        ap_destroy_sub_req(rr);
        return rv;
    }
    make_anonymous(rr, lang);
    apr_table_setn(rr->notes, NOTE_MARKER, marker);
    apr_table_setn(rr->notes, NOTE_MOUNT, site->mount->path);
    ap_add_output_filter(FILTER, &page, rr, rr->connection);
    code = ap_run_sub_req(rr);
    /* a missing file tells it by the one, a proxied page by the other */
    if ((code != OK && code != HTTP_OK) || rr->status != HTTP_OK) {
        rv = mya_result_tell(why, APR_EGENERAL, "the layout page %s answers %d", site->url,
                             code != OK && code != HTTP_OK ? code : rr->status);
    }
    else if (page.too_large) {
        rv = mya_result_tell(why, APR_EGENERAL, "the layout page %s is larger than 2 MB",
                             site->url);
    }
    else {
        const char *found = charset_of(rr);
        *charset = found ? apr_pstrdup(r->pool, found) : NULL;
        rv = apr_brigade_pflatten(page.bytes, html, len, r->pool);
    }
    ap_destroy_sub_req(rr);
    return rv;
}

/* --- keeping it --- */

static apr_status_t make_pool(apr_pool_t **pool)
{
    apr_allocator_t *allocator;
    apr_status_t rv = apr_allocator_create(&allocator);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = apr_pool_create_unmanaged_ex(pool, NULL, allocator);
    if (rv != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return rv;
    }
    apr_allocator_owner_set(allocator, *pool);
    return APR_SUCCESS;
}

static void log_notes(const mya_site_t *site, const mya_layout_t *layout, request_rec *r)
{
    int i;

    for (i = 0; layout->notes && i < layout->notes->nelts; ++i) {
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "layout page %s: %s", site->url,
                      APR_ARRAY_IDX(layout->notes, i, const char *));
    }
}

/* Fetch and cut the page; NULL and a line in the log if it cannot be had. */
static held_t *make_held(mya_site_t *site, const char *lang, request_rec *r)
{
    mya_layout_spec_t spec = { site->url, site->selector, site->selector2,
                               site->mount->origins[0], site->sources, NULL };
    mya_result_t *why = mya_result_make(r->pool);
    const mya_layout_t *layout = NULL;
    const char *charset = NULL;
    apr_pool_t *pool = NULL;
    held_t *held;
    apr_size_t len;
    char *html;

    if (mya_crypto_token(&spec.marker, 16, r->pool) != APR_SUCCESS
        || fetch(&html, &len, &charset, site, spec.marker, lang, r, why) != APR_SUCCESS
        || make_pool(&pool) != APR_SUCCESS
        || mya_layout_split(&layout, html, len, charset, &spec, why, pool) != APR_SUCCESS) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r,
                      "no layout, pages are shown bare: %s",
                      why->detail ? why->detail : "out of memory or randomness");
        if (pool) {
            apr_pool_destroy(pool);
        }
        return NULL;
    }
    log_notes(site, layout, r);
    held = apr_pcalloc(pool, sizeof(*held));
    held->layout = layout;
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

static const mya_layout_t *use_locked(held_t *held, request_rec *r)
{
    if (!held) {
        return mya_layout_bare();
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

/* Put FRESH (may be NULL: could not be had) in the place of the old one. */
static void replace_locked(mya_site_t *site, entry_t *entry, held_t *fresh)
{
    entry->refreshing = 0;
    entry->until = apr_time_now() + (fresh ? site->cache : FAILED_PAUSE);
    leave_locked(entry->held);
    entry->held = fresh;
    if (fresh) {
        ++fresh->users;
    }
}

const mya_layout_t *mya_site_layout(mya_site_t *site, request_rec *r, const char *lang)
{
    entry_t *entry = find_entry(site, lang);
    const mya_layout_t *layout;
    held_t *fresh;

    if (!site->url) {
        return mya_layout_bare();
    }
    apr_thread_mutex_lock(site->lock);
    if (entry->until > apr_time_now() || (entry->refreshing && entry->held)) {
        layout = use_locked(entry->held, r);
        apr_thread_mutex_unlock(site->lock);
        return layout;
    }
    entry->refreshing = 1;
    apr_thread_mutex_unlock(site->lock);

    fresh = make_held(site, lang, r);

    apr_thread_mutex_lock(site->lock);
    replace_locked(site, entry, fresh);
    layout = use_locked(entry->held, r);
    apr_thread_mutex_unlock(site->lock);
    return layout;
}

int mya_site_fetching(const char **marker, const request_rec *r, const char *path)
{
    for (; r; r = r->main ? r->main : r->prev) {
        const char *of = apr_table_get(r->notes, NOTE_MOUNT);
        if (of) {
            *marker = strcmp(of, path) ? NULL : apr_table_get(r->notes, NOTE_MARKER);
            return 1;
        }
    }
    return 0;
}
