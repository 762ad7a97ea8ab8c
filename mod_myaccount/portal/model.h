/* SPDX-License-Identifier: Apache-2.0 */
/* portal/model.h: the portal definition in memory. READ THIS FIRST.
 *
 * The definition (conf.d/portal: portal.xml, modules, texts) is loaded and judged at start and
 * compiled into these structs. After that they are constant: everybody sees `const mya_portal_t *`,
 * nobody locks.
 * A name is resolved at load: what points here was found, of the right type and readable there.
 *
 * A portal has pages; a page has items in the order in which they are shown: records, lists,
 * actions. SQL computes, this arranges, the skin shows.
 */
#ifndef MYA_PORTAL_MODEL_H
#define MYA_PORTAL_MODEL_H

#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "base/db.h"
#include "base/icu.h"
#include "portal/types.h"

typedef struct mya_portal_t mya_portal_t;
typedef struct mya_module_t mya_module_t;
typedef struct mya_page_t mya_page_t;
typedef struct mya_record_t mya_record_t;
typedef struct mya_list_t mya_list_t;
typedef struct mya_action_t mya_action_t;

/* Where something stands in the definition; for sentences to the author and to the log. */
typedef struct mya_place_t {
    const char *file;          /* as the directive or the folder named it */
    int line;
} mya_place_t;

/* --- who: a set of roles --- */

/* Bit i is portal->roles[i]. "any" (every member of the customer) sets all bits of roles of that
 * side; ANONYMOUS is said aloud. 0 would allow nobody: the loader refuses it. */
typedef apr_uint32_t mya_roles_t;
#define MYA_ROLES_MAX       24
#define MYA_ROLE_ANONYMOUS  ((mya_roles_t)1 << 30)  /* signed in or not */
#define MYA_ROLE_MEMBER     ((mya_roles_t)1 << 29)  /* "any": a member, whatever the role */

typedef struct mya_role_t {
    const char *name;          /* "finance" */
    int staff;                 /* side="staff" */
} mya_role_t;

/* --- values: one way --- */

/* A reference :a.b or {a.b}, resolved. */
typedef struct mya_ref_t {
    mya_source_e source;
    const char *name;          /* as written, "invoice.ref": for sentences */
    const char *of;            /* name of the record, or of the list (not its row); else NULL */
    const char *column;        /* parameter, field, column; NULL for user, customer, now, … */
    int index;                 /* of COLUMN among the columns of the record or list; -1 elsewhere */
    mya_type_e type;           /* of the place that declares it */
    apr_interval_time_t offset; /* :now-14d: usec to add; 0 elsewhere */
    int many;                  /* a list of values, only in IN (…) */
} mya_ref_t;

/* An attribute with {a.b} in it: parts in order, each either text or ref. */
typedef struct mya_part_t {
    const char *text;          /* NULL if ref */
    const mya_ref_t *ref;      /* NULL if text */
} mya_part_t;

typedef struct mya_template_t {
    const mya_part_t *parts;
    int nparts;
} mya_template_t;

/* test="x", test="not(x)", test="x = 'v'". */
typedef struct mya_test_t {
    mya_ref_t ref;             /* column NULL: "there is such a record / any row of the list" */
    int negate;
    const char *equals;        /* NULL: boolean truth */
} mya_test_t;

/* --- SQL --- */

/* A statement, cut at its binds: text, ref, text, ref, …; quotes and comments were understood, and
 * literal percent signs are still single. */
typedef struct mya_sql_t {
    mya_place_t place;
    const char *id;            /* "billing.invoices": for logs and explain */
    const mya_part_t *parts;
    int nparts;
    int scope_all;             /* scope="all" was said */
    const char *scope;         /* the values that limit it to the visitor: "customer",
                                * "invoice.ref"; NULL: none does */
    int expect_min, expect_max; /* rows that an executing statement must meet; -1 = any */
    int aggregate;             /* counts, groups or joins rows: cannot be locked */
    const char *error;         /* text key when it meets others or a unique key refuses; or NULL */
    const char *field;         /* the field at which that is said; or NULL */
    const char **columns;      /* names of the outermost SELECT list, as written; NULL if none */
    int ncolumns;
} mya_sql_t;

/* One statement, by dialect; entries of databases without a text of their own share the common one;
 * NULL: this definition has none for that database. */
