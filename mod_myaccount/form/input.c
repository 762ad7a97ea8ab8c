/* SPDX-License-Identifier: Apache-2.0 */
/* form/input.c: bytes of a query or body to named values (application/x-www-form-urlencoded)
 *
 * One pass over the bytes: cut at '&' and the first '=', decode, check. Every limit is looked at
 * before memory is taken for what it limits. A sentence names a parameter, never its value.
 */
#include "form/input.h"

#include <string.h>

#include <apr_strings.h>

/* A piece of the input: a name or a value, as it came. */
typedef struct span_t {
    const unsigned char *at;
    const unsigned char *end;
} span_t;

/* How much is taken. */
typedef struct limits_t {
    int parameters;
    apr_size_t name;           /* bytes */
} limits_t;

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decode SPAN into TO, which has room for it, and end it. Return what is wrong with it, or NULL. */
static const char *decode(char *to, span_t span)
{
    for (; span.at < span.end; ++span.at, ++to) {
        int c = *span.at;

        if (c == '%') {
            int high = span.end - span.at > 2 ? hex_digit(span.at[1]) : -1;
            int low = high >= 0 ? hex_digit(span.at[2]) : -1;

            if (low < 0) {
                return "has a percent sign without two hexadecimal digits after it";
            }
            c = high * 16 + low;
            span.at += 2;
        } else if (c == '+') {
            c = ' ';
        }
        if (!c) {
            return "holds a NUL byte";
        }
        *to = (char)c;
    }
    *to = '\0';
    return NULL;
}

/* The code point at S, and in *LEN how many bytes it takes; -1 if this is not UTF-8. Strict: the
 * shortest form only, no surrogates, nothing above U+10FFFF. S ends with NUL: no continuation. */
static long code_point(const unsigned char *s, int *len)
{
    static const long least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    long point;
    int i, n = s[0] < 0x80 ? 1 : (s[0] & 0xE0) == 0xC0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3
               : (s[0] & 0xF8) == 0xF0 ? 4 : 0;

    if (!n) {
        return -1;
    }
    point = n == 1 ? s[0] : s[0] & (0x7F >> n);
    for (i = 1; i < n; ++i) {
        if ((s[i] & 0xC0) != 0x80) {
            return -1;
        }
        point = point << 6 | (s[i] & 0x3F);
    }
    *len = n;
    return point < least[n] || (point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF
               ? -1 : point;
}

/* Is POINT something that no text and no XML may hold? LF and TAB are text. */
static int is_control(long point)
{
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0)
           || (point >= 0xFDD0 && point <= 0xFDEF) || (point & 0xFFFE) == 0xFFFE;
}

/* Make TEXT clean in place: line ends become LF, control characters go. They come from pasting out
 * of other programs, and nobody saw them; *DROPPED says that there were some. Return what is wrong,
 * or NULL. */
static const char *clean(char *text, int *dropped)
{
    const unsigned char *from = (const unsigned char *)text;
    char *to = text;
    int n;

    *dropped = 0;
    for (; *from; from += n) {
        long point = code_point(from, &n);

        if (point < 0) {
            return "is not UTF-8";
        }
        if (point == '\r') {
            *to++ = '\n';
            n += from[1] == '\n';
        } else if (is_control(point)) {
            *dropped = 1;
        } else {
            memmove(to, from, (size_t)n);
            to += n;
        }
    }
    *to = '\0';
    return NULL;
}

static apr_status_t read_name(const char **name, span_t span, int nth, const limits_t *limits,
                              mya_result_t *why, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)(span.end - span.at) + 1);
    const char *wrong = decode(text, span);
    int dropped = 0;

    if (!wrong && strlen(text) > limits->name) {
        return mya_result_tell(why, MYA_ETOOLARGE,
                               "the name of parameter %d is longer than %" APR_SIZE_T_FMT
                               " bytes", nth, limits->name);
    }
    if (!wrong && !*text) {
        wrong = "is empty";
    }
    if (!wrong) {
        wrong = clean(text, &dropped);
    }
    if (!wrong && (dropped || strpbrk(text, "\n\t"))) {
        wrong = "holds a control character";
    }
    if (wrong) {
        return mya_result_tell(why, MYA_EBADREQUEST, "the name of parameter %d %s", nth, wrong);
    }
    *name = text;
    return APR_SUCCESS;
}

