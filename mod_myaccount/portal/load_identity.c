/* SPDX-License-Identifier: Apache-2.0 */
/* portal/load_identity.c: <identity>: the statements that say who signs in, and for whom they act
 *
 * A portal has all that read, or none: then the engine's own tables are asked by statements of the
 * same kind. Without <store-hash> nothing is ever kept for a user, and no page asks for a new
 * password.
 */
#include "portal/load.h"

#include <string.h>

#include <apr_strings.h>

#include "portal/grammar.h"
#include "portal/name.h"

/* One row for each element; the first four must be there. */
static const struct part_t {
    const char *name;
    apr_size_t at;             /* of its statement in mya_accounts_t */
    const char *values;        /* what it may bind */
    const char *must;          /* what it must bind besides the one that limits it; or NULL */
    const char *columns;       /* what it must select */
    const char *more;          /* what it may select as well */
    const char *right;         /* how to write it */
} parts[] = {
    { "find", APR_OFFSETOF(mya_accounts_t, find), "login portal now", "login", "id", "",
      "SELECT … AS id FROM … WHERE … = :login" },
    { "hash", APR_OFFSETOF(mya_accounts_t, hash), "user portal now", NULL, "hash", "",
      "SELECT … AS hash FROM … WHERE … = :user" },
    { "user", APR_OFFSETOF(mya_accounts_t, user), "user portal now", NULL, "login name",
      "email language zone", "SELECT … AS login, … AS name FROM … WHERE … = :user" },
    { "memberships", APR_OFFSETOF(mya_accounts_t, memberships), "user portal now", NULL,
      "customer role name", "",
      "SELECT … AS customer, … AS role, … AS name FROM … WHERE … = :user" },
    { "store-hash", APR_OFFSETOF(mya_accounts_t, store_hash), "user hash old portal now",
      "hash old", "", "", "UPDATE … SET … = :hash WHERE … = :user AND … = :old" },
};
#define NPARTS (sizeof(parts) / sizeof(parts[0]))
#define NNEEDED 4

typedef struct maker_t {
    mya_load_t *load;
    mya_accounts_t *accounts;
    const mya_node_t *node;        /* <identity> */
    const mya_module_t *module;    /* the file that it stands in */
} maker_t;

/* The child NAME; a fault if there are two. */
static const mya_node_t *find_part(const maker_t *m, const char *name)
{
    const mya_node_t *found = NULL;

    for (const mya_node_t *node = mya_xml_first(m->node); node; node = mya_xml_next(node)) {
        if (strcmp(mya_xml_name(node), name) != 0) {
            continue;
        }
        if (found) {
            mya_load_fault(m->load, mya_load_place(m->module->file, node),
                           "<%s> stands twice in <identity>; leave one out", name);
        }
        found = found ? found : node;
    }
    return found;
}

/* --- what it selects and binds --- */

static void check_columns(const maker_t *m, const struct part_t *part, const mya_sql_t *sql)
{
    const char *all = apr_pstrcat(m->load->pool, part->columns, *part->more ? " " : "", part->more,
                                  NULL);
    const apr_array_header_t *known = mya_name_words(all, m->load->pool);
    const apr_array_header_t *needed = mya_name_words(part->columns, m->load->pool);

    for (int i = 0; i < needed->nelts; i++) {
        const char *name = APR_ARRAY_IDX(needed, i, const char *);

        if (mya_sql_column(sql, name) < 0) {
            mya_load_fault(m->load, sql->place, "<%s> selects no column \"%s\"; write %s",
                           part->name, name, part->right);
        }
    }
    for (int i = 0; i < sql->ncolumns; i++) {
        int k = 0;

        while (k < known->nelts
               && strcasecmp(APR_ARRAY_IDX(known, k, const char *), sql->columns[i]) != 0) {
            k++;
        }
        if (k == known->nelts) {
            mya_load_fault(m->load, sql->place, "<%s> selects \"%s\", which it does not know%s",
                           part->name, sql->columns[i],
                           mya_load_nearest(m->load, sql->columns[i], known, "\"", "\"",
                                            "it knows"));
        }
    }
}

