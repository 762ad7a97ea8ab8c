/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/ctl.h: what the commands of myaccountctl share: options, database, portal, and how they speak
 *
 * A command says on standard output what it did, on standard error why it did not, in one sentence
 * each, and ends with one of the codes below.
 */
#ifndef MYA_CTL_CTL_H
#define MYA_CTL_CTL_H

#include <apr_pools.h>

#include "base/db.h"
#include "portal/model.h"

#define MYA_CTL_DONE   0
#define MYA_CTL_FAILED 1   /* it was asked rightly and did not work, or a check found faults */
#define MYA_CTL_USAGE  2   /* it was asked wrongly; nothing was done */

/* Every option of every command: X(SYMBOL, "name", "ARGUMENT" or NULL, "help"). */
#define MYA_CTL_OPTIONS(X)                                                                         \
    X(HELP, "help", NULL, "say what the command does")                                             \
    X(DATABASE, "database", "DRIVER:PARAMS", "the database, \"sqlite3:/var/lib/shop/shop.db\"")    \
    X(DRIVER, "driver", "NAME", "as DBDriver in httpd.conf: sqlite3, pgsql, mysql")                \
    X(PARAMS, "params", "TEXT", "as DBDParams in httpd.conf")                                      \
    X(PARAMS_FILE, "params-file", "FILE", "the same, read from FILE, for it may hold a password")  \
    X(SHARE, "share", "DIR", "where schema, skins and texts were installed")                       \
    X(DRY_RUN, "dry-run", NULL, "say what would be done, and change nothing")                      \
    X(PORTAL, "portal", "PORTAL", "portal.xml, or for \"user\" also a portal's name (main)")       \
    X(EMAIL, "email", "ADDRESS", "with which the user signs in")                                   \
    X(NAME, "name", "TEXT", "the user's name; the address if unsaid")                              \
    X(PHONE, "phone", "TEXT", "the user's phone number")                                           \
    X(LANGUAGE, "language", "LANG", "the user's language, if not the portal's first")              \
    X(CUSTOMER, "customer", "KEY", "the customer for whom the user acts")                          \
    X(CUSTOMER_NAME, "customer-name", "TEXT", "makes that customer, where we keep customers")      \
    X(ROLE, "role", "ROLE", "what the user may do for that customer")                              \
    X(ROLES, "roles", "ROLES", "all roles for that customer, with commas between; or none")        \
    X(USER, "user", "KEY", "the user's key, as \"user list\" or your own table says it")           \
    X(SESSION, "session", "REF", "one session, as \"session list\" says it")                       \
    X(ALL, "all", NULL, "of everybody")                                                            \
    X(MINIMUM, "minimum", "N", "characters that a password must have (15)")                        \
    X(ROTATE, "rotate", NULL, "put a new secret on top of the old one")                            \
    X(JSON, "json", NULL, "one JSON object a line")                                                \
    X(AND, "and", "SELECTOR", "replace what stands between the two elements")                      \
    X(URL, "url", "PATH", "the page's own address on the site (/index.html)")                      \
    X(SOURCES, "sources", "HOSTS", "as MyAccountLayoutSources, with spaces between")               \
    X(SKIN, "skin", "FILE", "the skin; the base skin if unsaid")                                   \
    X(LAYOUT, "layout", "FILE", "a page of the site, as a browser gets it, to hold ours")          \
    X(ROOT, "root", "DIR", "the site's own files; the folder of the layout if unsaid")             \
    X(OUTPUT, "output", "FILE", "where to write, also said -o; standard output if unsaid")
#define MYA_ROW(symbol, name, argument, help) MYA_CTL_##symbol,
typedef enum mya_ctl_option_e { MYA_CTL_OPTIONS(MYA_ROW) MYA_CTL_OPTION_COUNT } mya_ctl_option_e;
#undef MYA_ROW

typedef struct mya_ctl_command_t mya_ctl_command_t;

/* One call of the program. */
typedef struct mya_ctl_t {
    apr_pool_t *pool;
    mya_result_t *why;
    const mya_ctl_command_t *command;
    const char *options[MYA_CTL_OPTION_COUNT];  /* NULL: not given; "" for one without argument */
    const char *const *words;                   /* what else was said, as many as it wants; NULL
                                                 * after the last */
    mya_db_conn_t *conn;                        /* NULL until mya_ctl_open(); main closes it */
} mya_ctl_t;

