/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_action.c: <action>: what a POST does, about a page or a row of a list */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

/* PAGE/NAME, or PAGE/{key}/NAME about a row. */
static const char *path_of(const mya_scope_t *scope, const char *name)
{
    const char *page = scope->page ? scope->page->path : "";

    return apr_pstrcat(scope->load->pool, page, *page ? "/" : "", scope->list ? "{key}/" : "", name,
                       NULL);
}

static void load_names(mya_action_t *action, mya_load_t *load)
{
    const char *key = apr_pstrcat(load->pool, "action.", action->name, NULL);

    action->title = mya_load_label(load, key);
    action->readable = mya_name_readable(action->name, load->pool);
    action->button = mya_load_label(load, apr_pstrcat(load->pool, key, ".button", NULL));
}

static const apr_array_header_t *load_fields(mya_action_t *action, mya_scope_t *scope,
                                             const mya_node_t *node)
{
    apr_array_header_t *fields = apr_array_make(scope->load->pool, 8, sizeof(mya_field_t));

    scope->fields = fields;
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "field") == 0) {
            mya_field_t field = mya_load_field(scope, child, action->name);

            APR_ARRAY_PUSH(fields, mya_field_t) = field;
        }
    }
    action->fields = (const mya_field_t *)fields->elts;
    action->nfields = fields->nelts;
    return fields;
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
    action->path = path_of(&scope, action->name);
    action->segments = mya_load_segments(load, action->path, &action->nsegments);
    action->roles = scope.roles = mya_load_narrow(load, action->place, node, outer->roles);
    action->test = mya_test_make(&scope, action->place, mya_load_get(load, node, "test"));
    scope.guards[2] = action->test;
    load_names(action, load);
    load_fields(action, &scope, node);
    load_values(action, &scope, mya_load_get(load, node, "values"));
    load_steps(action, &scope, node);
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
