/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load.c: the phases of loading a definition */
#include "portal/load.h"

#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "portal/grammar.h"

/* --- reading --- */

static void read_file(mya_load_t *load, const char *path)
{
    mya_result_t *why = mya_result_make(load->pool);
    mya_load_file_t file = { path, NULL, NULL };
    mya_xml_doc_t *doc = NULL;

    if (mya_xml_read(&doc, path, why, load->pool) != APR_SUCCESS) {
        mya_load_xml_fault(load, path, why->detail);
        return;
    }
    file.root = mya_xml_root(doc);
    APR_ARRAY_PUSH(load->files, mya_load_file_t) = file;
}

/* Why PATH cannot be the file of a portal; NULL: it can. */
static const char *why_no_file(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    if (apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS) {
        return info.filetype == APR_REG ? NULL : info.filetype == APR_DIR
            ? "this is a folder; name the portal.xml in it" : "this is no file; name a portal.xml";
    }
    return "there is no such file, or it may not be read; name the portal.xml of a definition";
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int is_module(const char *name, const char *portal)
{
    apr_size_t len = strlen(name);

    return len > 4 && strcmp(name + len - 4, ".xml") == 0 && name[0] != '.'
        && strncmp(name, "texts.", 6) != 0 && strcmp(name, portal) != 0;
}

/* portal.xml, then the modules beside it by name. */
static void read_files(mya_load_t *load, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));
    const char *fault = why_no_file(file, load->pool);
    apr_finfo_t info;
    apr_dir_t *dir;

    load->folder = apr_pstrmemdup(load->pool, file, (apr_size_t)(name - file));
    load->portal->file = file;
    if (fault) {
        mya_load_fault(load, (mya_place_t){ file, 1 }, "%s", fault);
        return;
    }
    read_file(load, file);
    if (apr_dir_open(&dir, *load->folder ? load->folder : ".", load->pool) != APR_SUCCESS) {
        mya_load_fault(load, (mya_place_t){ file, 1 }, "the folder of this file cannot be listed, "
                       "so that no module is found; let the server read it");
        return;
    }
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (is_module(info.name, name)) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(load->pool, info.name);
        }
    }
    apr_dir_close(dir);
    qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_name);
    for (int i = 0; i < names->nelts; i++) {
        read_file(load, apr_pstrcat(load->pool, load->folder, APR_ARRAY_IDX(names, i, const char *),
                                    NULL));
    }
}

/* --- structure --- */

static void check_structure(mya_load_t *load)
{
    for (int i = 0; i < load->files->nelts; i++) {
        const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, i, mya_load_file_t);
        const char *name = mya_xml_name(file->root);
        const int is_portal = strcmp(file->path, load->portal->file) == 0;

        mya_grammar_check(load, file->path, file->root, "");
        if (is_portal && strcmp(name, "portal") != 0 && mya_grammar_find(name)) {
            mya_load_fault(load, mya_load_place(file->path, file->root),
                           "the file begins with <%s>; name "
                           "the file that begins with <portal>",
                           name);
        }
        if (!is_portal && strcmp(name, "module") != 0 && mya_grammar_find(name)) {
            mya_load_fault(load, mya_load_place(file->path, file->root),
                           "the file begins with <%s>; beside "
                           "portal.xml stand modules, and texts in texts.LANG.xml",
                           name);
        }
    }
}

/* --- names --- */

static const mya_module_t *make_module(mya_load_t *load, const mya_load_file_t *file,
                                       const apr_array_header_t *modules)
{
    mya_module_t *module = apr_pcalloc(load->pool, sizeof(*module));

    module->name = mya_load_get(load, file->root, "name");
    module->file = file->path;
    for (int i = 0; i < modules->nelts; i++) {
        const mya_module_t *other = APR_ARRAY_IDX(modules, i, const mya_module_t *);

        if (strcmp(other->name, module->name) == 0) {
            mya_load_fault(load, mya_load_place(file->path, file->root),
                           "the module name \"%s\" is that of %s, "
                           "too; rename one",
                           module->name, apr_filepath_name_get(other->file));
        }
    }
    return module;
}

static void keep_shared(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    mya_load_shared_t *shared = apr_pcalloc(load->pool, sizeof(*shared));

    shared->place = mya_load_place(file->path, node);
    shared->node = node;
    shared->module = file->module;
    shared->name = mya_load_get(load, node, "name");
    shared->is_list = strcmp(mya_xml_name(node), "list") == 0;
    for (int i = 0; i < load->shared->nelts; i++) {
        const mya_load_shared_t *other = APR_ARRAY_IDX(load->shared, i, const mya_load_shared_t *);

        if (strcmp(other->name, shared->name) == 0) {
            mya_load_fault(load, shared->place,
                           "\"%s\" stands in %s, too; names at module level are known in "
                           "all modules, rename one",
                           shared->name, mya_load_where(load, shared->place, other->place));
        }
    }
    APR_ARRAY_PUSH(load->shared, mya_load_shared_t *) = shared;
}

