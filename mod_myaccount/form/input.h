/* SPDX-License-Identifier: Apache-2.0 */
/* form/input.h: bytes of a query or body to named values (application/x-www-form-urlencoded) */
#ifndef MYA_FORM_INPUT_H
#define MYA_FORM_INPUT_H

#include <apr_tables.h>

#include "base/result.h"

#define MYA_INPUT_PARAMETERS 200     /* RE1 */
#define MYA_INPUT_NAME 64            /* bytes */
#define MYA_INPUT_BODY (256 * 1024)  /* bytes of a form without files */

/* A form about rows: a box or some fields for each of them, whose names end in its key. */
#define MYA_INPUT_ROWS_PARAMETERS 4000
#define MYA_INPUT_ROWS_NAME 256      /* bytes */

typedef struct mya_pair_t {
    const char *name;
    const char *value;         /* clean UTF-8, line ends LF, no control characters but LF and TAB */
} mya_pair_t;

/* Read LEN bytes BYTES (NULL if LEN is 0) into *PAIRS (of mya_pair_t, in order; doubled names stay
 * doubled). MYA_ETOOLARGE beyond the limits; MYA_EBADREQUEST for a broken %xx, NUL, bad UTF-8, an
 * empty name, a control character in a name; out of values control characters are left. WHY names
 * the parameter, never its value. *PAIRS is set only with APR_SUCCESS. */
apr_status_t mya_input_read(apr_array_header_t **pairs, const char *bytes, apr_size_t len,
                            mya_result_t *why, apr_pool_t *pool);

/* The same of a form about rows, with limits of its own. */
apr_status_t mya_input_read_rows(apr_array_header_t **pairs, const char *bytes, apr_size_t len,
                                 mya_result_t *why, apr_pool_t *pool);

/* The value of the first NAME in PAIRS; NULL if absent. */
const char *mya_input_get(const apr_array_header_t *pairs, const char *name);

#endif
