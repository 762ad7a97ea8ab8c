/* SPDX-License-Identifier: Apache-2.0 */
/* tests/harness/count-hashes.c: writes one byte to $MYA_HASH_COUNT for each password hash that is computed
 *
 * Loaded before libargon2 (LD_PRELOAD), it passes every call on: what is counted are the real ones.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void count(void)
{
    const char *path = getenv("MYA_HASH_COUNT");
    int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;

    if (file >= 0) {
        if (write(file, ".", 1) != 1) {
            abort();
        }
        close(file);
    }
}

int argon2id_verify(const char *encoded, const void *secret, size_t len);
int argon2id_hash_encoded(uint32_t passes, uint32_t memory, uint32_t lanes, const void *secret, size_t len,
                          const void *salt, size_t salt_len, size_t hash_len, char *encoded, size_t size);

int argon2id_verify(const char *encoded, const void *secret, size_t len)
{
    int (*next)(const char *, const void *, size_t) = dlsym(RTLD_NEXT, "argon2id_verify");

    count();
    return next(encoded, secret, len);
}

int argon2id_hash_encoded(uint32_t passes, uint32_t memory, uint32_t lanes, const void *secret, size_t len,
                          const void *salt, size_t salt_len, size_t hash_len, char *encoded, size_t size)
{
    int (*next)(uint32_t, uint32_t, uint32_t, const void *, size_t, const void *, size_t, size_t, char *, size_t) =
        dlsym(RTLD_NEXT, "argon2id_hash_encoded");

    count();
    return next(passes, memory, lanes, secret, len, salt, salt_len, hash_len, encoded, size);
}
