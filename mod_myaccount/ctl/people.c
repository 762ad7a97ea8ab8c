/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/people.c: whose users and sessions a command is about */
#include "ctl/people.h"

#include <string.h>

#include <apr_strings.h>

int mya_ctl_portal(mya_ctl_portal_t *of, mya_ctl_t *ctl)
{
    const char *said = ctl->options[MYA_CTL_PORTAL];

    of->name = said && *said ? said : "main";
    of->portal = NULL;
    of->key = MYA_TYPE_ID;
    if (!strchr(of->name, '/') && !strchr(of->name, '.')) {
        return MYA_CTL_DONE;
    }
    if (mya_portal_load(&of->portal, said, mya_ctl_share(ctl), NULL, ctl->why, ctl->pool)
        != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    of->name = of->portal->name;
    of->key = of->portal->customer_key;
    return MYA_CTL_DONE;
}

int mya_ctl_own_people(const mya_ctl_portal_t *of, const char *what)
{
    if (!of->portal || of->portal->accounts->own) {
        return MYA_CTL_DONE;
    }
    return mya_ctl_fail("the users of the portal \"%s\" stand in tables of the company (<identity> "
                        "in %s, line %d), where this program does not %s anybody; \"session list\" "
                        "and \"session end\" are for them, too", of->name,
                        of->portal->accounts->place.file, of->portal->accounts->place.line, what);
}

int mya_ctl_require(mya_ctl_t *ctl, mya_ctl_option_e option, const char *name)
{
    if (ctl->options[option] && *ctl->options[option]) {
        return MYA_CTL_DONE;
    }
    return mya_ctl_misused(ctl, "--%s is missing", name);
}

static const char *role_names(const mya_portal_t *portal, apr_pool_t *pool)
{
    const char *names = "";

    for (int i = 0; i < portal->nroles; i++) {
        names = apr_pstrcat(pool, names, i ? ", " : "", portal->roles[i].name, NULL);
    }
    return names;
}

int mya_ctl_known_role(const mya_ctl_portal_t *of, const char *role, apr_pool_t *pool)
{
    if (!of->portal || mya_role_bit(of->portal, role)) {
        return MYA_CTL_DONE;
    }
    return mya_ctl_fail("%s knows no role \"%s\"; it knows: %s", of->portal->file, role,
                        role_names(of->portal, pool));
}
