/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_list.c: <list>: a query of many rows */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"

#define PAGE_SIZE      20
#define PAGE_SIZE_MAX  200    /* SQ2 of the security requirements */
/* What a page's <list> holds, and what a value begins with that is no row's. */
#define TAKEN_ROWS                                                                                 \
    "columns filters sizes pager group action list totals export path query form new"
/* What a row holds besides its cells. */
#define TAKEN_COLUMNS  "select field list action"

typedef struct maker_t {
    mya_scope_t scope;
    mya_load_t *load;
    const mya_node_t *node;
    mya_list_t *list;
} maker_t;

static const char *get(const maker_t *m, const char *name)
{
    return mya_load_get(m->load, m->node, name);
}

static int find_column(const maker_t *m, const char *attribute, const char *name)
{
    apr_array_header_t *names = apr_array_make(m->load->pool, 8, sizeof(const char *));
    int index = mya_column_find(m->list->columns, m->list->ncolumns, name);

    for (int i = 0; index < 0 && i < m->list->ncolumns; i++) {
        APR_ARRAY_PUSH(names, const char *) = m->list->columns[i].name;
    }
    if (index < 0 && m->list->ncolumns) {
        mya_load_fault(m->load, m->list->place, "%s=\"%s\" names no column of \"%s\"%s", attribute,
                       name, m->list->name,
                       mya_load_nearest(m->load, name, names, "\"", "\"", "it has"));
    }
    return index;
}

/* One of NAME: "invoices" gives "invoice", "deliveries" "delivery"; but "ties" is "tie", and
 * "movies", like whatever else no rule knows, wants row=. */
static const char *one_of(const char *name, apr_pool_t *pool)
{
    apr_size_t len = strlen(name);

    if (len < 2 || name[len - 1] != 's') {
        return "row";
    }
    if (len > 4 && strcmp(name + len - 3, "ies") == 0 && !strchr("aeiou", name[len - 4])) {
        return apr_pstrcat(pool, apr_pstrmemdup(pool, name, len - 3), "y", NULL);
    }
    return apr_pstrmemdup(pool, name, len - 1);
}

/* The element of a row. */
static const char *load_row(const maker_t *m)
{
    const char *row = get(m, "row");

    if (!row) {
        row = one_of(m->list->name, m->load->pool);
    }
    if (mya_grammar_has(TAKEN_ROWS, row)) {
        mya_load_fault(m->load, m->list->place,
                       "the rows of \"%s\" would be called <%s>, which has a meaning of "
                       "its own in a page; write row= with another name",
                       m->list->name, row);
    }
    return row;
}

static void load_key(const maker_t *m)
{
    const char *key = get(m, "key");

    m->list->key = key ? find_column(m, "key", key) : -1;
    if (m->list->key >= 0 && !m->list->columns[m->list->key].typed) {
        mya_load_fault(m->load, m->list->place,
                       "the key \"%s\" of \"%s\" has no type; write <column name=\"%s\" "
                       "type=\"…\"/>",
                       key, m->list->name, key);
    }
}

static void load_order_of(const maker_t *m, const char *text, apr_array_header_t *orders)
{
    const apr_array_header_t *words = mya_name_words(text, m->load->pool);
    const char *way = words->nelts == 2 ? APR_ARRAY_IDX(words, 1, const char *) : "asc";
    mya_order_t order = { -1, strcasecmp(way, "desc") == 0 };

    if (words->nelts < 1 || words->nelts > 2
        || (!order.descending && strcasecmp(way, "asc") != 0)) {
        mya_load_fault(m->load, m->list->place,
                       "order=\"%s\" is no order; write columns, each with desc or "
                       "nothing behind it, as in \"due, amount desc\"",
                       get(m, "order"));
        return;
    }
    order.column = find_column(m, "order", APR_ARRAY_IDX(words, 0, const char *));
    if (order.column >= 0) {
        mya_load_check_sorts(m->load, m->list->place, &m->list->columns[order.column], "order",
                             get(m, "order"));
        APR_ARRAY_PUSH(orders, mya_order_t) = order;
    }
}

