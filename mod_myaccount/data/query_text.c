/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_text.c: a statement's text for one database, with its arguments */
#include "data/query_text.h"

#include <string.h>

#include <apr_strings.h>

#include "data/query.h"
#include "data/value.h"

/* Drivers bind text. SQLite then compares text with number wherever a column has no type of its
 * own, and PostgreSQL refuses to; so each bind says its type. What is missing here is text
 * everywhere; MariaDB turns a text into a date by itself, and better uses its index so. */
static const char *const casts[MYA_DIALECT_COUNT][MYA_TYPE_COUNT] = {
    [MYA_DIALECT_SQLITE] = {
        [MYA_TYPE_INTEGER] = "CAST(%s AS INTEGER)", [MYA_TYPE_MONEY] = "CAST(%s AS INTEGER)",
        [MYA_TYPE_BOOLEAN] = "CAST(%s AS INTEGER)", [MYA_TYPE_DECIMAL] = "CAST(%s AS NUMERIC)",
        [MYA_TYPE_PERCENT] = "CAST(%s AS NUMERIC)",
    },
    [MYA_DIALECT_POSTGRESQL] = {
        [MYA_TYPE_INTEGER] = "CAST(%s AS bigint)", [MYA_TYPE_MONEY] = "CAST(%s AS bigint)",
        [MYA_TYPE_BOOLEAN] = "CAST(%s AS boolean)", [MYA_TYPE_DECIMAL] = "CAST(%s AS numeric)",
        [MYA_TYPE_PERCENT] = "CAST(%s AS numeric)", [MYA_TYPE_DATE] = "CAST(%s AS date)",
        [MYA_TYPE_TIME] = "CAST(%s AS time)", [MYA_TYPE_DATETIME] = "CAST(%s AS timestamp)",
    },
    [MYA_DIALECT_MARIADB] = {
        [MYA_TYPE_INTEGER] = "CAST(%s AS SIGNED)", [MYA_TYPE_MONEY] = "CAST(%s AS SIGNED)",
        [MYA_TYPE_BOOLEAN] = "CAST(%s AS SIGNED)",
        [MYA_TYPE_DECIMAL] = "CAST(%s AS DECIMAL(38,10))",
        [MYA_TYPE_PERCENT] = "CAST(%s AS DECIMAL(38,10))",
    },
};

mya_query_text_t *mya_query_text_make(mya_dialect_e dialect, mya_env_t *env, apr_pool_t *pool)
{
    mya_query_text_t *text = apr_palloc(pool, sizeof(*text));

    text->dialect = dialect;
    text->env = env;
    text->pool = pool;
    text->pieces = apr_array_make(pool, 16, sizeof(const char *));
    text->arguments = apr_array_make(pool, 8, sizeof(const char *));
    text->refs = apr_array_make(pool, 8, sizeof(const mya_ref_t *));
    return text;
}

void mya_query_text_add(mya_query_text_t *text, const char *sql)
{
    APR_ARRAY_PUSH(text->pieces, const char *) = sql;
}

const char *mya_query_text_sql(const mya_query_text_t *text)
{
    return apr_array_pstrcat(text->pool, text->pieces, 0);
}

/* SQL with each % doubled: apr_dbd takes %d for a parameter even inside quotes. */
static const char *escape(const char *sql, apr_pool_t *pool)
{
    char *out, *to;

    if (!strchr(sql, '%')) {
        return sql;
    }
    out = to = apr_palloc(pool, 2 * strlen(sql) + 1);
    for (; *sql; sql++) {
        if (*sql == '%') {
            *to++ = '%';
        }
        *to++ = *sql;
    }
    *to = '\0';
    return out;
}

/* A value that is none of its type ("abc" from an address, for an integer) is NULL: it meets
 * nothing, instead of the error that PostgreSQL would make of it or the 0 that SQLite would. */
static void push(mya_query_text_t *text, const mya_ref_t *ref, mya_type_e type, const char *value)
{
    const char *cast = casts[text->dialect][type];

    APR_ARRAY_PUSH(text->pieces, const char *) = cast ? cast : "%s";
    APR_ARRAY_PUSH(text->arguments, const char *) =
        value && mya_value_fits(type, value) ? value : NULL;
    APR_ARRAY_PUSH(text->refs, const mya_ref_t *) = ref;
}

