/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_column.c: the columns that a statement selects, with what <column> says of them */
#include "portal/load.h"

#include <string.h>

#include <apr_lib.h>

#include <apr_strings.h>

#include "portal/name.h"

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const char *of;             /* name of the record or list */
    mya_place_t place;          /* of the <column>, or of what it stands in */
    mya_column_t *columns;
    int ncolumns;
} maker_t;

mya_type_e mya_load_type(const mya_load_t *load, const mya_node_t *node, mya_type_e otherwise)
{
    const char *name = mya_load_get(load, node, "type");

    for (int i = 0; name && i < MYA_TYPE_COUNT; i++) {
        if (strcmp(mya_type_name((mya_type_e)i), name) == 0) {
            return (mya_type_e)i;
        }
    }
    return otherwise;
}

static const char *label_of(const maker_t *m, const char *name)
{
    const char *label = mya_load_label(
        m->load, apr_pstrcat(m->load->pool, "label.", m->of, ".", name, NULL));

    return label ? label
                 : mya_load_label(m->load, apr_pstrcat(m->load->pool, "label.", name, NULL));
}

static void begin(const maker_t *m, mya_column_t *column, const char *name, int index)
{
    column->place = m->place;
    column->name = name;
    column->index = index;
    column->type = MYA_TYPE_TEXT;
    column->label = label_of(m, name);
    column->note = mya_load_label(m->load,
                                  apr_pstrcat(m->load->pool, "note.", m->of, ".", name, NULL));
    column->readable = mya_name_readable(name, m->load->pool);
    column->currency_column = -1;
}

static apr_array_header_t *names_of(const maker_t *m)
{
    apr_array_header_t *names = apr_array_make(m->load->pool, m->ncolumns, sizeof(const char *));

    for (int i = 0; i < m->ncolumns; i++) {
        APR_ARRAY_PUSH(names, const char *) = m->columns[i].name;
    }
    return names;
}

/* --- money --- */

static void load_currency_column(const maker_t *m, mya_column_t *column, const char *text)
{
    apr_size_t len = strlen(text);
    const char *name = len > 1 ? apr_pstrmemdup(m->load->pool, text + 1, len - 2) : "";

    column->currency_column = text[len - 1] == '}' ? mya_column_find(m->columns, m->ncolumns, name)
                                                   : -1;
    if (column->currency_column < 0) {
        mya_load_fault(m->load, m->place, "currency=\"%s\" names no column of \"%s\"%s", text,
                       m->of, mya_load_nearest(m->load, name, names_of(m), "{", "}", "it has"));
    }
}

static void load_currency(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    const char *text = mya_load_get(m->load, node, "currency");

    if (column->type != MYA_TYPE_MONEY) {
        if (text || column->from_decimal) {
            mya_load_fault(m->load, m->place,
                           "%s= stands at \"%s\", which is no money; leave it out, or write "
                           "type=\"money\"",
                           text ? "currency" : "from", column->name);
        }
    }
    else if (text && *text == '{') {
        load_currency_column(m, column, text);
    }
    else if (text && !mya_name_is_currency(text)) {
        mya_load_fault(m->load, m->place,
                       "currency=\"%s\" is no ISO 4217 code; write three capitals, or "
                       "{column}",
                       text);
    }
    else {
        column->currency = text ? text : m->load->portal->currency;
        if (!column->currency) {
            mya_load_fault(m->load, m->place,
                           "\"%s\" is money without a currency; write currency=\"NOK\", "
                           "currency=\"{column}\", or currency= at the <portal>",
                           column->name);
        }
    }
}

/* --- formats of foreign tables --- */

static int is_time(mya_type_e type)
{
    return type == MYA_TYPE_DATE || type == MYA_TYPE_DATETIME || type == MYA_TYPE_TIME;
}

/* Runs of y M d H m s and what stands between; a year has four digits. */
static int is_format(const char *format)
{
    for (; *format; format++) {
        if (apr_isalpha(*format) && !strchr("yMdHms", *format)) {
            return 0;
        }
        if (*format == 'y') {
            const apr_size_t years = strspn(format, "y");
            if (years != 4) {
                return 0;
            }
            format += years - 1;
        }
    }
    return 1;
}

/* Whether texts of FORMAT sort as their times do: what counts more stands before what counts less,
 * each of a fixed width. */
