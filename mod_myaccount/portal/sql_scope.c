/* SPDX-License-Identifier: Apache-2.0 */
/* portal/sql_scope.c: does a statement limit its rows to the visitor?
 *
 * The rule: a statement of a customer page binds :customer or :user, or a column of a record that
 * did, where it limits rows. It is read narrowly: a comparison counts only if no row gets past it,
 * so every side of an OR and of a UNION needs one, and one below NOT or in ON of an outer join is
 * none. What this cannot see through must say scope="all", aloud.
 */
#include "portal/sql.h"

#include <string.h>

typedef struct judge_t {
    const mya_sql_text_t *sql;
    mya_sql_scoping_t scoping;
    void *baton;
} judge_t;

static int query(const judge_t *judge, int from, int to);

static int is(const judge_t *judge, int i, const char *word)
{
    return mya_sql_is(judge->sql, i, word);
}

static int is_mark(const judge_t *judge, int i, const char *mark)
{
    return judge->sql->tokens[i].kind == MYA_TOKEN_MARK
        && strcmp(judge->sql->tokens[i].text, mark) == 0;
}

/* One step to the right: past a whole parenthesis, or a whole CASE … END. */
static int step(const judge_t *judge, int i)
{
    int depth = 0;

    if (is_mark(judge, i, "(")) {
        return mya_sql_close(judge->sql, i) + 1;
    }
    do {
        depth += is(judge, i, "case");
        depth -= is(judge, i, "end");
        i++;
    } while (depth > 0 && i < judge->sql->ntokens);
    return i;
}

static int is_scoping(const judge_t *judge, int i)
{
    return judge->sql->tokens[i].kind == MYA_TOKEN_BIND
        && judge->scoping(judge->sql->tokens[i].text, judge->baton);
}

static int is_column(const judge_t *judge, int i)
{
    mya_sql_token_e kind = judge->sql->tokens[i].kind;

    return kind == MYA_TOKEN_QUOTED || (kind == MYA_TOKEN_WORD && !is(judge, i, "null"));
}

/* Behind a, a.b or a.b.c at I; I itself if there is none. */
static int after_path(const judge_t *judge, int i, int to)
{
    int end = i;

    while (end < to && is_column(judge, end)) {
        i = end + 1;
        if (i >= to || !is_mark(judge, i, ".")) {
            break;
        }
        end = i + 1;
    }
    return i;
}

/* Behind :x or :x::type at I, if it scopes; I itself if not. */
static int after_bind(const judge_t *judge, int i, int to)
{
    if (i >= to || !is_scoping(judge, i)) {
        return i;
    }
    return i + 2 < to && is_mark(judge, i + 1, "::") ? i + 3 : i + 1;
}

typedef int (*operand_t)(const judge_t *judge, int i, int to);

static int is_equation_of(const judge_t *judge, int from, int to, operand_t left, operand_t right)
{
    int equals = left(judge, from, to);
    int end;

    if (equals == from || equals >= to || !is_mark(judge, equals, "=")) {
        return 0;
    }
    end = right(judge, equals + 1, to);
    return end > equals + 1 && end == to;
}

/* A whole term [FROM, TO) of the form a.b = :x or :x = a.b. */
static int is_equation(const judge_t *judge, int from, int to)
{
    return is_equation_of(judge, from, to, after_path, after_bind)
        || is_equation_of(judge, from, to, after_bind, after_path);
}

/* Whether all values of the parenthesis at OPEN are binds that scope. */
static int all_scoping(const judge_t *judge, int open)
{
    int close = mya_sql_close(judge->sql, open);
    int found = 0;

    for (int i = open + 1; i < close; i++) {
        if (is_scoping(judge, i)) {
            found = 1;
        }
        else if (!is_mark(judge, i, ",")) {
            return 0;
        }
    }
    return found;
}

static int condition(const judge_t *judge, int from, int to);

/* Whether a parenthesis opens at I and closes at the very end of the term. */
static int fills(const judge_t *judge, int i, int to)
{
    return i < to && is_mark(judge, i, "(") && mya_sql_close(judge->sql, i) == to - 1;
}

/* A term without AND and OR outside parentheses. */
static int term(const judge_t *judge, int from, int to)
{
    int in;

    if (from >= to || is(judge, from, "not")) {
        return 0;
    }
    if (is_equation(judge, from, to)) {
        return 1;
    }
    if (fills(judge, from, to)) {
        return condition(judge, from + 1, to - 1);
    }
    if (is(judge, from, "exists") && fills(judge, from + 1, to)) {
        return query(judge, from + 2, to - 1);
    }
    in = after_path(judge, from, to);
    return in > from && in < to && is(judge, in, "in") && fills(judge, in + 1, to)
        && (all_scoping(judge, in + 1) || query(judge, in + 2, to - 1));
}

/* AND terms of one side of an OR: one that scopes is enough. */
static int side(const judge_t *judge, int from, int to)
{
    int start = from;
    int between = 0;

    for (int i = from; i < to; i = step(judge, i)) {
        between |= is(judge, i, "between");
        if (is(judge, i, "and") && between) {
            between = 0;
        }
        else if (is(judge, i, "and")) {
            if (term(judge, start, i)) {
                return 1;
            }
            start = i + 1;
        }
    }
    return term(judge, start, to);
}

