/* SPDX-License-Identifier: Apache-2.0 */
/* server/guard_check.c: what the configuration says of AuthType myaccount, judged at start
 *
 * The modules that own these directives keep what they read to themselves, so the tree of
 * directives is read, as httpd made it: with included files and sections in their places.
 */
#include "server/guard_check.h"

#include <string.h>

#include <apr_strings.h>
#include <http_config.h>

#include "server/config.h"

/* Where in the tree we are. */
typedef struct spot_t {
    const server_rec *server;          /* the main server, or a virtual host */
    const ap_directive_t *section;     /* the enclosing <Location>, <Directory>, …; NULL: none */
    apr_array_header_t *faults;
    apr_pool_t *pool;
} spot_t;

static void refuse(const spot_t *spot, const ap_directive_t *node, const char *sentence)
{
    APR_ARRAY_PUSH(spot->faults, const char *) =
        apr_psprintf(spot->pool, "%s:%d: %s", node->filename, node->line_num, sentence);
}

/* Can a request that meets SPOT meet PLACE too? What the main server says is said for all. */
static int may_meet(const spot_t *spot, const mya_place_of_portal_t *place)
{
    return place->mount && (!spot->server->is_virtual || mya_config_home(place, spot->server));
}

static const mya_place_of_portal_t *place_at(int i)
{
    return APR_ARRAY_IDX(mya_config_places(), i, const mya_place_of_portal_t *);
}

static const char *first_word(const ap_directive_t *node, apr_pool_t *pool)
{
    const char *args = node->args;

    return ap_getword_conf(pool, &args);
}

/* The directive NAME in the section of SPOT itself; NULL if unsaid there. */
static const ap_directive_t *sibling(const ap_directive_t *section, const char *name)
{
    const ap_directive_t *node = section ? section->first_child : NULL;

    while (node && strcasecmp(node->directive, name)) {
        node = node->next;
    }
    return node;
}

/* The path of a <Location>; NULL for other sections, and for patterns. */
static const char *location_of(const ap_directive_t *section, apr_pool_t *pool)
{
    const char *args, *end, *path;

    if (!section || strcasecmp(section->directive, "<Location")) {
        return NULL;
    }
    args = section->args;
    end = strrchr(args, '>');
    args = end ? apr_pstrmemdup(pool, args, (apr_size_t)(end - args)) : args;
    path = ap_getword_conf(pool, &args);
    return path[0] == '/' ? path : NULL;
}

/* Does PATH begin with PREFIX, segment by segment? */
static int is_below(const char *path, const char *prefix)
{
    apr_size_t len = strlen(prefix);

    while (len > 0 && prefix[len - 1] == '/') {
        --len;
    }
    return !strncmp(path, prefix, len) && (path[len] == '/' || !path[len]);
}

/* Does some <Location> of PLACE itself, in NODE or what follows, say another AuthType than what a
 * section around it does? */
static int is_freed(const mya_place_of_portal_t *place, const ap_directive_t *node,
                    apr_pool_t *pool)
{
    for (; node; node = node->next) {
        const char *path = location_of(node, pool);
        const ap_directive_t *own = sibling(node, "AuthType");
        if (path && own && is_below(path, place->path) && is_below(place->path, path)
            && strcasecmp(first_word(own, pool), "myaccount")) {
            return 1;
        }
        if (node->first_child && is_freed(place, node->first_child, pool)) {
            return 1;
        }
    }
    return 0;
}

/* The sign-in page behind itself would lead to itself for ever. */
static void check_loop(const spot_t *spot, const ap_directive_t *node)
{
    const char *path = location_of(spot->section, spot->pool);
    int i;

    for (i = 0; path && i < mya_config_places()->nelts; ++i) {
        const mya_place_of_portal_t *place = place_at(i);
        if (!may_meet(spot, place)) {
            continue;
        }
        if (is_below(path, place->path) && *place->path) {
            refuse(spot, node, apr_psprintf(spot->pool,
                   "AuthType myaccount in <Location %s>, which is the portal's own: the portal "
                   "decides for itself who sees what, and its sign-in page would lead to itself; "
                   "leave it out here", path));
        }
        else if (is_below(*place->path ? place->path : "/", path)
                 && !is_freed(place, ap_conftree, spot->pool)) {
            refuse(spot, node, apr_psprintf(spot->pool,
                   "AuthType myaccount in <Location %s> covers the portal at %s/ as well, whose "
                   "sign-in page nobody could reach; say AuthType None and Require all granted "
                   "in <Location %s/>", path, place->path, place->path));
        }
    }
}

/* The only portal of SPOT; NULL if there are none or several. */
static const mya_place_of_portal_t *only_one(const spot_t *spot, int *several)
{
    const mya_place_of_portal_t *found = NULL;
    int i;

    *several = 0;
    for (i = 0; i < mya_config_places()->nelts; ++i) {
        if (may_meet(spot, place_at(i))) {
            *several = found != NULL;
            found = place_at(i);
        }
    }
    return *several ? NULL : found;
}

static void check_type(const spot_t *spot, const ap_directive_t *node)
{
    int several;

    if (strcasecmp(first_word(node, spot->pool), "myaccount")) {
        return;
    }
    if (!only_one(spot, &several) && !several) {
        refuse(spot, node, "AuthType myaccount, but this server has no portal whose session could "
                           "be asked for; mount one with MyAccountPortal in a <Location>");
        return;
    }
    if (several && spot->server->is_virtual && !sibling(spot->section, "MyAccountGuard")
        && !((const mya_dir_t *)ap_get_module_config(spot->server->lookup_defaults,
                                                     &myaccount_module))->guard) {
        refuse(spot, node, "AuthType myaccount, but there are several portals; say whose session "
                           "counts here, as in: MyAccountGuard /account");
    }
    check_loop(spot, node);
}

