/* SPDX-License-Identifier: Apache-2.0 */
/* server/config.h: the directives, and what they leave behind */
#ifndef MYA_SERVER_CONFIG_H
#define MYA_SERVER_CONFIG_H

#include <httpd.h>
#include <http_config.h>

#include "flow/request.h"

extern module AP_MODULE_DECLARE_DATA myaccount_module;

/* What a Location with MyAccountPortal becomes at check_config. Made by the directive, filled by
 * server/check.c, constant afterwards. */
typedef struct mya_place_of_portal_t {
    const char *file;              /* portal.xml */
    const char *path;              /* of the Location, without trailing '/' */
    server_rec *server;
    struct mya_dir_t *dir;         /* the Location's own directives, not merged */
    const ap_directive_t *directive;   /* for sentences with file and line */
    mya_mount_t *mount;            /* NULL until it was judged */
    const struct mya_dir_t *said;  /* all directives that hold there */
    apr_time_t loaded;             /* when the definition was read at start */
    struct mya_develop_t *develop; /* MyAccountDevelopment on; else NULL */
    apr_array_header_t *homes;     /* mya_home_t: one per server that has it; a portal in a global
                                    * Location is every virtual host's, each with its own pages and
                                    * database */
} mya_place_of_portal_t;

/* A place on one server. */
typedef struct mya_home_t {
    const server_rec *server;
    struct mya_site_t *site;       /* the layouts; see site.h */
    mya_db_t *db;                  /* made by child_init */
} mya_home_t;

/* Per directory (Location), with the server's as default. A pointer NULL or a number -1: not
 * said. */
typedef struct mya_dir_t {
    mya_place_of_portal_t *place;
    apr_array_header_t *origins;   /* const char * */
    const char *secret_file;
    const char *skin;
    const char *layout;            /* address of the layout page; "none" */
    const char *selector, *selector2;
    apr_array_header_t *sources;   /* const char * */
    apr_array_header_t *policies;  /* const char *: a directive of the policy, then its source, … */
    apr_interval_time_t layout_cache;
    apr_interval_time_t idle, absolute;
    const char *guard;             /* mount of the portal whose session AuthType myaccount asks for,
                                    * without trailing '/' */
    apr_array_header_t *health_from;   /* const apr_ipsubnet_t * */
    int password_least;            /* characters; -1 */
    const char *breached;          /* file of hashes that no new password may have, or NULL */
    int development;               /* 1: MyAccountDevelopment on */
} mya_dir_t;

/* Per server. */
typedef struct mya_conf_t {
    const char *share;
    int connections;
    apr_interval_time_t wait;
    apr_interval_time_t statement, page;   /* how long one may run, and begin statements; -1 */
    apr_interval_time_t housekeeping;      /* between two rounds; 0: off; -1 */
    int unnamed;                   /* statements without a name: behind a pooler; -1 */
    int hashes;
    int hash_memory, hash_passes;  /* MiB; of new hashes, said together; -1 */
    int xml_pools;                 /* 0: documents are made by malloc(); -1 */
} mya_conf_t;

extern const command_rec mya_config_commands[];

void *mya_config_dir_create(apr_pool_t *pool, char *path);
void *mya_config_dir_merge(apr_pool_t *pool, void *base, void *add);
void *mya_config_server_create(apr_pool_t *pool, server_rec *s);
void *mya_config_server_merge(apr_pool_t *pool, void *base, void *add);

/* All places of portals of this configuration, in order (mya_place_of_portal_t *); never NULL. */
apr_array_header_t *mya_config_places(void);

/* Forget the places of the configuration before; called by pre_config. */
void mya_config_begin(apr_pool_t *pconf);

/* What PLACE has on the server S; NULL if it is not S's. */
mya_home_t *mya_config_home(const mya_place_of_portal_t *place, const server_rec *s);

/* The directives of R's Location; of a server: its defaults. */
mya_dir_t *mya_config_dir(const request_rec *r);
mya_conf_t *mya_config_server(const server_rec *s);

/* How long a statement may run on the server S, and how long a page may begin new ones; usec. */
apr_interval_time_t mya_config_statement(const server_rec *s);
apr_interval_time_t mya_config_page(const server_rec *s);

/* How long between two rounds of housekeeping; 0: the server S does none. */
apr_interval_time_t mya_config_housekeeping(const server_rec *s);

#endif