static apr_status_t read_value(const char **value, const char *name, span_t span,
                               mya_result_t *why, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)(span.end - span.at) + 1);
    const char *wrong = decode(text, span);
    int dropped;

    if (!wrong) {
        wrong = clean(text, &dropped);
    }
    if (wrong) {
        return mya_result_tell(why, MYA_EBADREQUEST, "the value of \"%s\" %s", name, wrong);
    }
    *value = text;
    return APR_SUCCESS;
}

static apr_status_t read_pair(apr_array_header_t *pairs, span_t span, const limits_t *limits,
                              mya_result_t *why, apr_pool_t *pool)
{
    const unsigned char *equals = memchr(span.at, '=', (size_t)(span.end - span.at));
    span_t name = { span.at, equals ? equals : span.end };
    span_t value = { equals ? equals + 1 : span.end, span.end };
    mya_pair_t pair = { NULL, NULL };
    apr_status_t rv;

    if (pairs->nelts >= limits->parameters) {
        return mya_result_tell(why, MYA_ETOOLARGE, "there are more than %d parameters",
                               limits->parameters);
    }
    rv = read_name(&pair.name, name, pairs->nelts + 1, limits, why, pool);
    if (rv == APR_SUCCESS) {
        rv = read_value(&pair.value, pair.name, value, why, pool);
    }
    if (rv == APR_SUCCESS) {
        APR_ARRAY_PUSH(pairs, mya_pair_t) = pair;
    }
    return rv;
}

static apr_status_t read_all(apr_array_header_t **pairs, const char *bytes, apr_size_t len,
                             const limits_t *limits, mya_result_t *why, apr_pool_t *pool)
{
    apr_array_header_t *read = apr_array_make(pool, 16, sizeof(mya_pair_t));
    const unsigned char *at = (const unsigned char *)bytes, *end;
    apr_status_t rv;

    if (len > MYA_INPUT_BODY) {
        return mya_result_tell(why, MYA_ETOOLARGE, "there are more than %d bytes of parameters",
                               MYA_INPUT_BODY);
    }
    end = len ? at + len : at;
    while (at < end) {
        const unsigned char *and = memchr(at, '&', (size_t)(end - at));
        span_t span = { at, and ? and : end };

        if (span.at < span.end) {     /* "a=1&&b=2": nothing stands between, nothing is meant */
            rv = read_pair(read, span, limits, why, pool);
            if (rv != APR_SUCCESS) {
                return rv;
            }
        }
        at = and ? and + 1 : end;
    }
    *pairs = read;
    return APR_SUCCESS;
}

apr_status_t mya_input_read(apr_array_header_t **pairs, const char *bytes, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool)
{
    static const limits_t limits = { MYA_INPUT_PARAMETERS, MYA_INPUT_NAME };

    return read_all(pairs, bytes, len, &limits, why, pool);
}

apr_status_t mya_input_read_rows(apr_array_header_t **pairs, const char *bytes, apr_size_t len,
                                 mya_result_t *why, apr_pool_t *pool)
{
    static const limits_t limits = { MYA_INPUT_ROWS_PARAMETERS, MYA_INPUT_ROWS_NAME };

    return read_all(pairs, bytes, len, &limits, why, pool);
}

const char *mya_input_get(const apr_array_header_t *pairs, const char *name)
{
    int i;

    for (i = 0; i < pairs->nelts; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        if (!strcmp(pair->name, name)) {
            return pair->value;
        }
    }
    return NULL;
}
