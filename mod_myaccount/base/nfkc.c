/* SPDX-License-Identifier: Apache-2.0 */
/* base/nfkc.c: one spelling for texts that look the same (ICU) */
#include "base/nfkc.h"

#include <limits.h>
#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* NFKC makes at most 18 units of one. */
#define GROWTH 18

static apr_status_t refuse(mya_result_t *why, UErrorCode code)
{
    return mya_result_tell(why, MYA_EBADREQUEST, "a text could not be normalised: %s",
                           u_errorName(code));
}

static apr_status_t normalise(const char **normal, apr_size_t *chars, const UNormalizer2 *form,
                              UErrorCode code, const char *text, mya_result_t *why,
                              apr_pool_t *pool)
{
    const apr_size_t len = strlen(text);
    UChar *wide, *made;
    char *narrow;
    int32_t n = 0, out = 0;

    if (len > INT_MAX / GROWTH / 4) {
        return refuse(why, U_BUFFER_OVERFLOW_ERROR);
    }
    wide = apr_palloc(pool, (len + 1) * sizeof(*wide));
    made = apr_palloc(pool, (len * GROWTH + 1) * sizeof(*made));
    u_strFromUTF8(wide, (int32_t)len + 1, &n, text, (int32_t)len, &code);
    out = unorm2_normalize(form, wide, n, made, (int32_t)len * GROWTH + 1, &code);
    if (U_FAILURE(code)) {
        return refuse(why, code);
    }
    narrow = apr_palloc(pool, (apr_size_t)out * 3 + 1);
    u_strToUTF8(narrow, out * 3 + 1, NULL, made, out, &code);
    if (U_FAILURE(code)) {
        return refuse(why, code);
    }
    if (chars) {
        *chars = (apr_size_t)u_countChar32(made, out);
    }
    *normal = narrow;
    return APR_SUCCESS;
}

apr_status_t mya_nfkc(const char **normal, apr_size_t *chars, const char *text, mya_result_t *why,
                      apr_pool_t *pool)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCInstance(&code);

    return normalise(normal, chars, form, code, text, why, pool);
}

apr_status_t mya_nfkc_fold(const char **folded, const char *text, mya_result_t *why,
                           apr_pool_t *pool)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&code);

    return normalise(folded, NULL, form, code, text, why, pool);
}
