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

int mya_flow_guess(mya_guess_form_t *form, const mya_request_t *request, const char *cookie,
                   const char *login, const char *password)
{
    const char *const parts[] = { "guess", request->mount->portal->name, cookie, request->nonce,
                                  login, password };
    const char *seal = mya_seal_make(&request->mount->secret, parts, 6, request->pool);

    form->session = mya_session_hash(cookie, request->pool);
    form->cookie = NULL;
    if (!seal || !form->session) {
        return 0;
    }
    form->mark = apr_psprintf(request->pool, "%s.%.41s", request->nonce, seal);  /* 64 letters */
    return 1;
}
