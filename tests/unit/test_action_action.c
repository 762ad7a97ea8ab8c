/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_action_action.c: one form, one effect, all of it or nothing (real SQLite)
 *
 * The definition is tests/fixtures/action; the customers nordlys and berg have a contact each.
 */
#include "database_fixture.h"

#include <apr_thread_proc.h>

#include "action/action.h"
#include "form/input.h"

static const mya_portal_t *shop_portal;
static const mya_format_t *format;

static const char business[] =
    "CREATE TABLE contact (id varchar(32) PRIMARY KEY, customer_id varchar(32) NOT NULL,"
    " name varchar(40) NOT NULL CHECK (name <> 'impossible'), email varchar(254) UNIQUE,"
    " number varchar(40), active integer NOT NULL);"
    "CREATE TABLE shop (customer_id varchar(32) PRIMARY KEY, street varchar(40) NOT NULL);"
    "CREATE TABLE mark (id varchar(64) PRIMARY KEY, customer_id varchar(32), at varchar(19));"
    "CREATE TABLE orders (id varchar(32) PRIMARY KEY, customer_id varchar(32), state varchar(10),"
    " open integer);"
    "INSERT INTO contact VALUES ('c1', 'nordlys', 'Anna', 'anna@example.com', 'C-7', 1);"
    "INSERT INTO contact VALUES ('c2', 'berg', 'Bo', 'bo@example.com', NULL, 1);"
    "INSERT INTO orders VALUES ('o1', 'nordlys', 'open', 1);"
    "INSERT INTO orders VALUES ('o2', 'nordlys', 'open', 1);"
    "INSERT INTO orders VALUES ('o9', 'berg', 'open', 1);";

static int begin(void **state)
{
    const char *share = fixture_share();
    const char *file;

    make_database(state);
    file = apr_pstrcat(pool, share, "/tests/fixtures/action/portal.xml", NULL);
    mya_xml_init();
    if (mya_portal_load(&shop_portal, file, share, NULL, why, pool) != APR_SUCCESS) {
        fail_msg("%s", why->detail);
    }
    must(mya_format_make(&format, "en", "Europe/Oslo", why, pool));
    run_sql(business);
    return 0;
}

/* Anna, owner at CUSTOMER, asks for PATH ("orders/o1/cancel"). */
static mya_action_run_t *asks(const char *customer, const char *path)
{
    mya_action_run_t *run = apr_pcalloc(pool, sizeof(*run));
    mya_match_t match;
    mya_env_t *env = mya_env_make(shop_portal, AT(0), pool);

    must(mya_portal_match(&match, shop_portal, path, pool));
    assert_non_null(match.action);
    env->user = env->actor = "anna";
    env->customer = customer;
    env->lang = "en";
    env->today = "2026-11-21";
    env->roles = MYA_ROLE_MEMBER | mya_role_bit(shop_portal, "owner");
    if (match.action->page->nparams) {
        apr_hash_set(env->path, match.action->page->params[0].name, APR_HASH_KEY_STRING,
                     match.values[0]);
    }
    run->action = match.action;
    run->env = env;
    run->key = match.action->list ? match.values[match.nvalues - 1] : NULL;
    run->nonce = "nonce-1";
    run->session = "5e55";
    run->request = "r-1";
    run->lang = "en";
    run->format = format;
    return run;
}

/* What the person saw: the fingerprint of the form as it is now. */
static const char *seen(const char *customer, const char *path)
{
    mya_action_run_t *run = asks(customer, path);
    apr_hash_t *values;

    must(mya_action_read(&values, run, conn, why, pool));
    return run->form->fingerprint;
}

static apr_status_t sends(mya_outcome_t **outcome, mya_action_run_t *run, const char *body)
{
    apr_array_header_t *pairs;

    must(mya_input_read(&pairs, body, strlen(body), why, pool));
    must(mya_form_read(&run->form, run->action, pairs, run->env, format, why, pool));
    run->env->form = mya_form_values(run->form, pool);
    return mya_action_run(outcome, run, conn, why, pool);
}

