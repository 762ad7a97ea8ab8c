/* SPDX-License-Identifier: Apache-2.0 */
/* base/db_script.c: a file of statements, one after the other (schema, demo data)
 *
 * Only some drivers take several statements at once, and SQLite's then hides an error in the
 * middle. So the script is cut at the semicolons that stand outside quotes, comments and trigger
 * bodies.
 */
#include "base/db_int.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

#define SQLITE_ROW 100     /* a PRAGMA had something to say: no error */

/* Behind PostgreSQL's $$…$$ or $tag$…$tag$, or NULL if there is none at TEXT. */
static const char *skip_dollars(const char *text)
{
    apr_size_t len = 1 + strspn(text + 1, WORD);
    const char *end;

    if (text[0] != '$' || text[len] != '$') {
        return NULL;
    }
    for (end = strchr(text + len + 1, '$'); end; end = strchr(end + 1, '$')) {
        if (strncmp(end, text, len + 1) == 0) {
            return end + len + 1;
        }
    }
    return text + strlen(text);
}

/* The end of the comment or quoted text that begins at TEXT, or TEXT if none does. */
static const char *skip_quoted(const char *text)
{
    const char *end = skip_dollars(text);

    if (text[0] == '-' && text[1] == '-') {
        end = text + strcspn(text, "\n");
    } else if (text[0] == '/' && text[1] == '*') {
        end = strstr(text + 2, "*/");
        end = end ? end + 2 : text + strlen(text);
    } else if (text[0] == '\'' || text[0] == '"' || text[0] == '`') {
        end = strchr(text + 1, text[0]);
        end = end ? end + 1 : text + strlen(text);
    }
    return end ? end : text;
}

static int is_word(const char *text, const char *word)
{
    apr_size_t len = strlen(word);

    return strncasecmp(text, word, len) == 0 && !isalnum((unsigned char)text[len])
        && text[len] != '_';
}

/* Where the statement at TEXT ends: at its semicolon, or at the end. *BLANK: there is nothing in
 * it. */
static const char *find_end(const char *text, int *blank)
{
    int create = 0;
    int trigger = 0;
    int body = 0;           /* CREATE TRIGGER … BEGIN …; …; END; is one statement */
    int closed = 0;

    *blank = 1;
    while (*text && (*text != ';' || (body && !closed))) {
        const char *after = skip_quoted(text);

        if (after != text) {
            *blank &= *text == '-' || *text == '/';
            text = after;
        } else if (isalpha((unsigned char)*text)) {
            closed = is_word(text, "end");
            create |= *blank && is_word(text, "create");
            trigger |= create && is_word(text, "trigger");
            body |= trigger && is_word(text, "begin");
            *blank = 0;
            text += strspn(text, WORD);
        } else {
            *blank &= isspace((unsigned char)*text) != 0;
            text++;
        }
    }
    return text;
}

static int line_of(const char *script, const char *at)
{
    int line = 1;

    for (; script < at; script++) {
        line += *script == '\n';
    }
    return line;
}

/* Run one statement; returns the driver's number. */
static int run(const mya_db_conn_t *conn, const char *sql)
{
    int number = 0;
    int rows;

    for (int i = 0; i < 2; i++) {
        number = apr_dbd_query(conn->link->driver, conn->link->handle, &rows, sql);
        if (number == 0 || mya_db_fault(conn, number) != MYA_DB_STALE) {
            break;
        }
    }
    return conn->traits->dialect == MYA_DIALECT_SQLITE && number == SQLITE_ROW ? 0 : number;
}

apr_status_t mya_db_script(mya_db_conn_t *conn, const char *sql, mya_result_t *why,
                           apr_pool_t *pool)
{
    const char *end;
    int blank, number;

    for (const char *at = sql; *at; at = *end ? end + 1 : end) {
        end = find_end(at, &blank);
        if (blank) {
            continue;
        }
        number = run(conn, apr_pstrmemdup(pool, at, (apr_size_t)(end - at)));
        if (number != 0) {
            at += strspn(at, " \t\r\n");
            return mya_db_fail(conn, number,
                               apr_psprintf(pool, "statement at line %d", line_of(sql, at)), why);
        }
    }
    return APR_SUCCESS;
}
