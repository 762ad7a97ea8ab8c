/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_action_steps.c: branches, loops, records among steps, and what hears an event
 * (real SQLite)
 *
 * The definition and its tables are tests/fixtures/steps.
 */
#include "database_fixture.h"

#include "action/action.h"
#include "form/input.h"

#define FOLDER MYA_SRCDIR "/tests/fixtures/steps/"

static const mya_portal_t *steps_portal;
static const mya_format_t *format;
static int nonces;

/* The whole of the file PATH. */
static const char *text_of(const char *path)
{
    apr_finfo_t info;
    apr_file_t *file;
    char *text;

    must(apr_file_open(&file, path, APR_READ, APR_OS_DEFAULT, pool));
    must(apr_file_info_get(&info, APR_FINFO_SIZE, file));
    text = apr_pcalloc(pool, (apr_size_t)info.size + 1);
    must(apr_file_read_full(file, text, (apr_size_t)info.size, NULL));
    apr_file_close(file);
    return text;
}

static int begin(void **state)
{
    make_database(state);
    mya_xml_init();
    if (mya_portal_load(&steps_portal, FOLDER "portal.xml", fixture_share(), NULL, why, pool)
            != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    must(mya_format_make(&format, "en", "Europe/Oslo", why, pool));
    run_sql(text_of(FOLDER "business.sql"));
    return 0;
}

/* USER, an owner, asks for PATH ("courses/1/register"), each time with a form of its own. */
static mya_action_run_t *asks(const char *user, const char *path)
{
    mya_action_run_t *run = apr_pcalloc(pool, sizeof(*run));
    mya_match_t match;
    mya_env_t *env = mya_env_make(steps_portal, AT(nonces), pool);

    must(mya_portal_match(&match, steps_portal, path, pool));
    assert_non_null(match.action);
    env->user = env->actor = user;
    env->customer = "nordlys";
    env->session = "sofa";
    env->lang = "en";
    env->roles = MYA_ROLE_MEMBER | mya_role_bit(steps_portal, "owner");
    if (match.action->page->nparams) {
        apr_hash_set(env->path, "id", APR_HASH_KEY_STRING, match.values[0]);
    }
    run->action = match.action;
    run->env = env;
    run->nonce = apr_psprintf(pool, "nonce-%d", ++nonces);
    run->session = "5e55";
    run->request = "r-1";
    run->lang = "en";
    run->format = format;
    return run;
}

static apr_status_t reads(mya_action_run_t *run, const char *body)
{
    apr_array_header_t *pairs;
    apr_status_t rv;

    must(mya_input_read(&pairs, body, strlen(body), why, pool));
    rv = mya_form_read(&run->form, run->action, pairs, run->env, format, why, pool);
    if (rv == APR_SUCCESS) {
        run->env->form = mya_form_values(run->form, pool);
    }
    return rv;
}

static apr_status_t sends(mya_action_run_t **run, const char *user, const char *path,
                          const char *body)
{
    mya_outcome_t *outcome;

    *run = asks(user, path);
    must(reads(*run, body));
    return mya_action_run(&outcome, *run, conn, why, pool);
}

/* What the person sees of the editable table: the fingerprint of its rows. */
static const char *seen(const char *user, const char *path)
{
    mya_action_run_t *run = asks(user, path);
    apr_hash_t *values;

    must(mya_action_read(&values, run, conn, why, pool));
    return run->form->fingerprint;
}

static void add_user(const char *id)
{
    run_sql(apr_psprintf(pool, "INSERT INTO mya_user (id, portal, email, name, created) VALUES"
                         " ('%s', 'main', '%s@example.com', '%s', '2026-01-01 00:00:00');", id, id,
                         id));
}

/* --- choose --- */

static void test_the_first_statement_that_meets_what_it_expects_chooses(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/1/register", "note=x"));
    must(sends(&run, "bo", "courses/1/register", ""));
    assert_string_equal(ask("SELECT taken FROM course WHERE id = 1"), "1");
    assert_string_equal(ask("SELECT state FROM registration WHERE user_id = 'anna'"), "booked");
    assert_string_equal(ask("SELECT state FROM registration WHERE user_id = 'bo'"), "waiting");
}

static void test_a_unique_key_decides_as_well_and_ends_no_transaction(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/1/sit", ""));
    must(sends(&run, "bo", "courses/1/sit", ""));
    assert_string_equal(ask("SELECT number FROM seat WHERE user_id = 'anna'"), "1");
    assert_string_equal(ask("SELECT number FROM seat WHERE user_id = 'bo'"), "2");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event WHERE type = 'course.seated'"), "2");
}

static void test_otherwise_may_refuse_and_then_nothing_is_left(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/1/sit", ""));
    must(sends(&run, "bo", "courses/1/sit", ""));
    assert_int_equal(sends(&run, "kari", "courses/1/sit", ""), MYA_EINVALID);
    assert_string_equal(run->form->fault, "No seat is left.");
    assert_string_equal(ask("SELECT COUNT(*) FROM seat"), "2");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_once"), "2");
    assert_null(run->alarm);
}

/* --- records among steps --- */

static void test_a_record_that_must_be_there_ends_all_when_it_is_not(void **state)
{
    mya_action_run_t *run;

    (void)state;
    assert_int_equal(sends(&run, "anna", "courses/1/inherit", ""), MYA_EINVALID);
    assert_non_null(strstr(why->detail, "courses.xml:"));
    assert_non_null(strstr(why->detail, "the record \"last\" has no row, so nothing was done"));
    assert_string_equal(run->form->fault, mya_portal_text(steps_portal, "en", "form.not-done"));
    assert_null(run->alarm);

    run_sql("INSERT INTO seat VALUES (1, 4, 'bo');");
    must(sends(&run, "anna", "courses/1/inherit", ""));
    assert_string_equal(ask("SELECT user_id FROM seat"), "anna");
}

/* --- what hears an event --- */

static void test_an_event_is_heard_by_its_subject_in_the_same_transaction(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/2/register", "note=x"));
    assert_string_equal(ask("SELECT course || ' ' || what FROM course_log"), "2 registered");
    assert_string_equal(ask("SELECT COUNT(*) FROM course_log JOIN mya_event"
                            " ON mya_event.id = course_log.event"
                            " WHERE mya_event.type = 'course.registered'"), "1");
}

static void test_an_on_knows_who_caused_it_and_from_which_session(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/2/register", "note=x"));
    assert_string_equal(ask("SELECT session FROM course_log"), "sofa");
}

static void test_what_an_on_writes_is_heard_in_its_turn(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/1/register", ""));
    must(sends(&run, "bo", "courses/1/register", ""));
    must(sends(&run, "kari", "courses/1/register", ""));
    must(sends(&run, "anna", "courses/1/cancel", ""));
    assert_string_equal(ask("SELECT state FROM registration WHERE user_id = 'bo'"), "booked");
    assert_string_equal(ask("SELECT state FROM registration WHERE user_id = 'kari'"), "waiting");
    assert_string_equal(ask("SELECT data FROM mya_event WHERE type = 'course.moved-up'"),
                        "{\"user\":\"bo\"}");
    assert_string_equal(ask("SELECT COUNT(*) FROM course_log WHERE what = 'course.moved-up'"),
                        "1");
    assert_string_equal(ask("SELECT taken FROM course WHERE id = 1"), "1");
    must(sends(&run, "kari", "courses/1/cancel", ""));     /* who waits leaves no place */
    must(sends(&run, "bo", "courses/1/cancel", ""));
    assert_string_equal(ask("SELECT taken FROM course WHERE id = 1"), "0");
}

static void test_an_on_that_fails_undoes_all_and_names_its_module(void **state)
{
    mya_action_run_t *run;

    (void)state;
    assert_int_equal(sends(&run, "anna", "courses/3/register", "note=kept"), MYA_EINVALID);
    assert_non_null(run->alarm);
    assert_non_null(strstr(run->alarm, "of the module \"zz-watch\""));
    assert_non_null(strstr(run->alarm, "courses/{id}/register"));
    assert_string_equal(why->detail, run->alarm);
    assert_string_equal(run->form->entries[0].typed, "kept");
    assert_string_equal(run->form->fault, mya_portal_text(steps_portal, "en", "form.not-done"));
    assert_string_equal(ask("SELECT COUNT(*) FROM registration"), "0");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "0");
    assert_string_equal(ask("SELECT taken FROM course WHERE id = 3"), "0");
}

