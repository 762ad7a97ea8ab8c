/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_fault.c: what is wrong with a definition, collected in whole sentences */
#include "portal/load.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/name.h"

static int is_known(const apr_array_header_t *faults, const char *sentence)
{
    for (int i = 0; i < faults->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(faults, i, const char *), sentence) == 0) {
            return 1;
        }
    }
    return 0;
}

void mya_load_fault(mya_load_t *load, mya_place_t place, const char *format, ...)
{
    const char *sentence;
    va_list args;

    va_start(args, format);
    sentence = apr_pvsprintf(load->pool, format, args);
    va_end(args);
    sentence = apr_psprintf(load->pool, "%s:%d: %s", place.file, place.line, sentence);
    if (!is_known(load->faults, sentence)) {
        APR_ARRAY_PUSH(load->faults, const char *) = sentence;
    }
}

/* --- where XML and SQL meet --- */

/* The number between the second pair of colons of "FILE:LINE: …"; 0 if there is none. */
static int line_of(const char *sentence, const char **end)
{
    for (const char *c = strchr(sentence, ':'); c; c = strchr(c + 1, ':')) {
        const apr_size_t digits = strspn(c + 1, "0123456789");

        if (digits && c[1 + digits] == ':') {
            *end = c;
            return atoi(c + 1);
        }
    }
    *end = sentence + strcspn(sentence, ":");
    return 0;
}

static const char *line_at(const char *text, int line)
{
    while (line > 1 && *text) {
        text += strcspn(text, "\n");
        text += *text == '\n';
        line--;
    }
    return text;
}

/* Whether an <sql> that was opened in TEXT[0, LEN) is still open, or one stands in the line that
 * begins there. */
static int is_in_sql(const char *text, apr_size_t len, apr_pool_t *pool)
{
    const char *before = apr_pstrmemdup(pool, text, len);
    const char *line = apr_pstrmemdup(pool, text + len, strcspn(text + len, "\n"));
    const char *open = NULL;

    for (const char *c = strstr(before, "<sql"); c; c = strstr(c + 1, "<sql")) {
        open = c;
    }
    return strstr(line, "<sql") || (open && !strstr(open, "</sql>") && !strstr(open, "/>"));
}

void mya_load_xml_fault(mya_load_t *load, const char *path, const char *detail)
{
    const char *end;
    const int line = line_of(detail, &end);
    const char *text;
    apr_size_t len;

    if (line && mya_xml_slurp(&text, &len, path, NULL, load->pool) == APR_SUCCESS
        && is_in_sql(text, (apr_size_t)(line_at(text, line) - text), load->pool)) {
        detail = apr_pstrcat(load->pool, detail, "; in <sql> write &lt; for < and &amp; for &, or "
                             "put the statement between <![CDATA[ and ]]>", NULL);
    }
    APR_ARRAY_PUSH(load->faults, const char *) = detail;
}

/* --- order --- */

static int is_before(const char *a, const char *b)
{
    const char *enda, *endb;
    const int linea = line_of(a, &enda);
    const int lineb = line_of(b, &endb);
    const apr_size_t lena = (apr_size_t)(enda - a);
    const apr_size_t lenb = (apr_size_t)(endb - b);
    const int order = strncmp(a, b, lena < lenb ? lena : lenb);

    return order ? order < 0 : lena != lenb ? lena < lenb : linea < lineb;
}

/* What is of one line stays as it was found. */
void mya_load_sort_faults(mya_load_t *load)
{
    const char **faults = (const char **)load->faults->elts;

    for (int i = 1; i < load->faults->nelts; i++) {
        const char *fault = faults[i];
        int k = i;

        for (; k > 0 && is_before(fault, faults[k - 1]); k--) {
            faults[k] = faults[k - 1];
        }
        faults[k] = fault;
    }
}

mya_place_t mya_load_place(const char *file, const mya_node_t *node)
{
    mya_place_t place = { file, mya_xml_line(node) };

    return place;
}

const char *mya_load_where(const mya_load_t *load, mya_place_t place, mya_place_t other)
{
    return strcmp(place.file, other.file) == 0 ? apr_psprintf(load->pool, "line %d", other.line)
        : apr_psprintf(load->pool, "line %d of %s", other.line, apr_filepath_name_get(other.file));
}

const char *mya_load_nearest(const mya_load_t *load, const char *name,
                             const apr_array_header_t *names, const char *before, const char *after,
                             const char *otherwise)
{
    const char *nearest = mya_name_nearest(name, names, load->pool);

    if (nearest) {
        return apr_pstrcat(load->pool, "; did you mean ", before, nearest, after, "?", NULL);
    }
    return apr_pstrcat(load->pool, "; ", otherwise, names->nelts ? " " : "",
                       mya_name_list(names, before, after, load->pool), NULL);
}

const char *mya_load_get(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    return mya_xml_get(node, name, load->pool);
}

int mya_load_yes(const mya_load_t *load, const mya_node_t *node, const char *name)
{
    const char *value = mya_load_get(load, node, name);

    return value && strcmp(value, "yes") == 0;
}
