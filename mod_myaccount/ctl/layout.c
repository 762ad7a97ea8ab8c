/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/layout.c: myaccountctl layout: how a page of the site would be cut */
#include <stdio.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_time.h>

#include "base/http.h"
#include "ctl/ctl.h"
#include "view/layout.h"

#define PAGE_MAX (4 * 1024 * 1024)
#define TIMEOUT apr_time_from_sec(20)
#define EXCERPT 60

/* A page as it came, and what was said with it. */
typedef struct page_t {
    const char *html;
    apr_size_t len;
    const char *charset;           /* NULL: unsaid */
    const char *url;               /* its address on the site: "/index.html" */
    const char *origin;            /* "https://www.example.com"; NULL: unknown */
} page_t;

static int read_file(page_t *page, const mya_ctl_t *ctl)
{
    const char *path = ctl->words[0];
    char *bytes = apr_palloc(ctl->pool, PAGE_MAX + 1);
    apr_file_t *file;
    char reason[120];
    apr_status_t rv = strcmp(path, "-") ? apr_file_open(&file, path, APR_FOPEN_READ,
                                                        APR_FPROT_OS_DEFAULT, ctl->pool)
                                        : apr_file_open_stdin(&file, ctl->pool);

    page->len = 0;
    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(file, bytes, PAGE_MAX, &page->len);
        apr_file_close(file);
    }
    if (rv != APR_SUCCESS && !APR_STATUS_IS_EOF(rv)) {
        return mya_ctl_fail("%s cannot be read: %s", path,
                            apr_strerror(rv, reason, sizeof(reason)));
    }
    if (page->len == PAGE_MAX) {
        return mya_ctl_fail("%s is larger than %d bytes", path, PAGE_MAX);
    }
    bytes[page->len] = '\0';
    page->html = bytes;
    return MYA_CTL_DONE;
}

static int read_url(page_t *page, mya_ctl_t *ctl)
{
    mya_http_page_t got;
    apr_size_t host;

    if (mya_http_get(&got, ctl->words[0], PAGE_MAX, TIMEOUT, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    page->html = got.bytes;
    page->len = got.len;
    page->charset = got.charset;
    host = (apr_size_t)(strstr(got.url, "://") - got.url) + 3;
    host += strcspn(got.url + host, "/?#");
    page->origin = apr_pstrmemdup(ctl->pool, got.url, host);
    page->url = got.url[host] == '/'
                    ? apr_pstrmemdup(ctl->pool, got.url + host, strcspn(got.url + host, "?#"))
                    : "/";
    return MYA_CTL_DONE;
}

static int read_page(page_t *page, mya_ctl_t *ctl)
{
    page->url = "/index.html";
    page->charset = page->origin = NULL;
    return mya_http_is_url(ctl->words[0]) ? read_url(page, ctl) : read_file(page, ctl);
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

/* The hosts that the notes of LAYOUT would have in MyAccountLayoutSources, each once. */
static const char *wanted_sources(const mya_layout_t *layout, apr_pool_t *pool)
{
    static const char name[] = "MyAccountLayoutSources";
    const char *wanted = "";

    for (int i = 0; layout->notes && i < layout->notes->nelts; i++) {
        const char *at = strstr(APR_ARRAY_IDX(layout->notes, i, const char *), name);
        while (at && *(at += strcspn(at, " ")) == ' ') {
            const apr_size_t len = strcspn(++at, " ");
            const char *source = apr_pstrmemdup(pool, at, len);
            if (mya_http_is_url(source) && !strstr(wanted, source)) {
                wanted = apr_pstrcat(pool, wanted, " ", source, NULL);
            }
        }
    }
    return wanted;
}

static void print_lines(const mya_layout_t *layout, const mya_layout_spec_t *spec,
                        apr_pool_t *pool)
{
    const char *wanted = wanted_sources(layout, pool);

    printf("\nIn the portal's <Location>:\n    MyAccountLayout %s \"%s\"", spec->url,
           spec->selector);
    if (spec->selector2) {
        printf(" \"%s\"", spec->selector2);
    }
    printf("\n");
    if (spec->sources) {
        printf("    MyAccountLayoutSources");
        for (const char *const *source = spec->sources; *source; source++) {
            printf(" %s", *source);
        }
        printf("\n");
    }
    if (*wanted) {
        printf("and, to let in what was left out:\n    MyAccountLayoutSources%s\n", wanted);
    }
}

int mya_ctl_layout(mya_ctl_t *ctl)
{
    mya_layout_spec_t spec = {
        .selector = ctl->words[1],
        .selector2 = ctl->options[MYA_CTL_AND] ? ctl->options[MYA_CTL_AND] : ctl->words[2],
        .sources = split_words(ctl->options[MYA_CTL_SOURCES], ctl->pool),
    };
    const mya_layout_t *layout;
    page_t page;
    int code = read_page(&page, ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    spec.url = ctl->options[MYA_CTL_URL] ? ctl->options[MYA_CTL_URL] : page.url;
    spec.own_origin = page.origin;
    if (mya_layout_split(&layout, page.html, page.len, page.charset, &spec, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    for (int i = 0; i < layout->npieces; i++) {
        print_piece(&layout->pieces[i]);
    }
    printf("\nContent-Security-Policy: %s\n", layout->csp ? layout->csp : "");
    for (int i = 0; layout->notes && i < layout->notes->nelts; i++) {
        printf("note: %s\n", APR_ARRAY_IDX(layout->notes, i, const char *));
    }
    print_lines(layout, &spec, ctl->pool);
    return MYA_CTL_DONE;
}
