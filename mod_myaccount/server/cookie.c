/* SPDX-License-Identifier: Apache-2.0 */
/* server/cookie.c: our cookies as they came (RFC 6265, 4.2.1) */
#include "server/cookie.h"

#include <string.h>

#include <apr_strings.h>

#define LONGEST 128
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

const char *mya_cookie_get(const char *header, const char *name, apr_pool_t *pool)
{
    const apr_size_t len = strlen(name);
    const char *value = NULL;

    while (header && *header) {
        header += strspn(header, " \t;");
        if (!strncmp(header, name, len) && header[len] == '=') {
            const char *from = header + len + 1;
            const apr_size_t n = strspn(from, LETTERS);
            const char *after = from + n + strspn(from + n, " \t");
            if (value || n == 0 || n > LONGEST || (*after && *after != ';')) {
                return NULL;
            }
            value = apr_pstrmemdup(pool, from, n);
        }
        header += strcspn(header, ";");
    }
    return value;
}
