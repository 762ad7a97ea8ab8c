/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/statement_fixture.h: statements and columns without a definition file */
#ifndef MYA_TESTS_STATEMENT_FIXTURE_H
#define MYA_TESTS_STATEMENT_FIXTURE_H

#include <string.h>

#include <apr_strings.h>

#include "portal/model.h"

/* TEXT for all databases, cut at its '@', each of which stands for the next of REFS. */
static inline mya_statement_t statement_of(const char *text, const mya_ref_t *const *refs,
                                           apr_pool_t *pool)
{
    apr_array_header_t *parts = apr_array_make(pool, 8, sizeof(mya_part_t));
    mya_sql_t *sql = apr_pcalloc(pool, sizeof(*sql));
    mya_statement_t statement;

    for (;;) {
        const char *at = strchr(text, '@');
        mya_part_t part = { at ? apr_pstrmemdup(pool, text, (apr_size_t)(at - text)) : text, NULL };

        APR_ARRAY_PUSH(parts, mya_part_t) = part;
        if (!at) {
            break;
        }
        part.text = NULL;
        part.ref = *refs++;
        APR_ARRAY_PUSH(parts, mya_part_t) = part;
        text = at + 1;
    }
    sql->id = "test.statement";
    sql->parts = (const mya_part_t *)parts->elts;
    sql->nparts = parts->nelts;
    sql->expect_min = sql->expect_max = -1;
    for (int i = 0; i < MYA_DIALECT_COUNT; i++) {
        statement.by_dialect[i] = sql;
    }
    return statement;
}

#endif
