/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check_database.c: myaccountctl check --database: what a database says of each statement
 *
 * Nothing is executed but the select that says who holds a session, for one that there is not. Each
 * statement is prepared once as the author wrote it, lists as a request wraps them, and once with
 * all columns compared with values of their declared types; only if that is refused, each column
 * alone. All over one connection.
 */
#include "ctl/check.h"

#include <stdio.h>

#include <apr_strings.h>

#include "data/identity_sql.h"

static int prepares(mya_check_t *check, const char *text, int nbinds)
{
    check->ctl->why->detail = NULL;
    check->asked++;
    return mya_db_prepare(check->ctl->conn, text, nbinds, check->ctl->why) == APR_SUCCESS;
}

static const char *reason(const mya_check_t *check)
{
    return check->ctl->why->detail ? check->ctl->why->detail : "it is refused";
}

/* A 1 or 0 is shown as yes or no, whatever its type, and mostly not compared. */
static int is_compared(const mya_column_t *column)
{
    return column->typed
        && (column->type != MYA_TYPE_BOOLEAN || column->filter != MYA_FILTER_NO);
}

static void judge_column(mya_check_t *check, const mya_sql_t *sql, const mya_ctl_use_t *use, int i)
{
    const mya_column_t *column = &use->columns[i];
    int nbinds;
    const char *text = mya_query_column_text(sql, use->columns, use->ncolumns, &i, 1,
                                             mya_db_dialect(check->ctl->conn), &nbinds,
                                             check->ctl->pool);

    if (!prepares(check, text, nbinds)) {
        printf("%s:%d: column \"%s\" of %s cannot be compared as type=\"%s\": %s; say the type "
               "that the table has, or CAST it in the SQL\n", column->place.file,
               column->place.line, column->name, sql->id, mya_type_name(column->type),
               reason(check));
        check->faults++;
    }
}

static void judge_columns(mya_check_t *check, const mya_sql_t *sql, const mya_ctl_use_t *use)
{
    int *compared = apr_palloc(check->ctl->pool, sizeof(int) * (apr_size_t)(use->ncolumns + 1));
    const char *text;
    int n = 0, nbinds;

    for (int i = 0; i < use->ncolumns; i++) {
        if (is_compared(&use->columns[i])) {
            compared[n++] = i;
        }
    }
    if (!n) {
        return;
    }
    text = mya_query_column_text(sql, use->columns, use->ncolumns, compared, n,
                                 mya_db_dialect(check->ctl->conn), &nbinds, check->ctl->pool);
    if (!prepares(check, text, nbinds)) {
        for (int i = 0; i < n; i++) {
            judge_column(check, sql, use, compared[i]);
        }
    }
}

/* LIST as a request asks for it: sorted, and a page of it. */
static void judge_list(mya_check_t *check, const mya_sql_t *sql, const mya_list_t *list)
{
    static const char *const keys[] = { NULL };
    mya_view_t view = { .sort = -1, .page = 1, .size = list->page_size };
    const mya_ref_t **binds;
    const char *text;
    int nbinds;

    if (list->match >= 0) {
        view.keys = keys;
        view.nkeys = 1;
        view.size = MYA_LIST_SIZE_MAX;
    }
    text = mya_query_list_text(list, &view, mya_db_dialect(check->ctl->conn), check->env, &binds,
                               &nbinds, check->ctl->pool);
    if (!prepares(check, text, nbinds)) {
        printf("%s:%d: %s cannot be sorted and paged: %s; explain shows what is asked\n",
               sql->place.file, sql->place.line, sql->id, reason(check));
        check->faults++;
    }
}

static void judge_statement(mya_check_t *check, const mya_sql_t *sql, const mya_ctl_use_t *use)
{
    const mya_ref_t **binds;
    int nbinds;
    const char *text = mya_query_text(sql, mya_db_dialect(check->ctl->conn), &binds, &nbinds,
                                      check->ctl->pool);

    if (!prepares(check, text, nbinds)) {
        printf("%s:%d: %s: %s\n", sql->place.file, sql->place.line, sql->id, reason(check));
        check->faults++;
        return;
    }
    if (use->list) {
        judge_list(check, sql, use->list);
    }
    if (use->ncolumns) {
        judge_columns(check, sql, use);
        mya_check_columns(check, sql, use);
    }
}

