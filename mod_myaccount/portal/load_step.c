/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_step.c: what an action does: sql, check, event, goto */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const mya_action_t *action;
    int number;                /* of the step, from 1 */
    mya_step_t *step;
} maker_t;

/* Each compiles NODE into the step of M and returns the last node that belongs to it. */
typedef const mya_node_t *(*load_step_t)(maker_t *m, const mya_node_t *node);

static const mya_node_t *load_sql(maker_t *m, const mya_node_t *node)
{
    const char *id = apr_psprintf(m->load->pool, "%s.%s.%d", m->scope->module->name,
                                  m->action->name, m->number);

    return mya_load_sql(&m->step->sql, NULL, m->scope, node, MYA_LOAD_CHANGES, id);
}

static const mya_node_t *load_check(maker_t *m, const mya_node_t *node)
{
    m->step->test = mya_test_make(m->scope, m->step->place, mya_load_get(m->load, node, "test"));
    m->step->error = mya_load_key(m->load, m->step->place, mya_load_get(m->load, node, "error"));
    m->step->field = mya_load_field_name(m->scope, m->step->place,
                                         mya_load_get(m->load, node, "field"));
    return node;
}

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
    return node;
}

static const mya_node_t *load_goto(maker_t *m, const mya_node_t *node)
{
    mya_load_jump_t jump = { m->step->place, "page", NULL };

    m->step->page = mya_template_make(m->scope, m->step->place,
                                      mya_load_get(m->load, node, "page"));
    m->step->notice = mya_load_key(m->load, m->step->place, mya_load_get(m->load, node, "notice"));
    jump.to = m->step->page;
    if (jump.to) {
        APR_ARRAY_PUSH(m->load->jumps, mya_load_jump_t) = jump;
    }
    return node;
}

static const load_step_t loaders[MYA_STEP_COUNT] = {
    [MYA_STEP_SQL] = load_sql,
    [MYA_STEP_CHECK] = load_check,
    [MYA_STEP_EVENT] = load_event,
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

void mya_load_steps(mya_action_t *action, const mya_scope_t *scope, const mya_node_t *node)
{
    mya_load_t *load = scope->load;
    apr_array_header_t *steps = apr_array_make(load->pool, 8, sizeof(mya_step_t));

    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        mya_step_t step = { .place = mya_load_place(scope->module->file, child),
                            .kind = kind_of(child) };
        maker_t m = { scope, load, action, steps->nelts + 1, &step };

        if (step.kind != MYA_STEP_COUNT) {
            child = loaders[step.kind](&m, child);
            APR_ARRAY_PUSH(steps, mya_step_t) = step;
        }
    }
    if (!steps->nelts) {
        mya_load_fault(load, action->place,
                       "the action \"%s\" does nothing; write <sql>, <check>, <event> or "
                       "<goto> into it",
                       action->name);
    }
    action->steps = (const mya_step_t *)steps->elts;
    action->nsteps = steps->nelts;
}
