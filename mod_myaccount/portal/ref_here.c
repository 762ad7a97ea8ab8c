/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref_here.c: which records and lists stand before a place, and which are surely there */
#include "portal/ref_int.h"

#include <string.h>

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

int mya_ref_is_step(const mya_scope_t *scope, const mya_record_t *record)
{
    return scope->in_steps
        && item_of(scope, record) - (const mya_item_t *)scope->items->elts >= scope->nshown;
}
