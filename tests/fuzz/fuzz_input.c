/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_input.c: any bytes at the reader of forms
 *
 * What comes out is clean, and written anew and read again it is the same: reading loses and adds
 * nothing. Build with -fsanitize=fuzzer,address,undefined; its corpus: corpus/input.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static apr_pool_t *root;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    apr_initialize();
    return apr_pool_create(&root, NULL) == APR_SUCCESS ? 0 : -1;
}

static void demand(int truth)
{
    if (!truth) {
        abort();
    }
}

static void look_at(const char *text)
{
    for (; *text; ++text) {
        unsigned char c = (unsigned char)*text;

        demand(c >= 0x20 || c == '\n' || c == '\t');
        demand(c != 0x7F && c != 0xC0 && c != 0xC1 && c < 0xF5);
    }
}

/* Append TEXT to TO with every byte percent-encoded. */
static char *encode(char *to, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text; ++text) {
        *to++ = '%';
        *to++ = digits[(unsigned char)*text >> 4];
        *to++ = digits[(unsigned char)*text & 15];
    }
    return to;
}

static void read_again(const apr_array_header_t *pairs, size_t size, apr_pool_t *pool)
{
    char *bytes = apr_palloc(pool, size * 3 + (apr_size_t)pairs->nelts * 2 + 1), *to = bytes;
    apr_array_header_t *again;
    int i;

    for (i = 0; i < pairs->nelts; ++i) {
        to = encode(to, APR_ARRAY_IDX(pairs, i, mya_pair_t).name);
        *to++ = '=';
        to = encode(to, APR_ARRAY_IDX(pairs, i, mya_pair_t).value);
        *to++ = '&';
    }
    if (to - bytes > MYA_INPUT_BODY) {
        return;
    }
    demand(mya_input_read(&again, bytes, (apr_size_t)(to - bytes), NULL, pool) == APR_SUCCESS);
    demand(again->nelts == pairs->nelts);
    for (i = 0; i < pairs->nelts; ++i) {
        const mya_pair_t *one = &APR_ARRAY_IDX(pairs, i, mya_pair_t);
        const mya_pair_t *two = &APR_ARRAY_IDX(again, i, mya_pair_t);

        demand(!strcmp(one->name, two->name) && !strcmp(one->value, two->value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_array_header_t *pairs = NULL;
    mya_result_t *why;
    apr_pool_t *pool;
    int i;

    apr_pool_create(&pool, root);
    why = mya_result_make(pool);
    if (mya_input_read(&pairs, (const char *)data, size, why, pool) == APR_SUCCESS) {
        demand(pairs->nelts <= MYA_INPUT_PARAMETERS);
        for (i = 0; i < pairs->nelts; ++i) {
            const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

            demand(*pair->name && strlen(pair->name) <= MYA_INPUT_NAME);
            look_at(pair->name);
            look_at(pair->value);
        }
        read_again(pairs, size, pool);
    } else {
        demand(!pairs && why->detail);
        look_at(why->detail);
    }
    apr_pool_destroy(pool);
    return 0;
}
