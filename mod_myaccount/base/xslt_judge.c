/* SPDX-License-Identifier: Apache-2.0 */
/* base/xslt_judge.c: what a stylesheet must not hold (doc/security.md XS1)
 *
 * A skin is written by a designer, not by an attacker; what is refused here are the ways in
 * which a customer's words could become markup or script by a designer's mistake. Each sentence
 * says the way out. The result writer is the second wall behind this one.
 */
#include <string.h>

#include <apr_lib.h>

#include "base/xslt.h"
#include "base/xslt_int.h"

#define XSL "http://www.w3.org/1999/XSL/Transform"
#define XC(text) ((const xmlChar *)(text))
#define CS(text) ((const char *)(text))

typedef struct judge_t {
    const char *name;
    const char *mark;
    mya_result_t *why;
} judge_t;

static int is_in(const char *word, const char *const *list)
{
    while (*list && strcmp(word, *list) != 0) {
        list++;
    }
    return *list != NULL;
}

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

/* Names of HTML are the same in capitals, and mean the same with any prefix. */
static int names(const char *word, const char *const *list)
{
    word = local(word);
    while (*list && strcasecmp(word, *list) != 0) {
        list++;
    }
    return *list != NULL;
}

static apr_status_t refuse(const judge_t *judge, xmlNodePtr node, const char *what,
                           const char *instead)
{
    return mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: %s; %s", judge->name,
                           xmlGetLineNo(node), what, instead);
}

static const char *namespace_of(const xmlNode *node)
{
    return node->ns && node->ns->href ? CS(node->ns->href) : "";
}

static int is_xsl(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && !strcmp(namespace_of(node), XSL);
}

static const char *value_of(const xmlAttr *attribute)
{
    return attribute->children && attribute->children->content ? CS(attribute->children->content)
                                                               : "";
}

static const char *attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        if (!a->ns && !strcmp(CS(a->name), name)) {
            return value_of(a);
        }
    }
    return NULL;
}

/* --- functions in expressions --- */

static const char *const functions[] = {
    "last", "position", "count", "id", "local-name", "namespace-uri", "name", "string", "concat",
    "starts-with", "contains", "substring-before", "substring-after", "substring", "string-length",
    "normalize-space", "translate", "boolean", "not", "true", "false", "lang", "number", "sum",
    "floor", "ceiling", "round", "current", "key", "generate-id", "format-number",
    "element-available", "function-available", "system-property",
    "text", "node", "comment", "processing-instruction",
    "and", "or", "div", "mod", NULL   /* operators before a parenthesis */
};

static const char *const extensions[] = {
    "http://exslt.org/common", "http://exslt.org/strings", "http://exslt.org/sets",
    "http://exslt.org/math", NULL
};

static int is_name_char(char c)
{
    return apr_isalnum(c) || c == '-' || c == '_' || c == '.' || c == ':' || (c & 0x80);
}

static apr_status_t judge_function(const judge_t *judge, xmlNodePtr node, const char *name,
                                   size_t len)
{
    char word[80], prefix[80], *colon;
    xmlNsPtr ns;

    if (len >= sizeof(word)) {
        return refuse(judge, node, "there is no function of so long a name", "see XPath 1.0");
    }
    memcpy(word, name, len);
    word[len] = '\0';
    if (!strcmp(word, "document")) {
        return refuse(judge, node, "document() is refused",
                      "a skin sees the page's XML and nothing else");
    }
    if (is_in(word, functions)) {
        return APR_SUCCESS;
    }
    memcpy(prefix, word, len + 1);
    colon = strrchr(prefix, ':');
    if (!colon || (colon > prefix && colon[-1] == ':')) {   /* "axis::node(" has no prefix */
        const char *bare = colon ? colon + 1 : prefix;

        return is_in(bare, functions) ? APR_SUCCESS
                                      : mya_result_tell(judge->why, MYA_ECONFIG,
                                                        "%s:%ld: there is no function %s(); XPath "
                                                        "1.0 and XSLT 1.0 say which there are",
                                                        judge->name, xmlGetLineNo(node), word);
    }
    *colon = '\0';
    ns = xmlSearchNs(node->doc, node, XC(prefix));
    if (!ns || !is_in(CS(ns->href), extensions)) {
        return mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: the function %s() is refused; of "
                               "extensions only EXSLT's common, strings, sets and math are there",
                               judge->name, xmlGetLineNo(node), word);
    }
    return APR_SUCCESS;
}

