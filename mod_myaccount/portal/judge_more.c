/* SPDX-License-Identifier: Apache-2.0 */
/* portal/judge_more.c: whether more="invoices?state=overdue" asks the page for what it offers */
#include "portal/load.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_strings.h>

/* One NAME=VALUE, and whom it is asked of. */
typedef struct asked_t {
    mya_load_t *load;
    const mya_load_jump_t *jump;
    const char *more;              /* all of the attribute */
    const mya_page_t *page;
    const char *name, *value;
    apr_array_header_t *names;     /* const char *: all that may be asked of PAGE */
} asked_t;

static int offer(const asked_t *asked, const char *prefix, const char *name, const char *end)
{
    const char *whole = apr_pstrcat(asked->load->pool, prefix, name, end, NULL);

    APR_ARRAY_PUSH(asked->names, const char *) = whole;
    return strcmp(whole, asked->name) == 0;
}

static void refuse_value(const asked_t *asked, const apr_array_header_t *values,
                         const char *otherwise)
{
    mya_load_fault(asked->load, asked->jump->place,
                   "more=\"%s\" asks for \"%s\" of \"%s\", which is none of its values%s",
                   asked->more, asked->value, asked->name,
                   mya_load_nearest(asked->load, asked->value, values, "\"", "\"", otherwise));
}

/* --- values --- */

static void check_choice(const asked_t *asked, const mya_column_t *column)
{
    apr_array_header_t *values = apr_array_make(asked->load->pool, 8, sizeof(const char *));

    for (int i = 0; column->options && i < column->options->noptions; i++) {
        APR_ARRAY_PUSH(values, const char *) = column->options->options[i].value;
    }
    if (!column->options && column->type == MYA_TYPE_BOOLEAN) {
        APR_ARRAY_PUSH(values, const char *) = "1";
        APR_ARRAY_PUSH(values, const char *) = "0";
    }
    for (int i = 0; i < values->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(values, i, const char *), asked->value) == 0) {
            return;
        }
    }
    if (values->nelts) {
        refuse_value(asked, values, "it has");
    }
}

/* Is TEXT written as SHAPE: a digit for each 'd', any other sign as it stands? */
static int has_shape(const char *text, const char *shape)
{
    for (; *shape; shape++, text++) {
        if (*shape == 'd' ? !strchr("0123456789", *text) || !*text : *text != *shape) {
            return 0;
        }
    }
    return *text == '\0';
}

/* An end of a range is written as every language reads it: 2026-01-31, 1250.50. */
static void check_end(const asked_t *asked, const mya_column_t *column)
{
    int dated = column->type == MYA_TYPE_DATE || column->type == MYA_TYPE_DATETIME;
    const char *number = asked->value + (*asked->value == '-');

    if (dated ? !has_shape(asked->value, "dddd-dd-dd")
              : !*number || number[strspn(number, "0123456789.")]) {
        refuse_value(asked, apr_array_make(asked->load->pool, 1, sizeof(const char *)),
                     dated ? "write a day as 2026-01-31" : "write a number as 1250 or 1250.50");
    }
}

static void check_sort(const asked_t *asked, const mya_list_t *list)
{
    apr_array_header_t *values = apr_array_make(asked->load->pool, 8, sizeof(const char *));

    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].sort) {
            if (strcmp(list->columns[i].name, asked->value + (*asked->value == '-')) == 0) {
                return;
            }
            APR_ARRAY_PUSH(values, const char *) = list->columns[i].name;
        }
    }
    refuse_value(asked, values, "write sort=\"yes\" at a <column> there");
}

/* --- names --- */

/* Whether COLUMN takes what is asked, and then judges the value. */
static int takes(const asked_t *asked, const char *prefix, const mya_column_t *column)
{
    switch (column->filter) {
    case MYA_FILTER_CHOICE:
        if (offer(asked, prefix, column->name, "")) {
            check_choice(asked, column);
            return 1;
        }
        return 0;
    case MYA_FILTER_TEXT:
        return offer(asked, prefix, column->name, "");
    case MYA_FILTER_RANGE:
        if (offer(asked, prefix, column->name, ".from")
            || offer(asked, prefix, column->name, ".to")) {
            check_end(asked, column);
            return 1;
        }
        return 0;
    default:
        return 0;
    }
}

static int is_searched(const mya_list_t *list)
{
    for (int i = 0; i < list->ncolumns; i++) {
        if (list->columns[i].search) {
            return 1;
        }
    }
    return 0;
}

static int list_takes(const asked_t *asked, const char *prefix, const mya_list_t *list)
{
    int found = 0;

    for (int i = 0; !found && i < list->ncolumns; i++) {
        found = takes(asked, prefix, &list->columns[i]);
    }
    if (!found && offer(asked, prefix, "sort", "")) {
        check_sort(asked, list);
        found = 1;
    }
    return found || (is_searched(list) && offer(asked, prefix, "q", ""));
}

static int is_whole(const mya_item_t *item)
{
    return item->kind == MYA_ITEM_LIST && item->limit == 0;
}

static int page_takes(const asked_t *asked)
{
    const mya_page_t *page = asked->page;
    int lists = 0, found = 0;

    for (int i = 0; i < page->nparams; i++) {
        found |= !page->params[i].in_path && offer(asked, "", page->params[i].name, "");
    }
    for (int i = 0; i < page->nitems; i++) {
        lists += is_whole(&page->items[i]);
    }
    for (int i = 0; !found && i < page->nitems; i++) {
        const mya_list_t *list = page->items[i].list;

        found = is_whole(&page->items[i])
            && list_takes(asked, lists > 1 ? apr_pstrcat(asked->load->pool, list->name, ".", NULL)
                                           : "", list);
    }
    return found;
}

/* --- all --- */

static const char *plain(const char *text, apr_pool_t *pool)
{
    const char *made = apr_punescape_url(pool, text, NULL, NULL, 1);

    return made ? made : text;
}

static void check_pair(asked_t *asked, char *pair)
{
    apr_pool_t *pool = asked->load->pool;
    char *equals = strchr(pair, '=');

    if (!equals || equals == pair || !equals[1]) {
        mya_load_fault(asked->load, asked->jump->place,
                       "more=\"%s\" has \"%s\" behind its question mark; write NAME=VALUE",
                       asked->more, pair);
        return;
    }
    *equals = '\0';
    asked->name = plain(pair, pool);
    asked->value = plain(equals + 1, pool);
    asked->names = apr_array_make(pool, 16, sizeof(const char *));
    if (!page_takes(asked)) {
        mya_load_fault(asked->load, asked->jump->place,
                       "more=\"%s\" asks \"%s\" for \"%s\", by which nothing is chosen there%s",
                       asked->more, asked->page->path, asked->name,
                       mya_load_nearest(asked->load, asked->name, asked->names, "\"", "\"",
                                        asked->names->nelts ? "there are"
                                            : "leave out what stands behind the question mark"));
    }
}

void mya_load_judge_more(mya_load_t *load, const mya_load_jump_t *jump, const mya_page_t *page)
{
    asked_t asked = { .load = load, .jump = jump, .page = page };
    char *query, *last = NULL;

    asked.more = jump->to->nparts == 1 && jump->to->parts[0].text ? jump->to->parts[0].text : "";
    query = apr_pstrdup(load->pool, strchr(asked.more, '?') ? strchr(asked.more, '?') + 1 : "");
    for (char *pair = apr_strtok(query, "&", &last); pair; pair = apr_strtok(NULL, "&", &last)) {
        check_pair(&asked, pair);
    }
}
