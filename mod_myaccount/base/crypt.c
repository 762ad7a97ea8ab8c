/* SPDX-License-Identifier: Apache-2.0 */
/* base/crypt.c: hashes of passwords that a company's tables already hold (crypt(3)) */
#include "base/crypt.h"

#include <stdlib.h>
#include <string.h>

#include <apr_md5.h>

/* What crypt(3) would not finish in reasonable time or memory is not begun. */
#define BCRYPT_COST_MAX 16
#define SHA_ROUNDS_MAX 5000000
#define YESCRYPT_BYTES_MAX (256u * 1024 * 1024)

/* bcrypt looks at no more bytes of a password. */
#define BCRYPT_BYTES 72

/* One row for each kind: a hash that was cut off is none, and would be refused without work. */
typedef struct kind_t {
    const char *prefix;
    apr_size_t digest;         /* characters behind the last '$' */
    int (*is_affordable)(const char *cost);
} kind_t;

static int is_bcrypt_affordable(const char *cost)
{
    return strtol(cost, NULL, 10) <= BCRYPT_COST_MAX;
}

static int is_sha_affordable(const char *cost)
{
    return strncmp(cost, "rounds=", 7) != 0 || strtol(cost + 7, NULL, 10) <= SHA_ROUNDS_MAX;
}

/* Three letters: how it is done, the logarithm of the number of blocks, and the size of a block.
 * crypt(3) makes no others; more of them would ask for more passes, threads, or a file. */
static int is_yescrypt_affordable(const char *cost)
{
    static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz";
    const char *blocks, *size;

    if (strcspn(cost, "$") != 3 || !(blocks = strchr(digits, cost[1]))
        || !(size = strchr(digits, cost[2]))) {
        return 0;
    }
    return blocks - digits < 32
        && (apr_uint64_t)(size - digits + 1) * 128 << (blocks - digits + 1) <= YESCRYPT_BYTES_MAX;
}

static const kind_t kinds[] = {
    { "$2a$", 53, is_bcrypt_affordable }, { "$2b$", 53, is_bcrypt_affordable },
    { "$2y$", 53, is_bcrypt_affordable }, { "$y$", 43, is_yescrypt_affordable },
    { "$6$", 86, is_sha_affordable }, { "$5$", 43, is_sha_affordable },
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static int is_bcrypt(const char *hash)
{
    return hash[0] == '$' && hash[1] == '2';
}

int mya_crypt_reads(const char *hash)
{
    for (apr_size_t i = 0; hash && i < NKINDS; i++) {
        const apr_size_t len = strlen(kinds[i].prefix);

        if (!strncmp(hash, kinds[i].prefix, len)) {
            return strlen(strrchr(hash, '$') + 1) == kinds[i].digest
                && kinds[i].is_affordable(hash + len);
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
