/* SPDX-License-Identifier: Apache-2.0 */
/* access/password_rules.c: which new passwords are too easy to guess (PW4)
 *
 * A password is read as somebody would guess it: words that are known, things in a row, what was
 * said before. Each such piece is worth little however long it is, every other character is worth
 * one. "correct horse battery staple" is worth 15, "Password2026!" 5.
 */
#include "access/password_rules.h"

#include <string.h>

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "access/password.h"
#include "base/nfkc.h"

#define WORTH_LEAST 8      /* below it a password is refused */
#define WORTH_WORD 3       /* of a common word: there are a few thousand */
#define WORTH_PATTERN 1
#define WORD_LEAST 4       /* bytes of a word */
#define WORD_MOST 40
#define SAME_LEAST 3       /* "aaa"; said before */
#define ROW_LEAST 4        /* "abcd": three in a row stand in words, too */
#define LOOKED_AT 256      /* bytes of a password; the rest makes no weak one strong */
#define LINE_MOST 200

struct mya_common_t {
    apr_hash_t *words;     /* folded -> itself */
};

/* --- the file --- */

static apr_status_t take_line(apr_hash_t *words, const char *line, const char *path, int number,
                              mya_result_t *why, apr_pool_t *pool)
{
    const char *word;
    apr_size_t len;

    if (!*line || *line == '#') {
        return APR_SUCCESS;
    }
    if (mya_nfkc_fold(&word, line, why, pool) != APR_SUCCESS || strpbrk(word, " \t")) {
        return mya_result_tell(why, MYA_ECONFIG, "%s:%d: that is no word; write one a line, in "
                               "UTF-8", path, number);
    }
    len = strlen(word);
    if (len < WORD_LEAST || len > WORD_MOST) {
        return mya_result_tell(why, MYA_ECONFIG, "%s:%d: words have %d to %d bytes", path, number,
                               WORD_LEAST, WORD_MOST);
    }
    apr_hash_set(words, word, (apr_ssize_t)len, word);
    return APR_SUCCESS;
}

apr_status_t mya_common_load(const mya_common_t **common, const char *share, mya_result_t *why,
                             apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, share, "/texts/common-passwords.txt", NULL);
    mya_common_t *made = apr_pcalloc(pool, sizeof(*made));
    char line[LINE_MOST], reason[120];
    apr_file_t *file;
    int number = 0;
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED,
                                    APR_FPROT_OS_DEFAULT, pool);

    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "%s cannot be read: %s", path,
                               apr_strerror(rv, reason, sizeof(reason)));
    }
    made->words = apr_hash_make(pool);
    while (rv == APR_SUCCESS && apr_file_gets(line, sizeof(line), file) == APR_SUCCESS) {
        line[strcspn(line, "\r\n")] = '\0';
        rv = take_line(made->words, line, path, ++number, why, pool);
    }
    apr_file_close(file);
    *common = made;
    return rv;
}

/* --- pieces --- */

typedef enum kind_e { PLAIN, COMMON, OWN, PATTERN, KINDS } kind_e;

typedef struct look_t {
    const mya_common_t *common;
    apr_hash_t *own;
    const char *texts[3];      /* the password folded; and with letters for digits and signs,
                                * of which 1 may be i or l; all of one length */
    apr_size_t len;
    apr_pool_t *pool;
} look_t;

/* What the password is worth from each place on, and by which piece. */
typedef struct worth_t {
    int worth;
    apr_size_t len;
    kind_e kind;
} worth_t;

/* A piece of LEN at AT, of KIND and WORTH, is taken if nothing is worth less. */
static void offer(worth_t *table, apr_size_t at, apr_size_t len, kind_e kind, int worth)
{
    const int sum = worth + table[at + len].worth;

    if (sum < table[at].worth || (sum == table[at].worth && len > table[at].len)) {
        table[at] = (worth_t){ sum, len, kind };
    }
}

static int is_word(apr_hash_t *words, const look_t *look, apr_size_t at, apr_size_t len)
{
    for (int i = 0; words && i < 3; i++) {
        if (apr_hash_get(words, look->texts[i] + at, (apr_ssize_t)len)) {
            return 1;
        }
    }
    return 0;
}

static void offer_words(worth_t *table, const look_t *look, apr_size_t at)
{
    for (apr_size_t len = WORD_LEAST; len <= WORD_MOST && at + len <= look->len; len++) {
        if (is_word(look->own, look, at, len)) {
            offer(table, at, len, OWN, 0);
        }
        else if (is_word(look->common ? look->common->words : NULL, look, at, len)) {
            offer(table, at, len, COMMON, WORTH_WORD);
        }
    }
}

/* Are the two beside each other in the alphabet, among the digits, or on a keyboard? */
static int is_beside(char from, char to)
{
    static const char *const rows[] = { "abcdefghijklmnopqrstuvwxyz", "01234567890",
                                        "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop",
                                        "yxcvbnm", "1qaz", "2wsx", "3edc", "4rfv", "5tgb",
                                        "6yhn", "7ujm" };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *place = strchr(rows[i], from);

        if (place && (place[1] == to || (place > rows[i] && place[-1] == to))) {
            return 1;
        }
    }
    return 0;
}

static void offer_rows(worth_t *table, const look_t *look, apr_size_t at)
{
    const char *text = look->texts[0];
    apr_size_t same = at + 1, row = at + 1;

    while (same < look->len && text[same] == text[at]) {
        same++;
    }
    while (row < look->len && is_beside(text[row - 1], text[row])) {
        row++;
    }
    if (same - at >= SAME_LEAST) {
        offer(table, at, same - at, PATTERN, WORTH_PATTERN);
    }
    if (row - at >= ROW_LEAST) {
        offer(table, at, row - at, PATTERN, WORTH_PATTERN);
    }
}

