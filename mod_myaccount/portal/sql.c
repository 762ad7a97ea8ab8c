/* SPDX-License-Identifier: Apache-2.0 */
/* portal/sql.c: the clauses of a statement that the engine must know */
#include "portal/sql.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "portal/name.h"

typedef struct reader_t {
    mya_sql_text_t *sql;
    int *line;               /* of the fault */
    mya_result_t *why;
    apr_pool_t *pool;
} reader_t;

int mya_sql_is(const mya_sql_text_t *sql, int i, const char *word)
{
    return i >= 0 && i < sql->ntokens && sql->tokens[i].kind == MYA_TOKEN_WORD
        && strcasecmp(sql->tokens[i].text, word) == 0;
}

static int is_mark(const mya_sql_text_t *sql, int i, const char *mark)
{
    return i >= 0 && i < sql->ntokens && sql->tokens[i].kind == MYA_TOKEN_MARK
        && strcmp(sql->tokens[i].text, mark) == 0;
}

/* Whether token I is one of WORDS, each followed by one space. */
static int is_one_of(const mya_sql_text_t *sql, int i, const char *words)
{
    const mya_token_t *token = &sql->tokens[i];
    apr_size_t len = strlen(token->text);

    for (const char *w = words; token->kind == MYA_TOKEN_WORD && *w; w = strchr(w, ' ') + 1) {
        if (strncasecmp(w, token->text, len) == 0 && w[len] == ' ') {
            return 1;
        }
    }
    return 0;
}

int mya_sql_close(const mya_sql_text_t *sql, int i)
{
    int depth = sql->tokens[i].depth;

    do {
        i++;
    } while (i < sql->ntokens - 1 && sql->tokens[i].depth > depth);
    return i;
}

int mya_sql_in(const mya_sql_text_t *sql, int i)
{
    int open = i;

    if (is_mark(sql, i - 1, "(") && is_mark(sql, i + 1, ")")) {
        return mya_sql_is(sql, i - 2, "in");
    }
    while (open >= 0 && sql->tokens[open].depth >= sql->tokens[i].depth) {
        open--;
    }
    return open > 0 && mya_sql_is(sql, open - 1, "in") && !mya_sql_is(sql, open + 1, "select") ? 2
                                                                                               : 0;
}

static apr_status_t fail(const reader_t *reader, int i, const char *sentence)
{
    *reader->line = i < reader->sql->ntokens ? reader->sql->tokens[i].line : 0;
    return mya_result_tell(reader->why, MYA_ECONFIG, "%s", sentence);
}

/* --- verb --- */

static mya_verb_e verb_at(const mya_sql_text_t *sql, int i)
{
    return mya_sql_is(sql, i, "select") ? MYA_VERB_SELECT
        : mya_sql_is(sql, i, "insert") ? MYA_VERB_INSERT
        : mya_sql_is(sql, i, "update") ? MYA_VERB_UPDATE
        : mya_sql_is(sql, i, "delete") ? MYA_VERB_DELETE : MYA_VERB_OTHER;
}

/* The index of the word that says what the statement does, past a WITH. */
static int find_verb(const mya_sql_text_t *sql)
{
    int i = 0;

    if (mya_sql_is(sql, 0, "with")) {
        while (i < sql->ntokens - 1 && (sql->tokens[i].depth > 0 || !verb_at(sql, i))) {
            i++;
        }
    }
    return i;
}

/* A change in parentheses: WITH x AS (DELETE … RETURNING …), which PostgreSQL would do in a GET. */
static apr_status_t refuse_inner_changes(const reader_t *reader)
{
    for (int i = 0; i + 1 < reader->sql->ntokens; i++) {
        if (is_mark(reader->sql, i, "(") && verb_at(reader->sql, i + 1) > MYA_VERB_SELECT
            && !is_mark(reader->sql, i + 2, "(") && !is_mark(reader->sql, i + 2, ",")) {
            return fail(reader, i + 1, "the SQL changes something inside a parenthesis; write the "
                        "change as an <sql> of an action");
        }
    }
    return APR_SUCCESS;
}

/* SELECT … INTO makes a table on PostgreSQL and a file on MariaDB. */
static apr_status_t refuse_into(const reader_t *reader)
{
    for (int i = 0; i < reader->sql->ntokens; i++) {
        if (mya_sql_is(reader->sql, i, "into") && !is_mark(reader->sql, i - 1, ".")) {
            return fail(reader, i,
                        "SELECT … INTO writes something; write the change as an <sql> of an "
                        "action");
        }
    }
    return APR_SUCCESS;
}

