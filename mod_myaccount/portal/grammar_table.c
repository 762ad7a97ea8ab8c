/* SPDX-License-Identifier: Apache-2.0 */
/* portal/grammar_table.c: every element of the portal language with its attributes, one row each */
#include "portal/grammar.h"

#include <string.h>

#define ROLES_RIGHT "write roles=\"any\" for every member of the customer, \"anonymous\" for " \
                    "everybody, or the names of roles"

#define MYA_ROW(symbol, name) name " "
#define TYPES MYA_TYPES(MYA_ROW)

#define TONES "good warning bad info neutral"

/* Where steps stand. */
#define STEPS "action when otherwise for-each on"

/* The statements of <identity>. */
#define STATEMENTS "find hash user memberships store-hash"

typedef mya_grammar_attribute_t row_t;

static const row_t portal_attributes[] = {
    { "name",         MYA_LOOK_DASHED, 1, NULL, NULL },
    { "languages",    MYA_LOOK_WORDS,  1, NULL,
      "write languages=\"en\", the default language first" },
    { "zone",         MYA_LOOK_FREE,   1, NULL,
      "write zone=\"Europe/Oslo\", the zone of the times in the business tables" },
    { "currency",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "customer-key", MYA_LOOK_ONE,    0, "id integer", NULL },
    { "user-key",     MYA_LOOK_ONE,    0, "id integer", NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t role_attributes[] = {
    { "name", MYA_LOOK_DASHED, 1, NULL, NULL },
    { "side", MYA_LOOK_ONE,    0, "staff customer", NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t identity_attributes[] = {
    { "login", MYA_LOOK_ONE, 0, "email text", NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t store_hash_attributes[] = {
    { "rehash", MYA_LOOK_YES, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t group_attributes[] = {
    { "name", MYA_LOOK_DASHED, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t item_attributes[] = {
    { "page",  MYA_LOOK_FREE,  1, NULL, NULL },
    { "roles", MYA_LOOK_WORDS, 0, NULL, NULL },
    { "badge", MYA_LOOK_FREE,  0, NULL, NULL },
    { "test",  MYA_LOOK_FREE,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t module_attributes[] = {
    { "name", MYA_LOOK_DASHED, 1, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t page_attributes[] = {
    { "path",    MYA_LOOK_FREE,  1, NULL,
      "write path=\"\" for the home page, or an address below the mount" },
    { "roles",   MYA_LOOK_WORDS, 1, NULL, ROLES_RIGHT },
    { "formats", MYA_LOOK_LATER, 0, NULL, NULL },
    { "side",    MYA_LOOK_LATER, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t param_attributes[] = {
    { "name", MYA_LOOK_PLAIN, 1, NULL, NULL },
    { "type", MYA_LOOK_ONE,   1, TYPES "search",
      "write the type of the column that it is compared with" },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t record_attributes[] = {
    { "name",    MYA_LOOK_PLAIN, 1, NULL, NULL },
    { "missing", MYA_LOOK_ONE,   0, "404 absent fail", NULL },
    { "lock",    MYA_LOOK_YES,   0, NULL, NULL },
    { "tone",    MYA_LOOK_ONE,   0, TONES, NULL },
    { "roles",   MYA_LOOK_WORDS, 0, NULL, NULL },
    { "test",    MYA_LOOK_FREE,  0, NULL, NULL },
    { "source",  MYA_LOOK_LATER, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t list_attributes[] = {
    { "name",      MYA_LOOK_PLAIN,  1, NULL, NULL },
    { "row",       MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "key",       MYA_LOOK_FREE,   0, NULL, NULL },
    { "order",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "link",      MYA_LOOK_FREE,   0, NULL, NULL },
    { "page-size", MYA_LOOK_NUMBER, 0, NULL, NULL },
    { "roles",     MYA_LOOK_WORDS,  0, NULL, NULL },
    { "test",      MYA_LOOK_FREE,   0, NULL, NULL },
    { "formats",   MYA_LOOK_WORDS,  0, NULL, NULL },
    { "group",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "match",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "view",      MYA_LOOK_ONE,    0, "thread calendar cards", NULL },
    { "tone",      MYA_LOOK_ONE,    0, TONES, NULL },
    { "source",    MYA_LOOK_LATER,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t column_attributes[] = {
    { "name",     MYA_LOOK_FREE,   1, NULL, NULL },
    { "type",     MYA_LOOK_ONE,    0, TYPES, NULL },
    { "hidden",   MYA_LOOK_YES,    0, NULL, NULL },
    { "sort",     MYA_LOOK_YES,    0, NULL, NULL },
    { "search",   MYA_LOOK_YES,    0, NULL, NULL },
    { "filter",   MYA_LOOK_ONE,    0, "choice range text", NULL },
    { "options",  MYA_LOOK_DASHED, 0, NULL, NULL },
    { "format",   MYA_LOOK_FREE,   0, NULL, NULL },
    { "from",     MYA_LOOK_ONE,    0, "decimal", NULL },
    { "currency", MYA_LOOK_FREE,   0, NULL, NULL },
    { "total",    MYA_LOOK_ONE,    0, "sum", NULL },
    { "roles",    MYA_LOOK_WORDS,  0, NULL, NULL },
    { "test",     MYA_LOOK_FREE,   0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t include_attributes[] = {
    { "record",   MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "list",     MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "limit",    MYA_LOOK_NUMBER, 0, NULL, NULL },
    { "more",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "roles",    MYA_LOOK_WORDS,  0, NULL, NULL },
    { "test",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "fieldset", MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "options",  MYA_LOOK_DASHED, 0, NULL, NULL },
    { "prefix",   MYA_LOOK_FREE,   0, NULL, NULL },
    { "page",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "menu",     MYA_LOOK_YES,    0, NULL, NULL },
    { "action",   MYA_LOOK_DASHED, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t options_attributes[] = {
    { "name", MYA_LOOK_DASHED, 1, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t option_attributes[] = {
    { "value", MYA_LOOK_FREE, 1, NULL, NULL },
    { "tone",  MYA_LOOK_ONE,  0, TONES, NULL },
    { "test",  MYA_LOOK_FREE, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t action_attributes[] = {
    { "name",    MYA_LOOK_DASHED, 1, NULL, NULL },
    { "roles",   MYA_LOOK_WORDS,  0, NULL, NULL },
    { "test",    MYA_LOOK_FREE,   0, NULL, NULL },
    { "values",  MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "rows",    MYA_LOOK_ONE,    0, "selected all", NULL },
    { "steps",   MYA_LOOK_WORDS,  0, NULL, NULL },
    { "confirm", MYA_LOOK_ONE,    0, "password", NULL },
    { "draft",   MYA_LOOK_LATER,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t field_attributes[] = {
    { "name",         MYA_LOOK_PLAIN,  1, NULL, NULL },
    { "type",         MYA_LOOK_ONE,    0, TYPES, NULL },
    { "required",     MYA_LOOK_YES,    0, NULL, NULL },
    { "readonly",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "multiline",    MYA_LOOK_YES,    0, NULL, NULL },
    { "minlength",    MYA_LOOK_NUMBER, 0, NULL, NULL },
    { "maxlength",    MYA_LOOK_NUMBER, 0, NULL, NULL },
    { "min",          MYA_LOOK_FREE,   0, NULL, NULL },
    { "max",          MYA_LOOK_FREE,   0, NULL, NULL },
    { "pattern",      MYA_LOOK_FREE,   0, NULL, NULL },
    { "autocomplete", MYA_LOOK_FREE,   0, NULL, NULL },
    { "options",      MYA_LOOK_DASHED, 0, NULL, NULL },
    { "currency",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "error",        MYA_LOOK_DASHED, 0, NULL, NULL },
    { "test",         MYA_LOOK_FREE,   0, NULL, NULL },
    { "help",         MYA_LOOK_DASHED, 0, NULL, NULL },
    { "multiple",     MYA_LOOK_YES,    0, NULL, NULL },
    { "roles",        MYA_LOOK_WORDS,  0, NULL, NULL },
    { "accept",       MYA_LOOK_LATER,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t sql_attributes[] = {
    { "scope",   MYA_LOOK_ONE,    0, "all", NULL },
    { "dialect", MYA_LOOK_SOME,   0, "sqlite postgresql mariadb", NULL },
    { "src",     MYA_LOOK_FREE,   0, NULL, NULL },
    { "expect",  MYA_LOOK_FREE,   0, NULL, NULL },
    { "error",   MYA_LOOK_DASHED, 0, NULL, NULL },
    { "field",   MYA_LOOK_PLAIN,  0, NULL, NULL },
    { "source",  MYA_LOOK_LATER,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t check_attributes[] = {
    { "test",  MYA_LOOK_FREE,   1, NULL, NULL },
    { "error", MYA_LOOK_DASHED, 1, NULL, NULL },
    { "field", MYA_LOOK_PLAIN,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t event_attributes[] = {
    { "type",    MYA_LOOK_DASHED, 1, NULL, NULL },
    { "subject", MYA_LOOK_FREE,   1, NULL,
      "write the address of the page that shows what it happened to" },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t data_attributes[] = {
    { "name",  MYA_LOOK_PLAIN, 1, NULL, NULL },
    { "value", MYA_LOOK_FREE,  1, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t when_attributes[] = {
    { "test", MYA_LOOK_FREE, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t for_each_attributes[] = {
    { "select", MYA_LOOK_PLAIN, 1, NULL, "write the name of the list that the action stands in" },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t on_attributes[] = {
    { "event",    MYA_LOOK_DASHED, 1, NULL, NULL },
    { "subject",  MYA_LOOK_FREE,   0, NULL, NULL },
    { "schedule", MYA_LOOK_LATER,  0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t fieldset_attributes[] = {
    { "name", MYA_LOOK_PLAIN, 1, NULL, NULL },
    { "key",  MYA_LOOK_LATER, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t goto_attributes[] = {
    { "page",   MYA_LOOK_FREE,   1, NULL, NULL },
    { "notice", MYA_LOOK_DASHED, 0, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t texts_attributes[] = {
    { "lang", MYA_LOOK_DASHED, 1, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t text_attributes[] = {
    { "key", MYA_LOOK_DASHED, 1, NULL, NULL },
    { NULL, 0, 0, NULL, NULL }
};

static const row_t none[] = { { NULL, 0, 0, NULL, NULL } };

const mya_grammar_element_t mya_grammar[] = {
    { "portal",   "",             portal_attributes,  "role",   0 },
    { "role",     "portal",       role_attributes,    NULL,     0 },
    { "identity", "portal",       identity_attributes, NULL,    0 },
    { "find",     "identity",     none,               "sql",    0 },
    { "hash",     "identity",     none,               "sql",    0 },
    { "user",     "identity",     none,               "sql",    0 },
    { "memberships", "identity",  none,               "sql",    0 },
    { "store-hash", "identity",   store_hash_attributes, "sql", 0 },
    { "menu",     "portal",       none,               NULL,     0 },
    { "group",    "menu",         group_attributes,   "item",   0 },
    { "item",     "menu group",   item_attributes,    NULL,     0 },
    { "module",   "",             module_attributes,  NULL,     0 },
    { "page",     "module",       page_attributes,    NULL,     0 },
    { "param",    "page on",      param_attributes,   NULL,     0 },
    { "record",   "module page " STEPS, record_attributes,  "sql",    0 },
    { "list",     "module page list", list_attributes,    "sql",    0 },
    { "include",  "page list action menu options", include_attributes, NULL,     0 },
    { "options",  "module",       options_attributes, "option include", 0 },
    { "option",   "options field", option_attributes,  NULL,     0 },
    { "column",   "record list",  column_attributes,  NULL,     0 },
    { "action",   "module page list", action_attributes,  NULL,     0 },
    { "field",    "action fieldset option", field_attributes, NULL, 0 },
    { "fieldset", "module",       fieldset_attributes, "field", 0 },
    { "sql",      "record list " STATEMENTS " " STEPS, sql_attributes, NULL, 1 },
    { "choose",   STEPS,          none,               "when",   0 },
    { "when",     "choose",       when_attributes,    NULL,     0 },
    { "otherwise", "choose",      none,               NULL,     0 },
    { "for-each", STEPS,          for_each_attributes, NULL,    0 },
    { "check",    STEPS,          check_attributes,   NULL,     0 },
    { "event",    STEPS,          event_attributes,   NULL,     0 },
    { "data",     "event",        data_attributes,    NULL,     0 },
    { "goto",     STEPS,          goto_attributes,    NULL,     0 },
    { "on",       "module",       on_attributes,      NULL,     0 },
    { "texts",    "",             texts_attributes,   NULL,     0 },
    { "text",     "texts",        text_attributes,    NULL,     1 },
    /* known to the language, not to this version */
    { "process", NULL, none, NULL, 0 },
    { "state", NULL, none, NULL, 0 },         { "final", NULL, none, NULL, 0 },
    { "transition", NULL, none, NULL, 0 },    { "activity", NULL, none, NULL, 0 },
    { "message", NULL, none, NULL, 0 },       { "link", NULL, none, NULL, 0 },
    { "send", NULL, none, NULL, 0 },          { "pay", NULL, none, NULL, 0 },
    { "start", NULL, none, NULL, 0 },         { "approval", NULL, none, NULL, 0 },
    { "seen", NULL, none, NULL, 0 },          { "personal-data", NULL, none, NULL, 0 },
    { "erase", NULL, none, NULL, 0 },
    { NULL, NULL, NULL, NULL, 0 }
};

const mya_grammar_element_t *mya_grammar_find(const char *name)
{
    for (const mya_grammar_element_t *row = mya_grammar; row->name; row++) {
        if (strcmp(row->name, name) == 0) {
            return row;
        }
    }
    return NULL;
}

int mya_grammar_has(const char *words, const char *word)
{
    apr_size_t len = strlen(word);

    for (const char *w = words; w && *w; w = strchr(w, ' ') ? strchr(w, ' ') + 1 : NULL) {
        if (strncmp(w, word, len) == 0 && (w[len] == ' ' || w[len] == '\0')) {
            return 1;
        }
    }
    return *words == '\0' && *word == '\0';
}
