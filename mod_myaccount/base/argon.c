/* SPDX-License-Identifier: Apache-2.0 */
/* base/argon.c: argon2id hashes of passwords (libargon2) */
#include "base/argon.h"

#include <stdio.h>
#include <string.h>

#include <argon2.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "base/crypto.h"

#define SALT 16
#define RESULT 32
#define MEMORY_MAX (4u * 1024 * 1024)
#define PASSES_MAX 100

/* Written at start, while there is one thread; read by all afterwards. */
static apr_uint32_t cost_memory = MYA_ARGON_MEMORY;
static apr_uint32_t cost_passes = MYA_ARGON_PASSES;
static apr_uint32_t computed;     /* atomic */

apr_status_t mya_argon_cost(apr_uint32_t memory, apr_uint32_t passes, mya_result_t *why)
{
    if (memory < MYA_ARGON_MEMORY || memory > MEMORY_MAX || passes < MYA_ARGON_PASSES
        || passes > PASSES_MAX) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "a password hash may cost %d to %u KiB of memory and %d to %d "
                               "passes, not %u and %u", MYA_ARGON_MEMORY, MEMORY_MAX, MYA_ARGON_PASSES,
                               PASSES_MAX, memory, passes);
    }
    cost_memory = memory;
    cost_passes = passes;
    return APR_SUCCESS;
}

static apr_status_t failed(int code, mya_result_t *why)
{
    return mya_result_tell(why, MYA_EUNAVAILABLE, "a password could not be hashed: %s",
                           argon2_error_message(code));
}

static apr_status_t random_bytes(unsigned char *out, apr_size_t len, mya_result_t *why)
{
    if (mya_crypto_random(out, len) != APR_SUCCESS) {
        return mya_result_tell(why, MYA_EUNAVAILABLE, "the system gives no random bytes");
    }
    return APR_SUCCESS;
}

apr_status_t mya_argon_hash(const char **hash, const char *secret, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool)
{
    const apr_size_t size = argon2_encodedlen(cost_passes, cost_memory, 1, SALT, RESULT, Argon2_id);
    char *encoded = apr_palloc(pool, size);
    unsigned char salt[SALT];
    int code;
    apr_status_t rv = random_bytes(salt, sizeof(salt), why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_atomic_inc32(&computed);
    code = argon2id_hash_encoded(cost_passes, cost_memory, 1, secret, len, salt, sizeof(salt),
                                 RESULT, encoded, size);
    if (code != ARGON2_OK) {
        return failed(code, why);
    }
    *hash = encoded;
    return APR_SUCCESS;
}

apr_status_t mya_argon_verify(int *good, const char *hash, const char *secret, apr_size_t len,
                              mya_result_t *why)
{
    int code;

    *good = 0;
    apr_atomic_inc32(&computed);
    code = argon2id_verify(hash, secret, len);
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR || code == ARGON2_THREAD_FAIL) {
        return failed(code, why);
    }
    *good = code == ARGON2_OK;
    return APR_SUCCESS;
}

/* LEN bytes in the base64 of such hashes: RFC 4648, 4, without the padding. */
static const char *unpadded(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, mya_crypto_base64(bytes, len, pool));

    text[strcspn(text, "=")] = '\0';
    return text;
}

apr_status_t mya_argon_dummy(const char **hash, mya_result_t *why, apr_pool_t *pool)
{
    unsigned char bytes[SALT + RESULT];
    apr_status_t rv = random_bytes(bytes, sizeof(bytes), why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    *hash = apr_psprintf(pool, "$argon2id$v=%d$m=%u,t=%u,p=1$%s$%s", ARGON2_VERSION_NUMBER,
                         cost_memory, cost_passes, unpadded(bytes, SALT, pool),
                         unpadded(bytes + SALT, RESULT, pool));
    return APR_SUCCESS;
}

/* What stands in an encoded hash. */
typedef struct parts_t {
    unsigned int version, memory, passes, lanes;
    apr_size_t salt, result;      /* characters */
} parts_t;

static int parse(parts_t *parts, const char *hash)
{
    int used = 0;

    if (!hash
        || sscanf(hash, "$argon2id$v=%9u$m=%9u,t=%9u,p=%9u$%n", &parts->version, &parts->memory,
                  &parts->passes, &parts->lanes, &used) != 4 || !used) {
        return 0;
    }
    hash += used;
    parts->salt = strcspn(hash, "$");
    if (hash[parts->salt] != '$') {
        return 0;
    }
    parts->result = strlen(hash + parts->salt + 1);
    return parts->salt > 0 && parts->result > 0;
}

/* A row of the database shall not be able to ask for a terabyte. */
int mya_argon_reads(const char *hash)
{
    parts_t parts;

    return parse(&parts, hash) && parts.memory <= MEMORY_MAX && parts.passes <= PASSES_MAX
           && parts.lanes <= 16;
}

int mya_argon_outdated(const char *hash)
{
    parts_t parts;

    return !parse(&parts, hash) || parts.version < ARGON2_VERSION_NUMBER
           || parts.memory < cost_memory || parts.passes < cost_passes
           || parts.salt < (SALT * 4 + 2) / 3 || parts.result < (RESULT * 4 + 2) / 3;
}

apr_uint32_t mya_argon_count(void)
{
    return apr_atomic_read32(&computed);
}
