/* SPDX-License-Identifier: Apache-2.0 */
/* form/validate.c: is what somebody typed a value of its field?
 *
 * One reader per type, in a table. What holds for all types (length, range, pattern) comes after
 * it, and each fault is the key of a text, so that no sentence stands here.
 */
#include "form/validate.h"

#include <assert.h>
#include <regex.h>
#include <string.h>

#include <apr_strings.h>

#include "form/contact.h"
#include "view/text.h"

#define MONEY_DIGITS 15    /* a longer number is too large an amount, however it is written */

/* Read TYPED, trimmed and not empty, into *VALUE. Return the key of what is wrong, or NULL. */
typedef const char *(*read_fn)(const char **value, const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge);

static const char *read_text(const char **value, const mya_field_t *field, const char *typed,
                             const mya_judge_t *judge)
{
    (void)judge;
    *value = typed;
    return !field->multiline && strchr(typed, '\n') ? "form.one-line" : NULL;
}

static const char *read_long_text(const char **value, const mya_field_t *field, const char *typed,
                                  const mya_judge_t *judge)
{
    (void)field, (void)judge;
    *value = typed;
    return NULL;
}

static const char *read_id(const char **value, const mya_field_t *field, const char *typed,
                           const mya_judge_t *judge)
{
    const char *c;

    (void)field, (void)judge;
    for (c = typed; *c > ' ' && *c < 0x7F; ++c) {
    }
    *value = typed;
    return *c ? "form.id" : NULL;
}

/* Money that cannot be read: is it an amount, but finer than the currency's coins? */
static const char *money_fault(const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge)
{
    const char *value;

    return mya_format_parse(&value, judge->format, MYA_TYPE_DECIMAL, typed, NULL, NULL,
                            judge->pool) == APR_SUCCESS
                   && strlen(value) <= MONEY_DIGITS
                   && (strchr(value, '.') || mya_format_decimals(field->currency) > 0)
               ? "form.money-decimals" : "form.money";
}

/* Numbers, money, dates and times are read the language's way. */
static const char *read_format(const char **value, const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge)
{
    mya_result_t *why = mya_result_make(judge->pool);
    apr_status_t rv = mya_format_parse(value, judge->format, field->type, typed,
                                       field->currency, why, judge->pool);

    if (rv != APR_SUCCESS && field->type == MYA_TYPE_MONEY) {
        return money_fault(field, typed, judge);
    }
    return rv == APR_SUCCESS ? NULL : why->key;
}

static const char *read_email(const char **value, const mya_field_t *field, const char *typed,
                              const mya_judge_t *judge)
{
    (void)field, (void)judge;
    *value = typed;
    return mya_contact_is_email(typed) ? NULL : "form.email";
}

static const char *read_phone(const char **value, const mya_field_t *field, const char *typed,
                              const mya_judge_t *judge)
{
    (void)field;
    *value = mya_contact_phone(typed, judge->pool);
    return *value ? NULL : "form.phone";
}

static const char *read_url(const char **value, const mya_field_t *field, const char *typed,
                            const mya_judge_t *judge)
{
    (void)field, (void)judge;
    *value = typed;
    return mya_contact_is_url(typed) ? NULL : "form.url";
}

static const char *read_iban(const char **value, const mya_field_t *field, const char *typed,
                             const mya_judge_t *judge)
{
    (void)field;
    *value = mya_contact_iban(typed, judge->pool);
    return *value ? NULL : "form.iban";
}

static int is_option(const mya_options_t *options, const char *text, size_t len)
{
    int i;

    for (i = 0; options && i < options->noptions; ++i) {
        const char *value = options->options[i].value;

        if (!strncmp(value, text, len) && !value[len]) {
            return 1;
        }
    }
    return 0;
}

/* A choice is one of its options, and so is a code. */
static const char *read_choice(const char **value, const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge)
{
    const char *fault = field->type == MYA_TYPE_CODE ? "form.code" : "form.choice", *at = typed;

    (void)judge;
    *value = typed;
    for (;;) {
        size_t len = field->multiple ? strcspn(at, "\n") : strlen(at);

        if (!is_option(field->options, at, len)) {
            return fault;
        }
        if (!at[len]) {
            return NULL;
        }
        at += len + 1;
    }
}

/* Files do not come as text. */
static const char *read_file(const char **value, const mya_field_t *field, const char *typed,
                             const mya_judge_t *judge)
{
    (void)field, (void)typed, (void)judge;
    *value = NULL;
    return "form.file";
}

