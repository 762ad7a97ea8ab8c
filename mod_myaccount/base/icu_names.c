/* SPDX-License-Identifier: Apache-2.0 */
/* base/icu_names.c: what countries, time zones and languages are called (ICU) */
#include "base/icu_names.h"

#include <stdlib.h>
#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include <unicode/ucal.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define UNITS 200   /* UTF-16 units that a name takes at most */
#define TAG   40    /* bytes of a language tag or locale */

static const char *utf8(const UChar *text, int32_t len, apr_pool_t *pool)
{
    char *out = apr_pcalloc(pool, (apr_size_t)len * 3 + 1);
    UErrorCode status = U_ZERO_ERROR;

    u_strToUTF8(out, len * 3 + 1, NULL, text, len, &status);
    return U_SUCCESS(status) ? out : "";
}

/* --- languages --- */

/* LANG as ICU's locale in LOCALE (TAG bytes); 0 if it is no tag. */
static int locale_of(char *locale, const char *lang)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    int32_t len = uloc_forLanguageTag(lang, locale, TAG, &parsed, &status);

    return U_SUCCESS(status) && len > 0 && len < TAG && parsed == (int32_t)strlen(lang);
}

static void language_of(char *language, const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;

    uloc_getLanguage(locale, language, TAG, &status);
    language[TAG - 1] = '\0';
}

int mya_icu_knows(const char *lang)
{
    char locale[TAG], language[TAG], other[TAG];

    if (!locale_of(locale, lang)) {
        return 0;
    }
    language_of(language, locale);
    for (int32_t i = 0; i < uloc_countAvailable(); i++) {
        language_of(other, uloc_getAvailable(i));
        if (strcmp(language, other) == 0) {
            return 1;
        }
    }
    return 0;
}

/* What IN calls the language of LOCALE. */
static const char *called(const char *locale, const char *in, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[UNITS];
    int32_t len = uloc_getDisplayName(locale, in, name, UNITS, &status);

    return U_SUCCESS(status) ? utf8(name, len < UNITS ? len : UNITS, pool) : "";
}

const char *mya_icu_tag(const char *word, apr_pool_t *pool)
{
    for (int32_t i = 0; i < uloc_countAvailable(); i++) {
        const char *locale = uloc_getAvailable(i);

        if (!strchr(locale, '_') && (strcasecmp(called(locale, "en", pool), word) == 0
                                     || strcasecmp(called(locale, locale, pool), word) == 0)) {
            return apr_pstrdup(pool, locale);
        }
    }
    return NULL;
}

/* As in a menu, where some languages begin their own name with a capital. */
const char *mya_icu_own_name(const char *lang, apr_pool_t *pool)
{
    UDisplayContext contexts[] = { UDISPCTX_STANDARD_NAMES,
                                   UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU };
    UErrorCode status = U_ZERO_ERROR;
    char locale[TAG];
    UChar name[UNITS];
    ULocaleDisplayNames *names;
    int32_t len;

    if (!locale_of(locale, lang)) {
        return lang;
    }
    names = uldn_openForContext(locale, contexts, 2, &status);
    len = U_SUCCESS(status) ? uldn_localeDisplayName(names, locale, name, UNITS, &status) : 0;
    uldn_close(names);
    return U_SUCCESS(status) && len > 0 && len < UNITS ? utf8(name, len, pool) : lang;
}

/* --- in the order of the alphabet --- */

typedef struct sorted_t {
    mya_icu_name_t name;
    const uint8_t *key;
} sorted_t;

static int by_key(const void *a, const void *b)
{
    const sorted_t *left = a;
    const sorted_t *right = b;
    const int order = strcmp((const char *)left->key, (const char *)right->key);

    return order ? order : strcmp(left->name.value, right->name.value);
}

static const uint8_t *key_of(const UCollator *collator, const char *name, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[UNITS];
    int32_t len = 0;
    int32_t size;
    uint8_t *key;

    u_strFromUTF8WithSub(text, UNITS, &len, name, -1, 0xFFFD, NULL, &status);
    len = U_SUCCESS(status) ? len : 0;
    size = ucol_getSortKey(collator, text, len, NULL, 0);
    key = apr_pcalloc(pool, (apr_size_t)size + 1);
    ucol_getSortKey(collator, text, len, key, size);
    return key;
}

static void sort(apr_array_header_t *names, const char *locale, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = ucol_open(locale, &status);
    sorted_t *sorted = apr_pcalloc(pool, sizeof(*sorted) * ((apr_size_t)names->nelts + 1));

    for (int i = 0; U_SUCCESS(status) && i < names->nelts; i++) {
        sorted[i].name = APR_ARRAY_IDX(names, i, mya_icu_name_t);
        sorted[i].key = key_of(collator, sorted[i].name.name, pool);
    }
    if (U_SUCCESS(status)) {
        qsort(sorted, (size_t)names->nelts, sizeof(*sorted), by_key);
        for (int i = 0; i < names->nelts; i++) {
            APR_ARRAY_IDX(names, i, mya_icu_name_t) = sorted[i].name;
        }
    }
    ucol_close(collator);
}

