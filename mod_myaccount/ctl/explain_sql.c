/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/explain_sql.c: a statement as a database will be asked to prepare it, and what is bound */
#include <stdio.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "ctl/explain.h"
#include "data/query.h"

/* One text, for all databases in DIALECTS. */
typedef struct text_t {
    const mya_sql_t *sql;
    const char *sent;
    const mya_ref_t **binds;
    int nbinds;
    unsigned dialects;
} text_t;

/* --- making --- */

/* What the driver makes of apr_dbd's text: %s and %d become $1, $2, … on PostgreSQL, ? elsewhere;
 * a doubled % is one. */
static const char *as_prepared(const char *text, mya_dialect_e dialect, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 32, sizeof(const char *));
    int n = 0;

    while (*text) {
        const apr_size_t plain = strcspn(text, "%");

        APR_ARRAY_PUSH(pieces, const char *) = apr_pstrmemdup(pool, text, plain);
        text += plain;
        if (*text) {
            APR_ARRAY_PUSH(pieces, const char *) = text[1] == '%' ? "%"
                : dialect == MYA_DIALECT_POSTGRESQL ? apr_psprintf(pool, "$%d", ++n) : "?";
            text += text[1] ? 2 : 1;
        }
    }
    return apr_array_pstrcat(pool, pieces, 0);
}

static mya_view_t view_of(const mya_list_t *list, mya_explain_use_e use)
{
    static const char *const keys[] = { NULL };
    mya_view_t view = { .sort = -1, .page = 1, .size = list->page_size };

    if (use == MYA_EXPLAIN_NESTED) {
        view.keys = keys;
        view.nkeys = 1;
        view.size = MYA_LIST_SIZE_MAX;
    }
    if (use == MYA_EXPLAIN_ROW) {
        view.key = "";
        view.size = 1;
    }
    return view;
}

static text_t make(const mya_explain_t *explain, const mya_statement_t *statement,
                   const mya_list_t *list, mya_explain_use_e use, mya_dialect_e dialect)
{
    text_t text = { .sql = statement->by_dialect[dialect], .dialects = 1u << dialect };

    if (!text.sql) {
        return text;
    }
    if (use == MYA_EXPLAIN_PLAIN) {
        text.sent = mya_query_text(text.sql, dialect, &text.binds, &text.nbinds, explain->pool);
    }
    else {
        mya_view_t view = view_of(list, use);

        text.sent = mya_query_list_text(list, &view, dialect, explain->env, &text.binds,
                                        &text.nbinds, explain->pool);
    }
    text.sent = as_prepared(text.sent, dialect, explain->pool);
    return text;
}

/* --- printing --- */

static void print_names(unsigned dialects)
{
    const char *between = "";

    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        if (dialects & (1u << k)) {
            printf("%s%s", between, mya_db_dialect_name((mya_dialect_e)k));
            between = ", ";
        }
    }
}

/* Each line of TEXT at the same depth, however deep the definition's own XML was; empty ones are
 * left out. */
static void print_sql(const char *text)
{
    while (*text) {
        const apr_size_t len = strcspn(text, "\n");
        const apr_size_t blank = strspn(text, " \t\r");

        if (blank < len) {
            printf("      %.*s\n", (int)(len - blank), text + blank);
        }
        text += len + (text[len] == '\n');
    }
}

static const char *source_of(const mya_ref_t *ref, apr_pool_t *pool)
{
    switch (ref->source) {
    case MYA_FROM_PATH:
        return "from the path of the address";
    case MYA_FROM_QUERY:
        return "from the query of the address";
    case MYA_FROM_FORM:
        return "a field of the form";
    case MYA_FROM_NEW:
        return "a fresh reference";
    case MYA_FROM_USER:
        return "who is signed in";
    case MYA_FROM_CUSTOMER:
        return "the customer for whom they act";
    case MYA_FROM_ACTOR:
        return "who really acts";
    case MYA_FROM_LANG:
        return "the language";
    case MYA_FROM_NOW:
        return "the time";
    case MYA_FROM_TODAY:
        return "the date";
    case MYA_FROM_PORTAL:
        return "the portal's name";
    case MYA_FROM_RECORD:
        return apr_psprintf(pool, "of the record %s", ref->of);
    case MYA_FROM_ROW:
        return apr_psprintf(pool, ref->many ? "of all rows shown of %s, one value for each"
                                            : "of the row of %s", ref->of);
    case MYA_FROM_SUBJECT:
    case MYA_FROM_DATA:
    case MYA_FROM_EVENT:
        return "of the event";
    default:
        return "of the session";
    }
}

