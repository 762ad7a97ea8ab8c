/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_access_password_rules.c: which new passwords are refused, and what is said */
#include "access_fixture.h"

#include <apr_file_io.h>

#include "access/password_rules.h"

static const char *const own[] = {
    "https://www.nordlysmarin.example", "main", "Kari \xc3\x98vreg\xc3\xa5rd",
    "kari.ovregard@haeroy.example", NULL
};
static const mya_common_t *common;

static int load(void **state)
{
    make_people(state);
    must(mya_common_load(&common, fixture_share(), why, pool));
    return 0;
}

#define with_rules(test) cmocka_unit_test_setup_teardown(test, load, drop_database)

/* The key with which PASSWORD is refused, "" if it is taken. */
static const char *judged(const char *password, int least)
{
    const mya_password_rules_t rules = { .common = common, .own = own, .least = least };
    mya_result_t *said = mya_result_make(pool);

    return mya_password_choose(password, &rules, said, pool) == APR_SUCCESS ? "" : said->key;
}

static void test_what_is_easy_to_guess_is_refused_and_it_is_said_why(void **state)
{
    static const struct {
        const char *password, *key;
    } cases[] = {
        { "password12345678", "password.common" },
        { "Password-Password", "password.common" },
        { "P@55w0rd!P@55w0rd!", "password.pattern" },
        { "Sommeren2026!!!", "password.common" },
        { "iloveyouiloveyou", "password.common" },
        { "kristianAndersen", "password.common" },
        { "JegElskerDeg2026", "password.common" },
        { "nordlysmarin2026", "password.own" },
        { "Nordlysmarin 12345", "password.own" },
        { "\xc3\x98VREG\xc3\x85RD kari 99", "password.own" },
        { "haeroy-haeroy-haeroy", "password.own" },
        { "ovregardovregard1", "password.own" },
        { "aaaaaaaaaaaaaaaaaaaa", "password.pattern" },
        { "abcdefghijklmnopqrstuvwxyz", "password.pattern" },
        { "987654321098765", "password.pattern" },
        { "qwertyuiopasdfghjkl", "password.pattern" },
        { "xkxkxkxkxkxkxkxkxk", "password.pattern" },
        { "1984198419841984", "password.pattern" },
        { "1qaz2wsx3edc4rfv", "password.pattern" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *key = judged(cases[i].password, 15);

        if (strcmp(key, cases[i].key) != 0) {
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].password, key, cases[i].key);
        }
    }
}

static void test_what_is_not_easy_is_taken_without_rules_of_composition(void **state)
{
    static const char *const passwords[] = {
        "correct horse battery staple", "jegelskerdegmasse", "ni sm\xc3\xa5 fisker i bekken",
        "kv7ghw0zq3mtbxy", "GHWZQMTBXYKVRNP", "en rar liten katt p\xc3\xa5 taket",
        "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf"
        "\xe3\x83\xbc\xe3\x83\x89\xe3\x81\xa7\xe3\x81\x99\xe3\x82\x88\xe3\x81\xad\xe3\x81\x88\xe5\x85\xad",
        "Kari eats 9 blue tractors",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(passwords) / sizeof(passwords[0]); i++) {
        const char *key = judged(passwords[i], 15);

        if (*key) {
            fail_msg("%s: %s", passwords[i], key);
        }
    }
}

static void test_a_shorter_one_is_judged_as_well_where_it_is_allowed(void **state)
{
    (void)state;
    assert_string_equal(judged("monkey12", 8), "password.common");
    assert_string_equal(judged("John1984", 8), "password.common");
    assert_string_equal(judged("xk7!m2qp", 8), "");
    assert_string_equal(judged("xk7!m2q", 8), "password.short");
}

static void test_every_word_of_the_list_with_what_people_add_is_refused(void **state)
{
    static const char *const forms[] = { "%s", "%s1", "%s123", "%s2026", "%s!", "1%s" };
    char line[200];
    apr_file_t *file;
    int words = 0;

    (void)state;
    must(apr_file_open(&file, apr_pstrcat(pool, fixture_share(), "/texts/common-passwords.txt",
                                          NULL), APR_FOPEN_READ | APR_FOPEN_BUFFERED, 0, pool));
    while (apr_file_gets(line, sizeof(line), file) == APR_SUCCESS) {
        line[strcspn(line, "\n")] = '\0';
        if (*line == '#') {
            continue;
        }
        words++;
        for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
            const char *mark = strstr(forms[i], "%s");
            const char *made = apr_pstrcat(pool, apr_pstrmemdup(pool, forms[i],
                                                                (apr_size_t)(mark - forms[i])),
                                           line, mark + 2, NULL);

            if (!*judged(made, 1)) {
                fail_msg("%s is taken", made);
            }
        }
    }
    apr_file_close(file);
    assert_in_range(words, 3000, 100000);
}

static void test_the_longest_costs_little(void **state)
{
    char *longest = apr_palloc(pool, 1026);

    (void)state;
    memset(longest, 'a', 1024);
    longest[1024] = '\0';
    assert_string_equal(judged(longest, 15), "password.pattern");
    longest[1024] = 'a';
    longest[1025] = '\0';
    assert_string_equal(judged(longest, 15), "password.long");
    assert_string_equal(judged("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 15),
                        "password.encoding");
}

static void test_a_list_with_what_is_no_word_is_named_with_its_line(void **state)
{
    static const char *const lines[] = { "two words\n", "abc\n", "\xff\xff\xff\xff\n" };
    const char *folder_ = "/tmp/mya-unit-common";
    const char *path = apr_pstrcat(pool, folder_, "/texts/common-passwords.txt", NULL);
    const mya_common_t *none;

    (void)state;
    apr_dir_make_recursive(apr_pstrcat(pool, folder_, "/texts", NULL), APR_FPROT_OS_DEFAULT, pool);
    for (size_t i = 0; i < 3; i++) {
        apr_file_t *file;

        must(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE,
                           APR_FPROT_OS_DEFAULT, pool));
        apr_file_puts("# words\n", file);
        apr_file_puts(lines[i], file);
        apr_file_close(file);
        assert_int_equal(mya_common_load(&none, folder_, why, pool), MYA_ECONFIG);
        assert_non_null(strstr(why->detail, "common-passwords.txt:2: "));
    }
    apr_file_remove(path, pool);
    assert_int_equal(mya_common_load(&none, folder_, why, pool), MYA_ECONFIG);
    apr_dir_remove(apr_pstrcat(pool, folder_, "/texts", NULL), pool);
    apr_dir_remove(folder_, pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_rules(test_what_is_easy_to_guess_is_refused_and_it_is_said_why),
        with_rules(test_what_is_not_easy_is_taken_without_rules_of_composition),
        with_rules(test_a_shorter_one_is_judged_as_well_where_it_is_allowed),
        with_rules(test_every_word_of_the_list_with_what_people_add_is_refused),
        with_rules(test_the_longest_costs_little),
        with_rules(test_a_list_with_what_is_no_word_is_named_with_its_line),
    };
    int failed = begin_tests();

    if (!failed) {
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        end_tests();
    }
    return failed;
}
