/* SPDX-License-Identifier: Apache-2.0 */
/* flow/asset.c: the skin's own files: style sheets, pictures, fonts */
#include "flow/steps.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_strings.h>

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".woff2", "font/woff2" },
};

static const char *type_of(const char *name)
{
    apr_size_t len = strlen(name);
    apr_size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
        apr_size_t n = strlen(types[i].ending);
        if (len > n && !strcmp(name + len - n, types[i].ending)) {
            return types[i].type;
        }
    }
    return NULL;
}

/* FOLDER/NAME if it is a plain file. */
static const char *find_in(const char *folder, const char *name, apr_pool_t *pool)
{
    const char *path = folder ? apr_pstrcat(pool, folder, "/", name, NULL) : NULL;
    apr_finfo_t info;

    return path && apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS
                   && info.filetype == APR_REG
               ? path
               : NULL;
}

apr_status_t mya_flow_asset(mya_request_t *request)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    const char *name = request->path + strlen("-/asset/");
    const char *type = type_of(name);
    const char *file = NULL;

    /* A name is of few letters and never begins with a dot, so that no path can be said with it. */
    if (type && name[0] != '.' && strspn(name, letters) == strlen(name)) {
        file = find_in(request->mount->assets, name, request->pool);
        if (!file) {
            file = find_in(apr_pstrcat(request->pool, request->mount->share, "/xslt", NULL), name,
                           request->pool);
        }
    }
    if (!file) {
        return mya_result_tell(request->why, MYA_ENOTFOUND, "no such file of the skin");
    }
    request->answer.status = 200;
    request->answer.type = type;
    request->answer.file = file;
    return APR_SUCCESS;
}
