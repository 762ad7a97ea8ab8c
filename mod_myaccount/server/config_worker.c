/* SPDX-License-Identifier: Apache-2.0 */
/* server/config_worker.c: the directive about work that nobody asks for */
#include "server/config_int.h"

#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#define LEAST apr_time_from_sec(1)
#define MOST apr_time_from_sec(24 * 3600)
#define DEFAULT apr_time_from_sec(10 * 60)

apr_interval_time_t mya_config_housekeeping(const server_rec *s)
{
    const apr_interval_time_t said = mya_config_server(s)->housekeeping;

    return said >= 0 ? said : DEFAULT;
}

const char *mya_config_set_housekeeping(cmd_parms *cmd, void *config, const char *arg)
{
    apr_interval_time_t *interval = &mya_config_server(cmd->server)->housekeeping;

    (void)config;
    if (!strcasecmp(arg, "off")) {
        *interval = 0;
        return NULL;
    }
    /* httpd's own reader takes words for 0 */
    if (!apr_isdigit(*arg) || ap_timeout_parameter_parse(arg, interval, "s") != APR_SUCCESS
        || *interval < LEAST || *interval > MOST) {
        return apr_psprintf(cmd->pool, "MyAccountHousekeeping: \"%s\" is no duration that fits; "
                            "write a number with s, min or h, from 1 s to 24 h, or off", arg);
    }
    return NULL;
}
