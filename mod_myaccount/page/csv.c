/* SPDX-License-Identifier: Apache-2.0 */
/* page/csv.c: a list as lines of CSV */
#include "page/csv.h"

#include <string.h>

#include <apr_strings.h>

#include "base/xml.h"
#include "data/query.h"
#include "data/value.h"
#include "page/record.h"
#include "view/text.h"

#define MARK "\xEF\xBB\xBF"    /* without it Excel takes UTF-8 for something else */
#define END "\r\n"

/* --- cells --- */

/* Is TEXT -?digits[.digits], which no spreadsheet computes with? */
static int is_number(const char *text)
{
    apr_size_t whole, rest;

    text += *text == '-';
    whole = strspn(text, "0123456789");
    if (whole == 0 || text[whole] == '\0') {
        return whole > 0;
    }
    rest = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    return rest > 0 && text[whole + 1 + rest] == '\0';
}

/* TEXT with its quotes doubled, in quotes. */
static const char *quoted(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(text) + 3);
    char *to = out;

    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"') {
            *to++ = '"';
        }
        *to++ = *text;
    }
    *to++ = '"';
    *to = '\0';
    return out;
}

static int is_formula_sign(char c)
{
    return c != '\0' && strchr("=+-@", c) != NULL;
}

/* Would a cell begin behind AT in a spreadsheet that does not cut where we do? Where the comma is
 * the decimal sign Excel cuts at semicolons, and then our quotes, which do not begin its cell, hold
 * neither those nor line ends together. */
static int may_cut(char at)
{
    return at == ';' || at == '\t' || at == '\n' || at == '\r';
}

/* TEXT with an apostrophe before each sign with which a formula could begin in the midst of it. */
static const char *without_formulas(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(text) + 1);
    char *to = out;
    int begins = 0;

    for (; *text; text++) {
        if (begins && is_formula_sign(*text)) {
            *to++ = '\'';
        }
        begins = may_cut(*text) || (begins && (*text == ' ' || *text == '"'));
        *to++ = *text;
    }
    *to = '\0';
    return out;
}

/* TEXT as a cell: harmless, and in quotes where its signs need them. */
static const char *cell_of(const char *text, apr_pool_t *pool)
{
    text = mya_xml_clean(text, pool);
    if (*text != '\0' && strchr("=+-@\t\r\n", *text) && !is_number(text)) {
        text = apr_pstrcat(pool, "'", text, NULL);
    }
    text = strpbrk(text, ";\t\r\n") ? without_formulas(text, pool) : text;
    return text[strcspn(text, ",;\"\r\n\t")] != '\0' ? quoted(text, pool) : text;
}

static void add_cell(apr_array_header_t *pieces, const char *text, int first, apr_pool_t *pool)
{
    if (!first) {
        APR_ARRAY_PUSH(pieces, const char *) = ",";
    }
    APR_ARRAY_PUSH(pieces, const char *) = text ? cell_of(text, pool) : "";
}

/* --- columns --- */

static int is_shown(const mya_csv_t *csv, int i)
{
    return mya_record_shows(csv->env, &csv->list->columns[i]);
}

/* Does the amount in column I need its currency behind it? */
static int wants_currency(const mya_csv_t *csv, int i)
{
    const mya_column_t *column = &csv->list->columns[i];

    return column->type == MYA_TYPE_MONEY
        && (column->currency || column->currency_column < 0
            || !is_shown(csv, column->currency_column));
}

static const char *label_of(const mya_csv_t *csv, const mya_column_t *column, apr_pool_t *pool)
{
    return mya_text_or(csv->env->portal, csv->lang, column->label, column->readable, pool);
}

const char *mya_csv_head(const mya_csv_t *csv, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 32, sizeof(const char *));

    APR_ARRAY_PUSH(pieces, const char *) = MARK;
    for (int i = 0; i < csv->list->ncolumns; i++) {
        const char *label = label_of(csv, &csv->list->columns[i], pool);
        const mya_text_arg_t arg = { "column", label, 0 };

        if (is_shown(csv, i)) {
            add_cell(pieces, label, pieces->nelts == 1, pool);
        }
        if (is_shown(csv, i) && wants_currency(csv, i)) {
            add_cell(pieces, mya_text(csv->env->portal, csv->lang, "export.currency", &arg, 1,
                                      pool), 0, pool);
        }
    }
    APR_ARRAY_PUSH(pieces, const char *) = END;
    return apr_array_pstrcat(pool, pieces, 0);
}

/* --- rows --- */

static const char *word_of(const mya_csv_t *csv, const mya_column_t *column, const char *value,
                           apr_pool_t *pool)
{
    const mya_options_t *options = column->options;

    for (int i = 0; options && i < options->noptions; i++) {
        const mya_option_t *option = &options->options[i];

        if (strcmp(option->value, value) == 0) {
            return mya_text_or(csv->env->portal, csv->lang, option->label, option->readable, pool);
        }
    }
    if (!options && column->type == MYA_TYPE_BOOLEAN) {
        return mya_text(csv->env->portal, csv->lang,
                        strcmp(value, "1") == 0 ? "value.yes" : "value.no", NULL, 0, pool);
    }
    return value;
}

/* VALUE, which is canonical, as the file has it. */
static const char *plain(const mya_csv_t *csv, const mya_column_t *column, const char *value,
                         const char *currency, apr_pool_t *pool)
{
    if (!value) {
        return NULL;
    }
    switch (column->type) {
    case MYA_TYPE_MONEY:
        return mya_value_decimal(value, currency, pool);
    case MYA_TYPE_DATETIME:
        return mya_value_fits(MYA_TYPE_DATETIME, value)
            ? mya_format_input(csv->format, MYA_TYPE_DATETIME, value, NULL, pool) : value;
    default:
        return word_of(csv, column, value, pool);
    }
}

static void add_row(apr_array_header_t *pieces, const mya_csv_t *csv, const mya_row_t *row,
                    apr_pool_t *pool)
{
    int first = 1;

    for (int i = 0; i < row->ncolumns; i++) {
        const mya_column_t *column = &row->columns[i];
        const char *currency = mya_value_currency(column, row->cells, csv->env->portal);
        const char *value = mya_env_test(csv->env, column->test) ? row->cells[i] : NULL;

        if (!is_shown(csv, i)) {
            continue;
        }
        add_cell(pieces, plain(csv, column, value, currency, pool), first, pool);
        first = 0;
        if (wants_currency(csv, i)) {
            add_cell(pieces, value ? currency : NULL, 0, pool);
        }
    }
    APR_ARRAY_PUSH(pieces, const char *) = END;
}

const char *mya_csv_rows(const mya_csv_t *csv, const mya_row_t *rows, int nrows, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 1024, sizeof(const char *));
    const char *name = csv->list->name;

    for (int i = 0; i < nrows; i++) {
        apr_hash_set(csv->env->rows, name, APR_HASH_KEY_STRING, &rows[i]);
        add_row(pieces, csv, &rows[i], pool);
    }
    apr_hash_set(csv->env->rows, name, APR_HASH_KEY_STRING, NULL);
    return apr_array_pstrcat(pool, pieces, 0);
}

const char *mya_csv_line(const char *sentence, apr_pool_t *pool)
{
    return apr_pstrcat(pool, cell_of(sentence, pool), END, NULL);
}