static const read_fn readers[] = {
    [MYA_TYPE_TEXT] = read_text,       [MYA_TYPE_ID] = read_id,
    [MYA_TYPE_INTEGER] = read_format,  [MYA_TYPE_DECIMAL] = read_format,
    [MYA_TYPE_PERCENT] = read_format,  [MYA_TYPE_MONEY] = read_format,
    [MYA_TYPE_BOOLEAN] = read_format,  [MYA_TYPE_DATE] = read_format,
    [MYA_TYPE_TIME] = read_format,     [MYA_TYPE_DATETIME] = read_format,
    [MYA_TYPE_CODE] = read_choice,     [MYA_TYPE_CHOICE] = read_choice,
    [MYA_TYPE_EMAIL] = read_email,     [MYA_TYPE_PHONE] = read_phone,
    [MYA_TYPE_URL] = read_url,         [MYA_TYPE_IBAN] = read_iban,
    [MYA_TYPE_MARKDOWN] = read_long_text, [MYA_TYPE_FILE] = read_file,
};
static_assert(sizeof(readers) / sizeof(readers[0]) == MYA_TYPE_COUNT,
              "each type of value has its reader");

/* --- what holds for all types --- */

const char *mya_validate_bound(const mya_field_t *field, const char *bound, apr_pool_t *pool)
{
    size_t digits, whole, have;

    if (!bound || field->type != MYA_TYPE_MONEY) {
        return bound;
    }
    digits = (size_t)mya_format_decimals(field->currency);
    whole = strcspn(bound, ".");
    have = bound[whole] ? strlen(bound + whole + 1) : 0;
    have = have < digits ? have : digits;
    return apr_psprintf(pool, "%.*s%.*s%.*s", (int)whole, bound, (int)have,
                        bound + whole + (bound[whole] == '.'), (int)(digits - have), "0000");
}

/* Compare the digits A and B, both after a decimal sign or both at its left and equally many. */
static int compare_digits(const char *a, const char *b)
{
    for (; *a >= '0' || *b >= '0'; a += *a >= '0', b += *b >= '0') {
        int digit = *a >= '0' ? *a : '0', other = *b >= '0' ? *b : '0';

        if (digit != other) {
            return digit < other ? -1 : 1;
        }
    }
    return 0;
}

/* Compare the decimal numbers A and B, neither with a sign. */
static int compare_unsigned(const char *a, const char *b)
{
    size_t len, other;
    int order;

    a += strspn(a, "0");
    b += strspn(b, "0");
    len = strcspn(a, ".");
    other = strcspn(b, ".");
    if (len != other) {
        return len < other ? -1 : 1;
    }
    order = compare_digits(a, b);
    return order ? order : compare_digits(a + len + (a[len] == '.'), b + len + (b[len] == '.'));
}

/* Compare the decimal numbers A and B, of any length; below, equal, above 0 as A is to B. */
static int compare_decimal(const char *a, const char *b)
{
    int minus = *a == '-', other = *b == '-', order = compare_unsigned(a + minus, b + other);

    if (minus != other) {
        return !compare_unsigned(a + minus, "0") && !order ? 0 : minus ? -1 : 1;   /* -0 is 0 */
    }
    return minus ? -order : order;
}

static int is_number(mya_type_e type)
{
    return type == MYA_TYPE_INTEGER || type == MYA_TYPE_DECIMAL || type == MYA_TYPE_PERCENT
           || type == MYA_TYPE_MONEY;
}

static int is_ordered(mya_type_e type)
{
    return is_number(type) || type == MYA_TYPE_DATE || type == MYA_TYPE_TIME
           || type == MYA_TYPE_DATETIME;
}

int mya_validate_same(mya_type_e type, const char *a, const char *b)
{
    return is_number(type) && *a && *b ? compare_decimal(a, b) == 0 : strcmp(a, b) == 0;
}

static int compare(const mya_field_t *field, const char *value, const char *bound,
                   const mya_judge_t *judge)
{
    bound = mya_validate_bound(field, bound, judge->pool);
    return is_number(field->type) ? compare_decimal(value, bound) : strcmp(value, bound);
}

static const char *check_range(const char *value, const mya_field_t *field,
                               const mya_judge_t *judge)
{
    if (!is_ordered(field->type)) {
        return NULL;
    }
    if (field->min && compare(field, value, field->min, judge) < 0) {
        return "form.min";
    }
    return field->max && compare(field, value, field->max, judge) > 0 ? "form.max" : NULL;
}

