/* SPDX-License-Identifier: Apache-2.0 */
/* flow/guess.c: by what identical forms that hold a password are known as one guess
 *
 * The mark is a seal on all that such a form is: the browser's cookie, of which the database knows
 * only the hash, the form's nonce and what was typed. So whoever reads the table, and even our
 * secret, cannot try passwords on it, and no other form has the same.
 */
#include "flow/steps.h"

#include <string.h>

#include <apr_strings.h>

#include "access/session.h"

#define MARK_LETTERS 64      /* of mya_once.nonce */

static const char *seal(const mya_request_t *request, const char *of, const char *cookie,
                        const char *login, const char *password)
{
    const char *const parts[] = { of, request->mount->portal->name, cookie, request->nonce, login,
                                  password };

    return mya_seal_make(&request->mount->secret, parts, 6, request->pool);
}

int mya_flow_guess(mya_guess_form_t *form, const mya_request_t *request, const char *cookie,
                   const char *login, const char *password)
{
    const char *mark = seal(request, "guess", cookie, login, password);
    char *whole;

    form->session = mya_session_hash(cookie, request->pool);
    if (!mark || !form->session) {
        return 0;
    }
    whole = apr_pstrcat(request->pool, request->nonce, ".", mark, NULL);
    if (strlen(whole) > MARK_LETTERS) {
        whole[MARK_LETTERS] = '\0';
    }
    form->mark = whole;
    form->cookie = seal(request, "session", cookie, login, password);
    return 1;
}
