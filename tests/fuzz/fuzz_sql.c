/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_sql.c: any text at the reader of an author's SQL
 *
 * Tokens stand in order and lose nothing but white space and comments; put together again as they
 * are sent to the database they are read the same; and no statement is taken as limited to the
 * visitor without a bind that does so. Build with -fsanitize=fuzzer,address,undefined; its corpus:
 * corpus/sql.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "portal/name.h"
#include "portal/sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static apr_pool_t *root;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    apr_initialize();
    return apr_pool_create(&root, NULL) == APR_SUCCESS ? 0 : -1;
}

static void demand(int truth)
{
    if (!truth) {
        abort();
    }
}

/* --- tokens --- */

static void look_at(const mya_token_t *tokens, int n, const char *text)
{
    size_t end = 0;

    for (int i = 0; i < n; i++) {
        demand(tokens[i].start >= end && tokens[i].end > tokens[i].start);
        demand(tokens[i].end <= strlen(text) && tokens[i].depth >= 0 && tokens[i].line >= 0);
        end = tokens[i].end;
        if (tokens[i].kind != MYA_TOKEN_STRING && tokens[i].kind != MYA_TOKEN_QUOTED) {
            demand(!memchr(text + tokens[i].start, '?', tokens[i].end - tokens[i].start));
            demand(!memchr(text + tokens[i].start, ';', tokens[i].end - tokens[i].start));
        }
    }
}

static void read_again(const mya_token_t *tokens, int n, const char *text, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 2 * n + 1, sizeof(const char *));
    const mya_token_t *again = NULL;
    int m = 0, line;

    for (int i = 0; i < n; i++) {
        APR_ARRAY_PUSH(pieces, const char *) = mya_sql_gap(tokens, i, text, pool);
        APR_ARRAY_PUSH(pieces, const char *) =
            apr_pstrmemdup(pool, text + tokens[i].start, tokens[i].end - tokens[i].start);
    }
    demand(mya_sql_tokens(&again, &m, &line, apr_array_pstrcat(pool, pieces, 0), NULL, pool)
           == APR_SUCCESS);
    demand(m == n);
    for (int i = 0; i < n; i++) {
        demand(tokens[i].kind == again[i].kind && tokens[i].depth == again[i].depth);
        demand(!strcmp(tokens[i].text, again[i].text) && tokens[i].offset == again[i].offset);
    }
}

/* --- meaning --- */

static int never(const char *name, void *baton)
{
    (void)name, (void)baton;
    return 0;
}

static int always(const char *name, void *baton)
{
    (void)name;
    ++*(int *)baton;
    return 1;
}

static void judge(const mya_sql_text_t *sql)
{
    int asked = 0;

    demand(!mya_sql_scoped(sql, never, NULL));
    demand(!mya_sql_scoped(sql, always, &asked) || asked > 0);
    for (int i = 0; i < sql->ncolumns; i++) {
        demand(mya_name_is_xml(sql->columns[i].name));
    }
    for (int i = 0; i < sql->ntokens; i++) {
        demand(mya_sql_in(sql, i) >= 0 && mya_sql_in(sql, i) <= 2);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mya_token_t *tokens = NULL;
    const mya_sql_text_t *sql = NULL;
    mya_result_t *why;
    apr_pool_t *pool;
    char *text;
    int n = 0, line = -1;

    apr_pool_create(&pool, root);
    why = mya_result_make(pool);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    if (mya_sql_tokens(&tokens, &n, &line, text, why, pool) != APR_SUCCESS) {
        demand(why->detail && line >= 0);
        demand(mya_sql_read(&sql, &line, text, why, pool) != APR_SUCCESS);
    }
    else {
        look_at(tokens, n, text);
        read_again(tokens, n, text, pool);
        if (mya_sql_read(&sql, &line, text, why, pool) == APR_SUCCESS) {
            judge(sql);
        }
        else {
            demand(why->detail && line >= 0);
        }
    }
    apr_pool_destroy(pool);
    return 0;
}
