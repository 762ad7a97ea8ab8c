/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check_columns.c: what a definition says of a column, and what the database has there
 *
 * A request would stumble over some of it only when such a row comes: a third of an øre, a text
 * where a number was declared. So it is a warning, and no fault: the rows of today may be good.
 */
#include "ctl/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/icu.h"
#include "portal/sql.h"

/* --- types of databases --- */

enum {
    OTHER = 1, WHOLE = 2, EXACT = 4, FLOATING = 8, TRUTH = 16, DAY = 32, CLOCK = 64, MOMENT = 128,
    WORDS = 256, BYTES = 512
};

/* The first that a name begins with counts. */
static const struct {
    const char *prefix;
    int kind;
} names[] = {
    { "interval", OTHER }, { "point", OTHER }, { "int", WHOLE }, { "bigint", WHOLE },
    { "smallint", WHOLE }, { "tinyint", WHOLE }, { "mediumint", WHOLE }, { "serial", WHOLE },
    { "bigserial", WHOLE }, { "numeric", EXACT }, { "decimal", EXACT }, { "dec", EXACT },
    { "money", OTHER }, { "real", FLOATING }, { "double", FLOATING }, { "float", FLOATING },
    { "bool", TRUTH }, { "datetime", MOMENT }, { "timestamp", MOMENT }, { "date", DAY },
    { "time", CLOCK }, { "char", WORDS }, { "varchar", WORDS }, { "nchar", WORDS },
    { "nvarchar", WORDS }, { "bpchar", WORDS }, { "text", WORDS }, { "tinytext", WORDS },
    { "mediumtext", WORDS }, { "longtext", WORDS }, { "clob", WORDS }, { "enum", WORDS },
    { "blob", BYTES }, { "tinyblob", BYTES }, { "mediumblob", BYTES }, { "longblob", BYTES },
    { "bytea", BYTES }, { "binary", BYTES }, { "varbinary", BYTES },
};

static int kind_of(const char *type)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncasecmp(type, names[i].prefix, strlen(names[i].prefix)) == 0) {
            return names[i].kind;
        }
    }
    return OTHER;
}

/* The decimals of "numeric(12,2)": 2; -1: as many as come. */
static int scale_of(const char *type)
{
    const char *open = strchr(type, '(');
    const char *comma = open ? strchr(open, ',') : NULL;

    return comma ? atoi(comma + 1) : open ? 0 : -1;
}

/* --- what is declared --- */

/* The kinds that fit COLUMN. */
static int fitting(const mya_column_t *column, mya_dialect_e dialect)
{
    /* SQLite has no types for these: what it keeps is text */
    const int text = column->format ? WORDS | WHOLE | EXACT
        : dialect == MYA_DIALECT_SQLITE ? WORDS : 0;

    switch (column->type) {
    case MYA_TYPE_INTEGER:
        return WHOLE | EXACT;
    case MYA_TYPE_MONEY:
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
        return WHOLE | EXACT | FLOATING;
    case MYA_TYPE_BOOLEAN:
        return TRUTH | WHOLE;
    case MYA_TYPE_DATE:
        return column->format ? text : DAY | text;
    case MYA_TYPE_TIME:
        return CLOCK | text;
    case MYA_TYPE_DATETIME:
        return column->format ? text : MOMENT | text;
    default:
        return ~BYTES;
    }
}

/* Is its amount kept with decimals? */
static int has_decimals(const mya_column_t *column)
{
    return column->type == MYA_TYPE_DECIMAL || column->type == MYA_TYPE_PERCENT
        || (column->type == MYA_TYPE_MONEY && column->from_decimal);
}

/* --- the select list --- */

/* The token at which the item with the index WANTED of the outermost select list begins, and in
 * *END the one behind it. */
static int item_at(int *end, const mya_token_t *tokens, int ntokens, int wanted)
{
    int i = 0, from, depth = 0;

    while (i < ntokens && (tokens[i].depth != 0 || strcasecmp(tokens[i].text, "select") != 0)) {
        i++;
    }
    for (from = ++i; i < ntokens; i++) {
        depth = tokens[i].depth;
        if (depth == 0 && tokens[i].kind == MYA_TOKEN_WORD
            && strcasecmp(tokens[i].text, "from") == 0) {
            break;
        }
        if (depth == 0 && tokens[i].kind == MYA_TOKEN_MARK && strcmp(tokens[i].text, ",") == 0) {
            if (wanted-- == 0) {
                break;
            }
            from = i + 1;
        }
    }
    *end = i;
    return from;
}

/* Does the author round what column INDEX of SQL is? */
static int is_rounded(const mya_sql_t *sql, int index, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, sql->nparts, sizeof(const char *));
    const mya_token_t *tokens;
    int ntokens, line, end;

    for (int i = 0; i < sql->nparts; i++) {
        APR_ARRAY_PUSH(pieces, const char *) = sql->parts[i].text ? sql->parts[i].text : ":x";
    }
    if (mya_sql_tokens(&tokens, &ntokens, &line, apr_array_pstrcat(pool, pieces, 0), NULL, pool)
        != APR_SUCCESS) {
        return 1;
    }
    for (int i = item_at(&end, tokens, ntokens, index); i < end; i++) {
        if (tokens[i].kind == MYA_TOKEN_WORD
            && (strcasecmp(tokens[i].text, "round") == 0 || strcasecmp(tokens[i].text, "cast") == 0
                || strcasecmp(tokens[i].text, "trunc") == 0
                || strcasecmp(tokens[i].text, "truncate") == 0)) {
            return 1;
        }
    }
    return 0;
}

