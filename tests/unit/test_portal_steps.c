/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_portal_steps.c: what is made of branches, loops, fields in options, and <on> */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <apr_general.h>

#include "base/xml.h"
#include "definition_fixture.h"
#include "portal/model.h"

static apr_pool_t *pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

/* The definition good/NAME. */
static const mya_portal_t *load(const char *name)
{
    const char *folder = definition_assemble(apr_pstrcat(pool, DEFINITIONS "good/", name, NULL),
                                             pool);
    const mya_portal_t *portal = NULL;

    assert_non_null(folder);
    mya_portal_load(&portal, apr_pstrcat(pool, folder, "portal.xml", NULL), MYA_SRCDIR, NULL, NULL,
                    pool);
    definition_remove(folder, pool);
    assert_non_null(portal);
    return portal;
}

static const mya_action_t *action_at(const mya_portal_t *portal, const char *path)
{
    mya_match_t match;

    assert_int_equal(mya_portal_match(&match, portal, path, pool), APR_SUCCESS);
    assert_non_null(match.action);
    return match.action;
}

/* The kinds of N STEPS, those in them in parentheses: "choose(if(sql goto) else(sql)) event". */
static const char *shape(const mya_step_t *steps, int n)
{
    const char *text = "";

    for (int i = 0; i < n; i++) {
        const mya_step_t *step = &steps[i];

        text = apr_pstrcat(pool, text, i ? " " : "", mya_step_name(step->kind), NULL);
        if (step->kind == MYA_STEP_FOR_EACH) {
            text = apr_pstrcat(pool, text, "(", shape(step->steps, step->nsteps), ")", NULL);
        }
        for (int k = 0; k < step->nbranches; k++) {
            const mya_branch_t *branch = &step->branches[k];

            text = apr_pstrcat(pool, text, k ? " " : "(",
                               branch->otherwise ? "else(" : branch->test ? "if(" : "try(",
                               shape(branch->steps, branch->nsteps),
                               k == step->nbranches - 1 ? "))" : ")", NULL);
        }
    }
    return text;
}

/* --- steps --- */

static void test_branches_stand_in_their_order_with_their_steps(void **state)
{
    const mya_portal_t *portal = load("courses.xml");
    const mya_action_t *action = action_at(portal, "courses/7/register");
    const mya_branch_t *branches = action->steps[0].branches;

    (void)state;
    assert_string_equal(shape(action->steps, action->nsteps),
                        "choose(try(sql sql goto) else(sql goto)) event");
    assert_int_equal(branches[0].steps[0].sql.by_dialect[MYA_DIALECT_SQLITE]->expect_min, 1);
    assert_string_equal(branches[0].steps[1].sql.by_dialect[MYA_DIALECT_SQLITE]->id,
                        "courses.register.1.1.2");
    assert_string_equal(branches[1].steps[1].notice, "courses.waiting");
    action = action_at(portal, "courses/7/cancel");
    assert_string_equal(shape(action->steps, action->nsteps), "sql choose(if(event))");
    assert_string_equal(action->steps[1].branches[0].test->equals, "booked");
}

static void test_a_record_among_the_steps_is_none_that_the_page_reads(void **state)
{
    const mya_action_t *action = action_at(load("courses.xml"), "courses/7/recommend");

    (void)state;
    assert_string_equal(shape(action->steps, action->nsteps),
                        "record choose(if(sql) else(choose(if(sql)) sql)) sql");
    assert_string_equal(action->steps[0].record->name, "before");
    assert_int_equal(action->steps[0].record->missing, MYA_MISSING_ABSENT);
    assert_int_equal(action->nrecords, 2);
    assert_string_equal(action->records[0]->name, "course");
    assert_string_equal(action->records[1]->name, "mine");
}

static void test_what_is_needed_only_within_a_branch_is_read_as_well(void **state)
{
    const mya_action_t *action = action_at(load("courses.xml"), "courses/7/cancel");

    (void)state;
    assert_int_equal(action->nrecords, 2);
    assert_string_equal(action->records[1]->name, "mine");
}

/* --- rows --- */

static void test_an_editable_table_is_an_action_at_the_page_for_each_row(void **state)
{
    const mya_action_t *action = action_at(load("consents.xml"), "consents/save");

    (void)state;
    assert_int_equal(action->rows, MYA_ROWS_ALL);
    assert_string_equal(action->list->name, "consents");
    assert_string_equal(shape(action->steps, action->nsteps), "for-each(sql event)");
    assert_ptr_equal(action->steps[0].list, action->list);
    assert_int_equal(action->fields[0].readonly, 0);
    assert_int_equal(action->fields[0].readonly_test->ref.source, MYA_FROM_ROW);
    assert_string_equal(action->fields[0].readonly_test->ref.column, "forced");
}

/* The first reference of SQL that stands for several values, or NULL. */
static const mya_ref_t *many_of(const mya_sql_t *sql)
{
    for (int i = 0; i < sql->nparts; i++) {
        if (sql->parts[i].ref && sql->parts[i].ref->many) {
            return sql->parts[i].ref;
        }
    }
    return NULL;
}

