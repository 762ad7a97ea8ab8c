/* SPDX-License-Identifier: Apache-2.0 */
/* portal/ref_int.h: what the files that resolve a name share */
#ifndef MYA_PORTAL_REF_INT_H
#define MYA_PORTAL_REF_INT_H

#include "portal/load.h"

/* First words of values that the language has and this version does not. */
#define MYA_REF_LATER "setting approver"

typedef struct mya_ref_query_t {
    const mya_scope_t *scope;
    mya_load_t *load;
    mya_place_t place;
    const char *name;      /* whole */
    const char *first;     /* before the dot */
    const char *second;    /* behind it; NULL without a dot */
    mya_ref_t *ref;        /* what is being made */
} mya_ref_query_t;

/* Make the reference of Q what the others say, and return it. */
const mya_ref_t *mya_ref_take(const mya_ref_query_t *q, mya_source_e source, const char *of,
                              const char *column, mya_type_e type);

/* The words that are known at the place of Q (const char *). */
apr_array_header_t *mya_ref_names(const mya_ref_query_t *q);

/* Whether RECORD is one of the steps before this place, and not one of the page. */
int mya_ref_is_step(const mya_scope_t *scope, const mya_record_t *record);

/* What subject.x, data.x or event.x means; NULL after a fault (ref_on.c). */
const mya_ref_t *mya_ref_from_on(const mya_ref_query_t *q);

/* Faults about a record that may be absent, a page where there is none, a field that is not among
 * NAMES, and any other name; each but the first returns NULL (ref_tell.c). */
void mya_ref_tell_absent(const mya_ref_query_t *q, const mya_record_t *record);
const mya_ref_t *mya_ref_tell_no_page(const mya_ref_query_t *q);
const mya_ref_t *mya_ref_tell_no_field(const mya_ref_query_t *q, const apr_array_header_t *names);
const mya_ref_t *mya_ref_tell_unknown(const mya_ref_query_t *q);

#endif
