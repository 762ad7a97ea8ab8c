/* SPDX-License-Identifier: Apache-2.0 */
/* form/contact.h: the shapes of e-mail addresses, phone numbers, web addresses and account numbers
 *
 * TEXT is without space around it. Whether anybody is there is not for us to say: what is refused
 * here could not be one.
 */
#ifndef MYA_FORM_CONTACT_H
#define MYA_FORM_CONTACT_H

#include <apr_pools.h>

/* Is TEXT an e-mail address as RFC 5321 writes the usual ones: one '@', no quoting, a dot in the
 * domain, at most 254 bytes? Letters of all languages may stand on both sides. */
int mya_contact_is_email(const char *text);

/* Is TEXT an absolute http or https address without a user name in it? */
int mya_contact_is_url(const char *text);

/* TEXT as a phone number, with single plain spaces: 5 to 15 digits (E.164), a '+' only in front,
 * between them space - . / and brackets. NULL if it is none. */
const char *mya_contact_phone(const char *text, apr_pool_t *pool);

/* TEXT as an IBAN without spaces, in capitals, its check digits right (ISO 13616). NULL if not. */
const char *mya_contact_iban(const char *text, apr_pool_t *pool);

#endif
