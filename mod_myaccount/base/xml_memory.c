/* SPDX-License-Identifier: Apache-2.0 */
/* base/xml_memory.c: what libxml2 takes for one page is cut from chunks that die with its pool
 *
 * What is freed waits in a list of its size for the next of that size: libxslt frees most of what
 * it takes at once, and so a page stays within the processor's cache. The chunks come from one
 * store of the process, the last one that was put back first. A connection's pool keeps what it
 * had for its next request, and a process with a hundred of them would hold a hundred pages.
 */
#include "base/xml_memory.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <apr_allocator.h>
#include <apr_thread_mutex.h>

#include "base/xml_int.h"

#define ALIGN ((size_t)16)
#define FINE_MAX ((size_t)512)               /* a list for each 16 bytes, then for each doubling */
#define FINE_LISTS (FINE_MAX / ALIGN + 1)
#define COARSE_LISTS 55                      /* 2^10 to 2^64 */
#define CHUNK ((size_t)256 * 1024)           /* an ordinary page is two or three */
#define STORE_MAX ((apr_size_t)8 * 1024 * 1024)  /* what waits for the next pages, at most */

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* What stands before each block. */
typedef struct block_t {
    size_t room;               /* bytes that the block holds */
    struct block_t *next;      /* the next free one of its size */
} block_t;

_Static_assert(sizeof(block_t) == ALIGN, "a block begins where any type may begin");

struct mya_xml_memory_t {
    char *at, *end;            /* what is left of the newest chunk */
    apr_memnode_t *chunks;     /* newest first */
    size_t taken;
    block_t *fine[FINE_LISTS];
    block_t *coarse[COARSE_LISTS];
};

/* Who has entered in this thread, the innermost. Of the quick kind: each allocation reads it. */
static __thread const mya_xml_frame_t *current __attribute__((tls_model("initial-exec")));

static xmlFreeFunc others_free;
static xmlMallocFunc others_malloc;
static xmlReallocFunc others_realloc;
static xmlStrdupFunc others_strdup;
static int use_pools = !SANITIZED;
static apr_allocator_t *store;         /* of the process, for all its threads; never destroyed */

/* --- blocks --- */

static block_t **list_for(mya_xml_memory_t *memory, size_t room)
{
    if (room <= FINE_MAX) {
        return &memory->fine[room / ALIGN];
    }
    return &memory->coarse[__builtin_ctzl(room) - 10];
}

