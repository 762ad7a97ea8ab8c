/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/test_base_xml_memory.c: libxml2's memory of a page comes from its pool, and only that */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_thread_proc.h>

#include <libxml/globals.h>
#include <libxml/xmlstring.h>

#include "base/xml.h"
#include "base/xml_memory.h"

static apr_pool_t *pool;
static mya_xml_memory_t *memory;
static mya_xml_frame_t frame;

static int begin(void **state)
{
    (void)state;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return -1;
    }
    memory = mya_xml_memory_make(pool);
    mya_xml_memory_enter(&frame, memory);
    return 0;
}

static int end(void **state)
{
    (void)state;
    mya_xml_memory_leave(&frame);
    apr_pool_destroy(pool);
    return 0;
}

/* A sanitizer's build has no pools: there is nothing to show then. */
#define NEEDS_POOLS if (!memory) { skip(); }

static void test_what_is_taken_holds_what_is_written_and_begins_where_any_type_may(void **state)
{
    char *taken[700];

    (void)state;
    NEEDS_POOLS
    for (size_t size = 0; size < 700; size++) {
        taken[size] = xmlMalloc(size);
        assert_int_equal((uintptr_t)taken[size] % 16, 0);
        memset(taken[size], (int)(size & 0x7F), size);
    }
    for (size_t size = 0; size < 700; size++) {
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(taken[size][i], size & 0x7F);
        }
        xmlFree(taken[size]);
    }
}

static void test_what_is_freed_is_taken_again_so_that_memory_does_not_grow_with_turns(void **state)
{
    apr_size_t before;

    (void)state;
    NEEDS_POOLS
    xmlFree(xmlMalloc(100));
    before = mya_xml_memory_taken(memory);
    for (int i = 0; i < 1000000; i++) {
        void *a = xmlMalloc(100), *b = xmlStrdup((const xmlChar *)"a word or two");
        xmlFree(b);
        xmlFree(a);
    }
    assert_int_equal(mya_xml_memory_taken(memory), before);
}

static void test_a_text_that_grows_byte_by_byte_takes_a_few_times_its_size(void **state)
{
    const size_t most = 1000000;
    char *text = NULL;

    (void)state;
    NEEDS_POOLS
    for (size_t size = 1; size <= most; size++) {
        text = xmlRealloc(text, size);
        text[size - 1] = (char)('a' + size % 26);
    }
    for (size_t i = 0; i < most; i++) {
        assert_int_equal(text[i], 'a' + (i + 1) % 26);
    }
    assert_in_range(mya_xml_memory_taken(memory), most, 6 * most);
}

static void test_what_was_made_outside_is_grown_and_freed_where_it_was_made(void **state)
{
    char *outside, *grown;
    apr_size_t before;

    (void)state;
    NEEDS_POOLS
    mya_xml_memory_leave(&frame);
    outside = xmlMalloc(40);
    strcpy(outside, "made by malloc");
    mya_xml_memory_enter(&frame, memory);
    before = mya_xml_memory_taken(memory);
    grown = xmlRealloc(outside, 100000);
    assert_string_equal(grown, "made by malloc");
    assert_int_equal(mya_xml_memory_taken(memory), before);
    mya_xml_memory_leave(&frame);
    free(grown);               /* the C library knows it */
    mya_xml_memory_enter(&frame, memory);
}

static void test_within_another_s_each_frees_its_own(void **state)
{
    mya_xml_memory_t *inner;
    mya_xml_frame_t above;
    char *mine, *its;

    (void)state;
    NEEDS_POOLS
    mine = xmlMalloc(64);
    inner = mya_xml_memory_make(pool);
    mya_xml_memory_enter(&above, inner);
    its = xmlMalloc(64);
    assert_ptr_not_equal(mine, its);
    xmlFree(mine);                                  /* goes back to the outer one */
    assert_ptr_not_equal(xmlMalloc(64), mine);
    mya_xml_memory_leave(&above);
    assert_ptr_equal(xmlMalloc(64), mine);
}

static void test_none_is_no_change(void **state)
{
    mya_xml_frame_t above;
    char *mine;

    (void)state;
    NEEDS_POOLS
    mine = xmlMalloc(64);
    mya_xml_memory_enter(&above, NULL);
    xmlFree(mine);
    assert_ptr_equal(xmlMalloc(64), mine);
    mya_xml_memory_leave(&above);
}

static void *APR_THREAD_FUNC other_thread(apr_thread_t *thread, void *data)
{
    void *its = xmlMalloc(64);

    (void)data;
    free(its);                                      /* by the C library: it is no pool's */
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

static void test_another_thread_goes_on_with_malloc(void **state)
{
    apr_thread_t *thread;
    apr_status_t rv;
    apr_size_t before;

    (void)state;
    NEEDS_POOLS
    before = mya_xml_memory_taken(memory);
    assert_int_equal(apr_thread_create(&thread, NULL, other_thread, NULL, pool), APR_SUCCESS);
    apr_thread_join(&rv, thread);
    assert_int_equal(mya_xml_memory_taken(memory), before);
}

static void test_the_next_page_has_the_memory_of_the_last(void **state)
{
    apr_pool_t *page;
    mya_xml_frame_t above;
    char *first = NULL;

    (void)state;
    NEEDS_POOLS
    for (int i = 0; i < 3; i++) {
        mya_xml_memory_t *its;

        assert_int_equal(apr_pool_create(&page, NULL), APR_SUCCESS);
        its = mya_xml_memory_make(page);
        mya_xml_memory_enter(&above, its);
        if (first) {
            assert_ptr_equal(xmlMalloc(64), first);
        }
        else {
            first = xmlMalloc(64);
        }
        mya_xml_memory_leave(&above);
        apr_pool_destroy(page);
    }
}

static void test_malloc_can_be_asked_for(void **state)
{
    (void)state;
    mya_xml_memory_use(0);
    assert_null(mya_xml_memory_make(pool));
    mya_xml_memory_use(1);
    assert_int_equal(mya_xml_memory_make(pool) != NULL, memory != NULL);
}

static void test_others_functions_over_ours_keep_us_from_pools(void **state)
{
    xmlFreeFunc our_free = xmlFree;

    (void)state;
    NEEDS_POOLS
    xmlFree = free;
    assert_null(mya_xml_memory_make(pool));
    xmlFree = our_free;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_taken_holds_what_is_written_and_begins_where_any_type_may),
        TEST(test_what_is_freed_is_taken_again_so_that_memory_does_not_grow_with_turns),
        TEST(test_a_text_that_grows_byte_by_byte_takes_a_few_times_its_size),
        TEST(test_what_was_made_outside_is_grown_and_freed_where_it_was_made),
        TEST(test_within_another_s_each_frees_its_own),
        TEST(test_none_is_no_change),
        TEST(test_another_thread_goes_on_with_malloc),
        TEST(test_the_next_page_has_the_memory_of_the_last),
        TEST(test_malloc_can_be_asked_for),
        TEST(test_others_functions_over_ours_keep_us_from_pools),
    };

    apr_initialize();
    atexit(apr_terminate);
    mya_xml_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