/* A row of the table in ctl/main.c. */
struct mya_ctl_command_t {
    const char *name;               /* "user" */
    const char *verb;               /* "add", or NULL */
    int (*run)(mya_ctl_t *ctl);
    int nwords;                     /* how many words it wants */
    const char *words;              /* their names in the usage line, or NULL; each [ in it is one
                                     * word more that may be said */
    const mya_ctl_option_e *options; /* those that it knows, MYA_CTL_OPTION_COUNT at the end */
    const char *summary;            /* one line */
    const char *help;               /* paragraphs */
};

/* --- commands, each in the file of its name --- */

int mya_ctl_migrate(mya_ctl_t *ctl);
int mya_ctl_housekeep(mya_ctl_t *ctl);
int mya_ctl_user_add(mya_ctl_t *ctl);
int mya_ctl_user_grant(mya_ctl_t *ctl);
int mya_ctl_user_list(mya_ctl_t *ctl);
int mya_ctl_user_disable(mya_ctl_t *ctl);
int mya_ctl_user_enable(mya_ctl_t *ctl);
int mya_ctl_user_roles(mya_ctl_t *ctl);
int mya_ctl_session_list(mya_ctl_t *ctl);
int mya_ctl_session_end(mya_ctl_t *ctl);
int mya_ctl_secret(mya_ctl_t *ctl);
int mya_ctl_routes(mya_ctl_t *ctl);
int mya_ctl_check(mya_ctl_t *ctl);
int mya_ctl_explain(mya_ctl_t *ctl);
int mya_ctl_grammar(mya_ctl_t *ctl);
int mya_ctl_layout(mya_ctl_t *ctl);
int mya_ctl_render(mya_ctl_t *ctl);

/* --- ctl/walk.c --- */

/* Where a statement is used. */
typedef struct mya_ctl_use_t {
    const mya_statement_t *sql;
    const mya_list_t *list;         /* NULL: of a record or a step */
    const mya_column_t *columns;    /* of what it selects; ncolumns 0: a step */
    int ncolumns;
} mya_ctl_use_t;

typedef void (*mya_ctl_see_fn)(void *baton, const mya_ctl_use_t *use);

/* Let SEE have each statement of PORTAL; one that several pages include comes several times. A step
 * without SQL comes with a statement that no database has. */
void mya_ctl_walk(const mya_portal_t *portal, mya_ctl_see_fn see, void *baton);

/* --- ctl/check_database.c --- */

/* Let the database of the options prepare each statement of PORTAL, which stands in FILE, and say
 * what it refuses. Return MYA_CTL_DONE if that is nothing. */
int mya_ctl_check_database(mya_ctl_t *ctl, const char *file, const mya_portal_t *portal);

/* ROLES as "anonymous", "any" (a member of the customer, whatever the role) or names with commas
 * between (ctl/routes.c). */
const char *mya_ctl_roles(const mya_portal_t *portal, mya_roles_t roles, apr_pool_t *pool);

/* --- ctl/options.c --- */

/* Read ARGC words ARGV (after the command's own) into CTL. Return MYA_CTL_DONE, or MYA_CTL_USAGE
 * when that was said. */
int mya_ctl_read(mya_ctl_t *ctl, int argc, const char *const *argv);

/* Say how COMMAND is used. */
void mya_ctl_help(const mya_ctl_command_t *command);

/* The folder of what was installed: --share, MYACCOUNT_SHARE, or where it was compiled for. */
const char *mya_ctl_share(const mya_ctl_t *ctl);

/* --- ctl/say.c --- */

/* Say why it did not work, and return MYA_CTL_FAILED. */
int mya_ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with what stands in CTL's result. */
int mya_ctl_why(const mya_ctl_t *ctl);
/* Say what was asked wrongly, and where help is; return MYA_CTL_USAGE. */
int mya_ctl_misused(const mya_ctl_t *ctl, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* --- ctl/database.c --- */

/* Open the database of --database, or --driver with --params, in CTL. Return MYA_CTL_DONE, or the
 * code after it was said why not. */
int mya_ctl_open(mya_ctl_t *ctl);
/* The same, of a database that "migrate" has brought to what this program knows. */
int mya_ctl_open_migrated(mya_ctl_t *ctl);

/* --- ctl/terminal.c --- */

/* Read a new password in *PASSWORD: from a terminal twice, without showing it; else the first line
 * of standard input. */
apr_status_t mya_ctl_password(const char **password, mya_result_t *why, apr_pool_t *pool);

#endif
