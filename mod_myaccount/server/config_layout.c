/* SPDX-License-Identifier: Apache-2.0 */
/* server/config_layout.c: the directives about the site's page that holds ours, and what that may
 * load there
 */
#include "server/config_int.h"

#include <string.h>

#include <apr_strings.h>

#include "view/layout.h"
#include "view/layout_csp.h"

static int has_strange_word(const char *url)
{
    for (; (url = strpbrk(url, "{}")) != NULL; url += strlen("{lang}")) {
        if (strncmp(url, "{lang}", strlen("{lang}"))) {
            return 1;
        }
    }
    return 0;
}

const char *mya_config_layout(cmd_parms *cmd, void *config, const char *url,
                              const char *selector, const char *selector2)
{
    mya_result_t *why = mya_result_make(cmd->temp_pool);
    mya_dir_t *dir = config;

    if (!strcasecmp(url, "none")) {
        if (selector) {
            return "MyAccountLayout none takes no selector";
        }
    }
    else if (url[0] != '/' || url[1] == '/') {
        return apr_psprintf(cmd->pool,
                            "MyAccountLayout: \"%s\" is no address of this site; it begins with "
                            "'/', as in /index.html", url);
    }
    else if (has_strange_word(url)) {
        return apr_psprintf(cmd->pool,
                            "MyAccountLayout: \"%s\" has a word in braces that is not known; "
                            "{lang} stands for the language of the page, as in "
                            "/{lang}/index.html", url);
    }
    else if (!selector) {
        return "MyAccountLayout wants a selector after the address: the element whose content "
               "becomes ours, as in MyAccountLayout /index.html \"#content\"";
    }
    if ((selector && mya_layout_selector_check(selector, why) != APR_SUCCESS)
        || (selector2 && mya_layout_selector_check(selector2, why) != APR_SUCCESS)) {
        return apr_pstrcat(cmd->pool, "MyAccountLayout: ", why->detail, NULL);
    }
    dir->layout = url;
    dir->selector = selector;
    dir->selector2 = selector2;
    return NULL;
}

const char *mya_config_layout_source(cmd_parms *cmd, void *config, const char *source)
{
    const char *const sources[] = { source, NULL };
    mya_result_t *why = mya_result_make(cmd->temp_pool);
    mya_dir_t *dir = config;

    if (mya_layout_csp_check(sources, why) != APR_SUCCESS) {
        return apr_pstrdup(cmd->pool, why->detail);
    }
    if (!dir->sources) {
        dir->sources = apr_array_make(cmd->pool, 2, sizeof(const char *));
    }
    APR_ARRAY_PUSH(dir->sources, const char *) = source;
    return NULL;
}

const char *mya_config_layout_policy(cmd_parms *cmd, void *config, const char *directive,
                                     const char *source)
{
    mya_result_t *why = mya_result_make(cmd->temp_pool);
    mya_dir_t *dir = config;

    if (mya_layout_csp_check_addition(directive, source, why) != APR_SUCCESS) {
        return apr_pstrdup(cmd->pool, why->detail);
    }
    if (!dir->policies) {
        dir->policies = apr_array_make(cmd->pool, 4, sizeof(const char *));
    }
    APR_ARRAY_PUSH(dir->policies, const char *) = directive;
    APR_ARRAY_PUSH(dir->policies, const char *) = source;
    return NULL;
}
