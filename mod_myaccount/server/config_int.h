/* SPDX-License-Identifier: Apache-2.0 */
/* server/config_int.h: what the files server/config*.c share: setters of directives, each as httpd
 * calls it; what is wrong is returned, else NULL
 */
#ifndef MYA_SERVER_CONFIG_INT_H
#define MYA_SERVER_CONFIG_INT_H

#include "server/config.h"

/* MyAccountLayout: URL, or "none"; one selector or two. */
const char *mya_config_layout(cmd_parms *cmd, void *config, const char *url,
                              const char *selector, const char *selector2);
/* MyAccountLayoutSources: one more host whose scripts the layout may load. */
const char *mya_config_layout_source(cmd_parms *cmd, void *config, const char *source);
/* MyAccountContentSecurityPolicy: one more SOURCE of DIRECTIVE. */
const char *mya_config_layout_policy(cmd_parms *cmd, void *config, const char *directive,
                                     const char *source);

/* MyAccountHousekeeping: TIME, or "off". */
const char *mya_config_set_housekeeping(cmd_parms *cmd, void *config, const char *arg);

#endif
