/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_ctl_commands.c: myaccountctl as an administrator calls it: the program itself
 *
 * It is looked for in MYA_BUILDDIR, or here.
 */
#include "database_fixture.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

#include "access/password.h"

#define GOOD "correct horse battery"

static char said[65536];       /* what the last call wrote, both outputs together */

static const char *program(void)
{
    const char *built = getenv("MYA_BUILDDIR");

    return apr_pstrcat(pool, built ? built : ".", "/myaccountctl", NULL);
}

static const char *path_of(const char *name)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

static int take(int fd)
{
    size_t len = 0;
    ssize_t n;

    while (len < sizeof(said) - 1 && (n = read(fd, said + len, sizeof(said) - 1 - len)) > 0) {
        len += (size_t)n;
    }
    said[len] = '\0';
    close(fd);
    return (int)len;
}

static int code_of(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Run myaccountctl with the words of LINE (between spaces) and INPUT; return its exit code. */
static int call(const char *line, const char *input)
{
    char **words;
    int in[2], out[2];
    pid_t child;

    must(apr_tokenize_to_argv(apr_pstrcat(pool, program(), " ", line, NULL), &words, pool));
    assert_int_equal(pipe(in) | pipe(out), 0);
    child = fork();
    if (!child) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        close(in[1]);
        close(out[0]);
        execv(words[0], words);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    assert_int_equal(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
    close(in[1]);
    take(out[0]);
    return code_of(child);
}

static const char *with_database_of(const char *name, const char *line)
{
    return apr_pstrcat(pool, line, " --database sqlite3:", path_of(name), NULL);
}

#define assert_said(text)                                                                  \
    do {                                                                                   \
        if (!strstr(said, text)) {                                                         \
            fail_msg("\"%s\" was not said, but: %s", text, said);                          \
        }                                                                                  \
    } while (0)

/* A command on the database of the fixture, which is migrated. */
static int on_database(const char *line, const char *input)
{
    return call(with_database_of("test.db", line), input);
}

/* --- asked wrongly --- */

static void test_says_how_it_is_used(void **state)
{
    (void)state;
    assert_int_equal(call("--help", ""), 0);
    assert_said("migrate");
    assert_said("Exit codes");
    assert_int_equal(call("user add --help", ""), 0);
    assert_said("--customer-name");
    assert_int_equal(call("user --help", ""), 0);
    assert_said("user grant");
    assert_null(strstr(said, "migrate"));
    assert_int_equal(call("--version", ""), 0);
    assert_said("myaccountctl " PACKAGE_VERSION);
    assert_int_equal(call("", ""), 2);
    assert_int_equal(call("user", ""), 2);
    assert_said("there is no command \"user\"");
    assert_int_equal(call("sing", ""), 2);
    assert_said("there is no command \"sing\"");
}

static void test_asked_wrongly_it_does_nothing(void **state)
{
    static const struct { const char *line, *sentence; } cases[] = {
        { "migrate", "which database? Say --database, or --driver and --params." },
        { "migrate --database sqlite3", "--database wants DRIVER:PARAMS" },
        { "migrate --database sqlite3:x --driver y", "--database says all" },
        { "migrate --database", "--database wants a value: DRIVER:PARAMS." },
        { "migrate --role x", "there is no option --role here." },
        { "migrate now", "\"now\" is one word too many." },
        { "secret", "FILE is missing." },
        { "secret x --rotate=yes", "--rotate takes no value." },
        { "secret x --rotate --rotate", "--rotate was said twice." },
        { "routes", "--portal is missing." },
        { "user add --email a@b.no", "--customer is missing." },
        { "user add --email ab --customer c --role r", "\"ab\" is no e-mail address." },
        { "user add --email a@b@c --customer c --role r", "\"a@b@c\" is no e-mail address." },
        { "user add --email a@b.no --customer c --role r --password x",
          "there is no option --password here." },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(call(cases[i].line, ""), 2);
        assert_said(cases[i].sentence);
    }
}

/* --- migrate --- */

static void test_migrates_once_and_then_has_nothing_to_do(void **state)
{
    struct stat info;

    (void)state;
    unlink(path_of("fresh.db"));
    assert_int_equal(call(with_database_of("fresh.db", "migrate"), ""), 0);
    assert_said("version 3: all tables of the engine (schema/sqlite/engine.sql)");
    assert_said("from our table mya_customer");
    assert_int_equal(call(with_database_of("fresh.db", "migrate"), ""), 0);
    assert_said("Nothing to do");
    assert_int_equal(stat(path_of("fresh.db"), &info), 0);
    assert_int_equal(info.st_mode & 07, 0);      /* not everybody's to read */
}

static void test_a_database_that_cannot_be_had_is_one_sentence(void **state)
{
    (void)state;
    assert_int_equal(call(with_database_of("no/such/folder.db", "migrate"), ""), 1);
    assert_said("no connection to the database is to be had");
    assert_int_equal(call("migrate --database oracle:x", ""), 1);
    assert_said("none that we know");
    assert_int_equal(call(with_database_of("empty.db",
                                           "user add --email a@b.no --customer c --role r"),
                          GOOD "\n"), 1);
    assert_said("the database has none of our tables; say \"myaccountctl migrate\"");
}

/* --- user --- */

#define ADD "user add --email Anna@Example.com --name 'Anna Ø' --customer c1 --role owner"

static void test_adds_a_user_who_can_sign_in(void **state)
{
    const mya_password_wish_t wish = { 1, 0 };
    mya_password_found_t found;

    (void)state;
    assert_int_equal(on_database(ADD " --customer-name Fjord --phone 47 --language nb", GOOD "\n"),
                     0);
    assert_said("anna@example.com can sign in to the portal \"main\", as owner");
    assert_string_equal(ask("SELECT portal || ' ' || email || ' ' || name || ' ' || phone || ' ' ||"
                            " language || ' ' || disabled FROM mya_user"),
                        "main anna@example.com Anna Ø 47 nb 0");
    assert_string_equal(ask("SELECT customer_id || ' ' || role FROM mya_membership"), "c1 owner");
    assert_string_equal(ask("SELECT name FROM mya_customer"), "Fjord");
    assert_string_equal(ask("SELECT type FROM mya_event"), "user.added");
    must(mya_password_verify(&found, ask("SELECT password_hash FROM mya_user"), GOOD, &wish, why,
                             pool));
    assert_true(found.good);
}

static void test_a_user_who_is_there_gets_the_role_and_keeps_the_rest(void **state)
{
    const char *hash;

    (void)state;
    assert_int_equal(on_database(ADD " --customer-name Fjord", GOOD "\n"), 0);
    hash = ask("SELECT password_hash FROM mya_user");
    assert_int_equal(on_database("user add --email anna@example.com --name Other --customer c2 "
                                 "--customer-name Two --role buyer", "another good password\n"), 0);
    assert_said("was there");
    assert_string_equal(ask("SELECT name FROM mya_user"), "Anna Ø");
    assert_string_equal(ask("SELECT password_hash FROM mya_user"), hash);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_membership"), "2");
    assert_int_equal(on_database("user grant --email anna@example.com --customer c2 --role owner",
                                 ""),
                     0);
    assert_int_equal(on_database("user grant --email anna@example.com --customer c2 --role owner",
                                 ""),
                     1);
    assert_said("is owner for customer \"c2\" already");
    assert_int_equal(on_database("user grant --email bo@example.com --customer c2 --role owner",
                                 ""),
                     1);
    assert_said("has no user bo@example.com");
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    static const struct { const char *line, *input, *sentence; } cases[] = {
        { ADD, GOOD "\n", "there is no customer \"c1\"; to make one, say --customer-name" },
        { ADD " --customer-name Fjord", "fourteen chars\n", "fewer than 15 characters" },
        { ADD " --customer-name Fjord --minimum 20", "nineteen characters\n", "fewer than 20" },
        { ADD " --customer-name Fjord", "", "no password was given" },
        { ADD " --customer-name Fjord", "caf\xe9 in the wrong encoding\n", "not UTF-8" },
        { ADD " --customer-name Fjord", "password123password\n", "words that many people choose" },
        { ADD " --customer-name 'Fjordbruket Nord'", "FjordbruketNord7\n", "words of the person" },
        { ADD " --customer-name Fjord", "aaaaaaaaaaaaaaaaaa\n", "repetitions" },
        { ADD " --customer-name Fjord --minimum 7", GOOD "\n", "--minimum is at least 8" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_in_range(on_database(cases[i].line, cases[i].input), 1, 2);
        assert_said(cases[i].sentence);
        assert_null(strstr(said, "fourteen"));
        assert_string_equal(ask("SELECT (SELECT COUNT(*) FROM mya_user) +"
                                " (SELECT COUNT(*) FROM mya_customer)"), "0");
    }
}

static void test_a_view_of_customers_is_not_written_to(void **state)
{
    (void)state;
    run_sql("DROP TABLE mya_customer");
    run_sql("CREATE VIEW mya_customer AS SELECT 'k7' AS id, 'Kunde' AS name");
    assert_int_equal(on_database(ADD " --customer-name Fjord", GOOD "\n"), 1);
    assert_said("your view mya_customer has no customer \"c1\"");
    assert_int_equal(on_database("user add --email a@b.no --customer k7 --role owner", GOOD "\n"),
                     0);
    assert_string_equal(ask("SELECT name FROM mya_user"), "a@b.no");
}

static void test_a_portals_file_says_which_roles_there_are(void **state)
{
    const char *portal_file = apr_pstrcat(pool, fixture_share(), "/conf.d/portal/portal.xml", NULL);

    (void)state;
    assert_int_equal(on_database(apr_pstrcat(pool, "user add --email a@b.no --customer c1 "
                                             "--customer-name C --role emperor --portal ",
                                             portal_file, NULL), GOOD "\n"), 1);
    assert_said("knows no role \"emperor\"; it knows: owner");
}

/* --- at a terminal --- */

/* Run LINE at a terminal, type ANSWERS (each after a question), and return the exit code. */
static int at_terminal(const char *line, const char *const *answers, int *echoes)
{
    struct termios how;
    char **words;
    size_t len = 0;
    ssize_t n;
    int master;
    pid_t child;

    must(apr_tokenize_to_argv(apr_pstrcat(pool, program(), " ", line, NULL), &words, pool));
    child = forkpty(&master, NULL, NULL, NULL);
    if (!child) {
        execv(words[0], words);
        _exit(127);
    }
    while (len < sizeof(said) - 1 && (n = read(master, said + len, sizeof(said) - 1 - len)) > 0) {
        len += (size_t)n;
        said[len] = '\0';
        if (*answers && len > 1 && !strcmp(said + len - 2, ": ")) {
            assert_int_equal(write(master, *answers, strlen(*answers)), (ssize_t)strlen(*answers));
            answers++;
        }
    }
    assert_int_equal(tcgetattr(master, &how), 0);
    *echoes = (how.c_lflag & ECHO) != 0;
    close(master);
    return code_of(child);
}

static void test_at_a_terminal_it_asks_twice_and_shows_nothing(void **state)
{
    static const char *const right[] = { GOOD "\n", GOOD "\n", NULL };
    static const char *const different[] = { GOOD "\n", "correct horse batterz\n", NULL };
    static const char *const interrupted[] = { GOOD "\n", "\x03", NULL };
    const char *line = with_database_of("test.db", ADD " --customer-name Fjord");
    int echoes;

    (void)state;
    assert_int_equal(at_terminal(line, different, &echoes), 1);
    assert_said("the two passwords differ; nothing was done");
    assert_int_equal(at_terminal(line, interrupted, &echoes), -SIGINT);
    assert_true(echoes);                /* the terminal is left as it was */
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_user"), "0");
    assert_int_equal(at_terminal(line, right, &echoes), 0);
    assert_true(echoes);
    assert_null(strstr(said, "horse"));
}

/* --- secret, check, routes, layout --- */

static const char *content_of(const char *path)
{
    char *text = apr_pcalloc(pool, 65536);
    int fd = open(path, O_RDONLY);

    assert_true(fd >= 0 && read(fd, text, 65535) >= 0);
    close(fd);
    return text;
}

static void test_makes_a_secret_once_and_turns_it_over(void **state)
{
    const char *line = apr_pstrcat(pool, "secret ", path_of("secret"), NULL);
    const char *first, *second, *third;
    struct stat info;

    (void)state;
    assert_int_equal(call(line, ""), 0);
    first = content_of(path_of("secret"));
    assert_int_equal(strlen(first), 44);
    assert_null(strstr(said, apr_pstrndup(pool, first, 43)));
    assert_int_equal(stat(path_of("secret"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);

    assert_int_equal(call(line, ""), 1);
    assert_said("is there already and was left as it is");
    assert_string_equal(content_of(path_of("secret")), first);

    assert_int_equal(call(apr_pstrcat(pool, line, " --rotate", NULL), ""), 0);
    second = content_of(path_of("secret"));
    assert_int_equal(strlen(second), 88);
    assert_string_equal(second + 44, first);
    assert_int_equal(call(apr_pstrcat(pool, line, " --rotate", NULL), ""), 0);
    third = content_of(path_of("secret"));
    assert_int_equal(strlen(third), 88);
    assert_memory_equal(third + 44, second, 44);
    assert_int_equal(stat(path_of("secret"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void test_a_secret_does_not_go_through_a_link(void **state)
{
    (void)state;
    unlink(path_of("link"));
    assert_int_equal(symlink(path_of("elsewhere"), path_of("link")), 0);
    assert_int_equal(call(apr_pstrcat(pool, "secret ", path_of("link"), NULL), ""), 1);
    assert_int_equal(access(path_of("elsewhere"), F_OK), -1);
}

static void test_the_shipped_portal_is_in_order_and_says_its_routes(void **state)
{
    const char *portal_file = apr_pstrcat(pool, fixture_share(), "/conf.d/portal/portal.xml", NULL);

    (void)state;
    assert_int_equal(call(apr_pstrcat(pool, "check ", portal_file, NULL), ""), 0);
    assert_said("the portal \"main\" is in order");
    assert_int_equal(call(apr_pstrcat(pool, "routes --portal ", portal_file, NULL), ""), 0);
    assert_said("page\tGET\t/\tany\n");
    assert_said("page\tGET\tinvoices/{ref}\towner,finance\n");
    assert_said("fragment\tGET\t-/greeting\tanonymous\n");
    assert_said("action\tPOST\tdetails/edit\tany\n");
    assert_said("sign-in\tPOST\tsign-in\tanonymous\n");
    assert_int_equal(call(apr_pstrcat(pool, "routes --json --portal ", portal_file, NULL), ""), 0);
    assert_said("{\"kind\":\"switch\",\"method\":\"POST\",\"path\":\"switch\","
                "\"roles\":\"signed-in\"}\n");
}

static void test_a_database_is_asked_about_each_statement_of_a_portal(void **state)
{
    const char *line = apr_pstrcat(pool, "check ", fixture_share(), "/conf.d/portal/portal.xml",
                                   NULL);

    (void)state;
    must(mya_db_script(conn, content_of(apr_pstrcat(pool, fixture_share(),
                                                    "/schema/sqlite/business.sql", NULL)), why,
                       pool));
    assert_int_equal(on_database(line, ""), 0);
    assert_said("the database takes all of its ");
    run_sql("ALTER TABLE user_address RENAME COLUMN region TO county");
    run_sql("DROP VIEW mya_my_details");
    assert_int_equal(on_database(line, ""), 1);
    assert_said("details.xml:");
    assert_said("no such table: mya_my_details");
    assert_said("no such column: region");
    assert_said("the database refuses ");
}

static void test_every_fault_of_a_portal_is_said(void **state)
{
    FILE *file;

    (void)state;
    mkdir(path_of("portal"), 0700);
    file = fopen(path_of("portal/portal.xml"), "w");
    fputs("<portal name='x' xmlns='urn:mod-myaccount:portal:1' languages='en' colour='blue'>\n"
          "<roll name='owner'/>\n</portal>\n", file);
    fclose(file);
    assert_int_equal(call(apr_pstrcat(pool, "check ", path_of("portal/portal.xml"), NULL), ""), 1);
    assert_said("portal.xml:1: ");
    assert_said("colour");
    assert_said("portal.xml:2: ");
    assert_said("roll");
    assert_said("portal.xml: 4 faults.\n");
    assert_int_equal(call(apr_pstrcat(pool, "check ", path_of("nowhere.xml"), NULL), ""), 1);
    assert_said("nowhere.xml:1: there is no such file, or it may not be read; name the portal.xml of "
                "a definition\n");
    assert_said("nowhere.xml: 1 fault.\n");
}

/* --- explain --- */

static const char *lists(void)
{
    static const char *const files[] = { "base/portal.xml", "base/texts.en.xml",
                                         "good/lists.xml" };

    mkdir(path_of("lists"), 0700);
    for (int i = 0; i < 3; i++) {
        const char *name = strrchr(files[i], '/') + 1;

        must(apr_file_copy(apr_pstrcat(pool, MYA_SRCDIR "/tests/definitions/", files[i], NULL),
                           apr_pstrcat(pool, path_of("lists"), "/", name, NULL),
                           APR_FPROT_OS_DEFAULT, pool));
    }
    return path_of("lists/portal.xml");
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int explain(const char *rest)
{
    return call(apr_pstrcat(pool, "explain ", lists(), " ", rest, NULL), "");
}

static void test_what_was_judged_is_counted(void **state)
{
    (void)state;
    assert_int_equal(call(apr_pstrcat(pool, "check ", lists(), NULL), ""), 0);
    assert_said("the portal \"test\" is in order: 1 module, 5 pages, 2 actions, 7 lists, "
                "11 statements, 1 language.\n");
}

static void test_a_page_is_explained_for_one_database(void **state)
{
    (void)state;
    assert_int_equal(explain("payments --database postgresql"), 0);
    assert_said("page payments (");
    assert_said("\n  roles: any\n");
    assert_said("    without it: there is no page (404)\n");
    assert_said("WHERE id = $1 AND portal = $2\n    1: :customer, id, the customer for whom they "
                "act\n    2: :portal, text, the portal's name\n    scope: limited by :customer\n");
    assert_said("FROM mya ORDER BY c1 DESC, c2, c0 LIMIT $2 OFFSET $3\n");
    assert_said("    2: the engine: how many rows\n    3: the engine: from which row on\n");
    assert_said("    1: :invoices.ref, id, of all rows shown of invoices, one value for each\n");
    assert_said("    scope: limited by :invoices.ref\n");
    assert_null(strstr(said, "?"));
    assert_null(strstr(said, "sqlite"));
}

static void test_lists_in_lists_are_explained_with_the_keys_outside(void **state)
{
    (void)state;
    assert_int_equal(explain("/ --database mysql:host=localhost"), 0);
    assert_said("page / (");
    assert_said("\n  nested list answers (");
    assert_said("a.kind <> 'x'\n");
    assert_said("FROM mya WHERE c1 IN (CAST(? AS SIGNED)) ORDER BY c2, c0 LIMIT ? OFFSET ?\n");
    assert_said("    2: the engine: the row's key\n");
    assert_said("\n  nested list files (");
}

static void test_an_action_is_explained_with_its_steps(void **state)
{
    (void)state;
    assert_int_equal(explain("tickets/{id}/close"), 0);
    assert_said("action close, POST to tickets/{id}/close (");
    assert_said("    reads again in the transaction: record ticket\n");
    assert_said("\n  step: sql (");
    assert_said("    expects 1 row\n");
    assert_said("    for sqlite (lists.close.1, ");
    assert_said("WHERE id = CAST(? AS INTEGER) AND customer = ?\n");
    assert_said("    for postgresql (lists.close.1, ");
    assert_said("WHERE id = CAST($2 AS bigint) AND customer = $3\n");
    assert_said("    2: :ticket.id, integer, of the record ticket\n");
    assert_said("    what is bound, and the scope: as above\n");
    assert_int_equal(explain("tickets/17/close --database sqlite"), 0);
    assert_said("action close, POST to tickets/{id}/close (");
}

/* And who hears its events, in the same transaction. */
static void test_what_hears_an_event_is_explained_with_the_action(void **state)
{
    const char *file = lists();

    (void)state;
    write_file("lists/lists.xml",
               "<module name='m' xmlns='urn:mod-myaccount:portal:1'><page path='a' roles='any'>"
               "<action name='go'><event type='gone' subject='a'/></action></page>"
               "<on event='gone'><choose><when><sql expect='1'>UPDATE log SET n = n + 1 WHERE 1 = 1"
               "</sql></when><otherwise><sql expect='1'>INSERT INTO log (n) VALUES (1)</sql>"
               "</otherwise></choose></on></module>");
    assert_int_equal(call(apr_pstrcat(pool, "explain ", file, " a/go", NULL), ""), 0);
    assert_said("    writes the event gone\n");
    assert_said("on gone (");
    assert_said("when the first statement meets what it expects\n");
    assert_said("UPDATE log SET n = n + 1 WHERE 1 = 1\n    nothing is bound\n    scope: none is asked "
                "for here\n");
    assert_said("otherwise\n");
}

static void test_what_cannot_be_explained_is_said(void **state)
{
    (void)state;
    assert_int_equal(explain("paymens"), 1);
    assert_said("nothing of the portal answers at \"paymens\"; did you mean \"payments\"?");
    assert_int_equal(explain("payments --database oracle"), 2);
    assert_said("--database \"oracle\" is unknown here; say sqlite, postgresql or mariadb");
    assert_int_equal(explain(""), 2);
    assert_said("FILE PAGE is missing");
}

static void test_a_page_to_cut_comes_by_standard_input_and_says_the_lines_to_add(void **state)
{
    (void)state;
    assert_int_equal(call("layout - header footer --url /de/",
                          "<!DOCTYPE html><html lang=\"de\"><head><title>x</title>"
                          "<script src=\"https://cdn.example/a.js\"></script></head><body>"
                          "<header>h</header><p>old</p><footer>f</footer></body></html>"),
                     0);
    assert_said("left out: <script> of https://cdn.example/a.js");
    assert_said("    MyAccountLayout /de/ \"header\" \"footer\"\n");
    assert_said("and, to let in what was left out:\n"
                "    MyAccountLayoutSources https://cdn.example\n");
    assert_null(strstr(said, "old"));
}

static void test_an_address_that_cannot_be_had_is_one_sentence(void **state)
{
    (void)state;
    assert_int_equal(call("layout http://127.0.0.1:9/ main", ""), 1);
    assert_said("http://127.0.0.1:9/ cannot be had: ");
    assert_int_equal(call("layout file:///etc/passwd main", ""), 1);
    assert_said("file:///etc/passwd cannot be read");
}

static void test_the_language_is_said_line_by_line(void **state)
{
    (void)state;
    assert_int_equal(call("grammar", ""), 0);
    assert_said("portal\t-\telement\tfile\n");
    assert_said("page\tpath\tneeded\ttext\n");
    assert_said("column\tsort\toptional\tone of: yes no\n");
    assert_said("page\tformats\treserved\t-\n");
    assert_said("process\t-\treserved\t-\n");
}

static void test_shows_how_a_page_is_cut(void **state)
{
    FILE *file = fopen(path_of("page.html"), "w");

    (void)state;
    fputs("<!DOCTYPE html><html lang=\"en\"><head><title>Shop</title></head><body><p>before</p>"
          "<main>old</main></body></html>", file);
    fclose(file);
    assert_int_equal(call(apr_pstrcat(pool, "layout ", path_of("page.html"), " main", NULL), ""),
                     0);
    assert_said("\ntitle\n");
    assert_said("\ncontent\n");
    assert_said("Content-Security-Policy: default-src");
    assert_said("    MyAccountLayout /index.html \"main\"\n");
    assert_null(strstr(said, "old"));
    assert_int_equal(call(apr_pstrcat(pool, "layout ", path_of("page.html"), " #nothere", NULL),
                          ""),
                     1);
    assert_said("nothere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_database(test_says_how_it_is_used),
        with_database(test_asked_wrongly_it_does_nothing),
        with_database(test_migrates_once_and_then_has_nothing_to_do),
        with_database(test_a_database_that_cannot_be_had_is_one_sentence),
        with_database(test_adds_a_user_who_can_sign_in),
        with_database(test_a_user_who_is_there_gets_the_role_and_keeps_the_rest),
        with_database(test_what_is_refused_leaves_nothing),
        with_database(test_a_view_of_customers_is_not_written_to),
        with_database(test_a_portals_file_says_which_roles_there_are),
        with_database(test_at_a_terminal_it_asks_twice_and_shows_nothing),
        with_database(test_makes_a_secret_once_and_turns_it_over),
        with_database(test_a_secret_does_not_go_through_a_link),
        with_database(test_the_shipped_portal_is_in_order_and_says_its_routes),
        with_database(test_a_database_is_asked_about_each_statement_of_a_portal),
        with_database(test_every_fault_of_a_portal_is_said),
        with_database(test_what_was_judged_is_counted),
        with_database(test_a_page_is_explained_for_one_database),
        with_database(test_lists_in_lists_are_explained_with_the_keys_outside),
        with_database(test_an_action_is_explained_with_its_steps),
        with_database(test_what_hears_an_event_is_explained_with_the_action),
        with_database(test_what_cannot_be_explained_is_said),
        with_database(test_the_language_is_said_line_by_line),
        with_database(test_shows_how_a_page_is_cut),
        with_database(test_a_page_to_cut_comes_by_standard_input_and_says_the_lines_to_add),
        with_database(test_an_address_that_cannot_be_had_is_one_sentence),
    };
    int failed = begin_tests();

    if (!failed) {
        setenv("MYACCOUNT_SHARE", fixture_share(), 1);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