/* Judge the calls in the expression at TEXT up to STOP. */
static apr_status_t judge_expression(const judge_t *judge, xmlNodePtr node, const char *text,
                                     const char *stop)
{
    apr_status_t rv = APR_SUCCESS;

    while (text < stop && rv == APR_SUCCESS) {
        const char *word = text;

        if (*text == '"' || *text == '\'') {
            text++;
            while (text < stop && *text != *word) {
                text++;
            }
            text++;
            continue;
        }
        while (text < stop && is_name_char(*text)) {
            text++;
        }
        if (text == word) {
            text++;
            continue;
        }
        const size_t len = (size_t)(text - word);

        while (text < stop && apr_isspace(*text)) {
            text++;
        }
        if (text < stop && *text == '(' && !apr_isdigit(*word)) {
            rv = judge_function(judge, node, word, len);
        }
    }
    return rv;
}

/* Judge the expressions in braces of an attribute value template. */
static apr_status_t judge_template(const judge_t *judge, xmlNodePtr node, const char *text)
{
    apr_status_t rv = APR_SUCCESS;

    while (rv == APR_SUCCESS && (text = strchr(text, '{'))) {
        const char *stop = ++text;

        if (*text == '{') {
            text++;
            continue;
        }
        while (*stop && *stop != '}') {
            if (*stop == '"' || *stop == '\'') {
                const char *end = strchr(stop + 1, *stop);

                stop = end ? end : stop;
            }
            stop++;
        }
        rv = judge_expression(judge, node, text, stop);
        text = stop;
    }
    return rv;
}

/* --- literal elements --- */

static const char *const literal_namespaces[] = {
    "", "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg",
    "http://www.w3.org/1998/Math/MathML", NULL
};

static const char *const no_elements[] = {
    "base", "object", "embed", "applet", "frame", "frameset", "xmp", "plaintext", "noembed",
    "noframes", "animate", "animateMotion", "animateTransform", "set", NULL
};

static const char *const own_paths[] = { "{/myaccount/@base}/", "{$base}/", NULL };

static int begins_own(const char *url)
{
    for (const char *const *own = own_paths; *own; own++) {
        if (!strncmp(url, *own, strlen(*own))) {
            return 1;
        }
    }
    return *url != '{';
}

static const char *const addresses[] = {
    "href", "src", "action", "formaction", "poster", "cite", "data", "background", NULL
};

static const char *const schemes[] = { "http", "https", "mailto", "tel", NULL };

/* Is TEXT, the begin of an address, of a kind that the result writer lets through? Where it begins
 * with a value nobody can know; the writer sees. */
static int may_lead(const char *text)
{
    const size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                    "+-.");
    char scheme[16];

    if (text[len] != ':' || len == 0) {
        return 1;
    }
    if (len >= sizeof(scheme)) {
        return 0;
    }
    memcpy(scheme, text, len);
    scheme[len] = '\0';
    return names(scheme, schemes);
}

static apr_status_t judge_address(const judge_t *judge, xmlNodePtr node, const char *text)
{
    while (apr_isspace(*text)) {
        text++;
    }
    return may_lead(text)
               ? APR_SUCCESS
               : mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: the address \"%.40s\" is "
                                 "refused; it begins with http:, https:, mailto:, tel: or is a "
                                 "path of the site", judge->name, xmlGetLineNo(node), text);
}

