/* SPDX-License-Identifier: Apache-2.0 */
/* action/on.c: what else happens when an event is written
 *
 * An <on> sees the event and who caused it, and nothing of the action: no form, no record, no row
 * and no path of it.
 */
#include "action/on.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_strings.h>

#include "data/value.h"

/* Cycles are refused at start, so this is only reached by a chain of so many modules. */
#define DEPTH_MAX 16

/* --- the subject --- */

static const mya_param_t *find_param(const mya_on_t *on, const char *name, apr_size_t len)
{
    int i;

    for (i = 0; i < on->nparams; ++i) {
        if (on->params[i].in_path && !strncmp(on->params[i].name, name, len)
            && !on->params[i].name[len]) {
            return &on->params[i];
        }
    }
    return NULL;
}

/* Does the SEGMENT of a pattern ("{id}" or "courses") take VALUE? */
static int takes(apr_hash_t *values, const mya_on_t *on, const char *segment, const char *value,
                 apr_pool_t *pool)
{
    apr_size_t len = strlen(segment);
    const mya_param_t *param;
    const char *name;

    if (segment[0] != '{' || len < 3) {
        return !strcmp(segment, value);
    }
    name = apr_pstrmemdup(pool, segment + 1, len - 2);
    param = find_param(on, name, len - 2);
    if (!*value || (param && !mya_value_fits(param->type, value))) {
        return 0;
    }
    apr_hash_set(values, name, APR_HASH_KEY_STRING, value);
    return 1;
}

/* Is SUBJECT, an address, one that ON hears? VALUES gets what its variables stand for. */
static int matches(apr_hash_t *values, const mya_on_t *on, const char *subject, apr_pool_t *pool)
{
    char *rest = apr_pstrmemdup(pool, subject, strcspn(subject, "?#")), *segment;
    int n = 0;

    if (!on->segments || (!on->nsegments && !*rest)) {
        return 1;      /* any; or the home page, whose address has no segment */
    }
    while (rest && n < on->nsegments) {
        segment = rest;
        rest = strchr(rest, '/');
        if (rest) {
            *rest++ = '\0';
        }
        segment = (char *)apr_punescape_url(pool, segment, NULL, NULL, 0);
        if (!segment || !takes(values, on, on->segments[n++], segment, pool)) {
            return 0;
        }
    }
    return !rest && n == on->nsegments;
}

/* --- hearing --- */

/* What the steps of an <on> see: the event and who caused it. */
static mya_env_t *make_env(const mya_env_t *env, const mya_fact_t *fact, apr_hash_t *subject,
                           apr_hash_t *data, apr_pool_t *pool)
{
    mya_env_t *made = mya_env_make(env->portal, env->now, pool);

    made->user = env->user;
    made->customer = env->customer;
    made->actor = env->actor;
    made->session = env->session;
    made->lang = env->lang;
    made->roles = env->roles;
    made->today = env->today;
    made->subject = subject;
    made->data = data;
    made->event_id = fact->id;
    made->event_type = fact->type;
    return made;
}

/* The log names the module that failed; of those in a chain the innermost. */
static apr_status_t name_module(apr_status_t rv, mya_doing_t *doing, const mya_on_t *on)
{
    const char *detail = doing->why && doing->why->detail ? doing->why->detail
                                                          : "no reason was told";

    doing->run->alarm = apr_psprintf(doing->pool,
                                     "<on event=\"%s\"> of the module \"%s\" (%s:%d) failed, and "
                                     "with it all of \"%s\": %s", on->event, on->module->name,
                                     on->place.file, on->place.line, doing->run->action->path,
                                     detail);
    if (doing->why) {
        doing->why->detail = doing->run->alarm;
    }
    return rv;
}

static apr_status_t run(mya_doing_t *outer, const mya_on_t *on, const mya_fact_t *fact,
                        apr_hash_t *subject, apr_hash_t *data)
{
    mya_doing_t doing = *outer;
    mya_outcome_t nowhere = { .page = NULL };    /* the answer is the action's */
    apr_status_t rv;

    doing.env = make_env(outer->env, fact, subject, data, outer->pool);
    doing.on = on;
    doing.depth = outer->depth + 1;
    doing.row = -1;
    doing.outcome = &nowhere;
    rv = doing.depth > DEPTH_MAX
             ? mya_result_tell(doing.why, MYA_EDATABASE, "more than %d <on>s wake each other",
                               DEPTH_MAX)
             : mya_steps_do(&doing, on->steps, on->nsteps);
    return rv == APR_SUCCESS || doing.run->alarm ? rv : name_module(rv, &doing, on);
}

apr_status_t mya_on_hear(mya_doing_t *doing, const mya_fact_t *fact, apr_hash_t *data)
{
    const mya_portal_t *portal = doing->env->portal;
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < portal->nons && rv == APR_SUCCESS; ++i) {
        const mya_on_t *on = &portal->ons[i];
        apr_hash_t *subject = apr_hash_make(doing->pool);

        if (!strcmp(on->event, fact->type) && matches(subject, on, fact->subject, doing->pool)) {
            rv = run(doing, on, fact, subject, data);
        }
    }
    return rv;
}
