/* SPDX-License-Identifier: Apache-2.0 */
/* base/charset.c: bytes of a page in whatever charset, to UTF-8 as a browser reads them */
#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define PRESCAN 4096  /* bytes in which a page must say its charset; browsers read 1024 */
#define REPLACEMENT "\xEF\xBF\xBD"

/* Browsers read iso-8859-1 as windows-1252, and so on: the Encoding Standard's labels that are met
 * in the wild, each with its encoding there and the name by which iconv knows it. */
typedef struct encoding_t {
    const char *label;
    const char *name;
    const char *iconv;
} encoding_t;

static const encoding_t encodings[] = {
    { "utf-8", "utf-8", NULL },
    { "utf8", "utf-8", NULL },
    { "unicode-1-1-utf-8", "utf-8", NULL },
    { "windows-1252", "windows-1252", "CP1252" },
    { "cp1252", "windows-1252", "CP1252" },
    { "iso-8859-1", "windows-1252", "CP1252" },
    { "iso8859-1", "windows-1252", "CP1252" },
    { "iso_8859-1", "windows-1252", "CP1252" },
    { "latin1", "windows-1252", "CP1252" },
    { "l1", "windows-1252", "CP1252" },
    { "us-ascii", "windows-1252", "CP1252" },
    { "ascii", "windows-1252", "CP1252" },
    { "iso-8859-2", "iso-8859-2", "ISO-8859-2" },
    { "latin2", "iso-8859-2", "ISO-8859-2" },
    { "iso-8859-3", "iso-8859-3", "ISO-8859-3" },
    { "iso-8859-4", "iso-8859-4", "ISO-8859-4" },
    { "iso-8859-5", "iso-8859-5", "ISO-8859-5" },
    { "iso-8859-6", "iso-8859-6", "ISO-8859-6" },
    { "iso-8859-7", "iso-8859-7", "ISO-8859-7" },
    { "iso-8859-8", "iso-8859-8", "ISO-8859-8" },
    { "iso-8859-8-i", "iso-8859-8-i", "ISO-8859-8" },
    { "iso-8859-9", "windows-1254", "CP1254" },
    { "latin5", "windows-1254", "CP1254" },
    { "iso-8859-10", "iso-8859-10", "ISO-8859-10" },
    { "iso-8859-13", "iso-8859-13", "ISO-8859-13" },
    { "iso-8859-14", "iso-8859-14", "ISO-8859-14" },
    { "iso-8859-15", "iso-8859-15", "ISO-8859-15" },
    { "latin9", "iso-8859-15", "ISO-8859-15" },
    { "iso-8859-16", "iso-8859-16", "ISO-8859-16" },
    { "windows-874", "windows-874", "CP874" },
    { "iso-8859-11", "windows-874", "CP874" },
    { "tis-620", "windows-874", "CP874" },
    { "windows-1250", "windows-1250", "CP1250" },
    { "windows-1251", "windows-1251", "CP1251" },
    { "windows-1253", "windows-1253", "CP1253" },
    { "windows-1254", "windows-1254", "CP1254" },
    { "windows-1255", "windows-1255", "CP1255" },
    { "windows-1256", "windows-1256", "CP1256" },
    { "windows-1257", "windows-1257", "CP1257" },
    { "windows-1258", "windows-1258", "CP1258" },
    { "koi8-r", "koi8-r", "KOI8-R" },
    { "koi8-u", "koi8-u", "KOI8-U" },
    { "macintosh", "macintosh", "MACINTOSH" },
    { "ibm866", "ibm866", "CP866" },
    { "cp866", "ibm866", "CP866" },
    { "gb2312", "gbk", "GB18030" },
    { "gbk", "gbk", "GB18030" },
    { "gb18030", "gb18030", "GB18030" },
    { "big5", "big5", "BIG5-HKSCS" },
    { "shift_jis", "shift_jis", "CP932" },
    { "shift-jis", "shift_jis", "CP932" },
    { "sjis", "shift_jis", "CP932" },
    { "windows-31j", "shift_jis", "CP932" },
    { "euc-jp", "euc-jp", "EUC-JP" },
    { "euc-kr", "euc-kr", "CP949" },
    { "ks_c_5601-1987", "euc-kr", "CP949" },
    { "utf-16", "utf-16le", "UTF-16LE" },
    { "utf-16le", "utf-16le", "UTF-16LE" },
    { "utf-16be", "utf-16be", "UTF-16BE" },
};

static int is_around(char c)
{
    return apr_isspace(c) || c == '"' || c == '\'';
}

static const encoding_t *find_label(const char *label, apr_size_t len)
{
    while (len && is_around(*label)) {
        label++;
        len--;
    }
    while (len && is_around(label[len - 1])) {
        len--;
    }
    for (apr_size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        if (strlen(encodings[i].label) == len
            && strncasecmp(encodings[i].label, label, len) == 0) {
            return &encodings[i];
        }
    }
    return NULL;
}

static const encoding_t *find_bom(const char **bytes, apr_size_t *len)
{
    static const struct { const char *mark; apr_size_t len; const char *label; } marks[] = {
        { "\xEF\xBB\xBF", 3, "utf-8" },
        { "\xFE\xFF", 2, "utf-16be" },
        { "\xFF\xFE", 2, "utf-16le" },
    };

    for (int i = 0; i < 3; i++) {
        if (*len >= marks[i].len && memcmp(*bytes, marks[i].mark, marks[i].len) == 0) {
            *bytes += marks[i].len;
            *len -= marks[i].len;
            return find_label(marks[i].label, strlen(marks[i].label));
        }
    }
    return NULL;
}

