/* SPDX-License-Identifier: Apache-2.0 */
/* data/value.c: values to canonical text and back */
#include "data/value.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "base/icu.h"
#include "data/value_date.h"

#define DIGITS "0123456789"

static int ends(const char *text)
{
    return *text == '\0';
}

/* --- numbers --- */

/* Is TEXT -?digits, with at most MYA_DIGITS_MAX of them? */
static int is_integer(const char *text)
{
    apr_size_t n;

    text += *text == '-';
    n = strspn(text, DIGITS);
    return n > 0 && n <= MYA_DIGITS_MAX && ends(text + n);
}

/* Is TEXT -?digits[.digits]? */
static int is_decimal(const char *text)
{
    apr_size_t n;

    text += *text == '-';
    n = strspn(text, DIGITS);
    if (n == 0 || n > MYA_DIGITS_MAX) {
        return 0;
    }
    text += n;
    if (*text == '.') {
        n = strspn(text + 1, DIGITS);
        text += n > 0 && n <= MYA_DIGITS_MAX ? n + 1 : 0;
    }
    return ends(text);
}

/* -?digits without leading zeros, and without a minus in front of zero. */
static const char *tidy(int negative, const char *digits, apr_pool_t *pool)
{
    while (digits[0] == '0' && digits[1] != '\0') {
        digits++;
    }
    return apr_pstrcat(pool, negative && strcmp(digits, "0") != 0 ? "-" : "", digits, NULL);
}

const char *mya_value_minor(const char *text, const char *currency, apr_pool_t *pool)
{
    int negative = *text == '-';
    apr_size_t decimals = (apr_size_t)mya_icu_digits(currency);
    apr_size_t whole, given;
    const char *fraction;
    char *digits;

    text += negative || *text == '+';
    whole = strspn(text, DIGITS);
    fraction = text[whole] == '.' ? text + whole + 1 : text + whole;
    given = strspn(fraction, DIGITS);
    if (whole == 0 || !ends(fraction + given) || (given == 0 && text[whole] == '.')) {
        return NULL;
    }
    while (given > decimals && fraction[given - 1] == '0') {
        given--;
    }
    if (given > decimals || whole + decimals > MYA_DIGITS_MAX) {
        return NULL;
    }
    digits = apr_psprintf(pool, "%.*s%.*s%.*s", (int)whole, text, (int)given, fraction,
                          (int)(decimals - given), "0000000000");
    return tidy(negative, digits, pool);
}

const char *mya_value_decimal(const char *minor, const char *currency, apr_pool_t *pool)
{
    apr_size_t decimals = (apr_size_t)mya_icu_digits(currency);
    int negative = *minor == '-';
    const char *digits = minor + negative;
    apr_size_t n = strlen(digits);

    if (decimals == 0 || !is_integer(minor)) {
        return minor;
    }
    if (n <= decimals) {
        digits = apr_psprintf(pool, "%.*s%s", (int)(decimals + 1 - n), "0000000000", digits);
        n = decimals + 1;
    }
    return apr_psprintf(pool, "%s%.*s.%s", negative ? "-" : "", (int)(n - decimals), digits,
                        digits + n - decimals);
}

/* "12.0" is what SQLite makes of a whole number in a column without a type, or of a sum of
 * reals. */
static const char *read_integer(const char *text, apr_pool_t *pool)
{
    apr_size_t n;

    text += *text == '+';
    n = (*text == '-') + strspn(text + (*text == '-'), DIGITS);
    if (n > 0 && text[n] == '.' && text[n + 1 + strspn(text + n + 1, "0")] == '\0') {
        return apr_pstrmemdup(pool, text, n);
    }
    return text;
}

/* 7.50 of a column with two decimals is 7.5, as SQLite says it. */
static const char *read_decimal(const char *text, apr_pool_t *pool)
{
    const char *point = strchr(text, '.');
    apr_size_t len = strlen(text);

    if (!point || point[1 + strspn(point + 1, DIGITS)] != '\0') {
        return text;
    }
    while (text[len - 1] == '0') {
        len--;
    }
    return apr_pstrmemdup(pool, text, text[len - 1] == '.' ? len - 1 : len);
}

static const char *read_boolean(const char *text)
{
    static const char *const yes[] = { "1", "t", "true", "y", "yes" };
    static const char *const no[] = { "0", "f", "false", "n", "no" };

    for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
        if (strcasecmp(text, yes[i]) == 0) {
            return "1";
        }
        if (strcasecmp(text, no[i]) == 0) {
            return "0";
        }
    }
    return text;
}

/* --- judging --- */

