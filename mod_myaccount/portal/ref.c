/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref.c: which value a name means at a place: "customer", "path.ref", "invoice.due" */
#include "portal/ref_int.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"

const mya_ref_t *mya_ref_take(const mya_ref_query_t *q, mya_source_e source, const char *of,
                              const char *column, mya_type_e type)
{
    q->ref->source = source;
    q->ref->of = of;
    q->ref->column = column;
    q->ref->type = type;
    return q->ref;
}

/* --- one word --- */

static const struct single_t {
    const char *name;
    mya_source_e source;
    mya_type_e type;       /* where the portal does not say another */
} singles[] = {
    { "customer", MYA_FROM_CUSTOMER, MYA_TYPE_ID },
    { "user",     MYA_FROM_USER,     MYA_TYPE_ID },
    { "actor",    MYA_FROM_ACTOR,    MYA_TYPE_ID },
    { "session",  MYA_FROM_SESSION,  MYA_TYPE_ID },
    { "portal",   MYA_FROM_PORTAL,   MYA_TYPE_TEXT },
    { "lang",     MYA_FROM_LANG,     MYA_TYPE_TEXT },
    { "now",      MYA_FROM_NOW,      MYA_TYPE_DATETIME },
    { "today",    MYA_FROM_TODAY,    MYA_TYPE_DATE }
};
#define NSINGLES (sizeof(singles) / sizeof(singles[0]))

/* What has a name behind a dot; the first ones are those of a page, the last ones of an <on>. */
static const char *const parted[] = {
    "path", "query", "form", "new", "subject", "data", "event"
};
#define NPAGE   3
#define NPARTED (sizeof(parted) / sizeof(parted[0]))
#define NON     3

static int is_in(const char *name, const char *const *names, apr_size_t n)
{
    for (apr_size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What only the statements of <identity> have; each says which of them. */
static const struct single_t accounts[] = {
    { "login",  MYA_FROM_LOGIN,  MYA_TYPE_TEXT },
    { "hash",   MYA_FROM_HASH,   MYA_TYPE_TEXT },
    { "old",    MYA_FROM_OLD,    MYA_TYPE_TEXT },
    { "user",   MYA_FROM_USER,   MYA_TYPE_ID },
    { "portal", MYA_FROM_PORTAL, MYA_TYPE_TEXT },
    { "now",    MYA_FROM_NOW,    MYA_TYPE_DATETIME }
};
#define NACCOUNTS (sizeof(accounts) / sizeof(accounts[0]))

static mya_type_e type_of(const mya_ref_query_t *q, const struct single_t *single)
{
    return single->source == MYA_FROM_CUSTOMER ? q->load->portal->customer_key
        : (single->source == MYA_FROM_USER || single->source == MYA_FROM_ACTOR) && !q->scope->own
        ? q->load->portal->user_key : single->type;
}

apr_array_header_t *mya_ref_names(const mya_ref_query_t *q)
{
    apr_array_header_t *names = apr_array_make(q->load->pool, 16, sizeof(const char *));

    for (apr_size_t i = 0; i < NSINGLES; i++) {
        APR_ARRAY_PUSH(names, const char *) = singles[i].name;
    }
    for (apr_size_t i = q->scope->on ? NPAGE : 0; i < NPARTED - (q->scope->on ? 0 : NON); i++) {
        APR_ARRAY_PUSH(names, const char *) = parted[i];
    }
    for (int i = 0; q->scope->items && i < q->scope->items->nelts; i++) {
        const mya_record_t *record = APR_ARRAY_IDX(q->scope->items, i, mya_item_t).record;

        if (record) {
            APR_ARRAY_PUSH(names, const char *) = record->name;
        }
    }
    if (q->scope->list) {
        APR_ARRAY_PUSH(names, const char *) = q->scope->list->row;
    }
    return names;
}

/* --- columns --- */

static apr_array_header_t *column_names(const mya_ref_query_t *q, const mya_column_t *columns,
                                        int n)
{
    apr_array_header_t *names = apr_array_make(q->load->pool, n, sizeof(const char *));

    for (int i = 0; i < n; i++) {
        APR_ARRAY_PUSH(names, const char *) = columns[i].name;
    }
    return names;
}

static const mya_ref_t *take_column(const mya_ref_query_t *q, mya_source_e source, const char *of,
                                    const mya_column_t *columns, int ncolumns, const char *name)
{
    int index = mya_column_find(columns, ncolumns, name);

    if (index < 0) {
        mya_load_fault(q->load, q->place, "\"%s\" has no column \"%s\"%s", of, name,
                       mya_load_nearest(q->load, name, column_names(q, columns, ncolumns), "\"",
                                        "\"", "it has"));
        return NULL;
    }
    if (!columns[index].typed) {
        mya_load_fault(q->load, q->place, "\"%s\" is used, but its type is not said; write <column "
                       "name=\"%s\" type=\"…\"/> into \"%s\"", q->name, columns[index].name, of);
        return NULL;
    }
    q->ref->index = index;
    return mya_ref_take(q, source, of, columns[index].name, columns[index].type);
}

static const mya_ref_t *from_record(const mya_ref_query_t *q, const mya_record_t *record)
{
    if (!q->scope->in_test && mya_ref_may_be_absent(q->scope, record)) {
        mya_ref_tell_absent(q, record);
        return NULL;
    }
    return take_column(q, MYA_FROM_RECORD, record->name, record->columns, record->ncolumns,
                       q->second);
}

static const mya_ref_t *from_row(const mya_ref_query_t *q, const char *column)
{
    const mya_list_t *list = q->scope->list;

    return take_column(q, MYA_FROM_ROW, list->name, list->columns, list->ncolumns, column);
}

static const mya_ref_t *of_identity(const mya_ref_query_t *q)
{
    for (apr_size_t i = 0; i < NACCOUNTS; i++) {
        if (strcmp(accounts[i].name, q->name) == 0
            && mya_grammar_has(q->scope->identity, q->name)) {
            return mya_ref_take(q, accounts[i].source, NULL, NULL, type_of(q, &accounts[i]));
        }
    }
    mya_load_fault(q->load, q->place, "\"%s\" is unknown here%s", q->name,
                   mya_load_nearest(q->load, q->name,
                                    mya_name_words(q->scope->identity, q->load->pool), "\"", "\"",
                                    "there are"));
    return NULL;
}

static const mya_ref_t *single(const mya_ref_query_t *q)
{
    for (apr_size_t i = 0; i < NSINGLES; i++) {
        if (strcmp(singles[i].name, q->first) == 0) {
            return mya_ref_take(q, singles[i].source, NULL, NULL, type_of(q, &singles[i]));
        }
    }
    if (q->scope->bare_columns) {
        return from_row(q, q->first);
    }
    if (is_in(q->first, parted, NPARTED) || mya_ref_record(q->scope, q->first)) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" alone is no value; write %s. and a name behind it", q->first,
                       q->first);
        return NULL;
    }
    if (mya_grammar_has(MYA_REF_LATER, q->first)) {
        return mya_ref_tell_unknown(q);
    }
    mya_load_fault(q->load, q->place, "\"%s\" is unknown%s", q->name,
                   mya_load_nearest(q->load, q->name, mya_ref_names(q), "\"", "\"", "there are"));
    return NULL;
}

