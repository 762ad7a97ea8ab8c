/* SPDX-License-Identifier: Apache-2.0 */
/* form/form.c: the fields of an action, filled and judged */
#include "form/form.h"

#include <string.h>

#include <apr_strings.h>

#include "base/crypto.h"
#include "form/input.h"
#include "form/validate.h"
#include "view/text.h"

static mya_form_t *make(const mya_action_t *action, apr_pool_t *pool)
{
    mya_form_t *form = apr_pcalloc(pool, sizeof(*form));
    int i;

    form->action = action;
    form->nentries = action->nfields;
    form->entries = apr_pcalloc(pool, ((apr_size_t)action->nfields + 1) * sizeof(*form->entries));
    for (i = 0; i < action->nfields; ++i) {
        form->entries[i].field = &action->fields[i];
    }
    return form;
}

static mya_entry_t *find(const mya_form_t *form, const char *name)
{
    int i;

    for (i = 0; name && i < form->nentries; ++i) {
        if (!strcmp(form->entries[i].field->name, name)) {
            return &form->entries[i];
        }
    }
    return NULL;
}

static void count_faults(mya_form_t *form)
{
    int i;

    form->faults = 0;
    for (i = 0; i < form->nentries; ++i) {
        form->faults += form->entries[i].fault != NULL;
    }
}

/* The cell of the column NAME among VALUES: names match without case, as in SQL. */
static const char *cell(apr_hash_t *values, const char *name, apr_pool_t *pool)
{
    const char *exact = values ? apr_hash_get(values, name, APR_HASH_KEY_STRING) : NULL;
    apr_hash_index_t *i;

    for (i = values && !exact ? apr_hash_first(pool, values) : NULL; i; i = apr_hash_next(i)) {
        if (!strcasecmp(apr_hash_this_key(i), name)) {
            return apr_hash_this_val(i);
        }
    }
    return exact;
}

/* --- filled from a record --- */

static void fill_entry(mya_entry_t *entry, apr_hash_t *values, const mya_format_t *format,
                       apr_pool_t *pool)
{
    const mya_field_t *field = entry->field;

    entry->value = cell(values, field->name, pool);
    entry->typed = entry->value ? mya_format_input(format, field->type, entry->value,
                                                   field->currency, pool)
                                : NULL;
}

mya_form_t *mya_form_fill(const mya_action_t *action, apr_hash_t *values,
                          const mya_format_t *format, apr_pool_t *pool)
{
    mya_form_t *form = make(action, pool);
    int i;

    for (i = 0; i < form->nentries; ++i) {
        fill_entry(&form->entries[i], values, format, pool);
    }
    form->fingerprint = mya_form_fingerprint(action, values, pool);
    return form;
}

/* --- read from a person --- */

static apr_status_t sent_twice(const mya_pair_t *pair, mya_result_t *why)
{
    return mya_result_say(why, MYA_EBADREQUEST, "form.doubled", NULL,
                          "the parameter \"%s\" was sent twice", pair->name);
}

/* Take PAIR into the entry of its name, once; of a multiple field each one. */
static apr_status_t take(mya_form_t *form, const mya_pair_t *pair, mya_result_t *why,
                         apr_pool_t *pool)
{
    mya_entry_t *entry = find(form, pair->name);

    if (!entry) {
        return mya_result_say(why, MYA_EBADREQUEST, "form.unknown", NULL,
                              "the form \"%s\" has no field \"%s\"", form->action->path,
                              pair->name);
    }
    if (entry->typed && !entry->field->multiple) {
        return sent_twice(pair, why);
    }
    entry->typed = entry->typed ? apr_pstrcat(pool, entry->typed, "\n", pair->value, NULL)
                                : pair->value;
    return APR_SUCCESS;
}

/* The slot of our own name NAME, or NULL. The token was judged before, the address is sign-in's. */
static const char **own_slot(const char *names[3], const char **slots, const char *name)
{
    int i;

    for (i = 0; i < 3; ++i) {
        if (!strcmp(names[i], name)) {
            return &slots[i];
        }
    }
    return NULL;
}

