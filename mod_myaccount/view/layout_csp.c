/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_csp.c: the Content-Security-Policy that a site's page needs, and not more */
#include "view/layout_csp.h"

#include <string.h>
#include <strings.h>

#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "base/crypto.h"

/* One directive of the policy: what stands in it always, and whether the listed sources do. */
typedef struct rule_t {
    const char *name;
    const char *always;
    int listed;
} rule_t;

/* form-action and connect-src have no listed sources: these carry data away. Fonts come as data:
 * addresses in many a style sheet that we do not read. */
static const rule_t rules[] = {
    [MYA_LAYOUT_SCRIPT] = { "script-src", "'self'", 1 },
    [MYA_LAYOUT_STYLES] = { "style-src", "'self'", 1 },
    [MYA_LAYOUT_IMG] = { "img-src", "'self' data:", 1 },
    [MYA_LAYOUT_FONTS] = { "font-src", "'self' data:", 1 },
    [MYA_LAYOUT_MEDIA] = { "media-src", "'self'", 1 },
    [MYA_LAYOUT_FRAME] = { "frame-src", "'self'", 1 },
    [MYA_LAYOUT_FORM] = { "form-action", "'self'", 0 },
};

struct mya_layout_csp_t {
    apr_array_header_t *words[MYA_LAYOUT_RULES];  /* const char *, in the order of the page */
    apr_hash_t *known[MYA_LAYOUT_RULES];          /* the same, to say each once */
    int attributes[MYA_LAYOUT_RULES];             /* hashes of attributes are among them */
    apr_pool_t *pool;
};

static void add(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *word)
{
    if (!apr_hash_get(csp->known[rule], word, APR_HASH_KEY_STRING)) {
        word = apr_pstrdup(csp->pool, word);
        apr_hash_set(csp->known[rule], word, APR_HASH_KEY_STRING, word);
        APR_ARRAY_PUSH(csp->words[rule], const char *) = word;
    }
}

mya_layout_csp_t *mya_layout_csp_make(const char *const *sources, apr_pool_t *pool)
{
    mya_layout_csp_t *csp = apr_pcalloc(pool, sizeof(*csp));

    csp->pool = pool;
    for (int i = 0; i < MYA_LAYOUT_RULES; i++) {
        csp->words[i] = apr_array_make(pool, 4, sizeof(const char *));
        csp->known[i] = apr_hash_make(pool);
        for (const char *const *source = sources; rules[i].listed && source && *source; source++) {
            add(csp, (mya_layout_rule_e)i, *source);
        }
    }
    return csp;
}

/* The length of "https://" at the head of SOURCE; 0 if it is anything else. */
static apr_size_t scheme_of(const char *source)
{
    return strncasecmp(source, "https://", 8) == 0 ? 8
         : strncasecmp(source, "http://", 7) == 0 ? 7 : 0;
}

static int is_source(const char *source)
{
    apr_size_t len = scheme_of(source);
    const char *p = source + len;

    if (!len) {
        return 0;
    }
    if (strncmp(p, "*.", 2) == 0) {
        p += 2;
    }
    if (!apr_isalnum(*p) && *p != '[') {
        return 0;
    }
    while (apr_isalnum(*p) || (*p && strchr("-.:[]", *p))) {
        p++;
    }
    if (*p && *p != '/') {
        return 0;
    }
    while (apr_isalnum(*p) || (*p && strchr("-._~/@+%", *p))) {
        p++;
    }
    return *p == '\0';
}

apr_status_t mya_layout_csp_check(const char *const *sources, mya_result_t *why)
{
    for (; sources && *sources; sources++) {
        if (!is_source(*sources)) {
            return mya_result_tell(why, MYA_ECONFIG,
                                   "MyAccountLayoutSources: \"%s\" is no source; it looks like"
                                   " https://cdn.example or https://*.cdn.example/npm/", *sources);
        }
    }
    return APR_SUCCESS;
}

/* The path of SOURCE or URL, after its host; "" if it has none. */
static const char *path_of(const char *url)
{
    const char *host = strstr(url, "//");

    url = host ? host + 2 : url;
    return url + strcspn(url, "/?#");
}

/* Policies match a path that ends in '/' by its beginning, another as a whole. */
static int path_fits(const char *source, const char *url)
{
    apr_size_t len = strlen(source);
    apr_size_t url_len = strcspn(url, "?#");

    if (len == 0 || strcmp(source, "/") == 0) {
        return 1;
    }
    return strncmp(source, url, len) == 0 && (source[len - 1] == '/' || url_len == len);
}

static int host_fits(const char *source, apr_size_t len, const char *host)
{
    apr_size_t host_len = strlen(host);

    if (*source == '*') {
        source++;
        len--;
        return host_len > len && strncasecmp(source, host + host_len - len, len) == 0;
    }
    return host_len == len && strncasecmp(source, host, len) == 0;
}

