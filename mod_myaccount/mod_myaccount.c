/* SPDX-License-Identifier: Apache-2.0 */
/* mod_myaccount.c: the module record, and every hook with the reason for its place */
#include <httpd.h>
#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>

#include "server/check.h"
#include "server/claim.h"
#include "server/config.h"
#include "server/fetch.h"
#include "server/guard.h"
#include "server/handle.h"
#include "server/scrub.h"
#include "server/status.h"
#include "server/worker.h"

static int begin_configuration(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)plog;
    (void)ptemp;
    mya_config_begin(pconf);
    return OK;
}

static void register_hooks(apr_pool_t *pool)
{
    static const char *const watchdog[] = { "mod_watchdog.c", NULL };

    /* directives of the configuration that is read next must not meet the last one's places */
    ap_hook_pre_config(begin_configuration, NULL, NULL, APR_HOOK_MIDDLE);
    /* the only hook that httpd -t runs as well: what is wrong is said before anything stops */
    ap_hook_check_config(mya_check_config, NULL, NULL, APR_HOOK_MIDDLE);
    /* the lease's name is drawn once for all processes of this generation */
    ap_hook_post_config(mya_worker_post_config, NULL, NULL, APR_HOOK_MIDDLE);
    /* the thread that mod_watchdog begins here looks for the way to the database */
    ap_hook_child_init(mya_handle_child_init, NULL, watchdog, APR_HOOK_MIDDLE);
    /* before anything (SetEnvIf, early RequestHeader) reads a header that says who it is */
    ap_hook_post_read_request(mya_scrub, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    /* before mod_proxy (first) and mod_rewrite (first): a catch-all of theirs would take it */
    ap_hook_translate_name(mya_claim_translate, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    /* before core's directory walk, which would read the site's .htaccess */
    ap_hook_map_to_storage(mya_claim_map, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    /* before mod_mime, which would make a handler from what looks like an ending */
    ap_hook_type_checker(mya_claim_type, NULL, NULL, APR_HOOK_REALLY_FIRST - 1);
    /* and after core's fixups, which would put the handler of a SetHandler for "/" in its place */
    ap_hook_fixups(mya_claim_type, NULL, NULL, APR_HOOK_REALLY_LAST + 1);
    /* a subrequest under the same directives was judged with its parent */
    ap_hook_check_authn(mya_guard_authenticate, NULL, NULL, APR_HOOK_MIDDLE,
                        AP_AUTH_INTERNAL_PER_CONF);
    /* mod_auth_basic and others look at the type as well; whose it is takes it */
    ap_hook_note_auth_failure(mya_guard_note_failure, NULL, NULL, APR_HOOK_MIDDLE);
    mya_guard_register(pool);
    ap_hook_handler(mya_handle, NULL, NULL, APR_HOOK_FIRST);
    mya_fetch_register(pool);
    mya_status_register(pool);
}

AP_DECLARE_MODULE(myaccount) = {
    STANDARD20_MODULE_STUFF,
    mya_config_dir_create,
    mya_config_dir_merge,
    mya_config_server_create,
    mya_config_server_merge,
    mya_config_commands,
    register_hooks,
    AP_MODULE_FLAG_NONE
};
