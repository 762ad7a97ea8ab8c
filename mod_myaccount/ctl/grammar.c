/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/grammar.c: myaccountctl grammar: every element and attribute of the portal language */
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "portal/grammar.h"

/* What an attribute takes, in a word, where the table does not name the values. */
static const char *const looks[] = {
    [MYA_LOOK_FREE] = "text",
    [MYA_LOOK_PLAIN] = "name",
    [MYA_LOOK_DASHED] = "dashed-name",
    [MYA_LOOK_WORDS] = "names",
    [MYA_LOOK_YES] = "one of: yes no",
    [MYA_LOOK_ONE] = "one of: ",
    [MYA_LOOK_SOME] = "some of: ",
    [MYA_LOOK_NUMBER] = "number",
    [MYA_LOOK_LATER] = "-"
};

static void print_attribute(const char *element, const mya_grammar_attribute_t *a)
{
    printf("%s\t%s\t%s\t%s%s\n", element, a->name,
           a->look == MYA_LOOK_LATER ? "reserved" : a->required ? "needed" : "optional",
           looks[a->look], a->values ? a->values : "");
}

int mya_ctl_grammar(mya_ctl_t *ctl)
{
    (void)ctl;
    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        printf("%s\t-\t%s\t%s\n", row->name, row->parents ? "element" : "reserved",
               !row->parents ? "-" : *row->parents ? row->parents : "file");
        for (const mya_grammar_attribute_t *a = row->attributes; a->name; a++) {
            print_attribute(row->name, a);
        }
    }
    return MYA_CTL_DONE;
}