static void offer_year(worth_t *table, const look_t *look, apr_size_t at)
{
    const char *text = look->texts[0] + at;

    if (look->len - at >= 4 && apr_isdigit(text[2]) && apr_isdigit(text[3])
        && (!strncmp(text, "19", 2) || !strncmp(text, "20", 2))) {
        offer(table, at, 4, PATTERN, WORTH_PATTERN);
    }
}

/* What stood before already is worth nothing more: "hunter2hunter2". */
static void offer_repeated(worth_t *table, const look_t *look, apr_size_t at)
{
    const char *text = look->texts[0];

    for (apr_size_t from = 0; from < at; from++) {
        apr_size_t len = 0;

        while (at + len < look->len && from + len < at && text[from + len] == text[at + len]) {
            len++;
        }
        if (len >= SAME_LEAST) {
            offer(table, at, len, PATTERN, 0);
        }
    }
}

/* --- all of it --- */

/* Letters for what is written instead of them. */
static const char *letters(const char *text, apr_size_t len, char one, apr_pool_t *pool)
{
    static const char signs[] = "0134578@$!|+", instead[] = "o?eastbas??t";
    char *made = apr_pstrmemdup(pool, text, len);

    for (char *c = made; *c; c++) {
        const char *place = strchr(signs, *c);
        const char letter = place ? instead[place - signs] : *c;

        *c = letter == '?' ? one : letter;
    }
    return made;
}

static void look_into(look_t *look, const char *folded)
{
    look->len = strlen(folded);
    look->len = look->len < LOOKED_AT ? look->len : LOOKED_AT;
    look->texts[0] = apr_pstrmemdup(look->pool, folded, look->len);
    look->texts[1] = letters(folded, look->len, 'i', look->pool);
    look->texts[2] = letters(folded, look->len, 'l', look->pool);
}

/* The words in TEXT: between spaces, points and signs. */
static void take_own(look_t *look, const char *text)
{
    static const char between[] = " \t.,;:@-_/+&()[]'\"";
    const char *folded;

    if (mya_nfkc_fold(&folded, text, NULL, look->pool) != APR_SUCCESS) {
        return;
    }
    for (;;) {
        apr_size_t len;

        folded += strspn(folded, between);
        len = strcspn(folded, between);
        if (!len) {
            return;
        }
        if (len >= WORD_LEAST && len <= WORD_MOST) {
            apr_hash_set(look->own, folded, (apr_ssize_t)len, folded);
        }
        folded += len;
    }
}

/* From the end, the cheapest way to say what is left. */
static worth_t *weigh(const look_t *look)
{
    worth_t *table = apr_pcalloc(look->pool, (look->len + 1) * sizeof(*table));

    for (apr_size_t at = look->len; at-- > 0;) {
        const int begins = ((unsigned char)look->texts[0][at] & 0xC0) != 0x80;  /* a character */

        table[at] = (worth_t){ begins + table[at + 1].worth, 1, PLAIN };
        offer_words(table, look, at);
        offer_rows(table, look, at);
        offer_year(table, look, at);
        offer_repeated(table, look, at);
    }
    return table;
}

/* Of what kind most of it is, but for what is plain. */
static kind_e mostly(const worth_t *table, const look_t *look)
{
    apr_size_t sizes[KINDS] = { 0 };
    kind_e most = PLAIN;

    for (apr_size_t at = 0; at < look->len; at += table[at].len) {
        sizes[table[at].kind] += table[at].len;
    }
    sizes[PLAIN] = 0;
    for (int kind = COMMON; kind < KINDS; kind++) {
        most = sizes[kind] > sizes[most] ? (kind_e)kind : most;
    }
    return most;
}

static apr_status_t refuse_breached(const mya_breached_t *list, const char *password,
                                    mya_result_t *why, apr_pool_t *pool)
{
    int has = 0;
    apr_status_t rv = list ? mya_breached_has(&has, list, password, why, pool) : APR_SUCCESS;

    return !has ? rv : mya_result_say(why, MYA_EINVALID, "password.breached", NULL,
                                      "the password stands in the list of those that were stolen "
                                      "from other sites; choose another");
}

apr_status_t mya_password_choose(const char *password, const mya_password_rules_t *rules,
                                 mya_result_t *why, apr_pool_t *pool)
{
    static const char *const keys[KINDS] = { [COMMON] = "password.common", [OWN] = "password.own",
                                             [PATTERN] = "password.pattern" };
    static const char *const whys[KINDS] = {
        [COMMON] = "words that many people choose",
        [OWN] = "words of the person, the customer or the portal",
        [PATTERN] = "repetitions, years, or keys that stand in a row",
    };
    look_t look = { .common = rules->common, .own = apr_hash_make(pool), .pool = pool };
    const worth_t *table;
    const char *folded;
    kind_e kind;
    apr_status_t rv = mya_password_check(password, rules->least, why, pool);

    if (rv != APR_SUCCESS || (rv = mya_nfkc_fold(&folded, password, why, pool)) != APR_SUCCESS) {
        return rv;
    }
    for (int i = 0; rules->own && rules->own[i]; i++) {
        take_own(&look, rules->own[i]);
    }
    look_into(&look, folded);
    table = weigh(&look);
    kind = mostly(table, &look);
    if (table[0].worth >= WORTH_LEAST || kind == PLAIN) {
        return refuse_breached(rules->breached, password, why, pool);
    }
    return mya_result_say(why, MYA_EINVALID, keys[kind], NULL,
                          "the password is easy to guess: it is mostly %s; choose another",
                          whys[kind]);
}
