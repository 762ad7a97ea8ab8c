/* SPDX-License-Identifier: Apache-2.0 */
/* server/claim.c: requests below a mount are ours, before anybody else looks at them
 *
 * A SetHandler in the Location would lose to a catch-all ProxyPass (which claims in translate_name)
 * and to WordPress's .htaccess (which rewrites in fixups). So we claim first of all and answer
 * map_to_storage ourselves. httpd forgets r->per_dir_config between the two: the claim travels in
 * r->request_config, with a name in r->filename that no other module takes for a file.
 */
#include "server/claim.h"

#include <string.h>

#include <apr_strings.h>
#include <http_config.h>

mya_claim_t *mya_claim_of(const request_rec *r)
{
    return ap_get_module_config(r->request_config, &myaccount_module);
}

int mya_claim_translate(request_rec *r)
{
    const mya_dir_t *dir = mya_config_dir(r);
    mya_place_of_portal_t *place = dir->place;
    mya_claim_t *claim;
    apr_size_t len;

    if (!place || !place->mount || !r->uri || r->proxyreq) {
        return DECLINED;
    }
    len = strlen(place->path);
    if (strncmp(r->uri, place->path, len) || (r->uri[len] != '/' && r->uri[len] != '\0')) {
        return DECLINED;
    }
    claim = apr_pcalloc(r->pool, sizeof(*claim));
    claim->place = place;
    claim->path = r->uri + len + (r->uri[len] == '/');
    ap_set_module_config(r->request_config, &myaccount_module, claim);
    r->filename = apr_pstrcat(r->pool, "myaccount:", r->uri, NULL);
    return OK;
}

int mya_claim_map(request_rec *r)
{
    return mya_claim_of(r) ? OK : DECLINED;
}

int mya_claim_type(request_rec *r)
{
    if (!mya_claim_of(r)) {
        return DECLINED;
    }
    r->handler = "myaccount";
    return OK;
}