#define CLOCK_WORDS "current_timestamp current_date current_time localtime localtimestamp sysdate "
#define CLOCK_CALLS                                                                                \
    "now getdate curdate curtime sysdate utc_timestamp utc_date unix_timestamp clock_timestamp "   \
    "statement_timestamp transaction_timestamp "

static apr_status_t refuse_clock(const reader_t *reader)
{
    const mya_sql_text_t *sql = reader->sql;

    for (int i = 0; i < sql->ntokens; i++) {
        int call = is_mark(sql, i + 1, "(");
        int now = call && i + 2 < sql->ntokens && sql->tokens[i + 2].kind == MYA_TOKEN_STRING
            && strcasecmp(sql->tokens[i + 2].text, "now") == 0;

        if (is_mark(sql, i - 1, ".") || mya_sql_is(sql, i - 1, "as")) {
            continue;
        }
        if (is_one_of(sql, i, CLOCK_WORDS) || (call && is_one_of(sql, i, CLOCK_CALLS))
            || (now && is_one_of(sql, i, "date datetime time julianday unixepoch "))) {
            return fail(reader, i,
                        "the SQL asks the database for the time; bind :now or :today, so "
                        "that all use one clock");
        }
    }
    return APR_SUCCESS;
}

/* --- the select list --- */

#define AFTER_LIST                                                                                 \
    "from where group having order limit offset fetch for union except intersect window lock "
#define VALUES_AS_WORDS "null true false default "
#define AGGREGATES "count sum avg min max total group_concat string_agg array_agg "

/* IS DISTINCT FROM is no clause. */
static int ends_list(const mya_sql_text_t *sql, int i)
{
    return is_one_of(sql, i, AFTER_LIST)
        && !(mya_sql_is(sql, i, "from") && mya_sql_is(sql, i - 1, "distinct")
             && (mya_sql_is(sql, i - 2, "is") || mya_sql_is(sql, i - 2, "not")));
}

static int is_name(const mya_sql_text_t *sql, int i)
{
    return sql->tokens[i].kind == MYA_TOKEN_QUOTED
        || (sql->tokens[i].kind == MYA_TOKEN_WORD && !is_one_of(sql, i, VALUES_AS_WORDS));
}

/* Whether tokens [FROM, TO) are a, a.b or a.b.c. */
static int is_path(const mya_sql_text_t *sql, int from, int to)
{
    for (int i = from; i < to; i++) {
        if ((i - from) % 2 == 0 ? !is_name(sql, i) : !is_mark(sql, i, ".")) {
            return 0;
        }
    }
    return (to - from) % 2 == 1;
}

static apr_status_t refuse_double(const reader_t *reader, int i, const char *name)
{
    for (int k = 0; k < reader->sql->ncolumns; k++) {
        if (strcasecmp(reader->sql->columns[k].name, name) == 0) {
            return fail(reader, i,
                        apr_psprintf(reader->pool,
                                     "two columns of the SELECT list are called "
                                     "%s; give one another name with AS",
                                     name));
        }
    }
    return APR_SUCCESS;
}

/* Keep the name of the item in tokens [FROM, TO) of the select list. */
static apr_status_t keep_item(const reader_t *reader, int from, int to, apr_array_header_t *columns)
{
    mya_sql_text_t *sql = reader->sql;
    mya_selected_t *column;
    apr_status_t rv;

    if (to <= from) {
        return fail(reader, from,
                    "the SELECT list has an empty place; leave out the comma, or name a "
                    "column");
    }
    if (is_mark(sql, to - 1, "*") && (to - from == 1 || is_mark(sql, to - 2, "."))) {
        return fail(reader, from,
                    "the SELECT list says *; name each column, so that the page knows "
                    "what it shows");
    }
    if (!is_path(sql, from, to)
        && !(to - from > 2 && mya_sql_is(sql, to - 2, "as") && is_name(sql, to - 1))) {
        return fail(reader, from,
                    "an expression in the SELECT list has no name; write AS and a name "
                    "behind it");
    }
    if (!mya_name_is_xml(sql->tokens[to - 1].text)) {
        return fail(reader, from,
                    apr_psprintf(reader->pool,
                                 "the column name \"%s\" is no name of an "
                                 "XML element; write AS and one without blanks behind "
                                 "it",
                                 sql->tokens[to - 1].text));
    }
    rv = refuse_double(reader, from, sql->tokens[to - 1].text);
    if (rv == APR_SUCCESS) {
        column = apr_array_push(columns);
        column->name = sql->tokens[to - 1].text;
        column->line = sql->tokens[to - 1].line;
        sql->columns = (const mya_selected_t *)columns->elts;
        sql->ncolumns = columns->nelts;
    }
    return rv;
}