static void check_guard(const spot_t *spot, const ap_directive_t *node)
{
    const char *path = first_word(node, spot->pool);
    const char *known = "";
    int i;

    for (i = 0; i < mya_config_places()->nelts; ++i) {
        const mya_place_of_portal_t *place = place_at(i);
        if (may_meet(spot, place)) {
            if (is_below(path, place->path) && is_below(place->path, path)) {
                return;
            }
            known = apr_pstrcat(spot->pool, known, " ", place->path, "/", NULL);
        }
    }
    refuse(spot, node, apr_psprintf(spot->pool,
           "MyAccountGuard %s: no portal is mounted there; of this server are:%s", path,
           *known ? known : " none"));
}

static int has_role(const mya_portal_t *portal, const char *name)
{
    int i;

    for (i = 0; i < portal->nroles; ++i) {
        if (!strcmp(portal->roles[i].name, name)) {
            return 1;
        }
    }
    return 0;
}

/* Does NODE, or what follows or stands in it, say AuthType myaccount? */
static int is_guarded(const ap_directive_t *node, apr_pool_t *pool)
{
    for (; node; node = node->next) {
        if ((!strcasecmp(node->directive, "AuthType")
             && !strcasecmp(first_word(node, pool), "myaccount"))
            || (node->first_child && is_guarded(node->first_child, pool))) {
            return 1;
        }
    }
    return 0;
}

/* A role without our AuthType is a 500 for every visitor. The AuthType may be inherited from
 * another section, so that it is missed only if no section has it. */
static void check_type_of_role(const spot_t *spot, const ap_directive_t *node)
{
    const ap_directive_t *type = sibling(spot->section, "AuthType");
    const char *said = type ? first_word(type, spot->pool) : NULL;

    if (said && strcasecmp(said, "myaccount")) {
        refuse(spot, node, apr_psprintf(spot->pool,
               "Require myaccount-role with AuthType %s; write AuthType myaccount", said));
    }
    else if (!said && !is_guarded(ap_conftree, spot->pool)) {
        refuse(spot, node, "Require myaccount-role without an AuthType; write AuthType myaccount "
                           "beside it");
    }
}

/* Some portal that SPOT may meet has the role NAME; else *KNOWN gets their roles. */
static int is_role(const spot_t *spot, const char *name, const char **known)
{
    int i, j;

    *known = "any";
    for (i = 0; i < mya_config_places()->nelts; ++i) {
        const mya_place_of_portal_t *place = place_at(i);
        if (!may_meet(spot, place)) {
            continue;
        }
        if (has_role(place->mount->portal, name)) {
            return 1;
        }
        for (j = 0; j < place->mount->portal->nroles; ++j) {
            *known = apr_pstrcat(spot->pool, *known, " ", place->mount->portal->roles[j].name,
                                 NULL);
        }
    }
    return !strcmp(name, "any");
}

static void check_roles(const spot_t *spot, const ap_directive_t *node)
{
    const char *args = node->args, *known;
    const char *word = ap_getword_conf(spot->pool, &args);

    if (!strcasecmp(word, "not")) {
        word = ap_getword_conf(spot->pool, &args);
    }
    if (strcasecmp(word, "myaccount-role")) {
        return;
    }
    check_type_of_role(spot, node);
    while (*(word = ap_getword_conf(spot->pool, &args))) {
        if (!is_role(spot, word, &known)) {
            refuse(spot, node, apr_psprintf(spot->pool,
                   "Require myaccount-role: the portal has no role \"%s\"; it has: %s", word,
                   known));
        }
    }
}

/* The virtual host of which NODE is the block; OTHERWISE if it is none's. */
static const server_rec *server_of(const ap_directive_t *node, const server_rec *main_server,
                                   const server_rec *otherwise)
{
    const server_rec *s;

    for (s = main_server; s && !strcasecmp(node->directive, "<VirtualHost"); s = s->next) {
        if (s->is_virtual && s->defn_name && !strcmp(node->filename, s->defn_name)
            && node->line_num == (int)s->defn_line_number) {
            return s;
        }
    }
    return otherwise;
}

static int is_place(const ap_directive_t *node)
{
    static const char *const sections[] = { "<Location", "<LocationMatch", "<Directory",
                                            "<DirectoryMatch", "<Files", "<FilesMatch", "<Proxy",
                                            "<ProxyMatch" };
    apr_size_t i;

    for (i = 0; i < sizeof(sections) / sizeof(sections[0]); ++i) {
        if (!strcasecmp(node->directive, sections[i])) {
            return 1;
        }
    }
    return 0;
}

static void walk(const spot_t *spot, const ap_directive_t *node, const server_rec *main_server)
{
    for (; node; node = node->next) {
        if (!strcasecmp(node->directive, "AuthType")) {
            check_type(spot, node);
        }
        else if (!strcasecmp(node->directive, "MyAccountGuard")) {
            check_guard(spot, node);
        }
        else if (!strcasecmp(node->directive, "Require")) {
            check_roles(spot, node);
        }
        if (node->first_child) {
            spot_t inner = *spot;
            inner.server = server_of(node, main_server, spot->server);
            inner.section = is_place(node) ? node : spot->section;
            walk(&inner, node->first_child, main_server);
        }
    }
}

void mya_guard_check(apr_array_header_t *faults, const server_rec *s, apr_pool_t *pool)
{
    spot_t top = { s, NULL, faults, pool };

    walk(&top, ap_conftree, s);
}
