/* SPDX-License-Identifier: Apache-2.0 */
/* server/secret.c: the secret of a mount, read as root at start */
#include "server/secret.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#define SHORTEST 32     /* characters of base64url: 192 bits */
#define LONGEST 1024

static apr_status_t check_mode(apr_file_t *file, const char *name, mya_result_t *why)
{
    apr_finfo_t info;

    if (apr_file_info_get(&info, APR_FINFO_PROT | APR_FINFO_TYPE, file) != APR_SUCCESS
        || info.filetype != APR_REG) {
        return mya_result_tell(why, MYA_ECONFIG, "MyAccountSecretFile %s is no plain file", name);
    }
    if (info.protection & (APR_FPROT_GREAD | APR_FPROT_GWRITE | APR_FPROT_WREAD
                           | APR_FPROT_WWRITE)) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountSecretFile %s may be read by others; say: chmod 600 %s",
                               name, name);
    }
    return APR_SUCCESS;
}

static apr_status_t take_line(mya_secret_t *secret, char *line, const char *name,
                              mya_result_t *why)
{
    apr_size_t len;

    len = strcspn(line, "\r\n");
    if (len == LONGEST - 1) {
        return mya_result_tell(why, MYA_ECONFIG, "MyAccountSecretFile %s: a line is too long",
                               name);
    }
    line[len] = '\0';
    if (len == 0) {
        return APR_SUCCESS;
    }
    if (len < SHORTEST || secret->nkeys == 2) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountSecretFile %s: one or two lines of at least %d "
                               "characters are wanted; make it with: myaccountctl secret %s",
                               name, SHORTEST, name);
    }
    secret->keys[secret->nkeys] = (const unsigned char *)line;
    secret->lengths[secret->nkeys++] = len;
    return APR_SUCCESS;
}

apr_status_t mya_secret_read(mya_secret_t *secret, const char *file, mya_result_t *why,
                             apr_pool_t *pool)
{
    apr_file_t *in;
    apr_status_t rv = apr_file_open(&in, file, APR_READ | APR_BUFFERED, APR_OS_DEFAULT, pool);

    memset(secret, 0, sizeof(*secret));
    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG,
                               "MyAccountSecretFile %s cannot be read; make it with: myaccountctl "
                               "secret %s",
                               file, file);
    }
    rv = check_mode(in, file, why);
    while (rv == APR_SUCCESS) {
        char *line = apr_palloc(pool, LONGEST);
        if (apr_file_gets(line, LONGEST, in) != APR_SUCCESS) {
            break;
        }
        rv = take_line(secret, line, file, why);
    }
    apr_file_close(in);
    if (rv == APR_SUCCESS && secret->nkeys == 0) {
        rv = mya_result_tell(why, MYA_ECONFIG,
                             "MyAccountSecretFile %s is empty; make it with: myaccountctl secret",
                             file);
    }
    return rv;
}
