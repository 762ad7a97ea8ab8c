/* SPDX-License-Identifier: Apache-2.0 */
/* base/argon.c: argon2id hashes of passwords (libargon2) */
#include "base/argon.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <argon2.h>

#include <apr_atomic.h>
#include <apr_strings.h>

#include "base/crypto.h"

#define SALT 16
#define RESULT 32
#define MEMORY_MAX (4u * 1024 * 1024)
#define PASSES_MAX 100
#define READ_MAX (16u * 1024 * 1024)

/* Written at start, while there is one thread; read by all afterwards. */
static apr_uint32_t cost_memory = MYA_ARGON_MEMORY;
static apr_uint32_t cost_passes = MYA_ARGON_PASSES;
static apr_uint32_t computed;     /* atomic */

apr_status_t mya_argon_affords(apr_uint32_t memory, apr_uint32_t passes, mya_result_t *why)
{
    if (memory < MYA_ARGON_MEMORY || memory > MEMORY_MAX || passes < MYA_ARGON_PASSES
        || passes > PASSES_MAX) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "a password hash may cost %d to %u MiB of memory and %d to %d "
                               "passes, not %u and %u", MYA_ARGON_MEMORY / 1024,
                               MEMORY_MAX / 1024, MYA_ARGON_PASSES, PASSES_MAX, memory / 1024,
                               passes);
    }
    return APR_SUCCESS;
}

apr_status_t mya_argon_cost(apr_uint32_t memory, apr_uint32_t passes, mya_result_t *why)
{
    apr_status_t rv = mya_argon_affords(memory, passes, why);

    if (rv == APR_SUCCESS) {
        cost_memory = memory;
        cost_passes = passes;
    }
    return rv;
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

/* From the allocator 19 MiB would stay with the arena of each thread that ever hashed: so they come
 * from the kernel, and go back to it at once. libargon2 has wiped them by then. */
static int take_memory(uint8_t **memory, size_t bytes)
{
    void *taken = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *memory = taken == MAP_FAILED ? NULL : taken;
    return *memory ? ARGON2_OK : ARGON2_MEMORY_ALLOCATION_ERROR;
}

static void give_memory_back(uint8_t *memory, size_t bytes)
{
    if (memory) {
        munmap(memory, bytes);
    }
}

/* Compute once: CONTEXT knows cost, salt, and where the result goes. */
static int compute(argon2_context *context, const char *secret, apr_size_t len)
{
    context->pwd = (uint8_t *)(apr_uintptr_t)secret;
    context->pwdlen = (uint32_t)len;
    context->threads = 1;
    context->allocate_cbk = take_memory;
    context->free_cbk = give_memory_back;
    context->flags = ARGON2_DEFAULT_FLAGS;
    apr_atomic_inc32(&computed);
    return argon2id_ctx(context);
}

/* LEN bytes in the base64 of such hashes: RFC 4648, 4, without the padding. */
static const char *unpadded(const unsigned char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, mya_crypto_base64(bytes, len, pool));

    text[strcspn(text, "=")] = '\0';
    return text;
}

/* As libargon2 and everybody else writes a hash. */
static const char *encode(const unsigned char *salt, const unsigned char *result,
                          apr_pool_t *pool)
{
    return apr_psprintf(pool, "$argon2id$v=%d$m=%u,t=%u,p=1$%s$%s", ARGON2_VERSION_NUMBER,
                        cost_memory, cost_passes, unpadded(salt, SALT, pool),
                        unpadded(result, RESULT, pool));
}

apr_status_t mya_argon_hash(const char **hash, const char *secret, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool)
{
    unsigned char salt[SALT], result[RESULT];
    argon2_context context = { .out = result, .outlen = RESULT, .salt = salt, .saltlen = SALT,
                               .t_cost = cost_passes, .m_cost = cost_memory, .lanes = 1,
                               .version = ARGON2_VERSION_NUMBER };
    int code;
    apr_status_t rv = random_bytes(salt, sizeof(salt), why);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    if ((code = compute(&context, secret, len)) != ARGON2_OK) {
        return failed(code, why);
    }
    *hash = encode(salt, result, pool);
    return APR_SUCCESS;
}

apr_status_t mya_argon_dummy(const char **hash, mya_result_t *why, apr_pool_t *pool)
{
    unsigned char bytes[SALT + RESULT];
    apr_status_t rv = random_bytes(bytes, sizeof(bytes), why);

    if (rv == APR_SUCCESS) {
        *hash = encode(bytes, bytes + SALT, pool);
    }
    return rv;
}

/* What stands in an encoded hash. */
typedef struct parts_t {
    unsigned int version, memory, passes, lanes;
    const char *text;             /* where the salt begins; the result comes after a '$' */
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
    parts->text = hash;
    parts->salt = strcspn(hash, "$");
    if (hash[parts->salt] != '$') {
        return 0;
    }
    parts->result = strlen(hash + parts->salt + 1);
    return parts->salt > 0 && parts->result > 0;
}

/* LEN characters TEXT of such base64 as bytes; nothing if it is none. */
static uint8_t *decode(uint32_t *size, const char *text, apr_size_t len, apr_pool_t *pool)
{
    char *copy = apr_pstrmemdup(pool, text, len);
    unsigned char *bytes = NULL;
    apr_size_t got = 0;

    for (char *c = copy; *c; c++) {
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    }
    if (mya_crypto_unbase64url(&bytes, &got, copy, pool) != APR_SUCCESS) {
        return NULL;
    }
    *size = (uint32_t)got;
    return bytes;
}

apr_status_t mya_argon_verify(int *good, const char *hash, const char *secret, apr_size_t len,
                              mya_result_t *why, apr_pool_t *pool)
{
    argon2_context context = { 0 };
    const uint8_t *stored;
    uint32_t size;
    parts_t parts;
    int code;

    *good = 0;
    if (!parse(&parts, hash)
        || !(context.salt = decode(&context.saltlen, parts.text, parts.salt, pool))
        || !(stored = decode(&size, parts.text + parts.salt + 1, parts.result, pool))) {
        return APR_SUCCESS;
    }
    context.out = apr_palloc(pool, size);
    context.outlen = size;
    context.t_cost = parts.passes;
    context.m_cost = parts.memory;
    context.lanes = parts.lanes;
    context.version = parts.version;
    code = compute(&context, secret, len);
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR || code == ARGON2_THREAD_FAIL) {
        return failed(code, why);
    }
    *good = code == ARGON2_OK && mya_crypto_same(context.out, stored, size);
    return APR_SUCCESS;
}

static apr_uint64_t work(apr_uint32_t memory, apr_uint32_t passes)
{
    return (apr_uint64_t)memory * passes;
}

/* A row of the database shall not be able to ask for a terabyte, nor for an hour: what is read
 * costs 16 GiB times passes, four times the dearest of libsodium's, or what this server makes. */
int mya_argon_reads(const char *hash)
{
    const apr_uint64_t own = work(cost_memory, cost_passes);
    parts_t parts;

    return parse(&parts, hash) && parts.memory <= MEMORY_MAX && parts.passes <= PASSES_MAX
           && parts.lanes <= 16
           && work(parts.memory, parts.passes) <= (own > READ_MAX ? own : READ_MAX);
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
