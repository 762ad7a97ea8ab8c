/* SPDX-License-Identifier: Apache-2.0 */
/* portal/name.c: names as authors write them: which are names, which are near, how they read */
#include "portal/name.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

static int is_made_of(const char *name, const char *also)
{
    if (!apr_isalpha(name[0]) && name[0] != '_') {
        return 0;
    }
    for (const char *c = name; *c; c++) {
        if ((unsigned char)*c >= 0x80 || (!apr_isalnum(*c) && *c != '_' && !strchr(also, *c))) {
            return 0;
        }
    }
    return 1;
}

int mya_name_is_plain(const char *name)
{
    return is_made_of(name, "");
}

int mya_name_is_dashed(const char *name)
{
    return is_made_of(name, "-.");
}

int mya_name_is_currency(const char *code)
{
    return strlen(code) == 3 && apr_isupper(code[0]) && apr_isupper(code[1])
        && apr_isupper(code[2]);
}

/* --- XML names --- */

/* The code point at *TEXT, which moves on; 0 for what is not UTF-8. */
static unsigned code_point(const char **text)
{
    const unsigned char *c = (const unsigned char *)*text;
    int more = c[0] < 0x80 ? 0 : (c[0] & 0xE0) == 0xC0 ? 1 : (c[0] & 0xF0) == 0xE0 ? 2
        : (c[0] & 0xF8) == 0xF0 ? 3 : -1;
    unsigned code = more < 0 ? 0 : more == 0 ? c[0] : c[0] & (0x3Fu >> more);

    for (int i = 1; i <= more; i++) {
        if ((c[i] & 0xC0) != 0x80) {
            *text += 1;
            return 0;
        }
        code = code << 6 | (c[i] & 0x3Fu);
    }
    *text += more < 0 ? 1 : more + 1;
    return code;
}

typedef struct range_t {
    unsigned from, to;
} range_t;

static int is_in(unsigned code, const range_t *ranges, apr_size_t n)
{
    for (apr_size_t i = 0; i < n; i++) {
        if (code >= ranges[i].from && code <= ranges[i].to) {
            return 1;
        }
    }
    return 0;
}

/* NameStartChar and NameChar of XML 1.0, fifth edition, without the colon. */
static int starts_xml_name(unsigned code)
{
    static const range_t ranges[] = {
        { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' }, { 0xC0, 0xD6 }, { 0xD8, 0xF6 }, { 0xF8, 0x2FF },
        { 0x370, 0x37D }, { 0x37F, 0x1FFF }, { 0x200C, 0x200D }, { 0x2070, 0x218F },
        { 0x2C00, 0x2FEF }, { 0x3001, 0xD7FF }, { 0xF900, 0xFDCF }, { 0xFDF0, 0xFFFD },
        { 0x10000, 0xEFFFF }
    };

    return is_in(code, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

static int continues_xml_name(unsigned code)
{
    static const range_t ranges[] = {
        { '-', '.' }, { '0', '9' }, { 0xB7, 0xB7 }, { 0x300, 0x36F }, { 0x203F, 0x2040 }
    };

    return starts_xml_name(code) || is_in(code, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

int mya_name_is_xml(const char *name)
{
    if (!starts_xml_name(code_point(&name))) {
        return 0;
    }
    while (*name) {
        if (!continues_xml_name(code_point(&name))) {
            return 0;
        }
    }
    return 1;
}

/* --- nearness --- */

#define NEAR_MAX 40    /* longer names are not compared */

static int lower(char c)
{
    return apr_tolower(c);
}

/* How many letters to put in, take out, change or swap with their neighbour to get from A to B. */
static int distance(const char *a, const char *b)
{
    int rows[3][NEAR_MAX + 1];
    int na = (int)strlen(a);
    int nb = (int)strlen(b);

    for (int j = 0; j <= nb; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= na; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3];
        const int *above2 = rows[(i + 1) % 3];

        row[0] = i;
        for (int j = 1; j <= nb; j++) {
            int best = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2])
                && lower(a[i - 2]) == lower(b[j - 1]) && above2[j - 2] + 1 < best) {
                best = above2[j - 2] + 1;
            }
            row[j] = best;
        }
    }
    return rows[na % 3][nb];
}

/* NAME without what people put in or leave out: "page_size", "pagesize" and "page-size" are one. */
static const char *bare(const char *name, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, name);
    char *out = copy;

    for (; *name; name++) {
        if (*name != '-' && *name != '_' && *name != '.') {
            *out++ = *name;
        }
    }
    *out = '\0';
    return copy;
}

const char *mya_name_nearest(const char *name, const apr_array_header_t *names, apr_pool_t *pool)
{
    const char *nearest = NULL;
    const char *plain = bare(name, pool);
    int allowed = (int)strlen(plain) < 4 ? 1 : (int)strlen(plain) < 8 ? 2 : 3;

    if (strlen(plain) > NEAR_MAX) {
        return NULL;
    }
    for (int i = 0; i < names->nelts; i++) {
        const char *other = APR_ARRAY_IDX(names, i, const char *);
        const char *theirs = bare(other, pool);
        int d = strlen(theirs) > NEAR_MAX ? NEAR_MAX : distance(plain, theirs);

        if (d <= allowed && d < (int)strlen(theirs)) {
            nearest = other;
            allowed = d - 1;
        }
    }
    return nearest;
}

/* --- sentences --- */

const char *mya_name_list(const apr_array_header_t *names, const char *before, const char *after,
                          apr_pool_t *pool)
{
    const char *list = "";

    for (int i = 0; i < names->nelts; i++) {
        const char *separator = i == 0 ? "" : i == names->nelts - 1 ? " or " : ", ";

        list = apr_pstrcat(pool, list, separator, before, APR_ARRAY_IDX(names, i, const char *),
                           after, NULL);
    }
    return list;
}

apr_array_header_t *mya_name_words(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 4, sizeof(const char *));
    static const char blanks[] = " \t\r\n";

    for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
        apr_size_t len = strcspn(text, blanks);

        APR_ARRAY_PUSH(words, const char *) = apr_pstrmemdup(pool, text, len);
        text += len;
    }
    return words;
}

const char *mya_name_readable(const char *name, apr_pool_t *pool)
{
    char *readable = apr_palloc(pool, strlen(name) * 2 + 1);
    char *out = readable;

    for (const char *c = name; *c; c++) {
        int begins = c > name && apr_islower(c[-1]) && apr_isupper(*c);

        if (begins || ((*c == '_' || *c == '-' || *c == '.') && out > readable && c[1])) {
            *out++ = ' ';
        }
        if (*c != '_' && *c != '-' && *c != '.') {
            *out = (char)(out == readable ? apr_toupper(*c) : apr_tolower(*c));
            out++;
        }
    }
    *out = '\0';
    return readable;
}
