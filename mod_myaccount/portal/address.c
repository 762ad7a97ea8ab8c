/* SPDX-License-Identifier: Apache-2.0 */
/* portal/address.c: the address of a page or action with its values filled in */
#include "portal/address.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

const char *mya_address_segment(const char *value, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = apr_palloc(pool, strlen(value) * 3 + 1);
    char *to = out;

    for (; *value; ++value) {
        const unsigned char c = (unsigned char)*value;
        if (c < 0x80 && (apr_isalnum(c) || strchr("-._~", c))) {
            *to++ = (char)c;
        }
        else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    *to = '\0';
    return out;
}

const char *mya_address(const char *pattern, const char *const *values, int n, int encode,
                        apr_pool_t *pool)
{
    const char *out = "";
    int used = 0;

    for (;;) {
        const char *open = strchr(pattern, '{');
        const char *close = open ? strchr(open, '}') : NULL;
        const char *value = "";
        if (!close) {
            return apr_pstrcat(pool, out, pattern, NULL);
        }
        if (used < n && values[used]) {
            value = encode ? mya_address_segment(values[used], pool) : values[used];
            ++used;
        }
        out = apr_pstrcat(pool, out, apr_pstrmemdup(pool, pattern, (apr_size_t)(open - pattern)),
                          value, NULL);
        pattern = close + 1;
    }
}
