/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_url.c: the addresses in a site's page, made to mean the same from any page of ours */
#include "view/layout_url.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

/* As browsers do before they look at an address: no white space around it, no line ends in it. */
static char *trim(const char *url, apr_pool_t *pool)
{
    apr_size_t len = strlen(url);
    char *copy;
    char *to;

    while (len && (unsigned char)*url <= ' ') {
        url++;
        len--;
    }
    while (len && (unsigned char)url[len - 1] <= ' ') {
        len--;
    }
    to = copy = apr_pstrmemdup(pool, url, len);
    for (const char *from = copy; *from; from++) {
        if (*from != '\t' && *from != '\r' && *from != '\n') {
            *to++ = *from;
        }
    }
    *to = '\0';
    return copy;
}

/* The length of "https:" at the head of URL, 0 if it has no scheme. */
static apr_size_t scheme_of(const char *url)
{
    const char *p = url;

    if (!apr_isalpha(*p)) {
        return 0;
    }
    while (apr_isalnum(*p) || (*p && strchr("+-.", *p))) {
        p++;
    }
    return *p == ':' ? (apr_size_t)(p - url) + 1 : 0;
}

static int is_slash(char c)
{
    return c == '/' || c == '\\';
}

static int is_web(const char *url, apr_size_t scheme)
{
    return (scheme == 5 && strncasecmp(url, "http:", 5) == 0)
        || (scheme == 6 && strncasecmp(url, "https:", 6) == 0);
}

/* PATH so that it can stand in an attribute, in CSS and in a header, whatever it was. */
static const char *encode_path(const char *path, apr_pool_t *pool)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = apr_palloc(pool, 3 * strlen(path) + 1);
    char *to = out;

    for (; *path && *path != '?' && *path != '#'; path++) {
        if (apr_isalnum(*path) || strchr("-._~/!$&*+,;=:@%", *path)) {
            *to++ = *path;
        }
        else {
            *to++ = '%';
            *to++ = hex[(unsigned char)*path >> 4];
            *to++ = hex[(unsigned char)*path & 15];
        }
    }
    *to = '\0';
    return out;
}

/* PATH, which begins with '/', without "." and ".." (RFC 3986, 5.2.4). What follows '?' stays. */
static const char *plain_path(const char *path, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(path) + 2);
    char *to = out;

    while (is_slash(*path)) {
        apr_size_t len = 1 + strcspn(path + 1, "/\\?#");
        int dots = len == 2 && path[1] == '.' ? 1
                 : len == 3 && memcmp(path + 1, "..", 2) == 0 ? 2 : 0;
        if (dots == 2) {
            while (to > out && *--to != '/') {
            }
        }
        if (!dots) {
            *to++ = '/';
            memcpy(to, path + 1, len - 1);
            to += len - 1;
        }
        else if (!is_slash(path[len])) {
            *to++ = '/';
        }
        path += len;
    }
    strcpy(to, path);
    return out;
}

/* The host and port of "//www.example.com:443/x", after its slashes; NULL if it is no plain host
 * name. */
static const char *read_host(const char *after, const char *scheme, apr_pool_t *pool)
{
    apr_size_t len = strcspn(after, "/\\?#");
    const char *user = memchr(after, '@', len);
    const char *port = strcasecmp(scheme, "http") == 0 ? ":80" : ":443";
    apr_size_t port_len = strlen(port);
    char *host;

    if (user) {
        len -= (apr_size_t)(user + 1 - after);
        after = user + 1;
    }
    if (len > port_len && strncmp(after + len - port_len, port, port_len) == 0) {
        len -= port_len;
    }
    host = apr_pstrmemdup(pool, after, len);
    for (char *p = host; *p; p++) {
        if (!apr_isalnum(*p) && !strchr("-._:[]", *p)) {
            return NULL;
        }
        *p = (char)apr_tolower(*p);
    }
    return apr_isalnum(*host) || *host == '[' ? host : NULL;
}

/* Split an address with a host into *SCHEME and *HOST; 0 if URL is of another kind. */
static int read_origin(const char **scheme, const char **host, const char *url,
                       const char *default_scheme, apr_pool_t *pool)
{
    apr_size_t len = scheme_of(url);

    if (len && !is_web(url, len)) {
        return 0;
    }
    *scheme = len ? (len == 5 ? "http" : "https") : default_scheme;
    url += len;
    if (!is_slash(url[0]) || !is_slash(url[1])) {
        return 0;
    }
    *host = read_host(url + 2, *scheme, pool);
    return 1;
}

static const char *path_of(const char *url)
{
    const char *path = url + scheme_of(url) + 2;

    path += strcspn(path, "/\\?#");
    return is_slash(*path) ? path : "/";
}

