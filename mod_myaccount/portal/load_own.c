/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_own.c: who signs in where portal.xml does not say it: the engine's own <identity> */
#include "portal/load.h"

#include "portal/grammar.h"

/* Written as an author would write it over tables of another kind, and executed alike. The
 * company's own column is left alone in the last comparison, so that its index serves. */
#define BEFORE                                                                                     \
    "<identity xmlns='" MYA_GRAMMAR_NAMESPACE "'>"                                                 \
    "<find><sql>SELECT id FROM mya_user WHERE portal = :portal AND email = :login</sql></find>"    \
    "<hash><sql>SELECT password_hash AS hash FROM mya_user WHERE id = :user</sql></hash>"          \
    "<user><sql>SELECT email AS login, name, email, language, zone FROM mya_user"                  \
    " WHERE id = :user AND portal = :portal AND disabled = 0</sql></user>"                         \
    "<store-hash rehash='yes'><sql>UPDATE mya_user SET password_hash = :hash"                      \
    " WHERE id = :user AND password_hash = :old</sql></store-hash>"                                \
    "<memberships>"
#define AFTER "</memberships></identity>"

#define MEMBERSHIPS(dialect, key)                                                                  \
    "<sql" dialect ">SELECT m.customer_id AS customer, m.role, c.name FROM mya_membership m"       \
    " LEFT JOIN mya_customer c ON c.id = " key " WHERE m.user_id = :user</sql>"

static const char by_text[] = BEFORE MEMBERSHIPS("", "m.customer_id") AFTER;

static const char by_number[] = BEFORE
    MEMBERSHIPS("", "CAST(m.customer_id AS bigint)")
    MEMBERSHIPS(" dialect='mariadb'", "CAST(m.customer_id AS SIGNED)") AFTER;

const char *mya_load_own_identity(mya_type_e key)
{
    return key == MYA_TYPE_INTEGER ? by_number : by_text;
}
