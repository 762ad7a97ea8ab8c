/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypt.c: hashes of passwords that a company's tables already hold (crypt(3)) */
#include "base/crypt.h"

#include <stdlib.h>
#include <string.h>

#include <apr_md5.h>

/* What crypt(3) would not finish in reasonable time is not begun. */
#define BCRYPT_COST_MAX 16
#define SHA_ROUNDS_MAX 5000000

/* bcrypt looks at no more bytes of a password. */
#define BCRYPT_BYTES 72

/* One row for each kind: a hash that was cut off is none, and would be refused without work. */
static const struct {
    const char *prefix;
    apr_size_t digest;         /* characters behind the last '$' */
    int bcrypt;
} kinds[] = {
    { "$2a$", 53, 1 }, { "$2b$", 53, 1 }, { "$2y$", 53, 1 },
    { "$y$", 43, 0 }, { "$6$", 86, 0 }, { "$5$", 43, 0 },
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static int is_affordable(const char *hash, int bcrypt)
{
    const char *rounds = strstr(hash, "$rounds=");

    return bcrypt ? strtol(hash + 4, NULL, 10) <= BCRYPT_COST_MAX
        : !rounds || strtol(rounds + 8, NULL, 10) <= SHA_ROUNDS_MAX;
}

static int is_bcrypt(const char *hash)
{
    return hash[0] == '$' && hash[1] == '2';
}

int mya_crypt_reads(const char *hash)
{
    for (apr_size_t i = 0; hash && i < NKINDS; i++) {
        if (!strncmp(hash, kinds[i].prefix, strlen(kinds[i].prefix))) {
            return strlen(strrchr(hash, '$') + 1) == kinds[i].digest
                && is_affordable(hash, kinds[i].bcrypt);
        }
    }
    return 0;
}

/* apr-util compares in constant time since its fix of CVE-2025-49506; it has no plain text on
 * Unix. The work is done for a secret that is too long as well. */
int mya_crypt_verify(const char *hash, const char *secret)
{
    return mya_crypt_reads(hash) && apr_password_validate(secret, hash) == APR_SUCCESS
        && (!is_bcrypt(hash) || strlen(secret) <= BCRYPT_BYTES);
}
