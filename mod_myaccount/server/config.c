/* SPDX-License-Identifier: Apache-2.0 */
/* server/config.c: the directives, and what they leave behind
 *
 * A directive: one row, one setter, one default, one merge, one paragraph in conf.d/myaccount.conf,
 * one test. What only the whole configuration can tell is judged in server/check.c.
 */
#include "server/config.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>

#include "base/argon.h"
#include "server/config_int.h"

#define ANY (1 << 20)               /* what else a number may be is judged elsewhere */
#define PASSWORD_LEAST 8            /* PW2 */
#define PASSWORD_MOST 64
#define IDLE_LEAST apr_time_from_sec(120)   /* last_seen is at most a minute behind */
#define LONGEST apr_time_from_sec(10L * 365 * 24 * 60 * 60)   /* LG8: beyond it is a slip */

#define STATEMENT_LEAST apr_time_from_msec(100)
#define PAGE_LEAST apr_time_from_sec(1)
#define PAGE_MOST apr_time_from_sec(10 * 60)   /* longer nobody waits for a page */
#define STATEMENT_DEFAULT apr_time_from_sec(5)
#define PAGE_DEFAULT apr_time_from_sec(10)

static apr_array_header_t *places;

void mya_config_begin(apr_pool_t *pconf)
{
    places = apr_array_make(pconf, 2, sizeof(mya_place_of_portal_t *));
}

apr_array_header_t *mya_config_places(void)
{
    return places;
}

mya_dir_t *mya_config_dir(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &myaccount_module);
}

mya_conf_t *mya_config_server(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &myaccount_module);
}

apr_interval_time_t mya_config_statement(const server_rec *s)
{
    const apr_interval_time_t said = mya_config_server(s)->statement;
    const apr_interval_time_t page = mya_config_page(s);

    return said > 0 ? said : page < STATEMENT_DEFAULT ? page : STATEMENT_DEFAULT;
}

apr_interval_time_t mya_config_page(const server_rec *s)
{
    const apr_interval_time_t said = mya_config_server(s)->page;

    return said > 0 ? said : PAGE_DEFAULT;
}

mya_home_t *mya_config_home(const mya_place_of_portal_t *place, const server_rec *s)
{
    int i;

    for (i = 0; i < place->homes->nelts; ++i) {
        mya_home_t *home = &APR_ARRAY_IDX(place->homes, i, mya_home_t);
        if (home->server == s) {
            return home;
        }
    }
    return NULL;
}

/* --- make and merge --- */

void *mya_config_dir_create(apr_pool_t *pool, char *path)
{
    mya_dir_t *dir = apr_pcalloc(pool, sizeof(*dir));

    (void)path;
    dir->layout_cache = dir->idle = dir->absolute = -1;
    dir->development = dir->password_least = -1;
    return dir;
}

#define PICK(member) merged->member = child->member ? child->member : parent->member
#define PICK_TIME(member) merged->member = child->member >= 0 ? child->member : parent->member

void *mya_config_dir_merge(apr_pool_t *pool, void *base, void *add)
{
    const mya_dir_t *parent = base, *child = add;
    mya_dir_t *merged = apr_pcalloc(pool, sizeof(*merged));

    PICK(place);
    PICK(origins);
    PICK(secret_file);
    PICK(skin);
    PICK(sources);
    PICK(policies);
    PICK(guard);
    PICK(health_from);
    PICK(breached);
    PICK_TIME(password_least);
    PICK_TIME(development);
    PICK_TIME(layout_cache);
    PICK_TIME(idle);
    PICK_TIME(absolute);
    /* address and selectors are said together */
    merged->layout = child->layout ? child->layout : parent->layout;
    merged->selector = child->layout ? child->selector : parent->selector;
    merged->selector2 = child->layout ? child->selector2 : parent->selector2;
    return merged;
}

void *mya_config_server_create(apr_pool_t *pool, server_rec *s)
{
    mya_conf_t *conf = apr_pcalloc(pool, sizeof(*conf));

    (void)s;
    conf->connections = -1;
    conf->wait = conf->statement = conf->page = conf->housekeeping = -1;
    conf->hashes = conf->unnamed = -1;
    conf->hash_memory = conf->hash_passes = -1;
    conf->xml_pools = -1;
    return conf;
}

