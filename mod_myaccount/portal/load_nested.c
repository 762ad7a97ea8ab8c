/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_nested.c: a <list> inside a <list>: read once for all rows that are shown outside */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#define LEVELS_MAX 3    /* lists in lists; one statement each, and nobody reads deeper */

/* Whether SQL binds a list of values of the list NAME, or, if NULL, of any; its name, or NULL. */
static const char *takes(const mya_sql_t *sql, const char *name)
{
    for (int i = 0; sql && i < sql->nparts; i++) {
        const mya_ref_t *ref = sql->parts[i].ref;

        if (ref && ref->many && (!name || strcmp(ref->of, name) == 0)) {
            return ref->of;
        }
    }
    return NULL;
}

const char *mya_load_takes(const mya_list_t *list)
{
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const char *name = takes(list->sql.by_dialect[k], NULL);

        if (name) {
            return name;
        }
    }
    return NULL;
}

/* In each database's statement, so that no database reads the whole table. */
static void check_takes(const mya_scope_t *scope, const mya_list_t *list)
{
    const mya_list_t *outer = scope->outer;

    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = list->sql.by_dialect[k];

        if (sql && outer->key >= 0 && !takes(sql, outer->name)) {
            mya_load_fault(scope->load, sql->place,
                           "the statement of the nested list \"%s\" is not limited to the rows "
                           "outside; compare a column with IN (:%s.%s) in WHERE", list->name,
                           outer->name, outer->columns[outer->key].name);
        }
    }
}

/* match="loan" with IN (:items.loan), where items have another key: no row would ever meet its
 * own. */
static void check_key(const mya_scope_t *scope, const mya_list_t *list)
{
    const mya_list_t *outer = scope->outer;
    const char *match = list->columns[list->match].name, *key = outer->columns[outer->key].name;

    for (int k = 0; strcasecmp(match, key) && k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = list->sql.by_dialect[k];

        for (int i = 0; sql && i < sql->nparts; i++) {
            const mya_ref_t *ref = sql->parts[i].ref;

            if (ref && ref->many && strcmp(ref->of, outer->name) == 0
                && strcasecmp(ref->column, match) == 0) {
                mya_load_fault(scope->load, list->place,
                               "match=\"%s\" is compared with the key of \"%s\", which is \"%s\"; "
                               "name the column of \"%s\" that holds it, or write key=\"%s\" there",
                               match, outer->name, key, list->name, ref->column);
                return;
            }
        }
    }
}

static void load_match(const mya_scope_t *scope, mya_list_t *list, const char *match)
{
    if (!match) {
        mya_load_fault(scope->load, list->place,
                       "\"%s\" is nested in \"%s\" without match=; name its column that holds the "
                       "key of the row outside", list->name, scope->outer->name);
        return;
    }
    list->match = mya_column_find(list->columns, list->ncolumns, match);
    if (list->match < 0 && list->ncolumns) {
        apr_array_header_t *names = apr_array_make(scope->load->pool, 8, sizeof(const char *));

        for (int i = 0; i < list->ncolumns; i++) {
            APR_ARRAY_PUSH(names, const char *) = list->columns[i].name;
        }
        mya_load_fault(scope->load, list->place, "match=\"%s\" names no column of \"%s\"%s", match,
                       list->name,
                       mya_load_nearest(scope->load, match, names, "\"", "\"", "it has"));
    }
    else if (list->match >= 0 && !list->columns[list->match].typed) {
        mya_load_fault(scope->load, list->place,
                       "match=\"%s\" of \"%s\" has no type; write <column name=\"%s\" type=\"…\"/> "
                       "into it, with the type of the key outside", match, list->name, match);
    }
}

static void refuse_words(const mya_scope_t *scope, const mya_list_t *list, const mya_node_t *node)
{
    static const char *const names[] = { "page-size", "formats" };

    for (apr_size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (mya_load_get(scope->load, node, names[i])) {
            mya_load_fault(scope->load, list->place,
                           "%s= stands at the nested list \"%s\", which shows all rows of the one "
                           "outside; leave it out", names[i], list->name);
        }
    }
}

void mya_load_check_nested(const mya_scope_t *scope, mya_list_t *list, const mya_node_t *node)
{
    const mya_column_t *key = scope->outer->key >= 0
        ? &scope->outer->columns[scope->outer->key] : NULL;

    load_match(scope, list, mya_load_get(scope->load, node, "match"));
    refuse_words(scope, list, node);
    if (!key) {
        mya_load_fault(scope->load, scope->outer->place,
                       "\"%s\" has lists about its rows, but no key; write key= with the column "
                       "that tells rows apart", scope->outer->name);
    }
    else if (list->match >= 0 && list->columns[list->match].typed
             && list->columns[list->match].type != key->type) {
        mya_load_fault(scope->load, list->columns[list->match].place,
                       "match=\"%s\" is of type %s, and the key of \"%s\" of type %s; declare the "
                       "same", list->columns[list->match].name,
                       mya_type_name(list->columns[list->match].type), scope->outer->name,
                       mya_type_name(key->type));
    }
    else if (list->match >= 0) {
        check_key(scope, list);
    }
    check_takes(scope, list);
}

/* --- all lists of a row --- */

static int level_of(const mya_node_t *node)
{
    int level = 0;

    for (; node && strcmp(mya_xml_name(node), "list") == 0; node = mya_xml_parent(node)) {
        level++;
    }
    return level;
}

/* Whether a list around NODE, which is one, is called NAME. */
static int is_around(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    while ((node = mya_xml_parent(node)) != NULL && strcmp(mya_xml_name(node), "list") == 0) {
        if (strcmp(mya_load_get(load, node, "name"), name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void check_names(const mya_scope_t *scope, const mya_list_t *outer, const mya_list_t *list,
                        const mya_node_t *node, const apr_array_header_t *before)
{
    int same = is_around(scope->load, node, list->name);

    for (int i = 0; i < before->nelts; i++) {
        same |= strcmp(APR_ARRAY_IDX(before, i, const mya_list_t *)->name, list->name) == 0;
    }
    if (same) {
        mya_load_fault(scope->load, list->place,
                       "\"%s\" stands twice in this page; rename one", list->name);
    }
    if (mya_column_find(outer->columns, outer->ncolumns, list->row) >= 0) {
        mya_load_fault(scope->load, list->place,
                       "\"%s\" is a row of \"%s\" and a column of \"%s\"; write row= with another "
                       "name", list->row, list->name, outer->name);
    }
}

void mya_load_nested(const mya_scope_t *outside, mya_list_t *outer, const mya_node_t *node)
{
    apr_array_header_t *lists = apr_array_make(outside->load->pool, 2, sizeof(const mya_list_t *));
    mya_scope_t scope = *outside;

    scope.list = NULL;
    scope.outer = outer;
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        const mya_list_t *list;

        if (strcmp(mya_xml_name(child), "list") != 0) {
            continue;
        }
        if (level_of(child) > LEVELS_MAX) {
            mya_load_fault(scope.load, mya_load_place(scope.module->file, child),
                           "lists are nested more than %d deep; show the innermost on a page of "
                           "its own", LEVELS_MAX);
            continue;
        }
        list = mya_load_list(&scope, child);
        check_names(&scope, outer, list, child, lists);
        APR_ARRAY_PUSH(lists, const mya_list_t *) = list;
    }
    outer->lists = (const mya_list_t *const *)lists->elts;
    outer->nlists = lists->nelts;
}
