/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/people.h: what the commands about users and sessions share */
#ifndef MYA_CTL_PEOPLE_H
#define MYA_CTL_PEOPLE_H

#include "ctl/ctl.h"

/* Whose people a command is about: what --portal says. */
typedef struct mya_ctl_portal_t {
    const char *name;              /* "main" if nothing was said */
    const mya_portal_t *portal;    /* NULL: its name was said, and not its file */
    mya_type_e key;                /* of its customers */
} mya_ctl_portal_t;

/* Learn that in *OF; a file is loaded. Return MYA_CTL_DONE, or the code after it was said why
 * not. */
int mya_ctl_portal(mya_ctl_portal_t *of, mya_ctl_t *ctl);

/* Say, and return MYA_CTL_FAILED, if OF is known to have people in tables of the company, whom WHAT
 * ("add") is not done to here. */
int mya_ctl_own_people(const mya_ctl_portal_t *of, const char *what);

/* MYA_CTL_DONE if OPTION, called NAME, was given; else say so. */
int mya_ctl_require(mya_ctl_t *ctl, mya_ctl_option_e option, const char *name);

/* Fail unless ROLE is known to OF; nothing is known of one that was named only. */
int mya_ctl_known_role(const mya_ctl_portal_t *of, const char *role, apr_pool_t *pool);

/* End the sessions of OF that live, of USER (NULL: of everybody), with REF (NULL: any), each with
 * its `session.ended`. *ENDED gets how many (ctl/session.c). */
int mya_ctl_end_sessions(int *ended, mya_ctl_t *ctl, const mya_ctl_portal_t *of, const char *user,
                         const char *ref);

#endif