/* --- parameters and fields --- */

static const mya_ref_t *from_param(const mya_ref_query_t *q, int in_path)
{
    const mya_page_t *page = q->scope->page;
    apr_array_header_t *names = apr_array_make(q->load->pool, 4, sizeof(const char *));

    if (q->scope->in_menu) {
        mya_load_fault(q->load, q->place, "\"%s\" is a parameter, and what stands in the menu is "
                       "read with every page; leave it out, or use another record", q->name);
        return NULL;
    }
    if (!page) {  /* each page that includes it says the type */
        return mya_ref_take(q, in_path ? MYA_FROM_PATH : MYA_FROM_QUERY, NULL, q->second,
                            MYA_TYPE_TEXT);
    }
    for (int i = 0; i < page->nparams; i++) {
        if (page->params[i].in_path == in_path) {
            if (strcmp(page->params[i].name, q->second) == 0) {
                return mya_ref_take(q, in_path ? MYA_FROM_PATH : MYA_FROM_QUERY, NULL, q->second,
                                    page->params[i].type);
            }
            APR_ARRAY_PUSH(names, const char *) = page->params[i].name;
        }
    }
    if (mya_name_nearest(q->second, names, q->load->pool)) {
        mya_load_fault(q->load, q->place, "\"%s\" is undeclared%s", q->name,
                       mya_load_nearest(q->load, q->second, names, "\"", "\"", ""));
        return NULL;
    }
    mya_load_fault(q->load, q->place,
                   "\"%s\" is undeclared; write <param name=\"%s\" type=\"…\"/> into "
                   "the page%s",
                   q->name, q->second,
                   in_path ? apr_psprintf(q->load->pool, ", and {%s} into its path", q->second)
                           : "");
    return NULL;
}

static const mya_ref_t *from_form(const mya_ref_query_t *q)
{
    apr_array_header_t *names = apr_array_make(q->load->pool, 8, sizeof(const char *));

    if (!q->scope->fields) {
        mya_load_fault(q->load, q->place, "\"%s\" stands outside an action; only what stands in an "
                       "<action> can use its fields", q->name);
        return NULL;
    }
    if (q->scope->editable && q->scope->in_steps && !q->scope->in_each) {
        mya_load_fault(q->load, q->place, "\"%s\" is a field of each row; write it inside "
                       "<for-each select=\"%s\">", q->name, q->scope->given->name);
        return NULL;
    }
    for (int i = 0; i < q->scope->fields->nelts; i++) {
        const mya_field_t *field = &APR_ARRAY_IDX(q->scope->fields, i, mya_field_t);

        if (strcmp(field->name, q->second) == 0) {
            q->ref->many = field->multiple;
            return mya_ref_take(q, MYA_FROM_FORM, NULL, field->name, field->type);
        }
        APR_ARRAY_PUSH(names, const char *) = field->name;
    }
    return mya_ref_tell_no_field(q, names);
}

