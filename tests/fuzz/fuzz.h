/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz.h: what the younger targets share: a root pool and a demand that ends the program */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static inline void demand(int truth)
{
    if (!truth) {
        abort();
    }
}

/* SIZE bytes of DATA as a string in POOL; a NUL ends it. */
static inline const char *fuzz_text(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, (const char *)data, size);
}

#endif
