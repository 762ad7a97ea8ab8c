/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/layout.c: myaccountctl layout: how a page of the site would be cut */
#include <stdio.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "ctl/ctl.h"
#include "view/layout.h"

#define PAGE_MAX (4 * 1024 * 1024)
#define EXCERPT 60

static int read_page(const char **html, apr_size_t *len, const mya_ctl_t *ctl)
{
    const char *path = ctl->words[0];
    char *bytes = apr_palloc(ctl->pool, PAGE_MAX + 1);
    apr_file_t *file;
    char reason[120];
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, ctl->pool);

    *len = 0;
    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(file, bytes, PAGE_MAX, len);
        apr_file_close(file);
    }
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        return mya_ctl_fail("%s cannot be read: %s", path,
                            apr_strerror(rv, reason, sizeof(reason)));
    }
    if (*len == PAGE_MAX) {
        return mya_ctl_fail("%s is larger than %d bytes", path, PAGE_MAX);
    }
    bytes[*len] = '\0';
    *html = bytes;
    return MYA_CTL_DONE;
}

/* The last bytes of a piece, on one line: where ours begins. */
static void print_end(const mya_piece_t *piece)
{
    const apr_size_t from = piece->len > EXCERPT ? piece->len - EXCERPT : 0;

    for (apr_size_t i = from; i < piece->len; i++) {
        putchar(piece->data[i] == '\n' || piece->data[i] == '\r' || piece->data[i] == '\t'
                    ? ' ' : piece->data[i]);
    }
    putchar('\n');
}

static void print_piece(const mya_piece_t *piece)
{
    static const char *const names[] = {
        [MYA_PIECE_BYTES] = "bytes", [MYA_PIECE_TITLE] = "title", [MYA_PIECE_HEAD] = "head",
        [MYA_PIECE_CONTENT] = "content", [MYA_PIECE_FRAGMENT] = "fragment",
    };

    switch (piece->kind) {
    case MYA_PIECE_BYTES:
        printf("%-9s %7" APR_SIZE_T_FMT "  … ", names[piece->kind], piece->len);
        print_end(piece);
        break;
    case MYA_PIECE_FRAGMENT:
        printf("%-9s          %.*s\n", names[piece->kind], (int)piece->len, piece->data);
        break;
    default:
        printf("%s\n", names[piece->kind]);
    }
}

static const char *const *split_words(const char *text, apr_pool_t *pool)
{
    char **words = NULL;

    if (!text || apr_tokenize_to_argv(text, &words, pool) != APR_SUCCESS) {
        return NULL;
    }
    return (const char *const *)words;
}

int mya_ctl_layout(mya_ctl_t *ctl)
{
    const mya_layout_spec_t spec = {
        .url = ctl->options[MYA_CTL_URL] ? ctl->options[MYA_CTL_URL] : "/index.html",
        .selector = ctl->words[1],
        .selector2 = ctl->options[MYA_CTL_AND],
        .sources = split_words(ctl->options[MYA_CTL_SOURCES], ctl->pool),
    };
    const mya_layout_t *layout;
    const char *html = NULL;
    apr_size_t len;
    int code = read_page(&html, &len, ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (mya_layout_split(&layout, html, len, NULL, &spec, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    for (int i = 0; i < layout->npieces; i++) {
        print_piece(&layout->pieces[i]);
    }
    printf("\nContent-Security-Policy: %s\n", layout->csp ? layout->csp : "");
    for (int i = 0; layout->notes && i < layout->notes->nelts; i++) {
        printf("note: %s\n", APR_ARRAY_IDX(layout->notes, i, const char *));
    }
    return MYA_CTL_DONE;
}
