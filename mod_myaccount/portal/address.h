/* SPDX-License-Identifier: Apache-2.0 */
/* portal/address.h: the address of a page or action with its values filled in */
#ifndef MYA_PORTAL_ADDRESS_H
#define MYA_PORTAL_ADDRESS_H

#include <apr_pools.h>

/* PATTERN ("invoices/{ref}/pay") with its N variable segments replaced by VALUES in order; a
 * missing one is left out. ENCODE: each value is percent-encoded as one segment of a URL (RFC
 * 3986, 3.3); else as it is, which is what tokens are bound to. In POOL. */
const char *mya_address(const char *pattern, const char *const *values, int n, int encode,
                        apr_pool_t *pool);

/* VALUE percent-encoded as one path segment: all but unreserved characters. */
const char *mya_address_segment(const char *value, apr_pool_t *pool);

#endif
