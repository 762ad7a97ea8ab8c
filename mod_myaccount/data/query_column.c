/* SPDX-License-Identifier: Apache-2.0 */
/* data/query_column.c: asks only whether a column can be compared as it is declared */
#include "data/query.h"

#include <apr_strings.h>

#include "data/query_text.h"
#include "data/value.h"

const char *mya_query_column_text(const mya_sql_t *sql, const mya_column_t *columns, int ncolumns,
                                  const int *compared, int n, mya_dialect_e dialect, int *nbinds,
                                  apr_pool_t *pool)
{
    mya_query_text_t *text = mya_query_text_make(dialect, NULL, pool);

    mya_query_text_add(text, "WITH mya (");
    for (int i = 0; i < ncolumns; i++) {
        mya_query_text_add(text, apr_psprintf(pool, "%sc%d", i > 0 ? ", " : "", i));
    }
    mya_query_text_add(text, ") AS (\n");
    mya_query_text_author(text, sql);
    mya_query_text_add(text, "\n) SELECT 1 FROM mya");
    for (int i = 0; i < n; i++) {
        mya_query_text_add(text, i ? " AND " : " WHERE ");
        mya_query_text_column(text, &columns[compared[i]], apr_psprintf(pool, "c%d", compared[i]));
        mya_query_text_add(text, " = ");
        mya_query_text_bind(text, mya_value_stored(&columns[compared[i]]), NULL);
    }
    *nbinds = text->arguments->nelts;
    return mya_query_text_sql(text);
}