typedef struct mya_statement_t {
    const mya_sql_t *by_dialect[MYA_DIALECT_COUNT];
} mya_statement_t;

/* --- who: the statements of <identity> --- */

/* Who signs in, and for whom they act: what portal.xml says, or the engine's own tables
 * (portal/load_own.c). The columns are those of mya_sql_t; where one stands says
 * mya_sql_column(). */
typedef struct mya_accounts_t {
    mya_place_t place;
    int own;                   /* the engine's: mya_user, mya_membership, mya_customer */
    mya_type_e key;            /* of the users' keys: MYA_TYPE_ID or MYA_TYPE_INTEGER */
    int login_is_email;        /* what is asked for at sign-in is an e-mail */
    mya_statement_t find;      /* :login -> id: whoever signs in with that */
    mya_statement_t hash;      /* :user -> hash of the password */
    mya_statement_t user;      /* :user -> login, name, and perhaps email, language, zone; who is
                                * not found by it is nobody from the next request on */
    mya_statement_t memberships;    /* :user -> customer, role, name of the customer */
    mya_statement_t store_hash;     /* keeps :hash for :user where :old stood */
    int stores;                /* there is such a statement: a password can be changed here */
    int rehash;                /* and a hash of another kind is replaced at sign-in */
} mya_accounts_t;

/* --- what is shown --- */

typedef struct mya_option_t {
    const char *value;
    const char *tone;          /* good | warning | bad | info | neutral; NULL */
    const char *label;         /* text key, or NULL: READABLE */
    const char *readable;      /* the value made readable: "Part paid" */
    const mya_test_t *test;    /* offered and accepted only if it holds; or NULL */
} mya_option_t;

typedef struct mya_options_t {
    const char *name;
    const mya_option_t *options;
    int noptions;
    const int *const *orders;  /* by language of the portal: the order of its alphabet, as indexes
                                * (mya_options_at()); NULL: as they stand in every language */
} mya_options_t;

typedef struct mya_column_t {
    mya_place_t place;
    const char *name;          /* as the definition writes it; the XML element's name */
    int index;                 /* in the SELECT list, from 0 */
    mya_type_e type;
    int typed;                 /* the definition says the type; only such are bound, linked,
                                * tested */
    const char *label;         /* text key, or NULL: READABLE */
    const char *readable;      /* "PAID_AT" -> "Paid at" */
    int hidden;                /* read, may be bound and tested, not shown */
    int sort;                  /* offered for sorting */
    int search;
    mya_filter_e filter;
    const mya_options_t *options;   /* of a code or choice; or NULL */
    const char *format;        /* of a foreign date ("yyyyMMdd"); NULL: ours */
    int from_decimal;          /* money that the table keeps as decimal */
    const char *currency;      /* money: literal code; NULL: see currency_column */
    int currency_column;       /* money: index of the column with the code; -1 */
    mya_roles_t roles;         /* 0: as the list */
    const mya_test_t *test;    /* shown only if it holds (on the row, its own record, or one
                                * before); or NULL */
    int total;                 /* total="sum": summed over the filter, money per currency */
    const char *note;          /* text key note.OF.NAME (OF: list or record), a sentence below its
                                * cells with {column} of the row; none where it comes out empty;
                                * NULL */
} mya_column_t;

struct mya_record_t {
    mya_place_t place;
    const mya_module_t *module;
    const char *name;
    const char *title;         /* text key record.NAME, or NULL: no title */
    const char *note;          /* text key record.NAME.note, with {column}: what is to be said about
                                * it; or NULL */
    mya_statement_t sql;
    const mya_column_t *columns;    /* all of the SELECT list, in its order */
    int ncolumns;
    mya_missing_e missing;
    int lock;                  /* lock="yes": FOR UPDATE where it exists, in actions only */
    int scoped;
    const char *tone;          /* good | warning | bad | info | neutral: a hint to the skin; NULL */
    mya_roles_t roles;         /* 0: as the page */
    const mya_test_t *test;    /* or NULL */
};

typedef struct mya_order_t {
    int column;                /* index */
    int descending;
} mya_order_t;