/* Anna has opened contact/edit and sends NAME and EMAIL with NONCE. */
static apr_status_t edits(mya_outcome_t **outcome, mya_action_run_t **run, const char *nonce,
                          const char *name, const char *email)
{
    const char *body = apr_psprintf(pool, "name=%s&email=%s&number=X&mya.seen=%s", name, email,
                                    seen("nordlys", "contact/edit"));

    *run = asks("nordlys", "contact/edit");
    (*run)->nonce = nonce;
    return sends(outcome, *run, body);
}

static void nothing_happened(void)
{
    assert_string_equal(ask("SELECT group_concat(name) FROM contact"), "Anna,Bo");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "0");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_once"), "0");
    assert_string_equal(ask("SELECT SUM(active) FROM contact"), "2");
}

/* --- doing it --- */

static void test_does_its_steps_and_writes_the_event_with_them(void **state)
{
    mya_action_run_t *run;
    mya_outcome_t *outcome;

    (void)state;
    must(edits(&outcome, &run, "n1", "Anna+Berg", "anna.berg@example.com"));
    assert_string_equal(outcome->page, "contact");
    assert_string_equal(outcome->notice, "contact.saved");
    assert_string_equal(ask("SELECT name || ' ' || email FROM contact WHERE id = 'c1'"),
                        "Anna Berg anna.berg@example.com");
    assert_string_equal(ask("SELECT type || ' ' || subject || ' ' || user_id || ' ' || customer_id"
                            " || ' ' || actor || ' ' || session_hash || ' ' || request_id"
                            " FROM mya_event"),
                        "contact.changed contact anna nordlys anna 5e55 r-1");
    assert_string_equal(ask("SELECT json_extract(data, '$.from') || ' ' ||"
                            " json_extract(data, '$.to') || ' ' || json_extract(data, '$.number')"
                            " FROM mya_event"),
                        "anna@example.com anna.berg@example.com C-7");
    assert_string_equal(ask("SELECT name FROM contact WHERE id = 'c2'"), "Bo");
}

static void test_actions_of_one_customer_stand_in_one_queue(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/mark");
    mya_outcome_t *outcome;

    (void)state;
    must(sends(&outcome, run, "sure=1"));
    run = asks("nordlys", "contact/mark");
    run->nonce = "nonce-2";
    run->env->user = run->env->actor = "bo";
    must(sends(&outcome, run, "sure=1"));
    assert_string_equal(ask("SELECT group_concat(who || ' ' || turns) FROM mya_serial"),
                        "customer:nordlys 2");
}

static void test_the_answer_without_goto_is_the_page_of_the_action(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    run_sql("INSERT INTO mark VALUES ('m 1', 'nordlys', '2026-11-21 20:00:00');");
    must(sends(&outcome, asks("nordlys", "contact/marks/m 1/remove"), ""));
    assert_string_equal(outcome->page, "contact/marks/m%201");
    assert_null(outcome->notice);
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "0");
}

static void test_a_fresh_reference_is_the_same_in_statement_and_answer(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    must(sends(&outcome, asks("nordlys", "contact/mark"), "sure=1"));
    assert_string_equal(outcome->page, apr_pstrcat(pool, "contact/marks/",
                                                   ask("SELECT id FROM mark"), NULL));
    assert_string_equal(ask("SELECT at FROM mark"), "2026-11-21 20:00:00");
}

/* --- once --- */

static void test_sending_twice_has_one_effect_and_the_same_answer(void **state)
{
    mya_outcome_t *first, *second;

    (void)state;
    must(sends(&first, asks("nordlys", "contact/mark"), "sure=1"));
    must(sends(&second, asks("nordlys", "contact/mark"), "sure=1"));
    assert_string_equal(second->page, first->page);
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "1");
}

static void test_a_second_sending_gives_the_first_answer_whatever_has_changed(void **state)
{
    mya_action_run_t *run;
    mya_outcome_t *outcome;

    (void)state;
    must(edits(&outcome, &run, "n1", "Anna+Berg", "new@example.com"));
    run = asks("nordlys", "contact/edit");
    run->nonce = "n1";
    must(sends(&outcome, run, "name=Anna+Berg&email=new@example.com&mya.seen=old"));
    assert_string_equal(outcome->notice, "contact.saved");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "1");
}

/* The browser's way back to a form that was sent, changed there, sent again: another wish, not the
 * same. */