void *mya_config_server_merge(apr_pool_t *pool, void *base, void *add)
{
    const mya_conf_t *parent = base, *child = add;
    mya_conf_t *merged = apr_pcalloc(pool, sizeof(*merged));

    PICK(share);
    PICK_TIME(wait);
    PICK_TIME(statement);
    PICK_TIME(page);
    PICK_TIME(housekeeping);
    PICK_TIME(unnamed);
    PICK_TIME(connections);
    PICK_TIME(hashes);
    PICK_TIME(hash_memory);
    PICK_TIME(hash_passes);
    PICK_TIME(xml_pools);
    return merged;
}

/* --- setters --- */

static const char *file_path(cmd_parms *cmd, const char *arg)
{
    return ap_server_root_relative(cmd->pool, arg);
}

static const char *set_portal(cmd_parms *cmd, void *config, const char *file)
{
    const ap_directive_t *parent = cmd->directive->parent;
    mya_dir_t *dir = config;
    mya_place_of_portal_t *place;
    apr_size_t len;

    if (!cmd->path || !parent || strcasecmp(parent->directive, "<Location")
        || cmd->path[0] != '/' || strpbrk(cmd->path, "*?[~")) {
        return "MyAccountPortal stands in <Location /path> only: a portal has one address; not in "
               "LocationMatch, Directory, Files, If or .htaccess";
    }
    place = apr_pcalloc(cmd->pool, sizeof(*place));
    place->file = file_path(cmd, file);
    if (!place->file) {
        return apr_psprintf(cmd->pool, "MyAccountPortal: %s is no file path", file);
    }
    len = strlen(cmd->path);
    place->path = apr_pstrmemdup(cmd->pool, cmd->path,
                                 cmd->path[len - 1] == '/' ? len - 1 : len);
    place->server = cmd->server;
    place->dir = dir;
    place->directive = cmd->directive;
    dir->place = place;
    APR_ARRAY_PUSH(places, mya_place_of_portal_t *) = place;
    return NULL;
}

/* Where browsers take secure cookies over plain http as well. */
static int is_loopback(const char *host)
{
    const apr_size_t len = strlen(host);

    return !strcmp(host, "localhost") || !strncmp(host, "127.", 4) || !strcmp(host, "[::1]")
           || !strcmp(host, "::1") || (len > 10 && !strcmp(host + len - 10, ".localhost"));
}

static const char *add_origin(cmd_parms *cmd, void *config, const char *url)
{
    mya_dir_t *dir = config;
    apr_uri_t uri;

    if (apr_uri_parse(cmd->pool, url, &uri) != APR_SUCCESS || !uri.scheme || !uri.hostname
        || (strcmp(uri.scheme, "https") && strcmp(uri.scheme, "http"))
        || (uri.path && strcmp(uri.path, "/")) || uri.query || uri.fragment || uri.user) {
        return apr_psprintf(cmd->pool,
                            "MyAccountBaseURL: \"%s\" is no origin; write scheme and host, as in "
                            "https://www.example.com", url);
    }
    if (!strcmp(uri.scheme, "http") && !is_loopback(uri.hostname)) {
        return apr_psprintf(cmd->pool,
                            "MyAccountBaseURL: %s is not encrypted; browsers keep the portal's "
                            "cookies only over https (http is for localhost)", url);
    }
    if (!dir->origins) {
        dir->origins = apr_array_make(cmd->pool, 2, sizeof(const char *));
    }
    APR_ARRAY_PUSH(dir->origins, const char *) =
        apr_psprintf(cmd->pool, "%s://%s", uri.scheme, uri.hostinfo);
    return NULL;
}

static const char *set_secret(cmd_parms *cmd, void *config, const char *file)
{
    mya_dir_t *dir = config;

    dir->secret_file = file_path(cmd, file);
    return dir->secret_file ? NULL : "MyAccountSecretFile: that is no file path";
}

static const char *set_skin(cmd_parms *cmd, void *config, const char *file)
{
    mya_dir_t *dir = config;

    dir->skin = file_path(cmd, file);
    return dir->skin ? NULL : "MyAccountSkin: that is no file path";
}