struct mya_list_t {
    mya_place_t place;
    const mya_module_t *module;
    const char *name;          /* "invoices" */
    const char *row;           /* "invoice": element of a row, and :invoice.x in its actions */
    const char *title;         /* text key list.NAME, or NULL: READABLE */
    const char *readable;
    const char *empty;         /* text key list.NAME.empty; NULL: the engine's list.empty */
    const char *search;        /* text key list.NAME.search, of its box; NULL: the engine's
                                * list.search */
    mya_statement_t sql;
    const mya_column_t *columns;
    int ncolumns;
    int key;                   /* index of the key column; -1 = none */
    const mya_order_t *order;  /* default order; the key is the last tie-break */
    int norder;
    const mya_template_t *link;     /* address of a row below the mount, or NULL */
    const char *more;          /* included with a limit: path of the page that shows all, with a
                                * query where it shows what is chosen; or NULL */
    int page_size;             /* rows a page; > 0 */
    int scoped;
    mya_roles_t roles;
    const mya_test_t *test;
    const mya_action_t *const *actions;  /* about a row, the ticked ones or all of them */
    int nactions;
    int group;                 /* index of the column whose change begins a group; -1 */
    int formats;               /* MYA_AS_CSV: also at PAGE/-/NAME.csv */
    const char *view;          /* thread | calendar | cards: a hint to the skin; NULL: a table */
    const char *tone;          /* as of a record; NULL */
    /* Lists inside each row. Read once for all rows shown, with IN (their keys). */
    const mya_list_t *const *lists;
    int nlists;
    int match;                 /* of a nested list: index of its column that holds the key of the
                                * row outside; -1 elsewhere */
};

/* --- what is done --- */

typedef struct mya_field_t {
    mya_place_t place;
    const char *name;
    mya_type_e type;
    const char *label;         /* text key, or NULL: READABLE */
    const char *readable;
    const char *help;          /* text key or NULL */
    const char *error;         /* own text key for any fault of format; or NULL */
    int required;
    int readonly;
    const mya_test_t *readonly_test;    /* readonly="consent.forced": where it holds; or NULL */
    int multiline;
    int multiple;
    int minlength, maxlength;  /* characters; maxlength > 0 always (default by type) */
    const char *min, *max;     /* canonical text of the type, but money in whole units as written
                                * ("0.50"); NULL = none */
    const char *pattern;       /* POSIX extended regular expression for the whole value; or NULL */
    const char *autocomplete;  /* HTML's token ("given-name"); or NULL */
    const mya_options_t *options;   /* of a choice or code; or NULL */
    const char *currency;      /* money */
    const mya_test_t *test;    /* or NULL; may ask about a choice that stands before:
                                * form.means = 'card' */
    mya_roles_t roles;         /* 0: as the action; who lacks them is not asked, and cannot send
                                * it */
    /* It stands in an <option> of the choice OF (a field before it): asked only when that is
     * chosen. Several options may each have a field of one name; at most one is asked. */
    const char *of;            /* name of the choice; NULL: always asked */
    const char *of_value;      /* the option's value */
} mya_field_t;

typedef struct mya_event_t {
    const char *type;               /* "user.changed" */
    const mya_template_t *subject;  /* a page address: "details" */
    struct mya_event_data_t {
        const char *name;
        const mya_template_t *value;
    } *data;
    int ndata;
} mya_event_t;

/* A <when> or <otherwise>. */
typedef struct mya_branch_t {
    mya_place_t place;
    const mya_test_t *test;         /* NULL in a <when>: chosen if its first step, an <sql expect=>,
                                     * meets what it expects; only that one is undone otherwise */
    int otherwise;
    const struct mya_step_t *steps;
    int nsteps;
} mya_branch_t;

typedef struct mya_step_t {
    mya_place_t place;
    mya_step_e kind;
    const mya_test_t *test;         /* check: must hold; else NULL */
    const mya_record_t *record;     /* record: read here, inside the transaction */
    const mya_branch_t *branches;   /* choose: the first that is chosen is done, or none */
    int nbranches;
    /* for-each: for each given row of LIST, which its own columns are bound by (:consent.purpose):
     * the ticked ones, or in an editable table those whose fields were changed */
    const mya_list_t *list;
    const struct mya_step_t *steps;
    int nsteps;
    mya_statement_t sql;            /* MYA_STEP_SQL */
    const mya_event_t *event;       /* MYA_STEP_EVENT */
    const char *error;              /* check: text key when it does not hold */
    const char *field;              /* check: the field at which; or NULL */
    const mya_template_t *page;     /* goto: address below the mount */
    const char *notice;             /* goto: text key; or NULL */
} mya_step_t;

