/* SPDX-License-Identifier: Apache-2.0 */
/* tests/fuzz/fuzz_definition.c: any bytes as a module of a definition
 *
 * Beside a good portal.xml lies one module of these bytes. It is loaded, or every fault says file
 * and line; and what was loaded once is loaded twice. Build with
 * -fsanitize=fuzzer,address,undefined; its corpus: corpus/definition.
 */
#include "fuzz.h"

#include <stdio.h>
#include <unistd.h>

#include "portal/model.h"

static apr_pool_t *root;
static char folder[] = "/tmp/mya-fuzz-XXXXXX";
static const char *portal_file, *module_file;

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    demand(file != NULL);
    demand(fwrite(bytes, 1, size, file) == size);
    fclose(file);
}

static void clean_up(void)
{
    unlink(portal_file);
    unlink(module_file);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char portal[] =
        "<portal name='p' xmlns='urn:mod-myaccount:portal:1' languages='en' zone='Europe/Oslo' "
        "currency='NOK' customer-key='id' user-key='id'><role name='owner'/>"
        "<role name='finance'/></portal>";

    (void)argc, (void)argv;
    apr_initialize();
    if (apr_pool_create(&root, NULL) != APR_SUCCESS || !mkdtemp(folder)) {
        return -1;
    }
    portal_file = apr_pstrcat(root, folder, "/portal.xml", NULL);
    module_file = apr_pstrcat(root, folder, "/module.xml", NULL);
    write_file(portal_file, portal, sizeof(portal) - 1);
    atexit(clean_up);
    return 0;
}

/* "folder/module.xml:12: what is wrong". */
static int says_where(const char *fault)
{
    const char *at = strstr(fault, ".xml:");

    return !strncmp(fault, folder, sizeof(folder) - 1) && at && at[5] >= '0' && at[5] <= '9';
}

static apr_status_t load(const mya_portal_t **portal, apr_pool_t *pool)
{
    apr_array_header_t *faults = apr_array_make(pool, 4, sizeof(const char *));
    mya_result_t *why = mya_result_make(pool);
    apr_status_t rv = mya_portal_load(portal, portal_file, MYA_SHARE, faults, why, pool);

    demand((rv == APR_SUCCESS) == (faults->nelts == 0));
    demand(rv == APR_SUCCESS || why->detail);
    for (int i = 0; i < faults->nelts; i++) {
        demand(says_where(APR_ARRAY_IDX(faults, i, const char *)));
    }
    return rv;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const mya_portal_t *one = NULL, *two = NULL;
    apr_pool_t *pool;

    apr_pool_create(&pool, root);
    write_file(module_file, data, size);
    if (load(&one, pool) == APR_SUCCESS) {
        demand(load(&two, pool) == APR_SUCCESS);
        demand(one->npages == two->npages && one->nactions == two->nactions);
        for (int i = 0; i < one->npages; i++) {
            demand(one->pages[i]->roles != 0);
        }
    }
    apr_pool_destroy(pool);
    return 0;
}