static void load_order(const maker_t *m)
{
    const char *text = get(m, "order");
    apr_array_header_t *orders = apr_array_make(m->load->pool, 2, sizeof(mya_order_t));

    while (text) {
        const char *comma = strchr(text, ',');

        load_order_of(
            m, comma ? apr_pstrmemdup(m->load->pool, text, (apr_size_t)(comma - text)) : text,
            orders);
        text = comma ? comma + 1 : NULL;
    }
    m->list->order = (const mya_order_t *)orders->elts;
    m->list->norder = orders->nelts;
}

/* Rows of a group stand together only if the list is sorted by it first. */
static void load_group(const maker_t *m)
{
    const char *group = get(m, "group");

    m->list->group = group ? find_column(m, "group", group) : -1;
    if (m->list->group >= 0 && (!m->list->norder || m->list->order[0].column != m->list->group)) {
        mya_load_fault(m->load, m->list->place,
                       "group=\"%s\" is not what \"%s\" is sorted by; write order=\"%s, …\"", group,
                       m->list->name, group);
    }
    else if (m->list->group >= 0 && m->list->columns[m->list->group].test
             && m->list->columns[m->list->group].test->ref.source == MYA_FROM_ROW) {
        mya_load_fault(m->load, m->list->place,
                       "group=\"%s\" is a column that is not shown in each row, and would be above "
                       "all; select it once more without test=", group);
    }
}

static void load_formats(const maker_t *m)
{
    const char *text = get(m, "formats");
    const apr_array_header_t *words = text ? mya_name_words(text, m->load->pool) : NULL;
    const char *takes = mya_load_takes(m->list);

    for (int i = 0; words && i < words->nelts; i++) {
        const char *word = APR_ARRAY_IDX(words, i, const char *);

        if (strcmp(word, "csv") == 0) {
            m->list->formats |= MYA_AS_CSV;
        }
        else {
            mya_load_fault(m->load, m->list->place,
                           "formats=\"%s\" names \"%s\", which is not known yet; write \"csv\"",
                           text, word);
        }
    }
    if (text && takes && !m->scope.outer) {
        mya_load_fault(m->load, m->list->place,
                       "formats= stands at \"%s\", which takes the rows of \"%s\" as they are "
                       "shown and is nothing without them; leave it out", m->list->name, takes);
    }
}

static void load_link(const maker_t *m)
{
    const char *link = get(m, "link");
    mya_load_jump_t jump = { m->list->place, "link", NULL };
    mya_scope_t scope = m->scope;

    if (!link || !m->list->ncolumns) {
        return;
    }
    scope.bare_columns = 1;
    jump.to = m->list->link = mya_template_make(&scope, m->list->place, link);
    if (jump.to) {
        APR_ARRAY_PUSH(m->load->jumps, mya_load_jump_t) = jump;
    }
}

static int load_page_size(const maker_t *m)
{
    const char *size = get(m, "page-size");
    int n = size ? atoi(size) : PAGE_SIZE;

    if (n > PAGE_SIZE_MAX) {
        mya_load_fault(m->load, m->list->place,
                       "page-size=\"%s\" is more than one page holds; write at most %d", size,
                       PAGE_SIZE_MAX);
    }
    return n;
}

static void load_names(maker_t *m)
{
    apr_pool_t *pool = m->load->pool;
    mya_list_t *list = m->list;

    list->place = mya_load_place(m->scope.module->file, m->node);
    list->module = m->scope.module;
    list->name = get(m, "name");
    mya_load_check_name(&m->scope, list->place, list->name);
    list->row = load_row(m);
    list->title = mya_load_label(m->load, apr_pstrcat(pool, "list.", list->name, NULL));
    list->readable = mya_name_readable(list->name, pool);
    list->empty = mya_load_label(m->load, apr_pstrcat(pool, "list.", list->name, ".empty", NULL));
    list->search = mya_load_label(m->load, apr_pstrcat(pool, "list.", list->name, ".search", NULL));
    list->page_size = load_page_size(m);
}

