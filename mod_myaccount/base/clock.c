/* SPDX-License-Identifier: Apache-2.0 */
/* base/clock.c: the one clock of the engine */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <apr_strings.h>

/* Only tests set the variable; without it a call costs one getenv(). The file has the seconds by
 * which the clock is ahead, or "=" and those at which it stands still. */
apr_time_t mya_now(void)
{
    const char *path = getenv("MYACCOUNT_CLOCK_FILE");
    char text[32];
    FILE *file;

    if (!path || !*path || !(file = fopen(path, "re"))) {
        return apr_time_now();
    }
    if (!fgets(text, sizeof(text), file)) {
        *text = '\0';
    }
    fclose(file);
    return *text == '=' ? apr_time_from_sec(apr_atoi64(text + 1))
                        : apr_time_now() + apr_time_from_sec(apr_atoi64(text));
}

apr_time_t mya_clock_steady(void)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return apr_time_from_sec((apr_time_t)now.tv_sec) + now.tv_nsec / 1000;
}

const char *mya_clock_text(apr_time_t t, apr_pool_t *pool)
{
    apr_time_exp_t x;

    apr_time_exp_gmt(&x, t);
    return apr_psprintf(pool, "%04d-%02d-%02d %02d:%02d:%02d", x.tm_year + 1900, x.tm_mon + 1,
                        x.tm_mday, x.tm_hour, x.tm_min, x.tm_sec);
}

apr_status_t mya_clock_parse(apr_time_t *t, const char *text)
{
    apr_time_exp_t x = { 0 };
    int used = 0;

    if (!text
        || sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d%n", &x.tm_year, &x.tm_mon, &x.tm_mday,
                  &x.tm_hour, &x.tm_min, &x.tm_sec, &used) != 6
        || (text[used] != '\0' && text[used] != '.')) {
        return APR_EGENERAL;
    }
    x.tm_year -= 1900;
    x.tm_mon -= 1;
    return apr_time_exp_gmt_get(t, &x);
}
