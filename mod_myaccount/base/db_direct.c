/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_direct.c: connections without a server: apr_dbd opened by ourselves (myaccountctl,
 * tests) */
#include "base/db_int.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

typedef struct direct_t {
    const apr_dbd_driver_t *driver;
    const char *params;
    apr_thread_mutex_t *mutex;      /* guards kept and reason */
    mya_db_link_t *kept;            /* the one that waits for its next use; or NULL */
    char reason[256];
} direct_t;

/* PARAMS of DRIVER, so that MariaDB tells how many rows an update met, and not how many it changed;
 * in httpd.conf the same stands in DBDParams. */
static const char *complete(const char *driver, const char *params, apr_pool_t *pool)
{
    return strcmp(driver, "mysql") == 0 && !strstr(params, "flags=")
        ? apr_pstrcat(pool, params, ",flags=CLIENT_FOUND_ROWS", NULL) : apr_pstrdup(pool, params);
}

/* What apr_dbd_mysql allocates for a column, unless its fldsz= says otherwise. */
#define MYSQL_FIELD 1048575

apr_size_t mya_db_cut_at(const char *driver, const char *params)
{
    const char *said = strcmp(driver, "mysql") == 0 && params ? strstr(params, "fldsz=") : NULL;

    if (strcmp(driver, "mysql") != 0) {
        return 0;
    }
    return said && atol(said + 6) > 0 ? (apr_size_t)atol(said + 6) : MYSQL_FIELD;
}

/* A pool of its own below the root, whose allocator is made for threads. */
static mya_db_link_t *make_link(direct_t *direct, const char **error)
{
    apr_pool_t *pool;
    mya_db_link_t *link;

    apr_pool_create(&pool, NULL);
    link = apr_pcalloc(pool, sizeof(*link));
    link->driver = direct->driver;
    link->pool = pool;
    link->memory = apr_hash_make(pool);
    if (apr_dbd_open_ex(direct->driver, pool, direct->params, &link->handle, error)
        == APR_SUCCESS) {
        return link;
    }
    *error = apr_pstrdup(pool, *error ? *error : "no connection");
    apr_thread_mutex_lock(direct->mutex);
    apr_cpystrn(direct->reason, *error, sizeof(direct->reason));
    apr_thread_mutex_unlock(direct->mutex);
    apr_pool_destroy(pool);
    return NULL;
}

static void drop_link(mya_db_link_t *link)
{
    apr_dbd_close(link->driver, link->handle);
    apr_pool_destroy(link->pool);
}

/* The kept connection, if it is free and alive. */
static mya_db_link_t *take_kept(direct_t *direct)
{
    mya_db_link_t *link;

    apr_thread_mutex_lock(direct->mutex);
    link = direct->kept;
    direct->kept = NULL;
    apr_thread_mutex_unlock(direct->mutex);
    if (link && apr_dbd_check_conn(link->driver, link->pool, link->handle) != APR_SUCCESS) {
        drop_link(link);
        link = NULL;
    }
    return link;
}

static apr_status_t open_link(mya_db_link_t **link, void *baton, apr_pool_t *pool)
{
    direct_t *direct = baton;
    const char *error = NULL;

    (void)pool;
    *link = take_kept(direct);
    if (!*link) {
        *link = make_link(direct, &error);
    }
    return *link ? APR_SUCCESS : APR_EGENERAL;
}

static void close_link(mya_db_link_t *link, void *baton)
{
    direct_t *direct = baton;

    apr_thread_mutex_lock(direct->mutex);
    if (!direct->kept) {
        direct->kept = link;
        link = NULL;
    }
    apr_thread_mutex_unlock(direct->mutex);
    if (link) {
        drop_link(link);
    }
}

static const char *tell_reason(void *baton, apr_pool_t *pool)
{
    direct_t *direct = baton;
    const char *reason;

    apr_thread_mutex_lock(direct->mutex);
    reason = apr_pstrdup(pool, direct->reason);
    apr_thread_mutex_unlock(direct->mutex);
    return reason;
}

static apr_status_t end(void *baton)
{
    direct_t *direct = baton;

    if (direct->kept) {
        drop_link(direct->kept);
    }
    return apr_thread_mutex_destroy(direct->mutex);
}

apr_status_t mya_db_direct(mya_db_provider_t **provider, const char *driver, const char *params,
                           mya_result_t *why, apr_pool_t *pool)
{
    direct_t *direct = apr_pcalloc(pool, sizeof(*direct));
    mya_db_provider_t *made = apr_pcalloc(pool, sizeof(*made));

    if (!mya_db_traits(driver)) {
        return mya_result_tell(why, MYA_ECONFIG, "the database driver \"%s\" is none that we know; "
                               "say sqlite3, pgsql or mysql", driver);
    }
    if (apr_dbd_init(pool) != APR_SUCCESS
        || apr_dbd_get_driver(pool, driver, &direct->driver) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "the database driver \"%s\" is not installed; on "
                               "Debian the package is libaprutil1-dbd-%s", driver, driver);
    }
    if (apr_thread_mutex_create(&direct->mutex, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "no mutex is to be had");
    }
    direct->params = complete(driver, params, pool);
    apr_pool_pre_cleanup_register(pool, direct, end);
    made->cut_at = mya_db_cut_at(driver, params);
    made->open = open_link;
    made->close = close_link;
    made->reason = tell_reason;
    made->baton = direct;
    *provider = made;
    return APR_SUCCESS;
}