/* A duration from httpd's own syntax ("30min", "12h", "90" seconds), from LEAST up to ten years. */
static const char *set_time(cmd_parms *cmd, apr_interval_time_t *time, const char *arg,
                            apr_interval_time_t least)
{
    /* httpd's own reader takes words for 0 */
    if (!apr_isdigit(*arg) || ap_timeout_parameter_parse(arg, time, "s") != APR_SUCCESS
        || *time < least || *time > LONGEST) {
        return apr_psprintf(cmd->pool,
                            "%s: \"%s\" is no duration that fits; write a number with s, min or "
                            "h, from %d s to ten years",
                            cmd->cmd->name, arg, (int)apr_time_sec(least));
    }
    return NULL;
}

static const char *set_layout_cache(cmd_parms *cmd, void *config, const char *arg)
{
    return set_time(cmd, &((mya_dir_t *)config)->layout_cache, arg, 0);
}

static const char *set_idle(cmd_parms *cmd, void *config, const char *arg)
{
    return set_time(cmd, &((mya_dir_t *)config)->idle, arg, IDLE_LEAST);
}

static const char *set_absolute(cmd_parms *cmd, void *config, const char *arg)
{
    return set_time(cmd, &((mya_dir_t *)config)->absolute, arg, apr_time_from_sec(60));
}

static const char *set_share(cmd_parms *cmd, void *config, const char *folder)
{
    mya_conf_t *conf = mya_config_server(cmd->server);

    (void)config;
    conf->share = file_path(cmd, folder);
    return conf->share ? NULL : "MyAccountShare: that is no folder path";
}

static const char *set_development(cmd_parms *cmd, void *config, int on)
{
    (void)cmd;
    ((mya_dir_t *)config)->development = on;
    return NULL;
}

/* "10.0.0.0/8", "2001:db8::/32", or one address. */
static const char *add_health_from(cmd_parms *cmd, void *config, const char *net)
{
    mya_dir_t *dir = config;
    char *address = apr_pstrdup(cmd->temp_pool, net);
    char *mask = strchr(address, '/');
    apr_ipsubnet_t *made;

    if (mask) {
        *mask++ = '\0';
    }
    if (!strpbrk(address, ".:") || apr_ipsubnet_create(&made, address, mask, cmd->pool)
                                       != APR_SUCCESS) {
        return apr_psprintf(cmd->pool,
                            "MyAccountHealthFrom: \"%s\" is no address or network; write it as "
                            "numbers, as in 127.0.0.1 or 10.0.0.0/8 or 2001:db8::/32", net);
    }
    if (!dir->health_from) {
        dir->health_from = apr_array_make(cmd->pool, 2, sizeof(const apr_ipsubnet_t *));
    }
    APR_ARRAY_PUSH(dir->health_from, const apr_ipsubnet_t *) = made;
    return NULL;
}

static const char *set_guard(cmd_parms *cmd, void *config, const char *path)
{
    const apr_size_t len = strlen(path);

    if (path[0] != '/') {
        return apr_psprintf(cmd->pool,
                            "MyAccountGuard: \"%s\" is no address; write that of the portal whose "
                            "session counts, as in MyAccountGuard /account", path);
    }
    ((mya_dir_t *)config)->guard = apr_pstrmemdup(cmd->pool, path,
                                                  path[len - 1] == '/' ? len - 1 : len);
    return NULL;
}

static const char *set_number(cmd_parms *cmd, int *number, const char *arg, int most)
{
    char *end;
    apr_int64_t value = apr_strtoi64(arg, &end, 10);

    if (!*arg || *end || value < 1 || value > most) {
        return apr_psprintf(cmd->pool, "%s: \"%s\" is no number from 1 to %d", cmd->cmd->name, arg,
                            most);
    }
    *number = (int)value;
    return NULL;
}

static const char *set_breached(cmd_parms *cmd, void *config, const char *file)
{
    ((mya_dir_t *)config)->breached = file_path(cmd, file);
    return NULL;
}

