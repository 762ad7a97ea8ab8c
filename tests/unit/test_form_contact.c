/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_form_contact.c: what can be an e-mail or web address, a phone number, an IBAN */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "form/contact.h"

static apr_pool_t *pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

#define CHARS_64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CHARS_63 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void test_tells_mail_addresses(void **state)
{
    static const char *const good[] = {
        "a@b.no", "anna.berg@example.com", "anna+invoices@mail.example.co.uk", "x_y-z@a-b.info",
        "o'brien@example.ie", "1234@example.com", "!#$%&'*+-/=?^_`{|}~@example.org",
        "bl\xC3\xA5@b\xC3\xA6rum.no", CHARS_64 "@example.com", "a@" CHARS_63 ".com", "a@1.2.no",
        "A@EXAMPLE.COM", "a@xn--brum-zqa.no",
    };
    static const char *const bad[] = {
        "", "a", "@", "a@", "@b.no", "a@b", "a@@b.no", "a@b@c.no", "a b@c.no", "a@b c.no",
        "a@b..no", "a@.b.no", "a@b.no.", ".a@b.no", "a.@b.no", "a..b@c.no", "a@-b.no", "a@b-.no",
        "a@b_c.no", "a@b.1", "a@127.0.0.1", "a@[127.0.0.1]", "\"a\"@b.no", "a(b)@c.no", "<a@b.no>",
        "Anna <a@b.no>", "a@b.no,c@d.no", "a@b.no;c@d.no", "mailto:a@b.no\n", "a@b.no\nBcc: c@d.no",
        "a\t@b.no", CHARS_64 "a@example.com", "a@" CHARS_63 "b.com", "a:b@c.no", "a\\b@c.no",
        CHARS_64 "@" CHARS_63 "." CHARS_63 "." CHARS_63 ".com",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(good) / sizeof(good[0]); ++i) {
        if (!mya_contact_is_email(good[i])) {
            fail_msg("refused %s", good[i]);
        }
    }
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
        if (mya_contact_is_email(bad[i])) {
            fail_msg("accepted %s", bad[i]);
        }
    }
}

static void test_tells_web_addresses(void **state)
{
    static const char *const good[] = {
        "http://example.com", "https://example.com/", "HTTPS://www.example.com/a?b=c#d",
        "http://localhost", "http://example.com:8080/x", "https://b\xC3\xA6rum.no/s\xC3\xA5",
        "https://example.com?x", "https://example.com#x", "http://127.0.0.1/",
        "https://example.com/a@b",
    };
    static const char *const bad[] = {
        "", "example.com", "www.example.com", "//example.com", "http:", "http://", "https:///x",
        "ftp://example.com", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.no",
        "http:example.com", "http:/example.com", "http://user@example.com",
        "http://user:word@example.com", "http://exa mple.com", "http://example.com/a b",
        "http://example.com/\"x", "http://example.com/<x>", "http://example.com\\x",
        "http://example.com:x/", "http://example.com:/", "http://example.com:123456/",
        "http://.example.com", "http://example..com", "http://-a.com", "http://a.com/\nx",
        "xhttp://example.com", " http://example.com",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(good) / sizeof(good[0]); ++i) {
        if (!mya_contact_is_url(good[i])) {
            fail_msg("refused %s", good[i]);
        }
    }
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
        if (mya_contact_is_url(bad[i])) {
            fail_msg("accepted %s", bad[i]);
        }
    }
}

/* Each typed text and what it becomes; NULL: it is refused. */
typedef struct reading_t {
    const char *typed, *value;
} reading_t;

static void check_readings(const reading_t *cases, size_t n,
                           const char *(*read)(const char *, apr_pool_t *))
{
    size_t i;

    for (i = 0; i < n; ++i) {
        const char *value = read(cases[i].typed, pool);

        if (!value != !cases[i].value || (value && strcmp(value, cases[i].value) != 0)) {
            fail_msg("\"%s\" became \"%s\"", cases[i].typed, value ? value : "(refused)");
        }
    }
}

static void test_reads_phone_numbers(void **state)
{
    static const reading_t cases[] = {
        { "22334455", "22334455" },
        { "+47 22 33 44 55", "+47 22 33 44 55" },
        { "+47\xC2\xA0" "22\xC2\xA0" "33 44  55", "+47 22 33 44 55" },
        { "+44 (0)20 7946-0958", "+44 (0)20 7946-0958" },
        { "(555) 010.1234", "(555) 010.1234" },
        { "030/123456", "030/123456" },
        { "02800", "02800" },
        { "+123456789012345", "+123456789012345" },
        { "+1234567890123456", NULL },
        { "1234", NULL },
        { "", NULL },
        { "+", NULL },
        { "-12345", NULL },
        { "47+22334455", NULL },
        { "++4722334455", NULL },
        { "phone 22334455", NULL },
        { "22334455 x12", NULL },
        { "22334455\n", NULL },
        { "\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5", NULL },
    };

    (void)state;
    check_readings(cases, sizeof(cases) / sizeof(cases[0]), mya_contact_phone);
}

static void test_reads_account_numbers_and_checks_their_digits(void **state)
{
    static const reading_t cases[] = {
        { "NO93 8601 1117 947", "NO9386011117947" },
        { "no9386011117947", "NO9386011117947" },
        { "DE89 3704 0044 0532 0130 00", "DE89370400440532013000" },
        { "GB29\xC2\xA0NWBK 6016 1331 9268 19", "GB29NWBK60161331926819" },
        { "MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S" },
        { "NO93 8601 1117 948", NULL },                /* one digit */
        { "NO93 8601 1171 947", NULL },                /* two exchanged */
        { "NO83 8601 1117 947", NULL },                /* the check digits */
        { "DE89 3704 0044 0532 0130 0", NULL },
        { "NO9386011117947 0", NULL },
        { "93NO86011117947", NULL },
        { "NO93-8601-1117-947", NULL },
        { "", NULL },
        { "NO93", NULL },
        { "NO938601111794700000000000000000000", NULL },
    };

    (void)state;
    check_readings(cases, sizeof(cases) / sizeof(cases[0]), mya_contact_iban);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tells_mail_addresses, begin, end),
        cmocka_unit_test_setup_teardown(test_tells_web_addresses, begin, end),
        cmocka_unit_test_setup_teardown(test_reads_phone_numbers, begin, end),
        cmocka_unit_test_setup_teardown(test_reads_account_numbers_and_checks_their_digits, begin,
                                        end),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
