/* SPDX-License-Identifier: Apache-2.0 */
/* portal/name.h: names as authors write them: which are names, which are near, how they read */
#ifndef MYA_PORTAL_NAME_H
#define MYA_PORTAL_NAME_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Whether NAME can stand in a bind: a letter or '_', then letters, digits and '_' (ASCII). */
int mya_name_is_plain(const char *name);

/* Whether NAME is a plain one that may also have '-' and '.' inside: no statement binds it. */
int mya_name_is_dashed(const char *name);

/* Whether CODE is written as ISO 4217 writes currencies: three capitals. */
int mya_name_is_currency(const char *code);

/* Whether NAME is an XML name without colon: an element can be called so. */
int mya_name_is_xml(const char *name);

/* The one of NAMES (const char *) that NAME was probably meant to be, without regard to case, or
 * NULL if none is near. */
const char *mya_name_nearest(const char *name, const apr_array_header_t *names, apr_pool_t *pool);

/* NAMES as a list for a sentence, each between BEFORE and AFTER: "a, b or c". "" for none. */
const char *mya_name_list(const apr_array_header_t *names, const char *before, const char *after,
                          apr_pool_t *pool);

/* The words of TEXT, which white space separates (const char *). */
apr_array_header_t *mya_name_words(const char *text, apr_pool_t *pool);

/* NAME made readable: "PAID_AT" and "paidAt" give "Paid at". */
const char *mya_name_readable(const char *name, apr_pool_t *pool);

#endif
