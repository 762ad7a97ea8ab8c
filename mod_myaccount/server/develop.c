/* SPDX-License-Identifier: Apache-2.0 */
/* server/develop.c: while a portal is being made, what changed on disk is read again
 *
 * What was read lives in a pool of its own and counts its users, as layouts do: requests that began
 * with the old one end with it. What the directives say, and the secret, which only root could
 * read, are not read again.
 */
#include "server/develop.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>

#include "base/pool.h"
#include "server/check.h"
#include "server/request.h"

APLOG_USE_MODULE(myaccount);

#define DEPTH 3                    /* of folders below the definition's */
#define MEMO "myaccount:mount"

/* One reading, and who uses it. */
typedef struct reading_t {
    mya_mount_t *mount;
    apr_pool_t *pool;              /* unmanaged; NULL for the one of the start */
    int users;                     /* under develop->lock */
    mya_develop_t *develop;
    const char *fault;             /* of the files as they are now; in the request's pool */
} reading_t;

struct mya_develop_t {
    const mya_place_of_portal_t *place;
    apr_thread_mutex_t *lock;
    reading_t *current;
    apr_uint64_t seen;             /* what the files were like when they were last read */
    char fault[1024];              /* what was wrong with them then; "" */
};

/* --- did anything change --- */

static apr_uint64_t mix(apr_uint64_t sum, const void *bytes, apr_size_t len)
{
    const unsigned char *at = bytes;

    for (; len > 0; --len, ++at) {
        sum = (sum ^ *at) * 1099511628211ULL;      /* FNV-1a */
    }
    return sum;
}

static int is_source(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && (!strcmp(dot, ".xml") || !strcmp(dot, ".xsl") || !strcmp(dot, ".sql"));
}

/* A sum over the files of FOLDER, whatever their order. */
static apr_uint64_t look_at(const char *folder, int depth, apr_pool_t *pool)
{
    apr_uint64_t sum = 0;
    apr_finfo_t info;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return 0;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *path = apr_pstrcat(pool, folder, "/", info.name, NULL);
        if (info.name[0] == '.'
            || apr_stat(&info, path, APR_FINFO_TYPE | APR_FINFO_MTIME | APR_FINFO_SIZE, pool)
                   != APR_SUCCESS) {
            continue;
        }
        if (info.filetype == APR_DIR && depth > 1) {
            sum += look_at(path, depth - 1, pool);
        }
        else if (info.filetype == APR_REG && is_source(path)) {
            apr_uint64_t one = mix(14695981039346656037ULL, path, strlen(path));
            one = mix(one, &info.mtime, sizeof(info.mtime));
            sum += mix(one, &info.size, sizeof(info.size));
        }
    }
    apr_dir_close(dir);
    return sum;
}

static const char *folder_of(const char *file, apr_pool_t *pool)
{
    const char *slash = file ? strrchr(file, '/') : NULL;

    return slash ? apr_pstrmemdup(pool, file, (apr_size_t)(slash - file)) : NULL;
}

static apr_uint64_t look(const mya_place_of_portal_t *place, apr_pool_t *parent)
{
    const char *share = place->mount->share;
    apr_uint64_t sum;
    apr_pool_t *pool;
    const char *skin;

    if (apr_pool_create(&pool, parent) != APR_SUCCESS) {
        return 0;
    }
    skin = folder_of(place->said->skin, pool);
    sum = look_at(folder_of(place->file, pool), DEPTH, pool)
          + (skin ? look_at(skin, DEPTH, pool) : 0)
          + look_at(apr_pstrcat(pool, share, "/xslt", NULL), 1, pool)
          + look_at(apr_pstrcat(pool, share, "/texts", NULL), 1, pool);
    apr_pool_destroy(pool);
    return sum;
}

mya_develop_t *mya_develop_make(const mya_place_of_portal_t *place, apr_pool_t *pool)
{
    mya_develop_t *develop = apr_pcalloc(pool, sizeof(*develop));

    develop->place = place;
    develop->current = apr_pcalloc(pool, sizeof(*develop->current));
    develop->current->mount = place->mount;
    develop->current->users = 1;
    develop->current->develop = develop;
    develop->seen = look(place, pool);
    apr_thread_mutex_create(&develop->lock, APR_THREAD_MUTEX_DEFAULT, pool);
    return develop;
}

/* --- reading again --- */

static void leave_locked(reading_t *reading)
{
    if (--reading->users == 0 && reading->pool) {
        apr_pool_destroy(reading->pool);
    }
}

static apr_status_t leave(void *data)
{
    reading_t *reading = data;
    apr_thread_mutex_t *lock = reading->develop->lock;

    apr_thread_mutex_lock(lock);
    leave_locked(reading);
    apr_thread_mutex_unlock(lock);
    return APR_SUCCESS;
}

/* A new reading of PLACE; NULL, and what is wrong in develop->fault, if there are faults. */
static reading_t *read_again(mya_develop_t *develop, request_rec *r)
{
    const mya_place_of_portal_t *place = develop->place;
    mya_result_t *why = mya_result_make(r->pool);
    reading_t *reading;
    apr_pool_t *pool;

    if (mya_pool_make(&pool) != APR_SUCCESS) {
        return NULL;
    }
    reading = apr_pcalloc(pool, sizeof(*reading));
    reading->mount = apr_pmemdup(pool, place->mount, sizeof(*place->mount));
    reading->pool = pool;
    reading->users = 1;
    reading->develop = develop;
    if (mya_check_load(reading->mount, place, why, pool) != APR_SUCCESS) {
        apr_cpystrn(develop->fault, why->detail ? why->detail : "the definition cannot be read",
                    sizeof(develop->fault));
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, 0, r, "not taken: %s", develop->fault);
        apr_pool_destroy(pool);
        return NULL;
    }
    develop->fault[0] = '\0';
    return reading;
}

static void refresh_locked(mya_develop_t *develop, request_rec *r)
{
    const apr_uint64_t now = look(develop->place, r->pool);
    reading_t *fresh;

    if (now == develop->seen) {
        return;
    }
    develop->seen = now;
    fresh = read_again(develop, r);
    if (fresh) {
        leave_locked(develop->current);
        develop->current = fresh;
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, "%s was read again", develop->place->file);
    }
}

/* What the client's request began with, all its parts go on with. */
static reading_t *reading_of(const mya_place_of_portal_t *place, request_rec *top)
{
    const char *key = apr_pstrcat(top->pool, MEMO, place->path, NULL);
    mya_develop_t *develop = place->develop;
    void *known = NULL;
    reading_t *reading;

    apr_pool_userdata_get(&known, key, top->pool);
    if (known) {
        return known;
    }
    apr_thread_mutex_lock(develop->lock);
    refresh_locked(develop, top);
    reading = develop->current;
    ++reading->users;
    known = apr_pmemdup(top->pool, reading, sizeof(*reading));
    ((reading_t *)known)->fault = *develop->fault ? apr_pstrdup(top->pool, develop->fault) : NULL;
    apr_thread_mutex_unlock(develop->lock);
    apr_pool_cleanup_register(top->pool, reading, leave, apr_pool_cleanup_null);
    apr_pool_userdata_set(known, key, NULL, top->pool);
    return known;
}

const mya_mount_t *mya_develop_mount(const mya_place_of_portal_t *place, request_rec *r,
                                     const char **fault)
{
    const reading_t *reading;

    *fault = NULL;
    if (!place->develop) {
        return place->mount;
    }
    reading = reading_of(place, mya_request_top(r));
    *fault = reading->fault;
    return reading->mount;
}
