/* SPDX-License-Identifier: Apache-2.0 */
/* access/roles.h: rows of memberships become customers with a set of roles */
#ifndef MYA_ACCESS_ROLES_H
#define MYA_ACCESS_ROLES_H

#include "access/identity.h"

/* Group ROWS, whose cells from AT on are customer, role and the customer's name, into
 * *MEMBERSHIPS, by name. A customer for whom the user has no role that PORTAL knows is left out,
 * and so is one whose key is empty, too long, or none as customer-key= says: what nobody has named
 * is refused. Return how many there are. */
int mya_roles_gather(const mya_membership_t **memberships, const mya_portal_t *portal,
                     const mya_rows_t *rows, int at, apr_pool_t *pool);

#endif
