/* SPDX-License-Identifier: Apache-2.0 */
/* base/charset.h: bytes of a page in whatever charset, to UTF-8 as a browser reads them */
#ifndef MYA_BASE_CHARSET_H
#define MYA_BASE_CHARSET_H

#include "base/result.h"

typedef struct mya_charset_text_t {
    const char *data;  /* valid UTF-8 without byte order mark; may be the very bytes given */
    apr_size_t len;
    const char *name;  /* what they were: "utf-8", "windows-1252" (also for iso-8859-1), … */
    apr_size_t bad;    /* places that meant nothing in that charset and are U+FFFD now */
} mya_charset_text_t;

/* Read LEN BYTES of an HTML page into *TEXT, in POOL or pointing into BYTES. The charset is, in
 * this order: that of a byte order mark; LABEL, as the sender's Content-Type says (NULL or empty:
 * it does not); that of the page's own meta element; UTF-8 if the bytes are that; windows-1252.
 * Return MYA_ECONFIG with a sentence in WHY for a charset that browsers do not know either. */
apr_status_t mya_charset_decode(mya_charset_text_t *text, const char *bytes, apr_size_t len,
                                const char *label, mya_result_t *why, apr_pool_t *pool);

#endif