/* The label in TAG, from after its "<meta", which ends at END: charset=x, or content="…;
 * charset=x". */
static const encoding_t *read_meta(const char *tag, const char *end)
{
    for (const char *at = tag; at + 8 < end; at++) {
        if (strncasecmp(at, "charset", 7) != 0) {
            continue;
        }
        const char *p = at + 7;
        while (p < end && (apr_isspace(*p) || *p == '=' || *p == '"' || *p == '\'')) {
            p++;
        }
        const char *label = p;
        while (p < end && !apr_isspace(*p) && !strchr("\"';>/", *p)) {
            p++;
        }
        return find_label(label, (apr_size_t)(p - label));
    }
    return NULL;
}

/* What the page says about itself. A page that can be read so far is not UTF-16. */
static const encoding_t *find_meta(const char *bytes, apr_size_t len)
{
    const char *end = bytes + (len < PRESCAN ? len : PRESCAN);

    for (const char *at = bytes; at + 5 < end; at++) {
        if (*at != '<') {
            continue;
        }
        if (memcmp(at, "<!--", 4) == 0) {
            const char *close = memmem(at + 2, (apr_size_t)(end - at - 2), "-->", 3);
            if (!close) {
                return NULL;
            }
            at = close;
        }
        else if (strncasecmp(at, "<meta", 5) == 0) {
            const char *close = memchr(at, '>', (apr_size_t)(end - at));
            const encoding_t *found = close ? read_meta(at + 5, close) : NULL;
            if (found) {
                return strncmp(found->name, "utf-16", 6) == 0 ? &encodings[0] : found;
            }
        }
    }
    return NULL;
}

/* The length of the character at P, 0 if there is none; *USED is how much of it one U+FFFD
 * replaces. */
static int read_utf8(const unsigned char *p, apr_size_t left, int *used)
{
    int need = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3
             : p[0] < 0xF5 ? 4 : 0;
    unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;

    *used = 1;
    while (*used < need) {
        if ((apr_size_t)*used >= left || p[*used] < low || p[*used] > high) {
            return 0;
        }
        low = 0x80;
        high = 0xBF;
        (*used)++;
    }
    return need;
}

static apr_size_t count_bad(const char *bytes, apr_size_t len)
{
    apr_size_t bad = 0;
    int used;

    for (apr_size_t i = 0; i < len; i += (apr_size_t)used) {
        bad += read_utf8((const unsigned char *)bytes + i, len - i, &used) == 0;
    }
    return bad;
}

static void mend_utf8(mya_charset_text_t *text, const char *bytes, apr_size_t len, apr_pool_t *pool)
{
    char *out;
    char *to;
    int used;

    text->bad = count_bad(bytes, len);
    if (!text->bad) {
        text->data = bytes;
        text->len = len;
        return;
    }
    to = out = apr_palloc(pool, len + 3 * text->bad);
    for (apr_size_t i = 0; i < len; i += (apr_size_t)used) {
        if (read_utf8((const unsigned char *)bytes + i, len - i, &used)) {
            memcpy(to, bytes + i, (apr_size_t)used);
            to += used;
        }
        else {
            memcpy(to, REPLACEMENT, 3);
            to += 3;
        }
    }
    text->data = out;
    text->len = (apr_size_t)(to - out);
}

static apr_status_t convert(mya_charset_text_t *text, const encoding_t *from, const char *bytes,
                            apr_size_t len, mya_result_t *why, apr_pool_t *pool)
{
    apr_size_t room = 4 * len + 16;
    char *out = apr_palloc(pool, room);
    char *to = out;
    char *in = (char *)bytes;  /* iconv's old prototype; it does not write there */
    iconv_t cd = iconv_open("UTF-8", from->iconv);

    if (cd == (iconv_t)-1) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "this machine's iconv cannot read the charset %s", from->name);
    }
    text->bad = 0;
    while (len && iconv(cd, &in, &len, &to, &room) == (size_t)-1 && errno != E2BIG) {
        memcpy(to, REPLACEMENT, 3);
        to += 3;
        room -= 3;
        text->bad++;
        if (errno == EINVAL) {
            break;  /* the page ends within a character */
        }
        in++;
        len--;
    }
    iconv_close(cd);
    text->data = out;
    text->len = (apr_size_t)(to - out);
    return APR_SUCCESS;
}

apr_status_t mya_charset_decode(mya_charset_text_t *text, const char *bytes, apr_size_t len,
                                const char *label, mya_result_t *why, apr_pool_t *pool)
{
    const encoding_t *from = find_bom(&bytes, &len);

    if (!from && label && *label) {
        from = find_label(label, strlen(label));
        if (!from) {
            return mya_result_tell(why, MYA_ECONFIG,
                                   "the page is sent with the charset \"%s\", which browsers do not"
                                   " know; its Content-Type should say charset=utf-8", label);
        }
    }
    if (!from) {
        from = find_meta(bytes, len);
    }
    if (!from) {
        from = count_bad(bytes, len) ? find_label("windows-1252", 12) : &encodings[0];
    }
    text->name = from->name;
    if (from->iconv) {
        return convert(text, from, bytes, len, why, pool);
    }
    mend_utf8(text, bytes, len, pool);
    return APR_SUCCESS;
}
