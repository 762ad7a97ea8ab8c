/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_on.c: <on>: what else happens when an event is written */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

typedef struct maker_t {
    mya_load_t *load;
    const mya_node_t *node;
    mya_on_t *on;
    apr_array_header_t *params;    /* mya_param_t */
} maker_t;

/* --- what the subject and the data give --- */

/* The page that answers the addresses of the subject, or NULL. */
static const mya_page_t *page_of(const maker_t *m)
{
    for (int i = 0; i < m->load->pages->nelts; i++) {
        const mya_page_t *page = APR_ARRAY_IDX(m->load->pages, i, mya_page_t *);

        if (mya_load_same(page->segments, page->nsegments, m->on->segments, m->on->nsegments)) {
            return page;
        }
    }
    return NULL;
}

/* "{ref}" gives "ref"; NULL if SEGMENT is no variable, which is a fault if it has a brace. */
static const char *variable(const maker_t *m, const char *segment)
{
    apr_size_t len = strlen(segment);
    const char *name = len > 2 ? apr_pstrmemdup(m->load->pool, segment + 1, len - 2) : "";

    if (segment[0] == '{' && segment[len - 1] == '}' && mya_name_is_plain(name)) {
        return name;
    }
    if (!*segment || strpbrk(segment, "{}")) {
        mya_load_fault(m->load, m->on->place,
                       "\"%s\" in subject=\"%s\" is neither a word nor a variable; write the "
                       "address of a page, with {name} alone between slashes",
                       segment, mya_load_get(m->load, m->node, "subject"));
    }
    return NULL;
}

/* The type that PAGE says of its variable in segment N. */
static mya_type_e type_of(const mya_page_t *page, int n)
{
    int k = 0;

    for (int i = 0; page && i < n; i++) {
        k += page->segments[i][0] == '{';
    }
    return page && k < page->nparams ? page->params[k].type : MYA_TYPE_TEXT;
}

static int has_param(const maker_t *m, const char *name, int in_path)
{
    for (int i = 0; i < m->params->nelts; i++) {
        const mya_param_t *param = &APR_ARRAY_IDX(m->params, i, mya_param_t);

        if (param->in_path == in_path && strcmp(param->name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void load_subject(maker_t *m)
{
    const char *subject = mya_load_get(m->load, m->node, "subject");
    const mya_page_t *page;

    if (!subject) {
        return;
    }
    m->on->segments = mya_load_segments(m->load, subject, &m->on->nsegments);
    page = page_of(m);
    for (int i = 0; i < m->on->nsegments; i++) {
        mya_param_t param = { .name = variable(m, m->on->segments[i]), .in_path = 1,
                              .type = type_of(page, i) };

        if (param.name && has_param(m, param.name, 1)) {
            mya_load_fault(m->load, m->on->place,
                           "{%s} stands twice in subject=\"%s\"; rename one", param.name, subject);
        }
        else if (param.name) {
            APR_ARRAY_PUSH(m->params, mya_param_t) = param;
        }
    }
}

static void load_data(maker_t *m)
{
    for (const mya_node_t *node = mya_xml_first(m->node); node; node = mya_xml_next(node)) {
        mya_param_t param = { .name = mya_load_get(m->load, node, "name") };

        if (strcmp(mya_xml_name(node), "param") != 0) {
            continue;
        }
        param.type = mya_load_type(m->load, node, MYA_TYPE_TEXT);
        if (strcmp(mya_load_get(m->load, node, "type"), "search") == 0) {
            mya_load_fault(m->load, mya_load_place(m->on->place.file, node),
                           "<param name=\"%s\"> of an <on> is a value of the event, and "
                           "type=\"search\" is for pages; write the type of that value",
                           param.name);
        }
        if (has_param(m, param.name, 0)) {
            mya_load_fault(m->load, mya_load_place(m->on->place.file, node),
                           "<param name=\"%s\"> stands twice; leave one out", param.name);
        }
        APR_ARRAY_PUSH(m->params, mya_param_t) = param;
    }
}

/* --- all --- */

void mya_load_on(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node)
{
    maker_t m = { load, node, apr_pcalloc(load->pool, sizeof(mya_on_t)),
                  apr_array_make(load->pool, 4, sizeof(mya_param_t)) };
    mya_scope_t scope = { .load = load, .module = file->module, .roles = (mya_roles_t)-1,
                          .on = m.on, .action_node = node };

    m.on->place = mya_load_place(file->path, node);
    m.on->module = file->module;
    m.on->event = mya_load_get(load, node, "event");
    load_subject(&m);
    load_data(&m);
    m.on->params = (const mya_param_t *)m.params->elts;
    m.on->nparams = m.params->nelts;
    m.on->nsteps = mya_load_steps(&m.on->steps, &scope, node,
                                  apr_pstrcat(load->pool, file->module->name, ".on.",
                                              m.on->event, NULL));
    if (!m.on->nsteps) {
        mya_load_fault(load, m.on->place,
                       "the <on> of \"%s\" does nothing; write <sql>, <record>, <choose> or "
                       "<event> into it", m.on->event);
    }
    APR_ARRAY_PUSH(load->ons, mya_on_t *) = m.on;
}
