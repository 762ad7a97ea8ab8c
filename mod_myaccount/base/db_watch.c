/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_watch.c: nobody waits for good for a database that says nothing any more
 *
 * A database that is alive cuts its statements itself. One that hangs, or whose machine is gone
 * without a word, does not, and the drivers wait for ever. So each process has a thread that looks
 * a few times a second who waits too long, and shuts down the connection: the driver then fails as
 * if the database had ended it. The drivers' functions that tell the socket are looked up by name,
 * since they are loaded by apr_dbd and linked to nothing of ours. The descriptor is one of our own
 * for the same socket: the driver may close its own at any time, and the number be another's.
 */
#include "base/db_int.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>
#include <apr_thread_proc.h>

#include "base/clock.h"

#define TICK apr_time_from_msec(250)
#define GRACE apr_time_from_sec(1)         /* to the database, which cuts statements itself */
#define OPENING apr_time_from_sec(4)       /* a bit more than connecting should be allowed */

/* --- the thread --- */

static void cut(mya_db_line_t *line)
{
    if (line->socket >= 0) {
        shutdown(line->socket, SHUT_RDWR);
    }
    line->due = 0;
    line->cut = 1;
}

/* Connections that nobody holds may be asked whether they are good before they are handed out; a
 * database that hangs never answers that. Called with the lock held. */
static void cut_idle(mya_db_gate_t *gate, apr_time_t now)
{
    int late = 0;

    for (mya_db_place_t *place = gate->openers; place; place = place->next) {
        if (now - place->since >= OPENING) {
            late = 1;
            place->since = now;
        }
    }
    for (mya_db_line_t *line = gate->lines; late && line; line = line->next) {
        if (!line->out) {
            cut(line);
        }
    }
}

static void *APR_THREAD_FUNC watch(apr_thread_t *thread, void *baton)
{
    mya_db_gate_t *gate = baton;
    sigset_t all;

    (void)thread;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);      /* they are the server's */
    apr_thread_mutex_lock(gate->mutex);
    while (!gate->ending) {
        const apr_time_t now = mya_clock_steady();

        for (mya_db_line_t *line = gate->lines; line; line = line->next) {
            if (line->due > 0 && now >= line->due) {
                cut(line);
            }
        }
        cut_idle(gate, now);
        apr_thread_cond_timedwait(gate->end, gate->mutex, TICK);
    }
    apr_thread_mutex_unlock(gate->mutex);
    return NULL;
}

void mya_db_watch_stop(mya_db_gate_t *gate)
{
    apr_status_t ended;

    apr_thread_mutex_lock(gate->mutex);
    gate->ending = 1;
    apr_thread_cond_signal(gate->end);
    for (mya_db_line_t *line = gate->lines; line; line = line->next) {
        line->gate = NULL;
    }
    gate->lines = NULL;
    apr_thread_mutex_unlock(gate->mutex);
    if (gate->watcher) {
        apr_thread_join(&ended, gate->watcher);
    }
}

/* --- lines --- */

static void forget_socket(mya_db_line_t *line)
{
    if (line->socket >= 0) {
        close(line->socket);
    }
    line->socket = -1;
}

static apr_status_t drop_line(void *baton)
{
    mya_db_line_t *line = baton;
    mya_db_gate_t *gate = line->gate;

    if (gate) {
        apr_thread_mutex_lock(gate->mutex);
        for (mya_db_line_t **at = &gate->lines; *at; at = &(*at)->next) {
            if (*at == line) {
                *at = line->next;
                break;
            }
        }
        gate->links--;
        apr_thread_mutex_unlock(gate->mutex);
    }
    forget_socket(line);
    return APR_SUCCESS;
}

/* The driver's function that tells the socket, or NULL. */
static mya_db_socket_fn *find_socket_fn(const char *name)
{
    void *program = name ? dlopen(NULL, RTLD_LAZY) : NULL;
    void *found = program ? dlsym(program, name) : NULL;
    mya_db_socket_fn *function = NULL;

    if (found) {
        memcpy(&function, &found, sizeof(function));      /* C has no cast for it */
    }
    if (program) {
        dlclose(program);
    }
    return function;
}

/* Let LINE have the socket that CONN's driver has now. Called with the lock held. */
static void find_socket(mya_db_line_t *line, const mya_db_conn_t *conn)
{
    void *handle = apr_dbd_native_handle(conn->link->driver, conn->link->handle);
    const int theirs = line->socket_of && handle ? line->socket_of(handle) : -1;
    struct stat info;

    if (theirs < 0 || fstat(theirs, &info) != 0) {
        forget_socket(line);
    } else if (line->socket < 0 || info.st_ino != line->inode) {
        forget_socket(line);
        line->socket = fcntl(theirs, F_DUPFD_CLOEXEC, 0);
        line->inode = info.st_ino;
    }
}

static mya_db_line_t *make_line(const mya_db_conn_t *conn)
{
    mya_db_line_t *line = apr_pcalloc(conn->link->pool, sizeof(*line));
    mya_db_gate_t *gate = conn->db->gate;

    line->gate = gate;
    line->socket = -1;
    line->socket_of = find_socket_fn(conn->traits->socket);
    apr_pool_cleanup_register(conn->link->pool, line, drop_line, apr_pool_cleanup_null);
    apr_thread_mutex_lock(gate->mutex);
    line->next = gate->lines;
    gate->lines = line;
    gate->links++;
    apr_thread_mutex_unlock(gate->mutex);
    return line;
}

void mya_db_watch_attach(mya_db_conn_t *conn)
{
    mya_db_gate_t *gate = conn->db->gate;
    mya_db_line_t *line;

    if (!conn->cache->line) {
        conn->cache->line = make_line(conn);
    }
    line = conn->cache->line;
    apr_thread_mutex_lock(gate->mutex);
    line->out = 1;
    line->due = 0;
    line->cut = 0;
    if (!gate->watcher && line->socket_of && !gate->ending && conn->db->statement > 0
        && apr_thread_create(&gate->watcher, NULL, watch, gate, gate->pool) != APR_SUCCESS) {
        gate->watcher = NULL;      /* apr leaves half a thread; the next connection tries again */
    }
    apr_thread_mutex_unlock(gate->mutex);
}

void mya_db_watch_detach(mya_db_conn_t *conn)
{
    apr_thread_mutex_lock(conn->db->gate->mutex);
    conn->cache->line->out = 0;
    conn->cache->line->due = 0;
    apr_thread_mutex_unlock(conn->db->gate->mutex);
}

void mya_db_watch_begin(mya_db_conn_t *conn, apr_interval_time_t most)
{
    mya_db_line_t *line = conn->cache ? conn->cache->line : NULL;

    if (line && line->socket_of && most > 0) {
        apr_thread_mutex_lock(conn->db->gate->mutex);
        find_socket(line, conn);
        line->due = mya_clock_steady() + most + GRACE;
        apr_thread_mutex_unlock(conn->db->gate->mutex);
    }
}

void mya_db_watch_end(mya_db_conn_t *conn)
{
    mya_db_line_t *line = conn->cache ? conn->cache->line : NULL;

    if (line && line->socket_of) {
        apr_thread_mutex_lock(conn->db->gate->mutex);
        line->due = 0;
        apr_thread_mutex_unlock(conn->db->gate->mutex);
    }
}

int mya_db_watch_was_cut(const mya_db_conn_t *conn)
{
    return conn->cache && conn->cache->line && conn->cache->line->cut;
}