static void test_a_used_form_with_other_content_is_shown_beside_what_is_stored(void **state)
{
    mya_action_run_t *run;
    mya_outcome_t *outcome;

    (void)state;
    must(edits(&outcome, &run, "n1", "Anna+Berg", "new@example.com"));
    run = asks("nordlys", "contact/edit");
    run->nonce = "n1";
    assert_int_equal(sends(&outcome, run, "name=Other&email=new@example.com&mya.seen=old"),
                     MYA_ECONFLICT);
    assert_null(outcome);
    assert_non_null(run->form->fault);
    assert_string_equal(run->form->entries[0].typed, "Other");
    assert_string_equal(run->form->entries[0].theirs, "Anna Berg");
    assert_string_equal(ask("SELECT name FROM contact WHERE id = 'c1'"), "Anna Berg");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "1");
}

typedef struct sender_t {
    apr_thread_t *thread;
    apr_pool_t *pool;
    apr_status_t status;
} sender_t;

/* What a server thread does: connection, request and pool of its own. */
static void *APR_THREAD_FUNC send_mark(apr_thread_t *thread, void *data)
{
    sender_t *sender = data;
    mya_result_t *reason = mya_result_make(sender->pool);
    mya_outcome_t *outcome;
    mya_db_conn_t *mine;
    mya_action_run_t run = { .nonce = "same", .session = "5e55", .request = "r", .lang = "en",
                             .format = format };
    apr_array_header_t *pairs;
    mya_match_t match;

    (void)thread;
    mya_portal_match(&match, shop_portal, "contact/mark", sender->pool);
    run.action = match.action;
    run.env = mya_env_make(shop_portal, AT(0), sender->pool);
    run.env->user = run.env->actor = "anna";
    run.env->customer = "nordlys";
    run.env->roles = MYA_ROLE_MEMBER;
    mya_input_read(&pairs, "sure=1", 6, reason, sender->pool);
    mya_form_read(&run.form, run.action, pairs, run.env, format, reason, sender->pool);
    sender->status = mya_db_open(&mine, db, reason, sender->pool);
    if (sender->status == APR_SUCCESS) {
        sender->status = mya_action_run(&outcome, &run, mine, reason, sender->pool);
        mya_db_close(mine);
    }
    return NULL;
}

#define SENDERS 8

static void test_eight_at_the_same_moment_have_one_effect(void **state)
{
    sender_t senders[SENDERS];
    apr_status_t rv;
    int i;

    (void)state;
    for (i = 0; i < SENDERS; ++i) {
        apr_pool_create(&senders[i].pool, NULL);
        must(apr_thread_create(&senders[i].thread, NULL, send_mark, &senders[i], pool));
    }
    for (i = 0; i < SENDERS; ++i) {
        must(apr_thread_join(&rv, senders[i].thread));
        must(senders[i].status);
        apr_pool_destroy(senders[i].pool);
    }
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "1");
}

/* --- nothing --- */

static void test_needs_nonce_session_and_form(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/mark");
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(mya_action_run(&outcome, run, conn, why, pool), MYA_EREFUSED);
    run->nonce = NULL;
    assert_int_equal(sends(&outcome, run, "sure=1"), MYA_EREFUSED);
    run->nonce = "n";
    run->session = NULL;
    assert_int_equal(sends(&outcome, run, "sure=1"), MYA_EREFUSED);
    assert_null(outcome);
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "0");
}

static void test_a_unique_key_is_said_at_its_field(void **state)
{
    mya_action_run_t *run;
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(edits(&outcome, &run, "n1", "Anna+Berg", "bo@example.com"), MYA_EINVALID);
    assert_null(outcome);
    assert_string_equal(run->form->entries[1].fault, "Somebody else has this address.");
    assert_string_equal(run->form->entries[1].typed, "bo@example.com");
    assert_int_equal(run->form->faults, 1);
    assert_null(strstr(why->detail, "bo@"));
    nothing_happened();

    must(edits(&outcome, &run, "n1", "Anna+Berg", "free@example.com"));   /* the nonce is free */
}

static void test_a_unique_key_without_a_sentence_is_said_at_the_whole(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/open-shop");
    mya_outcome_t *outcome;

    (void)state;
    must(sends(&outcome, run, ""));
    run = asks("nordlys", "contact/open-shop");
    run->nonce = "nonce-2";
    assert_int_equal(sends(&outcome, run, ""), MYA_EINVALID);
    assert_string_equal(run->form->fault,
                        mya_portal_text(shop_portal, "en", "form.taken"));
}