/* A pass over all modules: KEEP each element directly in one that is called one of NAMES. */
typedef void (*keep_t)(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node);

static void each(mya_load_t *load, const char *names, keep_t keep)
{
    for (int i = 1; i < load->files->nelts; i++) {
        const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, i, mya_load_file_t);

        for (const mya_node_t *node = mya_xml_first(file->root); node; node = mya_xml_next(node)) {
            if (mya_grammar_has(names, mya_xml_name(node))) {
                keep(load, file, node);
            }
        }
    }
}

static void keep_modules(mya_load_t *load)
{
    apr_array_header_t *modules = apr_array_make(load->pool, 8, sizeof(const mya_module_t *));

    for (int i = 1; i < load->files->nelts; i++) {
        mya_load_file_t *file = &APR_ARRAY_IDX(load->files, i, mya_load_file_t);

        file->module = make_module(load, file, modules);
        APR_ARRAY_PUSH(modules, const mya_module_t *) = file->module;
    }
    load->portal->modules = (const mya_module_t *const *)modules->elts;
    load->portal->nmodules = modules->nelts;
}

/* --- pages --- */

/* The pages in the order in which mya_load_page_begin() made them. */
static void load_pages(mya_load_t *load)
{
    int n = 0;

    for (int i = 1; i < load->files->nelts; i++) {
        const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, i, mya_load_file_t);

        for (const mya_node_t *node = mya_xml_first(file->root); node; node = mya_xml_next(node)) {
            if (strcmp(mya_xml_name(node), "page") == 0) {
                mya_load_page(load, APR_ARRAY_IDX(load->pages, n++, mya_page_t *), node);
            }
        }
    }
    load->portal->pages = (const mya_page_t *const *)load->pages->elts;
    load->portal->npages = load->pages->nelts;
    load->portal->actions = (const mya_action_t *const *)load->actions->elts;
    load->portal->nactions = load->actions->nelts;
}

/* --- all --- */

static void compile_names(mya_load_t *load)
{
    keep_modules(load);
    each(load, "options", mya_load_options);
    mya_load_all_options(load);
    each(load, "record list", keep_shared);
    each(load, "action fieldset", mya_load_keep_piece);
    each(load, "page", mya_load_page_begin);
}

static void compile_pages(mya_load_t *load)
{
    load_pages(load);
    each(load, "on", mya_load_on);
    mya_load_unused(load);
    mya_load_unused_pieces(load);
    mya_load_menu(load);
    mya_load_judge(load);
    mya_load_judge_ons(load);
}

static void load_all(mya_load_t *load, const char *file, const char *share)
{
    read_files(load, file);
    check_structure(load);
    if (load->faults->nelts) {
        return;
    }
    mya_load_portal(load);
    mya_load_texts(load, share);
    mya_load_identity(load);
    compile_names(load);
    compile_pages(load);
}

apr_status_t mya_portal_load(const mya_portal_t **portal, const char *file, const char *share,
                             apr_array_header_t *faults, mya_result_t *why, apr_pool_t *pool)
{
    mya_load_t load = { .pool = pool };

    load.faults = faults ? faults : apr_array_make(pool, 8, sizeof(const char *));
    load.portal = apr_pcalloc(pool, sizeof(*load.portal));
    load.files = apr_array_make(pool, 8, sizeof(mya_load_file_t));
    load.options = apr_array_make(pool, 8, sizeof(mya_load_set_t *));
    load.shared = apr_array_make(pool, 8, sizeof(mya_load_shared_t *));
    load.pages = apr_array_make(pool, 16, sizeof(mya_page_t *));
    load.page_nodes = apr_array_make(pool, 16, sizeof(const mya_node_t *));
    load.including = apr_array_make(pool, 4, sizeof(const mya_page_t *));
    load.actions = apr_array_make(pool, 16, sizeof(const mya_action_t *));
    load.jumps = apr_array_make(pool, 16, sizeof(mya_load_jump_t));
    load.limited = apr_array_make(pool, 8, sizeof(mya_list_t *));
    load.events = apr_array_make(pool, 16, sizeof(mya_load_event_t));
    load.ons = apr_array_make(pool, 8, sizeof(mya_on_t *));
    load.pieces = apr_array_make(pool, 8, sizeof(mya_load_piece_t *));
    load_all(&load, file, share);
    mya_load_sort_faults(&load);
    if (load.faults->nelts) {
        return mya_result_tell(why, MYA_ECONFIG, "%s", APR_ARRAY_IDX(load.faults, 0, const char *));
    }
    *portal = load.portal;
    return APR_SUCCESS;
}
