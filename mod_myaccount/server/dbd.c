/* SPDX-License-Identifier: Apache-2.0 */
/* server/dbd.c: connections from mod_dbd, as base/db wants them */
#include "server/dbd.h"

#include <stdlib.h>
#include <string.h>

#include <apr_dbd.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <http_config.h>
#include <mod_dbd.h>

#include "server/config.h"

#define MOD_DBD_DEFAULT_MAX 10
#define DEFAULT_CONNECTIONS 8

/* The block of S's virtual host in the configuration, or NULL for the main server. */
static const ap_directive_t *find_block(const ap_directive_t *node, const server_rec *s)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "<VirtualHost") && s->defn_name
            && !strcmp(node->filename, s->defn_name)
            && node->line_num == (int)s->defn_line_number) {
            return node;
        }
        if (node->first_child) {
            const ap_directive_t *found = find_block(node->first_child, s);
            if (found) {
                return found;
            }
        }
    }
    return NULL;
}

/* The value of the last directive NAME here or below, but not in a virtual host; or NULL. mod_dbd
 * keeps its own settings to itself. */
static const char *find_directive(const ap_directive_t *node, const char *name)
{
    const char *found = NULL;

    for (; node; node = node->next) {
        const char *below = strcasecmp(node->directive, "<VirtualHost")
                                ? find_directive(node->first_child, name)
                                : NULL;
        if (!strcasecmp(node->directive, name)) {
            found = node->args;
        }
        found = below ? below : found;
    }
    return found;
}

/* The value of the directive NAME as it holds for S, or NULL. */
static const char *setting(const server_rec *s, const char *name)
{
    const ap_directive_t *block = s->is_virtual ? find_block(ap_conftree, s) : NULL;
    const char *value = block ? find_directive(block->first_child, name) : NULL;

    return value ? value : find_directive(ap_conftree, name);
}

const char *mya_dbd_settings(const server_rec *s, apr_pool_t *pool)
{
    static const char *const names[] = { "DBDriver", "DBDParams", "DBDPersist", "DBDMin", "DBDKeep",
                                         "DBDMax", "DBDExptime", "DBDInitSQL", NULL };
    const char *said = "";

    for (const char *const *name = names; *name; name++) {
        const char *value = setting(s, *name);

        said = apr_pstrcat(pool, said, *name, " ", value ? value : "", "\n", NULL);
    }
    return said;
}

/* How many connections mod_dbd keeps in a process; 0 = no bound. */
static int most_connections(const server_rec *s)
{
    const char *max = setting(s, "DBDMax");

    return max ? atoi(max) : MOD_DBD_DEFAULT_MAX;
}

int mya_dbd_connections(server_rec *s)
{
    const int said = mya_config_server(s)->connections;
    const int most = most_connections(s);

    if (said > 0) {
        return said;
    }
    return most > 0 && most < DEFAULT_CONNECTIONS ? most : DEFAULT_CONNECTIONS;
}

apr_status_t mya_dbd_check(server_rec *s, mya_result_t *why)
{
    const int said = mya_config_server(s)->connections;
    const int most = most_connections(s);
    const char *driver = setting(s, "DBDriver");
    const char *params = setting(s, "DBDParams");

    if (!APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open)) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountPortal needs mod_dbd; load it: a2enmod dbd");
    }
    if (!driver) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountPortal needs a database; say DBDriver and DBDParams");
    }
    if (strcmp(driver, "mysql") == 0 && (!params || !strstr(params, "CLIENT_FOUND_ROWS"))) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "with DBDriver mysql, DBDParams must say flags=CLIENT_FOUND_ROWS: "
                               "else an update that changes nothing counts as one that met no row");
    }
    if (strcmp(driver, "pgsql") != 0 && mya_config_server(s)->unnamed > 0) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountDatabaseStatements unnamed is for DBDriver pgsql, not %s",
                               driver);
    }
    if (most > 0 && said > most) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountDatabaseConnections %d is more than DBDMax %d: a request "
                               "would wait for ever; raise DBDMax",
                               said, most);
    }
    return APR_SUCCESS;
}

/* The number of NAME in PARAMS, as "NAME=3"; OTHERWISE if it is not there. */
static int number_of(const char *params, const char *name, int otherwise)
{
    const char *at = params ? strstr(params, name) : NULL;

    if (!at) {
        return otherwise;
    }
    at += strlen(name);
    return atoi(at + strspn(at, " ='"));
}

const char *mya_dbd_advice(const server_rec *s)
{
    const char *driver = setting(s, "DBDriver");
    const char *params = setting(s, "DBDParams");

    if (driver && !strcmp(driver, "mysql") && number_of(params, "reconnect", 1) != 0) {
        return "DBDParams should say reconnect=0,group=myaccount and my.cnf, under [myaccount], "
               "connect-timeout=3: else a MariaDB that does not answer is waited for without end";
    }
    /* a service may say it in a file of its own */
    if (driver && !strcmp(driver, "pgsql") && number_of(params, "connect_timeout", 0) <= 0
        && !(params && strstr(params, "service"))) {
        return "DBDParams should say connect_timeout=3: else a PostgreSQL that does not answer is "
               "waited for without end";
    }
    return NULL;
}

static apr_status_t open_link(mya_db_link_t **link, void *baton, apr_pool_t *pool)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *dbd_open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    ap_dbd_t *dbd = dbd_open ? dbd_open(pool, baton) : NULL;
    mya_db_link_t *made;

    if (!dbd) {
        return APR_EGENERAL;
    }
    made = apr_pcalloc(pool, sizeof(*made));
    made->driver = dbd->driver;
    made->handle = dbd->handle;
    made->pool = dbd->pool;
    made->memory = dbd->prepared;
    made->baton = dbd;
    *link = made;
    return APR_SUCCESS;
}

static void close_link(mya_db_link_t *link, void *baton)
{
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *dbd_close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    ap_dbd_t *dbd = link->baton;

    dbd->handle = link->handle;      /* base/db may have exchanged it, and closed the other one */
    dbd_close(baton, dbd);
}

apr_status_t mya_dbd_make(mya_db_t **db, server_rec *s, const mya_db_limits_t *limits,
                          apr_pool_t *pool)
{
    mya_db_provider_t *provider = apr_pcalloc(pool, sizeof(*provider));
    mya_db_limits_t own = *limits;

    own.refuse_empty = 1;            /* the server makes no tables */
    provider->open = open_link;
    provider->close = close_link;
    provider->baton = s;
    provider->cut_at = mya_db_cut_at(setting(s, "DBDriver"), setting(s, "DBDParams"));
    return mya_db_make(db, provider, &own, pool);
}
