/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_sql.c: <sql> to statements cut at their binds, one for each database */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"
#include "portal/sql.h"

typedef struct maker_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    const mya_node_t *node;
    mya_load_sql_e takes;
    mya_place_t place;              /* where the text begins */
    const mya_sql_text_t *text;
    mya_sql_t *sql;
    apr_hash_t *refs;               /* name of a bind -> const mya_ref_t * */
    int scoped;
    const char *only;               /* the one bind that is asked about */
} maker_t;

static mya_place_t at_line(const maker_t *m, int line)
{
    mya_place_t place = { m->place.file, m->place.line + line };

    return place;
}

/* --- binds --- */

static const mya_ref_t *resolve(const maker_t *m, const mya_token_t *token)
{
    const mya_ref_t *ref = mya_ref_resolve(m->scope, at_line(m, token->line), token->text,
                                           token->offset);

    if (ref) {
        apr_hash_set(m->refs, token->text, APR_HASH_KEY_STRING, ref);
    }
    return ref;
}

static void check_in(const maker_t *m, int i, const mya_ref_t *ref)
{
    const mya_token_t *token = &m->text->tokens[i];

    if (ref && ref->many && !mya_sql_in(m->text, i)) {
        mya_load_fault(m->load, at_line(m, token->line),
                       ":%s is a list of values, which stands only in IN (…); write IN (:%s)",
                       token->text, token->text);
    }
    if (ref && mya_sql_in(m->text, i) == 1 && !ref->many) {
        mya_load_fault(m->load, at_line(m, token->line), "IN (:%s) has one value; write = :%s",
                       token->text, token->text);
    }
}

