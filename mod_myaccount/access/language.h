/* SPDX-License-Identifier: Apache-2.0 */
/* access/language.h: which of a portal's languages somebody gets
 *
 * What the person has set; before that is known, what the browser asks for (Accept-Language, RFC
 * 9110 with the lookup of RFC 4647); else the portal's default.
 */
#ifndef MYA_ACCESS_LANGUAGE_H
#define MYA_ACCESS_LANGUAGE_H

#include "portal/model.h"

/* The index in PORTAL->texts of the language for TAG ("nb-NO"; may be NULL), -1 if it has none: the
 * same, else TAG without its last parts ("nb"), else one that goes on from TAG ("en-GB" for "en").
 * The two Norwegians and "no" stand in for each other. Letters count without case. */
int mya_language_find(const mya_portal_t *portal, const char *tag);

/* The index of the language that ACCEPT, an Accept-Language header (may be NULL or anything), asks
 * for first; 0, the default, if PORTAL has none of them. What cannot be read in it is passed
 * over. */
int mya_language_accept(const mya_portal_t *portal, const char *accept);

#endif
