/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/main.c: myaccountctl, the administrator's tool: the table of its commands */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <apr_dbd.h>
#include <apr_general.h>

#include "base/xml.h"
#include "ctl/ctl.h"

#define END MYA_CTL_OPTION_COUNT
#define DATABASE MYA_CTL_DATABASE, MYA_CTL_DRIVER, MYA_CTL_PARAMS, MYA_CTL_PARAMS_FILE

static const mya_ctl_option_e of_migrate[] = { DATABASE, MYA_CTL_SHARE, MYA_CTL_DRY_RUN, END };
static const mya_ctl_option_e of_user_add[] = {
    MYA_CTL_EMAIL, MYA_CTL_NAME, MYA_CTL_PHONE, MYA_CTL_LANGUAGE, MYA_CTL_CUSTOMER,
    MYA_CTL_CUSTOMER_NAME, MYA_CTL_ROLE, MYA_CTL_PORTAL, MYA_CTL_MINIMUM, MYA_CTL_JSON, DATABASE,
    MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_user_grant[] = {
    MYA_CTL_EMAIL, MYA_CTL_CUSTOMER, MYA_CTL_CUSTOMER_NAME, MYA_CTL_ROLE, MYA_CTL_PORTAL,
    MYA_CTL_JSON, DATABASE, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_user_list[] = {
    MYA_CTL_EMAIL, MYA_CTL_CUSTOMER, MYA_CTL_PORTAL, MYA_CTL_JSON, DATABASE, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_user_disable[] = {
    MYA_CTL_EMAIL, MYA_CTL_PORTAL, MYA_CTL_JSON, DATABASE, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_user_roles[] = {
    MYA_CTL_EMAIL, MYA_CTL_CUSTOMER, MYA_CTL_ROLES, MYA_CTL_PORTAL, MYA_CTL_JSON, DATABASE,
    MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_session_list[] = {
    MYA_CTL_EMAIL, MYA_CTL_USER, MYA_CTL_PORTAL, MYA_CTL_JSON, DATABASE, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_session_end[] = {
    MYA_CTL_SESSION, MYA_CTL_EMAIL, MYA_CTL_USER, MYA_CTL_ALL, MYA_CTL_PORTAL, MYA_CTL_JSON,
    DATABASE, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_housekeep[] = { DATABASE, END };
static const mya_ctl_option_e of_secret[] = { MYA_CTL_ROTATE, END };
static const mya_ctl_option_e of_routes[] = { MYA_CTL_PORTAL, MYA_CTL_JSON, MYA_CTL_SHARE, END };
static const mya_ctl_option_e of_check[] = { DATABASE, MYA_CTL_SHARE, END };
static const mya_ctl_option_e of_explain[] = { MYA_CTL_DATABASE, MYA_CTL_SHARE, END };
static const mya_ctl_option_e of_render[] = {
    MYA_CTL_SKIN, MYA_CTL_LAYOUT, MYA_CTL_URL, MYA_CTL_ROOT, MYA_CTL_OUTPUT, MYA_CTL_SHARE, END
};
static const mya_ctl_option_e of_grammar[] = { END };
static const mya_ctl_option_e of_layout[] = { MYA_CTL_AND, MYA_CTL_URL, MYA_CTL_SOURCES, END };

static const mya_ctl_command_t commands[] = {
    { "migrate", NULL, mya_ctl_migrate, 0, NULL, of_migrate,
      "Make or update the engine's tables in a database",
      "Adds tables whose names begin with mya_ and leaves all others alone; says what it did.\n"
      "Running it again does nothing; --dry-run says what it would do. "
      "mya_customer (id, name) is\n"
      "made as a table unless you have a view of that name.\n" },
    { "housekeep", NULL, mya_ctl_housekeep, 0, NULL, of_housekeep,
      "Take out of the engine's tables what is of no more use",
      "Sessions that were over a month ago, keys of forms that were sent, counts of wrong "
      "passwords,\nand texts that were kept over a sign-in. Events stay. A server does this by "
      "itself\n(MyAccountHousekeeping); while one does, this does nothing.\n" },
    { "user", "add", mya_ctl_user_add, 0, NULL, of_user_add,
      "Add somebody who signs in",
      "--email, --customer and --role are needed. "
      "The password is asked for twice on a terminal, else\n"
      "it is the first line of standard input; never part of the command, where others could read\n"
      "it. Who is there already keeps name and password "
      "and gets the role for the customer too.\n" },
    { "user", "grant", mya_ctl_user_grant, 0, NULL, of_user_grant,
      "Give a user a role for a customer",
      "--email, --customer and --role are needed.\n" },
    { "user", "roles", mya_ctl_user_roles, 0, NULL, of_user_roles,
      "Say which roles a user has for a customer from now on",
      "--email, --customer and --roles are needed. Roles that are not said are taken away.\n" },
    { "user", "list", mya_ctl_user_list, 0, NULL, of_user_list,
      "Say who may sign in",
      "One line each, with tabs between: e-mail, enabled or disabled, name, and\n"
      "customer:role,role with blanks between. --email and --customer say which.\n" },
    { "user", "disable", mya_ctl_user_disable, 0, NULL, of_user_disable,
      "Let somebody sign in no more",
      "--email is needed. The user's sessions end. Nothing is removed: \"user enable\" undoes\n"
      "it.\n" },
    { "user", "enable", mya_ctl_user_enable, 0, NULL, of_user_disable,
      "Let somebody sign in again",
      "--email is needed. The password is the one from before.\n" },
    { "session", "list", mya_ctl_session_list, 0, NULL, of_session_list,
      "Say who is signed in",
      "One line each, used last first, with tabs between: session, e-mail (or the user's key),\n"
      "customer, signed in, last seen, address, browser; times are UTC.\n" },
    { "session", "end", mya_ctl_session_end, 0, NULL, of_session_end,
      "Sign somebody out",
      "--session, --email, --user or --all is needed. It acts on the very next request.\n" },
    { "secret", NULL, mya_ctl_secret, 1, "FILE", of_secret,
      "Make the file for MyAccountSecretFile",
      "The file is readable by its owner only, and never overwritten. All nodes need the same.\n" },
    { "routes", NULL, mya_ctl_routes, 0, NULL, of_routes,
      "Say every address that a portal answers",
      "--portal FILE is needed. "
      "Kind, method, path below the mount (/ for the first page), and roles,\n"
      "with tabs between.\n" },
    { "check", NULL, mya_ctl_check, 1, "FILE", of_check,
      "Judge a portal definition",
      "FILE is portal.xml. Says every fault with file and line, and what would be\nright. With "
      "--database, that database also prepares each statement, and compares each column with\n"
      "the type that it is declared to have; warns of amounts that are not rounded and of counted\n"
      "numbers in addresses. Nothing is changed.\n" },
    { "explain", NULL, mya_ctl_explain, 2, "FILE PAGE", of_explain,
      "Say what a page and its actions ask of the database",
      "FILE is portal.xml, PAGE a path of it as \"invoices/{ref}\", \"/\" for the first page, or "
      "an\naction's. Each statement as it will be prepared, with what is bound and what limits it "
      "to the\nvisitor; no database is asked. --database sqlite, postgresql or mariadb; all three "
      "if unsaid.\n" },
    { "grammar", NULL, mya_ctl_grammar, 0, NULL, of_grammar,
      "Say every element and attribute of the portal language",
      "One line each, with tabs between: element, attribute (- for the element), whether it\n"
      "is needed, optional or reserved for later, and where it may stand or what it takes.\n" },
    { "render", NULL, mya_ctl_render, 1, "PAGE [SELECTOR [SELECTOR]]", of_render,
      "Write a page as a file that opens by double click",
      "PAGE is the XML of a page, or the name of a sample that was installed (home, invoices, …).\n"
      "With --layout and a SELECTOR (tag, #id or .class; with two, what stands between them) the\n"
      "page stands in the site's own. Style sheets are written into it, or linked from this "
      "disk.\n" },
    { "layout", NULL, mya_ctl_layout, 2, "PAGE SELECTOR [SELECTOR]", of_layout,
      "Show how a page of the site is cut to hold ours",
      "PAGE is the address of a page of the site (http or https), a file with one as a browser\n"
      "gets it, or - for the standard input; SELECTOR the element whose content is replaced: a\n"
      "tag, #id or .class; with two, what stands between them. Prints the pieces, the\n"
      "Content-Security-Policy, what was rewritten or left out, and the lines to add.\n" },
};
#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

/* Is NAME the first word of several commands, as in "user add"? */
static int has_verbs(const char *name)
{
    for (apr_size_t i = 0; i < NCOMMANDS; i++) {
        if (commands[i].verb && !strcmp(commands[i].name, name)) {
            return 1;
        }
    }
    return 0;
}

/* All commands, or those whose first word is NAME. */
static void print_commands(FILE *out, const char *name)
{
    fprintf(out, "myaccountctl COMMAND [OPTION…]\n\n");
    for (apr_size_t i = 0; i < NCOMMANDS; i++) {
        char left[60];

        if (name && strcmp(commands[i].name, name)) {
            continue;
        }
        snprintf(left, sizeof(left), "%s%s%s%s%s", commands[i].name, commands[i].verb ? " " : "",
                 commands[i].verb ? commands[i].verb : "", commands[i].words ? " " : "",
                 commands[i].words ? commands[i].words : "");
        fprintf(out, "  %-22s %s\n", left, commands[i].summary);
    }
    fprintf(out, "\n\"myaccountctl COMMAND --help\" says more. Exit codes: 0 done, 1 it did not\n"
                 "work or faults were found, 2 it was asked wrongly.\n");
}

/* The command that ARGV begins with; *USED is how many words name it. */
static const mya_ctl_command_t *find(int argc, const char *const *argv, int *used)
{
    for (apr_size_t i = 0; argc > 1 && i < NCOMMANDS; i++) {
        const mya_ctl_command_t *command = &commands[i];

        *used = command->verb ? 3 : 2;
        if (!strcmp(command->name, argv[1])
            && (!command->verb || (argc > 2 && !strcmp(command->verb, argv[2])))) {
            return command;
        }
    }
    return NULL;
}

static int is_help(const char *word)
{
    return !strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help");
}

/* ARGV names no command: help was asked for, or it is asked wrongly. */
static int tell_commands(int argc, const char *const *argv)
{
    const char *family = argc > 1 && has_verbs(argv[1]) ? argv[1] : NULL;

    if (argc > 1 && (is_help(argv[1]) || (family && argc > 2 && is_help(argv[2])))) {
        print_commands(stdout, family);
        return MYA_CTL_DONE;
    }
    if (argc > 1 && !strcmp(argv[1], "--version")) {
        printf("myaccountctl %s\n", PACKAGE_VERSION);
        return MYA_CTL_DONE;
    }
    if (argc > 1) {
        fprintf(stderr, "myaccountctl: there is no command \"%s%s%s\".\n", argv[1],
                family && argc > 2 ? " " : "", family && argc > 2 ? argv[2] : "");
    }
    print_commands(stderr, family);
    return MYA_CTL_USAGE;
}

static int run(int argc, const char *const *argv, apr_pool_t *pool)
{
    mya_ctl_t ctl = { .pool = pool, .why = mya_result_make(pool) };
    int used = 0, code;

    ctl.command = find(argc, argv, &used);
    if (!ctl.command) {
        return tell_commands(argc, argv);
    }
    code = mya_ctl_read(&ctl, argc - used, argv + used);
    if (code == MYA_CTL_DONE && ctl.options[MYA_CTL_HELP]) {
        mya_ctl_help(ctl.command);
        return MYA_CTL_DONE;
    }
    if (code == MYA_CTL_DONE) {
        code = ctl.command->run(&ctl);
    }
    mya_db_close(ctl.conn);
    return code;
}

int main(int argc, const char *const *argv)
{
    apr_pool_t *pool;
    int code;

    setlocale(LC_CTYPE, "");
    umask(027);      /* a database that we are the first to open shall not be everybody's to read */
    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS
        || apr_pool_create(&pool, NULL) != APR_SUCCESS || apr_dbd_init(pool) != APR_SUCCESS) {
        fprintf(stderr, "myaccountctl: the Apache runtime does not start.\n");
        return MYA_CTL_FAILED;
    }
    mya_xml_init();
    code = run(argc, argv, pool);
    if (fflush(stdout) != 0) {
        code = mya_ctl_fail("standard output cannot be written");
    }
    apr_pool_destroy(pool);
    apr_terminate();
    return code;
}
