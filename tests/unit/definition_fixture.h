/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/definition_fixture.h: the definitions of tests/definitions, found and put together */
#ifndef DEFINITION_FIXTURE_H
#define DEFINITION_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_tables.h>

#define DEFINITIONS MYA_SRCDIR "/tests/definitions/"

/* The whole of the file PATH, in POOL; NULL if it cannot be read. */
static inline char *definition_read(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_file_t *file;
    char *text;

    if (apr_file_open(&file, path, APR_READ, APR_OS_DEFAULT, pool) != APR_SUCCESS) {
        return NULL;
    }
    apr_file_info_get(&info, APR_FINFO_SIZE, file);
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    apr_file_read_full(file, text, (apr_size_t)info.size, NULL);
    apr_file_close(file);
    return text;
}

static inline int definition_by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in FOLDER that end in SUFFIX, or all of its folders if SUFFIX is NULL (char *), by
 * name. */
static inline apr_array_header_t *definition_names(const char *folder, const char *suffix,
                                                   apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 64, sizeof(char *));
    apr_finfo_t info;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return names;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME | APR_FINFO_TYPE, dir) == APR_SUCCESS) {
        apr_size_t len = strlen(info.name);
        apr_size_t end = suffix ? strlen(suffix) : 0;

        if (info.name[0] != '.' && (suffix ? len > end && !strcmp(info.name + len - end, suffix)
                                    : info.filetype == APR_DIR)) {
            APR_ARRAY_PUSH(names, char *) = apr_pstrdup(pool, info.name);
        }
    }
    apr_dir_close(dir);
    qsort(names->elts, (size_t)names->nelts, sizeof(char *), definition_by_name);
    return names;
}

#endif
