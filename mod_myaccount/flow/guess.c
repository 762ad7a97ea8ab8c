/* SPDX-License-Identifier: Apache-2.0 */
/* flow/guess.c: by what identical forms that hold a password are known as one guess
 *
 * The mark is a seal on all that such a form is: the browser's cookie, of which the database knows
 * only the hash, the form's nonce and what was typed. So nobody tries passwords on it who has the
 * table, nor who has our secret too, and no other form has the same.
 */
#include "flow/steps.h"

#include <apr_strings.h>

#include "access/session.h"
#include "access/signin.h"

/* The time of the page itself may be over. */
#define ABANDON_STATEMENT apr_time_from_sec(1)
#define ABANDON_ALL apr_time_from_sec(2)

int mya_flow_guess(mya_guess_form_t *form, const mya_request_t *request, const char *cookie,
                   const char *login, const char *password)
{
    const char *const parts[] = { "guess", request->mount->portal->name, cookie, request->nonce,
                                  login, password };
    const char *seal = mya_seal_make(&request->mount->secret, parts, 6, request->pool);

    form->cookie = NULL;
    form->key.session = mya_session_hash(cookie, request->pool);
    if (!seal || !form->key.session) {
        return 0;
    }
    form->key.portal = request->mount->portal->name;
    form->key.mark = apr_psprintf(request->pool, "%s.%.41s", request->nonce, seal);
    form->key.owner = request->id;
    return 1;
}

void mya_flow_abandon(const mya_request_t *request, const mya_visit_t *visit)
{
    mya_db_conn_t *conn;
    mya_db_t *db = visit->form ? mya_db_within(request->db, ABANDON_STATEMENT, ABANDON_ALL,
                                               request->pool)
                               : NULL;

    if (db && mya_db_open(&conn, db, NULL, request->pool) == APR_SUCCESS) {
        mya_signin_abandon(conn, visit, request->pool);
        mya_db_close(conn);
    }
}
