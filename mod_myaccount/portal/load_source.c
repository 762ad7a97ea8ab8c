/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_source.c: the text of an <sql>, which may stand in a file of its own */
#include "portal/load.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#define SOURCE_MAX (256 * 1024)    /* bytes of a src= file */

/* The whole file PATH, or NULL; *TOO_LONG is set if only its length forbids it. */
static const char *read_file(const char *path, int *too_long, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *text = NULL;

    *too_long = 0;
    if (apr_file_open(&file, path, APR_READ, APR_OS_DEFAULT, pool) != APR_SUCCESS) {
        return NULL;
    }
    if (apr_file_info_get(&info, APR_FINFO_SIZE, file) == APR_SUCCESS) {
        *too_long = info.size > SOURCE_MAX;
        text = *too_long ? NULL : apr_pcalloc(pool, (apr_size_t)info.size + 1);
    }
    if (text && apr_file_read_full(file, text, (apr_size_t)info.size, NULL) != APR_SUCCESS) {
        text = NULL;
    }
    apr_file_close(file);
    return text;
}

/* Whether PATH leads out of the folder. */
static int leaves(const char *path)
{
    const char *up = strstr(path, "..");

    for (; up; up = strstr(up + 1, "..")) {
        if ((up == path || up[-1] == '/') && (up[2] == '/' || !up[2])) {
            return 1;
        }
    }
    return path[0] == '/';
}

static const char *read_source(mya_load_t *load, mya_place_t *place, const char *src)
{
    const char *path = apr_pstrcat(load->pool, load->folder, src, NULL);
    int too_long = 0;
    const char *text = leaves(src) ? NULL : read_file(path, &too_long, load->pool);

    if (leaves(src)) {
        mya_load_fault(load, *place, "src=\"%s\" leads out of the folder of the definition; "
                       "name a file beside portal.xml", src);
        return NULL;
    }
    if (!text) {
        mya_load_fault(load, *place, too_long
                       ? "src=\"%s\" is longer than 256 KB; put a part of it into a view"
                       : "src=\"%s\" is no readable file; name one beside portal.xml", src);
        return NULL;
    }
    place->file = path;
    place->line = 1;
    return text;
}

const char *mya_load_source(mya_load_t *load, const mya_node_t *node, mya_place_t *place)
{
    const char *src = mya_load_get(load, node, "src");
    const char *text = mya_xml_text(node, load->pool);
    int empty = strspn(text, " \t\r\n") == strlen(text);

    if (src && !empty) {
        mya_load_fault(load, *place,
                       "<sql src=\"%s\"> has a statement of its own, too; leave out one "
                       "of them",
                       src);
        return NULL;
    }
    if (!src && empty) {
        mya_load_fault(load, *place,
                       "<sql> is empty; write a statement into it, or name a file with "
                       "src=");
        return NULL;
    }
    return src ? read_source(load, place, src) : text;
}
