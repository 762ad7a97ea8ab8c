/* SPDX-License-Identifier: Apache-2.0 */
/* data/env.c: values by name, tests, roles, attributes with values in them */
#include "data/env.h"

#include <assert.h>
#include <string.h>

#include <apr_strings.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "data/value_date.h"
#include "portal/address.h"

#define FRESH_BYTES 16
#define DAY (apr_time_from_sec(24 * 60 * 60))

mya_env_t *mya_env_make(const mya_portal_t *portal, apr_time_t now, apr_pool_t *pool)
{
    mya_env_t *env = apr_pcalloc(pool, sizeof(*env));

    env->pool = pool;
    env->portal = portal;
    env->now = now;
    env->roles = MYA_ROLE_ANONYMOUS;
    env->path = apr_hash_make(pool);
    env->query = apr_hash_make(pool);
    env->form = apr_hash_make(pool);
    env->records = apr_hash_make(pool);
    env->counts = apr_hash_make(pool);
    env->rows = apr_hash_make(pool);
    env->lists = apr_hash_make(pool);
    env->fresh = apr_hash_make(pool);
    env->subject = apr_hash_make(pool);
    env->data = apr_hash_make(pool);
    return env;
}

/* --- one function for each source --- */

static const char *in_path(mya_env_t *env, const mya_ref_t *ref)
{
    return apr_hash_get(env->path, ref->column, APR_HASH_KEY_STRING);
}

static const char *in_query(mya_env_t *env, const mya_ref_t *ref)
{
    return apr_hash_get(env->query, ref->column, APR_HASH_KEY_STRING);
}

static const char *in_form(mya_env_t *env, const mya_ref_t *ref)
{
    return apr_hash_get(env->form, ref->column, APR_HASH_KEY_STRING);
}

/* The same wherever the name stands in this run; NULL if there is no randomness: then nothing is
 * written, since a reference is a key. */
static const char *in_fresh(mya_env_t *env, const mya_ref_t *ref)
{
    const char *value = apr_hash_get(env->fresh, ref->column, APR_HASH_KEY_STRING);

    if (!value && mya_crypto_token(&value, FRESH_BYTES, env->pool) == APR_SUCCESS) {
        apr_hash_set(env->fresh, ref->column, APR_HASH_KEY_STRING, value);
    }
    return value;
}

static const char *the_user(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->user;
}

static const char *the_customer(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->customer;
}

static const char *the_actor(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->actor;
}

static const char *the_lang(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->lang;
}

static const char *the_time(mya_env_t *env, const mya_ref_t *ref)
{
    return mya_clock_text(env->now + ref->offset, env->pool);
}

/* Who made ENV knows the zone; without that it is the date in UTC. */
static const char *the_date(mya_env_t *env, const mya_ref_t *ref)
{
    if (!env->today) {
        env->today = apr_pstrmemdup(env->pool, mya_clock_text(env->now, env->pool), 10);
    }
    return ref->offset ? mya_value_date_add(env->today, (int)(ref->offset / DAY), env->pool)
                       : env->today;
}

const mya_row_t *mya_env_row(const mya_env_t *env, const mya_ref_t *ref)
{
    if (ref->source != MYA_FROM_RECORD && ref->source != MYA_FROM_ROW) {
        return NULL;
    }
    return apr_hash_get(ref->source == MYA_FROM_ROW ? env->rows : env->records, ref->of,
                        APR_HASH_KEY_STRING);
}

static const char *in_row(mya_env_t *env, const mya_ref_t *ref)
{
    const mya_row_t *row = mya_env_row(env, ref);

    return row && ref->index >= 0 && ref->index < row->ncolumns ? row->cells[ref->index] : NULL;
}

static const char *the_portal(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->portal->name;
}

static const char *the_session(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->session;
}

static const char *in_subject(mya_env_t *env, const mya_ref_t *ref)
{
    return apr_hash_get(env->subject, ref->column, APR_HASH_KEY_STRING);
}

static const char *in_data(mya_env_t *env, const mya_ref_t *ref)
{
    return apr_hash_get(env->data, ref->column, APR_HASH_KEY_STRING);
}

