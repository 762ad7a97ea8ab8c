/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_needs.c: which records of its page an action must read again */
#include "portal/load.h"

#include <string.h>

typedef struct needs_t {
    const mya_scope_t *scope;
    char *marked;              /* one byte for each item of the page */
} needs_t;

static void mark_sql(const needs_t *needs, const mya_statement_t *statement);
static void mark_test(const needs_t *needs, const mya_test_t *test);

/* The record NAME, and with it what it needs itself: records are read in page order, so this ends.
 */
static void mark_record(const needs_t *needs, const char *name)
{
    for (int i = 0; i < needs->scope->items->nelts; i++) {
        const mya_item_t *item = &APR_ARRAY_IDX(needs->scope->items, i, mya_item_t);

        if (item->record && strcmp(item->record->name, name) == 0 && !needs->marked[i]) {
            needs->marked[i] = 1;
            mark_sql(needs, &item->record->sql);
            mark_test(needs, item->record->test);
            mark_test(needs, item->test);
        }
    }
}

static void mark_ref(const needs_t *needs, const mya_ref_t *ref)
{
    if (ref && ref->source == MYA_FROM_RECORD) {
        mark_record(needs, ref->of);
    }
}

static void mark_test(const needs_t *needs, const mya_test_t *test)
{
    mark_ref(needs, test ? &test->ref : NULL);
}

static void mark_parts(const needs_t *needs, const mya_part_t *parts, int n)
{
    for (int i = 0; i < n; i++) {
        mark_ref(needs, parts[i].ref);
    }
}

static void mark_sql(const needs_t *needs, const mya_statement_t *statement)
{
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = statement->by_dialect[k];

        mark_parts(needs, sql ? sql->parts : NULL, sql ? sql->nparts : 0);
    }
}

static void mark_template(const needs_t *needs, const mya_template_t *template)
{
    mark_parts(needs, template ? template->parts : NULL, template ? template->nparts : 0);
}

static void mark_steps(const needs_t *needs, const mya_step_t *steps, int n);

static void mark_step(const needs_t *needs, const mya_step_t *step)
{
    if (step->record) {
        mark_test(needs, step->record->test);
        mark_sql(needs, &step->record->sql);
    }
    for (int i = 0; i < step->nbranches; i++) {
        mark_test(needs, step->branches[i].test);
        mark_steps(needs, step->branches[i].steps, step->branches[i].nsteps);
    }
    mark_steps(needs, step->steps, step->nsteps);
    mark_test(needs, step->test);
    mark_sql(needs, &step->sql);
    mark_template(needs, step->page);
    if (step->event) {
        mark_template(needs, step->event->subject);
        for (int i = 0; i < step->event->ndata; i++) {
            mark_template(needs, step->event->data[i].value);
        }
    }
}

static void mark_steps(const needs_t *needs, const mya_step_t *steps, int n)
{
    for (int i = 0; i < n; i++) {
        mark_step(needs, &steps[i]);
    }
}

static void mark_field(const needs_t *needs, const mya_field_t *field)
{
    mark_test(needs, field->test);
    mark_test(needs, field->readonly_test);
    for (int i = 0; field->options && i < field->options->noptions; i++) {
        mark_test(needs, field->options->options[i].test);
    }
}

static void mark_all(const needs_t *needs, const mya_action_t *action)
{
    mark_test(needs, action->test);
    if (action->values) {
        mark_record(needs, action->values->name);
    }
    if (action->list) {
        mark_sql(needs, &action->list->sql);
        mark_test(needs, action->list->test);
    }
    for (int i = 0; i < action->nfields; i++) {
        mark_field(needs, &action->fields[i]);
    }
    mark_steps(needs, action->steps, action->nsteps);
    /* A page that would be a 404 takes no POST either. */
    for (int i = 0; i < needs->scope->items->nelts; i++) {
        const mya_item_t *item = &APR_ARRAY_IDX(needs->scope->items, i, mya_item_t);

        if (item->record && item->record->missing == MYA_MISSING_404) {
            mark_record(needs, item->record->name);
        }
    }
}

void mya_load_needs(mya_action_t *action, const mya_scope_t *scope)
{
    apr_pool_t *pool = scope->load->pool;
    needs_t needs = { scope, apr_pcalloc(pool, (apr_size_t)scope->items->nelts + 1) };
    apr_array_header_t *records = apr_array_make(pool, 4, sizeof(const mya_record_t *));

    mark_all(&needs, action);
    for (int i = 0; i < scope->items->nelts; i++) {
        if (needs.marked[i]) {
            APR_ARRAY_PUSH(records, const mya_record_t *) =
                APR_ARRAY_IDX(scope->items, i, mya_item_t).record;
        }
    }
    action->records = (const mya_record_t *const *)records->elts;
    action->nrecords = records->nelts;
}
