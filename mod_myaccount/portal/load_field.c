/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_field.c: <field>: what a person may send */
#include "portal/load.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

#define MULTILINE_MAX 4000

/* The longest value of a field of a type in characters, where the definition says nothing. */
static int longest(mya_type_e type)
{
    switch (type) {
    case MYA_TYPE_EMAIL:
        return 254;
    case MYA_TYPE_URL:
        return 2000;
    case MYA_TYPE_MARKDOWN:
        return 20000;
    case MYA_TYPE_TEXT:
        return 200;
    case MYA_TYPE_ID:
    case MYA_TYPE_CODE:
    case MYA_TYPE_CHOICE:
        return 64;
    default:
        return 40;
    }
}

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const mya_node_t *node;
    mya_field_t *field;
} maker_t;

static const char *get(const maker_t *m, const char *name)
{
    return mya_load_get(m->load, m->node, name);
}

/* The text KIND.ACTION.FIELD, or KIND.FIELD, or NULL. */
static const char *text_of(const maker_t *m, const char *kind, const char *action)
{
    apr_pool_t *pool = m->load->pool;
    const char *key = mya_load_label(
        m->load, apr_pstrcat(pool, kind, ".", action, ".", m->field->name, NULL));

    return key ? key : mya_load_label(m->load, apr_pstrcat(pool, kind, ".", m->field->name, NULL));
}

static void load_texts(const maker_t *m, const char *action)
{
    const char *help = get(m, "help");

    m->field->label = text_of(m, "label", action);
    m->field->readable = mya_name_readable(m->field->name, m->load->pool);
    m->field->help = help ? mya_load_key(m->load, m->field->place, help)
                          : text_of(m, "help", action);
    m->field->error = mya_load_key(m->load, m->field->place, get(m, "error"));
}

/* --- limits --- */

static int is_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

static int is_limit(mya_type_e type, const char *text)
{
    const char *plain = text + (*text == '-');
    const char *dot = strchr(plain, '.');

    switch (type) {
    case MYA_TYPE_INTEGER:
        return is_digits(plain) && strlen(plain) < 19;
    case MYA_TYPE_DECIMAL:
    case MYA_TYPE_PERCENT:
    case MYA_TYPE_MONEY:
        return strspn(plain, "0123456789.") == strlen(plain) && apr_isdigit(*plain)
            && strlen(plain) < 19 && (!dot || (is_digits(dot + 1) && dot > plain));
    case MYA_TYPE_DATE:
        return strlen(text) == 10 && text[4] == '-' && text[7] == '-'
            && strspn(text, "0123456789-") == 10;
    default:
        return 0;
    }
}

static const char *load_bound(const maker_t *m, const char *name)
{
    const char *text = get(m, name);

    if (text && !is_limit(m->field->type, text)) {
        mya_load_fault(m->load, m->field->place,
                       "%s=\"%s\" is no limit of a field of type %s; write one for "
                       "integer, decimal, percent or money as in \"1\" or \"0.50\", for date as in "
                       "\"2026-01-31\"",
                       name, text, mya_type_name(m->field->type));
    }
    return text;
}

static void load_lengths(const maker_t *m)
{
    const char *min = get(m, "minlength");
    const char *max = get(m, "maxlength");

    m->field->minlength = min ? atoi(min) : 0;
    m->field->maxlength = max ? atoi(max) : m->field->multiline ? MULTILINE_MAX
        : longest(m->field->type);
    if (m->field->minlength > m->field->maxlength) {
        mya_load_fault(m->load, m->field->place,
                       "minlength=\"%d\" is above the longest value of %d; write a "
                       "smaller one, or a larger maxlength=",
                       m->field->minlength, m->field->maxlength);
    }
}

static const char *load_pattern(const maker_t *m)
{
    const char *pattern = get(m, "pattern");
    regex_t compiled;

    if (pattern && regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        mya_load_fault(m->load, m->field->place,
                       "pattern=\"%s\" is no regular expression; write a POSIX "
                       "extended one for the whole value",
                       pattern);
    }
    else if (pattern) {
        regfree(&compiled);
    }
    return pattern;
}

/* Whether the decimal A is above B. */
static int is_above(const char *a, const char *b)
{
    return strtod(a, NULL) > strtod(b, NULL);
}

/* Both bounds are good ones here. */
static void check_bounds(const maker_t *m)
{
    const mya_field_t *field = m->field;

    if (field->min && field->max && is_limit(field->type, field->min)
        && is_limit(field->type, field->max)
        && (field->type == MYA_TYPE_DATE ? strcmp(field->min, field->max) > 0
                                         : is_above(field->min, field->max))) {
        mya_load_fault(m->load, field->place,
                       "min=\"%s\" is above max=\"%s\", so that nothing can be entered; exchange "
                       "them", field->min, field->max);
    }
}

/* readonly="yes", or a test that says for whom, or for which row, it is. */
static void load_readonly(const maker_t *m)
{
    const char *text = get(m, "readonly");

    if (text && strcmp(text, "yes") != 0 && strcmp(text, "no") != 0) {
        m->field->readonly_test = mya_test_make(m->scope, m->field->place, text);
    }
    m->field->readonly = text && strcmp(text, "yes") == 0;
}

/* --- by type --- */

