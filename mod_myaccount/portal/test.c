/* SPDX-License-Identifier: Apache-2.0 */
/* portal/test.c: test="x", test="not(x)", test="x = 'v'": there are no others */
#include "portal/load.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

typedef struct maker_t {
    mya_scope_t scope;     /* a copy that knows it is in a test */
    mya_load_t *load;
    mya_place_t place;
    const char *whole;
    mya_test_t *test;
} maker_t;

static const char *trim(const char *text, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, text + strspn(text, " \t\r\n"));
    apr_size_t len = strlen(copy);

    while (len > 0 && apr_isspace(copy[len - 1])) {
        copy[--len] = '\0';
    }
    return copy;
}

static int tell_form(const maker_t *m, const char *what)
{
    mya_load_fault(m->load, m->place,
                   "test=\"%s\" %s; a test is a.b, not(a.b) or a.b = 'value', all else "
                   "is a column of a query",
                   m->whole, what);
    return 0;
}

/* A record's or list's name alone: there is one. */
static int make_presence(maker_t *m, const char *name)
{
    const mya_list_t *list = mya_ref_list(&m->scope, name);

    m->test->ref.name = name;
    m->test->ref.of = name;
    m->test->ref.index = -1;
    m->test->ref.type = MYA_TYPE_BOOLEAN;
    m->test->ref.source = list ? MYA_FROM_ROW : MYA_FROM_RECORD;
    if (list || mya_ref_record(&m->scope, name)) {
        return 1;
    }
    /* Says it better: unknown, later, or lacking a name behind the dot. */
    if (mya_ref_resolve(&m->scope, m->place, name, 0)) {
        return tell_form(m, "is always there");
    }
    return 0;
}

/* The options of what REF means, or NULL. */
static const mya_options_t *options_of(const maker_t *m, const mya_ref_t *ref)
{
    const mya_record_t *record = ref->of ? mya_ref_record(&m->scope, ref->of) : NULL;

    if (ref->source == MYA_FROM_FORM) {
        for (int i = 0; i < m->scope.fields->nelts; i++) {
            const mya_field_t *field = &APR_ARRAY_IDX(m->scope.fields, i, mya_field_t);

            if (strcmp(field->name, ref->column) == 0) {
                return field->options;
            }
        }
    }
    if (ref->source == MYA_FROM_RECORD && record) {
        return record->columns[ref->index].options;
    }
    return ref->source == MYA_FROM_ROW ? m->scope.list->columns[ref->index].options : NULL;
}

/* What has several values is neither true nor equal to one. */
static int check_single(const maker_t *m, const mya_ref_t *ref)
{
    if (ref->many) {
        mya_load_fault(m->load, m->place,
                       "test=\"%s\" asks about \"%s\", which has several values; let a <record> "
                       "count them, and test that", m->whole, ref->name);
    }
    return !ref->many;
}

static int check_option(const maker_t *m, const mya_ref_t *ref, const char *value)
{
    const mya_options_t *options = options_of(m, ref);
    apr_array_header_t *names = apr_array_make(m->load->pool, 8, sizeof(const char *));

    if ((ref->type != MYA_TYPE_CODE && ref->type != MYA_TYPE_CHOICE) || !options) {
        mya_load_fault(m->load, m->place,
                       "test=\"%s\" compares \"%s\", which has no options; only a code or "
                       "choice with options= is compared, or make it a boolean column",
                       m->whole, ref->name);
        return 0;
    }
    for (int i = 0; i < options->noptions; i++) {
        if (strcmp(options->options[i].value, value) == 0) {
            return 1;
        }
        APR_ARRAY_PUSH(names, const char *) = options->options[i].value;
    }
    mya_load_fault(
        m->load, m->place, "test=\"%s\" compares with '%s', which is no option of \"%s\"%s",
        m->whole, value, ref->name, mya_load_nearest(m->load, value, names, "'", "'", "there are"));
    return 0;
}

/* a.b = 'v', EQUALS pointing at the sign. */
static int make_equality(maker_t *m, const char *text, const char *equals)
{
    apr_pool_t *pool = m->load->pool;
    const char *name = trim(apr_pstrmemdup(pool, text, (apr_size_t)(equals - text)), pool);
    const char *value = trim(equals + 1, pool);
    apr_size_t len = strlen(value);
    const mya_ref_t *ref;

    if (len < 2 || value[0] != '\'' || strchr(value + 1, '\'') != value + len - 1) {
        return tell_form(m, "compares with no value in single quotes");
    }
    if (!strchr(name, '.')) {
        return tell_form(m, "compares something that is no column or field");
    }
    value = apr_pstrmemdup(pool, value + 1, len - 2);
    ref = mya_ref_resolve(&m->scope, m->place, name, 0);
    if (!ref || !check_single(m, ref) || !check_option(m, ref, value)) {
        return 0;
    }
    m->test->ref = *ref;
    m->test->equals = value;
    return 1;
}

static int make_truth(maker_t *m, const char *name)
{
    const mya_ref_t *ref = mya_ref_resolve(&m->scope, m->place, name, 0);

    if (!ref || !check_single(m, ref)) {
        return 0;
    }
    if (ref->type != MYA_TYPE_BOOLEAN) {
        mya_load_fault(m->load, m->place,
                       "test=\"%s\" asks whether \"%s\" is true, but its type is %s; make it "
                       "a column of type boolean",
                       m->whole, name, mya_type_name(ref->type));
        return 0;
    }
    m->test->ref = *ref;
    return 1;
}

/* Whether TEXT has WORD between blanks, outside quotes. */
static int has_word(const char *text, const char *word, apr_pool_t *pool)
{
    const apr_array_header_t *words = mya_name_words(text, pool);

    for (int i = 0; i < words->nelts; i++) {
        if (strcasecmp(APR_ARRAY_IDX(words, i, const char *), word) == 0) {
            return 1;
        }
    }
    return 0;
}

static int make(maker_t *m, const char *text)
{
    apr_size_t len = strlen(text);
    const char *quote = strchr(text, '\'');
    const char *before = quote ? apr_pstrmemdup(m->load->pool, text, (apr_size_t)(quote - text))
                               : text;
    const char *equals = strchr(before, '=');

    if (has_word(text, "and", m->load->pool) || has_word(text, "or", m->load->pool)) {
        return tell_form(m, "joins tests with and/or");
    }
    if (strpbrk(before, ":{}")) {
        return tell_form(m, "has a : or { } in it, which is for SQL and addresses");
    }
    if (strpbrk(before, "<>!+*/")) {
        return tell_form(m, "has something else than a name in it");
    }
    if (strncmp(text, "not(", 4) == 0 && text[len - 1] == ')' && !m->test->negate) {
        m->test->negate = 1;
        return make(m, trim(apr_pstrmemdup(m->load->pool, text + 4, len - 5), m->load->pool));
    }
    if (equals) {
        return make_equality(m, text, text + (equals - before));
    }
    if (strpbrk(text, " ()'\"")) {
        return tell_form(m, "is no name");
    }
    return strchr(text, '.') ? make_truth(m, text) : make_presence(m, text);
}

const mya_test_t *mya_test_make(const mya_scope_t *scope, mya_place_t place, const char *text)
{
    maker_t m = { *scope, scope->load, place, text, NULL };

    if (!text) {
        return NULL;
    }
    m.scope.in_test = 1;
    m.test = apr_pcalloc(scope->load->pool, sizeof(*m.test));
    return make(&m, trim(text, scope->load->pool)) ? m.test : NULL;
}
