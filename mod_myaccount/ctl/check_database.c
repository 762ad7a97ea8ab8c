/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/check_database.c: myaccountctl check --database: what a database says of each statement
 *
 * Nothing is executed: each is prepared as a request would prepare it, and then once for each
 * column that is compared or bound, with a value of the declared type.
 */
#include <stdio.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "ctl/ctl.h"
#include "data/membership_sql.h"
#include "data/query.h"

typedef struct judge_t {
    mya_ctl_t *ctl;
    apr_hash_t *seen;         /* places of statements: what several pages include is one */
    int faults;
} judge_t;

static int prepares(judge_t *judge, const char *text, int nbinds)
{
    judge->ctl->why->detail = NULL;
    return mya_db_prepare(judge->ctl->conn, text, nbinds, judge->ctl->why) == APR_SUCCESS;
}

static const char *reason(const judge_t *judge)
{
    return judge->ctl->why->detail ? judge->ctl->why->detail : "it is refused";
}

static void judge_columns(judge_t *judge, const mya_sql_t *sql, const mya_ctl_use_t *use)
{
    for (int i = 0; i < use->ncolumns; i++) {
        const mya_column_t *column = &use->columns[i];
        const char *text;
        int nbinds;

        /* a 1 or 0 is shown as yes or no, whatever its type, and mostly not compared */
        if (!column->typed
            || (column->type == MYA_TYPE_BOOLEAN && column->filter == MYA_FILTER_NO)) {
            continue;
        }
        text = mya_query_column_text(sql, use->columns, use->ncolumns, i,
                                     mya_db_dialect(judge->ctl->conn), &nbinds, judge->ctl->pool);
        if (!prepares(judge, text, nbinds)) {
            printf("%s:%d: column \"%s\" of %s cannot be compared as type=\"%s\": %s; say the type "
                   "that the table has, or CAST it in the SQL\n", column->place.file,
                   column->place.line, column->name, sql->id, mya_type_name(column->type),
                   reason(judge));
            judge->faults++;
        }
    }
}

static void judge_statement(judge_t *judge, const mya_sql_t *sql, const mya_ctl_use_t *use)
{
    const mya_dialect_e dialect = mya_db_dialect(judge->ctl->conn);
    const mya_ref_t **binds;
    int nbinds;
    const char *text = mya_query_text(sql, dialect, &binds, &nbinds, judge->ctl->pool);

    if (!prepares(judge, text, nbinds)) {
        printf("%s:%d: %s: %s\n", sql->place.file, sql->place.line, sql->id, reason(judge));
        judge->faults++;
        return;
    }
    judge_columns(judge, sql, use);
}

static void see(void *baton, const mya_ctl_use_t *use)
{
    judge_t *judge = baton;
    const mya_sql_t *sql = use->sql->by_dialect[mya_db_dialect(judge->ctl->conn)];
    const char *key;

    if (!sql) {
        return;       /* a step that has none; that one lacks for a database, the loader has said */
    }
    key = apr_psprintf(judge->ctl->pool, "%s:%d:%s", sql->place.file, sql->place.line, sql->id);
    if (!apr_hash_get(judge->seen, key, APR_HASH_KEY_STRING)) {
        apr_hash_set(judge->seen, key, APR_HASH_KEY_STRING, "");
        judge_statement(judge, sql, use);
    }
}

/* Each request joins the customers' names by the key that portal.xml says. */
static void judge_customers(judge_t *judge, const char *file, const mya_portal_t *portal)
{
    const char *name;
    const char *none = portal->customer_key == MYA_TYPE_INTEGER ? "0" : "";

    if (mya_customer_sql_find(&name, judge->ctl->conn, none, portal->customer_key, judge->ctl->why,
                              judge->ctl->pool) != APR_SUCCESS) {
        printf("%s: mya_customer does not fit customer-key=\"%s\": %s; make it a view whose id is "
               "of that type\n", file, mya_type_name(portal->customer_key), reason(judge));
        judge->faults++;
    }
}

int mya_ctl_check_database(mya_ctl_t *ctl, const char *file, const mya_portal_t *portal)
{
    judge_t judge = { ctl, apr_hash_make(ctl->pool), 0 };
    const int code = mya_ctl_open_migrated(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    judge_customers(&judge, file, portal);
    mya_ctl_walk(portal, see, &judge);
    if (judge.faults) {
        printf("%s: the database refuses %d of what it says.\n", file, judge.faults);
        return MYA_CTL_FAILED;
    }
    printf("%s: the database takes all of its %u statements.\n", file,
           apr_hash_count(judge.seen));
    return MYA_CTL_DONE;
}
