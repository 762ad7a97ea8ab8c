/* SPDX-License-Identifier: Apache-2.0 */
/* portal/judge_on.c: is what an <on> hears written by somebody, and does it ever end? */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/name.h"

/* --- the engine's own events --- */

static int is_engines(const char *type)
{
    static const char *const own[] = { "session.", "user.password-", "user.added", "user.granted" };

    for (apr_size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (strncmp(type, own[i], strlen(own[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

/* --- who hears what --- */

/* Whether an event written with SUBJECT may be one that ON is about: a value may be anything. */
static int may_match(mya_load_t *load, const mya_on_t *on, const mya_template_t *subject)
{
    const char *const *segments;
    int n;

    if (!on->segments || !subject) {
        return 1;
    }
    segments = mya_load_segments(load, mya_load_pattern(subject, load->pool), &n);
    if (n != on->nsegments) {
        return 0;
    }
    for (int i = 0; i < n; i++) {
        if (on->segments[i][0] != '{' && !strchr(segments[i], '{')
            && strcmp(on->segments[i], segments[i]) != 0) {
            return 0;
        }
    }
    return 1;
}

static int hears(mya_load_t *load, const mya_on_t *on, const mya_load_event_t *written)
{
    return strcmp(on->event, written->event->type) == 0
        && may_match(load, on, written->event->subject);
}

/* --- what nobody writes --- */

static void push_once(apr_array_header_t *names, const char *name)
{
    for (int i = 0; i < names->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(names, i, const char *), name) == 0) {
            return;
        }
    }
    APR_ARRAY_PUSH(names, const char *) = name;
}

static void tell_unwritten(mya_load_t *load, const mya_on_t *on)
{
    apr_array_header_t *types = apr_array_make(load->pool, 8, sizeof(const char *));
    apr_array_header_t *subjects = apr_array_make(load->pool, 8, sizeof(const char *));

    for (int i = 0; i < load->events->nelts; i++) {
        const mya_load_event_t *known = &APR_ARRAY_IDX(load->events, i, mya_load_event_t);

        if (strcmp(known->event->type, on->event) != 0) {
            push_once(types, known->event->type);
        }
        else if (known->event->subject) {
            push_once(subjects, mya_load_pattern(known->event->subject, load->pool));
        }
    }
    if (subjects->nelts) {
        mya_load_fault(load, on->place,
                       "no event \"%s\" has a subject like that of this <on>; its subjects are %s",
                       on->event, mya_name_list(subjects, "\"", "\"", load->pool));
        return;
    }
    mya_load_fault(load, on->place, "nobody writes the event \"%s\"%s", on->event,
                   mya_load_nearest(load, on->event, types, "\"", "\"",
                                    types->nelts ? "the events are"
                                                 : "write <event type=…> into an action"));
}

static void check_written(mya_load_t *load, const mya_on_t *on)
{
    if (is_engines(on->event)) {
        mya_load_fault(load, on->place,
                       "the event \"%s\" is the engine's own, which no <on> hears; it stands in "
                       "the history only, hear an event that an action writes", on->event);
        return;
    }
    for (int i = 0; i < load->events->nelts; i++) {
        if (hears(load, on, &APR_ARRAY_IDX(load->events, i, mya_load_event_t))) {
            return;
        }
    }
    tell_unwritten(load, on);
}

/* --- what its data are --- */

/* Types whose canonical text is free, so that one can be taken for another. */
static int is_textual(mya_type_e type)
{
    switch (type) {
    case MYA_TYPE_INTEGER: case MYA_TYPE_DECIMAL: case MYA_TYPE_PERCENT: case MYA_TYPE_MONEY:
    case MYA_TYPE_BOOLEAN: case MYA_TYPE_DATE: case MYA_TYPE_TIME: case MYA_TYPE_DATETIME:
        return 0;
    default:
        return 1;
    }
}

static mya_type_e type_of(const mya_template_t *value)
{
    return value->nparts == 1 && value->parts[0].ref ? value->parts[0].ref->type : MYA_TYPE_TEXT;
}

/* Whether WRITTEN has data called like PARAM, which then must be of its type. */
static int has_data(mya_load_t *load, const mya_on_t *on, const mya_param_t *param,
                    const mya_load_event_t *written)
{
    for (int i = 0; i < written->event->ndata; i++) {
        const struct mya_event_data_t *data = &written->event->data[i];

        if (strcmp(data->name, param->name) == 0) {
            if (data->value && !is_textual(param->type) && type_of(data->value) != param->type) {
                mya_load_fault(load, on->place,
                               "<param name=\"%s\"> is of type %s, but the event of %s writes %s; "
                               "write one value of that type there, or type=\"%s\" here",
                               param->name, mya_type_name(param->type),
                               mya_load_where(load, on->place, written->place),
                               mya_type_name(type_of(data->value)),
                               mya_type_name(type_of(data->value)));
            }
            return 1;
        }
    }
    return 0;
}

static void check_data(mya_load_t *load, const mya_on_t *on, const mya_param_t *param)
{
    int heard = 0, found = 0;

    for (int i = 0; !param->in_path && i < load->events->nelts; i++) {
        const mya_load_event_t *written = &APR_ARRAY_IDX(load->events, i, mya_load_event_t);

        if (hears(load, on, written)) {
            heard++;
            found |= has_data(load, on, param, written);
        }
    }
    if (heard && !found) {
        mya_load_fault(load, on->place,
                       "no event \"%s\" has <data name=\"%s\">; write it there, or leave the "
                       "<param> out", on->event, param->name);
    }
}

/* --- what leads back to itself --- */

typedef struct walk_t {
    mya_load_t *load;
    int first;             /* the cycle is looked for through this <on>, and later ones */
    char *seen;            /* one byte for each <on> */
    const char *chain;     /* "a (line 3), b (line 7)" so far */
} walk_t;

static int leads_back(walk_t *walk, int at);

/* Whether WRITTEN, which the <on> AT writes, is heard by the first one in the end. */
static int follow(walk_t *walk, const mya_load_event_t *written)
{
    mya_load_t *load = walk->load;
    const char *chain = walk->chain;

    for (int i = walk->first; i < load->ons->nelts; i++) {
        const mya_on_t *on = APR_ARRAY_IDX(load->ons, i, const mya_on_t *);

        if (hears(load, on, written) && (i == walk->first || !walk->seen[i])) {
            walk->chain = apr_psprintf(load->pool, "%s, then \"%s\" (%s)", chain,
                                       written->event->type,
                                       mya_load_where(load, APR_ARRAY_IDX(load->ons, walk->first,
                                                                          mya_on_t *)->place,
                                                      written->place));
            if (i == walk->first || leads_back(walk, i)) {
                return 1;
            }
        }
    }
    walk->chain = chain;
    return 0;
}

static int leads_back(walk_t *walk, int at)
{
    const mya_load_t *load = walk->load;
    const mya_on_t *on = APR_ARRAY_IDX(load->ons, at, const mya_on_t *);

    walk->seen[at] = 1;
    for (int i = 0; i < load->events->nelts; i++) {
        const mya_load_event_t *written = &APR_ARRAY_IDX(load->events, i, mya_load_event_t);

        if (written->on == on && follow(walk, written)) {
            return 1;
        }
    }
    return 0;
}

static void check_cycle(mya_load_t *load, int n)
{
    const mya_on_t *on = APR_ARRAY_IDX(load->ons, n, const mya_on_t *);
    walk_t walk = { load, n, apr_pcalloc(load->pool, (apr_size_t)load->ons->nelts),
                    apr_psprintf(load->pool, "\"%s\"", on->event) };

    if (leads_back(&walk, n)) {
        mya_load_fault(load, on->place,
                       "the <on> leads back to itself: %s; leave out one of these events, or give "
                       "it another type", walk.chain);
    }
}

/* --- all --- */

static void check_own_types(mya_load_t *load)
{
    for (int i = 0; i < load->events->nelts; i++) {
        const mya_load_event_t *written = &APR_ARRAY_IDX(load->events, i, mya_load_event_t);

        if (is_engines(written->event->type)) {
            mya_load_fault(load, written->place,
                           "the event type \"%s\" is the engine's own; choose another",
                           written->event->type);
        }
    }
}

void mya_load_judge_ons(mya_load_t *load)
{
    mya_on_t *ons = apr_pcalloc(load->pool, sizeof(*ons) * (apr_size_t)(load->ons->nelts + 1));

    check_own_types(load);
    for (int i = 0; i < load->ons->nelts; i++) {
        const mya_on_t *on = APR_ARRAY_IDX(load->ons, i, const mya_on_t *);

        check_written(load, on);
        for (int k = 0; k < on->nparams; k++) {
            check_data(load, on, &on->params[k]);
        }
        check_cycle(load, i);
        ons[i] = *on;
    }
    load->portal->ons = ons;
    load->portal->nons = load->ons->nelts;
}
