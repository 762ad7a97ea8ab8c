/* SPDX-License-Identifier: Apache-2.0 */
/* form/validate.h: is what somebody typed a value of its field? */
#ifndef MYA_FORM_VALIDATE_H
#define MYA_FORM_VALIDATE_H

#include "portal/model.h"
#include "view/format.h"

/* In whose language a value is read and a fault is said. */
typedef struct mya_judge_t {
    const mya_portal_t *portal;
    const char *lang;
    const mya_format_t *format;
    apr_pool_t *pool;          /* of all results */
} mya_judge_t;

/* Judge TYPED (NULL: nothing was sent) as the value of FIELD: shape, length, range, pattern, the
 * options of a choice; not whether something is required. *VALUE gets it canonical, NULL if it is
 * empty or wrong. Of a field with multiple, TYPED and *VALUE are several, with LF between them.
 * Return NULL if it is good, else what is wrong as a sentence for whoever typed it. */
const char *mya_validate_field(const char **value, const mya_field_t *field, const char *typed,
                               const mya_judge_t *judge);

/* What is said when FIELD must not be left empty. */
const char *mya_validate_required(const mya_field_t *field, const mya_judge_t *judge);

/* The sentence of the text KEY about FIELD: its own error= if it has one. */
const char *mya_validate_say(const char *key, const mya_field_t *field, const mya_judge_t *judge);

/* Are the canonical values A and B of TYPE the same? 12.5 is 12.50. */
int mya_validate_same(mya_type_e type, const char *a, const char *b);

/* A bound (min, max; may be NULL) of FIELD as canonical text of its type: money in minor units. */
const char *mya_validate_bound(const mya_field_t *field, const char *bound, apr_pool_t *pool);

#endif