void mya_query_text_bind(mya_query_text_t *text, mya_type_e type, const char *value)
{
    push(text, NULL, type, value);
}

/* PostgreSQL compares no number with text; and where it is text already, this costs no index. */
void mya_query_text_column(mya_query_text_t *text, const mya_column_t *column, const char *name)
{
    const int cast = text->dialect == MYA_DIALECT_POSTGRESQL && column->format;

    mya_query_text_add(text, cast ? apr_pstrcat(text->pool, "CAST(", name, " AS text)", NULL)
                                  : name);
}

/* A cell of ROW, as the table it came from would compare it. */
static void push_cell(mya_query_text_t *text, const mya_ref_t *ref, const mya_row_t *row)
{
    const mya_column_t *column = &row->columns[ref->index];
    const mya_portal_t *portal = text->env->portal;

    push(text, ref, mya_value_stored(column),
         mya_value_write(column, row->cells[ref->index],
                         mya_value_currency(column, row->cells, portal), portal, text->pool));
}

static void push_one(mya_query_text_t *text, const mya_ref_t *ref)
{
    const mya_row_t *row = text->env ? mya_env_row(text->env, ref) : NULL;

    if (row && ref->index >= 0 && ref->index < row->ncolumns) {
        push_cell(text, ref, row);
    } else {
        push(text, ref, ref->type, text->env ? mya_env_value(text->env, ref) : NULL);
    }
}

/* The next power of two: few texts for many numbers of values. */
static int bucket(int n)
{
    int size = 1;

    while (size < n) {
        size *= 2;
    }
    return size;
}

/* The lines of TEXT (const char *); none if it is NULL. */
static apr_array_header_t *lines_of(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *lines = apr_array_make(pool, 4, sizeof(const char *));

    while (text && *text) {
        apr_size_t len = strcspn(text, "\n");

        APR_ARRAY_PUSH(lines, const char *) = apr_pstrmemdup(pool, text, len);
        text += len + (text[len] == '\n');
    }
    return lines;
}

/* Values for IN (…) of a field of several, which stand one below the other. If there are none it is
 * '', which is no option: NOT IN (NULL) would never hold. */
static void push_lines(mya_query_text_t *text, const mya_ref_t *ref)
{
    const apr_array_header_t *lines = lines_of(text->env ? mya_env_value(text->env, ref) : NULL,
                                               text->pool);
    int n = lines->nelts;

    if (n == 0) {
        push(text, ref, ref->type, "");
        return;
    }
    for (int i = 0; i < bucket(n); i++) {
        if (i > 0) {
            mya_query_text_add(text, ", ");
        }
        push(text, ref, ref->type, APR_ARRAY_IDX(lines, i < n ? i : n - 1, const char *));
    }
}

/* The same of a list: one for each of its rows, the last one repeated; NULL alone if there are
 * none. */
static void push_many(mya_query_text_t *text, const mya_ref_t *ref)
{
    const mya_env_list_t *list = text->env
        ? apr_hash_get(text->env->lists, ref->of, APR_HASH_KEY_STRING) : NULL;
    int n = list ? list->nrows : 0;

    if (n == 0) {
        push(text, ref, ref->type, NULL);
        return;
    }
    for (int i = 0; i < bucket(n); i++) {
        if (i > 0) {
            mya_query_text_add(text, ", ");
        }
        push_cell(text, ref, &list->rows[i < n ? i : n - 1]);
    }
}

void mya_query_text_author(mya_query_text_t *text, const mya_sql_t *sql)
{
    for (int i = 0; i < sql->nparts; i++) {
        const mya_part_t *part = &sql->parts[i];

        if (part->text) {
            mya_query_text_add(text, escape(part->text, text->pool));
        } else if (part->ref->many && part->ref->source == MYA_FROM_FORM) {
            push_lines(text, part->ref);
        } else if (part->ref->many) {
            push_many(text, part->ref);
        } else {
            push_one(text, part->ref);
        }
    }
}

const char *mya_query_text(const mya_sql_t *sql, mya_dialect_e dialect, const mya_ref_t ***binds,
                           int *nbinds, apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(dialect, NULL, pool);

    mya_query_text_author(text, sql);
    *binds = (const mya_ref_t **)text->refs->elts;
    *nbinds = text->refs->nelts;
    return mya_query_text_sql(text);
}
