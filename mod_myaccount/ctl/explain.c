/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/explain.c: myaccountctl explain: what a page and its actions ask of a database */
#include "ctl/explain.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

/* --- which page, which databases --- */

/* The page or action whose path is written as PATH, "/" for the first page; else the one that
 * answers at that address. */
static void find(mya_match_t *match, const mya_portal_t *portal, const char *path,
                 apr_pool_t *pool)
{
    memset(match, 0, sizeof(*match));
    path += *path == '/';
    for (int i = 0; i < portal->npages; i++) {
        if (strcmp(portal->pages[i]->path, path) == 0) {
            match->page = portal->pages[i];
            return;
        }
    }
    for (int i = 0; i < portal->nactions; i++) {
        if (strcmp(portal->actions[i]->path, path) == 0) {
            match->action = portal->actions[i];
            return;
        }
    }
    mya_portal_match(match, portal, path, pool);
}

static int tell_unknown(const mya_ctl_t *ctl, const mya_portal_t *portal, const char *path)
{
    apr_array_header_t *paths = apr_array_make(ctl->pool, 32, sizeof(const char *));
    const char *nearest;

    for (int i = 0; i < portal->npages; i++) {
        APR_ARRAY_PUSH(paths, const char *) = portal->pages[i]->path;
    }
    for (int i = 0; i < portal->nactions; i++) {
        APR_ARRAY_PUSH(paths, const char *) = portal->actions[i]->path;
    }
    nearest = mya_name_nearest(path, paths, ctl->pool);
    return mya_ctl_fail("nothing of the portal answers at \"%s\"; %s%s%s", path,
                        nearest ? "did you mean \"" : "the pages are ",
                        nearest ? nearest : mya_name_list(paths, "\"", "\"", ctl->pool),
                        nearest ? "\"?" : "");
}

/* The databases that --database names, as bits; 0 if that is none. Words of httpd.conf do, too. */
static unsigned dialects_of(const char *said)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const apr_size_t len = said ? strcspn(said, ":") : 0;

    for (int k = 0; said && k < MYA_DIALECT_COUNT; k++) {
        const char *name = mya_db_dialect_name((mya_dialect_e)k);

        if ((strlen(name) == len && strncmp(name, said, len) == 0)
            || (strlen(drivers[k]) == len && strncmp(drivers[k], said, len) == 0)) {
            return 1u << k;
        }
    }
    return said ? 0 : (1u << MYA_DIALECT_COUNT) - 1;
}

/* --- what stands on a page --- */

const char *mya_explain_test(const mya_test_t *test, apr_pool_t *pool)
{
    const char *text = test->equals
        ? apr_pstrcat(pool, test->ref.name, " = '", test->equals, "'", NULL) : test->ref.name;

    return test->negate ? apr_pstrcat(pool, "not(", text, ")", NULL) : text;
}

static void print_who(const mya_explain_t *explain, mya_roles_t roles, const mya_test_t *test)
{
    if (roles) {
        printf("    roles: %s\n", mya_ctl_roles(explain->portal, roles, explain->pool));
    }
    if (test) {
        printf("    test: %s\n", mya_explain_test(test, explain->pool));
    }
}

static void print_record(const mya_record_t *record, const char *what)
{
    printf("\n  %s %s (%s:%d)\n", what, record->name, record->place.file, record->place.line);
    if (record->missing != MYA_MISSING_ABSENT) {
        printf("    without it: %s\n", record->missing == MYA_MISSING_404
               ? "there is no page (404)" : "the transaction fails");
    }
    if (record->lock) {
        printf("    locked in actions, with FOR UPDATE where the database has it\n");
    }
}

static void print_list(const mya_explain_t *explain, const mya_list_t *list,
                       const mya_item_t *item)
{
    const int nested = list->match >= 0;

    printf("\n  %s %s (%s:%d)\n", nested ? "nested list" : "list", list->name, list->place.file,
           list->place.line);
    if (item) {
        print_who(explain, item->roles, item->test);
    }
    print_who(explain, item ? 0 : list->roles, list->test);
    mya_explain_statement(explain, &list->sql, list,
                          nested ? MYA_EXPLAIN_NESTED : MYA_EXPLAIN_PAGE);
    for (int i = 0; i < list->nlists; i++) {
        print_list(explain, list->lists[i], NULL);
    }
}

static void print_action(const mya_explain_t *explain, const mya_action_t *action)
{
    static const char *const about[] = { "one row of", "the ticked rows of", "all rows of" };

    printf("\n  action %s, POST to %s (%s:%d)\n", action->name, action->path, action->place.file,
           action->place.line);
    print_who(explain, action->roles, action->test);
    for (int i = 0; i < action->nrecords; i++) {
        printf("    reads again in the transaction: record %s\n", action->records[i]->name);
    }
    if (action->list) {
        printf("    is about %s %s, read again in the transaction\n", about[action->rows],
               action->list->name);
        mya_explain_statement(explain, &action->list->sql, action->list,
                              action->rows == MYA_ROWS_ONE ? MYA_EXPLAIN_ROW : MYA_EXPLAIN_PAGE);
    }
    mya_explain_steps(explain, action->steps, action->nsteps, 0);
}

/* --- steps --- */

static void print_branch(const mya_explain_t *explain, const mya_branch_t *branch, int depth)
{
    const char *when = branch->test ? mya_explain_test(branch->test, explain->pool)
        : "the first statement meets what it expects";

    printf("\n  %*s%s%s\n", depth * 2, "", branch->otherwise ? "otherwise" : "when ",
           branch->otherwise ? "" : when);
    mya_explain_steps(explain, branch->steps, branch->nsteps, depth + 1);
}