static apr_status_t take_all(mya_form_t *form, const apr_array_header_t *pairs, mya_result_t *why,
                             apr_pool_t *pool)
{
    const char *names[3] = { MYA_FORM_TOKEN, MYA_FORM_SEEN, MYA_FORM_NEXT };
    const char *own[3] = { NULL, NULL, NULL }, **slot;
    apr_status_t rv = APR_SUCCESS;
    int i;

    for (i = 0; i < pairs->nelts && rv == APR_SUCCESS; ++i) {
        const mya_pair_t *pair = &APR_ARRAY_IDX(pairs, i, mya_pair_t);

        slot = own_slot(names, own, pair->name);
        if (!slot) {
            rv = take(form, pair, why, pool);
        } else if (*slot) {
            rv = sent_twice(pair, why);
        } else {
            *slot = pair->value;
        }
    }
    form->fingerprint = form->action->values ? own[1] : NULL;
    return rv;
}

/* Does its test wait for the records? A test on another field is judged at once. */
static int waits(const mya_field_t *field)
{
    return field->test && field->test->ref.source != MYA_FROM_FORM;
}

static void drop(mya_entry_t *entry)
{
    entry->value = NULL;
    entry->fault = NULL;
}

static void require(mya_entry_t *entry, const mya_judge_t *judge)
{
    const mya_field_t *field = entry->field;
    int empty = !entry->value || (field->type == MYA_TYPE_BOOLEAN && !strcmp(entry->value, "0"));

    if (field->required && !field->readonly && empty && !entry->fault) {
        entry->fault = mya_validate_required(field, judge);
    }
}

static void judge_entry(mya_entry_t *entry, const mya_judge_t *judge)
{
    if (entry->field->readonly) {
        entry->typed = NULL;
        return;
    }
    entry->fault = mya_validate_field(&entry->value, entry->field, entry->typed, judge);
}

static void judge_all(mya_form_t *form, const mya_judge_t *judge)
{
    mya_env_t *env = mya_env_make(judge->portal, 0, judge->pool);
    int i;

    for (i = 0; i < form->nentries; ++i) {
        judge_entry(&form->entries[i], judge);
    }
    env->form = mya_form_values(form, judge->pool);
    for (i = 0; i < form->nentries; ++i) {
        mya_entry_t *entry = &form->entries[i];

        if (waits(entry->field)) {
            continue;
        }
        if (mya_env_test(env, entry->field->test)) {
            require(entry, judge);
        } else {
            drop(entry);       /* it belongs to another choice; what was typed stays in the form */
        }
    }
    count_faults(form);
}

