/* SPDX-License-Identifier: Apache-2.0 */
/* portal/sql.h: what an author's SQL says, as far as the engine must know
 *
 * No parser: a tokeniser that is right about quotes, comments and binds, and a reader of the few
 * words that carry clauses. It knows 'x' with '' doubled, "Order Lines", [x], `x`, comments of both
 * kinds, ::int, :a.b and :now-14d. What databases read differently (a backslash before a quote, $$)
 * and what the drivers would take for a parameter (a bare ?) is refused.
 */
#ifndef MYA_PORTAL_SQL_H
#define MYA_PORTAL_SQL_H

#include <apr_pools.h>
#include <apr_time.h>

#include "base/result.h"

typedef enum mya_sql_token_e {
    MYA_TOKEN_WORD,        /* select, invoice */
    MYA_TOKEN_QUOTED,      /* an identifier in quotes or brackets */
    MYA_TOKEN_STRING,
    MYA_TOKEN_NUMBER,
    MYA_TOKEN_MARK,        /* punctuation and operators: one of ( ) , or as long as it is one */
    MYA_TOKEN_BIND
} mya_sql_token_e;

typedef struct mya_token_t {
    mya_sql_token_e kind;
    const char *text;             /* as written; QUOTED without quotes;
                                   * BIND without ':' and offset */
    apr_size_t start, end;        /* bytes [start, end) of the statement, quotes included */
    int line;                     /* from 0 */
    int depth;                    /* of parentheses; "(" and ")" have the depth outside */
    apr_interval_time_t offset;   /* of :now-14d, usec; else 0 */
} mya_token_t;

typedef enum mya_verb_e {
    MYA_VERB_OTHER, MYA_VERB_SELECT, MYA_VERB_INSERT, MYA_VERB_UPDATE, MYA_VERB_DELETE
} mya_verb_e;

/* A column of the outermost SELECT list. */
typedef struct mya_selected_t {
    const char *name;
    int line;
} mya_selected_t;

/* A statement as read. All lives in the pool of mya_sql_read(). */
typedef struct mya_sql_text_t {
    const char *text;
    const mya_token_t *tokens;
    int ntokens;
    mya_verb_e verb;
    const mya_selected_t *columns;
    int ncolumns;
    int order_line;               /* from 0, of an outermost ORDER BY; -1 */
    int limit_line;               /* of an outermost LIMIT, OFFSET or FETCH; -1 */
    int lock_line;                /* of an outermost FOR UPDATE, FOR SHARE or LOCK IN; -1 */
    int returning_line;           /* of an outermost RETURNING; -1 */
    int aggregate;                /* GROUP BY, DISTINCT, UNION or an aggregate outermost in
                                   * SELECT */
} mya_sql_text_t;

/* Cut TEXT into tokens without regard to what they mean. On a fault MYA_ECONFIG, a sentence in WHY
 * and its line (from 0) in *LINE. */
apr_status_t mya_sql_tokens(const mya_token_t **tokens, int *ntokens, int *line, const char *text,
                            mya_result_t *why, apr_pool_t *pool);

/* Read TEXT into *SQL. Faults as in mya_sql_tokens(), also for what no definition may say: several
 * statements, a verb other than SELECT, INSERT, UPDATE, DELETE, a change inside a select or by it,
 * the database's own clock, a select list whose names are unknown or doubled. */
apr_status_t mya_sql_read(const mya_sql_text_t **sql, int *line, const char *text,
                          mya_result_t *why, apr_pool_t *pool);

/* Whether token I of SQL is the unquoted WORD (lower case). */
int mya_sql_is(const mya_sql_text_t *sql, int i, const char *word);

/* The token that closes the parenthesis opened by token I (which is "("). */
int mya_sql_close(const mya_sql_text_t *sql, int i);

/* Whether the bind at token I stands in IN (…): 1 alone, 2 among others, 0 elsewhere. */
int mya_sql_in(const mya_sql_text_t *sql, int i);

/* What stands before token I, back to the end of the one before: white space as it is, a comment
 * as one blank. So what is sent is what was read: the pieces put together again give the same
 * tokens. */
const char *mya_sql_gap(const mya_token_t *tokens, int i, const char *text, apr_pool_t *pool);

/* --- scope (portal/sql_scope.c) --- */

/* Whether the bind NAME limits rows to the visitor: what the rule of scope asks. */
typedef int (*mya_sql_scoping_t)(const char *name, void *baton);

/* Whether SQL returns or meets no row without a comparison (= or IN) with a bind for which
 * SCOPING(name, BATON) is true, in WHERE or in ON of an inner join, on every side of each OR and
 * each UNION, and not below NOT; or, for INSERT, has such a bind among its VALUES. What stands in a
 * SELECT list or in SET does not count. */
int mya_sql_scoped(const mya_sql_text_t *sql, mya_sql_scoping_t scoping, void *baton);

#endif