static const char *offset_of(const mya_ref_t *ref, apr_pool_t *pool)
{
    const apr_int64_t hours = apr_time_sec(ref->offset) / 3600;

    return !ref->offset ? ""
        : hours % 24 ? apr_psprintf(pool, "%+" APR_INT64_T_FMT "h", hours)
        : apr_psprintf(pool, "%+" APR_INT64_T_FMT "d", hours / 24);
}

/* The last two of a list are how many rows, and from which on; what else has no name is a key. */
static const char *own_bind(const text_t *text, int i)
{
    return i == text->nbinds - 2 ? "the engine: how many rows"
        : i == text->nbinds - 1 ? "the engine: from which row on" : "the engine: the row's key";
}

static void print_binds(const mya_explain_t *explain, const text_t *text)
{
    if (!text->nbinds) {
        printf("    nothing is bound\n");
    }
    for (int i = 0; i < text->nbinds; i++) {
        const mya_ref_t *ref = text->binds[i];

        if (ref) {
            printf("    %d: :%s%s, %s, %s\n", i + 1, ref->name, offset_of(ref, explain->pool),
                   mya_type_name(ref->type), source_of(ref, explain->pool));
        }
        else {
            printf("    %d: %s\n", i + 1, own_bind(text, i));
        }
    }
}

/* ":customer", ":order.id and :user". */
static const char *scope_names(const char *scope, apr_pool_t *pool)
{
    const char *blank = strchr(scope, ' ');

    return !blank ? apr_pstrcat(pool, ":", scope, NULL)
        : apr_pstrcat(pool, ":", apr_pstrmemdup(pool, scope, (apr_size_t)(blank - scope)), " and ",
                      scope_names(blank + 1, pool), NULL);
}

static void print_scope(const mya_explain_t *explain, const mya_sql_t *sql)
{
    if (sql->scope) {
        printf("    scope: limited by %s%s\n", scope_names(sql->scope, explain->pool),
               sql->scope_all ? ", though it says scope=\"all\"" : "");
    }
    else if (sql->scope_all) {
        printf("    scope: scope=\"all\", not limited to the visitor\n");
    }
    else {
        printf("    scope: none is asked for here\n");
    }
}

/* What FIRST, the text printed before, binds and is limited by, is not said twice. */
static void print_text(const mya_explain_t *explain, const text_t *text, const text_t *first)
{
    printf("    for ");
    print_names(text->dialects);
    if (!text->sql) {
        printf(": there is no statement for this database; write one, or leave dialect= out\n");
        return;
    }
    printf(" (%s, %s:%d)\n", text->sql->id, text->sql->place.file, text->sql->place.line);
    print_sql(text->sent);
    if (text != first && text->sql == first->sql && text->nbinds == first->nbinds) {
        printf("    what is bound, and the scope: as above\n");
        return;
    }
    print_binds(explain, text);
    print_scope(explain, text->sql);
}

static int is_same(const text_t *a, const text_t *b)
{
    return a->sql == b->sql && (!a->sql || strcmp(a->sent, b->sent) == 0);
}

void mya_explain_statement(const mya_explain_t *explain, const mya_statement_t *statement,
                           const mya_list_t *list, mya_explain_use_e use)
{
    text_t texts[MYA_DIALECT_COUNT];
    int ntexts = 0;

    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        text_t text = make(explain, statement, list, use, (mya_dialect_e)k);
        int i = 0;

        if (!(explain->dialects & (1u << k))) {
            continue;
        }
        while (i < ntexts && !is_same(&texts[i], &text)) {
            i++;
        }
        if (i < ntexts) {
            texts[i].dialects |= text.dialects;
        }
        else {
            texts[ntexts++] = text;
        }
    }
    for (int i = 0; i < ntexts; i++) {
        print_text(explain, &texts[i], &texts[0]);
    }
}