static const char *set_password_least(cmd_parms *cmd, void *config, const char *arg)
{
    mya_dir_t *dir = config;
    const char *fault = set_number(cmd, &dir->password_least, arg, PASSWORD_MOST);

    return !fault && dir->password_least >= PASSWORD_LEAST
               ? NULL
               : apr_psprintf(cmd->pool,
                              "MyAccountPasswordMinimum: \"%s\" is no number from %d to %d; below "
                              "%d a password alone protects nobody, above %d nobody finds one",
                              arg, PASSWORD_LEAST, PASSWORD_MOST, PASSWORD_LEAST, PASSWORD_MOST);
}

static const char *set_connections(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    return set_number(cmd, &mya_config_server(cmd->server)->connections, arg, 1000);
}

static const char *set_statements(cmd_parms *cmd, void *config, const char *arg)
{
    const int unnamed = !strcasecmp(arg, "unnamed");

    (void)config;
    mya_config_server(cmd->server)->unnamed = unnamed;
    return unnamed || !strcasecmp(arg, "prepared")
               ? NULL
               : apr_psprintf(cmd->pool, "MyAccountDatabaseStatements: \"%s\" is none of prepared "
                              "and unnamed; the latter is for a pooler that lends out transactions",
                              arg);
}

static const char *set_wait(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    return set_time(cmd, &mya_config_server(cmd->server)->wait, arg, 0);
}

/* A duration as above, from LEAST to PAGE_MOST; LEAST_TEXT: the former in words. */
static const char *set_short_time(cmd_parms *cmd, apr_interval_time_t *time, const char *arg,
                                  apr_interval_time_t least, const char *least_text)
{
    if (!apr_isdigit(*arg) || ap_timeout_parameter_parse(arg, time, "s") != APR_SUCCESS
        || *time < least || *time > PAGE_MOST) {
        return apr_psprintf(cmd->pool, "%s: \"%s\" is no duration that fits; write a number with "
                            "ms, s or min, from %s to %d min", cmd->cmd->name, arg, least_text,
                            (int)(apr_time_sec(PAGE_MOST) / 60));
    }
    return NULL;
}

static const char *set_statement(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    return set_short_time(cmd, &mya_config_server(cmd->server)->statement, arg, STATEMENT_LEAST,
                          "100 ms");
}

static const char *set_page(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    return set_short_time(cmd, &mya_config_server(cmd->server)->page, arg, PAGE_LEAST, "1 s");
}

static const char *set_hashes(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    return set_number(cmd, &mya_config_server(cmd->server)->hashes, arg, 1000);
}

static const char *set_xml_memory(cmd_parms *cmd, void *config, const char *arg)
{
    (void)config;
    if (strcmp(arg, "pools") != 0 && strcmp(arg, "malloc") != 0) {
        return apr_psprintf(cmd->pool, "MyAccountXMLMemory: \"%s\" is neither pools nor malloc",
                            arg);
    }
    mya_config_server(cmd->server)->xml_pools = *arg == 'p';
    return NULL;
}

static const char *set_hash_cost(cmd_parms *cmd, void *config, const char *memory,
                                 const char *passes)
{
    mya_result_t *why = mya_result_make(cmd->temp_pool);
    mya_conf_t *conf = mya_config_server(cmd->server);
    const char *fault = set_number(cmd, &conf->hash_memory, memory, ANY);

    (void)config;
    if (!fault) {
        fault = set_number(cmd, &conf->hash_passes, passes, ANY);
    }
    if (!fault && mya_argon_affords((apr_uint32_t)conf->hash_memory * 1024,
                                    (apr_uint32_t)conf->hash_passes, why) != APR_SUCCESS) {
        fault = apr_pstrcat(cmd->pool, "MyAccountHashCost: ", why->detail, NULL);
    }
    return fault;
}

#define PLACE (RSRC_CONF | ACCESS_CONF)