static void test_a_second_statement_that_fails_undoes_the_first(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/close");
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, run, ""), MYA_EINVALID);
    assert_string_equal(run->form->fault, "There is no shop to close.");
    nothing_happened();

    run_sql("INSERT INTO shop VALUES ('nordlys', 'Storgata 1');");
    must(sends(&outcome, asks("nordlys", "contact/close"), ""));
    assert_string_equal(ask("SELECT active FROM contact WHERE id = 'c1'"), "0");
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "1");
}

static void test_a_statement_that_breaks_leaves_nothing_and_is_no_ones_fault(void **state)
{
    mya_action_run_t *run;
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(edits(&outcome, &run, "n1", "impossible", "x@example.com"), MYA_EDATABASE);
    assert_int_equal(run->form->faults, 0);
    nothing_happened();
}

static void test_a_check_is_said_at_its_field(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/mark");
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, run, ""), MYA_EINVALID);
    assert_string_equal(run->form->entries[0].fault, "Say that you are sure.");
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "0");
    nothing_happened();
}

/* --- what it is about --- */

static void test_what_changed_meanwhile_is_a_conflict_that_shows_both(void **state)
{
    const char *before = seen("nordlys", "contact/edit");
    mya_action_run_t *run = asks("nordlys", "contact/edit");
    mya_outcome_t *outcome;

    (void)state;
    run_sql("UPDATE contact SET email = 'theirs@example.com' WHERE id = 'c1';");
    assert_int_equal(sends(&outcome, run, apr_pstrcat(pool, "name=Anna&email=mine@example.com"
                                                      "&mya.seen=", before, NULL)),
                     MYA_ECONFLICT);
    assert_true(run->form->conflict);
    assert_string_equal(run->form->entries[1].theirs, "theirs@example.com");
    assert_string_equal(run->form->entries[1].typed, "mine@example.com");
    assert_null(run->form->entries[0].theirs);
    assert_string_equal(run->form->fault, mya_portal_text(shop_portal, "en", "form.changed"));
    nothing_happened();

    before = run->form->fingerprint;       /* sent again, knowing theirs */
    run = asks("nordlys", "contact/edit");
    must(sends(&outcome, run, apr_pstrcat(pool, "name=Anna&email=mine@example.com&mya.seen=",
                                          before, NULL)));
    assert_string_equal(ask("SELECT email FROM contact WHERE id = 'c1'"), "mine@example.com");
}

static void test_a_form_that_does_not_say_what_it_saw_is_a_conflict(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, asks("nordlys", "contact/edit"), "name=A&email=a@b.no"),
                     MYA_ECONFLICT);
    assert_int_equal(sends(&outcome, asks("nordlys", "contact/edit"),
                           "name=A&email=a@b.no&mya.seen="), MYA_ECONFLICT);
    nothing_happened();
}

static void test_what_the_form_does_not_show_is_no_conflict(void **state)
{
    const char *before = seen("nordlys", "contact/edit");
    mya_outcome_t *outcome;

    (void)state;
    run_sql("UPDATE contact SET active = 0 WHERE id = 'c1';");
    must(sends(&outcome, asks("nordlys", "contact/edit"),
               apr_pstrcat(pool, "name=A&email=a@b.no&mya.seen=", before, NULL)));
}

static void test_a_test_is_made_again_when_it_is_sent(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/close");
    mya_outcome_t *outcome;
    apr_hash_t *values;

    (void)state;
    must(mya_action_read(&values, run, conn, why, pool));
    run_sql("UPDATE contact SET active = 0 WHERE id = 'c1';"
            "INSERT INTO shop VALUES ('nordlys', 'Storgata 1');");
    assert_int_equal(sends(&outcome, asks("nordlys", "contact/close"), ""), MYA_ENOTFOUND);
    assert_string_equal(ask("SELECT COUNT(*) FROM shop"), "1");
    assert_int_equal(mya_action_read(&values, asks("nordlys", "contact/close"), conn, why, pool),
                     MYA_ENOTFOUND);
}

