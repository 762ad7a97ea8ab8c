/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref.c: which value a name means at a place: "customer", "path.ref", "invoice.due" */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

typedef struct query_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    mya_place_t place;
    const char *name;      /* whole */
    const char *first;     /* before the dot */
    const char *second;    /* behind it; NULL without a dot */
    mya_ref_t *ref;        /* what is being made */
} query_t;

static const mya_ref_t *take(const query_t *q, mya_source_e source, const char *of,
                             const char *column, mya_type_e type)
{
    q->ref->source = source;
    q->ref->of = of;
    q->ref->column = column;
    q->ref->type = type;
    return q->ref;
}

/* --- items before a place --- */

const mya_record_t *mya_ref_record(const mya_scope_t *scope, const char *name)
{
    if (scope->record && strcmp(scope->record->name, name) == 0) {
        return scope->record;
    }
    for (int i = 0; scope->items && i < scope->items->nelts; i++) {
        const mya_record_t *record = APR_ARRAY_IDX(scope->items, i, mya_item_t).record;

        if (record && strcmp(record->name, name) == 0) {
            return record;
        }
    }
    return NULL;
}

const mya_list_t *mya_ref_list(const mya_scope_t *scope, const char *name)
{
    for (int i = 0; scope->items && i < scope->items->nelts; i++) {
        const mya_list_t *list = APR_ARRAY_IDX(scope->items, i, mya_item_t).list;

        if (list && strcmp(list->name, name) == 0) {
            return list;
        }
    }
    return NULL;
}

static const mya_item_t *item_of(const mya_scope_t *scope, const mya_record_t *record)
{
    for (int i = 0; i < scope->items->nelts; i++) {
        if (APR_ARRAY_IDX(scope->items, i, mya_item_t).record == record) {
            return &APR_ARRAY_IDX(scope->items, i, mya_item_t);
        }
    }
    return NULL;
}

/* Whether TEST can only hold if there is a record RECORD. */
static int guards(const mya_test_t *test, const char *record)
{
    return test && !test->negate && test->ref.source == MYA_FROM_RECORD
        && strcmp(test->ref.of, record) == 0;
}

static int is_guarded(const mya_scope_t *scope, const char *record)
{
    for (const mya_load_guard_t *guard = scope->chosen; guard; guard = guard->around) {
        if (guards(guard->test, record)) {
            return 1;
        }
    }
    for (apr_size_t i = 0; i < sizeof(scope->guards) / sizeof(scope->guards[0]); i++) {
        if (guards(scope->guards[i], record)) {
            return 1;
        }
    }
    return 0;
}

