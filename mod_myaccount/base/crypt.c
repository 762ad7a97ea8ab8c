/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypt.c: hashes of passwords that a company's tables already hold (crypt(3)) */
#include "base/crypt.h"

#include <string.h>

#include <apr_md5.h>

int mya_crypt_reads(const char *hash)
{
    static const char *const kinds[] = { "$2a$", "$2b$", "$2y$", "$y$", "$6$", "$5$" };

    for (unsigned i = 0; hash && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!strncmp(hash, kinds[i], strlen(kinds[i]))) {
            return 1;
        }
    }
    return 0;
}

/* apr-util compares in constant time since its fix of CVE-2025-49506; it has no plain text on
 * Unix. */
int mya_crypt_verify(const char *hash, const char *secret)
{
    return mya_crypt_reads(hash) && apr_password_validate(secret, hash) == APR_SUCCESS;
}