static void test_an_on_deeper_in_a_chain_is_the_one_that_is_named(void **state)
{
    mya_action_run_t *run;

    (void)state;
    must(sends(&run, "anna", "courses/1/register", ""));
    must(sends(&run, "bo", "courses/1/register", ""));
    run_sql("DROP TABLE course_log; CREATE TABLE course_log (course integer, what varchar(40)"
            " CHECK (what <> 'course.moved-up'), event varchar(64));");
    assert_int_equal(sends(&run, "anna", "courses/1/cancel", ""), MYA_EDATABASE);
    assert_non_null(strstr(run->alarm, "<on event=\"course.moved-up\"> of the module"
                                       " \"zz-watch\""));
    assert_null(strstr(run->alarm, "course.place-free"));
    assert_string_equal(ask("SELECT state FROM registration WHERE user_id = 'anna'"), "booked");
}

/* --- for-each --- */

static void test_an_editable_table_does_its_steps_for_changed_rows_only(void **state)
{
    const char *body;
    mya_action_run_t *run;

    (void)state;
    add_user("anna");
    body = apr_pstrcat(pool, "mya.row=1&mya.row=2&mya.row=3&granted.2=1&most.1=5&most.2=&most.3="
                       "&mya.seen=", seen("anna", "consents/save"), NULL);
    must(sends(&run, "anna", "consents/save", body));
    assert_string_equal(ask("SELECT group_concat(consent || ' ' || granted || ' ' ||"
                            " coalesce(most, '-')) FROM consent_log"), "1 0 5,2 1 -");
    assert_string_equal(ask("SELECT COUNT(DISTINCT ref) FROM consent_log"), "2");
}