static apr_status_t judge_literal_attribute(const judge_t *judge, xmlNodePtr node,
                                            const xmlAttr *a)
{
    const char *name = CS(a->name), *element = CS(node->name);

    if (!a->ns && apr_tolower(name[0]) == 'o' && apr_tolower(name[1]) == 'n') {
        return refuse(judge, node, "a handler (on…=) is refused",
                      "let a script file of the site find the element by its class");
    }
    if (!a->ns && !xmlStrcasecmp(a->name, XC("style"))) {
        return refuse(judge, node, "a style= attribute is refused",
                      "give the element a class and the class a rule in the style sheet");
    }
    if (!a->ns && !xmlStrcasecmp(a->name, XC("srcdoc"))) {
        return refuse(judge, node, "srcdoc= is refused", "write the elements into the page");
    }
    if (((!strcmp(element, "script") && !strcmp(name, "src"))
         || (!strcmp(element, "link") && !strcmp(name, "href")))
        && !begins_own(value_of(a))) {
        return refuse(judge, node, "the address of a script or style sheet must not come from data",
                      "begin it literally, or with {/myaccount/@base}/");
    }
    if (!strcasecmp(element, "meta") && !strcasecmp(name, "http-equiv")) {
        return refuse(judge, node, "meta http-equiv is refused",
                      "the server sends what is to be said in headers");
    }
    if (names(name, addresses) && judge_address(judge, node, value_of(a)) != APR_SUCCESS) {
        return MYA_ECONFIG;
    }
    return judge_template(judge, node, value_of(a));
}

/* A style sheet's address is literal also where it is made; sets of attributes would hide it. */
static apr_status_t judge_link(const judge_t *judge, xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            return refuse(judge, child, "the address of a script or style sheet must not come from "
                          "data", "write the attributes of link literally");
        }
    }
    return xmlHasNsProp(node, XC("use-attribute-sets"), XC(XSL))
               ? refuse(judge, node, "use-attribute-sets is refused at script, style and link",
                        "write their attributes literally")
               : APR_SUCCESS;
}

/* Script and style hold their own literal text only, and nothing that could end them. */
static apr_status_t judge_raw(const judge_t *judge, xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE
            && !(is_xsl(child) && !strcmp(CS(child->name), "text"))) {
            return refuse(judge, child, "only literal text may stand in script and style",
                          "put data into an attribute (data-…) and read it from there");
        }
    }
    if (xmlHasNsProp(node, XC("use-attribute-sets"), XC(XSL))) {
        return refuse(judge, node, "use-attribute-sets is refused at script, style and link",
                      "write their attributes literally");
    }
    xmlChar *text = xmlNodeGetContent(node);
    const int ends = text && (xmlStrstr(text, XC("</")) || xmlStrstr(text, XC("<!--")));

    xmlFree(text);
    if (ends) {
        return refuse(judge, node, "\"</\" and \"<!--\" in script and style are refused",
                      "put it into a file of its own");
    }
    xmlNewProp(node, XC(MYA_XSLT_MARK), XC(judge->mark));
    return APR_SUCCESS;
}

static apr_status_t judge_literal(const judge_t *judge, xmlNodePtr node)
{
    const char *name = CS(node->name);
    apr_status_t rv = APR_SUCCESS;

    if (!is_in(namespace_of(node), literal_namespaces)) {
        return mya_result_tell(judge->why, MYA_ECONFIG,
                               "%s:%ld: the extension element %s of \"%s\" is refused; use XSLT "
                               "1.0's own elements", judge->name, xmlGetLineNo(node), name,
                               namespace_of(node));
    }
    if (names(name, no_elements)) {
        return mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: the element %s is refused; it "
                               "would be left out of the page", judge->name, xmlGetLineNo(node),
                               name);
    }
    for (const xmlAttr *a = node->properties; a && rv == APR_SUCCESS; a = a->next) {
        rv = judge_literal_attribute(judge, node, a);
    }
    if (rv == APR_SUCCESS && (!strcasecmp(name, "script") || !strcasecmp(name, "style"))) {
        rv = judge_raw(judge, node);
    }
    else if (rv == APR_SUCCESS && !strcasecmp(name, "link")) {
        rv = judge_link(judge, node);
    }
    return rv;
}

/* --- XSLT's own elements --- */

static const char *const instructions[] = {
    "apply-imports", "apply-templates", "attribute", "attribute-set", "call-template", "choose",
    "comment", "copy", "copy-of", "decimal-format", "element", "fallback", "for-each", "if",
    "import", "include", "key", "message", "namespace-alias", "number", "otherwise", "output",
    "param", "preserve-space", "processing-instruction", "sort", "strip-space", "stylesheet",
    "template", "text", "transform", "value-of", "variable", "when", "with-param", NULL
};