struct mya_action_t {
    mya_place_t place;
    const mya_module_t *module;
    const mya_page_t *page;
    const mya_list_t *list;         /* about a row of it; NULL: about the page */
    mya_rows_e rows;                /* of a list's action: which rows */
    int review;                     /* steps="review" or "edit review": what will be done is shown
                                     * once more, and confirmed, before it is done */
    int confirm;                    /* confirm="password": the current password is asked as well */
    const char *name;
    const char *path;               /* below the mount: "details/edit", "invoices/{key}/pay" */
    const char *const *segments;    /* {"details", "edit"} */
    int nsegments;
    const char *title;              /* text key action.NAME; or NULL: READABLE */
    const char *readable;
    const char *button;             /* text key action.NAME.button; NULL: the title */
    mya_roles_t roles;              /* never 0: inherited from the page, may be narrower */
    const mya_test_t *test;         /* shown, and accepted; or NULL */
    const mya_record_t *values;     /* fills the form, and its fingerprint is kept; or NULL */
    const mya_record_t *const *records;  /* of the page: those that anything of it names, those that
                                     * these need, and those without which there is no page (404);
                                     * in page order; read again in the transaction */
    int nrecords;
    const mya_field_t *fields;
    int nfields;                    /* 0: a button */
    const mya_step_t *steps;
    int nsteps;
};

/* <on event="course.place-free" subject="courses/{id}">: what else happens when EVENT is written,
 * in the same transaction, in file order. Values of the visitor (:user, :customer) are those of who
 * caused it; there is no form. */
typedef struct mya_on_t {
    mya_place_t place;
    const mya_module_t *module;
    const char *event;
    const char *const *segments;    /* of subject=; NULL: any subject */
    int nsegments;
    const struct mya_param_t *params;   /* the {variables} of subject=, typed as the page of that
                                     * address types them (else text), and <param>s that type
                                     * :data.x (in_path 0) */
    int nparams;
    const mya_step_t *steps;
    int nsteps;
} mya_on_t;

/* --- pages --- */

typedef enum mya_item_e {
    MYA_ITEM_RECORD, MYA_ITEM_LIST, MYA_ITEM_ACTION,
    MYA_ITEM_MENU                   /* <include menu="yes"/>: the menu itself, for fragments */
} mya_item_e;

typedef struct mya_item_t {
    mya_item_e kind;
    const mya_record_t *record;
    const mya_list_t *list;
    const mya_action_t *action;
    int limit;                      /* include with limit: so many rows, no paging; 0 = whole */
    mya_roles_t roles;              /* never 0; the narrower of page and what is included */
    const mya_test_t *test;         /* of the include; or NULL */
} mya_item_t;

typedef struct mya_param_t {
    const char *name;
    mya_type_e type;
    int in_path;                    /* {name} in the path; else of the query */
    int search;                     /* type="search": drives all searched lists of the page; its
                                     * lists are shown only when something was typed */
} mya_param_t;

struct mya_page_t {
    mya_place_t place;
    const mya_module_t *module;
    const char *path;               /* "invoices/{ref}"; "" = home; "-/greeting" = a fragment; never
                                     * begins or ends with '/' */
    const char *const *segments;    /* {"invoices", "{ref}"} */
    int nsegments;
    int fragment;                   /* path begins with "-/": no layout, no action, always 200 */
    const char *title;              /* text key page.KEY (KEY: path with '/' as '.', without braces;
                                     * home: "home"); or NULL.
                                     * A text KEY.heading, with {column} of the first record,
                                     * stands above the page */
    const char *readable;
    mya_roles_t roles;              /* never 0 */
    const mya_param_t *params;
    int nparams;
    const mya_item_t *items;
    int nitems;
    const mya_page_t *parent;       /* the page that its path continues ("invoices"), for the way
                                     * back; or NULL */
};

typedef struct mya_menu_item_t {
    const mya_page_t *page;
    const char *label;              /* text key menu.KEY, or the page's title key */
    const char *readable;
    mya_roles_t roles;              /* never 0 */
    const mya_test_t *test;         /* on a record of the menu; or NULL */
    const mya_template_t *badge;    /* "{counts.unread}"; not shown when NULL, empty or 0; or
                                     * NULL */
} mya_menu_item_t;