static void load_rows(maker_t *m)
{
    const mya_node_t *sql = mya_xml_first(m->node);
    mya_scope_t scope = m->scope;
    mya_column_t *columns;

    while (strcmp(mya_xml_name(sql), "sql") != 0) {
        sql = mya_xml_next(sql);
    }
    scope.in_list_sql = 1;
    mya_load_sql(&m->list->sql, &m->list->scoped, &scope, sql, MYA_LOAD_READS_LIST,
                 apr_pstrcat(m->load->pool, m->scope.module->name, ".", m->list->name, NULL));
    m->scope.list = m->list;
    columns = mya_load_columns(&m->scope, m->node, &m->list->sql, m->list->name,
                               &m->list->ncolumns);
    m->list->columns = columns;
    mya_load_column_tests(&m->scope, m->node, columns, m->list->ncolumns);
    for (int i = 0; i < m->list->ncolumns; i++) {
        if (mya_grammar_has(TAKEN_COLUMNS, columns[i].name)) {
            mya_load_fault(m->load, m->list->place,
                           "a column of \"%s\" is called %s, which has a meaning of its own in a "
                           "row; write AS and another name", m->list->name, columns[i].name);
        }
    }
}

static void check_actions(const maker_t *m)
{
    if (m->list->key < 0) {
        mya_load_fault(m->load, m->list->place,
                       "\"%s\" has actions about its rows, but no key; write key= with "
                       "the column that tells rows apart",
                       m->list->name);
    }
    if (mya_load_takes(m->list)) {
        mya_load_fault(m->load, m->list->place,
                       "\"%s\" has actions about its rows, but takes the rows of \"%s\" as they "
                       "are shown; put the actions on a page of the row", m->list->name,
                       mya_load_takes(m->list));
    }
    if (mya_ref_record(&m->scope, m->list->row)) {
        mya_load_fault(m->load, m->list->place,
                       "\"%s\" is a record and a row of \"%s\"; write row= with another "
                       "name",
                       m->list->row, m->list->name);
    }
}

/* The action that NODE is or includes, or NULL. */
static const mya_action_t *load_action_in(const maker_t *m, const mya_node_t *node)
{
    if (strcmp(mya_xml_name(node), "action") == 0) {
        return mya_load_action(&m->scope, node);
    }
    if (strcmp(mya_xml_name(node), "include") != 0) {
        return NULL;
    }
    if (!mya_load_get(m->load, node, "action")) {
        mya_load_fault(m->load, mya_load_place(m->scope.module->file, node),
                       "<include> in a <list> takes an action about its rows; write action=\"…\"");
        return NULL;
    }
    return mya_load_include_action(&m->scope, node);
}

static void load_actions(const maker_t *m)
{
    apr_array_header_t *actions = apr_array_make(m->load->pool, 2, sizeof(const mya_action_t *));

    for (const mya_node_t *child = mya_xml_first(m->node); child; child = mya_xml_next(child)) {
        const mya_action_t *action = load_action_in(m, child);

        if (action) {
            if (!actions->nelts) {
                check_actions(m);
            }
            APR_ARRAY_PUSH(actions, const mya_action_t *) = action;
        }
    }
    m->list->actions = (const mya_action_t *const *)actions->elts;
    m->list->nactions = actions->nelts;
}

/* A nested list may ask about the row that it stands in. */
static const mya_test_t *load_test(const maker_t *m)
{
    mya_scope_t scope = m->scope;

    scope.list = scope.outer ? scope.outer : scope.list;
    return mya_test_make(&scope, m->list->place, get(m, "test"));
}

mya_list_t *mya_load_list(const mya_scope_t *scope, const mya_node_t *node)
{
    maker_t m = { *scope, scope->load, node, NULL };
    const char *roles = mya_load_get(scope->load, node, "roles");

    m.list = apr_pcalloc(scope->load->pool, sizeof(*m.list));
    load_names(&m);
    m.list->roles = roles ? mya_load_narrow(m.load, m.list->place, node, scope->roles) : 0;
    m.scope.roles = m.list->roles ? m.list->roles : scope->roles;
    m.list->test = load_test(&m);
    m.list->view = get(&m, "view");
    m.list->tone = get(&m, "tone");
    m.list->match = -1;
    m.scope.guards[0] = m.list->test;
    load_rows(&m);
    load_key(&m);
    load_order(&m);
    load_group(&m);
    load_link(&m);
    load_formats(&m);
    if (scope->outer) {
        mya_load_check_nested(scope, m.list, node);
    }
    load_actions(&m);
    mya_load_nested(&m.scope, m.list, node);
    return m.list;
}