static void test_roles_are_judged_before_anything_is_read(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/close");
    mya_outcome_t *outcome;
    apr_hash_t *values;

    (void)state;
    run_sql("INSERT INTO shop VALUES ('nordlys', 'Storgata 1');");
    run->env->roles = MYA_ROLE_MEMBER | mya_role_bit(shop_portal, "finance");
    assert_int_equal(sends(&outcome, run, ""), MYA_EREFUSED);
    assert_int_equal(mya_action_read(&values, run, conn, why, pool), MYA_EREFUSED);
    assert_string_equal(ask("SELECT COUNT(*) FROM shop"), "1");
    nothing_happened();
}

static void test_a_page_that_is_a_404_takes_no_form(void **state)
{
    mya_outcome_t *outcome;
    apr_hash_t *values;

    (void)state;
    assert_int_equal(sends(&outcome, asks("stranger", "contact/mark"), "sure=1"), MYA_ENOTFOUND);
    assert_int_equal(mya_action_read(&values, asks("stranger", "contact/edit"), conn, why, pool),
                     MYA_ENOTFOUND);
    run_sql("INSERT INTO mark VALUES ('m1', 'berg', '2026-11-21 20:00:00');");
    assert_int_equal(sends(&outcome, asks("nordlys", "contact/marks/m1/remove"), ""),
                     MYA_ENOTFOUND);
    assert_string_equal(ask("SELECT COUNT(*) FROM mark"), "1");
}

static void test_a_row_is_found_through_its_own_list_only(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, asks("nordlys", "orders/o9/cancel"), ""), MYA_ENOTFOUND);
    assert_int_equal(sends(&outcome, asks("nordlys", "orders/nowhere/cancel"), ""),
                     MYA_ENOTFOUND);
    assert_string_equal(ask("SELECT COUNT(*) FROM orders WHERE open = 1"), "3");

    must(sends(&outcome, asks("nordlys", "orders/o2/cancel"), ""));
    assert_string_equal(outcome->page, "orders");
    assert_string_equal(ask("SELECT group_concat(id) FROM orders WHERE state = 'cancelled'"),
                        "o2");
    assert_string_equal(ask("SELECT json_extract(data, '$.order') FROM mya_event"), "o2");
}

static void test_a_row_whose_test_no_longer_holds_is_not_found(void **state)
{
    mya_outcome_t *outcome;
    mya_action_run_t *run = asks("nordlys", "orders/o1/cancel");

    (void)state;
    must(sends(&outcome, run, ""));
    run = asks("nordlys", "orders/o1/cancel");
    run->nonce = "nonce-2";
    assert_int_equal(sends(&outcome, run, ""), MYA_ENOTFOUND);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_event"), "1");
}

static void test_a_foreign_row_is_not_found_without_any_test(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, asks("nordlys", "orders/o9/remind"), ""), MYA_ENOTFOUND);
    nothing_happened();
    must(sends(&outcome, asks("berg", "orders/o9/remind"), ""));
}

static void test_a_record_for_other_roles_is_not_there(void **state)
{
    mya_action_run_t *run = asks("nordlys", "orders/audit");
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, run, ""), MYA_ENOTFOUND);
    run->env->roles = MYA_ROLE_MEMBER | mya_role_bit(shop_portal, "finance");
    must(sends(&outcome, run, ""));
}

static void test_a_check_may_ask_whether_a_list_has_rows(void **state)
{
    mya_action_run_t *run = asks("nordlys", "orders/ship");
    mya_outcome_t *outcome;

    (void)state;
    run_sql("UPDATE orders SET customer_id = 'berg';");
    assert_int_equal(sends(&outcome, run, ""), MYA_EINVALID);
    assert_string_equal(run->form->fault, "There is nothing to ship.");
    must(sends(&outcome, asks("berg", "orders/ship"), ""));
}

static void test_a_404_below_the_action_counts_as_well(void **state)
{
    mya_outcome_t *outcome;

    (void)state;
    assert_int_equal(sends(&outcome, asks("nordlys", "late/begin"), ""), MYA_ENOTFOUND);
    nothing_happened();
    run_sql("INSERT INTO shop VALUES ('nordlys', 'Storgata 1');");
    must(sends(&outcome, asks("nordlys", "late/begin"), ""));
}

/* --- showing it --- */

