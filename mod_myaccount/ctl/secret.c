/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/secret.c: myaccountctl secret: the file from which tokens and addresses get their seal */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_strings.h>

#include "base/crypto.h"
#include "ctl/ctl.h"

#define BYTES 32
#define LINE 1024

/* Write TEXT into the new file PATH, readable by its owner only. */
static int write_new(const char *path, const char *text)
{
    const size_t len = strlen(text);
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int good;

    if (fd < 0 && errno == EEXIST) {
        return mya_ctl_fail("%s is there already and was left as it is; to replace what it holds, "
                            "say --rotate", path);
    }
    if (fd < 0) {
        return mya_ctl_fail("%s cannot be made: %s", path, strerror(errno));
    }
    good = fchmod(fd, 0600) == 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
    if (close(fd) != 0 || !good) {
        const int code = mya_ctl_fail("%s cannot be written: %s", path, strerror(errno));

        unlink(path);
        return code;
    }
    return MYA_CTL_DONE;
}

/* The first line of PATH: the secret that is in use. */
static int read_first(const char **line, const char *path, apr_pool_t *pool)
{
    char *buffer = apr_pcalloc(pool, LINE);
    FILE *file = fopen(path, "re");
    int good;

    if (!file) {
        return mya_ctl_fail("%s cannot be read: %s", path, strerror(errno));
    }
    good = fgets(buffer, LINE, file) != NULL;
    fclose(file);
    buffer[strcspn(buffer, "\r\n")] = '\0';
    if (!good || !*buffer) {
        return mya_ctl_fail("%s holds no secret that could be kept; remove it and make a new one",
                            path);
    }
    *line = buffer;
    return MYA_CTL_DONE;
}

/* A new line above the one in use; a second old one is forgotten. Never half a file: it is written
 * beside and moved. */
static int rotate(const char *path, const char *fresh, apr_pool_t *pool)
{
    const char *beside = apr_pstrcat(pool, path, ".new", NULL);
    const char *old = NULL;
    struct stat owner;
    int code = read_first(&old, path, pool);

    if (code == MYA_CTL_DONE) {
        unlink(beside);
        code = write_new(beside, apr_pstrcat(pool, fresh, "\n", old, "\n", NULL));
    }
    if (code != MYA_CTL_DONE) {
        return code;
    }
    if ((stat(path, &owner) == 0 && geteuid() == 0
         && chown(beside, owner.st_uid, owner.st_gid) != 0)
        || rename(beside, path) != 0) {
        code = mya_ctl_fail("%s cannot be replaced: %s", path, strerror(errno));
        unlink(beside);
        return code;
    }
    printf("%s: a new secret, and the one before stays valid. Restart httpd gracefully, on every "
           "node.\n", path);
    return MYA_CTL_DONE;
}

int mya_ctl_secret(mya_ctl_t *ctl)
{
    const char *path = ctl->words[0];
    const char *fresh;
    int code;

    if (mya_crypto_token(&fresh, BYTES, ctl->pool) != APR_SUCCESS) {
        return mya_ctl_fail("the system gives no random bytes");
    }
    if (ctl->options[MYA_CTL_ROTATE]) {
        return rotate(path, fresh, ctl->pool);
    }
    code = write_new(path, apr_pstrcat(ctl->pool, fresh, "\n", NULL));
    if (code == MYA_CTL_DONE) {
        printf("%s: made, readable by its owner only. httpd.conf: MyAccountSecretFile %s\n", path,
               path);
    }
    return code;
}