const mya_layout_base_t *mya_layout_url_base(const char *url, const char *own, const char *href,
                                             apr_pool_t *pool)
{
    mya_layout_base_t *base = apr_pcalloc(pool, sizeof(*base));
    const char *scheme;
    const char *host = NULL;
    const char *target;

    base->scheme = "https";
    if (own && read_origin(&scheme, &host, own, "https", pool)) {
        base->scheme = scheme;
        base->host = host;
    }
    base->page = plain_path(encode_path(*url == '/' ? url : "/", pool), pool);
    base->path = base->page;
    base->origin = "";
    if (!href) {
        return base;
    }
    target = trim(href, pool);
    if (read_origin(&scheme, &host, target, base->scheme, pool)) {
        base->path = plain_path(encode_path(path_of(target), pool), pool);
        if (host && (!base->host || strcmp(host, base->host) != 0)) {
            base->origin = apr_pstrcat(pool, scheme, "://", host, NULL);
        }
        return base;
    }
    if (!scheme_of(target)) {
        const char *rooted = mya_layout_url_rooted(base, target, pool);
        base->path = encode_path(rooted ? rooted : *target == '/' ? target : base->page, pool);
    }
    return base;
}

const char *mya_layout_url_rooted(const mya_layout_base_t *base, const char *url, apr_pool_t *pool)
{
    const char *ref = trim(url, pool);
    const char *folder = base->path;
    apr_size_t len = 0;

    if (*ref == '#' || scheme_of(ref) || (is_slash(ref[0]) && is_slash(ref[1]))) {
        return NULL;
    }
    if (is_slash(*ref)) {
        return *base->origin ? apr_pstrcat(pool, base->origin, ref, NULL) : NULL;
    }
    if (!*ref || *ref == '?') {
        return apr_pstrcat(pool, base->origin, base->path, ref, NULL);
    }
    for (apr_size_t i = 0; folder[i]; i++) {
        if (folder[i] == '/') {
            len = i + 1;
        }
    }
    folder = apr_pstrmemdup(pool, folder, len);
    return apr_pstrcat(pool, base->origin, plain_path(apr_pstrcat(pool, folder, ref, NULL), pool),
                       NULL);
}

mya_layout_whose_e mya_layout_url_whose(const char **origin, const mya_layout_base_t *base,
                                        const char *url, apr_pool_t *pool)
{
    const char *ref = trim(url, pool);
    const char *scheme;
    const char *host;

    *origin = NULL;
    if (read_origin(&scheme, &host, ref, base->scheme, pool)) {
        if (!host) {
            return MYA_LAYOUT_NOBODYS;
        }
        if (base->host && strcmp(host, base->host) == 0) {
            return MYA_LAYOUT_OWN;
        }
        *origin = apr_pstrcat(pool, scheme, "://", host, NULL);
        return MYA_LAYOUT_FOREIGN;
    }
    if (*ref == '#' || scheme_of(ref)) {
        return MYA_LAYOUT_NOBODYS;
    }
    *origin = *base->origin ? base->origin : NULL;
    return *base->origin ? MYA_LAYOUT_FOREIGN : MYA_LAYOUT_OWN;
}

/* A text in which addresses are visited; PARTS are what the new text is made of, up to DONE. */
typedef struct copy_t {
    const char *text;
    apr_size_t done;
    apr_array_header_t *parts;  /* const char *; NULL until something changes */
    mya_layout_url_fn *visit;
    void *baton;
    apr_pool_t *pool;
} copy_t;

static void visit(copy_t *copy, mya_layout_use_e use, apr_size_t start, apr_size_t end)
{
    const char *url = apr_pstrmemdup(copy->pool, copy->text + start, end - start);
    const char *other;

    if (!*url || strchr(url, '\\')) {
        return;
    }
    other = copy->visit(copy->baton, use, url);
    if (other) {
        if (!copy->parts) {
            copy->parts = apr_array_make(copy->pool, 8, sizeof(const char *));
        }
        APR_ARRAY_PUSH(copy->parts, const char *) =
            apr_pstrmemdup(copy->pool, copy->text + copy->done, start - copy->done);
        APR_ARRAY_PUSH(copy->parts, const char *) = other;
        copy->done = end;
    }
}

static const char *finish(copy_t *copy, apr_size_t len)
{
    if (!copy->parts) {
        return NULL;
    }
    APR_ARRAY_PUSH(copy->parts, const char *) =
        apr_pstrmemdup(copy->pool, copy->text + copy->done, len - copy->done);
    return apr_array_pstrcat(copy->pool, copy->parts, 0);
}

