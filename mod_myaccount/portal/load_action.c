/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_action.c: <action>: what a POST does, about a page or a row of a list */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

/* PAGE/NAME, or PAGE/{key}/NAME about one row. */
static const char *path_of(const mya_scope_t *scope, const char *name)
{
    const char *page = scope->page ? scope->page->path : "";

    return apr_pstrcat(scope->load->pool, page, *page ? "/" : "", scope->list ? "{key}/" : "", name,
                       NULL);
}

/* The test of the action, or of the <include> that takes it. */
static const mya_test_t *load_test(const mya_action_t *action, const mya_scope_t *scope,
                                   const mya_node_t *node)
{
    mya_scope_t each = *scope;
    const char *own = mya_load_get(scope->load, node, "test");
    const char *other = scope->included_by ? mya_load_get(scope->load, scope->included_by, "test")
                                           : NULL;
    mya_place_t place = other ? mya_load_place(scope->included_in->file, scope->included_by)
                              : action->place;

    if (own && other) {
        mya_load_fault(scope->load, place,
                       "test= stands at the include of the action \"%s\", which has one of its "
                       "own; leave one out", action->name);
    }
    each.list = scope->given ? scope->given : scope->list;     /* made for each of several rows */
    return mya_test_make(&each, place, own ? own : other);
}

static void load_names(mya_action_t *action, mya_load_t *load)
{
    const char *key = apr_pstrcat(load->pool, "action.", action->name, NULL);

    action->title = mya_load_label(load, key);
    action->readable = mya_name_readable(action->name, load->pool);
    action->button = mya_load_label(load, apr_pstrcat(load->pool, key, ".button", NULL));
}

/* At least one field must find its column, or values= fills nothing. */
static void check_values(const mya_action_t *action, mya_load_t *load)
{
    for (int i = 0; i < action->nfields; i++) {
        if (mya_column_find(action->values->columns, action->values->ncolumns,
                            action->fields[i].name) >= 0) {
            return;
        }
    }
    mya_load_fault(load, action->place,
                   "values=\"%s\" fills no field of \"%s\"; give the fields the names of "
                   "the record's columns",
                   action->values->name, action->name);
}

static void load_values(mya_action_t *action, const mya_scope_t *scope, const char *name)
{
    mya_load_t *load = scope->load;
    apr_array_header_t *names = apr_array_make(load->pool, 4, sizeof(const char *));

    action->values = name ? mya_ref_record(scope, name) : NULL;
    if (!name) {
        return;
    }
    if (action->values && mya_ref_may_be_absent(scope, action->values)) {
        mya_load_fault(load, action->place,
                       "values=\"%s\" names a record that may be absent; write "
                       "missing=\"404\" at the record, or test=\"%s\" at the action",
                       name, name);
    }
    else if (action->values) {
        check_values(action, load);
    }
    else {
        for (int i = 0; scope->items && i < scope->items->nelts; i++) {
            const mya_record_t *record = APR_ARRAY_IDX(scope->items, i, mya_item_t).record;

            if (record) {
                APR_ARRAY_PUSH(names, const char *) = record->name;
            }
        }
        mya_load_fault(load, action->place, "values=\"%s\" names no record that stands before it%s",
                       name,
                       mya_load_nearest(load, name, names, "\"", "\"",
                                        names->nelts ? "there are" : "write a <record> above it"));
    }
}

static void load_steps(mya_action_t *action, const mya_scope_t *scope, const mya_node_t *node)
{
    action->nsteps = mya_load_steps(&action->steps, scope, node,
                                    apr_pstrcat(scope->load->pool, scope->module->name, ".",
                                                action->name, NULL));
    if (!action->nsteps) {
        mya_load_fault(scope->load, action->place,
                       "the action \"%s\" does nothing; write <sql>, <check>, <event> or "
                       "<goto> into it",
                       action->name);
    }
}

/* --- which rows, and what stands between wish and deed --- */

static void load_rows(mya_action_t *action, mya_scope_t *scope, const char *rows)
{
    if (!rows) {
        return;
    }
    if (!scope->list) {
        mya_load_fault(scope->load, action->place,
                       "rows=\"%s\" stands at an action that is in no <list>; move it into the "
                       "list whose rows it is about", rows);
        return;
    }
    action->rows = rows[0] == 's' ? MYA_ROWS_SELECTED : MYA_ROWS_ALL;
    scope->given = scope->list;
    scope->editable = action->rows == MYA_ROWS_ALL;
    scope->list = NULL;
}

static void load_review(mya_action_t *action, mya_load_t *load, const char *steps)
{
    action->review = steps != NULL;
    if (steps && strcmp(steps, "review") != 0 && strcmp(steps, "edit review") != 0) {
        mya_load_fault(load, action->place,
                       "steps=\"%s\" is unknown; write \"review\", or \"edit review\" for a form",
                       steps);
    }
    else if (steps && steps[0] == 'e' && !action->nfields) {
        mya_load_fault(load, action->place,
                       "steps=\"edit review\" stands at an action without fields; write "
                       "steps=\"review\"");
    }
}