/* --- saying it --- */

static void warn(mya_check_t *check, const mya_column_t *column, const mya_sql_t *sql,
                 const char *what)
{
    printf("%s:%d: warning: column \"%s\" of %s %s\n", column->place.file, column->place.line,
           column->name, sql->id, what);
    check->warnings++;
}

static void judge_decimals(mya_check_t *check, const mya_column_t *column, const mya_sql_t *sql,
                           const char *type)
{
    apr_pool_t *pool = check->ctl->pool;
    const int money = column->type == MYA_TYPE_MONEY;
    const char *currency = column->currency ? column->currency : check->portal->currency;
    const int digits = money && currency && column->currency_column < 0
        ? mya_icu_digits(currency) : 2;
    const int kind = kind_of(type);
    const int scale = kind == WHOLE ? 0 : kind == EXACT ? scale_of(type) : -1;

    if (is_rounded(sql, column->index, pool)
        || (scale >= 0 && (!money || column->currency_column >= 0 || scale <= digits))) {
        return;
    }
    /* a table of SQLite keeps what was written; what is computed there is a float */
    warn(check, column, sql,
         apr_psprintf(pool, "is not rounded: the database says %s%s%s; write ROUND(…, %d) around "
                      "it", *type ? "\"" : "nothing of its decimals", type, *type ? "\"" : "",
                      digits));
}

static void judge_one(mya_check_t *check, const mya_column_t *column, const mya_sql_t *sql,
                      const char *type)
{
    const int kind = kind_of(type);
    apr_pool_t *pool = check->ctl->pool;

    if (*type && kind != OTHER && !(kind & fitting(column, mya_db_dialect(check->ctl->conn)))) {
        warn(check, column, sql,
             apr_psprintf(pool, "is declared type=\"%s\", and the database says \"%s\"; say the "
                          "type that it has%s", mya_type_name(column->type), type,
                          kind == WORDS && (column->type == MYA_TYPE_DATE
                                            || column->type == MYA_TYPE_DATETIME)
                          ? ", or its format=" : ""));
    }
    else if (kind == EXACT && scale_of(type) > 0
             && (column->type == MYA_TYPE_INTEGER
                 || (column->type == MYA_TYPE_MONEY && !column->from_decimal))) {
        warn(check, column, sql,
             apr_psprintf(pool, "is declared as a whole number, and the database says \"%s\"; "
                          "write %s", type, column->type == MYA_TYPE_MONEY ? "from=\"decimal\""
                          : "type=\"decimal\""));
    }
    else if (has_decimals(column)) {
        judge_decimals(check, column, sql, type);
    }
}

/* A key that counts, in the address of a row: who sees one knows how many there are. */
static void judge_link(mya_check_t *check, const mya_list_t *list, const mya_sql_t *sql,
                       const char *const *types)
{
    for (int i = 0; list && list->link && i < list->link->nparts; i++) {
        const mya_ref_t *ref = list->link->parts[i].ref;

        if (ref && ref->source == MYA_FROM_ROW && ref->index >= 0 && ref->index < sql->ncolumns
            && (kind_of(types[ref->index]) == WHOLE
                || (!*types[ref->index] && ref->type == MYA_TYPE_INTEGER))) {
            printf("%s:%d: warning: the addresses of \"%s\" have a counted number in them, %s: who "
                   "sees one can guess others, and how many there are; the scope of the page that "
                   "it leads to protects them, a random reference would tell nothing\n",
                   list->place.file, list->place.line, list->name, ref->column);
            check->warnings++;
            return;
        }
    }
}

void mya_check_columns(mya_check_t *check, const mya_sql_t *sql, const mya_ctl_use_t *use)
{
    const char **types;

    if (!sql->ncolumns || check->silent) {
        return;
    }
    check->ctl->why->detail = NULL;
    check->asked++;
    if (mya_query_describe(&types, check->ctl->conn, sql, check->ctl->why, check->ctl->pool)
        != APR_SUCCESS) {
        printf("%s:%d: warning: the columns are not compared with the tables, for this account may "
               "make no temporary ones: %s\n", sql->place.file, sql->place.line,
               check->ctl->why->detail ? check->ctl->why->detail : "it is refused");
        check->warnings++;
        check->silent = 1;
        return;
    }
    for (int i = 0; i < use->ncolumns; i++) {
        if (use->columns[i].typed && use->columns[i].index < sql->ncolumns) {
            judge_one(check, &use->columns[i], sql, types[use->columns[i].index]);
        }
    }
    judge_link(check, use->list, sql, types);
}