typedef struct mya_menu_group_t {
    const char *label;              /* text key, or NULL: no heading */
    const mya_menu_item_t *items;
    int nitems;
} mya_menu_group_t;

struct mya_module_t {
    const char *name;               /* "billing" */
    const char *file;
};

/* Texts of one language: key -> ICU MessageFormat pattern. */
typedef struct mya_texts_t {
    const char *lang;               /* "en" */
    apr_hash_t *patterns;           /* const char * -> const char * */
} mya_texts_t;

struct mya_portal_t {
    const char *name;               /* column `portal` of every engine table */
    const char *file;
    const mya_texts_t *const *texts;     /* [0] = the default language */
    int nlanguages;
    const char *zone;               /* IANA name: of business times, and default for showing */
    const mya_icu_zone_t *clock;    /* how its clocks run; NULL: as UTC */
    const char *currency;           /* default ISO 4217 code; or NULL */
    mya_type_e customer_key, user_key;   /* MYA_TYPE_ID or MYA_TYPE_INTEGER */
    const mya_role_t *roles;
    int nroles;
    const mya_accounts_t *accounts;      /* never NULL */
    const mya_module_t *const *modules;
    int nmodules;
    const mya_page_t *const *pages; /* in file order */
    int npages;
    const mya_action_t *const *actions;
    int nactions;
    const mya_menu_group_t *menu;
    int nmenu;
    const mya_item_t *menu_records; /* <include record=> in <menu>: read with every page, for its
                                     * tests and badges */
    int nmenu_records;
    const mya_on_t *ons;            /* in file order */
    int nons;
    const mya_page_t *search;       /* the first page with a search parameter in its query and no
                                     * variable in its path: the box on every page leads there;
                                     * NULL */
};

/* --- looking up (portal/model.c) --- */

/* What answers PATH (below the mount, no leading '/', already decoded, at most 2 KB). */
typedef struct mya_match_t {
    const mya_page_t *page;         /* or NULL */
    const mya_action_t *action;     /* or NULL; its page is action->page */
    const char **values;            /* one per path parameter of the page, in order of its
                                     * segments; for a list's action the key is the last */
    int nvalues;
} mya_match_t;

/* Find the page or action of PORTAL at PATH in *MATCH (allocated in POOL). A literal segment
 * beats a variable one; an empty or over-long segment matches nothing. Return MYA_ENOTFOUND if
 * none. */
apr_status_t mya_portal_match(mya_match_t *match, const mya_portal_t *portal, const char *path,
                              apr_pool_t *pool);

/* The index of the column NAME (without case) among N COLUMNS, or -1. */
int mya_column_find(const mya_column_t *columns, int n, const char *name);

/* The index of the column NAME (without case) among those that SQL selects, or -1. */
int mya_sql_column(const mya_sql_t *sql, const char *name);

/* The one of OPTIONS that stands at place I (from 0) for somebody who reads LANG. */
const mya_option_t *mya_options_at(const mya_options_t *options, const mya_portal_t *portal,
                                   const char *lang, int i);

/* The bit of the role NAME, or 0. */
mya_roles_t mya_role_bit(const mya_portal_t *portal, const char *name);

/* The pattern of KEY in LANG, else in the default language, else NULL. */
const char *mya_portal_text(const mya_portal_t *portal, const char *lang, const char *key);

/* What a portal without <identity> has, whose customers have keys of type KEY; in POOL, never NULL
 * (portal/load_identity.c). */
const mya_accounts_t *mya_portal_own_accounts(mya_type_e key, apr_pool_t *pool);

/* --- loading (portal/load.c) --- */

/* Load portal.xml FILE, the modules and texts beside it, and the engine's texts in SHARE/texts,
 * judge all, and compile into *PORTAL, which lives as long as POOL. On a fault MYA_ECONFIG;
 * FAULTS (may be NULL) gets one "file:line: what is wrong; what would be right" per fault found
 * (const char *), WHY the first. */
apr_status_t mya_portal_load(const mya_portal_t **portal, const char *file, const char *share,
                             apr_array_header_t *faults, mya_result_t *why, apr_pool_t *pool);

#endif
