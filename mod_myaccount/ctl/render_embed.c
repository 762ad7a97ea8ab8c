/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/render_embed.c: a page that a server would send, made to look right as a file
 *
 * Attributes that hold an address begin ="/ in what our writer writes, and nearly always in what
 * a site does; what is written otherwise stays as it is.
 */
#include "ctl/render.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#include "base/xml.h"

/* The whole path of FOLDER/NAME if it is a file, else NULL. */
static const char *find_in(const char *folder, const char *name, apr_pool_t *pool)
{
    apr_finfo_t info;
    char whole[PATH_MAX];
    const char *path = folder ? apr_pstrcat(pool, folder, "/", name, NULL) : NULL;

    return path && !strstr(name, "..")
                   && apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS
                   && info.filetype == APR_REG && realpath(path, whole)
               ? apr_pstrdup(pool, whole)
               : NULL;
}

/* The file that ADDRESS (own, without query) is served from, or NULL. */
static const char *find_file(const mya_render_t *render, const char *address)
{
    const char *asset = apr_pstrcat(render->pool, render->base ? render->base : "", "/-/asset/",
                                    NULL);
    const char *file;

    if (strncmp(address, asset, strlen(asset)) != 0) {
        return find_in(render->site, address + 1, render->pool);
    }
    address += strlen(asset);
    file = find_in(render->skin, address, render->pool);
    return file ? file : find_in(render->share, address, render->pool);
}

/* What FILE holds, if it may stand in an element: it names no further files and ends nothing. */
static const char *embeddable(const char *file, apr_pool_t *pool)
{
    const char *text = NULL;
    apr_size_t len;

    if (mya_xml_slurp(&text, &len, file, mya_result_make(pool), pool) != APR_SUCCESS) {
        return NULL;
    }
    return strstr(text, "url(") || strstr(text, "@import") || strstr(text, "</")
                   || strstr(text, "<!--")
               ? NULL
               : text;
}

/* TAG (of LEN bytes, "<…>") as the element that holds FILE's text; else NULL. A script that waits
 * for the page to be read (defer) is a module when it stands in it. */
static const char *embed(const char *tag, apr_size_t len, const char *file, apr_pool_t *pool)
{
    const char *text;
    const int is_link = !strncmp(tag, "<link ", 6);

    if ((is_link && !strstr(apr_pstrmemdup(pool, tag, len), "\"stylesheet\""))
        || (!is_link && strncmp(tag, "<script ", 8) != 0) || !(text = embeddable(file, pool))) {
        return NULL;
    }
    return is_link ? apr_pstrcat(pool, "<style>\n", text, "</style>", NULL)
                   : apr_pstrcat(pool, "<script type=\"module\">\n", text, NULL);
}

/* The tag around AT in PAGE: from *START, and *LEN bytes. 0 if there is none. */
static int tag_around(const char **start, apr_size_t *len, const char *page, const char *at)
{
    const char *end = strchr(at, '>');

    *start = at;
    while (*start > page && **start != '<' && **start != '>') {
        --*start;
    }
    if (!end || **start != '<') {
        return 0;
    }
    *len = (apr_size_t)(end - *start) + 1;
    return 1;
}

const char *mya_render_embed(const char *page, const mya_render_t *render)
{
    apr_array_header_t *parts = apr_array_make(render->pool, 60, sizeof(const char *));
    const char *from = page, *at = page;

    while ((at = strstr(at, "=\"/"))) {
        const char *address = at + 2, *tag, *whole;
        const apr_size_t len = strcspn(address, "\"?#");
        const char *file = find_file(render, apr_pstrmemdup(render->pool, address, len));
        apr_size_t tag_len;

        at = address;
        if (!file || !tag_around(&tag, &tag_len, page, at)) {
            continue;
        }
        whole = embed(tag, tag_len, file, render->pool);
        if (whole && tag >= from) {
            APR_ARRAY_PUSH(parts, const char *) = apr_pstrmemdup(render->pool, from,
                                                                 (apr_size_t)(tag - from));
            APR_ARRAY_PUSH(parts, const char *) = whole;
            from = at = tag + tag_len;
        }
        else {
            APR_ARRAY_PUSH(parts, const char *) = apr_pstrmemdup(render->pool, from,
                                                                 (apr_size_t)(address - from));
            APR_ARRAY_PUSH(parts, const char *) = apr_pstrcat(render->pool, "file://", file, NULL);
            from = at = address + len;
        }
    }
    APR_ARRAY_PUSH(parts, const char *) = from;
    return apr_array_pstrcat(render->pool, parts, 0);
}
