/* SPDX-License-Identifier: Apache-2.0 */
/* view/url.c: which addresses may stand in a page (doc/security.md XS3) */
#include "view/url.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

/* Browsers drop tabs and line ends from an address and read a backslash as a slash; an address with
 * any of them is not what it looks like. */
static int is_plain(const char *url)
{
    for (; *url; url++) {
        if ((unsigned char)*url < 0x20 || *url == 0x7F || *url == '\\') {
            return 0;
        }
    }
    return 1;
}

/* Behind "http:" there must be "//" and a host. */
static int has_host(const char *rest)
{
    return rest[0] == '/' && rest[1] == '/' && rest[2] && !strchr("/?#: ", rest[2]);
}

static int is_scheme(const char *url, size_t len, const char *scheme)
{
    return strlen(scheme) == len && !strncasecmp(url, scheme, len);
}

static int is_allowed(const char *url)
{
    const size_t len = strcspn(url, ":/?#");

    if (url[len] != ':') {
        return url[0] != '/' || url[1] != '/';
    }
    if (is_scheme(url, len, "http") || is_scheme(url, len, "https")) {
        return has_host(url + len + 1);
    }
    return is_scheme(url, len, "mailto") || is_scheme(url, len, "tel");
}

/* URL's first LEN bytes with spaces as %20. */
static const char *without_spaces(const char *url, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 3 * len + 1), *to = out;

    for (size_t i = 0; i < len; i++) {
        if (url[i] == ' ') {
            memcpy(to, "%20", 3);
            to += 3;
        }
        else {
            *to++ = url[i];
        }
    }
    *to = '\0';
    return out;
}

const char *mya_url(const char *url, apr_pool_t *pool)
{
    size_t len;

    url += strspn(url, " ");
    if (!is_plain(url) || !is_allowed(url)) {
        return NULL;
    }
    len = strlen(url);
    while (len && url[len - 1] == ' ') {
        len--;
    }
    return strchr(url, ' ') ? without_spaces(url, len, pool) : url;
}

const char *mya_url_set(const char *set, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, set), *state = NULL;

    for (char *one = apr_strtok(copy, ",", &state); one; one = apr_strtok(NULL, ",", &state)) {
        one += strspn(one, " ");
        one[strcspn(one, " ")] = '\0';
        if (!is_plain(one) || !is_allowed(one)) {
            return NULL;
        }
    }
    return is_plain(set) ? set : NULL;
}