static int sorts(const char *format)
{
    static const char parts[] = "yMdHms";
    const char *next = parts;

    while (*format) {
        const char *part = strchr(parts, *format);
        const apr_size_t width = strspn(format, (const char[]){ *format, '\0' });

        if (part && (part < next || width < 2)) {
            return 0;
        }
        next = part ? part + 1 : next;
        format += width;
    }
    return 1;
}

void mya_load_check_sorts(mya_load_t *load, mya_place_t place, const mya_column_t *column,
                          const char *attribute, const char *value)
{
    if (column->format && is_format(column->format) && !sorts(column->format)) {
        mya_load_fault(load, place,
                       "%s=\"%s\" stands at \"%s\", whose format=\"%s\" does not sort as text, and "
                       "the table keeps text; select it turned round, as in \"yyyyMMdd\", or leave "
                       "%s= out", attribute, value, column->name, column->format, attribute);
    }
}

static void load_format(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    column->format = mya_load_get(m->load, node, "format");
    if (column->format && !is_time(column->type)) {
        mya_load_fault(m->load, m->place,
                       "format= stands at \"%s\" of type %s; it says how a foreign table "
                       "writes a date or time",
                       column->name, mya_type_name(column->type));
    }
    else if (column->format && !is_format(column->format)) {
        mya_load_fault(m->load, m->place,
                       "format=\"%s\" has letters that mean nothing; it is made of yyyy MM dd HH "
                       "mm ss and what stands between, as in \"yyyyMMdd\"", column->format);
    }
}

/* --- what lists offer --- */

static int is_text(mya_type_e type)
{
    return type == MYA_TYPE_TEXT || type == MYA_TYPE_ID || type == MYA_TYPE_EMAIL
        || type == MYA_TYPE_PHONE || type == MYA_TYPE_URL || type == MYA_TYPE_IBAN
        || type == MYA_TYPE_MARKDOWN;
}

static int is_quantity(mya_type_e type)
{
    return type == MYA_TYPE_INTEGER || type == MYA_TYPE_DECIMAL || type == MYA_TYPE_MONEY
        || type == MYA_TYPE_PERCENT;
}

/* Who filters is offered the options whose tests hold. These stand above the rows, and are about
 * none of them. */
static void load_offered(const maker_t *m, mya_column_t *column)
{
    mya_scope_t scope = *m->scope;

    scope.list = NULL;
    column->options = mya_load_options_for(&scope, m->place, column->options->name);
}

static void load_filter(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    const char *filter = mya_load_get(m->load, node, "filter");

    if (!filter) {
        return;
    }
    column->filter = strcmp(filter, "choice") == 0 ? MYA_FILTER_CHOICE
        : strcmp(filter, "text") == 0 ? MYA_FILTER_TEXT : MYA_FILTER_RANGE;
    if (column->filter == MYA_FILTER_CHOICE && column->options) {
        load_offered(m, column);
    }
    if (column->filter == MYA_FILTER_CHOICE && !column->options
        && column->type != MYA_TYPE_BOOLEAN) {
        mya_load_fault(m->load, m->place,
                       "filter=\"choice\" stands at \"%s\", which has no options; write "
                       "options=",
                       column->name);
    }
    if (column->filter == MYA_FILTER_RANGE && !is_quantity(column->type)
        && !is_time(column->type)) {
        mya_load_fault(m->load, m->place,
                       "filter=\"range\" stands at \"%s\" of type %s; a range is for "
                       "dates and numbers",
                       column->name, mya_type_name(column->type));
    }
    if (column->filter == MYA_FILTER_TEXT && !is_text(column->type)) {
        mya_load_fault(m->load, m->place,
                       "filter=\"text\" stands at \"%s\" of type %s; write \"range\" for dates and "
                       "numbers, \"choice\" for options",
                       column->name, mya_type_name(column->type));
    }
}

static void load_total(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    column->total = mya_load_get(m->load, node, "total") != NULL;
    if (column->total && (!is_quantity(column->type) || column->type == MYA_TYPE_PERCENT)) {
        mya_load_fault(m->load, m->place,
                       "total=\"sum\" stands at \"%s\" of type %s; sums are for integer, decimal "
                       "and money",
                       column->name, mya_type_name(column->type));
    }
}

