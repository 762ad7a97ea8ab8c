/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_where.c: which rows of a list a view means: filters, search, keys */
#include "data/query_int.h"

#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "base/icu.h"
#include "data/value.h"

static void begin_condition(mya_query_maker_t *maker)
{
    mya_query_text_add(maker->text, maker->conditions++ ? " AND " : " WHERE ");
}

/* VALUE as the table of COLUMN compares it. */
static void bind_cell(const mya_query_maker_t *maker, int column, const char *value)
{
    const mya_column_t *declared = &maker->list->columns[column];
    const mya_portal_t *portal = maker->text->env->portal;
    const char *currency = declared->currency ? declared->currency : portal->currency;

    mya_query_text_bind(maker->text, mya_value_stored(declared),
                        mya_value_write(declared, value, currency, portal, maker->text->pool));
}

/* COLUMN, to be compared with what bind_cell binds. */
static void add_column(const mya_query_maker_t *maker, int column)
{
    mya_query_text_column(maker->text, &maker->list->columns[column],
                          mya_query_column(maker, column));
}

static void compare(const mya_query_maker_t *maker, int column, const char *operator,
                    const char *value)
{
    add_column(maker, column);
    mya_query_text_add(maker->text, operator);
    bind_cell(maker, column, value);
}

/* Values below and above which there are none. */
static const char *const lowest[MYA_TYPE_COUNT] = {
    [MYA_TYPE_INTEGER] = "-999999999999999999", [MYA_TYPE_MONEY] = "-999999999999999999",
    [MYA_TYPE_DECIMAL] = "-999999999999999999", [MYA_TYPE_PERCENT] = "-999999999999999999",
    [MYA_TYPE_DATE] = "0001-01-01", [MYA_TYPE_TIME] = "00:00:00",
    [MYA_TYPE_DATETIME] = "0001-01-01 00:00:00",
};
static const char *const highest[MYA_TYPE_COUNT] = {
    [MYA_TYPE_INTEGER] = "999999999999999999", [MYA_TYPE_MONEY] = "999999999999999999",
    [MYA_TYPE_DECIMAL] = "999999999999999999", [MYA_TYPE_PERCENT] = "999999999999999999",
    [MYA_TYPE_DATE] = "9999-12-31", [MYA_TYPE_TIME] = "23:59:59",
    [MYA_TYPE_DATETIME] = "9999-12-31 23:59:59",
};

/* --- amounts of several currencies --- */

#define DECIMALS_MAX 4
#define MOST APR_INT64_C(999999999999999999)    /* of MYA_DIGITS_MAX digits: no bind has more */

/* MINOR units of a currency of FROM decimals as units of one of TO; DOWN says to which side a
 * rest goes. */
static const char *rescaled(const char *minor, int from, int to, int down, apr_pool_t *pool)
{
    apr_int64_t n = apr_atoi64(minor), power = 1, rest;

    for (int i = 0; i < abs(to - from); i++) {
        power *= 10;
    }
    if (to >= from) {
        return n > MOST / power ? highest[MYA_TYPE_MONEY]
            : n < -(MOST / power) ? lowest[MYA_TYPE_MONEY]
            : apr_psprintf(pool, "%" APR_INT64_T_FMT, n * power);
    }
    rest = n % power;
    n = n / power + (rest > 0 && !down ? 1 : rest < 0 && down ? -1 : 0);
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, n);
}

/* "'JPY', 'KRW'": the currencies of so many DECIMALS; NULL if there are none. */
static const char *codes_of(int decimals, apr_pool_t *pool)
{
    apr_array_header_t *codes = apr_array_make(pool, 64, sizeof(const char *));
    const char *code;
    int digits;

    for (int i = 0; (code = mya_icu_currency(&digits, i)) != NULL; i++) {
        if (digits == decimals) {
            APR_ARRAY_PUSH(codes, const char *) = apr_pstrcat(pool, codes->nelts ? ", '" : "'",
                                                              code, "'", NULL);
        }
    }
    return codes->nelts ? apr_array_pstrcat(pool, codes, 0) : NULL;
}