static void load_confirm(mya_action_t *action, mya_load_t *load, const char *confirm)
{
    action->confirm = confirm != NULL;
    if (confirm && action->roles & MYA_ROLE_ANONYMOUS) {
        mya_load_fault(load, action->place,
                       "confirm=\"password\" stands at an action that is open to everybody, who "
                       "have none; write roles= without anonymous");
    }
}

/* --- what is done --- */

static int takes_rows(const mya_statement_t *statement, const mya_list_t *list)
{
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = statement->by_dialect[k];

        for (int i = 0; sql && i < sql->nparts; i++) {
            const mya_ref_t *ref = sql->parts[i].ref;

            if (ref && ref->many && ref->of && strcmp(ref->of, list->name) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* Whether one of N STEPS, or of those in them, is about the rows of LIST. */
static int uses_rows(const mya_step_t *steps, int n, const mya_list_t *list, int editable)
{
    for (int i = 0; i < n; i++) {
        const mya_step_t *step = &steps[i];

        if (step->kind == MYA_STEP_FOR_EACH
            || (!editable && (takes_rows(&step->sql, list)
                              || (step->record && takes_rows(&step->record->sql, list))))) {
            return 1;
        }
        for (int k = 0; k < step->nbranches; k++) {
            if (uses_rows(step->branches[k].steps, step->branches[k].nsteps, list, editable)) {
                return 1;
            }
        }
    }
    return 0;
}

static void check_rows(const mya_action_t *action, const mya_scope_t *scope)
{
    mya_load_t *load = scope->load;

    if (!scope->given) {
        return;
    }
    if (scope->editable && !action->nfields) {
        mya_load_fault(load, action->place,
                       "rows=\"all\" stands at an action without fields, so that no row can be "
                       "changed; write <field>s into it, or rows=\"selected\"");
    }
    if (scope->editable && action->values) {
        mya_load_fault(load, action->place,
                       "values= stands at an editable table, which shows its own rows; leave it "
                       "out");
    }
    if (!uses_rows(action->steps, action->nsteps, scope->given, scope->editable)) {
        mya_load_fault(load, action->place,
                       "the action \"%s\" is about rows of \"%s\", but does nothing with them; "
                       "write <for-each select=\"%s\">", action->name, scope->given->name,
                       scope->given->name);
    }
}

/* The roles that are named in the portal, for "any" is all of them. */
static mya_roles_t named_roles(const mya_portal_t *portal)
{
    return ((mya_roles_t)1 << portal->nroles) - 1;
}

/* Who may not see a column would find its value in the field that it fills (AZ5). */
static void check_columns_seen(const mya_action_t *action, const mya_column_t *columns, int n,
                               mya_load_t *load)
{
    for (int i = 0; i < action->nfields; i++) {
        const mya_field_t *field = &action->fields[i];
        const mya_roles_t roles = field->roles ? field->roles : action->roles;
        const int at = mya_column_find(columns, n, field->name);

        if (at >= 0 && columns[at].roles
            && (roles & ~columns[at].roles & named_roles(load->portal))) {
            mya_load_fault(load, field->place,
                           "the field \"%s\" is filled from a column that fewer may see; give it "
                           "the roles= of the column", field->name);
        }
    }
}

static void check_seen(const mya_action_t *action, const mya_scope_t *scope)
{
    if (action->values) {
        check_columns_seen(action, action->values->columns, action->values->ncolumns, scope->load);
    }
    else if (scope->editable) {
        check_columns_seen(action, scope->given->columns, scope->given->ncolumns, scope->load);
    }
}

mya_action_t *mya_load_action(const mya_scope_t *outer, const mya_node_t *node)
{
    mya_load_t *load = outer->load;
    mya_scope_t scope = *outer;
    mya_action_t *action = apr_pcalloc(load->pool, sizeof(*action));

    action->place = mya_load_place(scope.module->file, node);
    action->module = scope.module;
    action->page = scope.page;
    action->list = scope.list;
    action->name = mya_load_get(load, node, "name");
    load_rows(action, &scope, mya_load_get(load, node, "rows"));
    action->path = path_of(&scope, action->name);
    action->segments = mya_load_segments(load, action->path, &action->nsegments);
    action->roles = scope.roles = mya_load_narrow(load, action->place, node, outer->roles);
    action->test = load_test(action, &scope, node);
    scope.guards[2] = action->test;
    load_names(action, load);
    mya_load_fields(action, &scope, node);
    load_values(action, &scope, mya_load_get(load, node, "values"));
    load_review(action, load, mya_load_get(load, node, "steps"));
    load_confirm(action, load, mya_load_get(load, node, "confirm"));
    load_steps(action, &scope, node);
    check_rows(action, &scope);
    check_seen(action, &scope);
    if (mya_load_is_taken(action->segments[0])) {
        mya_load_fault(load, action->place,
                       "the action would have the address \"%s\", which is the engine's own; "
                       "rename it",
                       action->path);
    }
    if (scope.page && scope.page->fragment) {
        mya_load_fault(load, action->place,
                       "an action stands in the fragment \"%s\"; move it to a page",
                       scope.page->path);
    }
    if (scope.page) {
        mya_load_needs(action, &scope);
        APR_ARRAY_PUSH(load->actions, const mya_action_t *) = action;
    }
    return action;
}
