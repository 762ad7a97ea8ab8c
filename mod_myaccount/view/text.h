/* SPDX-License-Identifier: Apache-2.0 */
/* view/text.h: the sentences, by key and language (ICU MessageFormat)
 *
 * Of MessageFormat: {name}, {name, number}, {name, plural, =0 {…} one {…} other {…}} with #
 * inside, {name, select, word {…} other {…}}, and apostrophes as ICU reads them ('' is one,
 * '{…}' is literal). Arguments are named; plural rules and digits are ICU's.
 */
#ifndef MYA_VIEW_TEXT_H
#define MYA_VIEW_TEXT_H

#include "portal/model.h"

/* One argument of a message: {name}; TEXT for strings, or NUMBER when TEXT is NULL. A TEXT of
 * digits is shown as it is, but counts as a number where the message wants one: in a plural, its #,
 * and {name, number}. */
typedef struct mya_text_arg_t {
    const char *name;
    const char *text;
    apr_int64_t number;
} mya_text_arg_t;

/* The text of KEY in LANG (else the default language), with NARGS arguments; in POOL or constant.
 * An unknown key gives the key itself, so that a page never fails on a text. */
const char *mya_text(const mya_portal_t *portal, const char *lang, const char *key,
                     const mya_text_arg_t *args, int nargs, apr_pool_t *pool);

/* The text of KEY if KEY is not NULL, else READABLE. */
const char *mya_text_or(const mya_portal_t *portal, const char *lang, const char *key,
                        const char *readable, apr_pool_t *pool);

/* Check every pattern of PORTAL, and that ICU knows every language; MYA_ECONFIG names language, key
 * and what is wrong. Called at start, before any mya_text(). */
apr_status_t mya_text_check(const mya_portal_t *portal, mya_result_t *why, apr_pool_t *pool);

#endif