const char *mya_layout_url_srcset(const char *value, mya_layout_url_fn *fn, void *baton,
                                  apr_pool_t *pool)
{
    copy_t copy = { value, 0, NULL, fn, baton, pool };
    apr_size_t at = 0;

    for (;;) {
        at += strspn(value + at, " \t\r\n\f,");
        if (!value[at]) {
            return finish(&copy, at);
        }
        apr_size_t start = at;
        at += strcspn(value + at, " \t\r\n\f");
        apr_size_t end = at;
        while (value[end - 1] == ',') {
            end--;
        }
        visit(&copy, MYA_LAYOUT_IMAGE, start, end);
        if (end == at) {
            int open = 0;
            for (; value[at] && (open || value[at] != ','); at++) {
                open += value[at] == '(' ? 1 : value[at] == ')' && open ? -1 : 0;
            }
        }
    }
}

/* Where reading of a style sheet stands. */
typedef struct css_t {
    copy_t copy;
    apr_size_t len;
    int importing;  /* between @import and its address */
    int face;       /* in @font-face, up to its '}' */
} css_t;

static apr_size_t skip_blank(const css_t *css, apr_size_t at)
{
    while (at < css->len && apr_isspace(css->copy.text[at])) {
        at++;
    }
    return at;
}

/* The end of the string whose quote stands at AT: after its closing quote. */
static apr_size_t skip_string(const css_t *css, apr_size_t at)
{
    const char *text = css->copy.text;
    char quote = text[at++];

    while (at < css->len && text[at] != quote && text[at] != '\n') {
        at += text[at] == '\\' && at + 1 < css->len ? 2 : 1;
    }
    return at < css->len ? at + 1 : css->len;
}

static mya_layout_use_e use_of(const css_t *css)
{
    return css->importing ? MYA_LAYOUT_STYLE : css->face ? MYA_LAYOUT_FONT : MYA_LAYOUT_IMAGE;
}

/* The string at AT is an address. */
static apr_size_t read_quoted(css_t *css, apr_size_t at)
{
    apr_size_t end = skip_string(css, at);

    if (end - at >= 2 && css->copy.text[end - 1] == css->copy.text[at]) {
        visit(&css->copy, use_of(css), at + 1, end - 1);
    }
    css->importing = 0;
    return end;
}

/* AT stands after "url(". */
static apr_size_t read_url(css_t *css, apr_size_t at)
{
    const char *text = css->copy.text;
    apr_size_t end;

    at = skip_blank(css, at);
    if (at < css->len && (text[at] == '"' || text[at] == '\'')) {
        return read_quoted(css, at);
    }
    end = at;
    while (end < css->len && text[end] != ')' && !apr_isspace(text[end])) {
        end++;
    }
    if (skip_blank(css, end) < css->len && text[skip_blank(css, end)] == ')') {
        visit(&css->copy, use_of(css), at, end);
    }
    return end;
}

static int begins(const css_t *css, apr_size_t at, const char *word)
{
    apr_size_t len = strlen(word);

    return css->len - at >= len && strncasecmp(css->copy.text + at, word, len) == 0;
}

static int in_name(char c)
{
    return apr_isalnum(c) || c == '-' || c == '_' || c == '\\' || (c & 0x80);
}

/* Read one token or one byte at AT; the result is where to go on. */
static apr_size_t read_css(css_t *css, apr_size_t at)
{
    const char *text = css->copy.text;
    const char *end;

    if (begins(css, at, "/*")) {
        end = memmem(text + at + 2, css->len - at - 2, "*/", 2);
        return end ? (apr_size_t)(end - text) + 2 : css->len;
    }
    if (begins(css, at, "url(") && (at == 0 || !in_name(text[at - 1]))) {
        return read_url(css, at + 4);
    }
    if (text[at] == '"' || text[at] == '\'') {
        return css->importing ? read_quoted(css, at) : skip_string(css, at);
    }
    if (text[at] == '@') {
        css->importing = begins(css, at, "@import");
        css->face = begins(css, at, "@font-face");
    }
    else if (text[at] == ';') {
        css->importing = 0;
    }
    else if (text[at] == '}') {
        css->face = 0;
    }
    return at + 1;
}

const char *mya_layout_url_css(const char *text, apr_size_t len, mya_layout_url_fn *fn, void *baton,
                               apr_pool_t *pool)
{
    css_t css = { { text, 0, NULL, fn, baton, pool }, len, 0, 0 };

    for (apr_size_t at = 0; at < len;) {
        at = read_css(&css, at);
    }
    return finish(&css.copy, len);
}