static void load_offers(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    column->sort = mya_load_yes(m->load, node, "sort");
    column->search = mya_load_yes(m->load, node, "search");
    load_filter(m, column, node);
    if (column->filter == MYA_FILTER_RANGE) {
        mya_load_check_sorts(m->load, m->place, column, "filter", "range");
    }
    if (column->sort) {
        mya_load_check_sorts(m->load, m->place, column, "sort", "yes");
    }
    load_total(m, column, node);
    if ((!m->scope->list || m->scope->outer)
        && (column->sort || column->search || column->filter || column->total)) {
        mya_load_fault(m->load, m->place, m->scope->outer
                       ? "sort=, filter=, search= or total= stands in a nested list, which shows "
                         "all rows of the one outside; leave it out"
                       : "sort=, filter=, search= or total= stands in a record; these are for "
                         "lists");
    }
}

static void load_options(const maker_t *m, mya_column_t *column, const mya_node_t *node)
{
    const char *name = mya_load_get(m->load, node, "options");

    if (name && column->type != MYA_TYPE_CODE && column->type != MYA_TYPE_CHOICE) {
        mya_load_fault(m->load, m->place,
                       "options= stands at \"%s\" of type %s; options are for type=\"code\" "
                       "and type=\"choice\"",
                       column->name, mya_type_name(column->type));
    }
    column->options = name ? mya_load_options_find(m->load, m->place, name) : NULL;
}

/* --- all --- */

static void load_one(maker_t *m, const mya_node_t *node, char *seen)
{
    const char *name = mya_load_get(m->load, node, "name");
    int index = mya_column_find(m->columns, m->ncolumns, name);
    mya_column_t *column;

    m->place = mya_load_place(m->scope->module->file, node);
    if (index < 0) {
        mya_load_fault(m->load, m->place, "the SQL of \"%s\" selects no column \"%s\"%s", m->of,
                       name,
                       mya_load_nearest(m->load, name, names_of(m), "\"", "\"", "it selects"));
        return;
    }
    if (seen[index]++) {
        mya_load_fault(m->load, m->place,
                       "<column name=\"%s\"> stands twice in \"%s\"; leave one out", name, m->of);
    }
    column = &m->columns[index];
    column->place = m->place;
    column->typed = mya_load_get(m->load, node, "type") != NULL;
    column->type = mya_load_type(m->load, node, MYA_TYPE_TEXT);
    column->hidden = mya_load_yes(m->load, node, "hidden");
    column->from_decimal = mya_load_get(m->load, node, "from") != NULL;
    column->roles = mya_load_get(m->load, node, "roles")
        ? mya_load_narrow(m->load, m->place, node, m->scope->roles) : 0;
    load_options(m, column, node);
    load_format(m, column, node);
    load_offers(m, column, node);
    load_currency(m, column, node);
}

void mya_load_column_tests(const mya_scope_t *scope, const mya_node_t *node, mya_column_t *columns,
                           int ncolumns)
{
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        const char *name = strcmp(mya_xml_name(child), "column") == 0
            ? mya_load_get(scope->load, child, "name") : NULL;
        int index = name ? mya_column_find(columns, ncolumns, name) : -1;

        if (index >= 0) {
            columns[index].test = mya_test_make(scope, columns[index].place,
                                                mya_load_get(scope->load, child, "test"));
        }
    }
}

mya_column_t *mya_load_columns(const mya_scope_t *scope, const mya_node_t *node,
                               const mya_statement_t *sql, const char *of, int *ncolumns)
{
    const mya_sql_t *any = mya_load_any(sql);
    maker_t m = { scope, scope->load, of, mya_load_place(scope->module->file, node), NULL, 0 };
    char *seen;

    m.ncolumns = any ? any->ncolumns : 0;
    m.columns = apr_pcalloc(m.load->pool, sizeof(*m.columns) * (apr_size_t)(m.ncolumns + 1));
    seen = apr_pcalloc(m.load->pool, (apr_size_t)m.ncolumns + 1);
    for (int i = 0; i < m.ncolumns; i++) {
        begin(&m, &m.columns[i], any->columns[i], i);
    }
    for (const mya_node_t *child = mya_xml_first(node); any && child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "column") == 0) {
            load_one(&m, child, seen);
        }
    }
    *ncolumns = m.ncolumns;
    return m.columns;
}