/* Somebody who writes 1000 means as many yen as kroner, but a krone has a hundred minor units:
 * what a column in minor units is compared with depends on the currency beside it. */
static void compare_amount(const mya_query_maker_t *maker, int column, const char *operator,
                           const char *value, int down)
{
    const mya_column_t *declared = &maker->list->columns[column];
    mya_query_text_t *text = maker->text;
    int base = mya_icu_digits(text->env->portal->currency);

    mya_query_text_add(text, mya_query_column(maker, column));
    mya_query_text_add(text, operator);
    mya_query_text_add(text, "CASE");
    for (int i = 0; i <= DECIMALS_MAX; i++) {
        const char *codes = i == base ? NULL : codes_of(i, text->pool);

        if (codes) {
            mya_query_text_add(text, " WHEN ");
            mya_query_text_add(text, mya_query_column(maker, declared->currency_column));
            mya_query_text_add(text, apr_pstrcat(text->pool, " IN (", codes, ") THEN ", NULL));
            mya_query_text_bind(text, MYA_TYPE_MONEY, rescaled(value, base, i, down, text->pool));
        }
    }
    mya_query_text_add(text, " ELSE ");
    mya_query_text_bind(text, MYA_TYPE_MONEY, value);
    mya_query_text_add(text, " END");
}

static int has_currencies(const mya_column_t *column)
{
    return column->type == MYA_TYPE_MONEY && !column->from_decimal && !column->currency
        && column->currency_column >= 0;
}

static void compare_end(const mya_query_maker_t *maker, int column, const char *operator,
                        const char *value, int down)
{
    if (has_currencies(&maker->list->columns[column])) {
        compare_amount(maker, column, operator, value, down);
    } else {
        compare(maker, column, operator, value);
    }
}

static void add_range(mya_query_maker_t *maker, const mya_filter_value_t *filter)
{
    mya_type_e type = maker->list->columns[filter->column].type;
    const char *low = filter->low ? filter->low : lowest[type];
    const char *high = filter->high ? filter->high : highest[type];

    begin_condition(maker);
    compare_end(maker, filter->column, " >= ", low ? low : "", 0);
    mya_query_text_add(maker->text, " AND ");
    compare_end(maker, filter->column, " <= ", high ? high : "\xf4\x8f\xbf\xbf", 1);
}

/* --- what cells contain --- */

/* SEARCH as a pattern that finds it anywhere; '!' takes the meaning from % and _ (SQ2). */
static const char *like_of(const char *search, apr_pool_t *pool)
{
    char *pattern = apr_palloc(pool, 2 * strlen(search) + 3);
    char *to = pattern;

    *to++ = '%';
    for (; *search; search++) {
        if (strchr("%_!", *search)) {
            *to++ = '!';
        }
        *to++ = *search;
    }
    *to++ = '%';
    *to = '\0';
    return pattern;
}

/* The same for SQLite's GLOB, each letter as a class of its two cases: its LIKE knows the case of
 * nothing but A to Z. */
static const char *glob_of(const char *search, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 16, sizeof(const char *));
    char lower[5], upper[5];

    APR_ARRAY_PUSH(pieces, const char *) = "*";
    while (*search) {
        search += mya_icu_cases(lower, upper, search);
        APR_ARRAY_PUSH(pieces, const char *) = strcmp(lower, upper) != 0
            ? apr_pstrcat(pool, "[", lower, upper, "]", NULL)
            : strchr("*?[", *lower) ? apr_pstrcat(pool, "[", lower, "]", NULL)
            : apr_pstrdup(pool, lower);
    }
    APR_ARRAY_PUSH(pieces, const char *) = "*";
    return apr_array_pstrcat(pool, pieces, 0);
}