/* --- lists of values --- */

/* The list called by the first word whose rows are at hand here, for IN (:list.column); or NULL. */
static const mya_list_t *rows_of(const mya_ref_query_t *q)
{
    const mya_scope_t *scope = q->scope;
    const mya_list_t *nearest = scope->given ? scope->given : scope->outer;

    if (!scope->in_list_sql && !scope->given) {
        return NULL;
    }
    if (nearest && strcmp(nearest->name, q->first) == 0) {
        return nearest;
    }
    return scope->in_list_sql ? mya_ref_list(scope, q->first) : NULL;
}

static const mya_ref_t *from_rows(const mya_ref_query_t *q, const mya_list_t *list)
{
    q->ref->many = 1;
    return take_column(q, MYA_FROM_ROW, list->name, list->columns, list->ncolumns, q->second);
}

/* --- all --- */

static const mya_ref_t *parts(const mya_ref_query_t *q)
{
    const mya_record_t *record = mya_ref_record(q->scope, q->first);
    const mya_list_t *rows = rows_of(q);

    if (q->scope->on && is_in(q->first, parted, NPAGE)) {
        return mya_ref_tell_no_page(q);
    }
    if (!q->scope->on && q->scope->list && strcmp(q->scope->list->row, q->first) == 0) {
        return from_row(q, q->second);
    }
    if (is_in(q->first, parted + NPARTED - NON, NON)) {
        return mya_ref_from_on(q);
    }
    if (strcmp(q->first, "path") == 0 || strcmp(q->first, "query") == 0) {
        return from_param(q, q->first[0] == 'p');
    }
    if (strcmp(q->first, "form") == 0) {
        return from_form(q);
    }
    if (strcmp(q->first, "new") == 0) {
        return mya_ref_take(q, MYA_FROM_NEW, NULL, q->second, MYA_TYPE_ID);
    }
    if (record) {
        return from_record(q, record);
    }
    if (rows) {
        return from_rows(q, rows);
    }
    for (apr_size_t i = 0; i < NSINGLES; i++) {
        if (strcmp(singles[i].name, q->first) == 0) {
            mya_load_fault(q->load, q->place, "\"%s\" has no parts; write %s alone", q->first,
                           q->first);
            return NULL;
        }
    }
    return mya_ref_tell_unknown(q);
}

const mya_ref_t *mya_ref_resolve(const mya_scope_t *scope, mya_place_t place, const char *name,
                                 apr_interval_time_t offset)
{
    const char *dot = strchr(name, '.');
    mya_ref_query_t q = { scope, scope->load, place, name, name, NULL, NULL };

    q.ref = apr_pcalloc(scope->load->pool, sizeof(*q.ref));
    q.ref->name = apr_pstrdup(scope->load->pool, name);
    q.ref->offset = offset;
    q.ref->index = -1;
    if (scope->identity) {
        return of_identity(&q);
    }
    if (!dot) {
        return single(&q);
    }
    q.first = apr_pstrmemdup(scope->load->pool, name, (apr_size_t)(dot - name));
    q.second = apr_pstrdup(scope->load->pool, dot + 1);
    if (strchr(q.second, '.')) {
        mya_load_fault(scope->load, place, "\"%s\" has three parts; a value has at most two, as in "
                       "path.id", name);
        return NULL;
    }
    return parts(&q);
}

int mya_ref_knows(const mya_scope_t *scope, const char *name)
{
    const char *dot = strchr(name, '.');
    const char *first = dot ? apr_pstrmemdup(scope->load->pool, name, (apr_size_t)(dot - name))
                            : name;

    if (scope->identity) {
        return mya_grammar_has(scope->identity, name);
    }
    for (apr_size_t i = 0; !dot && i < NSINGLES; i++) {
        if (strcmp(singles[i].name, first) == 0) {
            return 1;
        }
    }
    return dot && (is_in(first, parted, NPARTED) || mya_ref_record(scope, first)
                   || mya_ref_list(scope, first)
                   || (scope->list && strcmp(scope->list->row, first) == 0));
}

/* Whether the list whose row or rows REF means is scoped. */
static int rows_are_scoped(const mya_scope_t *scope, const mya_ref_t *ref)
{
    const mya_list_t *near[] = { scope->list, scope->given, scope->outer,
                                 mya_ref_list(scope, ref->of) };

    for (apr_size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
        if (near[i] && strcmp(near[i]->name, ref->of) == 0) {
            return near[i]->scoped;
        }
    }
    return 0;
}

int mya_ref_scopes(const mya_scope_t *scope, const mya_ref_t *ref)
{
    const mya_record_t *record;

    switch (ref->source) {
    case MYA_FROM_CUSTOMER:
    case MYA_FROM_USER:
        return 1;
    case MYA_FROM_RECORD:
        record = mya_ref_record(scope, ref->of);
        return record && record->scoped && record->missing != MYA_MISSING_ABSENT;
    case MYA_FROM_ROW:
        return rows_are_scoped(scope, ref);
    default:
        return 0;
    }
}
