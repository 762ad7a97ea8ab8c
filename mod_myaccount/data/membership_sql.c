/* SPDX-License-Identifier: Apache-2.0 */
/* data/membership_sql.c: statements on mya_membership, and on mya_customer, which may be a view */
#include "data/membership_sql.h"

#include <apr_strings.h>

static const char insert[] =
    "INSERT INTO mya_membership (user_id, customer_id, role) VALUES (%s, %s, %s)";

static const char delete[] =
    "DELETE FROM mya_membership WHERE user_id = %s AND customer_id = %s AND role = %s";

static const char roles[] =
    "SELECT role FROM mya_membership WHERE user_id = %s AND customer_id = %s ORDER BY role";

static const char insert_customer[] = "INSERT INTO mya_customer (id, name) VALUES (%s, %s)";

/* What a number that came as text is called. */
static const char *const integer[MYA_DIALECT_COUNT] = {
    [MYA_DIALECT_SQLITE] = "bigint",
    [MYA_DIALECT_POSTGRESQL] = "bigint",
    [MYA_DIALECT_MARIADB] = "signed",
};

const char *mya_customer_sql_key(mya_dialect_e dialect, mya_type_e key, const char *expression,
                                 apr_pool_t *pool)
{
    if (key != MYA_TYPE_INTEGER) {
        return expression;
    }
    return apr_pstrcat(pool, "CAST(", expression, " AS ", integer[dialect], ")", NULL);
}

apr_status_t mya_membership_sql_insert(mya_db_conn_t *conn, const char *user, const char *customer,
                                       const char *role, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { user, customer, role };

    return mya_db_execute(NULL, conn, insert, 3, args, why, pool);
}

apr_status_t mya_membership_sql_delete(mya_db_conn_t *conn, const char *user, const char *customer,
                                       const char *role, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { user, customer, role };

    return mya_db_execute(NULL, conn, delete, 3, args, why, pool);
}

apr_status_t mya_membership_sql_roles(mya_rows_t **rows, mya_db_conn_t *conn, const char *user,
                                      const char *customer, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { user, customer };

    return mya_db_select(rows, conn, roles, 2, args, 0, why, pool);
}

apr_status_t mya_customer_sql_find(const char **name, mya_db_conn_t *conn, const char *customer,
                                   mya_type_e key, mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { customer };
    const char *sql = apr_pstrcat(pool, "SELECT name FROM mya_customer WHERE id = ",
                                  mya_customer_sql_key(mya_db_dialect(conn), key, "%s", pool),
                                  NULL);
    mya_rows_t *rows;
    apr_status_t rv = mya_db_select(&rows, conn, sql, 1, args, 1, why, pool);

    *name = NULL;
    if (rv == APR_SUCCESS && rows->nrows) {
        *name = rows->cells[0][0] ? rows->cells[0][0] : customer;
    }
    return rv;
}

apr_status_t mya_customer_sql_insert(mya_db_conn_t *conn, const char *customer, const char *name,
                                     mya_result_t *why, apr_pool_t *pool)
{
    const char *const args[] = { customer, name };

    return mya_db_execute(NULL, conn, insert_customer, 2, args, why, pool);
}