static int binds(const mya_sql_t *sql, const char *name)
{
    for (int i = 0; i < sql->nparts; i++) {
        if (sql->parts[i].ref && strcmp(sql->parts[i].ref->name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static void check_binds(const maker_t *m, const struct part_t *part, const mya_sql_t *sql)
{
    const apr_array_header_t *words = part->must ? mya_name_words(part->must, m->load->pool) : NULL;

    for (int i = 0; words && i < words->nelts; i++) {
        const char *name = APR_ARRAY_IDX(words, i, const char *);

        if (!binds(sql, name)) {
            mya_load_fault(m->load, sql->place, "<%s> does not bind :%s; write %s", part->name,
                           name, part->right);
        }
    }
}

static void check_part(const maker_t *m, const struct part_t *part,
                       const mya_statement_t *statement)
{
    for (int k = 0; k < MYA_DIALECT_COUNT; k++) {
        const mya_sql_t *sql = statement->by_dialect[k];

        if (sql && (k == 0 || sql != statement->by_dialect[k - 1])) {
            if (*part->columns && sql->ncolumns) {
                check_columns(m, part, sql);
            }
            check_binds(m, part, sql);
        }
    }
}

/* --- all --- */

static void load_part(const maker_t *m, const struct part_t *part, const mya_node_t *node)
{
    mya_statement_t *statement = (mya_statement_t *)(void *)((char *)m->accounts + part->at);
    const mya_node_t *sql = mya_xml_first(node);
    mya_scope_t scope = { .load = m->load, .module = m->module, .identity = part->values,
                          .own = m->accounts->own };

    mya_load_sql(statement, NULL, &scope, sql, *part->columns ? MYA_LOAD_READS : MYA_LOAD_CHANGES,
                 apr_pstrcat(m->load->pool, "identity.", part->name, NULL));
    check_part(m, part, statement);
}

static void load_parts(maker_t *m)
{
    for (apr_size_t i = 0; i < NPARTS; i++) {
        const mya_node_t *node = find_part(m, parts[i].name);

        if (node) {
            load_part(m, &parts[i], node);
        }
        else if (i < NNEEDED) {
            mya_load_fault(m->load, m->accounts->place, "<identity> lacks <%s>; write <%s><sql>%s"
                           "</sql></%s>", parts[i].name, parts[i].name, parts[i].right,
                           parts[i].name);
        }
        else {
            continue;
        }
        if (node && i >= NNEEDED) {
            m->accounts->stores = 1;
            m->accounts->rehash = mya_load_yes(m->load, node, "rehash");
        }
    }
}

/* The <identity> of portal.xml; a fault if there are two. NULL: none. */
static const mya_node_t *find_identity(mya_load_t *load, const mya_load_file_t *file)
{
    const mya_node_t *found = NULL;

    for (const mya_node_t *node = mya_xml_first(file->root); node; node = mya_xml_next(node)) {
        if (strcmp(mya_xml_name(node), "identity") == 0) {
            if (found) {
                mya_load_fault(load, mya_load_place(file->path, node),
                               "<identity> stands twice; leave one out");
            }
            found = found ? found : node;
        }
    }
    return found;
}

/* The accounts that NODE makes, which stands in FILE. */
static mya_accounts_t *make_accounts(mya_load_t *load, const mya_node_t *node, const char *file,
                                     int own)
{
    mya_accounts_t *accounts = apr_pcalloc(load->pool, sizeof(*accounts));
    mya_module_t *module = apr_pcalloc(load->pool, sizeof(*module));
    const char *login = mya_load_get(load, node, "login");
    maker_t m = { load, accounts, node, module };

    module->name = "identity";
    module->file = file;
    accounts->own = own;
    accounts->key = own ? MYA_TYPE_ID : load->portal->user_key;
    accounts->login_is_email = !login || strcmp(login, "text") != 0;
    accounts->place = mya_load_place(file, node);
    load_parts(&m);
    return accounts;
}

const mya_accounts_t *mya_portal_own_accounts(mya_type_e key, apr_pool_t *pool)
{
    const char *text = mya_load_own_identity(key);
    mya_portal_t portal = { .name = "", .customer_key = key, .user_key = MYA_TYPE_ID };
    mya_load_t load = { .pool = pool, .portal = &portal, .folder = "",
                        .faults = apr_array_make(pool, 1, sizeof(const char *)) };
    mya_xml_doc_t *doc = NULL;

    if (mya_xml_parse(&doc, text, strlen(text), "the engine", NULL, pool) != APR_SUCCESS) {
        return apr_pcalloc(pool, sizeof(mya_accounts_t));
    }
    return make_accounts(&load, mya_xml_root(doc), "the engine", 1);
}

void mya_load_identity(mya_load_t *load)
{
    const mya_load_file_t *file = &APR_ARRAY_IDX(load->files, 0, mya_load_file_t);
    const mya_node_t *node = find_identity(load, file);

    load->portal->accounts = node
        ? make_accounts(load, node, file->path, 0)
        : mya_portal_own_accounts(load->portal->customer_key, load->pool);
}

/* --- what such a portal does not have --- */

void mya_load_check_table(mya_load_t *load, mya_place_t place, const char *name)
{
    static const char ours[] = "mya_user mya_membership mya_my_details";
    const mya_accounts_t *accounts = load->portal->accounts;

    if (accounts && !accounts->own && mya_grammar_has(ours, name)) {
        mya_load_fault(load, place, "\"%s\" is of the engine, and the users of this portal are "
                       "those of its <identity>; read your own tables", name);
    }
}