int mya_value_fits(mya_type_e type, const char *text)
{
    switch (type) {
    case MYA_TYPE_INTEGER:
    case MYA_TYPE_MONEY:
        return is_integer(text);
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
        return is_decimal(text);
    case MYA_TYPE_BOOLEAN:
        return strcmp(text, "0") == 0 || strcmp(text, "1") == 0;
    case MYA_TYPE_DATE:
    case MYA_TYPE_TIME:
    case MYA_TYPE_DATETIME:
        return mya_value_date_fits(type, text);
    default:
        return 1;
    }
}

/* TEXT with a decimal point for a decimal comma. A comma with three digits behind it may be
 * grouping: such a text stays as it is, and is refused. */
static const char *point_of(const char *text, apr_pool_t *pool)
{
    const char *comma = strchr(text, ',');
    char *plain;

    if (!comma || strspn(comma + 1, DIGITS) == 3 || strchr(text, '.')) {
        return text;
    }
    plain = apr_pstrdup(pool, text);
    plain[comma - text] = '.';
    return plain;
}

const char *mya_value_parse(mya_type_e type, const char *text, const char *currency,
                            apr_pool_t *pool)
{
    const char *value = text;

    if (ends(text)) {
        return NULL;
    }
    if (type == MYA_TYPE_INTEGER && is_integer(text)) {
        value = tidy(*text == '-', text + (*text == '-'), pool);
    } else if (type == MYA_TYPE_MONEY) {
        value = mya_value_minor(point_of(text, pool), currency, pool);
    } else if (type == MYA_TYPE_DECIMAL || type == MYA_TYPE_PERCENT) {
        value = point_of(text, pool);
    } else if (type == MYA_TYPE_BOOLEAN) {
        value = read_boolean(text);
    } else if (type == MYA_TYPE_DATETIME || type == MYA_TYPE_TIME) {
        value = mya_value_date_tidy(type, text, pool);
    }
    return value && mya_value_fits(type, value) ? value : NULL;
}

/* --- reading and writing columns --- */

const char *mya_value_currency(const mya_column_t *column, const char *const *cells,
                               const mya_portal_t *portal)
{
    if (column->type != MYA_TYPE_MONEY) {
        return NULL;
    }
    if (column->currency) {
        return column->currency;
    }
    if (column->currency_column >= 0 && cells[column->currency_column]) {
        return cells[column->currency_column];
    }
    return portal->currency;
}

static apr_status_t read_money(const char **value, const mya_column_t *column, const char *text,
                               const char *currency, mya_result_t *why, apr_pool_t *pool)
{
    if (column->from_decimal) {
        *value = mya_value_minor(text, currency, pool);
        if (!*value) {
            return mya_result_tell(why, MYA_EDATABASE, "column %s holds what is no exact amount of "
                                   "%s (%d decimals)", column->name, currency ? currency : "money",
                                   mya_icu_digits(currency));
        }
        return APR_SUCCESS;
    }
    *value = read_integer(text, pool);
    if (!is_integer(*value)) {
        return mya_result_tell(why, MYA_EDATABASE, "column %s holds what is no whole number of "
                               "minor units; write from=\"decimal\" if its table keeps decimals",
                               column->name);
    }
    return APR_SUCCESS;
}

apr_status_t mya_value_read(const char **value, const mya_column_t *column, const char *text,
                            const char *currency, const mya_portal_t *portal, mya_result_t *why,
                            apr_pool_t *pool)
{
    *value = text;
    if (!text) {
        return APR_SUCCESS;
    }
    switch (column->type) {
    case MYA_TYPE_MONEY:
        return read_money(value, column, text, currency, why, pool);
    case MYA_TYPE_INTEGER:
        *value = read_integer(text, pool);
        return APR_SUCCESS;
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
        *value = read_decimal(text, pool);
        return APR_SUCCESS;
    case MYA_TYPE_BOOLEAN:
        *value = read_boolean(text);
        return APR_SUCCESS;
    case MYA_TYPE_DATE:
    case MYA_TYPE_TIME:
    case MYA_TYPE_DATETIME:
        *value = mya_value_date_read(column, text, portal, pool);
        return APR_SUCCESS;
    default:
        return APR_SUCCESS;
    }
}

const char *mya_value_write(const mya_column_t *column, const char *value, const char *currency,
                            const mya_portal_t *portal, apr_pool_t *pool)
{
    if (!value) {
        return NULL;
    }
    if (column->type == MYA_TYPE_MONEY && column->from_decimal) {
        return mya_value_decimal(value, currency, pool);
    }
    return column->format ? mya_value_date_write(column, value, portal, pool) : value;
}

mya_type_e mya_value_stored(const mya_column_t *column)
{
    if (column->type == MYA_TYPE_MONEY && column->from_decimal) {
        return MYA_TYPE_DECIMAL;
    }
    return column->format ? MYA_TYPE_TEXT : column->type;
}
