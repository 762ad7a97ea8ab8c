/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load.h: what the files of the loader share; nobody outside portal/ includes this
 *
 * Loading goes in phases, each over all files, and stops behind one that found faults: read, check
 * the structure against the grammar, keep names and texts, compile pages in file order, judge the
 * whole. A fault never ends a phase: an author sees all that is wrong at once.
 */
#ifndef MYA_PORTAL_LOAD_H
#define MYA_PORTAL_LOAD_H

#include "base/xml.h"
#include "portal/model.h"

/* A file of the definition: portal.xml or a module. */
typedef struct mya_load_file_t {
    const char *path;
    const mya_node_t *root;
    const mya_module_t *module;    /* NULL: portal.xml */
} mya_load_file_t;

/* A record or list at module level, compiled anew in every page that includes it. */
typedef struct mya_load_shared_t {
    mya_place_t place;
    const mya_node_t *node;
    const mya_module_t *module;
    const char *name;
    int is_list;
    int included;
} mya_load_shared_t;

/* An action or fieldset at module level, compiled anew where it is included. */
typedef struct mya_load_piece_t {
    mya_place_t place;
    const mya_node_t *node;
    const mya_module_t *module;
    const char *kind;              /* name of its element */
    const char *name;
    int included;
} mya_load_piece_t;

/* A test that holds at a place, and what holds around it. */
typedef struct mya_load_guard_t {
    const mya_test_t *test;
    const struct mya_load_guard_t *around;
} mya_load_guard_t;

/* An <event> and the <on> in which it stands; judged when all of them are known. */
typedef struct mya_load_event_t {
    mya_place_t place;
    const mya_event_t *event;
    const mya_on_t *on;            /* NULL: in an action */
} mya_load_event_t;

/* <options> of a module; or a set that the engine knows. */
typedef struct mya_load_set_t {
    mya_place_t place;
    const char *name;
    const mya_node_t *node;        /* NULL: the engine's */
    const mya_module_t *module;
    const mya_options_t *options;  /* NULL: not compiled yet */
    int compiling;
    int tested;                    /* some option has test= */
} mya_load_set_t;

/* A place that leads to another page; judged when all pages are known. */
typedef struct mya_load_jump_t {
    mya_place_t place;
    const char *what;              /* "link=" */
    const mya_template_t *to;
} mya_load_jump_t;

typedef struct mya_load_t {
    apr_pool_t *pool;              /* of the portal: what is made here stays */
    apr_array_header_t *faults;    /* const char * */
    mya_portal_t *portal;
    const char *folder;            /* with '/' at its end, or "" */
    apr_array_header_t *files;     /* mya_load_file_t; the first is portal.xml */
    apr_array_header_t *options;   /* mya_load_set_t * */
    apr_array_header_t *shared;    /* mya_load_shared_t * */
    apr_array_header_t *pages;     /* mya_page_t *: made before their items */
    apr_array_header_t *page_nodes;     /* const mya_node_t *, one for each of them */
    apr_array_header_t *including;      /* const mya_page_t *: that are being included */
    apr_array_header_t *actions;   /* const mya_action_t * */
    apr_array_header_t *jumps;     /* mya_load_jump_t */
    apr_array_header_t *limited;   /* mya_list_t *: included with a limit */
    apr_array_header_t *events;    /* mya_load_event_t */
    apr_array_header_t *ons;       /* mya_on_t *, in file order */
    apr_array_header_t *pieces;    /* mya_load_piece_t * */
} mya_load_t;

/* What can be seen from a place in a page: how names there are resolved. */
typedef struct mya_scope_t {
    mya_load_t *load;
    const mya_module_t *module;         /* whose file the place is in */
    const mya_page_t *page;             /* NULL: a shared item that no page includes */
    const apr_array_header_t *items;    /* mya_item_t before this place; NULL as PAGE */
    apr_array_header_t *fresh;          /* the same, to add to; only between items */
    const mya_node_t *page_node;        /* to tell "stands later" from "unknown"; or NULL */
    mya_roles_t roles;                  /* who may be here */
    const mya_list_t *list;             /* a row of it is at hand; or NULL */
    const mya_list_t *outer;            /* the list in which LIST is nested; or NULL */
    const mya_record_t *record;         /* its own columns are at hand, in their tests; or NULL */
    int bare_columns;                   /* {ref} alone is a column of the row (link=) */
    int in_list_sql;                    /* where :lines.id, rows of a list before, may stand */
    int in_menu;                        /* on every page, without parameters */
    int in_test;                        /* where a column of an absent record is just false */
    const apr_array_header_t *fields;   /* mya_field_t of the action; or NULL */
    const mya_test_t *guards[3];        /* tests that hold: of the item, its include, the action */
    const mya_load_guard_t *chosen;     /* and those of the branches around it; or NULL */
    int depth;                          /* how many <choose> stand around it */
    const mya_node_t *action_node;      /* or of an <on>, to tell "stands later"; or NULL */
    const mya_list_t *given;            /* an action about several rows of it; or NULL */
    int editable;                       /* its fields stand in each row of GIVEN */
    int in_each;                        /* within <for-each>: LIST is GIVEN again */
    int in_steps;                       /* among the steps of an action or <on> */
    int nshown;                         /* so many of ITEMS are of the page, the others steps */
    const mya_on_t *on;                 /* in it, where there is neither page nor form; or NULL */
    const char *identity;               /* in a statement of <identity>: the values that it has,
                                         * words with one space between; or NULL */
    int own;                            /* it is the engine's */
    const mya_node_t *included_by;      /* the <include> of this action; or NULL */
    const mya_module_t *included_in;    /* whose file that stands in */
} mya_scope_t;

