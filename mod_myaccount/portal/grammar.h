/* SPDX-License-Identifier: Apache-2.0 */
/* portal/grammar.h: the elements and attributes of the portal language: THE ONE TABLE
 *
 * The loader checks every file against it before it looks at meanings; schema/portal.rng says the
 * same to editors, and tests keep the two and the manual in agreement.
 */
#ifndef MYA_PORTAL_GRAMMAR_H
#define MYA_PORTAL_GRAMMAR_H

#include "portal/load.h"

#define MYA_GRAMMAR_NAMESPACE "urn:mod-myaccount:portal:1"

/* What the value of an attribute must look like. */
typedef enum mya_look_e {
    MYA_LOOK_FREE,       /* anything; what it means is judged later */
    MYA_LOOK_PLAIN,      /* a name that a statement can bind: letters, digits, _ */
    MYA_LOOK_DASHED,     /* a name that also has - and . */
    MYA_LOOK_WORDS,      /* such names, several, white space between */
    MYA_LOOK_YES,        /* yes | no */
    MYA_LOOK_ONE,        /* one of VALUES */
    MYA_LOOK_SOME,       /* one or more of VALUES */
    MYA_LOOK_NUMBER,     /* a whole number above 0 */
    MYA_LOOK_LATER       /* known to the language, not to this version */
} mya_look_e;

typedef struct mya_grammar_attribute_t {
    const char *name;
    mya_look_e look;
    int required;
    const char *values;  /* of ONE and SOME: words with one space between; else NULL */
    const char *right;   /* what would be right, where "write NAME=…" does not say it; or NULL */
} mya_grammar_attribute_t;

typedef struct mya_grammar_element_t {
    const char *name;
    const char *parents; /* elements in which it may stand; "" = root of a file; NULL = not yet */
    const mya_grammar_attribute_t *attributes;  /* ends with a NULL name */
    const char *needs;   /* elements of which at least one must stand in it; or NULL */
    int text;            /* text may stand in it */
} mya_grammar_element_t;

/* The table; ends with a NULL name. */
extern const mya_grammar_element_t mya_grammar[];

/* The row of NAME, or NULL. */
const mya_grammar_element_t *mya_grammar_find(const char *name);

/* Whether WORD is one of WORDS, separated by single spaces. */
int mya_grammar_has(const char *words, const char *word);

/* Check the element NODE that was read from FILE and all below it; each fault goes to LOAD. PARENT
 * is the name of the element that NODE stands in, "" at the root. */
void mya_grammar_check(mya_load_t *load, const char *file, const mya_node_t *node,
                       const char *parent);

#endif