static void test_a_row_that_the_list_does_not_find_is_not_there(void **state)
{
    mya_action_run_t *run;

    (void)state;
    add_user("anna");
    assert_int_equal(sends(&run, "anna", "consents/save", "mya.row=1&mya.row=99"), MYA_ENOTFOUND);
    run_sql("INSERT INTO mail VALUES ('m1', 'anna', 'A', 'inbox', 0);"
            "INSERT INTO mail VALUES ('m2', 'bo', 'B', 'inbox', 0);");
    assert_int_equal(sends(&run, "anna", "mails/delete", "mya.row=m1&mya.row=m2"), MYA_ENOTFOUND);
    assert_string_equal(ask("SELECT COUNT(*) FROM mail"), "2");
    must(sends(&run, "anna", "mails/delete", "mya.row=m1"));
    assert_string_equal(ask("SELECT id FROM mail"), "m2");
}

static void test_a_readonly_row_keeps_what_it_holds(void **state)
{
    mya_action_run_t *run;
    const char *body;

    (void)state;
    add_user("anna");
    body = apr_pstrcat(pool, "mya.row=1&mya.row=2&mya.row=3&granted.3=0&most.3=4&mya.seen=",
                       seen("anna", "consents/save"), NULL);
    must(sends(&run, "anna", "consents/save", body));
    assert_string_equal(ask("SELECT group_concat(consent || ' ' || granted) FROM consent_log"),
                        "3 1");
}

static void test_rows_that_changed_since_they_were_seen_are_a_conflict(void **state)
{
    mya_action_run_t *run;
    const char *body;

    (void)state;
    add_user("anna");
    body = apr_pstrcat(pool, "mya.row=1&mya.row=2&mya.row=3&most.1=5&mya.seen=",
                       seen("anna", "consents/save"), NULL);
    run_sql("UPDATE consent SET version = 9 WHERE id = 2;");
    assert_int_equal(sends(&run, "anna", "consents/save", body), MYA_ECONFLICT);
    assert_true(run->form->conflict);
    assert_string_equal(run->form->rows[0].entries[1].typed, "5");
    assert_string_equal(run->form->fingerprint, seen("anna", "consents/save"));
    assert_string_equal(ask("SELECT COUNT(*) FROM consent_log"), "0");
}

static void test_what_a_row_says_wrong_is_said_at_the_row(void **state)
{
    mya_action_run_t *run = asks("anna", "consents/save");
    apr_hash_t *values;

    (void)state;
    add_user("anna");
    assert_int_equal(reads(run, "mya.row=1&mya.row=2&most.1=500&most.2=3"), MYA_EINVALID);
    must(mya_action_read(&values, run, conn, why, pool));
    assert_int_equal(run->form->faults, 1);
    assert_non_null(run->form->rows[0].entries[1].fault);
    assert_string_equal(run->form->rows[0].name, "email");
    assert_null(run->form->rows[1].entries[1].fault);
}

/* --- review --- */

static void test_a_review_reads_and_does_nothing(void **state)
{
    mya_action_run_t *run = asks("anna", "gifts/give");
    mya_outcome_t *outcome, *first;

    (void)state;
    must(reads(run, "to_name=Bo&amount=5&means=card&number=4000123412341234"));
    must(mya_action_review(&outcome, run, conn, why, pool));
    assert_null(outcome);
    assert_string_equal(ask("SELECT COUNT(*) FROM gift"), "0");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_once"), "0");
    must(mya_action_run(&first, run, conn, why, pool));
    must(mya_action_review(&outcome, run, conn, why, pool));
    assert_string_equal(outcome->page, first->page);
    assert_string_equal(ask("SELECT COUNT(*) FROM gift"), "1");
}

#define with_steps(test) cmocka_unit_test_setup_teardown(test, begin, drop_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_steps(test_the_first_statement_that_meets_what_it_expects_chooses),
        with_steps(test_a_unique_key_decides_as_well_and_ends_no_transaction),
        with_steps(test_otherwise_may_refuse_and_then_nothing_is_left),
        with_steps(test_a_record_that_must_be_there_ends_all_when_it_is_not),
        with_steps(test_an_event_is_heard_by_its_subject_in_the_same_transaction),
        with_steps(test_an_on_knows_who_caused_it_and_from_which_session),
        with_steps(test_what_an_on_writes_is_heard_in_its_turn),
        with_steps(test_an_on_that_fails_undoes_all_and_names_its_module),
        with_steps(test_an_on_deeper_in_a_chain_is_the_one_that_is_named),
        with_steps(test_an_editable_table_does_its_steps_for_changed_rows_only),
        with_steps(test_a_row_that_the_list_does_not_find_is_not_there),
        with_steps(test_a_readonly_row_keeps_what_it_holds),
        with_steps(test_rows_that_changed_since_they_were_seen_are_a_conflict),
        with_steps(test_what_a_row_says_wrong_is_said_at_the_row),
        with_steps(test_a_review_reads_and_does_nothing),
    };
    int failed;

    if (begin_tests() != 0) {
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_tests();
    return failed;
}
