/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_roles.c: roles= to a set of roles */
#include "portal/load.h"

#include <string.h>

#include "portal/name.h"

static mya_roles_t members(const mya_portal_t *portal)
{
    mya_roles_t roles = MYA_ROLE_MEMBER;

    for (int i = 0; i < portal->nroles; i++) {
        roles |= portal->roles[i].staff ? 0 : (mya_roles_t)1 << i;
    }
    return roles;
}

static apr_array_header_t *role_names(const mya_load_t *load)
{
    apr_array_header_t *names = apr_array_make(load->pool, 8, sizeof(const char *));

    for (int i = 0; i < load->portal->nroles; i++) {
        APR_ARRAY_PUSH(names, const char *) = load->portal->roles[i].name;
    }
    APR_ARRAY_PUSH(names, const char *) = "any";
    APR_ARRAY_PUSH(names, const char *) = "anonymous";
    return names;
}

mya_roles_t mya_load_roles(mya_load_t *load, mya_place_t place, const char *words)
{
    const apr_array_header_t *names = mya_name_words(words, load->pool);
    mya_roles_t roles = 0;

    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        mya_roles_t bit = mya_role_bit(load->portal, name);

        if (strcmp(name, "any") == 0) {
            bit = members(load->portal);
        }
        else if (strcmp(name, "anonymous") == 0) {
            bit = MYA_ROLE_ANONYMOUS | members(load->portal);
        }
        else if (strcmp(name, "link") == 0) {
            mya_load_fault(load, place,
                           "roles=\"link\" is not known yet; write \"any\", \"anonymous\" or "
                           "the names of roles");
        }
        else if (!bit) {
            mya_load_fault(load, place, "the role \"%s\" is unknown%s", name,
                           mya_load_nearest(load, name, role_names(load), "\"", "\"",
                                            "portal.xml has"));
        }
        roles |= bit;
    }
    return roles;
}

mya_roles_t mya_load_narrow(mya_load_t *load, mya_place_t place, const mya_node_t *node,
                            mya_roles_t outer)
{
    const char *words = mya_load_get(load, node, "roles");
    mya_roles_t roles = words ? mya_load_roles(load, place, words) : outer;

    if (roles && outer && !(roles & outer)) {
        mya_load_fault(load, place,
                       "roles=\"%s\" leaves nobody, because what it stands in is for others; "
                       "name a role that both allow",
                       words);
        return outer;
    }
    return roles ? roles & outer : outer;
}