static void test_ticked_rows_are_values_for_in_and_one_after_another(void **state)
{
    const mya_action_t *action = action_at(load("consents.xml"), "consents/forget");
    const mya_ref_t *ids = many_of(action->steps[0].sql.by_dialect[MYA_DIALECT_SQLITE]);

    (void)state;
    assert_int_equal(action->rows, MYA_ROWS_SELECTED);
    assert_int_equal(action->review, 1);
    assert_string_equal(shape(action->steps, action->nsteps),
                        "sql for-each(choose(if(sql) else(event)))");
    assert_non_null(ids);
    assert_string_equal(ids->of, "consents");
    assert_int_equal(ids->type, MYA_TYPE_INTEGER);
}

static void test_an_included_action_is_about_what_includes_it(void **state)
{
    const mya_action_t *mark = action_at(load("consents.xml"), "consents/5/mark");
    const mya_portal_t *courses = load("courses.xml");
    const mya_action_t *recommend = action_at(courses, "courses/7/recommend");

    (void)state;
    assert_int_equal(mark->rows, MYA_ROWS_ONE);
    assert_string_equal(mark->list->name, "consents");
    assert_int_equal(recommend->roles, mya_role_bit(courses, "owner")
                     | mya_role_bit(courses, "finance"));
    assert_string_equal(recommend->test->ref.of, "mine");
    assert_int_equal(recommend->confirm, 1);
    assert_int_equal(recommend->review, 1);
}

/* --- fields --- */

static void test_fields_of_an_option_know_their_choice_and_its_value(void **state)
{
    static const char *const expected[] = {
        "email", "means", "number means card", "number means account", "holder means account",
        "state", "until state waiting", "topics"
    };
    const mya_portal_t *portal = load("courses.xml");
    const mya_action_t *action = action_at(portal, "courses/7/recommend");

    (void)state;
    assert_int_equal(action->nfields, sizeof(expected) / sizeof(expected[0]));
    for (int i = 0; i < action->nfields; i++) {
        const mya_field_t *field = &action->fields[i];

        assert_string_equal(field->of ? apr_pstrcat(pool, field->name, " ", field->of, " ",
                                                    field->of_value, NULL) : field->name,
                            expected[i]);
        assert_int_equal(field->roles, mya_role_bit(portal, "owner"));
    }
}

static void test_a_choice_has_its_own_options_or_those_of_a_set(void **state)
{
    const mya_field_t *fields = action_at(load("courses.xml"), "courses/7/recommend")->fields;
    const mya_options_t *means = fields[1].options, *states = fields[5].options;

    (void)state;
    assert_string_equal(means->name, "means");
    assert_int_equal(means->noptions, 3);
    assert_string_equal(means->options[0].tone, "info");
    assert_null(means->options[0].test);
    assert_non_null(means->options[1].test);
    assert_string_equal(means->options[2].readable, "Cash");
    assert_string_equal(states->name, "registration-states");
    assert_int_equal(states->noptions, 3);
    assert_int_equal(fields[7].multiple, 1);
}

/* --- what hears an event --- */

static void test_the_page_of_the_subject_says_the_types(void **state)
{
    const mya_portal_t *portal = load("courses.xml");
    const mya_on_t *on = &portal->ons[0];

    (void)state;
    assert_int_equal(portal->nons, 2);
    assert_string_equal(on->event, "course.place-free");
    assert_int_equal(on->nsegments, 2);
    assert_string_equal(on->segments[1], "{id}");
    assert_int_equal(on->nparams, 1);
    assert_string_equal(on->params[0].name, "id");
    assert_int_equal(on->params[0].in_path, 1);
    assert_int_equal(on->params[0].type, MYA_TYPE_INTEGER);
    assert_string_equal(shape(on->steps, on->nsteps),
                        "record record choose(if(sql event) else(sql))");
    assert_int_equal(on->steps[0].record->missing, MYA_MISSING_FAIL);
    assert_int_equal(on->steps[0].record->lock, 1);
}

static void test_an_on_without_subject_hears_all_and_types_the_data(void **state)
{
    const mya_on_t *on = &load("courses.xml")->ons[1];

    (void)state;
    assert_null(on->segments);
    assert_int_equal(on->nparams, 1);
    assert_int_equal(on->params[0].in_path, 0);
    assert_int_equal(on->params[0].type, MYA_TYPE_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches_stand_in_their_order_with_their_steps),
        cmocka_unit_test(test_a_record_among_the_steps_is_none_that_the_page_reads),
        cmocka_unit_test(test_what_is_needed_only_within_a_branch_is_read_as_well),
        cmocka_unit_test(test_an_editable_table_is_an_action_at_the_page_for_each_row),
        cmocka_unit_test(test_ticked_rows_are_values_for_in_and_one_after_another),
        cmocka_unit_test(test_an_included_action_is_about_what_includes_it),
        cmocka_unit_test(test_fields_of_an_option_know_their_choice_and_its_value),
        cmocka_unit_test(test_a_choice_has_its_own_options_or_those_of_a_set),
        cmocka_unit_test(test_the_page_of_the_subject_says_the_types),
        cmocka_unit_test(test_an_on_without_subject_hears_all_and_types_the_data),
    };

    apr_initialize();
    mya_xml_init();
    return cmocka_run_group_tests(tests, begin, end);
}