/* Add a fault at PLACE: FORMAT says what is wrong and, behind a semicolon, what would be right. The
 * same sentence is kept once. */
void mya_load_fault(mya_load_t *load, mya_place_t place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add the fault DETAIL that the parser found in the file PATH, with what an author must know who
 * writes SQL into XML. */
void mya_load_xml_fault(mya_load_t *load, const char *path, const char *detail);

/* Put all faults in order of file and line. */
void mya_load_sort_faults(mya_load_t *load);

/* The place of NODE in FILE. */
mya_place_t mya_load_place(const char *file, const mya_node_t *node);

/* "line 5", or "line 5 of billing.xml" if OTHER is in another file than PLACE. */
const char *mya_load_where(const mya_load_t *load, mya_place_t place, mya_place_t other);

/* "; did you mean NEAREST?" of NAME among NAMES, each between BEFORE and AFTER; else "; OTHERWISE",
 * with the list of NAMES behind it if there are any. */
const char *mya_load_nearest(const mya_load_t *load, const char *name,
                             const apr_array_header_t *names, const char *before, const char *after,
                             const char *otherwise);

/* The attribute NAME of NODE, or NULL; and whether it says "yes". */
const char *mya_load_get(const mya_load_t *load, const mya_node_t *node, const char *name);
int mya_load_yes(const mya_load_t *load, const mya_node_t *node, const char *name);

/* KEY if the default language has a text of that name, else NULL. */
const char *mya_load_label(const mya_load_t *load, const char *key);

/* KEY, copied; a fault at PLACE if no text has that name. NULL stays NULL. */
const char *mya_load_key(mya_load_t *load, mya_place_t place, const char *key);

/* --- load_portal.c, load_roles.c, load_menu.c --- */

/* Compile the attributes and roles of portal.xml. */
void mya_load_portal(mya_load_t *load);
/* The set of roles that WORDS name at PLACE; 0 after a fault. */
mya_roles_t mya_load_roles(mya_load_t *load, mya_place_t place, const char *words);
/* The roles= of NODE narrowed by OUTER; OUTER if it has none. Nobody left is a fault. */
mya_roles_t mya_load_narrow(mya_load_t *load, mya_place_t place, const mya_node_t *node,
                            mya_roles_t outer);
/* Compile the menu, when the pages are known. */
void mya_load_menu(mya_load_t *load);

/* --- load_identity.c --- */

/* Compile the <identity> of portal.xml, or that of the engine. */
void mya_load_identity(mya_load_t *load);
/* The engine's own <identity>, as a portal would write it whose customers have keys of type KEY
 * (load_own.c). */
const char *mya_load_own_identity(mya_type_e key);
/* A fault at PLACE if what is called NAME in a statement is a table of the engine that the users of
 * this portal are not in. */
void mya_load_check_table(mya_load_t *load, mya_place_t place, const char *name);

/* --- load_texts.c --- */

/* Read the texts of all languages of the portal, the engine's in SHARE first. */
void mya_load_texts(mya_load_t *load, const char *share);

/* --- load_options.c, load_column.c, load_record.c, load_list.c --- */

/* Declare the <options> NODE of FILE; and compile all that were declared. */
void mya_load_options(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node);
void mya_load_all_options(mya_load_t *load);
/* The set NAME of the engine's own with its texts in all languages (load_builtin.c), or NULL; and
 * the names of all of them, added to NAMES. */
const mya_options_t *mya_load_builtin(mya_load_t *load, const char *name);
void mya_load_builtin_names(apr_array_header_t *names);
/* The options called NAME, or NULL after a fault at PLACE. */
const mya_options_t *mya_load_options_find(mya_load_t *load, mya_place_t place, const char *name);
/* The same for somebody who chooses there: with the tests of its options, resolved in SCOPE. */
const mya_options_t *mya_load_options_for(const mya_scope_t *scope, mya_place_t place,
                                          const char *name);

/* The type= of NODE, or OTHERWISE. */
mya_type_e mya_load_type(const mya_load_t *load, const mya_node_t *node, mya_type_e otherwise);
/* Compile the columns of the record or list NODE over those that SQL selects, in that order. */
mya_column_t *mya_load_columns(const mya_scope_t *scope, const mya_node_t *node,
                               const mya_statement_t *sql, const char *of, int *ncolumns);

/* Compile the test= of each <column> of NODE into COLUMNS, when the list or record of SCOPE knows
 * them. */
void mya_load_column_tests(const mya_scope_t *scope, const mya_node_t *node, mya_column_t *columns,
                           int ncolumns);

/* A fault at PLACE if ATTRIBUTE="VALUE" sorts or compares COLUMN, a foreign date in a format whose
 * texts do not sort as the dates do. */
void mya_load_check_sorts(mya_load_t *load, mya_place_t place, const mya_column_t *column,
                          const char *attribute, const char *value);

/* A fault if a record or list at PLACE may not be called NAME. */
void mya_load_check_name(const mya_scope_t *scope, mya_place_t place, const char *name);

/* Compile a record or list. */
const mya_record_t *mya_load_record(const mya_scope_t *scope, const mya_node_t *node);
mya_list_t *mya_load_list(const mya_scope_t *scope, const mya_node_t *node);

/* --- load_nested.c --- */

/* Compile the lists that stand in the list NODE into LIST, which is complete but for them. */
void mya_load_nested(const mya_scope_t *scope, mya_list_t *list, const mya_node_t *node);
/* Judge LIST, compiled from NODE, as one that is nested in the one outside of SCOPE. */
void mya_load_check_nested(const mya_scope_t *scope, mya_list_t *list, const mya_node_t *node);
/* The name of a list whose rows the SQL of LIST takes, or NULL. */
const char *mya_load_takes(const mya_list_t *list);

/* --- load_source.c --- */

/* The text of the <sql> NODE, or of the file that its src= names; *PLACE, which is NODE's, becomes
 * the place where it begins. NULL after a fault. */
const char *mya_load_source(mya_load_t *load, const mya_node_t *node, mya_place_t *place);

/* --- load_sql.c --- */

/* Which statements a place takes. */
typedef enum mya_load_sql_e {
    MYA_LOAD_READS, MYA_LOAD_READS_LIST, MYA_LOAD_CHANGES
} mya_load_sql_e;

/* Compile the <sql> NODE and those behind it that say the same for other databases into *STATEMENT,
 * called ID in logs. *SCOPED (may be NULL): whether all are scoped. Return the last node that
 * belongs to it. */
const mya_node_t *mya_load_sql(mya_statement_t *statement, int *scoped, const mya_scope_t *scope,
                               const mya_node_t *node, mya_load_sql_e takes, const char *id);
/* Any text of STATEMENT that was compiled, or NULL. */
const mya_sql_t *mya_load_any(const mya_statement_t *statement);

/* --- load_page.c, load_action.c, load_field.c, load_step.c --- */

/* Make the page NODE without its items, so that all addresses are known. */
void mya_load_page_begin(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node);
/* Compile the items of PAGE, which was made from NODE. */
void mya_load_page(mya_load_t *load, mya_page_t *page, const mya_node_t *node);
/* Compile what stands in NODE, and add it to the items of PAGE. */
void mya_load_items(const mya_scope_t *scope, const mya_node_t *node, mya_page_t *page);
/* Compile what the <include> NODE names as if it stood here, and add it (load_include.c). */
void mya_load_include(const mya_scope_t *scope, const mya_node_t *node, mya_page_t *page);
/* The list, or record, of module level called NAME; NULL after a fault at PLACE. */
mya_load_shared_t *mya_load_shared_find(mya_load_t *load, mya_place_t place, const char *name,
                                        int is_list);
/* Compile the shared records and lists that no page includes, to judge them. */
void mya_load_unused(mya_load_t *load);
/* Whether addresses that begin with the segment FIRST are the engine's own. */
int mya_load_is_taken(const char *first);
/* PATH cut at its slashes into NSEGMENTS. */
const char *const *mya_load_segments(mya_load_t *load, const char *path, int *nsegments);

/* Compile the action NODE of the scope's page or, if LIST, of its list. */
mya_action_t *mya_load_action(const mya_scope_t *scope, const mya_node_t *node);
/* Compile the fields of ACTION, which NODE is: its own, those of fieldsets, those in options. From
 * here on SCOPE knows them. */
void mya_load_fields(mya_action_t *action, mya_scope_t *scope, const mya_node_t *node);
/* Compile the field NODE of the action called ACTION. */
mya_field_t mya_load_field(const mya_scope_t *scope, const mya_node_t *node, const char *action);
/* What FIELD, which NODE is and which has its options= already, may be: with the <option>s that
 * stand in it. NULL if nothing says so. */
const mya_options_t *mya_load_choice(const mya_scope_t *scope, const mya_node_t *node,
                                     const mya_field_t *field, const char *action);
/* NAME if the action of SCOPE has a field of that name; a fault at PLACE if not. NULL stays
 * NULL. */
const char *mya_load_field_name(const mya_scope_t *scope, mya_place_t place, const char *name);
/* Compile the steps that stand in NODE into *STEPS and return how many these are. In logs their
 * statements are called ID.1, ID.2, … */
int mya_load_steps(const mya_step_t **steps, const mya_scope_t *scope, const mya_node_t *node,
                   const char *id);
/* Compile the <choose> NODE, and the <for-each> NODE, into STEP (load_choose.c). */
void mya_load_choose(mya_step_t *step, const mya_scope_t *scope, const mya_node_t *node,
                     const char *id);
void mya_load_for_each(mya_step_t *step, const mya_scope_t *scope, const mya_node_t *node,
                       const char *id);
/* The records of the page that ACTION needs, in page order (load_needs.c). */
void mya_load_needs(mya_action_t *action, const mya_scope_t *scope);

/* --- ref.c, template.c, test.c --- */

/* Resolve NAME ("invoice.ref") at PLACE; NULL after a fault. OFFSET of :now-14d, else 0. */
const mya_ref_t *mya_ref_resolve(const mya_scope_t *scope, mya_place_t place, const char *name,
                                 apr_interval_time_t offset);
/* Whether NAME ("customer", "path.id", "order.id") begins as a value does at this place. */
int mya_ref_knows(const mya_scope_t *scope, const char *name);
/* Whether REF limits rows to the visitor: what the rule of scope asks. */
int mya_ref_scopes(const mya_scope_t *scope, const mya_ref_t *ref);
/* The record called NAME among the items before this place, or NULL. */
const mya_record_t *mya_ref_record(const mya_scope_t *scope, const char *name);
const mya_list_t *mya_ref_list(const mya_scope_t *scope, const char *name);
/* Whether the record RECORD can be absent at this place. */
int mya_ref_may_be_absent(const mya_scope_t *scope, const mya_record_t *record);

/* Compile the value TEXT of an attribute with {a.b} in it; NULL after a fault. */
const mya_template_t *mya_template_make(const mya_scope_t *scope, mya_place_t place,
                                        const char *text);

/* Compile TEXT, the value of a test=; NULL after a fault, and for NULL. */
const mya_test_t *mya_test_make(const mya_scope_t *scope, mya_place_t place, const char *text);

/* --- load_piece.c --- */

/* Remember the action or fieldset NODE of module level. */
void mya_load_keep_piece(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node);
/* The one of KIND that is called NAME; NULL after a fault at PLACE. */
const mya_load_piece_t *mya_load_piece(mya_load_t *load, mya_place_t place, const char *kind,
                                       const char *name);
/* Compile the action that the <include> NODE takes, as if it stood here; NULL after a fault. */
mya_action_t *mya_load_include_action(const mya_scope_t *scope, const mya_node_t *node);
/* A fault for each that nothing includes: nobody has judged it. */
void mya_load_unused_pieces(mya_load_t *load);

/* --- load_on.c, judge_on.c --- */

/* Compile the <on> NODE of FILE. */
void mya_load_on(mya_load_t *load, const mya_load_file_t *file, const mya_node_t *node);
/* Judge whether what each <on> hears is written somewhere, and does not lead back to it. */
void mya_load_judge_ons(mya_load_t *load);

/* --- judge.c --- */

/* Whether two patterns of segments answer the very same addresses. */
int mya_load_same(const char *const *a, int na, const char *const *b, int nb);
/* TEMPLATE as a pattern, each value as "{name}"; a query or fragment behind it is left out. */
const char *mya_load_pattern(const mya_template_t *template, apr_pool_t *pool);

/* Judge what JUMP, a more= to PAGE, asks for behind its question mark (judge_more.c). */
void mya_load_judge_more(mya_load_t *load, const mya_load_jump_t *jump, const mya_page_t *page);

/* Judge what needs the whole: double addresses, ways to other pages, parents, whole lists. */
void mya_load_judge(mya_load_t *load);

#endif