static void test_shows_its_form_filled_from_the_record(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/edit");
    apr_hash_t *values;

    (void)state;
    must(mya_action_read(&values, run, conn, why, pool));
    assert_string_equal(apr_hash_get(values, "name", APR_HASH_KEY_STRING), "Anna");
    assert_string_equal(run->form->entries[0].typed, "Anna");
    assert_string_equal(run->form->entries[2].typed, "C-7");
    assert_true(run->form->entries[3].absent);
    assert_string_equal(ask("SELECT COUNT(*) FROM mya_once"), "0");
}

static void test_a_field_is_there_when_its_record_is(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/edit");
    mya_outcome_t *outcome;
    apr_hash_t *values;

    (void)state;
    run_sql("INSERT INTO shop VALUES ('nordlys', 'Storgata 1');");
    must(mya_action_read(&values, run, conn, why, pool));
    assert_false(run->form->entries[3].absent);
    assert_int_equal(edits(&outcome, &run, "n1", "Anna", "a@b.no"), MYA_EINVALID);
    assert_non_null(run->form->entries[3].fault);
    nothing_happened();

    run = asks("nordlys", "contact/edit");             /* a conflict is told before a fault */
    assert_int_equal(sends(&outcome, run, "name=A&email=a@b.no&mya.seen=old"), MYA_ECONFLICT);
}

static void test_a_refused_form_keeps_what_was_typed_and_gets_the_rest(void **state)
{
    mya_action_run_t *run = asks("nordlys", "contact/edit");
    apr_array_header_t *pairs;
    apr_hash_t *values;

    (void)state;
    must(mya_input_read(&pairs, "name=&email=no", 14, why, pool));
    assert_int_equal(mya_form_read(&run->form, run->action, pairs, run->env, format, why, pool), MYA_EINVALID);
    must(mya_action_read(&values, run, conn, why, pool));
    assert_int_equal(run->form->faults, 2);
    assert_string_equal(run->form->entries[1].typed, "no");
    assert_string_equal(run->form->entries[2].typed, "C-7");
    assert_true(run->form->entries[3].absent);
}

#define with_action(test) cmocka_unit_test_setup_teardown(test, begin, drop_database)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_action(test_does_its_steps_and_writes_the_event_with_them),
        with_action(test_actions_of_one_customer_stand_in_one_queue),
        with_action(test_the_answer_without_goto_is_the_page_of_the_action),
        with_action(test_a_fresh_reference_is_the_same_in_statement_and_answer),
        with_action(test_sending_twice_has_one_effect_and_the_same_answer),
        with_action(test_a_second_sending_gives_the_first_answer_whatever_has_changed),
        with_action(test_a_used_form_with_other_content_is_shown_beside_what_is_stored),
        with_action(test_eight_at_the_same_moment_have_one_effect),
        with_action(test_needs_nonce_session_and_form),
        with_action(test_a_unique_key_is_said_at_its_field),
        with_action(test_a_unique_key_without_a_sentence_is_said_at_the_whole),
        with_action(test_a_second_statement_that_fails_undoes_the_first),
        with_action(test_a_statement_that_breaks_leaves_nothing_and_is_no_ones_fault),
        with_action(test_a_check_is_said_at_its_field),
        with_action(test_what_changed_meanwhile_is_a_conflict_that_shows_both),
        with_action(test_a_form_that_does_not_say_what_it_saw_is_a_conflict),
        with_action(test_what_the_form_does_not_show_is_no_conflict),
        with_action(test_a_test_is_made_again_when_it_is_sent),
        with_action(test_roles_are_judged_before_anything_is_read),
        with_action(test_a_page_that_is_a_404_takes_no_form),
        with_action(test_a_row_is_found_through_its_own_list_only),
        with_action(test_a_row_whose_test_no_longer_holds_is_not_found),
        with_action(test_a_foreign_row_is_not_found_without_any_test),
        with_action(test_a_record_for_other_roles_is_not_there),
        with_action(test_a_check_may_ask_whether_a_list_has_rows),
        with_action(test_a_404_below_the_action_counts_as_well),
        with_action(test_shows_its_form_filled_from_the_record),
        with_action(test_a_field_is_there_when_its_record_is),
        with_action(test_a_refused_form_keeps_what_was_typed_and_gets_the_rest),
    };
    int failed;

    if (begin_tests() != 0) {
        return 1;
    }
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    end_tests();
    return failed;
}