/* SIZE as it is handed out. */
static size_t round_up(size_t size)
{
    if (size <= FINE_MAX) {
        return size ? (size + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
    }
    return (size_t)1 << (64 - __builtin_clzl(size - 1));
}

/* So that LEAST bytes fit. */
static void add_chunk(mya_xml_memory_t *memory, size_t least)
{
    const size_t size = least + ALIGN > CHUNK - APR_MEMNODE_T_SIZE ? least + ALIGN
                                                                   : CHUNK - APR_MEMNODE_T_SIZE;
    apr_memnode_t *chunk = mya_xml_sure(apr_allocator_alloc(store, size));

    chunk->next = memory->chunks;
    memory->chunks = chunk;
    memory->at = (char *)(((uintptr_t)chunk->first_avail + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1));
    memory->end = chunk->endp;
    memory->taken += (size_t)(chunk->endp - chunk->first_avail);
}

static void *take(mya_xml_memory_t *memory, size_t size)
{
    size_t room = round_up(size);
    block_t **list = list_for(memory, room), *block = *list;

    if (block) {
        *list = block->next;
        return block + 1;
    }
    if ((size_t)(memory->end - memory->at) < room + sizeof(*block)) {
        add_chunk(memory, room + sizeof(*block));
    }
    block = (block_t *)(void *)memory->at;
    memory->at += room + sizeof(*block);
    block->room = room;
    return block + 1;
}

/* Who of those entered cut POINTER, or NULL if it comes from elsewhere. */
static mya_xml_memory_t *owner_of(const void *pointer)
{
    const char *p = pointer;

    for (const mya_xml_frame_t *frame = current; frame; frame = frame->below) {
        for (const apr_memnode_t *chunk = frame->memory->chunks; chunk; chunk = chunk->next) {
            if (p >= chunk->first_avail && p < chunk->endp) {
                return frame->memory;
            }
        }
    }
    return NULL;
}

static void give_back(mya_xml_memory_t *memory, void *pointer)
{
    block_t *block = (block_t *)pointer - 1, **list = list_for(memory, block->room);

    block->next = *list;
    *list = block;
}

/* --- what libxml2 calls --- */

static void our_free(void *pointer)
{
    mya_xml_memory_t *owner = current && pointer ? owner_of(pointer) : NULL;

    if (owner) {
        give_back(owner, pointer);
    }
    else {
        others_free(pointer);
    }
}

static void *our_malloc(size_t size)
{
    return current ? take(current->memory, size) : others_malloc(size);
}

static void *our_realloc(void *pointer, size_t size)
{
    mya_xml_memory_t *owner = current && pointer ? owner_of(pointer) : NULL;
    size_t room;
    void *moved;

    if (!owner) {
        return !pointer && current ? take(current->memory, size) : others_realloc(pointer, size);
    }
    room = ((block_t *)pointer - 1)->room;
    if (size <= room) {
        return pointer;
    }
    moved = take(owner, size);
    memcpy(moved, pointer, room);
    give_back(owner, pointer);
    return moved;
}

static char *our_strdup(const char *text)
{
    size_t size;

    if (!current) {
        return others_strdup(text);
    }
    size = strlen(text) + 1;
    return memcpy(take(current->memory, size), text, size);
}

/* --- for the documents --- */

/* Its pool is nobody's child: documents may die as late as in apr_terminate(). */
static void open_store(void)
{
    apr_pool_t *pool;
    apr_thread_mutex_t *mutex;

    mya_xml_sure(apr_allocator_create(&store) == APR_SUCCESS ? store : NULL);
    mya_xml_sure(apr_pool_create_unmanaged(&pool) == APR_SUCCESS ? pool : NULL);
    mya_xml_sure(apr_thread_mutex_create(&mutex, APR_THREAD_MUTEX_DEFAULT, pool) == APR_SUCCESS
                     ? mutex : NULL);
    apr_allocator_mutex_set(store, mutex);
    apr_allocator_max_free_set(store, STORE_MAX);
}

void mya_xml_memory_init(void)
{
    if (others_free) {
        return;
    }
    open_store();
    xmlMemGet(&others_free, &others_malloc, &others_realloc, &others_strdup);
    xmlMemSetup(our_free, our_malloc, our_realloc, our_strdup);
}

void mya_xml_memory_use(int pools)
{
    use_pools = pools && !SANITIZED;
}

static apr_status_t put_back(void *data)
{
    mya_xml_memory_t *memory = data;

    if (memory->chunks) {
        apr_allocator_free(store, memory->chunks);
    }
    return APR_SUCCESS;
}

mya_xml_memory_t *mya_xml_memory_make(apr_pool_t *pool)
{
    mya_xml_memory_t *memory;

    if (!use_pools || xmlFree != our_free || xmlMalloc != our_malloc) {
        return NULL;
    }
    memory = apr_pcalloc(pool, sizeof(*memory));
    apr_pool_cleanup_register(pool, memory, put_back, apr_pool_cleanup_null);
    return memory;
}

void mya_xml_memory_enter(mya_xml_frame_t *frame, mya_xml_memory_t *memory)
{
    frame->memory = memory;
    frame->below = current;
    if (memory) {
        current = frame;
    }
}

void mya_xml_memory_leave(const mya_xml_frame_t *frame)
{
    current = frame->below;
}

apr_size_t mya_xml_memory_taken(const mya_xml_memory_t *memory)
{
    return memory->taken;
}
