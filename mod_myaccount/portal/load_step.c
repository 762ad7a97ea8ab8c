/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_step.c: what an action or <on> does: its steps, one after another */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const char *id;            /* of the step, for logs */
    mya_step_t *step;
} maker_t;

/* Each compiles NODE into the step of M and returns the last node that belongs to it. */
typedef const mya_node_t *(*load_step_t)(maker_t *m, const mya_node_t *node);

/* A step that speaks to a person or leads him somewhere. Return 0 after a fault. */
static int check_person(const maker_t *m, const char *what, const char *right)
{
    if (m->scope->on) {
        mya_load_fault(m->load, m->step->place,
                       "%s stands in an <on>, which nobody looks at: it happens along with an "
                       "action; %s", what, right);
    }
    return !m->scope->on;
}

/* --- statements and checks --- */

static const mya_node_t *load_sql(maker_t *m, const mya_node_t *node)
{
    if (mya_load_get(m->load, node, "field")
        && !check_person(m, "field=", "leave it out")) {
        return node;
    }
    return mya_load_sql(&m->step->sql, NULL, m->scope, node, MYA_LOAD_CHANGES, m->id);
}

static const mya_node_t *load_check(maker_t *m, const mya_node_t *node)
{
    if (!check_person(m, "<check>", "let expect= of an <sql> decide, or <choose>")) {
        return node;
    }
    m->step->test = mya_test_make(m->scope, m->step->place, mya_load_get(m->load, node, "test"));
    m->step->error = mya_load_key(m->load, m->step->place, mya_load_get(m->load, node, "error"));
    m->step->field = mya_load_field_name(m->scope, m->step->place,
                                         mya_load_get(m->load, node, "field"));
    return node;
}

static const mya_node_t *load_record(maker_t *m, const mya_node_t *node)
{
    if (mya_load_get(m->load, node, "roles")) {
        mya_load_fault(m->load, m->step->place,
                       "roles= stands at a record among steps; it is read for everybody who may "
                       "do the action, leave it out");
    }
    m->step->record = mya_load_record(m->scope, node);
    return node;
}

/* --- events --- */

static void load_data(const maker_t *m, mya_event_t *event, const mya_node_t *node)
{
    struct mya_event_data_t *data = &event->data[event->ndata++];
    mya_place_t place = mya_load_place(m->scope->module->file, node);

    data->name = mya_load_get(m->load, node, "name");
    data->value = mya_template_make(m->scope, place, mya_load_get(m->load, node, "value"));
    for (int i = 0; i < event->ndata - 1; i++) {
        if (strcmp(event->data[i].name, data->name) == 0) {
            mya_load_fault(m->load, place, "the data \"%s\" stands twice in the event; rename one",
                           data->name);
        }
    }
}

static const mya_node_t *load_event(maker_t *m, const mya_node_t *node)
{
    mya_event_t *event = apr_pcalloc(m->load->pool, sizeof(*event));
    mya_load_event_t known = { m->step->place, event, m->scope->on };
    int n = 0;

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        n++;
    }
    event->type = mya_load_get(m->load, node, "type");
    event->subject = mya_template_make(m->scope, m->step->place,
                                       mya_load_get(m->load, node, "subject"));
    event->data = apr_pcalloc(m->load->pool, sizeof(*event->data) * (apr_size_t)(n + 1));
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        load_data(m, event, child);
    }
    m->step->event = event;
    APR_ARRAY_PUSH(m->load->events, mya_load_event_t) = known;
    return node;
}

/* --- the answer --- */

static const mya_node_t *load_goto(maker_t *m, const mya_node_t *node)
{
    mya_load_jump_t jump = { m->step->place, "page", NULL };

    if (!check_person(m, "<goto>", "write it into the action that writes the event")) {
        return node;
    }
    if (m->scope->in_each) {
        mya_load_fault(m->load, m->step->place,
                       "<goto> stands in a <for-each>, where each row would lead elsewhere; move "
                       "it behind");
    }
    m->step->page = mya_template_make(m->scope, m->step->place,
                                      mya_load_get(m->load, node, "page"));
    m->step->notice = mya_load_key(m->load, m->step->place, mya_load_get(m->load, node, "notice"));
    jump.to = m->step->page;
    if (jump.to) {
        APR_ARRAY_PUSH(m->load->jumps, mya_load_jump_t) = jump;
    }
    return node;
}

/* --- steps in steps --- */

static const mya_node_t *load_choose(maker_t *m, const mya_node_t *node)
{
    mya_load_choose(m->step, m->scope, node, m->id);
    return node;
}

static const mya_node_t *load_for_each(maker_t *m, const mya_node_t *node)
{
    mya_load_for_each(m->step, m->scope, node, m->id);
    return node;
}

/* --- all --- */

static const load_step_t loaders[MYA_STEP_COUNT] = {
    [MYA_STEP_SQL] = load_sql,
    [MYA_STEP_CHECK] = load_check,
    [MYA_STEP_EVENT] = load_event,
    [MYA_STEP_RECORD] = load_record,
    [MYA_STEP_CHOOSE] = load_choose,
    [MYA_STEP_FOR_EACH] = load_for_each,
    [MYA_STEP_GOTO] = load_goto
};

static mya_step_e kind_of(const mya_node_t *node)
{
    int kind = 0;

    while (kind < MYA_STEP_COUNT
           && strcmp(mya_step_name((mya_step_e)kind), mya_xml_name(node)) != 0) {
        kind++;
    }
    return (mya_step_e)kind;
}

/* From here on the record of a step can be used like those of the page. */
static void show_record(const mya_scope_t *scope, apr_array_header_t *items,
                        const mya_record_t *record)
{
    mya_item_t item = { .kind = MYA_ITEM_RECORD, .record = record, .roles = scope->roles };

    APR_ARRAY_PUSH(items, mya_item_t) = item;
}

/* What a check asks for holds from here on, or all is undone. */
static void hold(mya_scope_t *scope, const mya_test_t *test)
{
    mya_load_guard_t *guard = apr_pcalloc(scope->load->pool, sizeof(*guard));

    guard->test = test;
    guard->around = scope->chosen;
    scope->chosen = guard;
}

int mya_load_steps(const mya_step_t **made, const mya_scope_t *outer, const mya_node_t *node,
                   const char *id)
{
    mya_load_t *load = outer->load;
    mya_scope_t scope = *outer;
    apr_array_header_t *steps = apr_array_make(load->pool, 8, sizeof(mya_step_t));
    apr_array_header_t *items = outer->items
        ? apr_array_copy(load->pool, outer->items) : apr_array_make(load->pool, 4,
                                                                    sizeof(mya_item_t));

    if (!outer->in_steps) {
        scope.nshown = items->nelts;
    }
    scope.in_steps = 1;
    scope.items = items;
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        mya_step_t step = { .place = mya_load_place(scope.module->file, child),
                            .kind = kind_of(child) };
        maker_t m = { &scope, load, apr_psprintf(load->pool, "%s.%d", id, steps->nelts + 1),
                      &step };

        if (step.kind != MYA_STEP_COUNT) {
            child = loaders[step.kind](&m, child);
            APR_ARRAY_PUSH(steps, mya_step_t) = step;
        }
        if (step.kind == MYA_STEP_CHECK && step.test) {
            hold(&scope, step.test);
        }
        if (step.record) {
            show_record(&scope, items, step.record);
        }
    }
    *made = (const mya_step_t *)steps->elts;
    return steps->nelts;
}