/* The characters of TEXT, which is UTF-8: all bytes but the continuing ones. */
static int count_characters(const char *text)
{
    int n = 0;

    for (; *text; ++text) {
        n += (*text & 0xC0) != 0x80;
    }
    return n;
}

static const char *check_length(const char *text, const mya_field_t *field)
{
    int n = count_characters(text);

    if (field->maxlength > 0 && n > field->maxlength) {
        return "form.too-long";
    }
    return n < field->minlength ? "form.too-short" : NULL;
}

/* The longest match from the left must be the whole. The judge of the definition saw that the
 * pattern is one; should it still not compile, nothing matches it. */
static const char *check_pattern(const char *value, const mya_field_t *field)
{
    regmatch_t match;
    regex_t regex;
    int matches;

    if (!field->pattern) {
        return NULL;
    }
    if (regcomp(&regex, field->pattern, REG_EXTENDED) != 0) {
        return "form.pattern";
    }
    matches = regexec(&regex, value, 1, &match, 0) == 0 && match.rm_so == 0
              && (size_t)match.rm_eo == strlen(value);
    regfree(&regex);
    return matches ? NULL : "form.pattern";
}

static const char *find_fault(const char **value, const mya_field_t *field, const char *typed,
                              const mya_judge_t *judge)
{
    const char *key = check_length(typed, field);

    if (!key) {
        key = readers[field->type](value, field, typed, judge);
    }
    if (!key) {
        key = check_range(*value, field, judge);
    }
    return key ? key : check_pattern(*value, field);
}

/* --- saying it --- */

/* A bound of FIELD as people read it. */
static const char *show_bound(const mya_field_t *field, const char *bound,
                              const mya_judge_t *judge)
{
    return mya_format_value(judge->format, field->type,
                            mya_validate_bound(field, bound, judge->pool), field->currency,
                            judge->pool);
}

static const char *say(const char *key, const mya_field_t *field, const mya_judge_t *judge)
{
    int is_length = !strcmp(key, "form.too-long") || !strcmp(key, "form.too-short");
    mya_text_arg_t args[4] = { { "label", NULL, 0 }, { "min", NULL, 0 }, { "max", NULL, 0 },
                               { "digits", NULL, 0 } };

    args[0].text = mya_text_or(judge->portal, judge->lang, field->label, field->readable,
                               judge->pool);
    if (is_length || field->error) {
        args[1].number = field->minlength;
        args[2].number = field->maxlength;
    }
    if (!is_length && is_ordered(field->type)) {
        args[1].text = show_bound(field, field->min, judge);
        args[2].text = show_bound(field, field->max, judge);
    }
    args[3].number = field->type == MYA_TYPE_MONEY ? mya_format_decimals(field->currency) : 0;
    return mya_text(judge->portal, judge->lang, key, args, 4, judge->pool);
}

/* TYPED without the white space around it, where that means nothing. */
static const char *trim(const char *typed, const mya_field_t *field, apr_pool_t *pool)
{
    const char *end = typed + strlen(typed);

    while (end > typed && (strchr(" \t\n", end[-1]) || (end - typed > 1 && end[-1] == '\xA0'
                                                        && end[-2] == '\xC2'))) {
        end -= end[-1] == '\xA0' ? 2 : 1;
    }
    if (end > typed && (field->multiline || field->type == MYA_TYPE_MARKDOWN)) {
        return typed;
    }
    while (typed < end && (strchr(" \t\n", *typed) || !strncmp(typed, "\xC2\xA0", 2))) {
        typed += *typed == '\xC2' ? 2 : 1;
    }
    return apr_pstrmemdup(pool, typed, (apr_size_t)(end - typed));
}

const char *mya_validate_say(const char *key, const mya_field_t *field, const mya_judge_t *judge)
{
    return say(field->error ? field->error : key, field, judge);
}

const char *mya_validate_required(const mya_field_t *field, const mya_judge_t *judge)
{
    return say("form.required", field, judge);
}

const char *mya_validate_field(const char **value, const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge)
{
    const char *text = typed ? trim(typed, field, judge->pool) : "", *key;

    *value = NULL;
    if (!*text) {
        *value = field->type == MYA_TYPE_BOOLEAN ? "0" : NULL;     /* a box that was not ticked */
        return NULL;
    }
    key = find_fault(value, field, text, judge);
    if (!key) {
        return NULL;
    }
    *value = NULL;
    return mya_validate_say(key, field, judge);
}