/* ':customer', or '%:query.q%': meant as a value, but text between quotes is never looked at. */
static void check_string(const maker_t *m, const mya_token_t *token)
{
    for (const char *c = strchr(token->text, ':'); c; c = strchr(c + 1, ':')) {
        const char *name = apr_pstrmemdup(
            m->load->pool, c + 1,
            strspn(c + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."));

        if (mya_ref_knows(m->scope, name)) {
            mya_load_fault(m->load, at_line(m, token->line),
                           ":%s stands between quotes, where it is text and no value; write it "
                           "outside of them, as in = :%s", name, name);
        }
    }
}

static void push_text(apr_array_header_t *parts, const char *text)
{
    mya_part_t part = { text, NULL };

    if (*text) {
        APR_ARRAY_PUSH(parts, mya_part_t) = part;
    }
}

static void make_parts(maker_t *m)
{
    apr_pool_t *pool = m->load->pool;
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(mya_part_t));
    apr_array_header_t *pieces = apr_array_make(pool, 32, sizeof(const char *));

    for (int i = 0; i < m->text->ntokens; i++) {
        const mya_token_t *token = &m->text->tokens[i];

        APR_ARRAY_PUSH(pieces, const char *) = i
            ? mya_sql_gap(m->text->tokens, i, m->text->text, pool)
            : "";
        if (token->kind == MYA_TOKEN_BIND) {
            mya_part_t part = { NULL, resolve(m, token) };

            check_in(m, i, part.ref);
            push_text(parts, apr_array_pstrcat(pool, pieces, 0));
            apr_array_clear(pieces);
            APR_ARRAY_PUSH(parts, mya_part_t) = part;
        }
        else {
            if (token->kind == MYA_TOKEN_STRING) {
                check_string(m, token);
            }
            APR_ARRAY_PUSH(pieces, const char *) =
                apr_pstrmemdup(pool, m->text->text + token->start, token->end - token->start);
        }
    }
    push_text(parts, apr_array_pstrcat(pool, pieces, 0));
    m->sql->parts = (const mya_part_t *)parts->elts;
    m->sql->nparts = parts->nelts;
}

/* --- what the place allows --- */

static void check_reads(const maker_t *m)
{
    if (m->text->verb != MYA_VERB_SELECT) {
        mya_load_fault(m->load, m->place,
                       "a statement that shows something does not begin with SELECT; "
                       "a change stands in an <action>");
    }
    if (m->text->lock_line >= 0) {
        mya_load_fault(m->load, at_line(m, m->text->lock_line),
                       "the SQL locks rows; write lock=\"yes\" at "
                       "the record instead");
    }
    if (m->takes == MYA_LOAD_READS_LIST && m->text->order_line >= 0) {
        mya_load_fault(m->load, at_line(m, m->text->order_line),
                       "ORDER BY stands in the SQL of a list; "
                       "write order= at the <list>, since the engine sorts and pages it");
    }
    if (m->takes == MYA_LOAD_READS_LIST && m->text->limit_line >= 0) {
        mya_load_fault(m->load, at_line(m, m->text->limit_line),
                       "LIMIT stands in the SQL of a list; write "
                       "page-size= at the <list>, or limit= at its <include>");
    }
}

static void check_changes(const maker_t *m)
{
    if (m->text->verb == MYA_VERB_SELECT) {
        mya_load_fault(m->load, m->place, m->scope->identity
                       ? "<store-hash> selects; write an UPDATE that keeps the hash"
                       : "a step of an action selects; to read something write a <record>");
    }
    if (m->text->returning_line >= 0) {
        mya_load_fault(m->load, at_line(m, m->text->returning_line),
                       "RETURNING stands in a step, which "
                       "gives nothing back; use :new.x for a fresh id, or a <record>");
    }
}

static int is_scoping(const char *name, void *baton)
{
    const maker_t *m = baton;
    const mya_ref_t *ref = apr_hash_get(m->refs, name, APR_HASH_KEY_STRING);

    return ref && mya_ref_scopes(m->scope, ref);
}

static int is_only(const char *name, void *baton)
{
    const maker_t *m = baton;

    return strcmp(name, m->only) == 0 && is_scoping(name, baton);
}

/* The bind that limits the statement; all that do so together, if none does alone. */
static const char *scope_of(maker_t *m)
{
    const char *all = NULL;

    for (int i = 0; i < m->text->ntokens; i++) {
        const mya_token_t *token = &m->text->tokens[i];

        if (token->kind == MYA_TOKEN_BIND && is_scoping(token->text, m)) {
            m->only = token->text;
            if (mya_sql_scoped(m->text, is_only, m)) {
                return m->only;
            }
            all = all ? apr_pstrcat(m->load->pool, all, " ", m->only, NULL) : m->only;
        }
    }
    return all;
}

static void check_scope(maker_t *m, int faults)
{
    m->sql->scope_all = mya_load_get(m->load, m->node, "scope") != NULL;
    m->scoped = mya_sql_scoped(m->text, is_scoping, m);
    m->sql->scope = m->scoped ? scope_of(m) : NULL;
    if (m->scoped || m->sql->scope_all || m->scope->on || m->load->faults->nelts != faults) {
        return;
    }
    /* Who finds somebody by what was typed may write lower(email) = :login, which is no column. */
    if (m->scope->identity) {
        if (mya_grammar_has(m->scope->identity, "user")) {
            mya_load_fault(m->load, m->place, "the statement is not limited to one user; compare "
                           "a column with :user in WHERE");
        }
    }
    else {
        mya_load_fault(m->load, m->place,
                       "the statement is not limited to the visitor; %s, or say scope=\"all\"",
                       m->text->verb == MYA_VERB_INSERT
                           ? "put :customer, :user or a key that is limited among the VALUES"
                           : "compare a column with :customer or :user in WHERE");
    }
}

/* --- attributes of a step --- */

static void load_expect(const maker_t *m)
{
    const char *expect = mya_load_get(m->load, m->node, "expect");
    char *end = NULL;

    m->sql->expect_min = m->sql->expect_max = -1;
    if (!expect || strcmp(expect, "any") == 0) {
        return;
    }
    m->sql->expect_min = m->sql->expect_max = (int)strtol(expect, &end, 10);
    if (end > expect && strncmp(end, "..", 2) == 0) {
        const char *max = end + 2;

        m->sql->expect_max = *max ? (int)strtol(max, &end, 10) : -1;
        end += *max ? 0 : 2;
    }
    if (end == expect || *end || m->sql->expect_min < 0
        || (m->sql->expect_max >= 0 && m->sql->expect_max < m->sql->expect_min)) {
        mya_load_fault(m->load, m->place,
                       "expect=\"%s\" is no number of rows; write \"1\", \"1..\", \"0..1\" "
                       "or \"any\"",
                       expect);
    }
}

static void refuse_step_words(const maker_t *m)
{
    static const char *const names[] = { "expect", "error", "field", "scope" };
    const apr_size_t n = m->scope->identity ? 4 : 3;

    for (apr_size_t i = 0; i < n; i++) {
        if (mya_load_get(m->load, m->node, names[i])) {
            mya_load_fault(m->load, m->place, m->scope->identity
                           ? "%s= stands at a statement of <identity>, to which it says nothing; "
                           "leave it out"
                           : "%s= stands at a statement that shows something; it is for the "
                           "steps of an action, leave it out",
                           names[i]);
        }
    }
}

static void load_step_words(const maker_t *m)
{
    load_expect(m);
    m->sql->error = mya_load_key(m->load, m->place, mya_load_get(m->load, m->node, "error"));
    m->sql->field = mya_load_field_name(m->scope, m->place,
                                        mya_load_get(m->load, m->node, "field"));
}

/* --- one and many --- */

static void take_columns(const maker_t *m)
{
    const char **names = apr_palloc(m->load->pool,
                                    sizeof(*names) * (apr_size_t)(m->text->ncolumns + 1));

    for (int i = 0; i < m->text->ncolumns; i++) {
        names[i] = m->text->columns[i].name;
    }
    m->sql->columns = m->text->ncolumns ? names : NULL;
    m->sql->ncolumns = m->text->ncolumns;
    m->sql->aggregate = m->text->aggregate;
}

static void check_tables(const maker_t *m)
{
    for (int i = 0; i < m->text->ntokens; i++) {
        const mya_token_t *token = &m->text->tokens[i];

        if (token->kind == MYA_TOKEN_WORD || token->kind == MYA_TOKEN_QUOTED) {
            mya_load_check_table(m->load, at_line(m, token->line), token->text);
        }
    }
}

static mya_sql_t *make_one(maker_t *m, const char *id)
{
    mya_result_t *why = mya_result_make(m->load->pool);
    int faults = m->load->faults->nelts;
    const char *text = mya_load_source(m->load, m->node, &m->place);
    int line = 0;

    if (!text) {
        return NULL;
    }
    if (mya_sql_read(&m->text, &line, text, why, m->load->pool) != APR_SUCCESS) {
        mya_load_fault(m->load, at_line(m, line), "%s", why->detail);
        return NULL;
    }
    m->sql = apr_pcalloc(m->load->pool, sizeof(*m->sql));
    m->sql->place = m->place;
    m->sql->id = id;
    m->refs = apr_hash_make(m->load->pool);
    if (m->takes == MYA_LOAD_CHANGES) {
        check_changes(m);
    }
    else {
        check_reads(m);
    }
    if (m->takes == MYA_LOAD_CHANGES && !m->scope->identity) {
        load_step_words(m);
    }
    else {
        m->sql->expect_min = m->sql->expect_max = -1;
        refuse_step_words(m);
    }
    check_tables(m);
    take_columns(m);
    make_parts(m);
    check_scope(m, faults);
    return m->sql;
}

/* The databases that dialect= of NODE names, as bits; 0 = all others. */
static unsigned dialects_of(const mya_load_t *load, const mya_node_t *node)
{
    const char *words = mya_load_get(load, node, "dialect");
    const apr_array_header_t *said = words ? mya_name_words(words, load->pool) : NULL;
    unsigned bits = 0;

    for (int i = 0; said && i < said->nelts; i++) {
        const char *name = APR_ARRAY_IDX(said, i, const char *);

        for (unsigned k = 0; k < MYA_DIALECT_COUNT; k++) {
            bits |= strcmp(name, mya_db_dialect_name((mya_dialect_e)k)) == 0 ? 1u << k : 0;
        }
    }
    return bits;
}

/* Put SQL where BITS say; the common one (0) where nothing is yet. */
static void spread(mya_statement_t *statement, const mya_sql_t *sql, unsigned bits, unsigned taken)
{
    for (unsigned k = 0; k < MYA_DIALECT_COUNT; k++) {
        if (bits ? bits & 1u << k : !(taken & 1u << k)) {
            statement->by_dialect[k] = sql;
        }
    }
}

static void compare_columns(mya_load_t *load, const mya_sql_t *one, const mya_sql_t *other)
{
    int same = one->ncolumns == other->ncolumns;

    for (int i = 0; same && i < one->ncolumns; i++) {
        same = strcasecmp(one->columns[i], other->columns[i]) == 0;
    }
    if (!same) {
        mya_load_fault(load, other->place,
                       "this statement selects other columns than the one of line %d; "
                       "select the same ones in the same order for each database",
                       one->place.line);
    }
}

/* The next <sql> that may belong to the same statement: in an action only one that follows at once.
 */
static const mya_node_t *next_sql(const mya_node_t *node, mya_load_sql_e takes)
{
    do {
        node = mya_xml_next(node);
    } while (node && takes != MYA_LOAD_CHANGES && strcmp(mya_xml_name(node), "sql") != 0);
    return node && strcmp(mya_xml_name(node), "sql") == 0 ? node : NULL;
}

const mya_sql_t *mya_load_any(const mya_statement_t *statement)
{
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        if (statement->by_dialect[k]) {
            return statement->by_dialect[k];
        }
    }
    return NULL;
}

