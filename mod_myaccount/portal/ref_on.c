/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref_on.c: what the event gives to an <on>: subject.x, data.x, event.id */
#include "portal/ref_int.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

static const mya_ref_t *from_event(const mya_ref_query_t *q)
{
    if (strcmp(q->second, "id") != 0 && strcmp(q->second, "type") != 0) {
        mya_load_fault(q->load, q->place,
                       "an event has no \"%s\"; write event.id or event.type, and data.x for its "
                       "<data>", q->second);
        return NULL;
    }
    return mya_ref_take(q, MYA_FROM_EVENT, NULL, q->second,
                        q->second[0] == 'i' ? MYA_TYPE_ID : MYA_TYPE_TEXT);
}

const mya_ref_t *mya_ref_from_on(const mya_ref_query_t *q)
{
    int of_subject = strcmp(q->first, "subject") == 0;
    apr_array_header_t *names = apr_array_make(q->load->pool, 4, sizeof(const char *));
    const char *otherwise;

    if (!q->scope->on) {
        mya_load_fault(q->load, q->place,
                       "\"%s\" stands outside an <on>; only what stands in one has an event",
                       q->name);
        return NULL;
    }
    if (strcmp(q->first, "event") == 0) {
        return from_event(q);
    }
    /* a variable of subject=, or a <param> that says the type of a <data> */
    for (int i = 0; i < q->scope->on->nparams; i++) {
        const mya_param_t *param = &q->scope->on->params[i];

        if (param->in_path == of_subject && strcmp(param->name, q->second) == 0) {
            return mya_ref_take(q, of_subject ? MYA_FROM_SUBJECT : MYA_FROM_DATA, NULL, param->name,
                        param->type);
        }
        if (param->in_path == of_subject) {
            APR_ARRAY_PUSH(names, const char *) = param->name;
        }
    }
    otherwise = of_subject
        ? apr_psprintf(q->load->pool, "write {%s} into subject= of the <on>", q->second)
        : apr_psprintf(q->load->pool, "write <param name=\"%s\" type=\"…\"/> into the <on>",
                       q->second);
    mya_load_fault(q->load, q->place, "\"%s\" is undeclared%s", q->name,
                   mya_name_nearest(q->second, names, q->load->pool)
                       ? mya_load_nearest(q->load, q->second, names, "\"", "\"", "")
                       : apr_pstrcat(q->load->pool, "; ", otherwise, NULL));
    return NULL;
}
