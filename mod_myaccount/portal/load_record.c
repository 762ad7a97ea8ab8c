/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_record.c: <record>: a query of one row */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/grammar.h"

#define TAKEN                                                                                      \
    "path query form new user customer actor lang portal now today row subject event data "        \
    "setting approver session"

/* A name that :name.x or a test would read as something else. */
void mya_load_check_name(const mya_scope_t *scope, mya_place_t place, const char *name)
{
    if (mya_grammar_has(TAKEN, name)) {
        mya_load_fault(scope->load, place,
                       "the name \"%s\" has a meaning of its own in binds; choose another", name);
    }
    if (mya_ref_record(scope, name) || mya_ref_list(scope, name)) {
        mya_load_fault(scope->load, place, "\"%s\" stands twice in this page; rename one", name);
    }
}

static void check_lock(mya_load_t *load, const mya_record_t *record)
{
    const mya_sql_t *any = mya_load_any(&record->sql);

    if (record->lock && any && any->aggregate) {
        mya_load_fault(load, record->place, "lock=\"yes\" stands at a record that counts or joins "
                       "rows; only rows of a table can be locked, select from one table");
    }
}

/* What is not found is no page; among steps, where there is none, all is undone. */
static mya_missing_e load_missing(const mya_scope_t *scope, const mya_record_t *record,
                                  const char *missing)
{
    const char *fails = scope->in_steps ? "fail" : "404";

    if (!missing || strcmp(missing, "absent") == 0) {
        return MYA_MISSING_ABSENT;
    }
    if (strcmp(missing, fails) != 0) {
        mya_load_fault(scope->load, record->place,
                       "missing=\"%s\" stands at a record %s; write missing=\"%s\"", missing,
                       scope->in_steps ? "among steps, where all is undone or nothing"
                                       : "of a page, which is shown or is not", fails);
    }
    return scope->in_steps ? MYA_MISSING_FAIL : MYA_MISSING_404;
}

const mya_record_t *mya_load_record(const mya_scope_t *outer, const mya_node_t *node)
{
    mya_load_t *load = outer->load;
    mya_scope_t scope = *outer;
    mya_record_t *record = apr_pcalloc(load->pool, sizeof(*record));
    const mya_node_t *sql = mya_xml_first(node);
    const char *roles = mya_load_get(load, node, "roles");
    mya_column_t *columns;

    record->place = mya_load_place(scope.module->file, node);
    record->module = scope.module;
    record->name = mya_load_get(load, node, "name");
    mya_load_check_name(&scope, record->place, record->name);
    record->title = mya_load_label(load, apr_pstrcat(load->pool, "record.", record->name, NULL));
    record->note = mya_load_label(load, apr_pstrcat(load->pool, "record.", record->name, ".note",
                                                    NULL));
    record->missing = load_missing(&scope, record, mya_load_get(load, node, "missing"));
    record->lock = mya_load_yes(load, node, "lock");
    record->roles = roles ? mya_load_narrow(load, record->place, node, scope.roles) : 0;
    scope.roles = record->roles ? record->roles : scope.roles;
    record->test = mya_test_make(&scope, record->place, mya_load_get(load, node, "test"));
    scope.guards[0] = record->test;
    while (strcmp(mya_xml_name(sql), "sql") != 0) {
        sql = mya_xml_next(sql);
    }
    mya_load_sql(&record->sql, &record->scoped, &scope, sql, MYA_LOAD_READS,
                 apr_pstrcat(load->pool, scope.module->name, ".", record->name, NULL));
    record->tone = mya_load_get(load, node, "tone");
    record->columns = columns = mya_load_columns(&scope, node, &record->sql, record->name,
                                                 &record->ncolumns);
    scope.record = record;
    mya_load_column_tests(&scope, node, columns, record->ncolumns);
    check_lock(load, record);
    return record;
}