static int condition(const judge_t *judge, int from, int to)
{
    int start = from;

    for (int i = from; i < to; i = step(judge, i)) {
        if (is(judge, i, "or") || is_mark(judge, i, "||")) {
            if (!side(judge, start, i)) {
                return 0;
            }
            start = i + 1;
        }
    }
    return side(judge, start, to);
}

/* Whether token I is one of WORDS, a NULL-terminated array. */
static int is_one_of(const judge_t *judge, int i, const char *const *words)
{
    for (; *words; words++) {
        if (is(judge, i, *words)) {
            return 1;
        }
    }
    return 0;
}

/* LEFT(x, 1) is a function, and IS DISTINCT FROM a comparison. */
static int is_clause(const judge_t *judge, int i, const char *const *words)
{
    return is_one_of(judge, i, words) && !is(judge, i - 1, "distinct")
        && !((is(judge, i, "left") || is(judge, i, "right")) && i + 1 < judge->sql->ntokens
             && is_mark(judge, i + 1, "("));
}

static const char *const joins[] = {
    "join", "left", "right", "full", "inner", "outer", "cross", "natural", "on", "using", NULL
};

static const char *const clauses[] = { "where",  "group", "having", "order",     "limit", "offset",
                                       "fetch",  "for",   "window", "returning", "set",   "values",
                                       "select", "from",  "lock",   "do",        NULL };

static int starts_clause(const judge_t *judge, int i)
{
    return is_clause(judge, i, clauses) || is_clause(judge, i, joins);
}

static int end_of_clause(const judge_t *judge, int i, int to)
{
    for (i = i + 1; i < to && !starts_clause(judge, i); i = step(judge, i)) {
    }
    return i;
}

/* The tables of FROM: a sub-select among them scopes unless an outer join makes it optional, and so
 * does the condition of an inner join. The place of the next clause is given in *NEXT. */
static int tables(const judge_t *judge, int from, int to, int *next)
{
    static const char *const optional[] = { "left", "right", "full", NULL };
    static const char *const losing[] = { "right", "full", NULL };  /* what stood before, too */
    int announced = 0;
    int outer = 0;
    int found = 0;
    int i = from;

    while (i < to && !is_clause(judge, i, clauses)) {
        found &= !is_clause(judge, i, losing);
        announced |= is_clause(judge, i, optional);
        if (is(judge, i, "join") || is_mark(judge, i, ",")) {
            outer = announced;
            announced = 0;
        }
        if (is_mark(judge, i, "(") && !outer) {
            found |= query(judge, i + 1, mya_sql_close(judge->sql, i));
        }
        if (is(judge, i, "on")) {
            int end = end_of_clause(judge, i, to);

            found |= !outer && condition(judge, i + 1, end);
            i = end;
        }
        else {
            i = step(judge, i);
        }
    }
    *next = i;
    return found;
}

/* INSERT … VALUES (…, :customer, …). */
static int values(const judge_t *judge, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (is(judge, i, "on") || is(judge, i, "returning")) {
            return 0;
        }
        if (is_scoping(judge, i)) {
            return 1;
        }
    }
    return 0;
}

/* One SELECT, UPDATE, DELETE or INSERT in [FROM, TO), without UNION outside parentheses. */
static int arm(const judge_t *judge, int from, int to)
{
    int insert = is(judge, from, "insert");
    int i = from;

    if (from < to && is_mark(judge, from, "(") && mya_sql_close(judge->sql, from) == to - 1) {
        return query(judge, from + 1, to - 1);
    }
    while (i < to) {
        if (is(judge, i, "where") && condition(judge, i + 1, end_of_clause(judge, i, to))) {
            return 1;
        }
        if (insert && is(judge, i, "values")) {
            return values(judge, i + 1, to);
        }
        if ((is(judge, i, "from") || is(judge, i, "using")) && !is(judge, i - 1, "distinct")) {
            if (tables(judge, i + 1, to, &i)) {
                return 1;
            }
            continue;
        }
        i = step(judge, i);
    }
    return 0;
}

static int separates(const judge_t *judge, int i)
{
    return is(judge, i, "union") || is(judge, i, "except") || is(judge, i, "intersect");
}

/* WITH a AS (…), b AS (…): whether one of them scopes; *NEXT is behind them. */
static int with(const judge_t *judge, int from, int to, int *next)
{
    static const char *const verbs[] = { "select", "insert", "update", "delete", NULL };
    int found = 0;
    int i = from;

    while (i < to && !is_one_of(judge, i, verbs)) {
        if (is_mark(judge, i, "(")) {
            found |= query(judge, i + 1, mya_sql_close(judge->sql, i));
        }
        i = step(judge, i);
    }
    *next = i;
    return found;
}

/* A statement or sub-select in [FROM, TO): every arm of its UNIONs scopes. */
static int query(const judge_t *judge, int from, int to)
{
    int start = from;

    if (from < to && is(judge, from, "with") && with(judge, from + 1, to, &start)) {
        return 1;
    }
    for (int i = start; i < to; i = step(judge, i)) {
        if (separates(judge, i)) {
            if (!arm(judge, start, i)) {
                return 0;
            }
            start = i + 1 + is(judge, i + 1, "all");
        }
    }
    return start < to && arm(judge, start, to);
}

int mya_sql_scoped(const mya_sql_text_t *sql, mya_sql_scoping_t scoping, void *baton)
{
    judge_t judge = { sql, scoping, baton };

    return query(&judge, 0, sql->ntokens);
}
