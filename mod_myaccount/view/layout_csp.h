/* SPDX-License-Identifier: Apache-2.0 */
/* view/layout_csp.h: the Content-Security-Policy that a site's page needs, and not more */
#ifndef MYA_VIEW_LAYOUT_CSP_H
#define MYA_VIEW_LAYOUT_CSP_H

#include "base/result.h"

typedef enum mya_layout_rule_e {
    MYA_LAYOUT_SCRIPT,
    MYA_LAYOUT_STYLES,
    MYA_LAYOUT_IMG,
    MYA_LAYOUT_FONTS,
    MYA_LAYOUT_MEDIA,
    MYA_LAYOUT_FRAME,
    MYA_LAYOUT_FORM,
    MYA_LAYOUT_RULES,
    MYA_LAYOUT_NO_RULE = MYA_LAYOUT_RULES
} mya_layout_rule_e;

typedef struct mya_layout_csp_t mya_layout_csp_t;

/* The policy of a page that is served with no site's page around it. */
#define MYA_LAYOUT_CSP_STRICT                                                                      \
    "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"              \
    " form-action 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"              \
    " font-src 'self'; connect-src 'self'; manifest-src 'self'"

/* Begin a policy in which SOURCES (NULL-terminated; or NULL), as the web admin listed them, may
 * give scripts, styles, images, fonts, media and frames. */
mya_layout_csp_t *mya_layout_csp_make(const char *const *sources, apr_pool_t *pool);

/* Are SOURCES such as a policy can hold: "https://cdn.example:8443", "https://cdn.example/npm/"
 * (also *.example for the host)? Else MYA_ECONFIG with a sentence in WHY. */
apr_status_t mya_layout_csp_check(const char *const *sources, mya_result_t *why);

/* Is URL, which is of ORIGIN ("https://cdn.example"), from one of SOURCES? */
int mya_layout_csp_lists(const char *const *sources, const char *origin, const char *url);

/* Allow ORIGIN for RULE. */
void mya_layout_csp_origin(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *origin);

/* Allow LEN bytes of an inline element TEXT, as the browser sees it, for RULE. */
void mya_layout_csp_inline(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *text,
                           apr_size_t len);

/* Allow the VALUE of a style or on* attribute. */
void mya_layout_csp_attribute(mya_layout_csp_t *csp, mya_layout_rule_e rule, const char *value);

/* The header's value, in POOL. */
const char *mya_layout_csp_text(const mya_layout_csp_t *csp, apr_pool_t *pool);

/* May MyAccountContentSecurityPolicy add SOURCE to the DIRECTIVE of a policy? Else MYA_ECONFIG with
 * a sentence in WHY. Only hosts can be added, only to directives of a fixed list: what lets inline
 * code or other scripts in cannot be said. */
apr_status_t mya_layout_csp_check_addition(const char *directive, const char *source,
                                           mya_result_t *why);

/* POLICY, a whole one of ours, with SOURCE added to its DIRECTIVE, in POOL. Both were checked. */
const char *mya_layout_csp_add(const char *policy, const char *directive, const char *source,
                               apr_pool_t *pool);

#endif
