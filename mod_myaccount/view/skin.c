/* SPDX-License-Identifier: Apache-2.0 */
/* view/skin.c: a compiled skin, and what it makes of a page's XML */
#include "view/skin.h"

#include <stdlib.h>
#include <string.h>

#include <apr_atomic.h>
#include <apr_file_io.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "base/xslt.h"

struct mya_skin_t {
    const mya_style_t *style;
    volatile apr_uint32_t *faults;   /* shared by all processes of this generation */
};

/* Only tests set the variable: every document that they cause is kept in the folder that it names,
 * and judged by schema/page.rng afterwards. */
static void keep_for_tests(const mya_xml_doc_t *doc, apr_pool_t *pool)
{
    const char *folder = getenv("MYACCOUNT_PAGES");
    apr_file_t *file;
    const char *text;

    if (folder && *folder
        && apr_file_mktemp(&file, apr_pstrcat(pool, folder, "/page-XXXXXX", NULL),
                           APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_EXCL, pool)
               == APR_SUCCESS) {
        text = mya_xml_serialize(doc, 1, pool);
        apr_file_puts(text, file);
        apr_file_close(file);
    }
}

apr_status_t mya_skin_apply(mya_xml_doc_t **result, const mya_skin_t *skin,
                            const mya_xml_doc_t *doc, mya_result_t *why, apr_pool_t *pool)
{
    keep_for_tests(doc, pool);
    return mya_xslt_apply(result, skin->style, doc, why, pool);
}

static apr_status_t write_form(mya_written_t **written, const mya_xml_doc_t *result,
                               mya_skin_form_e form, mya_result_t *why, apr_pool_t *pool)
{
    return form == MYA_SKIN_FRAGMENT
               ? mya_writer_fragment(written, result, why, pool)
               : mya_writer_write(written, result, form == MYA_SKIN_PARTS, why, pool);
}

static apr_status_t show(mya_written_t **written, const mya_skin_t *skin,
                         const mya_xml_doc_t *doc, mya_skin_form_e form, mya_result_t *why,
                         apr_pool_t *pool)
{
    mya_xml_doc_t *result;
    apr_status_t rv = mya_xslt_apply(&result, skin->style, doc, why, pool);

    return rv == APR_SUCCESS ? write_form(written, result, form, why, pool) : rv;
}

apr_status_t mya_skin_show(mya_written_t **written, const char **fault, const mya_skin_t *skin,
                           const mya_skin_t *other, const mya_xml_doc_t *doc,
                           mya_skin_form_e form, mya_result_t *why, apr_pool_t *pool)
{
    mya_result_t *heard = mya_result_make(pool);
    apr_status_t rv;

    keep_for_tests(doc, pool);
    *fault = NULL;
    rv = show(written, skin, doc, form, heard, pool);
    if (rv == APR_SUCCESS) {
        return rv;
    }
    if (skin == other) {
        return mya_result_tell(why, rv, "%s", heard->detail);
    }
    if (apr_atomic_inc32(skin->faults) == 0) {
        *fault = heard->detail;
    }
    return show(written, other, doc, form, why, pool);
}

/* Show the sample that holds everything a page may hold: a template that does not exist, a variable
 * misspelt, a result that is no page are found now and not by a customer. Besides, libxslt writes
 * into a style sheet while it runs for the first time; later it only reads. */
static apr_status_t try_sample(const mya_skin_t *skin, const char *file, const char *share,
                               mya_result_t *why, apr_pool_t *pool)
{
    mya_xml_doc_t *sample, *result;
    mya_written_t *written;
    mya_result_t *heard = mya_result_make(pool);
    apr_status_t rv = mya_xml_read(&sample, apr_pstrcat(pool, share, "/xslt/sample.xml", NULL), why,
                                   pool);

    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = mya_xslt_apply(&result, skin->style, sample, heard, pool);
    if (rv != APR_SUCCESS) {
        return mya_result_tell(why, MYA_ECONFIG, "%s", heard->detail);
    }
    rv = mya_writer_write(&written, result, 1, heard, pool);
    return rv == APR_SUCCESS ? rv : mya_result_tell(why, MYA_ECONFIG, "%s:1: %s", file,
                                                    heard->detail);
}

/* Memory that the processes to come share. It dies with POOL, and with it what was counted: a skin
 * that was mended or not is heard again after a graceful restart. */
static volatile apr_uint32_t *make_counter(apr_pool_t *pool)
{
    apr_shm_t *shm;

    return apr_shm_create(&shm, sizeof(apr_uint32_t), NULL, pool) == APR_SUCCESS
               ? memset(apr_shm_baseaddr_get(shm), 0, sizeof(apr_uint32_t))
               : apr_pcalloc(pool, sizeof(apr_uint32_t));
}

apr_status_t mya_skin_load(const mya_skin_t **skin, const char *file, const char *share,
                           mya_result_t *why, apr_pool_t *pool)
{
    const char *shared = apr_pstrcat(pool, share, "/xslt", NULL);
    mya_skin_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_pool_t *trial;
    apr_status_t rv;

    if (!file) {
        file = apr_pstrcat(pool, shared, "/base.xsl", NULL);
    }
    made->faults = make_counter(pool);
    rv = mya_xslt_compile(&made->style, file, shared, why, pool);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    apr_pool_create(&trial, pool);
    rv = try_sample(made, file, share, why, trial);
    apr_pool_destroy(trial);
    if (rv == APR_SUCCESS) {
        *skin = made;
    }
    return rv;
}