static int fits(const char *source, const char *origin, const char *url)
{
    apr_size_t scheme = scheme_of(source);
    const char *host = source + scheme;
    apr_size_t len = strcspn(host, "/");
    const char *port = scheme == 8 ? ":443" : ":80";
    apr_size_t port_len = strlen(port);

    if (scheme == 8 && scheme_of(origin) == 7) {
        return 0;
    }
    if (len > port_len && strncmp(host + len - port_len, port, port_len) == 0) {
        len -= port_len;
    }
    return host_fits(host, len, origin + scheme_of(origin)) && path_fits(host + strcspn(host, "/"),
                                                                         path_of(url));
}

int mya_layout_csp_lists(const char *const *sources, const char *origin, const char *url)
{
    for (; sources && *sources; sources++) {
        if (fits(*sources, origin, url)) {
            return 1;
        }
    }
    return 0;
}

void mya_layout_csp_origin(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *origin)
{
    if (rule != MYA_LAYOUT_NO_RULE) {
        add(csp, rule, origin);
    }
}

void mya_layout_csp_inline(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *text,
                           apr_size_t len)
{
    unsigned char digest[32];

    mya_crypto_sha256(digest, text, len);
    add(csp, rule, apr_pstrcat(csp->pool, "'sha256-",
                               mya_crypto_base64(digest, sizeof(digest), csp->pool), "'", NULL));
}

void mya_layout_csp_attribute(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *value)
{
    csp->attributes[rule] = 1;
    mya_layout_csp_inline(csp, rule, value, strlen(value));
}

static const char *rule_text(const mya_layout_csp_t *csp, mya_layout_rule_e rule, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "; ", rules[rule].name, " ", rules[rule].always,
                       csp->attributes[rule] ? " 'unsafe-hashes'" : "",
                       csp->words[rule]->nelts ? " " : "",
                       apr_array_pstrcat(pool, csp->words[rule], ' '), NULL);
}

const char *mya_layout_csp_text(const mya_layout_csp_t *csp, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "default-src 'none'; base-uri 'none'; object-src 'none';"
                       " frame-ancestors 'none'",
                       rule_text(csp, MYA_LAYOUT_FORM, pool),
                       rule_text(csp, MYA_LAYOUT_SCRIPT, pool),
                       rule_text(csp, MYA_LAYOUT_STYLES, pool),
                       rule_text(csp, MYA_LAYOUT_IMG, pool),
                       rule_text(csp, MYA_LAYOUT_FONTS, pool),
                       "; connect-src 'self'",
                       rule_text(csp, MYA_LAYOUT_MEDIA, pool),
                       rule_text(csp, MYA_LAYOUT_FRAME, pool),
                       "; manifest-src 'self'", NULL);
}

/* --- what the web admin adds --- */

static const char *const addable[] = { "connect-src", "font-src", "form-action", "frame-src",
                                       "img-src", "media-src", "style-src" };

static int is_addable(const char *directive)
{
    for (apr_size_t i = 0; i < sizeof(addable) / sizeof(addable[0]); i++) {
        if (strcmp(addable[i], directive) == 0) {
            return 1;
        }
    }
    return 0;
}

apr_status_t mya_layout_csp_check_addition(const char *directive, const char *source,
                                           mya_result_t *why)
{
    if (strcasecmp(directive, "script-src") == 0) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountContentSecurityPolicy adds no scripts; whose scripts the"
                               " layout may load says MyAccountLayoutSources");
    }
    if (!is_addable(directive)) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountContentSecurityPolicy: \"%s\" cannot be added to; what can"
                               " is connect-src, font-src, form-action, frame-src, img-src,"
                               " media-src, style-src", directive);
    }
    if (!is_source(source)) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountContentSecurityPolicy: \"%s\" is no host that can be added"
                               " to %s; it looks like https://pay.example or"
                               " https://*.pay.example", source, directive);
    }
    return APR_SUCCESS;
}

/* Where DIRECTIVE stands in POLICY; NULL if it is not there. */
static const char *find_directive(const char *policy, const char *directive)
{
    apr_size_t len = strlen(directive);

    while (policy && *policy) {
        policy += strspn(policy, "; ");
        if (strncmp(policy, directive, len) == 0 && policy[len] == ' ') {
            return policy;
        }
        policy = strchr(policy, ';');
    }
    return NULL;
}

const char *mya_layout_csp_add(const char *policy, const char *directive, const char *source,
                               apr_pool_t *pool)
{
    const char *at = find_directive(policy, directive);
    apr_size_t len;

    if (!at) {
        return apr_pstrcat(pool, policy, "; ", directive, " 'self' ", source, NULL);
    }
    len = (apr_size_t)(at - policy) + strcspn(at, ";");
    return apr_pstrcat(pool, apr_pstrmemdup(pool, policy, len), " ", source, policy + len, NULL);
}
