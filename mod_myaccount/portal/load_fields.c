/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_fields.c: all fields of an action: its own, those of fieldsets, those of an option */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

typedef struct maker_t {
    mya_load_t *load;
    const mya_action_t *action;
    apr_array_header_t *fields;    /* mya_field_t */
} maker_t;

/* --- one name, one field --- */

/* Fields of one name in several options of one choice are one value: at most one is asked. */
static int may_share(const mya_field_t *one, const mya_field_t *other)
{
    return one->of && other->of && strcmp(one->of, other->of) == 0
        && strcmp(one->of_value, other->of_value) != 0;
}

static void check_name(const maker_t *m, const mya_field_t *field)
{
    if (strcmp(field->name, "mya") == 0) {
        mya_load_fault(m->load, field->place,
                       "the name \"mya\" begins what the engine itself sends with a form; choose "
                       "another");
    }
    for (int i = 0; i < m->fields->nelts; i++) {
        const mya_field_t *other = &APR_ARRAY_IDX(m->fields, i, mya_field_t);

        if (strcmp(other->name, field->name) != 0) {
            continue;
        }
        if (!may_share(other, field)) {
            mya_load_fault(m->load, field->place, "the field \"%s\" stands twice; rename one",
                           field->name);
        }
        else if (other->type != field->type || other->multiple != field->multiple) {
            mya_load_fault(m->load, field->place,
                           "the field \"%s\" is of another type here than in %s, but has one "
                           "value; say the same type, or rename one", field->name,
                           mya_load_where(m->load, field->place, other->place));
        }
        return;
    }
}

/* In an editable table a field shows its column of each row. */
static void check_column(const maker_t *m, const mya_scope_t *scope, const mya_field_t *field)
{
    const mya_list_t *list = scope->given;
    int index = mya_column_find(list->columns, list->ncolumns, field->name);

    if (field->of) {
        mya_load_fault(m->load, field->place,
                       "the field \"%s\" stands in an option, and this in an editable table, where "
                       "each row has the same fields; move it out", field->name);
    }
    else if (index < 0) {
        mya_load_fault(m->load, field->place,
                       "the field \"%s\" has no column \"%s\" in \"%s\" to show; select it there, "
                       "or rename the field", field->name, field->name, list->name);
    }
    else if (list->columns[index].type != field->type) {
        mya_load_fault(m->load, field->place,
                       "the field \"%s\" is of type %s, and the column \"%s\" of \"%s\" of type "
                       "%s; declare the same", field->name, mya_type_name(field->type),
                       list->columns[index].name, list->name,
                       mya_type_name(list->columns[index].type));
    }
}

/* --- fields --- */

static void load_options(maker_t *m, const mya_scope_t *scope, const mya_node_t *node,
                         const mya_field_t *field);

static void load_one(maker_t *m, const mya_scope_t *scope, const mya_node_t *node, const char *of,
                     const char *of_value)
{
    mya_field_t field = mya_load_field(scope, node, m->action->name);

    field.of = of;
    field.of_value = of_value;
    check_name(m, &field);
    if (scope->editable) {
        check_column(m, scope, &field);
    }
    APR_ARRAY_PUSH(m->fields, mya_field_t) = field;
    load_options(m, scope, node, &field);
}

/* The fields that stand in the options of FIELD, which was made from NODE. */
static void load_options(maker_t *m, const mya_scope_t *scope, const mya_node_t *node,
                         const mya_field_t *field)
{
    for (const mya_node_t *option = mya_xml_first(node); option; option = mya_xml_next(option)) {
        const char *value = mya_load_get(m->load, option, "value");

        for (const mya_node_t *child = mya_xml_first(option); child; child = mya_xml_next(child)) {
            mya_place_t place = mya_load_place(scope->module->file, child);

            if (field->of) {
                mya_load_fault(m->load, place,
                               "a field stands in an option of \"%s\", which stands in an option "
                               "itself; one level is all there is, use test= at a field behind",
                               field->name);
            }
            else if (field->multiple) {
                mya_load_fault(m->load, place,
                               "a field stands in an option of \"%s\", of which several can be "
                               "chosen; leave out multiple=, or move the field behind the choice",
                               field->name);
            }
            else {
                load_one(m, scope, child, field->name, value);
            }
        }
    }
}

/* --- fieldsets --- */

static void load_fieldset(maker_t *m, const mya_scope_t *outer, const mya_node_t *node)
{
    static const char *const others[] = { "record", "list", "page", "action", "options", "menu",
                                          "limit", "more", "test", "prefix" };
    mya_place_t place = mya_load_place(outer->module->file, node);
    const char *name = mya_load_get(m->load, node, "fieldset");
    const mya_load_piece_t *piece;
    mya_scope_t scope = *outer;

    for (apr_size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (!name || mya_load_get(m->load, node, others[i])) {
            mya_load_fault(m->load, place,
                           "<include> in an <action> takes fieldset=\"…\" alone, at most with "
                           "roles=");
            return;
        }
    }
    piece = mya_load_piece(m->load, place, "fieldset", name);
    if (piece) {
        scope.module = piece->module;
        scope.roles = mya_load_narrow(m->load, place, node, outer->roles);
        for (node = mya_xml_first(piece->node); node; node = mya_xml_next(node)) {
            int at = m->fields->nelts;

            load_one(m, &scope, node, NULL, NULL);
            for (; scope.roles != outer->roles && at < m->fields->nelts; at++) {
                mya_field_t *field = &APR_ARRAY_IDX(m->fields, at, mya_field_t);

                field->roles = field->roles ? field->roles : scope.roles;
            }
        }
    }
}

void mya_load_fields(mya_action_t *action, mya_scope_t *scope, const mya_node_t *node)
{
    maker_t m = { scope->load, action,
                  apr_array_make(scope->load->pool, 8, sizeof(mya_field_t)) };
    mya_scope_t inner;

    scope->fields = m.fields;
    scope->action_node = node;
    inner = *scope;
    inner.list = inner.editable ? inner.given : inner.list;
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        if (strcmp(mya_xml_name(child), "field") == 0) {
            load_one(&m, &inner, child, NULL, NULL);
        }
        else if (strcmp(mya_xml_name(child), "include") == 0) {
            load_fieldset(&m, &inner, child);
        }
    }
    action->fields = (const mya_field_t *)m.fields->elts;
    action->nfields = m.fields->nelts;
}
