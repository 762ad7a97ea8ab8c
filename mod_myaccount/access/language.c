/* SPDX-License-Identifier: Apache-2.0 */
/* access/language.c: which of a portal's languages somebody gets */
#include "access/language.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define RANGES 32      /* more are not looked at */
#define TAG_BYTES 35   /* longest that RFC 5646 asks software to read */

/* --- one tag --- */

/* Does the portal have the LEN bytes at TAG as they stand? */
static int find_same(const mya_portal_t *portal, const char *tag, apr_size_t len)
{
    for (int i = 0; i < portal->nlanguages; i++) {
        const char *lang = portal->texts[i]->lang;

        if (strlen(lang) == len && !strncasecmp(lang, tag, len)) {
            return i;
        }
    }
    return -1;
}

/* "en" is answered by "en-GB" where there is no plainer one. */
static int find_longer(const mya_portal_t *portal, const char *tag, apr_size_t len)
{
    for (int i = 0; i < portal->nlanguages; i++) {
        const char *lang = portal->texts[i]->lang;

        if (!strncasecmp(lang, tag, len) && (lang[len] == '-' || lang[len] == '_')) {
            return i;
        }
    }
    return -1;
}

/* The length of TAG without its last part; a part of one letter ("x" in "zh-x-private") says only
 * what kind of parts come behind it, and goes with them. */
static apr_size_t shorten(const char *tag, apr_size_t len)
{
    while (len && tag[len - 1] != '-') {
        len--;
    }
    len -= len > 0;
    return len >= 2 && tag[len - 2] == '-' ? len - 2 : len;
}

static int find_tag(const mya_portal_t *portal, const char *tag, apr_size_t len)
{
    const apr_size_t whole = len;

    for (; len; len = shorten(tag, len)) {
        const int i = find_same(portal, tag, len);

        if (i >= 0) {
            return i;
        }
    }
    return find_longer(portal, tag, whole);
}

/* Who reads one of them reads the others: in the order of how many do. */
static int find_norwegian(const mya_portal_t *portal, const char *tag, apr_size_t len)
{
    static const char *const norwegian[] = { "nb", "no", "nn" };
    int asked = 0, found = -1;

    for (int i = 0; i < 3; i++) {
        asked |= len >= 2 && !strncasecmp(tag, norwegian[i], 2) && (len == 2 || tag[2] == '-');
    }
    for (int i = 0; asked && found < 0 && i < 3; i++) {
        found = find_tag(portal, norwegian[i], 2);
    }
    return found;
}

static int find(const mya_portal_t *portal, const char *tag, apr_size_t len)
{
    const int found = find_tag(portal, tag, len);

    return found >= 0 ? found : find_norwegian(portal, tag, len);
}

int mya_language_find(const mya_portal_t *portal, const char *tag)
{
    const apr_size_t len = tag ? strlen(tag) : 0;

    return len && len <= TAG_BYTES ? find(portal, tag, len) : -1;
}

/* --- Accept-Language --- */

typedef struct range_t {
    const char *tag;           /* not terminated */
    apr_size_t len;
    int weight;                /* 0 to 1000 */
} range_t;

/* Read a weight ("0.8", at most three decimals) that ends at END; -1 if it is none. */
static int read_weight(const char *text, const char *end)
{
    int weight = 0, unit = 1000;

    if (text == end || (*text != '0' && *text != '1')) {
        return -1;
    }
    weight = (*text++ - '0') * unit;
    if (text < end && *text++ != '.') {
        return -1;
    }
    for (; text < end; text++) {
        unit /= 10;
        if (!apr_isdigit(*text) || !unit) {
            return -1;
        }
        weight += (*text - '0') * unit;
    }
    return weight <= 1000 ? weight : -1;
}

static const char *skip_space(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t')) {
        text++;
    }
    return text;
}

/* Read "nb-NO ; q=0.8" between TEXT and END; false if that is none. */
static int read_range(range_t *range, const char *text, const char *end)
{
    text = skip_space(text, end);
    range->tag = text;
    while (text < end && (apr_isalnum(*text) || *text == '-' || *text == '*')) {
        text++;
    }
    range->len = (apr_size_t)(text - range->tag);
    range->weight = 1000;
    text = skip_space(text, end);
    if (text < end && *text == ';') {
        text = skip_space(text + 1, end);
        if (end - text < 2 || (*text != 'q' && *text != 'Q') || text[1] != '=') {
            return 0;
        }
        text += 2;
        while (end > text && (end[-1] == ' ' || end[-1] == '\t')) {
            end--;
        }
        range->weight = read_weight(text, end);
        text = end;
    }
    return text == end && range->len && range->len <= TAG_BYTES && range->weight >= 0
           && range->tag[0] != '-';
}

static int read_ranges(range_t *ranges, const char *accept)
{
    int n = 0;

    while (accept && *accept && n < RANGES) {
        const char *end = accept + strcspn(accept, ",");

        n += read_range(&ranges[n], accept, end);
        accept = end + (*end == ',');
    }
    return n;
}

static int is_star(const range_t *range)
{
    return range->len == 1 && range->tag[0] == '*';
}

/* "en;q=0": anything but that. */
static int is_unwanted(const mya_portal_t *portal, int language, const range_t *ranges, int n)
{
    const char *lang = portal->texts[language]->lang;

    for (int i = 0; i < n; i++) {
        if (!ranges[i].weight && strlen(lang) >= ranges[i].len
            && !strncasecmp(lang, ranges[i].tag, ranges[i].len)
            && (!lang[ranges[i].len] || lang[ranges[i].len] == '-')) {
            return 1;
        }
    }
    return 0;
}

/* "*" takes the portal's first language that is not unwanted. */
static int find_any(const mya_portal_t *portal, const range_t *ranges, int n)
{
    for (int i = 0; i < portal->nlanguages; i++) {
        if (!is_unwanted(portal, i, ranges, n)) {
            return i;
        }
    }
    return -1;
}

int mya_language_accept(const mya_portal_t *portal, const char *accept)
{
    range_t ranges[RANGES];
    const int n = read_ranges(ranges, accept);
    int best = -1, weight = 0;

    for (int i = 0; i < n; i++) {
        int found;

        if (ranges[i].weight <= weight) {   /* of equal ones the first */
            continue;
        }
        found = is_star(&ranges[i]) ? find_any(portal, ranges, n)
                                    : find(portal, ranges[i].tag, ranges[i].len);
        if (found >= 0) {
            best = found;
            weight = ranges[i].weight;
        }
    }
    return best >= 0 ? best : 0;
}
