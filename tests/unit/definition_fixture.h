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

/* Remove FOLDER (with '/' at its end) and the definition in it. */
static inline void definition_remove(const char *folder, apr_pool_t *pool)
{
    const apr_array_header_t *names = definition_names(folder, ".xml", pool);

    for (int i = 0; i < names->nelts; i++) {
        apr_file_remove(apr_pstrcat(pool, folder, APR_ARRAY_IDX(names, i, char *), NULL), pool);
    }
    apr_dir_remove(folder, pool);
}

/* Copy FROM into FOLDER as NAME; 0 if that fails. */
static inline int definition_copy(const char *folder, const char *from, const char *name,
                                  apr_pool_t *pool)
{
    return apr_file_copy(from, apr_pstrcat(pool, folder, name, NULL), APR_FPROT_OS_DEFAULT, pool)
        == APR_SUCCESS;
}

/* A new folder with '/' at its end; NULL if none can be made. */
static inline const char *definition_folder(apr_pool_t *pool)
{
    const char *temp = NULL;
    char *made;

    if (apr_temp_dir_get(&temp, pool) != APR_SUCCESS) {
        return NULL;
    }
    made = apr_psprintf(pool, "%s/definition-XXXXXX", temp);
    return mkdtemp(made) ? apr_pstrcat(pool, made, "/", NULL) : NULL;
}

/* A new folder with the single file PATH and the rest from base/ (README.md there); NULL if that
 * fails. */
static inline const char *definition_assemble(const char *path, apr_pool_t *pool)
{
    const char *text = definition_read(path, pool);
    const char *folder = text ? definition_folder(pool) : NULL;
    const char *name = strrchr(path, '/') + 1;

    return folder && definition_copy(folder, DEFINITIONS "base/portal.xml", "portal.xml", pool)
        && definition_copy(folder, DEFINITIONS "base/texts.en.xml", "texts.en.xml", pool)
        && definition_copy(folder, path, strstr(text, "<portal ") ? "portal.xml"
                           : strstr(text, "<texts ") ? "texts.en.xml" : name, pool)
        ? folder : NULL;
}

#endif
