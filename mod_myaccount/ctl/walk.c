/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/walk.c: each statement of a definition, once for each place from which it is used */
#include "ctl/ctl.h"

typedef struct walk_t {
    mya_ctl_see_fn see;
    void *baton;
} walk_t;

static void go_list(const walk_t *walk, const mya_list_t *list)
{
    const mya_ctl_use_t use = { .sql = &list->sql, .list = list, .columns = list->columns,
                                .ncolumns = list->ncolumns };

    walk->see(walk->baton, &use);
    for (int i = 0; i < list->nlists; i++) {
        go_list(walk, list->lists[i]);
    }
}

static void go_record(const walk_t *walk, const mya_record_t *record)
{
    const mya_ctl_use_t use = { .sql = &record->sql, .columns = record->columns,
                                .ncolumns = record->ncolumns };

    walk->see(walk->baton, &use);
}

static void go_steps(const walk_t *walk, const mya_step_t *steps, int nsteps)
{
    for (int i = 0; i < nsteps; i++) {
        const mya_ctl_use_t use = { .sql = &steps[i].sql };

        walk->see(walk->baton, &use);
        if (steps[i].record) {
            go_record(walk, steps[i].record);
        }
        go_steps(walk, steps[i].steps, steps[i].nsteps);
        for (int k = 0; k < steps[i].nbranches; k++) {
            go_steps(walk, steps[i].branches[k].steps, steps[i].branches[k].nsteps);
        }
    }
}

static void go_items(const walk_t *walk, const mya_item_t *items, int nitems)
{
    for (int i = 0; i < nitems; i++) {
        if (items[i].record) {
            go_record(walk, items[i].record);
        }
        if (items[i].list) {
            go_list(walk, items[i].list);
        }
    }
}

/* Those of the engine are no part of the definition. */
static void go_accounts(const walk_t *walk, const mya_accounts_t *accounts)
{
    const mya_statement_t *const all[] = { &accounts->find, &accounts->hash, &accounts->user,
                                           &accounts->memberships, &accounts->store_hash };

    for (int i = 0; !accounts->own && i < 4 + accounts->stores; i++) {
        const mya_ctl_use_t use = { .sql = all[i] };

        walk->see(walk->baton, &use);
    }
}

void mya_ctl_walk(const mya_portal_t *portal, mya_ctl_see_fn see, void *baton)
{
    const walk_t walk = { see, baton };

    go_accounts(&walk, portal->accounts);
    for (int i = 0; i < portal->npages; i++) {
        go_items(&walk, portal->pages[i]->items, portal->pages[i]->nitems);
    }
    go_items(&walk, portal->menu_records, portal->nmenu_records);
    for (int i = 0; i < portal->nactions; i++) {
        go_steps(&walk, portal->actions[i]->steps, portal->actions[i]->nsteps);
    }
    for (int i = 0; i < portal->nons; i++) {
        go_steps(&walk, portal->ons[i].steps, portal->ons[i].nsteps);
    }
}