const command_rec mya_config_commands[] = {
    AP_INIT_TAKE1("MyAccountPortal", set_portal, NULL, ACCESS_CONF,
                  "the portal definition (portal.xml) that is mounted at this Location"),
    AP_INIT_ITERATE("MyAccountBaseURL", add_origin, NULL, PLACE,
                    "scheme and host of the site, the first one for links; requests for other "
                    "hosts are refused"),
    AP_INIT_TAKE1("MyAccountSecretFile", set_secret, NULL, PLACE,
                  "file of mode 0600 with the secret, made by myaccountctl secret"),
    AP_INIT_TAKE1("MyAccountSkin", set_skin, NULL, PLACE,
                  "stylesheet of the portal's pages; the base skin if unsaid"),
    AP_INIT_TAKE123("MyAccountLayout", mya_config_layout, NULL, PLACE,
                    "address of the site's page and the element whose content is replaced, or "
                    "none"),
    AP_INIT_ITERATE("MyAccountLayoutSources", mya_config_layout_source, NULL, PLACE,
                    "other hosts whose scripts the layout may load on the portal's pages"),
    AP_INIT_ITERATE2("MyAccountContentSecurityPolicy", mya_config_layout_policy, NULL, PLACE,
                     "a directive of the pages' policy, and hosts to add to it"),
    AP_INIT_TAKE1("MyAccountLayoutCache", set_layout_cache, NULL, PLACE,
                  "how long a fetched layout is used; 60s"),
    AP_INIT_TAKE1("MyAccountSessionIdle", set_idle, NULL, PLACE,
                  "a session without a request for so long ends; 30min"),
    AP_INIT_TAKE1("MyAccountSessionAbsolute", set_absolute, NULL, PLACE,
                  "a session ends so long after sign-in, used or not; 12h"),
    AP_INIT_FLAG("MyAccountDevelopment", set_development, NULL, PLACE,
                 "on while the portal is being made: files are read again, faults are shown; off"),
    AP_INIT_ITERATE("MyAccountHealthFrom", add_health_from, NULL, PLACE,
                    "addresses or networks that may ask for the portal's health; this machine"),
    AP_INIT_TAKE1("MyAccountBreachedPasswords", set_breached, NULL, PLACE,
                  "list of SHA-1 hashes of passwords that nobody may choose"),
    AP_INIT_TAKE1("MyAccountPasswordMinimum", set_password_least, NULL, PLACE,
                  "characters that a password must have when it is chosen; 15"),
    AP_INIT_TAKE1("MyAccountGuard", set_guard, NULL, RSRC_CONF | OR_AUTHCFG,
                  "address of the portal whose session AuthType myaccount asks for; the only one"),
    AP_INIT_TAKE1("MyAccountShare", set_share, NULL, RSRC_CONF,
                  "folder of the module's own skins, texts and schemas"),
    AP_INIT_TAKE1("MyAccountDatabaseConnections", set_connections, NULL, RSRC_CONF,
                  "how many database connections the portal uses at once in a process; 8"),
    AP_INIT_TAKE1("MyAccountDatabaseWait", set_wait, NULL, RSRC_CONF,
                  "how long a request waits for one of them; 2s"),
    AP_INIT_TAKE1("MyAccountDatabaseStatements", set_statements, NULL, RSRC_CONF,
                  "prepared, or unnamed for PostgreSQL behind a pooler of transactions; prepared"),
    AP_INIT_TAKE1("MyAccountStatementTimeout", set_statement, NULL, RSRC_CONF,
                  "how long one statement may run before it is cut; 5s"),
    AP_INIT_TAKE1("MyAccountPageDeadline", set_page, NULL, RSRC_CONF,
                  "how long after its beginning a page begins no more statements; 10s"),
    AP_INIT_TAKE1("MyAccountHousekeeping", mya_config_set_housekeeping, NULL, RSRC_CONF,
                  "how often what is of no more use is taken out of our tables, or off; 10min"),
    AP_INIT_TAKE1("MyAccountHashes", set_hashes, NULL, RSRC_CONF,
                  "how many passwords are hashed at once in a process; 2"),
    AP_INIT_TAKE2("MyAccountHashCost", set_hash_cost, NULL, RSRC_CONF,
                  "what a new hash costs, in MiB of memory and passes; 19 2"),
    AP_INIT_TAKE1("MyAccountXMLMemory", set_xml_memory, NULL, RSRC_CONF,
                  "where pages are made: in pools, or by malloc; pools"),
    { NULL, { NULL }, NULL, 0, 0, NULL }
};
