/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt.c: compiled stylesheets (libxslt), without its types
 *
 * libxslt belongs to the whole process: its one global error function passes on what is not
 * ours, its loader is ours only while we compile, and what is per thread is put back, because
 * one transformation may happen inside another's.
 */
#include "base/xslt.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_strings.h>

#include <libexslt/exslt.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include "base/xslt_int.h"

#define DEPTH_MAX 250              /* templates within templates; a page needs some twenty */
#define VARS_MAX 5000
#define OPERATIONS_MAX 2000000     /* half a second; a page of 60 rows needs some 20,000 */
#define SAID_MAX 1000

#define XC(text) ((const xmlChar *)(text))
#define CS(text) ((const char *)(text))

struct mya_style_t {
    xsltStylesheetPtr style;
    xsltSecurityPrefsPtr prefs;
    const char *file;
};

/* What libxml2 and libxslt said, in the pieces in which they say it. */
typedef struct said_t {
    char text[SAID_MAX];
    size_t len;
} said_t;

/* --- hearing --- */

/* Whom this thread's libxslt speaks to; NULL while nothing of ours runs. */
static __thread said_t *hearing;

static xmlGenericErrorFunc others_hear;
static void *others_baton;

static void hear(void *baton, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void hear_generic(void *baton, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void hear(void *baton, const char *format, ...)
{
    said_t *said = baton;
    va_list args;

    va_start(args, format);
    said->len += (size_t)apr_vsnprintf(said->text + said->len, SAID_MAX - said->len, format, args);
    va_end(args);
}

/* libxslt has one function for the whole process, for what belongs to no transformation and for its
 * dumps of the template stack. What is not ours goes on to whoever was there before. */
static void hear_generic(void *baton, const char *format, ...)
{
    char text[SAID_MAX];
    va_list args;

    (void)baton;
    va_start(args, format);
    apr_vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (hearing) {
        hear(hearing, "%s", text);
    }
    else if (others_hear) {
        others_hear(others_baton, "%s", text);
    }
}

static void hear_structured(void *baton, mya_xml_error_t error)
{
    if (error->level != XML_ERR_WARNING && error->message) {
        hear(baton, "%s", error->message);
    }
}

/* The thread's error functions, kept while ours are in place. */
typedef struct ears_t {
    xmlStructuredErrorFunc structured;
    void *structured_baton;
    xmlGenericErrorFunc generic;
    void *generic_baton;
    said_t *hearing;
} ears_t;

static void hook(ears_t *kept, said_t *said)
{
    *kept = (ears_t){ xmlStructuredError, xmlStructuredErrorContext, xmlGenericError,
                      xmlGenericErrorContext, hearing };
    hearing = said;
    xmlSetStructuredErrorFunc(said, hear_structured);
    xmlSetGenericErrorFunc(said, hear);
}

static void unhook(const ears_t *kept)
{
    hearing = kept->hearing;
    xmlSetStructuredErrorFunc(kept->structured_baton, kept->structured);
    xmlSetGenericErrorFunc(kept->generic_baton, kept->generic);
}

/* --- set-up --- */

static char mark[33];

const char *mya_xslt_mark(void)
{
    return mark;
}

static void set_up(void)
{
    unsigned char random[16];

    if (*mark) {
        return;
    }
    if (apr_generate_random_bytes(random, sizeof(random)) != APR_SUCCESS) {
        abort();
    }
    for (size_t i = 0; i < sizeof(random); i++) {
        apr_snprintf(mark + 2 * i, 3, "%02x", random[i]);
    }
    xmlInitParser();
    xsltInit();
    exsltCommonRegister();
    exsltMathRegister();
    exsltSetsRegister();
    exsltStrRegister();
    others_hear = xsltGenericError;
    others_baton = xsltGenericErrorContext;
    xsltSetGenericErrorFunc(NULL, hear_generic);
}

static xsltSecurityPrefsPtr forbid_all(void)
{
    xsltSecurityPrefsPtr prefs = xsltNewSecurityPrefs();

    if (!prefs) {
        abort();
    }
    xsltSetSecurityPrefs(prefs, XSLT_SECPREF_READ_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(prefs, XSLT_SECPREF_WRITE_FILE, xsltSecurityForbid);
    xsltSetSecurityPrefs(prefs, XSLT_SECPREF_CREATE_DIRECTORY, xsltSecurityForbid);
    xsltSetSecurityPrefs(prefs, XSLT_SECPREF_READ_NETWORK, xsltSecurityForbid);
    xsltSetSecurityPrefs(prefs, XSLT_SECPREF_WRITE_NETWORK, xsltSecurityForbid);
    return prefs;
}

/* "…error: file F line N element E\nsentence\necho…" as "F:N: sentence"; anything else in one
 * line. */
static const char *sentence(const said_t *said, const char *otherwise, apr_pool_t *pool)
{
    const char *file = strstr(said->text, "file "), *line = file ? strstr(file, " line ") : NULL;
    const char *text = line ? strchr(line, '\n') : NULL;
    char *out;

    if (text && text[1]) {
        out = apr_psprintf(pool, "%.*s:%d: %.*s", (int)(line - file - 5), file + 5, atoi(line + 6),
                           (int)strcspn(text + 1, "\n"), text + 1);
    }
    else {
        out = apr_psprintf(pool, "%s: %s", otherwise, *said->text ? said->text : "it failed");
    }
    for (char *c = out; *c; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    while (*out && strchr(" .", out[strlen(out) - 1])) {
        out[strlen(out) - 1] = '\0';
    }
    return out;
}

/* --- compiling --- */

typedef struct compiling_t {
    const char *folder;        /* real paths, with '/' at their ends */
    const char *shared;
    mya_xslt_calls_t *calls;
    mya_result_t *why;
    int told;
    apr_pool_t *pool;
} compiling_t;

static compiling_t *current;   /* compilation is the start's, and the start has one thread */

static const char *real_folder(const char *path, apr_pool_t *pool)
{
    char real[PATH_MAX];

    return realpath(path, real) ? apr_pstrcat(pool, real, "/", NULL) : NULL;
}

static int is_plain_name(const char *name)
{
    return *name && *name != '.' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.")
                                        == strlen(name);
}

/* The real path of what URI names, if it lies where style sheets may lie; else NULL. */
static const char *place(const compiling_t *compiling, const char *uri)
{
    const char *wanted = uri, *prefix = "myaccount:";
    char real[PATH_MAX];

    if (!strncmp(uri, prefix, strlen(prefix))) {
        if (!is_plain_name(uri + strlen(prefix))) {
            return NULL;
        }
        wanted = apr_pstrcat(compiling->pool, compiling->shared, uri + strlen(prefix), NULL);
    }
    if (strstr(wanted, "://") || !realpath(wanted, real)
        || (strncmp(real, compiling->folder, strlen(compiling->folder)) != 0
            && strncmp(real, compiling->shared, strlen(compiling->shared)) != 0)) {
        return NULL;
    }
    return apr_pstrdup(compiling->pool, real);
}

/* Is PATH one of the module's own style sheets? */
static int is_shared(const compiling_t *compiling, const char *path)
{
    char real[PATH_MAX];

    return realpath(path, real)
           && !strncmp(real, compiling->shared, strlen(compiling->shared));
}

/* Read and judge the style sheet document PATH. */
static xmlDocPtr read_style(compiling_t *compiling, const char *path, xmlDictPtr dict)
{
    const char *text;
    apr_size_t len;
    xmlDocPtr doc;

    if (mya_xml_slurp(&text, &len, path, compiling->why, compiling->pool) != APR_SUCCESS
        || !(doc = mya_xml_parse_raw(text, len, path, dict, compiling->why))) {
        compiling->told = 1;
        return NULL;
    }
    if (mya_xslt_judge(doc, path, mark, compiling->why) != APR_SUCCESS) {
        compiling->told = 1;
        xmlFreeDoc(doc);
        return NULL;
    }
    mya_xslt_calls_note(compiling->calls, doc, path, !is_shared(compiling, path));
    return doc;
}

static xmlDocPtr load(const xmlChar *uri, xmlDictPtr dict, int options, void *context,
                      xsltLoadType type)
{
    const char *path = place(current, CS(uri));
    const xsltStylesheet *from = context;

    (void)options;
    if (type != XSLT_LOAD_STYLESHEET || current->told) {
        return NULL;
    }
    if (!path) {
        current->told = 1;
        mya_result_tell(current->why, MYA_ECONFIG, "%s: \"%s\" cannot be imported; import files of "
                        "the style sheet's own folder, or myaccount:base.xsl",
                        from && from->doc && from->doc->URL ? CS(from->doc->URL) : "style sheet",
                        CS(uri));
        return NULL;
    }
    return read_style(current, path, dict);
}

static xsltStylesheetPtr parse(compiling_t *compiling, const char *file, said_t *said)
{
    xsltDocLoaderFunc kept_loader = xsltDocDefaultLoader;
    xmlDocPtr doc = read_style(compiling, file, NULL);
    xsltStylesheetPtr style;
    ears_t ears;

    if (!doc) {
        return NULL;
    }
    current = compiling;
    xsltSetLoaderFunc(load);
    hook(&ears, said);
    style = xsltParseStylesheetDoc(doc);
    unhook(&ears);
    xsltSetLoaderFunc(kept_loader);
    current = NULL;
    if (!style) {
        xmlFreeDoc(doc);
    }
    return style;
}

static apr_status_t release(void *data)
{
    mya_style_t *style = data;

    xsltFreeStylesheet(style->style);
    xsltFreeSecurityPrefs(style->prefs);
    return APR_SUCCESS;
}

apr_status_t mya_xslt_compile(const mya_style_t **style, const char *file, const char *shared,
                              mya_result_t *why, apr_pool_t *pool)
{
    const char *slash = strrchr(file, '/');
    compiling_t compiling = { .why = why, .pool = pool };
    mya_style_t *made = apr_pcalloc(pool, sizeof(*made));
    said_t said = { "", 0 };

    set_up();
    compiling.calls = mya_xslt_calls_make(pool);
    compiling.folder = real_folder(slash
                                   ? apr_pstrmemdup(pool, file, (apr_size_t)(slash - file + 1))
                                   : ".", pool);
    compiling.shared = real_folder(shared, pool);
    if (!compiling.folder || !compiling.shared) {
        return mya_result_tell(why, MYA_ECONFIG, "%s: this folder cannot be read",
                               compiling.folder ? shared : file);
    }
    made->prefs = forbid_all();
    made->file = apr_pstrdup(pool, file);
    made->style = parse(&compiling, file, &said);
    apr_pool_cleanup_register(pool, made, release, apr_pool_cleanup_null);
    if (compiling.told) {
        return MYA_ECONFIG;
    }
    /* a warning of libxslt is a fault that a designer would only see in the page */
    if (!made->style || said.len) {
        return mya_result_tell(why, MYA_ECONFIG, "%s", sentence(&said, file, pool));
    }
    *style = made;
    return mya_xslt_calls_judge(compiling.calls, why);
}

/* --- transforming --- */

static xsltTransformContextPtr prepare(const mya_style_t *style, xmlDocPtr doc, said_t *said)
{
    xsltTransformContextPtr context = xsltNewTransformContext(style->style, doc);

    if (!context) {
        abort();
    }
    xsltSetCtxtSecurityPrefs(style->prefs, context);
    xsltSetTransformErrorFunc(context, said, hear);
    context->maxTemplateDepth = DEPTH_MAX;
    context->maxTemplateVars = VARS_MAX;
    context->opLimit = OPERATIONS_MAX;
    return context;
}

/* The result of STYLE over DOC, or NULL; libxslt's own words come in SAID. The thread keeps
 * libxml2's last error beyond the page, so that it must not stay in the page's memory. */
static xmlDocPtr transform(const mya_style_t *style, const mya_xml_doc_t *doc, said_t *said)
{
    xmlDocPtr raw = mya_xml_raw_doc(doc), made;
    xsltTransformContextPtr context;
    mya_xml_frame_t frame;
    ears_t ears;

    mya_xml_memory_enter(&frame, mya_xml_memory_of(doc));
    context = prepare(style, raw, said);
    hook(&ears, said);
    made = xsltApplyStylesheetUser(style->style, raw, NULL, NULL, NULL, context);
    unhook(&ears);
    if (made && context->state != XSLT_STATE_OK) {
        xmlFreeDoc(made);
        made = NULL;
    }
    xsltFreeTransformContext(context);
    xmlResetLastError();
    mya_xml_memory_leave(&frame);
    return made;
}

apr_status_t mya_xslt_apply(mya_xml_doc_t **result, const mya_style_t *style,
                            const mya_xml_doc_t *doc, mya_result_t *why, apr_pool_t *pool)
{
    said_t said = { "", 0 };
    xmlDocPtr made = transform(style, doc, &said);

    if (!made) {
        return mya_result_tell(why, APR_EGENERAL, "%s",
                               sentence(&said, apr_pstrcat(pool, style->file,
                                                           ": the skin ends itself", NULL), pool));
    }
    if (said.len) {
        mya_result_tell(why, APR_SUCCESS, "%s",
                        sentence(&said, apr_pstrcat(pool, style->file, ": the skin says", NULL),
                                 pool));
    }
    *result = mya_xml_adopt_result(made, doc, pool);
    return APR_SUCCESS;
}
