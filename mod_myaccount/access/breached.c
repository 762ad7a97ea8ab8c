/* SPDX-License-Identifier: Apache-2.0 */
/* access/breached.c: passwords that were stolen elsewhere (PW4; ASVS 6.2.12) */
#include "access/breached.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include "base/crypto.h"

#define HASH (2 * MYA_SHA1)        /* hexadecimal digits */
#define LINE_MOST 80               /* with a count and the end */
#define PLACES 64                  /* looked at when the list is loaded */

struct mya_breached_t {
    const char *path;
};

typedef struct looking_t {
    const char *path;
    apr_file_t *file;
    apr_off_t size;
    mya_result_t *why;
} looking_t;

/* A line of the list: where it begins, where the next one does, and its hash in capitals. */
typedef struct line_t {
    apr_off_t begin, next;
    char hash[HASH + 1];
} line_t;

static apr_status_t open_list(looking_t *looking, const char *path, mya_result_t *why,
                              apr_pool_t *pool)
{
    apr_finfo_t info;
    char reason[120];
    apr_status_t rv = apr_file_open(&looking->file, path, APR_FOPEN_READ | APR_FOPEN_BINARY,
                                    APR_FPROT_OS_DEFAULT, pool);

    looking->path = path;
    looking->why = why;
    if (rv == APR_SUCCESS) {
        rv = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, looking->file);
        looking->size = info.size;
        if (rv != APR_SUCCESS || info.filetype != APR_REG) {
            apr_file_close(looking->file);
            rv = rv == APR_SUCCESS ? APR_EINVAL : rv;
        }
    }
    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "%s: this list of breached passwords cannot be "
                               "read: %s", path, apr_strerror(rv, reason, sizeof(reason)));
    }
    return APR_SUCCESS;
}

/* Take the hash of LINE, of which TEXT has LEN bytes up to the end of its line. */
static int take_hash(line_t *line, const char *text, apr_size_t len)
{
    if (len && text[len - 1] == '\r') {
        len--;
    }
    if (len < HASH || (len > HASH && text[HASH] != ':')) {
        return 0;
    }
    for (apr_size_t i = 0; i < HASH; i++) {
        if (!apr_isxdigit(text[i])) {
            return 0;
        }
        line->hash[i] = (char)apr_toupper(text[i]);
    }
    line->hash[HASH] = '\0';
    return 1;
}

/* Up to ROOM - 1 bytes from AT on in TEXT, with a NUL behind them; *LEN without it. */
static apr_status_t read_at(char *text, apr_size_t room, apr_size_t *len, const looking_t *looking,
                            apr_off_t at)
{
    apr_off_t place = at;
    apr_status_t rv = apr_file_seek(looking->file, APR_SET, &place);

    *len = 0;
    if (rv == APR_SUCCESS) {
        rv = apr_file_read_full(looking->file, text, room - 1, len);
    }
    text[*len] = '\0';
    return rv == APR_SUCCESS || APR_STATUS_IS_EOF(rv)
               ? APR_SUCCESS
               : mya_result_tell(looking->why, MYA_ECONFIG, "%s: this list of breached passwords "
                                 "cannot be read at byte %" APR_OFF_T_FMT, looking->path, at);
}

/* The first line that begins at FROM or later; at the end of the list, line->begin is its size. */
static apr_status_t read_line(line_t *line, looking_t *looking, apr_off_t from)
{
    char text[2 * LINE_MOST + 1];
    apr_off_t at = from > 0 ? from - 1 : 0;        /* does a line end before it? */
    apr_size_t len, skip, end;
    apr_status_t rv = read_at(text, sizeof(text), &len, looking, at);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    skip = from > 0 ? strcspn(text, "\n") + 1 : 0;
    line->begin = at + (apr_off_t)skip;
    if (line->begin >= looking->size) {
        line->begin = line->next = looking->size;
        return APR_SUCCESS;
    }
    end = skip < len ? skip + strcspn(text + skip, "\n") : len;
    line->next = at + (apr_off_t)end + 1;
    if (skip >= len || !take_hash(line, text + skip, end - skip)) {
        return mya_result_tell(looking->why, MYA_ECONFIG, "%s: at byte %" APR_OFF_T_FMT " there is "
                               "no SHA-1 hash; a line is 40 hexadecimal digits, and perhaps :COUNT",
                               looking->path, line->begin);
    }
    return APR_SUCCESS;
}

/* The places that are looked at must rise: a list in another order would find nothing. */
static apr_status_t look_at_order(looking_t *looking)
{
    line_t line, before = { 0, 0, "" };

    for (int i = 0; i < PLACES; i++) {
        apr_status_t rv = read_line(&line, looking, looking->size * i / PLACES);

        if (rv != APR_SUCCESS || line.begin >= looking->size) {
            return rv;
        }
        if (line.begin > before.begin && strcmp(line.hash, before.hash) <= 0) {
            return mya_result_tell(looking->why, MYA_ECONFIG, "%s: the hash at byte %"
                                   APR_OFF_T_FMT " is not above that at byte %" APR_OFF_T_FMT "; "
                                   "the list must be in the order of its hashes (sort -u)",
                                   looking->path, line.begin, before.begin);
        }
        before = line;
    }
    return APR_SUCCESS;
}

apr_status_t mya_breached_load(const mya_breached_t **list, const char *path, mya_result_t *why,
                               apr_pool_t *pool)
{
    mya_breached_t *made = apr_palloc(pool, sizeof(*made));
    looking_t looking;
    apr_status_t rv = open_list(&looking, path, why, pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = looking.size > 0 ? look_at_order(&looking)
                          : mya_result_tell(why, MYA_ECONFIG, "%s: this list of breached "
                                            "passwords is empty", path);
    apr_file_close(looking.file);
    made->path = apr_pstrdup(pool, path);
    *list = made;
    return rv;
}

/* Between LOW and HIGH, both beginnings of lines: halved until what is left is a line or none. */
static apr_status_t find(int *has, looking_t *looking, const char *wanted)
{
    apr_off_t low = 0, high = looking->size;
    line_t line;

    while (low < high) {
        apr_status_t rv = read_line(&line, looking, low + (high - low) / 2);
        int order;

        if (rv == APR_SUCCESS && line.begin >= high) {   /* the middle is in the last line */
            rv = read_line(&line, looking, low);
        }
        if (rv != APR_SUCCESS) {
            return rv;
        }
        order = strcmp(wanted, line.hash);
        if (order == 0) {
            *has = 1;
            return APR_SUCCESS;
        }
        if (order > 0) {
            low = line.next;
        }
        else {
            high = line.begin;
        }
    }
    return APR_SUCCESS;
}

apr_status_t mya_breached_has(int *has, const mya_breached_t *list, const char *password,
                              mya_result_t *why, apr_pool_t *pool)
{
    unsigned char hash[MYA_SHA1];
    char wanted[HASH + 1];
    looking_t looking;
    apr_status_t rv = open_list(&looking, list->path, why, pool);

    *has = 0;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    mya_crypto_sha1(hash, password, strlen(password));
    for (int i = 0; i < MYA_SHA1; i++) {
        apr_snprintf(wanted + 2 * i, 3, "%02X", hash[i]);
    }
    rv = find(has, &looking, wanted);
    apr_file_close(looking.file);
    return rv;
}