static const char *of_event(mya_env_t *env, const mya_ref_t *ref)
{
    return strcmp(ref->column, "id") == 0 ? env->event_id : env->event_type;
}

static const char *the_login(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->login;
}

static const char *the_hash(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->hash;
}

static const char *the_old_hash(mya_env_t *env, const mya_ref_t *ref)
{
    (void)ref;
    return env->old;
}

typedef const char *(*source_fn)(mya_env_t *env, const mya_ref_t *ref);

static const source_fn sources[] = {
    [MYA_FROM_PATH] = in_path, [MYA_FROM_QUERY] = in_query, [MYA_FROM_FORM] = in_form,
    [MYA_FROM_NEW] = in_fresh, [MYA_FROM_USER] = the_user, [MYA_FROM_CUSTOMER] = the_customer,
    [MYA_FROM_ACTOR] = the_actor, [MYA_FROM_LANG] = the_lang, [MYA_FROM_NOW] = the_time,
    [MYA_FROM_TODAY] = the_date, [MYA_FROM_RECORD] = in_row, [MYA_FROM_ROW] = in_row,
    [MYA_FROM_PORTAL] = the_portal, [MYA_FROM_SUBJECT] = in_subject, [MYA_FROM_DATA] = in_data,
    [MYA_FROM_EVENT] = of_event, [MYA_FROM_SESSION] = the_session,
    [MYA_FROM_LOGIN] = the_login, [MYA_FROM_HASH] = the_hash, [MYA_FROM_OLD] = the_old_hash,
};
static_assert(sizeof(sources) / sizeof(*sources) == MYA_FROM_COUNT, "a function for each source");

const char *mya_env_value(mya_env_t *env, const mya_ref_t *ref)
{
    if (!ref->column && (ref->source == MYA_FROM_RECORD || ref->source == MYA_FROM_ROW)) {
        return NULL;
    }
    return sources[ref->source](env, ref);
}

/* --- tests and roles --- */

/* Is there such a record, or any row of such a list? */
static int is_there(const mya_env_t *env, const char *name)
{
    return apr_hash_get(env->records, name, APR_HASH_KEY_STRING) != NULL
        || apr_hash_get(env->counts, name, APR_HASH_KEY_STRING) != NULL;
}

int mya_env_test(mya_env_t *env, const mya_test_t *test)
{
    const char *value;
    int holds;

    if (!test) {
        return 1;
    }
    if (!test->ref.column && test->ref.of) {
        return is_there(env, test->ref.of) != test->negate;
    }
    value = mya_env_value(env, &test->ref);
    if (test->equals) {
        return value && (strcmp(value, test->equals) == 0) != test->negate;
    }
    holds = value && strcmp(value, "1") == 0;
    return holds != test->negate;
}

int mya_env_may(const mya_env_t *env, mya_roles_t roles)
{
    return roles == 0 || (roles & (env->roles | MYA_ROLE_ANONYMOUS)) != 0;
}

/* --- attributes --- */

/* A value as one segment of a path: one that would vanish or climb in it has none. */
static const char *segment_of(const char *value, apr_pool_t *pool)
{
    if (!value || *value == '\0' || strcmp(value, ".") == 0 || strcmp(value, "..") == 0) {
        return NULL;
    }
    return mya_address_segment(value, pool);
}

const char *mya_env_expand(mya_env_t *env, const mya_template_t *template, int url)
{
    apr_array_header_t *pieces = apr_array_make(env->pool, template->nparts, sizeof(const char *));

    for (int i = 0; i < template->nparts; i++) {
        const mya_part_t *part = &template->parts[i];
        const char *piece = part->text;

        if (part->ref) {
            piece = mya_env_value(env, part->ref);
            piece = url ? segment_of(piece, env->pool) : piece;
        }
        if (!piece) {
            return NULL;
        }
        APR_ARRAY_PUSH(pieces, const char *) = piece;
    }
    return apr_array_pstrcat(env->pool, pieces, 0);
}
