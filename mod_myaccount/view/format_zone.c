/* SPDX-License-Identifier: Apache-2.0 */
/* view/format_zone.c: the zones that users have set, each asked of ICU once in a process
 *
 * The table is the process's: how a zone runs does not change with a configuration. It is bounded,
 * for the names come from the database; there are some 600 real ones.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "view/format_int.h"

#define ZONES 700
#define NAME_BYTES 64

typedef struct known_t {
    char name[NAME_BYTES];
    const mya_icu_zone_t *zone;    /* NULL: ICU does not know it */
} known_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static known_t *known;             /* made at first use, kept for the life of the process */
static int nknown;
static apr_pool_t *keep;           /* of the zones */

static const known_t *find(const char *name)
{
    for (int i = 0; i < nknown; i++) {
        if (!strcmp(known[i].name, name)) {
            return &known[i];
        }
    }
    return NULL;
}

static int make_room(void)
{
    if (!known) {
        known = calloc(ZONES, sizeof(*known));
    }
    return known && nknown < ZONES
           && (keep || apr_pool_create_unmanaged_ex(&keep, NULL, NULL) == APR_SUCCESS);
}

static const known_t *learn(const char *name)
{
    known_t *zone;

    if (!make_room()) {
        return NULL;
    }
    zone = &known[nknown++];
    apr_cpystrn(zone->name, name, sizeof(zone->name));
    if (mya_icu_zone(&zone->zone, name, NULL, keep) != APR_SUCCESS) {
        zone->zone = NULL;
    }
    return zone;
}

const mya_format_t *mya_format_in_zone(const mya_format_t *format, const char *zone, int *unknown,
                                       apr_pool_t *pool)
{
    const known_t *found;
    mya_format_t *made;

    *unknown = 0;
    if (!zone || !*zone || strlen(zone) >= NAME_BYTES) {
        return format;
    }
    pthread_mutex_lock(&lock);
    found = find(zone);
    if (!found) {
        found = learn(zone);
        *unknown = found && !found->zone;
    }
    pthread_mutex_unlock(&lock);      /* a row that is there is never changed */
    if (!found || !found->zone) {
        return format;
    }
    made = apr_pmemdup(pool, format, sizeof(*format));
    made->zone = found->zone;
    return made;
}