const mya_node_t *mya_load_sql(mya_statement_t *statement, int *scoped, const mya_scope_t *scope,
                               const mya_node_t *node, mya_load_sql_e takes, const char *id)
{
    const mya_node_t *last = node;
    unsigned taken = 0;
    int common = 0;
    int all_scoped = 1;

    for (; node; last = node, node = next_sql(node, takes)) {
        unsigned bits = dialects_of(scope->load, node);
        maker_t m = { .scope = scope, .load = scope->load, .node = node, .takes = takes };
        const mya_sql_t *before = mya_load_any(statement);
        const mya_sql_t *made;

        m.place = mya_load_place(scope->module->file, node);
        if (node != last && takes == MYA_LOAD_CHANGES && (!bits || bits & taken)) {
            break;      /* the next step */
        }
        if (bits ? bits & taken : (unsigned)common) {
            mya_load_fault(scope->load, m.place,
                           "there are two statements for the same database; leave one out, "
                           "or say dialect= at one of them");
            continue;
        }
        made = make_one(&m, id);
        all_scoped &= m.scoped;
        if (made && before) {
            compare_columns(scope->load, before, made);
        }
        if (made) {
            spread(statement, made, bits, taken);
        }
        taken |= bits;
        common |= !bits;
    }
    if (scoped) {
        *scoped = all_scoped;
    }
    return last;
}