/* --- countries --- */

static const char *country(const char *code, const char *locale, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[UNITS];
    int32_t len = uloc_getDisplayCountry(apr_pstrcat(pool, "und_", code, NULL), locale, name, UNITS,
                                         &status);

    return U_SUCCESS(status) && len < UNITS ? utf8(name, len, pool) : code;
}

apr_array_header_t *mya_icu_countries(const char *lang, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 260, sizeof(mya_icu_name_t));
    char locale[TAG];

    if (!locale_of(locale, lang)) {
        return names;
    }
    for (const char *const *code = uloc_getISOCountries(); *code; code++) {
        mya_icu_name_t *name = apr_array_push(names);

        name->value = *code;
        name->name = country(*code, locale, pool);
    }
    sort(names, locale, pool);
    return names;
}

/* --- zones --- */

/* Writes what a language calls the city of a zone. */
typedef struct cities_t {
    UDateFormat *format;
    UCalendar *calendar;
} cities_t;

static cities_t open_cities(const char *locale)
{
    static const UChar pattern[] = { 'V', 'V', 'V', 0 };
    UErrorCode status = U_ZERO_ERROR;
    cities_t cities = { NULL, NULL };

    cities.format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, NULL, 0, pattern, 3, &status);
    cities.calendar = ucal_open(NULL, 0, locale, UCAL_GREGORIAN, &status);
    return cities;
}

static void close_cities(cities_t *cities)
{
    udat_close(cities->format);
    ucal_close(cities->calendar);
}

static const char *city(const cities_t *cities, const char *zone, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[UNITS];
    int32_t len = (int32_t)strlen(zone);

    u_charsToUChars(zone, text, len + 1);
    ucal_setTimeZone(cities->calendar, text, len, &status);
    udat_setCalendar(cities->format, cities->calendar);
    len = udat_format(cities->format, 0, text, UNITS, NULL, &status);
    return U_SUCCESS(status) && len < UNITS ? utf8(text, len, pool) : zone;
}

static const char *last_of(const char *zone)
{
    const char *slash = strrchr(zone, '/');

    return slash ? slash + 1 : zone;
}

/* Whether the name of ZONE ends as CITY is called in English: "Ho_Chi_Minh", "Ho Chi Minh City". */
static int is_called(const char *zone, const char *city)
{
    const char *last = last_of(zone);

    for (; *last && *city; last++, city++) {
        if (*last != *city && (*last != '_' || *city != ' ')) {
            return 0;
        }
    }
    return !*last && (!*city || strcmp(city, " City") == 0);
}

/* ICU keeps the first name that a zone ever had ("Asia/Calcutta"); people, browsers and systems of
 * today say another ("Asia/Kolkata"): among all names of ZONE the one that its city has now. */
static const char *name_of_today(const char *zone, const char *city, const char *region,
                                 apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all;
    const char *found = zone;
    const char *other;

    if (is_called(zone, city)) {
        return zone;
    }
    all = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, region, NULL, &status);
    while (U_SUCCESS(status) && (other = uenum_next(all, NULL, &status))) {
        if (strchr(other, '/') && is_called(other, city)) {
            found = apr_pstrdup(pool, other);
        }
    }
    uenum_close(all);
    return found;
}

typedef struct zones_t {
    apr_array_header_t *names;
    const char *locale;
    cities_t ours, english;
    apr_pool_t *pool;
} zones_t;

/* "Oslo (Norge)"; a country that is its city is said once. */
static const char *zone_name(const zones_t *zones, const char *zone, const char *region)
{
    const char *place = city(&zones->ours, zone, zones->pool);
    const char *land = country(region, zones->locale, zones->pool);

    return strcmp(place, land) == 0 ? place
        : apr_pstrcat(zones->pool, place, " (", land, ")", NULL);
}

static void add_region(const zones_t *zones, const char *region)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *all = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, region,
                                                       NULL, &status);
    const char *zone;

    while (U_SUCCESS(status) && (zone = uenum_next(all, NULL, &status))) {
        mya_icu_name_t *name = apr_array_push(zones->names);

        name->value = name_of_today(apr_pstrdup(zones->pool, zone),
                                    city(&zones->english, zone, zones->pool), region, zones->pool);
        name->name = zone_name(zones, zone, region);
    }
    uenum_close(all);
}

apr_array_header_t *mya_icu_zones(const char *lang, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 450, sizeof(mya_icu_name_t));
    const mya_icu_name_t utc = { "UTC", "UTC" };
    char locale[TAG];
    zones_t zones = { .names = names, .locale = locale, .pool = pool };

    if (!locale_of(locale, lang)) {
        return names;
    }
    zones.ours = open_cities(locale);
    zones.english = open_cities("en");
    for (const char *const *region = uloc_getISOCountries(); *region; region++) {
        add_region(&zones, *region);
    }
    close_cities(&zones.ours);
    close_cities(&zones.english);
    sort(names, locale, pool);
    APR_ARRAY_PUSH(names, mya_icu_name_t) = utc;
    return names;
}
