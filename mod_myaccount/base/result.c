/* SPDX-License-Identifier: Apache-2.0 */
/* base/result.c: why something did not work, said once where it is known */
#include "base/result.h"

#include <stdarg.h>

#include <apr_strings.h>

mya_result_t *mya_result_make(apr_pool_t *pool)
{
    mya_result_t *why = apr_pcalloc(pool, sizeof(*why));
    why->pool = pool;
    return why;
}

static apr_status_t keep(mya_result_t *why, apr_status_t status, const char *key,
                         const char *field, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));

static apr_status_t keep(mya_result_t *why, apr_status_t status, const char *key,
                         const char *field, const char *format, va_list args)
{
    if (why) {
        why->status = status;
        why->key = key ? apr_pstrdup(why->pool, key) : NULL;
        why->field = field ? apr_pstrdup(why->pool, field) : NULL;
        why->detail = apr_pvsprintf(why->pool, format, args);
        why->retry = 0;
    }
    return status;
}

apr_status_t mya_result_tell(mya_result_t *why, apr_status_t status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    keep(why, status, NULL, NULL, format, args);
    va_end(args);
    return status;
}

void mya_result_untell(mya_result_t *why)
{
    if (why) {
        why->status = APR_SUCCESS;
        why->key = why->field = why->detail = NULL;
        why->retry = 0;
    }
}

apr_status_t mya_result_say(mya_result_t *why, apr_status_t status, const char *key,
                            const char *field, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    keep(why, status, key, field, format, args);
    va_end(args);
    return status;
}
