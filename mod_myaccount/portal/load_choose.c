/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_choose.c: steps that hold others: <choose> with its branches, and <for-each> */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

#define DEPTH_MAX 8     /* <choose> in <choose>: beyond it nobody sees what is done when */

typedef struct maker_t {
    mya_scope_t scope;              /* of the branches, with what holds in them */
    mya_load_t *load;
    const char *id;
    apr_array_header_t *branches;   /* mya_branch_t */
} maker_t;

/* --- what holds in a branch --- */

static const mya_load_guard_t *guard(const maker_t *m, const mya_test_t *test)
{
    mya_load_guard_t *made = apr_pcalloc(m->load->pool, sizeof(*made));

    made->test = test;
    made->around = m->scope.chosen;
    return made;
}

/* Behind <when test="not(x)"> there is an x in every later branch. */
static void hold_contrary(maker_t *m, const mya_test_t *test)
{
    mya_test_t *contrary;

    if (test && test->negate && !test->equals) {
        contrary = apr_pmemdup(m->load->pool, test, sizeof(*test));
        contrary->negate = 0;
        m->scope.chosen = guard(m, contrary);
    }
}

/* --- branches --- */

/* A <when> without test is chosen by what its first statement meets. */
static void check_first(const maker_t *m, const mya_branch_t *branch)
{
    const mya_step_t *first = branch->nsteps ? &branch->steps[0] : NULL;
    int says = first && first->kind == MYA_STEP_SQL;

    for (int k = 0; says && k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = first->sql.by_dialect[k];

        says = !sql || sql->expect_min >= 0 || sql->expect_max >= 0;
    }
    if (!says) {
        mya_load_fault(m->load, branch->place,
                       "a <when> without test= is chosen if its first step meets the rows that it "
                       "expects; begin it with <sql expect=\"1\">, or write test=");
    }
}

static void check_order(const maker_t *m, const mya_branch_t *branch)
{
    const mya_branch_t *before = m->branches->nelts
        ? &APR_ARRAY_IDX(m->branches, m->branches->nelts - 1, mya_branch_t) : NULL;

    if (!before && branch->otherwise) {
        mya_load_fault(m->load, branch->place,
                       "<otherwise> stands before any <when>; write <when> above it");
    }
    else if (before && before->otherwise) {
        mya_load_fault(m->load, branch->place,
                       "<%s> stands behind <otherwise>, where it is never reached; move "
                       "<otherwise> to the end, once",
                       branch->otherwise ? "otherwise" : "when");
    }
}

static void load_branch(maker_t *m, const mya_node_t *node)
{
    mya_branch_t branch = { .place = mya_load_place(m->scope.module->file, node) };
    mya_scope_t scope = m->scope;
    int faults = m->load->faults->nelts;

    branch.otherwise = strcmp(mya_xml_name(node), "otherwise") == 0;
    check_order(m, &branch);
    branch.test = mya_test_make(&m->scope, branch.place, mya_load_get(m->load, node, "test"));
    if (branch.test) {
        scope.chosen = guard(m, branch.test);
    }
    branch.nsteps = mya_load_steps(&branch.steps, &scope, node,
                                   apr_psprintf(m->load->pool, "%s.%d", m->id,
                                                m->branches->nelts + 1));
    if (!branch.otherwise && !branch.test && m->load->faults->nelts == faults) {
        check_first(m, &branch);
    }
    if (branch.otherwise && !branch.nsteps) {
        mya_load_fault(m->load, branch.place, "<otherwise> does nothing; leave it out");
    }
    hold_contrary(m, branch.test);
    APR_ARRAY_PUSH(m->branches, mya_branch_t) = branch;
}

void mya_load_choose(mya_step_t *step, const mya_scope_t *scope, const mya_node_t *node,
                     const char *id)
{
    maker_t m = { *scope, scope->load, id,
                  apr_array_make(scope->load->pool, 4, sizeof(mya_branch_t)) };

    if (++m.scope.depth > DEPTH_MAX) {
        mya_load_fault(m.load, step->place,
                       "<choose> stands in %d others; %d are the most, let a view say which case "
                       "it is", m.scope.depth - 1, DEPTH_MAX);
        return;
    }
    for (const mya_node_t *child = mya_xml_first(node); child; child = mya_xml_next(child)) {
        load_branch(&m, child);
    }
    step->branches = (const mya_branch_t *)m.branches->elts;
    step->nbranches = m.branches->nelts;
}

/* --- for each row --- */

/* The list whose rows are given; NULL after a fault. */
static const mya_list_t *find_rows(const mya_scope_t *scope, mya_place_t place, const char *name)
{
    mya_load_t *load = scope->load;

    if (scope->in_each) {
        mya_load_fault(load, place,
                       "<for-each> stands in <for-each>; one level is all there is, let one "
                       "statement do the inner rows");
    }
    else if (!scope->given) {
        mya_load_fault(load, place,
                       "select=\"%s\" finds no rows: only an action in a list, with "
                       "rows=\"selected\" or rows=\"all\", is given some; one statement can "
                       "change all rows that it meets", name);
    }
    else if (strcmp(scope->given->name, name) != 0) {
        mya_load_fault(load, place,
                       "select=\"%s\" names other rows than the action is about; write "
                       "select=\"%s\"", name, scope->given->name);
    }
    else {
        return scope->given;
    }
    return NULL;
}

void mya_load_for_each(mya_step_t *step, const mya_scope_t *outer, const mya_node_t *node,
                       const char *id)
{
    mya_load_t *load = outer->load;
    mya_scope_t scope = *outer;

    step->list = find_rows(outer, step->place, mya_load_get(load, node, "select"));
    if (!step->list) {
        return;
    }
    scope.list = step->list;
    scope.in_each = 1;
    step->nsteps = mya_load_steps(&step->steps, &scope, node, id);
    if (!step->nsteps) {
        mya_load_fault(load, step->place,
                       "the <for-each> does nothing; write steps into it, or leave it out");
    }
}
