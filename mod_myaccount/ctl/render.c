/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/render.c: myaccountctl render: a page's XML through a skin, as a file for a double click */
#include "ctl/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include "view/compose.h"
#include "view/layout.h"
#include "view/skin.h"

/* --- which page --- */

static int is_file(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS && info.filetype == APR_REG;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "home, invoices, …": the samples in FOLDER. */
static const char *list_samples(const char *folder, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 40, sizeof(const char *));
    apr_finfo_t info;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, folder, pool) != APR_SUCCESS) {
        return "none";
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const size_t len = strlen(info.name);

        if (len > 4 && !strcmp(info.name + len - 4, ".xml")) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrmemdup(pool, info.name, len - 4);
        }
    }
    apr_dir_close(dir);
    qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_name);
    for (int i = 1; i < names->nelts; i++) {
        const char **name = &APR_ARRAY_IDX(names, i, const char *);

        *name = apr_pstrcat(pool, ", ", *name, NULL);
    }
    return apr_array_pstrcat(pool, names, 0);
}

/* The file that WORD means: a file, or a sample's name. */
static int find_page(const char **file, mya_ctl_t *ctl)
{
    const char *word = ctl->words[0];
    const char *folder = apr_pstrcat(ctl->pool, mya_ctl_share(ctl), "/xslt/samples", NULL);

    *file = word;
    if (strchr(word, '/') || strchr(word, '.')) {
        return MYA_CTL_DONE;
    }
    *file = apr_pstrcat(ctl->pool, folder, "/", word, ".xml", NULL);
    return is_file(*file, ctl->pool)
               ? MYA_CTL_DONE
               : mya_ctl_fail("there is no sample \"%s\" in %s; there are: %s", word, folder,
                              list_samples(folder, ctl->pool));
}

/* TEXT with layout= of its root as LAYOUT: a sample knows only the one with which it was made. */
static const char *lay_out(const char *text, const char *layout, apr_pool_t *pool)
{
    const char *root = strstr(text, "<myaccount"), *end = root ? strchr(root, '>') : NULL;
    const char *old = root ? strstr(root, " layout=\"") : NULL;
    const char *rest = old && old < end ? strchr(old + strlen(" layout=\""), '"') : NULL;

    if (!rest) {
        old = end && end[-1] == '/' ? end - 1 : end;
        rest = old;
    }
    else {
        rest++;
    }
    return end ? apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(old - text)),
                             " layout=\"", layout, "\"", rest, NULL)
               : text;
}

static apr_status_t read_document(mya_xml_doc_t **doc, const char *file, const char *layout,
                                  mya_result_t *why, apr_pool_t *pool)
{
    const char *text;
    apr_size_t len;
    apr_status_t rv = mya_xml_slurp(&text, &len, file, why, pool);

    if (rv == APR_SUCCESS) {
        text = lay_out(text, layout, pool);
        rv = mya_xml_parse(doc, text, strlen(text), file, why, pool);
    }
    if (rv == APR_SUCCESS && strcmp(mya_xml_name(mya_xml_root(*doc)), "myaccount") != 0) {
        rv = mya_result_tell(why, MYA_ECONFIG, "%s:1: this is no page of ours; its root is "
                             "<myaccount version=\"1\" …>", file);
    }
    return rv;
}

/* --- the site's page around it --- */