int mya_ref_may_be_absent(const mya_scope_t *scope, const mya_record_t *record)
{
    const mya_item_t *item = item_of(scope, record);

    return !is_guarded(scope, record->name)
        && (record->missing == MYA_MISSING_ABSENT || record->test || !item || item->test
            || (scope->roles & ~item->roles));
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

static const char *const later[] = { "setting", "approver" };

static int is_in(const char *name, const char *const *names, apr_size_t n)
{
    for (apr_size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

static mya_type_e type_of(const query_t *q, const struct single_t *single)
{
    return single->source == MYA_FROM_CUSTOMER ? q->load->portal->customer_key
        : single->source == MYA_FROM_USER || single->source == MYA_FROM_ACTOR
        ? q->load->portal->user_key : single->type;
}

static apr_array_header_t *names_here(const query_t *q)
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

static apr_array_header_t *column_names(const query_t *q, const mya_column_t *columns, int n)
{
    apr_array_header_t *names = apr_array_make(q->load->pool, n, sizeof(const char *));

    for (int i = 0; i < n; i++) {
        APR_ARRAY_PUSH(names, const char *) = columns[i].name;
    }
    return names;
}

static const mya_ref_t *take_column(const query_t *q, mya_source_e source, const char *of,
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
    return take(q, source, of, columns[index].name, columns[index].type);
}

/* Whether RECORD is one of the steps before this place, and not one of the page. */
static int is_step(const query_t *q, const mya_record_t *record)
{
    return q->scope->in_steps
        && item_of(q->scope, record) - (const mya_item_t *)q->scope->items->elts
               >= q->scope->nshown;
}

static void tell_absent(const query_t *q, const mya_record_t *record)
{
    int step = is_step(q, record);

    mya_load_fault(q->load, q->place,
                   "\"%s\" is used, but the record \"%s\" may be absent; write "
                   "missing=\"%s\" at the record, or %stest=\"%s\"%s",
                   q->name, record->name, step ? "fail" : "404",
                   step ? "put what uses it into <when " : "", record->name,
                   step ? ">" : " at what uses it");
}

static const mya_ref_t *from_record(const query_t *q, const mya_record_t *record)
{
    if (!q->scope->in_test && mya_ref_may_be_absent(q->scope, record)) {
        tell_absent(q, record);
        return NULL;
    }
    return take_column(q, MYA_FROM_RECORD, record->name, record->columns, record->ncolumns,
                       q->second);
}

static const mya_ref_t *from_row(const query_t *q, const char *column)
{
    const mya_list_t *list = q->scope->list;

    return take_column(q, MYA_FROM_ROW, list->name, list->columns, list->ncolumns, column);
}

static const mya_ref_t *single(const query_t *q)
{
    for (apr_size_t i = 0; i < NSINGLES; i++) {
        if (strcmp(singles[i].name, q->first) == 0) {
            return take(q, singles[i].source, NULL, NULL, type_of(q, &singles[i]));
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
    mya_load_fault(q->load, q->place, "\"%s\" is unknown%s", q->name,
                   mya_load_nearest(q->load, q->name, names_here(q), "\"", "\"", "there are"));
    return NULL;
}

/* --- in <on> --- */

static const mya_ref_t *from_event(const query_t *q)
{
    if (strcmp(q->second, "id") != 0 && strcmp(q->second, "type") != 0) {
        mya_load_fault(q->load, q->place,
                       "an event has no \"%s\"; write event.id or event.type, and data.x for its "
                       "<data>", q->second);
        return NULL;
    }
    return take(q, MYA_FROM_EVENT, NULL, q->second,
                q->second[0] == 'i' ? MYA_TYPE_ID : MYA_TYPE_TEXT);
}

/* A variable of subject=, or a <param> that says the type of a <data>. */
static const mya_ref_t *from_on(const query_t *q)
{
    int of_subject = strcmp(q->first, "subject") == 0;
    apr_array_header_t *names = apr_array_make(q->load->pool, 4, sizeof(const char *));
    const char *otherwise;

    if (!q->scope->on) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" stands outside an <on>; only what stands in one has an event",
                       q->name);
        return NULL;
    }
    if (strcmp(q->first, "event") == 0) {
        return from_event(q);
    }
    for (int i = 0; i < q->scope->on->nparams; i++) {
        const mya_param_t *param = &q->scope->on->params[i];

        if (param->in_path == of_subject && strcmp(param->name, q->second) == 0) {
            return take(q, of_subject ? MYA_FROM_SUBJECT : MYA_FROM_DATA, NULL, param->name,
                        param->type);
        }
        if (param->in_path == of_subject) {
            APR_ARRAY_PUSH(names, const char *) = param->name;
        }
    }
    otherwise = of_subject
        ? apr_psprintf(q->load->pool, "write {%s} into subject= of the <on>", q->second)
        : apr_psprintf(q->load->pool, "write <param name=\"%s\" type=\"…\"/> into the <on>",
                       q->second);
    mya_load_fault(q->load, q->place, "\"%s\" is undeclared%s", q->name,
                   mya_name_nearest(q->second, names, q->load->pool)
                       ? mya_load_nearest(q->load, q->second, names, "\"", "\"", "")
                       : apr_pstrcat(q->load->pool, "; ", otherwise, NULL));
    return NULL;
}

static const mya_ref_t *tell_no_page(const query_t *q)
{
    mya_load_fault(q->load, q->place,
                   "\"%s\" stands in an <on>, which has no page and no form; there are "
                   "subject.x, of subject=, and data.x, of the <data> of the event", q->name);
    return NULL;
}

/* --- parameters and fields --- */

static const mya_ref_t *from_param(const query_t *q, int in_path)
{
    const mya_page_t *page = q->scope->page;
    apr_array_header_t *names = apr_array_make(q->load->pool, 4, sizeof(const char *));

    if (q->scope->in_menu) {
        mya_load_fault(q->load, q->place, "\"%s\" is a parameter, and what stands in the menu is read "
                       "with every page; leave it out, or use another record", q->name);
        return NULL;
    }
    if (!page) {  /* each page that includes it says the type */
        return take(q, in_path ? MYA_FROM_PATH : MYA_FROM_QUERY, NULL, q->second, MYA_TYPE_TEXT);
    }
    for (int i = 0; i < page->nparams; i++) {
        if (page->params[i].in_path == in_path) {
            if (strcmp(page->params[i].name, q->second) == 0) {
                return take(q, in_path ? MYA_FROM_PATH : MYA_FROM_QUERY, NULL, q->second,
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

static const mya_ref_t *from_form(const query_t *q)
{
    apr_array_header_t *names = apr_array_make(q->load->pool, 8, sizeof(const char *));

    if (!q->scope->fields) {
        mya_load_fault(q->load, q->place, "\"%s\" stands outside an action; only what stands in an "
                       "<action> can use its fields", q->name);
        return NULL;
    }
    if (q->scope->editable && q->scope->in_steps && !q->scope->in_each) {
        mya_load_fault(q->load, q->place, "\"%s\" is a field of each row; write it inside <for-each "
                       "select=\"%s\">", q->name, q->scope->given->name);
        return NULL;
    }
    for (int i = 0; i < q->scope->fields->nelts; i++) {
        const mya_field_t *field = &APR_ARRAY_IDX(q->scope->fields, i, mya_field_t);

        if (strcmp(field->name, q->second) == 0) {
            q->ref->many = field->multiple;
            return take(q, MYA_FROM_FORM, NULL, field->name, field->type);
        }
        APR_ARRAY_PUSH(names, const char *) = field->name;
    }
    mya_load_fault(
        q->load, q->place, "the action has no field \"%s\"%s", q->second,
        mya_load_nearest(q->load, q->second, names, "\"", "\"",
                         names->nelts ? "its fields are" : "write <field name=…/> into it"));
    return NULL;
}

/* --- lists of values --- */

/* The list called by the first word whose rows are at hand here, for IN (:list.column); or NULL. */
static const mya_list_t *rows_of(const query_t *q)
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

static const mya_ref_t *from_rows(const query_t *q, const mya_list_t *list)
{
    q->ref->many = 1;
    return take_column(q, MYA_FROM_ROW, list->name, list->columns, list->ncolumns, q->second);
}

/* --- what is not there --- */

/* Whether a record NAME stands somewhere in the page, or at module level. */
static int stands_later(const query_t *q)
{
    const mya_node_t *node = q->scope->page_node ? mya_xml_first(q->scope->page_node) : NULL;

    for (; node; node = mya_xml_next(node)) {
        const char *name = mya_load_get(q->load, node, strcmp(mya_xml_name(node), "include") == 0
                                        ? "record" : "name");

        if (strcmp(mya_xml_name(node), "action") != 0 && name && strcmp(name, q->first) == 0) {
            return 1;
        }
    }
    return 0;
}

static const mya_ref_t *tell_unknown(const query_t *q)
{
    if (is_in(q->first, later, sizeof(later) / sizeof(later[0]))) {
        mya_load_fault(q->load, q->place, "\"%s\" is not known yet; there are %s", q->name,
                       mya_name_list(names_here(q), "\"", "\"", q->load->pool));
    }
    else if (q->scope->outer && strcmp(q->scope->outer->row, q->first) == 0) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a row of the list outside, and this list is read once for all of "
                       "them; write IN (:%s.%s)", q->first, q->scope->outer->name, q->second);
    }
    else if (q->scope->given && strcmp(q->scope->given->row, q->first) == 0) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a column of a row, and this action is about several; write it "
                       "inside <for-each select=\"%s\">, or IN (:%s.%s)", q->name,
                       q->scope->given->name, q->scope->given->name, q->second);
    }
    else if (mya_ref_list(q->scope, q->first)) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" is a list, which is no single value; use a <record>, or "
                       "join its table here",
                       q->first);
    }
    else if (stands_later(q)) {
        mya_load_fault(q->load, q->place, "\"%s\" is used before \"%s\" stands; move \"%s\" up",
                       q->name, q->first, q->first);
    }
    else {
        mya_load_fault(q->load, q->place, "\"%s\" is unknown: there is no record \"%s\" here%s",
                       q->name, q->first,
                       mya_load_nearest(q->load, q->first, names_here(q), "\"", "\"", "there are"));
    }
    return NULL;
}

static const mya_ref_t *parts(const query_t *q)
{
    const mya_record_t *record = mya_ref_record(q->scope, q->first);
    const mya_list_t *rows = rows_of(q);

    if (q->scope->on && is_in(q->first, parted, NPAGE)) {
        return tell_no_page(q);
    }
    if (is_in(q->first, parted + NPARTED - NON, NON)) {
        return from_on(q);
    }
    if (strcmp(q->first, "path") == 0 || strcmp(q->first, "query") == 0) {
        return from_param(q, q->first[0] == 'p');
    }
    if (strcmp(q->first, "form") == 0) {
        return from_form(q);
    }
    if (strcmp(q->first, "new") == 0) {
        return take(q, MYA_FROM_NEW, NULL, q->second, MYA_TYPE_ID);
    }
    if (q->scope->list && strcmp(q->scope->list->row, q->first) == 0) {
        return from_row(q, q->second);
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
    return tell_unknown(q);
}

const mya_ref_t *mya_ref_resolve(const mya_scope_t *scope, mya_place_t place, const char *name,
                                 apr_interval_time_t offset)
{
    const char *dot = strchr(name, '.');
    query_t q = { scope, scope->load, place, name, name, NULL, NULL };

    q.ref = apr_pcalloc(scope->load->pool, sizeof(*q.ref));
    q.ref->name = apr_pstrdup(scope->load->pool, name);
    q.ref->offset = offset;
    q.ref->index = -1;
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
