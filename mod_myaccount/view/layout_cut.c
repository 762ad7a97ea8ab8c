/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_cut.c: planned edits of a page, and the list of pieces that they make of it */
#include "view/layout_work.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define NOTES 100

/* The new page while it is put together. Neighbouring bytes, old or new, are one piece. */
typedef struct output_t {
    apr_array_header_t *pieces;
    char *buffer;
    apr_size_t len;
    apr_pool_t *pool;
} output_t;

void mya_layout_note(mya_layout_work_t *work, const char *format, ...)
{
    va_list args;
    char *text;

    if (work->notes->nelts > NOTES) {
        return;
    }
    va_start(args, format);
    text = work->notes->nelts == NOTES ? apr_pstrdup(work->notes->pool, "and more of that kind")
                                       : apr_pvsprintf(work->notes->pool, format, args);
    va_end(args);
    for (char *p = text; *p; p++) {
        if (apr_iscntrl(*p)) {
            *p = '?';
        }
    }
    APR_ARRAY_PUSH(work->notes, const char *) = text;
}

void mya_layout_cut(mya_layout_work_t *work, mya_html_span_t span, mya_piece_e kind,
                    const char *data)
{
    mya_layout_edit_t edit = { span, kind, data, work->edits->nelts };

    APR_ARRAY_PUSH(work->edits, mya_layout_edit_t) = edit;
}

static apr_size_t count(const char *text, const char *of)
{
    apr_size_t n = 0;

    for (; *text; text++) {
        n += strchr(of, *text) != NULL;
    }
    return n;
}

const char *mya_layout_escape(const char *value, char quote, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(value) + 5 * count(value, "&\"'") + 3);
    char *to = out;
    int add = !quote;

    if (add && *value && !count(value, " \t\r\n\f\"'=<>`&")) {
        return value;
    }
    if (add) {
        quote = *to++ = '"';
    }
    for (; *value; value++) {
        if (*value == '&') {
            to = apr_cpystrn(to, "&amp;", 6);
        }
        else if (*value == quote) {
            to = apr_cpystrn(to, quote == '"' ? "&quot;" : "&#39;", 7);
        }
        else {
            *to++ = *value;
        }
    }
    if (add) {
        *to++ = quote;
    }
    *to = '\0';
    return out;
}

void mya_layout_cut_value(mya_layout_work_t *work, const mya_html_attr_t *attr, const char *value)
{
    const char *text = mya_layout_escape(value, attr->quote, work->pool);

    if (!attr->quote && attr->raw.start == attr->raw.end
        && work->html->text[attr->raw.start - 1] != '=') {
        text = apr_pstrcat(work->pool, "=", text, NULL);
    }
    mya_layout_cut(work, attr->raw, MYA_PIECE_BYTES, text);
}

void mya_layout_cut_node(mya_layout_work_t *work, const mya_html_node_t *node)
{
    mya_html_span_t span = { node->open.start, node->close.end };

    if (node->open.end) {
        mya_layout_cut(work, span, MYA_PIECE_BYTES, "");
    }
}

static int by_place(const void *a, const void *b)
{
    const mya_layout_edit_t *x = a;
    const mya_layout_edit_t *y = b;

    if (x->span.start != y->span.start) {
        return x->span.start < y->span.start ? -1 : 1;
    }
    return x->order < y->order ? -1 : 1;
}

static void put(output_t *output, const char *data, apr_size_t len)
{
    int n = output->pieces->nelts;
    mya_piece_t *last = n ? &APR_ARRAY_IDX(output->pieces, n - 1, mya_piece_t) : NULL;

    if (!len) {
        return;
    }
    memcpy(output->buffer + output->len, data, len);
    if (last && last->kind == MYA_PIECE_BYTES) {
        last->len += len;
    }
    else {
        mya_piece_t piece = { MYA_PIECE_BYTES, output->buffer + output->len, len };
        APR_ARRAY_PUSH(output->pieces, mya_piece_t) = piece;
    }
    output->len += len;
}

static void put_edit(output_t *output, const mya_layout_edit_t *edit)
{
    mya_piece_t piece = { edit->kind, NULL, 0 };

    if (edit->kind == MYA_PIECE_BYTES) {
        put(output, edit->data, strlen(edit->data));
        return;
    }
    if (edit->data) {
        piece.data = apr_pstrdup(output->pool, edit->data);
        piece.len = strlen(piece.data);
    }
    APR_ARRAY_PUSH(output->pieces, mya_piece_t) = piece;
}

static apr_size_t room(const mya_layout_work_t *work)
{
    apr_size_t size = work->html->len + 1;

    for (int i = 0; i < work->edits->nelts; i++) {
        const char *data = APR_ARRAY_IDX(work->edits, i, mya_layout_edit_t).data;
        size += data ? strlen(data) : 0;
    }
    return size;
}

int mya_layout_cut_all(const mya_piece_t **pieces, mya_layout_work_t *work, apr_pool_t *pool)
{
    output_t output = { apr_array_make(pool, 16, sizeof(mya_piece_t)), NULL, 0, pool };
    const char *text = work->html->text;
    apr_size_t done = 0;

    output.buffer = apr_palloc(pool, room(work));
    qsort(work->edits->elts, (size_t)work->edits->nelts, sizeof(mya_layout_edit_t), by_place);
    for (int i = 0; i < work->edits->nelts; i++) {
        const mya_layout_edit_t *edit = &APR_ARRAY_IDX(work->edits, i, mya_layout_edit_t);
        if (edit->span.start < done) {
            continue;
        }
        put(&output, text + done, edit->span.start - done);
        put_edit(&output, edit);
        done = edit->span.end;
    }
    put(&output, text + done, work->html->len - done);
    *pieces = (const mya_piece_t *)output.pieces->elts;
    return output.pieces->nelts;
}