static const char *name_of(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

static apr_status_t read_layout(const mya_layout_t **layout, mya_ctl_t *ctl)
{
    const char *file = ctl->options[MYA_CTL_LAYOUT], *url = ctl->options[MYA_CTL_URL];
    const mya_layout_spec_t spec = {
        .url = url ? url : apr_pstrcat(ctl->pool, "/", name_of(file), NULL),
        .selector = ctl->words[1],
        .selector2 = ctl->words[2],
        .sources = NULL,
    };
    const char *html;
    apr_size_t len;
    apr_status_t rv = mya_xml_slurp(&html, &len, file, ctl->why, ctl->pool);

    return rv == APR_SUCCESS
               ? mya_layout_split(layout, html, len, NULL, &spec, ctl->why, ctl->pool)
               : rv;
}

static const char *join(const apr_array_header_t *chunks, apr_pool_t *pool)
{
    apr_array_header_t *parts = apr_array_make(pool, chunks->nelts, sizeof(const char *));

    for (int i = 0; i < chunks->nelts; i++) {
        const mya_chunk_t *chunk = &APR_ARRAY_IDX(chunks, i, mya_chunk_t);

        APR_ARRAY_PUSH(parts, const char *) = apr_pstrmemdup(pool, chunk->data, chunk->len);
    }
    return apr_array_pstrcat(pool, parts, 0);
}

/* --- all of it --- */

static const char *folder_of(const char *file, apr_pool_t *pool)
{
    const char *slash = file ? strrchr(file, '/') : NULL;
    char *whole = NULL;

    if (!file) {
        return NULL;
    }
    apr_filepath_merge(&whole, NULL, slash ? apr_pstrmemdup(pool, file, (apr_size_t)(slash - file))
                                           : ".", 0, pool);
    return whole;
}

/* DOC shown with the skin, in LAYOUT or (NULL) alone. */
static apr_status_t show(const char **page, const mya_xml_doc_t *doc, const mya_layout_t *layout,
                         mya_ctl_t *ctl)
{
    const mya_skin_t *skin;
    const char *fault;
    mya_written_t *written;
    apr_array_header_t *chunks;
    apr_status_t rv = mya_skin_load(&skin, ctl->options[MYA_CTL_SKIN], mya_ctl_share(ctl),
                                    ctl->why, ctl->pool);

    if (rv == APR_SUCCESS) {
        rv = mya_skin_show(&written, &fault, skin, skin, doc,
                           layout ? MYA_SKIN_PARTS : MYA_SKIN_PAGE, ctl->why, ctl->pool);
    }
    if (rv == APR_SUCCESS) {
        rv = mya_compose(&chunks, layout ? layout : mya_layout_bare(), written, NULL, NULL,
                         ctl->pool);
    }
    if (rv == APR_SUCCESS) {
        *page = join(chunks, ctl->pool);
    }
    return rv;
}

static int put_page(const mya_ctl_t *ctl, const char *page)
{
    const char *file = ctl->options[MYA_CTL_OUTPUT];
    FILE *out;
    int good;

    if (!file) {
        fputs(page, stdout);
        return MYA_CTL_DONE;
    }
    out = fopen(file, "w");
    good = out && fputs(page, out) >= 0;
    if (out && fclose(out) != 0) {
        good = 0;
    }
    return good ? MYA_CTL_DONE : mya_ctl_fail("%s cannot be written", file);
}

int mya_ctl_render(mya_ctl_t *ctl)
{
    const char *file, *page = NULL, *site = ctl->options[MYA_CTL_LAYOUT];
    const mya_layout_t *layout = NULL;
    mya_xml_doc_t *doc = NULL;
    mya_render_t around = { .pool = ctl->pool };

    if (!site != !ctl->words[1]) {
        return mya_ctl_misused(ctl, "%s", site ? "--layout wants a selector: which element of the "
                                                 "site's page holds ours"
                                               : "a selector wants --layout FILE, the page that "
                                                 "it is in");
    }
    if (find_page(&file, ctl) != MYA_CTL_DONE) {
        return MYA_CTL_FAILED;
    }
    if (read_document(&doc, file, site ? "site" : "bare", ctl->why, ctl->pool) != APR_SUCCESS
        || (site && read_layout(&layout, ctl) != APR_SUCCESS)
        || show(&page, doc, layout, ctl) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    around.base = mya_xml_get(mya_xml_root(doc), "base", ctl->pool);
    around.skin = folder_of(ctl->options[MYA_CTL_SKIN], ctl->pool);
    around.share = apr_pstrcat(ctl->pool, mya_ctl_share(ctl), "/xslt", NULL);
    around.site = ctl->options[MYA_CTL_ROOT] ? ctl->options[MYA_CTL_ROOT]
                                             : folder_of(site, ctl->pool);
    return put_page(ctl, mya_render_embed(page, &around));
}