apr_status_t mya_form_read(mya_form_t **form, const mya_action_t *action,
                           const apr_array_header_t *pairs, const mya_portal_t *portal,
                           const char *lang, const mya_format_t *format, mya_result_t *why,
                           apr_pool_t *pool)
{
    const mya_judge_t judge = { portal, lang, format, pool };
    mya_form_t *read = make(action, pool);
    apr_status_t rv = take_all(read, pairs, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    read->sent = 1;
    judge_all(read, &judge);
    *form = read;
    return read->faults ? mya_result_tell(why, MYA_EINVALID, "%d fields of \"%s\" are at fault",
                                          read->faults, action->path)
                        : APR_SUCCESS;
}

/* --- with the records --- */

apr_status_t mya_form_settle(mya_form_t *form, apr_hash_t *values, mya_env_t *env,
                             const mya_format_t *format, mya_result_t *why, apr_pool_t *pool)
{
    const mya_judge_t judge = { env->portal, env->lang, format, pool };
    int i;

    for (i = 0; i < form->nentries; ++i) {
        mya_entry_t *entry = &form->entries[i];

        if (entry->field->readonly) {
            fill_entry(entry, values, format, pool);
        }
        if (!waits(entry->field)) {
            continue;
        }
        entry->absent = !mya_env_test(env, entry->field->test);
        if (entry->absent) {
            drop(entry);
        } else if (form->sent) {
            require(entry, &judge);
        }
    }
    count_faults(form);
    env->form = mya_form_values(form, pool);
    return form->sent && form->faults
               ? mya_result_tell(why, MYA_EINVALID, "%d fields of \"%s\" are at fault",
                                 form->faults, form->action->path)
               : APR_SUCCESS;
}

apr_hash_t *mya_form_values(const mya_form_t *form, apr_pool_t *pool)
{
    apr_hash_t *values = apr_hash_make(pool);
    int i;

    for (i = 0; i < form->nentries; ++i) {
        if (form->entries[i].value) {
            apr_hash_set(values, form->entries[i].field->name, APR_HASH_KEY_STRING,
                         form->entries[i].value);
        }
    }
    return values;
}

void mya_form_blame(mya_form_t *form, const char *field, const char *sentence)
{
    mya_entry_t *entry = find(form, field);

    if (entry && !entry->absent) {
        entry->fault = sentence;
        count_faults(form);
    } else {
        form->fault = sentence;
    }
}

void mya_form_blame_text(mya_form_t *form, const char *field, const char *key,
                         const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    mya_form_blame(form, field, mya_text(portal, lang, key, NULL, 0, pool));
}

/* --- changed meanwhile --- */

#define FINGERPRINT_BYTES 16

/* One more value of a text that is digested: NULL is not empty, and no value can be taken for
 * two. */
static const char *append_value(const char *text, const char *name, const char *value,
                                apr_pool_t *pool)
{
    return value ? apr_psprintf(pool, "%s%s=%" APR_SIZE_T_FMT ":%s;", text, name, strlen(value),
                                value)
                 : apr_pstrcat(pool, text, name, "=;", NULL);
}

static const char *digest_of(const char *text, apr_pool_t *pool)
{
    unsigned char digest[MYA_SHA256];

    mya_crypto_sha256(digest, text, strlen(text));
    return mya_crypto_base64url(digest, FINGERPRINT_BYTES, pool);
}

const char *mya_form_fingerprint(const mya_action_t *action, apr_hash_t *values, apr_pool_t *pool)
{
    const char *text = "";
    int i;

    if (!action->values) {
        return NULL;
    }
    for (i = 0; i < action->nfields; ++i) {
        const char *name = action->fields[i].name;
        text = append_value(text, name, cell(values, name, pool), pool);
    }
    return digest_of(text, pool);
}

const char *mya_form_digest(const mya_form_t *form, apr_pool_t *pool)
{
    const char *text = "";
    int i;

    for (i = 0; i < form->nentries; ++i) {
        text = append_value(text, form->entries[i].field->name, form->entries[i].typed, pool);
    }
    return digest_of(text, pool);
}

/* VALUE of FIELD as a person reads it: an option by its label. */
static const char *readable(const mya_field_t *field, const char *value,
                            const mya_format_t *format, const mya_portal_t *portal,
                            const char *lang, apr_pool_t *pool)
{
    int i;

    for (i = 0; value && field->options && i < field->options->noptions; ++i) {
        const mya_option_t *option = &field->options->options[i];

        if (!strcmp(option->value, value)) {
            return mya_text_or(portal, lang, option->label, option->readable, pool);
        }
    }
    if (field->type == MYA_TYPE_BOOLEAN) {
        return mya_text(portal, lang, value && !strcmp(value, "1") ? "value.yes" : "value.no",
                        NULL, 0, pool);
    }
    if (!value || !*value) {
        return mya_text(portal, lang, "form.empty", NULL, 0, pool);
    }
    return mya_format_value(format, field->type, value, field->currency, pool);
}

static int differ(const mya_field_t *field, const char *mine, const char *theirs)
{
    const char *nothing = field->type == MYA_TYPE_BOOLEAN ? "0" : "";

    return strcmp(mine ? mine : nothing, theirs ? theirs : nothing) != 0;
}

void mya_form_conflict(mya_form_t *form, apr_hash_t *values, const mya_format_t *format,
                       const mya_portal_t *portal, const char *lang, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < form->nentries; ++i) {
        mya_entry_t *entry = &form->entries[i];
        const char *theirs = cell(values, entry->field->name, pool);

        entry->theirs = entry->absent || !differ(entry->field, entry->value, theirs)
                            ? NULL : readable(entry->field, theirs, format, portal, lang, pool);
    }
    form->conflict = 1;
    form->fault = mya_text(portal, lang, "form.changed", NULL, 0, pool);
    form->fingerprint = mya_form_fingerprint(form->action, values, pool);
}
