/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_piece.c: actions and fieldsets of module level, which an <include> takes */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

static mya_load_piece_t *find(const mya_load_t *load, const char *kind, const char *name)
{
    for (int i = 0; i < load->pieces->nelts; i++) {
        mya_load_piece_t *piece = APR_ARRAY_IDX(load->pieces, i, mya_load_piece_t *);

        if (strcmp(piece->kind, kind) == 0 && strcmp(piece->name, name) == 0) {
            return piece;
        }
    }
    return NULL;
}

void mya_load_keep_piece(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    mya_load_piece_t *piece = apr_pcalloc(load->pool, sizeof(*piece));
    const mya_load_piece_t *other;

    piece->place = mya_load_place(file->path, node);
    piece->node = node;
    piece->module = file->module;
    piece->kind = mya_xml_name(node);
    piece->name = mya_load_get(load, node, "name");
    other = find(load, piece->kind, piece->name);
    if (other) {
        mya_load_fault(load, piece->place,
                       "the %s \"%s\" stands in %s, too; names at module level are known in all "
                       "modules, rename one", piece->kind, piece->name,
                       mya_load_where(load, piece->place, other->place));
        piece->included = 1;    /* enough is said */
    }
    APR_ARRAY_PUSH(load->pieces, mya_load_piece_t *) = piece;
}

const mya_load_piece_t *mya_load_piece(mya_load_t *load, mya_place_t place, const char *kind,
                                       const char *name)
{
    mya_load_piece_t *piece = find(load, kind, name);
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));

    if (piece) {
        piece->included = 1;
        return piece;
    }
    for (int i = 0; i < load->pieces->nelts; i++) {
        const mya_load_piece_t *other = APR_ARRAY_IDX(load->pieces, i, mya_load_piece_t *);

        if (strcmp(other->kind, kind) == 0) {
            APR_ARRAY_PUSH(names, const char *) = other->name;
        }
    }
    mya_load_fault(load, place, "no module has the %s \"%s\"%s", kind, name,
                   mya_load_nearest(load, name, names, "\"", "\"",
                                    names->nelts ? "there are"
                                                 : apr_psprintf(load->pool, "write <%s name=…> "
                                                                "into a <module>", kind)));
    return NULL;
}

mya_action_t *mya_load_include_action(const mya_scope_t *outer, const mya_node_t *node)
{
    static const char *const others[] = { "record", "list", "page", "fieldset", "options", "menu",
                                          "limit", "more" };
    mya_load_t *load = outer->load;
    mya_place_t place = mya_load_place(outer->module->file, node);
    const mya_load_piece_t *piece;
    mya_scope_t scope = *outer;

    piece = mya_load_piece(load, place, "action", mya_load_get(load, node, "action"));
    for (apr_size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (mya_load_get(load, node, others[i])) {
            mya_load_fault(load, place,
                           "<include> of an action has %s=, too; write action=\"…\", at most with "
                           "roles= and test=", others[i]);
            return NULL;
        }
    }
    if (!piece) {
        return NULL;
    }
    scope.roles = mya_load_narrow(load, place, node, outer->roles);
    scope.module = piece->module;
    scope.included_by = node;
    scope.included_in = outer->module;
    return mya_load_action(&scope, piece->node);
}

void mya_load_unused_pieces(mya_load_t *load)
{
    for (int i = 0; i < load->pieces->nelts; i++) {
        const mya_load_piece_t *piece = APR_ARRAY_IDX(load->pieces, i, mya_load_piece_t *);

        if (!piece->included) {
            mya_load_fault(load, piece->place,
                           "nothing includes the %s \"%s\", so that nobody sees it; write <include "
                           "%s=\"%s\"/> into %s, or leave it out", piece->kind, piece->name,
                           piece->kind, piece->name,
                           piece->kind[0] == 'a' ? "a page" : "an action");
        }
    }
}