static const char *expects(const mya_sql_t *sql, apr_pool_t *pool)
{
    return !sql || (sql->expect_min < 0 && sql->expect_max < 0) ? "any number of rows"
        : sql->expect_max < 0 ? apr_psprintf(pool, "%d or more rows", sql->expect_min)
        : sql->expect_max == sql->expect_min ? apr_psprintf(pool, "%d row%s", sql->expect_min,
                                                            sql->expect_min == 1 ? "" : "s")
        : apr_psprintf(pool, "%d to %d rows", sql->expect_min, sql->expect_max);
}

static const mya_sql_t *any_of(const mya_statement_t *statement)
{
    const mya_sql_t *any = NULL;

    for (int k = 0; k < MYA_DIALECT_COUNT && !any; k++) {
        any = statement->by_dialect[k];
    }
    return any;
}

/* Who hears the event does the rest in the same transaction; nobody hears in a round. */
static void print_event(const mya_explain_t *explain, const char *event, int depth)
{
    printf("    writes the event %s\n", event);
    for (int i = 0; i < explain->portal->nons; i++) {
        const mya_on_t *on = &explain->portal->ons[i];

        if (strcmp(on->event, event) == 0) {
            printf("\n  %*son %s (%s:%d)\n", depth * 2 + 2, "", on->event, on->place.file,
                   on->place.line);
            mya_explain_steps(explain, on->steps, on->nsteps, depth + 2);
        }
    }
}

static void print_step(const mya_explain_t *explain, const mya_step_t *step, int depth)
{
    if (step->kind == MYA_STEP_RECORD) {
        print_record(step->record, "step: record");
        mya_explain_statement(explain, &step->record->sql, NULL, MYA_EXPLAIN_PLAIN);
        return;
    }
    printf("\n  %*sstep: %s (%s:%d)\n", depth * 2, "", mya_step_name(step->kind),
           step->place.file, step->place.line);
    if (step->kind == MYA_STEP_SQL) {
        printf("    expects %s\n", expects(any_of(&step->sql), explain->pool));
        mya_explain_statement(explain, &step->sql, NULL, MYA_EXPLAIN_PLAIN);
    }
    if (step->test) {
        printf("    test: %s\n", mya_explain_test(step->test, explain->pool));
    }
    if (step->event) {
        print_event(explain, step->event->type, depth);
    }
}

void mya_explain_steps(const mya_explain_t *explain, const mya_step_t *steps, int nsteps,
                       int depth)
{
    for (int i = 0; i < nsteps; i++) {
        print_step(explain, &steps[i], depth);
        for (int k = 0; k < steps[i].nbranches; k++) {
            print_branch(explain, &steps[i].branches[k], depth + 1);
        }
        mya_explain_steps(explain, steps[i].steps, steps[i].nsteps, depth + 1);
    }
}

/* --- all --- */

static void print_params(const mya_page_t *page)
{
    for (int i = 0; i < page->nparams; i++) {
        const mya_param_t *param = &page->params[i];

        printf("  parameter %s, %s, %s\n", param->name,
               param->search ? "search" : mya_type_name(param->type),
               param->in_path ? "in the path" : "in the query");
    }
}

static void print_item(const mya_explain_t *explain, const mya_item_t *item)
{
    switch (item->kind) {
    case MYA_ITEM_RECORD:
        print_record(item->record, "record");
        print_who(explain, item->roles, item->test);
        print_who(explain, 0, item->record->test);
        mya_explain_statement(explain, &item->record->sql, NULL, MYA_EXPLAIN_PLAIN);
        break;
    case MYA_ITEM_LIST:
        print_list(explain, item->list, item);
        for (int i = 0; i < item->list->nactions; i++) {
            print_action(explain, item->list->actions[i]);
        }
        break;
    case MYA_ITEM_ACTION:
        print_action(explain, item->action);
        break;
    case MYA_ITEM_MENU:
        printf("\n  the menu\n");
        print_who(explain, item->roles, item->test);
    }
}

static void print_page(const mya_explain_t *explain, const mya_page_t *page)
{
    printf("page %s (%s:%d)\n", *page->path ? page->path : "/", page->place.file,
           page->place.line);
    printf("  roles: %s\n", mya_ctl_roles(explain->portal, page->roles, explain->pool));
    print_params(page);
    for (int i = 0; i < page->nitems; i++) {
        print_item(explain, &page->items[i]);
    }
}

int mya_ctl_explain(mya_ctl_t *ctl)
{
    const char *said = ctl->options[MYA_CTL_DATABASE];
    mya_explain_t explain = { .pool = ctl->pool, .dialects = dialects_of(said) };
    mya_match_t match;

    if (!explain.dialects) {
        return mya_ctl_misused(ctl, "--database \"%s\" is unknown here; say sqlite, postgresql or "
                               "mariadb", said);
    }
    if (mya_portal_load(&explain.portal, ctl->words[0], mya_ctl_share(ctl), NULL, ctl->why,
                        ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    explain.env = mya_env_make(explain.portal, 0, ctl->pool);
    find(&match, explain.portal, ctl->words[1], ctl->pool);
    if (match.action) {
        print_action(&explain, match.action);
        return MYA_CTL_DONE;
    }
    if (!match.page) {
        return tell_unknown(ctl, explain.portal, ctl->words[1]);
    }
    print_page(&explain, match.page);
    return MYA_CTL_DONE;
}