static const char *const expressions[] = {
    "select", "test", "match", "use", "count", "from", "value", NULL
};

static const char *const never_made[] = { "script", "style", "link", NULL };
static const char *const never_set[] = { "style", "srcdoc", "http-equiv", NULL };

/* The first words of an address that xsl:attribute makes. */
static apr_status_t judge_made_address(const judge_t *judge, xmlNodePtr node, const char *name)
{
    const xmlNode *first = node->children;

    if (!names(name, addresses) || !first) {
        return APR_SUCCESS;
    }
    if (is_xsl(first) && !strcmp(CS(first->name), "text")) {
        first = first->children;
    }
    return first && first->type == XML_TEXT_NODE
               ? judge_address(judge, node, CS(first->content))
               : APR_SUCCESS;
}

/* xsl:element and xsl:attribute say their name aloud. */
static apr_status_t judge_made_name(const judge_t *judge, xmlNodePtr node)
{
    const char *name = attribute(node, "name");
    const int is_element = !strcmp(CS(node->name), "element");

    if (!name || (!is_element && strcmp(CS(node->name), "attribute") != 0)) {
        return APR_SUCCESS;
    }
    if (strchr(name, '{')) {
        return refuse(judge, node, "a computed name of an element or attribute is refused",
                      "choose between literal ones with xsl:choose");
    }
    if (is_element ? names(name, never_made) || names(name, no_elements)
                   : !strncasecmp(local(name), "on", 2) || names(name, never_set)) {
        return mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: %s must not be made by xsl:%s; a "
                               "script or style stands literally in the style sheet or in a file",
                               judge->name, xmlGetLineNo(node), name, CS(node->name));
    }
    return is_element ? APR_SUCCESS : judge_made_address(judge, node, name);
}

static apr_status_t judge_instruction(const judge_t *judge, xmlNodePtr node)
{
    const char *name = CS(node->name);
    const char *raw = attribute(node, "disable-output-escaping");
    apr_status_t rv;

    if (!strcmp(name, "document")) {
        return refuse(judge, node, "xsl:document is refused", "a skin writes one page");
    }
    if (!is_in(name, instructions)) {
        return mya_result_tell(judge->why, MYA_ECONFIG, "%s:%ld: there is no xsl:%s; see XSLT 1.0",
                               judge->name, xmlGetLineNo(node), name);
    }
    if (raw && strcmp(raw, "no") != 0) {
        return refuse(judge, node, "disable-output-escaping is refused",
                      "make markup with elements, never from text");
    }
    rv = judge_made_name(judge, node);
    for (const xmlAttr *a = node->properties; a && rv == APR_SUCCESS; a = a->next) {
        rv = is_in(CS(a->name), expressions)
                 ? judge_expression(judge, node, value_of(a), value_of(a) + strlen(value_of(a)))
                 : judge_template(judge, node, value_of(a));
    }
    return rv;
}

/* --- the whole --- */

static apr_status_t judge_node(const judge_t *judge, xmlNodePtr node)
{
    apr_status_t rv = is_xsl(node) ? judge_instruction(judge, node) : judge_literal(judge, node);

    for (xmlNodePtr child = node->children; child && rv == APR_SUCCESS; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            rv = judge_node(judge, child);
        }
    }
    return rv;
}

apr_status_t mya_xslt_judge(xmlDocPtr doc, const char *name, const char *mark, mya_result_t *why)
{
    const judge_t judge = { name, mark, why };
    xmlNodePtr root = xmlDocGetRootElement(doc);

    if (!is_xsl(root)
        || (strcmp(CS(root->name), "stylesheet") != 0
            && strcmp(CS(root->name), "transform") != 0)) {
        return mya_result_tell(why, MYA_ECONFIG, "%s:%ld: this is no style sheet; its root is "
                               "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"%s\">", name,
                               xmlGetLineNo(root), XSL);
    }
    const char *version = attribute(root, "version");

    if (!version || strcmp(version, "1.0") != 0) {
        return mya_result_tell(why, MYA_ECONFIG, "%s:%ld: version=\"%s\" is refused; skins are "
                               "written in XSLT 1.0", name, xmlGetLineNo(root),
                               version ? version : "");
    }
    return judge_node(&judge, root);
}
