/* SPDX-License-Identifier: Apache-2.0 */
/* base/http.c: what another web server says (libcurl) */
#include "base/http.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>
#include <apr_time.h>
#include <curl/curl.h>

#define REDIRECTS 5L
#define SCHEMES "http,https"

/* A growing buffer, with a bound. */
typedef struct taken_t {
    char *bytes;
    apr_size_t len, size, max;
    int too_large;
    apr_pool_t *pool;
} taken_t;

static size_t take(char *data, size_t size, size_t n, void *baton)
{
    taken_t *taken = baton;
    const apr_size_t len = size * n;

    if (len > taken->max - taken->len) {
        taken->too_large = 1;
        return 0;
    }
    if (taken->len + len + 1 > taken->size) {
        char *larger = apr_palloc(taken->pool, (taken->len + len + 1) * 2);
        memcpy(larger, taken->bytes, taken->len);
        taken->bytes = larger;
        taken->size = (taken->len + len + 1) * 2;
    }
    memcpy(taken->bytes + taken->len, data, len);
    taken->len += len;
    taken->bytes[taken->len] = '\0';
    return len;
}

static apr_status_t drop_handle(void *handle)
{
    curl_easy_cleanup(handle);
    return APR_SUCCESS;
}

static CURL *make_handle(taken_t *taken, const char *url, apr_interval_time_t timeout,
                         apr_pool_t *pool)
{
    CURL *curl = curl_easy_init();

    if (!curl) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, curl, drop_handle, apr_pool_cleanup_null);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, SCHEMES);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, SCHEMES);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)apr_time_as_msec(timeout));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "mod_myaccount");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, taken);
    return curl;
}

static const char *charset_of(const char *type, apr_pool_t *pool)
{
    const char *at = type;
    apr_size_t len;

    while (at && *at && strncasecmp(at, "charset=", 8) != 0) {
        ++at;
    }
    if (!at || !*at) {
        return NULL;
    }
    at += 8;
    at += *at == '"';
    len = strcspn(at, "; \t\"");
    return len ? apr_pstrmemdup(pool, at, len) : NULL;
}

int mya_http_is_url(const char *text)
{
    return strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0;
}

apr_status_t mya_http_get(mya_http_page_t *page, const char *url, apr_size_t max,
                          apr_interval_time_t timeout, mya_result_t *why, apr_pool_t *pool)
{
    taken_t taken = { apr_pstrdup(pool, ""), 0, 1, max, 0, pool };
    CURL *curl = make_handle(&taken, url, timeout, pool);
    const char *type = NULL, *last = url;
    long status = 0;
    CURLcode code;

    if (!curl) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "libcurl cannot be used");
    }
    code = curl_easy_perform(curl);
    if (taken.too_large) {
        return mya_result_tell(why, MYA_ETOOLARGE, "%s is larger than %" APR_SIZE_T_FMT " bytes",
                               url, max);
    }
    if (code != CURLE_OK) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "%s cannot be had: %s", url,
                               curl_easy_strerror(code));
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "%s answers %ld", url, status);
    }
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &last);
    page->bytes = taken.bytes;
    page->len = taken.len;
    page->charset = charset_of(type, pool);
    page->url = apr_pstrdup(pool, last);
    return APR_SUCCESS;
}