static void load_options(const maker_t *m, const char *action)
{
    const char *name = get(m, "options");
    int takes = m->field->type == MYA_TYPE_CHOICE || m->field->type == MYA_TYPE_CODE;

    if (!takes && mya_xml_first(m->node)) {
        mya_load_fault(m->load, m->field->place,
                       "<option> stands in the field \"%s\" of type %s; write "
                       "type=\"choice\"",
                       m->field->name, mya_type_name(m->field->type));
    }
    if (takes && !name && !mya_xml_first(m->node)) {
        mya_load_fault(m->load, m->field->place,
                       "the field \"%s\" of type %s has nothing to choose from; "
                       "write options=, or <option>s into it",
                       m->field->name, mya_type_name(m->field->type));
    }
    if (!takes && name) {
        mya_load_fault(m->load, m->field->place,
                       "options= stands at the field \"%s\" of type %s; write "
                       "type=\"choice\"",
                       m->field->name, mya_type_name(m->field->type));
    }
    if (!takes && m->field->multiple) {
        mya_load_fault(m->load, m->field->place,
                       "multiple= stands at the field \"%s\" of type %s, of which there is one; "
                       "write type=\"choice\", or leave it out",
                       m->field->name, mya_type_name(m->field->type));
    }
    if (takes && name) {
        m->field->options = mya_load_options_for(m->scope, m->field->place, name);
    }
    if (takes && (!name || m->field->options)) {
        m->field->options = mya_load_choice(m->scope, m->node, m->field, action);
    }
}

/* 0.505 of a currency that has two decimals can never be typed. */
static void check_decimals(const maker_t *m, const char *name, const char *text)
{
    const char *dot = text ? strchr(text, '.') : NULL;
    const int digits = mya_icu_digits(m->field->currency);

    if (dot && (int)strlen(dot + 1) > digits) {
        mya_load_fault(m->load, m->field->place,
                       "%s=\"%s\" has more decimals than %s has; write at most %d, as in \"%s\"",
                       name, text, m->field->currency, digits,
                       apr_pstrmemdup(m->load->pool, text,
                                      (apr_size_t)(dot - text + (digits ? digits + 1 : 0))));
    }
}

static void load_money(const maker_t *m)
{
    const char *code = get(m, "currency");

    if (m->field->type != MYA_TYPE_MONEY) {
        if (code) {
            mya_load_fault(m->load, m->field->place,
                           "currency= stands at the field \"%s\", which is no money; "
                           "leave it out",
                           m->field->name);
        }
        return;
    }
    m->field->currency = code ? code : m->load->portal->currency;
    if (!m->field->currency) {
        mya_load_fault(m->load, m->field->place,
                       "the field \"%s\" is money without a currency; write "
                       "currency=\"NOK\", or currency= at the <portal>",
                       m->field->name);
    }
    else if (code && !mya_name_is_currency(code)) {
        mya_load_fault(m->load, m->field->place,
                       "currency=\"%s\" is no ISO 4217 code; write three capitals", code);
    }
    else {
        check_decimals(m, "min", m->field->min);
        check_decimals(m, "max", m->field->max);
    }
}

static void check_type(const maker_t *m)
{
    if (m->field->type == MYA_TYPE_FILE) {
        mya_load_fault(m->load, m->field->place,
                       "a field of type file is not known yet; leave it out");
    }
}

mya_field_t mya_load_field(const mya_scope_t *scope, const mya_node_t *node, const char *action)
{
    mya_field_t field = { 0 };
    maker_t m = { scope, scope->load, node, &field };

    field.place = mya_load_place(scope->module->file, node);
    field.name = get(&m, "name");
    field.type = mya_load_type(scope->load, node, MYA_TYPE_TEXT);
    field.required = mya_load_yes(scope->load, node, "required");
    field.multiple = mya_load_yes(scope->load, node, "multiple");
    field.multiline = mya_load_yes(scope->load, node, "multiline");
    field.autocomplete = get(&m, "autocomplete");
    field.min = load_bound(&m, "min");
    field.max = load_bound(&m, "max");
    field.pattern = load_pattern(&m);
    field.test = mya_test_make(scope, field.place, get(&m, "test"));
    field.roles = get(&m, "roles") ? mya_load_narrow(m.load, field.place, node, scope->roles) : 0;
    check_bounds(&m);
    load_readonly(&m);
    load_lengths(&m);
    load_options(&m, action);
    load_money(&m);
    load_texts(&m, action);
    check_type(&m);
    return field;
}

const char *mya_load_field_name(const mya_scope_t *scope, mya_place_t place, const char *name)
{
    apr_array_header_t *names = apr_array_make(scope->load->pool, 8, sizeof(const char *));

    for (int i = 0; name && scope->fields && i < scope->fields->nelts; i++) {
        const char *other = APR_ARRAY_IDX(scope->fields, i, mya_field_t).name;

        if (strcmp(other, name) == 0) {
            return other;
        }
        APR_ARRAY_PUSH(names, const char *) = other;
    }
    if (name) {
        mya_load_fault(
            scope->load, place, "field=\"%s\" is no field of the action%s", name,
            mya_load_nearest(scope->load, name, names, "\"", "\"",
                             names->nelts ? "its fields are" : "it has none, leave field= out"));
    }
    return NULL;
}
