/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/database.c: the database that a command works on */
#include "ctl/ctl.h"

#include <stdio.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "data/schema.h"

#define PARAMS_MAX 4096

static int read_params(const char **params, mya_ctl_t *ctl)
{
    const char *path = ctl->options[MYA_CTL_PARAMS_FILE];
    char *line = apr_pcalloc(ctl->pool, PARAMS_MAX);
    apr_file_t *file;
    char reason[120];
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED,
                                    APR_FPROT_OS_DEFAULT, ctl->pool);

    if (rv == APR_SUCCESS) {
        rv = apr_file_gets(line, PARAMS_MAX, file);
        apr_file_close(file);
    }
    if (rv != APR_SUCCESS) {
        return mya_ctl_fail("%s cannot be read: %s", path,
                            apr_strerror(rv, reason, sizeof(reason)));
    }
    line[strcspn(line, "\r\n")] = '\0';
    *params = line;
    return MYA_CTL_DONE;
}

/* Who we shall open, from the options. */
static int choose(const char **driver, const char **params, mya_ctl_t *ctl)
{
    const char *whole = ctl->options[MYA_CTL_DATABASE];
    const char *colon = whole ? strchr(whole, ':') : NULL;

    *driver = ctl->options[MYA_CTL_DRIVER];
    *params = ctl->options[MYA_CTL_PARAMS];
    if (whole) {
        if (*driver || *params || ctl->options[MYA_CTL_PARAMS_FILE]) {
            return mya_ctl_misused(ctl, "--database says all; leave --driver and --params out");
        }
        if (!colon || !colon[1]) {
            return mya_ctl_misused(ctl, "--database wants DRIVER:PARAMS, \"sqlite3:/path/file\"");
        }
        *driver = apr_pstrmemdup(ctl->pool, whole, (apr_size_t)(colon - whole));
        *params = colon + 1;
        return MYA_CTL_DONE;
    }
    if (*driver && !*params && ctl->options[MYA_CTL_PARAMS_FILE]) {
        return read_params(params, ctl);
    }
    if (!*driver || !*params) {
        return mya_ctl_misused(ctl, "which database? Say --database, or --driver and --params");
    }
    return MYA_CTL_DONE;
}

int mya_ctl_open(mya_ctl_t *ctl)
{
    static const mya_db_limits_t limits = { .connections = 1, .wait = APR_USEC_PER_SEC,
                                            .pause = APR_USEC_PER_SEC, .statements = 300 };
    const char *driver, *params;
    mya_db_provider_t *provider;
    mya_db_t *db;
    int code = choose(&driver, &params, ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (mya_db_direct(&provider, driver, params, ctl->why, ctl->pool) != APR_SUCCESS
        || mya_db_make(&db, provider, &limits, ctl->pool) != APR_SUCCESS
        || mya_db_open(&ctl->conn, db, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    return MYA_CTL_DONE;
}

int mya_ctl_open_migrated(mya_ctl_t *ctl)
{
    int version;
    int code = mya_ctl_open(ctl);

    if (code != MYA_CTL_DONE) {
        return code;
    }
    if (mya_schema_version(&version, ctl->conn, ctl->why, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_why(ctl);
    }
    if (!version) {
        return mya_ctl_fail("the database has none of our tables; say \"myaccountctl migrate\" "
                            "with the same database first");
    }
    if (version != mya_schema_latest()) {
        return mya_ctl_fail("the database is at version %d of our tables, and this program is made "
                            "for %d; say \"myaccountctl migrate\" with the newer of the two",
                            version, mya_schema_latest());
    }
    return MYA_CTL_DONE;
}
