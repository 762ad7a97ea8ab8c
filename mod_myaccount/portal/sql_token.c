/* SPDX-License-Identifier: Apache-2.0 */
/* portal/sql_token.c: an author's SQL, cut into tokens */
#include "portal/sql.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#define DEPTH_MAX 60    /* of parentheses; what reads the tokens calls itself once for each */

typedef struct cutter_t {
    const char *text;
    const char *at;
    int line;
    int depth;
    apr_array_header_t *tokens;
    mya_result_t *why;
    apr_pool_t *pool;
} cutter_t;

static int starts_word(char c)
{
    return apr_isalpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static int in_word(char c)
{
    return starts_word(c) || apr_isdigit(c) || c == '$';
}

static int in_name(char c)
{
    return in_word(c) && c != '$';
}

static mya_token_t *push(cutter_t *cutter, mya_sql_token_e kind, const char *start, const char *end)
{
    mya_token_t *token = apr_array_push(cutter->tokens);

    token->kind = kind;
    token->start = (apr_size_t)(start - cutter->text);
    token->end = (apr_size_t)(end - cutter->text);
    token->text = apr_pstrmemdup(cutter->pool, start, (apr_size_t)(end - start));
    token->line = cutter->line;
    token->depth = cutter->depth;
    token->offset = 0;
    cutter->at = end;
    return token;
}

static void count_lines(cutter_t *cutter, const char *start, const char *end)
{
    for (const char *c = start; c < end; c++) {
        cutter->line += *c == '\n';
    }
}

static apr_status_t cut_comment(cutter_t *cutter)
{
    const char *end;

    if (cutter->at[0] == '-') {
        cutter->at += strcspn(cutter->at, "\n");
        return APR_SUCCESS;
    }
    end = strstr(cutter->at + 2, "*/");
    if (!end) {
        return mya_result_tell(cutter->why, MYA_ECONFIG,
                               "a comment in the SQL does not end; close it with */");
    }
    count_lines(cutter, cutter->at, end);
    cutter->at = end + 2;
    return APR_SUCCESS;
}

/* What stands between START (a quote) and END (the closing one), doubled CLOSE made single. */
static const char *unquote(const char *start, const char *end, char close, apr_pool_t *pool)
{
    char *value = apr_palloc(pool, (apr_size_t)(end - start));
    char *out = value;

    for (const char *c = start + 1; c < end; c++) {
        c += *c == close;
        *out++ = *c;
    }
    *out = '\0';
    return value;
}

static apr_status_t cut_quoted(cutter_t *cutter, mya_sql_token_e kind, char close)
{
    const char *start = cutter->at;
    const char *end = start + 1;
    mya_token_t *token;

    for (; *end && (*end != close || end[1] == close); end++) {
        if (*end == '\\' && end[1] == close) {
            return mya_result_tell(cutter->why, MYA_ECONFIG,
                                   "a backslash stands before the quote %c, which databases read "
                                   "differently; double the quote, or put something between",
                                   close);
        }
        end += *end == close;
    }
    if (!*end) {
        return mya_result_tell(cutter->why, MYA_ECONFIG,
                               "a quote in the SQL does not end; close it with %c", close);
    }
    token = push(cutter, kind, start, end + 1);
    token->text = unquote(start, end, close, cutter->pool);
    count_lines(cutter, start, end);
    return APR_SUCCESS;
}

/* The offset of :now-14d that stands at C, its length in *LEN; 0 and 0 if none does. */
static apr_interval_time_t offset_at(const char *c, apr_size_t *len)
{
    apr_int64_t unit;
    char *end;
    long n;

    *len = 0;
    if ((*c != '-' && *c != '+') || !apr_isdigit(c[1])) {
        return 0;
    }
    n = strtol(c + 1, &end, 10);
    unit = *end == 'w' ? 7 * 86400 : *end == 'd' ? 86400 : *end == 'h' ? 3600 : 0;
    if (!unit || in_word(end[1]) || n > 36500) {
        return 0;
    }
    *len = (apr_size_t)(end + 1 - c);
    return apr_time_from_sec(unit * n) * (*c == '-' ? -1 : 1);
}

static void cut_bind(cutter_t *cutter)
{
    const char *start = cutter->at;
    const char *end = start + 1;
    apr_interval_time_t offset = 0;
    apr_size_t len = 0;
    const char *name;
    mya_token_t *token;

    while (in_name(*end) || (*end == '.' && starts_word(end[1]))) {
        end++;
    }
    name = apr_pstrmemdup(cutter->pool, start + 1, (apr_size_t)(end - start - 1));
    if (strcmp(name, "now") == 0 || strcmp(name, "today") == 0) {
        offset = offset_at(end, &len);
    }
    token = push(cutter, MYA_TOKEN_BIND, start, end + len);
    token->text = name;
    token->offset = offset;
}

static void cut_number(cutter_t *cutter)
{
    const char *end = cutter->at;

    while (in_word(*end) || *end == '.'
           || ((*end == '+' || *end == '-') && (end[-1] == 'e' || end[-1] == 'E'))) {
        end++;
    }
    push(cutter, MYA_TOKEN_NUMBER, cutter->at, end);
}

static apr_status_t cut_parenthesis(cutter_t *cutter)
{
    if (*cutter->at == ')' && cutter->depth-- == 0) {
        return mya_result_tell(
            cutter->why, MYA_ECONFIG,
            "the SQL closes a parenthesis that it did not open; leave out the )");
    }
    push(cutter, MYA_TOKEN_MARK, cutter->at, cutter->at + 1);
    if (cutter->at[-1] == '(' && cutter->depth++ == DEPTH_MAX) {
        return mya_result_tell(cutter->why, MYA_ECONFIG, "the SQL nests parentheses more than %d "
                               "deep; put a part of it into a view", DEPTH_MAX);
    }
    return APR_SUCCESS;
}

static void cut_mark(cutter_t *cutter)
{
    const char *start = cutter->at;
    apr_size_t len = strspn(start, "<>=!|&^~#@");

    if (len == 0) {
        len = start[0] == ':' && start[1] == ':' ? 2 : 1;
    }
    push(cutter, MYA_TOKEN_MARK, start, start + len);
}

static apr_status_t refuse(cutter_t *cutter)
{
    switch (*cutter->at) {
    case '?':
        return mya_result_tell(cutter->why, MYA_ECONFIG, "a bare ? stands in the SQL; bind a named "
                               "value, as in :path.id");
    case '$':
        return mya_result_tell(cutter->why, MYA_ECONFIG,
                               "a $ stands in the SQL; bind a named value, "
                               "as in :path.id, and quote text with '");
    case '{':
        return mya_result_tell(cutter->why, MYA_ECONFIG, "{ stands in the SQL; in SQL a value is "
                               "bound as :a.b, {a.b} is for attributes");
    default:
        return mya_result_tell(cutter->why, MYA_ECONFIG,
                               "; stands in the SQL; write each statement "
                               "into its own <sql>, without a ; at its end");
    }
}

/* [ opens a quoted name, except directly behind a word, where it is a subscript. */
static int opens_name(const cutter_t *cutter)
{
    const char *at = cutter->at;

    return at == cutter->text || !(in_word(at[-1]) || at[-1] == ']' || at[-1] == ')');
}

static apr_status_t cut_one(cutter_t *cutter)
{
    const char *at = cutter->at;
    const char *end = at;

    if (apr_isspace(*at)) {
        cutter->line += *at == '\n';
        cutter->at++;
        return APR_SUCCESS;
    }
    if ((at[0] == '-' && at[1] == '-') || (at[0] == '/' && at[1] == '*')) {
        return cut_comment(cutter);
    }
    if (*at == '\'') {
        return cut_quoted(cutter, MYA_TOKEN_STRING, '\'');
    }
    if (*at == '"' || *at == '`') {
        return cut_quoted(cutter, MYA_TOKEN_QUOTED, *at);
    }
    if (*at == '[' && opens_name(cutter)) {
        return cut_quoted(cutter, MYA_TOKEN_QUOTED, ']');
    }
    if (*at == '(' || *at == ')') {
        return cut_parenthesis(cutter);
    }
    if (strchr("?${;", *at)) {
        return refuse(cutter);
    }
    if (starts_word(*at)) {
        while (in_word(*end)) {
            end++;
        }
        push(cutter, MYA_TOKEN_WORD, at, end);
    }
    else if (apr_isdigit(*at) || (*at == '.' && apr_isdigit(at[1]))) {
        cut_number(cutter);
    }
    else if (*at == ':' && at[1] != ':' && starts_word(at[1])) {
        cut_bind(cutter);
    }
    else {
        cut_mark(cutter);
    }
    return APR_SUCCESS;
}

apr_status_t mya_sql_tokens(const mya_token_t **tokens, int *ntokens, int *line, const char *text,
                            mya_result_t *why, apr_pool_t *pool)
{
    cutter_t cutter = {
        text, text, 0, 0, apr_array_make(pool, 32, sizeof(mya_token_t)), why, pool
    };

    while (*cutter.at) {
        apr_status_t rv = cut_one(&cutter);

        if (rv != APR_SUCCESS) {
            *line = cutter.line;
            return rv;
        }
    }
    *line = cutter.line;
    *tokens = (const mya_token_t *)cutter.tokens->elts;
    *ntokens = cutter.tokens->nelts;
    if (cutter.depth > 0) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "the SQL does not close a parenthesis; close it with )");
    }
    return APR_SUCCESS;
}

const char *mya_sql_gap(const mya_token_t *tokens, int i, const char *text, apr_pool_t *pool)
{
    apr_size_t from = i > 0 ? tokens[i - 1].end : 0;
    const char *gap = apr_pstrmemdup(pool, text + from, tokens[i].start - from);

    return gap[strspn(gap, " \t\r\n\v\f")] ? " " : gap;
}
