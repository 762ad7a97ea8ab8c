/* SPDX-License-Identifier: Apache-2.0 */
/* form/contact.c: the shapes of e-mail addresses, phone numbers, web addresses, account numbers */
#include "form/contact.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter of any language; TEXT is known to be UTF-8. */
static int is_word(char c)
{
    return is_alnum(c) || (unsigned char)c >= 0x80;
}

/* The length of one label of a host name at TEXT; 0 if there is none. */
static size_t label_length(const char *text)
{
    size_t n = 0;

    while (is_word(text[n]) || text[n] == '-') {
        ++n;
    }
    return n && n <= 63 && text[0] != '-' && text[n - 1] != '-' ? n : 0;
}

/* The length of a host name at TEXT, 0 if there is none; *LABELS gets how many labels it has, *LAST
 * the last one. */
static size_t host_length(const char *text, int *labels, const char **last)
{
    const char *at = text;

    for (*labels = 0;; ++at) {
        size_t n = label_length(at);

        if (!n) {
            return 0;
        }
        *last = at;
        at += n;
        ++*labels;
        if (*at != '.') {
            return at - text <= 253 ? (size_t)(at - text) : 0;
        }
    }
}

/* The part before '@': words with single dots between them. */
static int is_local_part(const char *text, size_t len)
{
    static const char also[] = "!#$%&'*+-/=?^_`{|}~.";
    size_t i;

    for (i = 0; i < len; ++i) {
        if (!is_word(text[i]) && !strchr(also, text[i])) {
            return 0;
        }
        if (text[i] == '.' && (i == 0 || i == len - 1 || text[i - 1] == '.')) {
            return 0;
        }
    }
    return len >= 1 && len <= 64;
}

int mya_contact_is_email(const char *text)
{
    const char *at = strchr(text, '@'), *last;
    size_t len;
    int labels;

    if (!at || strlen(text) > 254 || !is_local_part(text, (size_t)(at - text))) {
        return 0;
    }
    len = host_length(at + 1, &labels, &last);
    return len && !at[1 + len] && labels > 1 && !is_digit(*last);
}

/* "", ":8080" in front of path, query or the end. */
static int is_after_host(const char *at)
{
    if (*at == ':') {
        size_t n = strspn(++at, "0123456789");

        if (n < 1 || n > 5) {
            return 0;
        }
        at += n;
    }
    return !*at || strchr("/?#", *at) != NULL;
}

int mya_contact_is_url(const char *text)
{
    size_t scheme = !strncasecmp(text, "https://", 8) ? 8
                    : !strncasecmp(text, "http://", 7) ? 7 : 0;
    const char *last, *c;
    size_t len;
    int labels;

    for (c = text; *c; ++c) {
        if ((unsigned char)*c <= ' ' || strchr("\"<>\\^`{|}", *c)) {
            return 0;
        }
    }
    len = scheme ? host_length(text + scheme, &labels, &last) : 0;
    return len && is_after_host(text + scheme + len);
}

const char *mya_contact_phone(const char *text, apr_pool_t *pool)
{
    char *phone = apr_palloc(pool, strlen(text) + 1), *to = phone;
    int digits = 0;

    for (; *text; ++text) {
        if (!strncmp(text, "\xC2\xA0", 2)) {             /* a no-break space, from a web page */
            ++text;
            *to++ = ' ';
        } else if (is_digit(*text) || strchr(" -./()", *text) || (*text == '+' && to == phone)) {
            digits += is_digit(*text);
            *to++ = *text;
        } else {
            return NULL;
        }
        if (to - phone > 1 && to[-1] == ' ' && to[-2] == ' ') {
            --to;
        }
    }
    *to = '\0';
    return digits >= 5 && digits <= 15 && strchr("+(0123456789", *phone) ? phone : NULL;
}

/* IBAN modulo 97, its first four characters taken as its last, letters as 10 to 35. */
static int modulo_97(const char *iban, size_t len)
{
    int rest = 0;
    size_t i;

    for (i = 0; i < len; ++i) {
        char c = iban[(i + 4) % len];

        rest = is_digit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }
    return rest;
}

const char *mya_contact_iban(const char *text, apr_pool_t *pool)
{
    char *iban = apr_palloc(pool, strlen(text) + 1), *to = iban;
    size_t len;

    for (; *text; ++text) {
        if (!strncmp(text, "\xC2\xA0", 2)) {
            ++text;
        } else if (is_alnum(*text)) {
            *to++ = *text >= 'a' ? (char)(*text - 'a' + 'A') : *text;
        } else if (*text != ' ') {
            return NULL;
        }
    }
    *to = '\0';
    len = (size_t)(to - iban);
    if (len < 15 || len > 34 || is_digit(iban[0]) || is_digit(iban[1]) || !is_digit(iban[2])
        || !is_digit(iban[3])) {
        return NULL;
    }
    return modulo_97(iban, len) == 1 ? iban : NULL;
}
