/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/user_list.c: myaccountctl user list: who may sign in, and what they may do for whom */
#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "access/signin.h"
#include "base/json.h"
#include "ctl/people.h"
#include "data/user_sql.h"

/* Rows [FROM, TO) of one user: its customers, each with its roles. Text: "c1:owner,buyer c2:owner";
 * JSON: {"c1":["owner","buyer"],"c2":["owner"]}. */
static const char *customers_of(const mya_rows_t *rows, int from, int to, int json,
                                apr_pool_t *pool)
{
    apr_array_header_t *pairs = apr_array_make(pool, 4, sizeof(mya_json_pair_t));
    const char *text = "";

    while (from < to && rows->cells[from][MYA_USER_CUSTOMER]) {
        const char *customer = rows->cells[from][MYA_USER_CUSTOMER];
        apr_array_header_t *roles = apr_array_make(pool, 4, sizeof(const char *));
        mya_json_pair_t pair = { customer, NULL, 1 };

        for (; from < to && !strcmp(rows->cells[from][MYA_USER_CUSTOMER], customer); from++) {
            APR_ARRAY_PUSH(roles, const char *) = rows->cells[from][MYA_USER_ROLE];
        }
        text = apr_pstrcat(pool, text, *text ? " " : "", customer, ":",
                           apr_array_pstrcat(pool, roles, ','), NULL);
        pair.value = mya_json_strings((const char *const *)roles->elts, roles->nelts, pool);
        APR_ARRAY_PUSH(pairs, mya_json_pair_t) = pair;
    }
    return json ? mya_json_pairs((const mya_json_pair_t *)pairs->elts, pairs->nelts, pool) : text;
}

static int is_on(const char *cell)
{
    return cell && strcmp(cell, "0") != 0;
}

static void print_user(const mya_ctl_t *ctl, const mya_rows_t *rows, int from, int to,
                       apr_pool_t *pool)
{
    const char *const *cells = rows->cells[from];
    const int json = ctl->options[MYA_CTL_JSON] != NULL;
    const char *customers = customers_of(rows, from, to, json, pool);
    const mya_json_pair_t pairs[] = {
        { "id", cells[MYA_USER_ID], 0 }, { "email", cells[MYA_USER_EMAIL], 0 },
        { "name", cells[MYA_USER_NAME], 0 }, { "phone", cells[MYA_USER_PHONE], 0 },
        { "language", cells[MYA_USER_LANGUAGE], 0 }, { "zone", cells[MYA_USER_ZONE], 0 },
        { "created", cells[MYA_USER_CREATED], 0 },
        { "disabled", is_on(cells[MYA_USER_DISABLED]) ? "true" : "false", 1 },
        { "password", is_on(cells[MYA_USER_HAS_PASSWORD]) ? "true" : "false", 1 },
        { "customers", customers, 1 },
    };

    if (json) {
        printf("%s\n", mya_json_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), pool));
    }
    else {
        printf("%s\t%s\t%s\t%s\n", cells[MYA_USER_EMAIL],
               is_on(cells[MYA_USER_DISABLED]) ? "disabled" : "enabled", cells[MYA_USER_NAME],
               customers);
    }
}

/* Print all users of ROWS, and leave the e-mail of the last one in *LAST. Return how many. */
static int print_users(const mya_ctl_t *ctl, const mya_rows_t *rows, const char **last,
                       apr_pool_t *pool)
{
    int n = 0;

    for (int from = 0, to; from < rows->nrows; from = to, n++) {
        to = from + 1;
        while (to < rows->nrows
               && !strcmp(rows->cells[to][MYA_USER_ID], rows->cells[from][MYA_USER_ID])) {
            to++;
        }
        print_user(ctl, rows, from, to, pool);
        *last = apr_pstrdup(ctl->pool, rows->cells[from][MYA_USER_EMAIL]);
    }
    return n;
}

static int list(mya_ctl_t *ctl, const mya_ctl_portal_t *of, const char *email)
{
    apr_pool_t *turn;
    const char *last = "";
    int n = MYA_USER_LIST;

    apr_pool_create(&turn, ctl->pool);
    while (n == MYA_USER_LIST) {
        mya_rows_t *rows;

        apr_pool_clear(turn);
        if (mya_user_sql_list(&rows, ctl->conn, of->name, last, email,
                              ctl->options[MYA_CTL_CUSTOMER], ctl->why, turn) != APR_SUCCESS) {
            return mya_ctl_why(ctl);
        }
        n = print_users(ctl, rows, &last, turn);
    }
    if (email && !*last) {
        return mya_ctl_fail("the portal \"%s\" has no user %s", of->name, email);
    }
    return MYA_CTL_DONE;
}

int mya_ctl_user_list(mya_ctl_t *ctl)
{
    const char *said = ctl->options[MYA_CTL_EMAIL];
    mya_ctl_portal_t of;
    int code;

    if ((code = mya_ctl_portal(&of, ctl)) != MYA_CTL_DONE
        || (code = mya_ctl_own_people(&of, "list")) != MYA_CTL_DONE
        || (code = mya_ctl_open_migrated(ctl)) != MYA_CTL_DONE) {
        return code;
    }
    return list(ctl, &of, said ? mya_signin_email(said, ctl->pool) : NULL);
}