/* The first token of the list behind SELECT at I, past DISTINCT, ALL and DISTINCT ON (…). */
static int skip_distinct(mya_sql_text_t *sql, int i)
{
    if (mya_sql_is(sql, i, "all")) {
        return i + 1;
    }
    if (!mya_sql_is(sql, i, "distinct")) {
        return i;
    }
    sql->aggregate = 1;
    return mya_sql_is(sql, i + 1, "on") && is_mark(sql, i + 2, "(") ? mya_sql_close(sql, i + 2) + 1
                                                                   : i + 1;
}

static apr_status_t read_list(const reader_t *reader, int select)
{
    mya_sql_text_t *sql = reader->sql;
    apr_array_header_t *columns = apr_array_make(reader->pool, 8, sizeof(mya_selected_t));
    int from = skip_distinct(sql, select + 1);
    int i;

    for (i = from; i < sql->ntokens && (sql->tokens[i].depth > 0 || !ends_list(sql, i)); i++) {
        if (sql->tokens[i].depth == 0 && is_mark(sql, i, ",")) {
            apr_status_t rv = keep_item(reader, from, i, columns);

            if (rv != APR_SUCCESS) {
                return rv;
            }
            from = i + 1;
        }
        sql->aggregate |= sql->tokens[i].depth == 0 && is_mark(sql, i + 1, "(")
            && is_one_of(sql, i, AGGREGATES);
    }
    return keep_item(reader, from, i, columns);
}

/* --- outermost clauses --- */

static void note_clauses(mya_sql_text_t *sql)
{
    for (int i = 0; i < sql->ntokens; i++) {
        int line = sql->tokens[i].line;

        if (sql->tokens[i].depth > 0 || sql->tokens[i].kind != MYA_TOKEN_WORD) {
            continue;
        }
        if (mya_sql_is(sql, i, "order") && mya_sql_is(sql, i + 1, "by")) {
            sql->order_line = line;
        }
        if (is_one_of(sql, i, "limit offset fetch ")) {
            sql->limit_line = line;
        }
        if ((mya_sql_is(sql, i, "for") && i + 1 < sql->ntokens
             && is_one_of(sql, i + 1, "update share no key "))
            || (mya_sql_is(sql, i, "lock") && mya_sql_is(sql, i + 1, "in"))) {
            sql->lock_line = line;
        }
        if (mya_sql_is(sql, i, "returning")) {
            sql->returning_line = line;
        }
        sql->aggregate |= is_one_of(sql, i, "group union except intersect ");
    }
}

static apr_status_t read_all(const reader_t *reader)
{
    int verb = find_verb(reader->sql);
    apr_status_t rv;

    reader->sql->verb = verb_at(reader->sql, verb);
    if (reader->sql->verb == MYA_VERB_OTHER) {
        return fail(
            reader, 0,
            reader->sql->ntokens
                ? "the SQL does not begin with SELECT, INSERT, UPDATE or DELETE; write one of these"
                : "there is no SQL; write a statement");
    }
    rv = refuse_inner_changes(reader);
    if (rv == APR_SUCCESS) {
        rv = refuse_clock(reader);
    }
    note_clauses(reader->sql);
    if (rv == APR_SUCCESS && reader->sql->verb == MYA_VERB_SELECT) {
        rv = refuse_into(reader);
    }
    if (rv == APR_SUCCESS && reader->sql->verb == MYA_VERB_SELECT) {
        rv = read_list(reader, verb);
    }
    return rv;
}

apr_status_t mya_sql_read(const mya_sql_text_t **sql, int *line, const char *text,
                          mya_result_t *why, apr_pool_t *pool)
{
    mya_sql_text_t *made = apr_pcalloc(pool, sizeof(*made));
    reader_t reader = { made, line, why, pool };
    apr_status_t rv;

    made->text = text;
    made->order_line = made->limit_line = made->lock_line = made->returning_line = -1;
    rv = mya_sql_tokens(&made->tokens, &made->ntokens, line, text, why, pool);
    if (rv == APR_SUCCESS) {
        rv = read_all(&reader);
    }
    *sql = made;
    return rv;
}
