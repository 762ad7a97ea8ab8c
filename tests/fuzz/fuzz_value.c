/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_value.c: what a person may type as number, money or date, in each language
 *
 * The first byte chooses language and type, the rest is typed. What is read is canonical; shown in
 * an input it is read as the same again; and no amount changes on its way to a decimal and back.
 * Build with -fsanitize=fuzzer,address,undefined; its corpus: corpus/value.
 */
#include "fuzz.h"

#include "data/value.h"
#include "view/format.h"

#define NLANGUAGES 3

static apr_pool_t *root;
static const mya_format_t *formats[NLANGUAGES];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const languages[NLANGUAGES] = { "en", "nb", "de" };

    (void)argc, (void)argv;
    apr_initialize();
    if (apr_pool_create(&root, NULL) != APR_SUCCESS) {
        return -1;
    }
    for (int i = 0; i < NLANGUAGES; i++) {
        demand(mya_format_make(&formats[i], languages[i], "Europe/Oslo", NULL, root)
               == APR_SUCCESS);
    }
    return 0;
}

/* Canonical VALUE as an input shows it gives VALUE when it is sent back. */
static void send_back(const mya_format_t *format, mya_type_e type, const char *value,
                      const char *currency, apr_pool_t *pool)
{
    const char *shown = mya_format_input(format, type, value, currency, pool);
    const char *again = NULL;

    demand(mya_format_parse(&again, format, type, shown, currency, NULL, pool) == APR_SUCCESS);
    demand(again && !strcmp(again, value));
}

static void look_at(const mya_format_t *format, mya_type_e type, const char *typed,
                    const char *currency, apr_pool_t *pool)
{
    mya_result_t *why = mya_result_make(pool);
    const char *value = NULL;

    if (mya_format_parse(&value, format, type, typed, currency, why, pool) != APR_SUCCESS) {
        demand(why->key != NULL);
        return;
    }
    if (value) {
        demand(mya_value_fits(type, value));
        demand(*mya_format_value(format, type, value, currency, pool) != '\0');
        send_back(format, type, value, currency, pool);
    }
}

static void look_at_decimal(const char *text, const char *currency, apr_pool_t *pool)
{
    const char *minor = mya_value_minor(text, currency, pool);
    const char *again = minor ? mya_value_minor(mya_value_decimal(minor, currency, pool), currency,
                                                pool) : NULL;

    demand(!minor || (again && !strcmp(minor, again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const mya_type_e types[] = {
        MYA_TYPE_INTEGER, MYA_TYPE_DECIMAL, MYA_TYPE_PERCENT, MYA_TYPE_MONEY,
        MYA_TYPE_DATE, MYA_TYPE_TIME, MYA_TYPE_DATETIME
    };
    static const char *const currencies[] = { "NOK", "JPY", "KWD" };
    const char *typed, *currency;
    apr_pool_t *pool;

    if (size < 1) {
        return 0;
    }
    apr_pool_create(&pool, root);
    typed = fuzz_text(data + 1, size - 1, pool);
    currency = currencies[data[0] / 32 % 3];
    look_at(formats[data[0] % NLANGUAGES], types[data[0] / 3 % 7], typed, currency, pool);
    look_at_decimal(typed, currency, pool);
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        const char *value = mya_value_parse(types[i], typed, currency, pool);

        demand(!value || mya_value_fits(types[i], value));
    }
    apr_pool_destroy(pool);
    return 0;
}