static void see(void *baton, const mya_ctl_use_t *use)
{
    mya_check_t *check = baton;
    const mya_sql_t *sql = use->sql->by_dialect[mya_db_dialect(check->ctl->conn)];
    const char *key;

    if (!sql) {
        return;       /* a step that has none; that one lacks for a database, the loader has said */
    }
    key = apr_psprintf(check->ctl->pool, "%s:%d:%s", sql->place.file, sql->place.line, sql->id);
    if (!apr_hash_get(check->seen, key, APR_HASH_KEY_STRING)) {
        apr_hash_set(check->seen, key, APR_HASH_KEY_STRING, "");
        judge_statement(check, sql, use);
    }
}

/* --- who signs in --- */

/* What <find> calls id must be what user-key= says. */
static void judge_find(mya_check_t *check, const mya_accounts_t *accounts)
{
    const mya_sql_t *sql = accounts->find.by_dialect[mya_db_dialect(check->ctl->conn)];
    const int at = sql ? mya_sql_column(sql, "id") : -1;
    mya_column_t *columns;
    mya_ctl_use_t use = { .sql = &accounts->find };

    if (at < 0) {
        return;
    }
    columns = apr_pcalloc(check->ctl->pool, sizeof(*columns) * (apr_size_t)sql->ncolumns);
    columns[at] = (mya_column_t){ .place = sql->place, .name = "id", .index = at, .typed = 1,
                                  .type = accounts->key };
    use.columns = columns;
    use.ncolumns = sql->ncolumns;
    judge_columns(check, sql, &use);
}

/* Each request joins the session with who holds it and for whom they act; the keys of the
 * customers' names are there what portal.xml says. */
static void judge_identity(mya_check_t *check, const char *file)
{
    const mya_accounts_t *accounts = check->portal->accounts;
    const mya_session_key_t nobody = { "", 0, 0 };
    const int faults = check->faults;
    mya_rows_t *rows;

    if (!accounts->own) {
        judge_find(check, accounts);
    }
    check->ctl->why->detail = NULL;
    check->asked++;
    if (check->faults != faults
        || mya_identity_sql_read(&rows, check->ctl->conn, check->portal, &nobody, check->ctl->why,
                                 check->ctl->pool) == APR_SUCCESS) {
        return;
    }
    if (accounts->own) {
        printf("%s: mya_customer does not fit customer-key=\"%s\": %s; make it a view whose id is "
               "of that type\n", file, mya_type_name(check->portal->customer_key), reason(check));
    }
    else {
        printf("%s:%d: <user> and <memberships> cannot be joined with a session: %s; compare a "
               "column of the type that user-key= says with :user\n", accounts->place.file,
               accounts->place.line, reason(check));
    }
    check->faults++;
}

int mya_ctl_check_database(mya_ctl_t *ctl, const char *file, const mya_portal_t *portal)
{
    mya_check_t check = { .ctl = ctl, .portal = portal, .env = mya_env_make(portal, 0, ctl->pool),
                          .seen = apr_hash_make(ctl->pool) };
    const char *warned = "";
    const int code = mya_ctl_open_migrated(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    mya_ctl_walk(portal, see, &check);
    judge_identity(&check, file);
    if (check.warnings) {
        warned = apr_psprintf(ctl->pool, ", with %d warning%s", check.warnings,
                              check.warnings == 1 ? "" : "s");
    }
    if (check.faults) {
        printf("%s: the database refuses %d of what it says%s.\n", file, check.faults, warned);
        return MYA_CTL_FAILED;
    }
    printf("%s: the database takes all of its %u statements%s (asked %d times over one "
           "connection).\n", file, apr_hash_count(check.seen), warned, check.asked);
    return MYA_CTL_DONE;
}