/* "COLUMN contains TEXT, in whatever case"; whatever collation a MariaDB table may have. */
static void contains(const mya_query_maker_t *maker, int column, const char *text)
{
    static const struct { const char *begin, *operator, *end; } words[MYA_DIALECT_COUNT] = {
        [MYA_DIALECT_SQLITE] = { "CAST(", " AS text) GLOB ", "" },
        [MYA_DIALECT_POSTGRESQL] = { "CAST(", " AS text) ILIKE ", " ESCAPE '!'" },
        [MYA_DIALECT_MARIADB] = { "LOWER(CAST(", " AS CHAR)) LIKE LOWER(", ") ESCAPE '!'" },
    };
    mya_query_text_t *to = maker->text;
    int sqlite = to->dialect == MYA_DIALECT_SQLITE;

    mya_query_text_add(to, words[to->dialect].begin);
    mya_query_text_add(to, mya_query_column(maker, column));
    mya_query_text_add(to, words[to->dialect].operator);
    mya_query_text_bind(to, MYA_TYPE_TEXT, sqlite ? glob_of(text, to->pool)
                                                  : like_of(text, to->pool));
    mya_query_text_add(to, words[to->dialect].end);
}

static void add_search(mya_query_maker_t *maker)
{
    int n = 0;

    begin_condition(maker);
    for (int i = 0; i < maker->list->ncolumns; i++) {
        const mya_column_t *column = &maker->list->columns[i];

        if (column->search && mya_query_steers(maker->text->env, column)) {
            mya_query_text_add(maker->text, n++ == 0 ? "(" : " OR ");
            contains(maker, i, maker->view->search);
        }
    }
    mya_query_text_add(maker->text, n > 0 ? ")" : "1 = 0");
}

/* --- which rows --- */

static void add_filter(mya_query_maker_t *maker, const mya_filter_value_t *filter)
{
    if (filter->low || filter->high) {
        add_range(maker, filter);
    } else if (filter->equals) {
        begin_condition(maker);
        if (maker->list->columns[filter->column].filter == MYA_FILTER_TEXT) {
            contains(maker, filter->column, filter->equals);
        } else {
            compare(maker, filter->column, " = ", filter->equals);
        }
    }
}

/* As many places as the next power of two, the last key repeated: few texts for many numbers of
 * keys, so that few statements are prepared. */
static void add_keys(mya_query_maker_t *maker, int column)
{
    const mya_view_t *view = maker->view;
    int places = 1;

    begin_condition(maker);
    if (view->nkeys == 0) {
        mya_query_text_add(maker->text, "1 = 0");
        return;
    }
    while (places < view->nkeys) {
        places *= 2;
    }
    add_column(maker, column);
    mya_query_text_add(maker->text, " IN (");
    for (int i = 0; i < places; i++) {
        mya_query_text_add(maker->text, i > 0 ? ", " : "");
        bind_cell(maker, column, view->keys[i < view->nkeys ? i : view->nkeys - 1]);
    }
    mya_query_text_add(maker->text, ")");
}

void mya_query_where(mya_query_maker_t *maker)
{
    const mya_view_t *view = maker->view;
    const mya_list_t *list = maker->list;

    for (int i = 0; i < view->nfilters; i++) {
        add_filter(maker, &view->filters[i]);
    }
    if (view->search) {
        add_search(maker);
    }
    if (view->key && list->key >= 0) {
        begin_condition(maker);
        compare(maker, list->key, " = ", view->key);
    }
    if (view->keys && (list->match >= 0 || list->key >= 0)) {
        add_keys(maker, list->match >= 0 ? list->match : list->key);
    }
}

/* --- who may --- */

int mya_query_shows(mya_env_t *env, const mya_column_t *column)
{
    return mya_env_may(env, column->roles)
        && ((column->test && column->test->ref.source == MYA_FROM_ROW)
            || mya_env_test(env, column->test));
}

int mya_query_steers(mya_env_t *env, const mya_column_t *column)
{
    return mya_query_shows(env, column)
        && (!column->test || column->test->ref.source != MYA_FROM_ROW);
}
