/* SPDX-License-Identifier: Apache-2.0 */
/* page/parameters.h: which parameters a page's address may have, and what they are called
 *
 * Each whole list takes "sort" (a column, "-column" descending), "page", "size", "q" if columns
 * are searched, a filtered column's own name, or NAME.from and NAME.to for a range. On a page
 * with several whole lists each name has its list in front: "lines.page". A search parameter of the
 * page stands for the "q" of all its lists, also of those with a limit.
 */
#ifndef MYA_PAGE_PARAMETERS_H
#define MYA_PAGE_PARAMETERS_H

#include "page/page.h"

/* What stands before the parameters of LIST on PAGE: "" or "lines.". */
const char *mya_parameters_prefix(const mya_page_t *page, const mya_list_t *list, apr_pool_t *pool);

/* Does the parameter NAME filter or page LIST, whose parameters begin with PREFIX? Sorting and
 * size do not. */
int mya_parameters_narrow(const mya_list_t *list, const char *prefix, const char *name);

/* Has LIST columns that are searched, by whomever? */
int mya_parameters_searched(const mya_list_t *list);

/* The page's search parameter, or NULL. */
const mya_param_t *mya_parameters_search(const mya_page_t *page);

/* Read PAIRS into the views of DATA's lists and ENV->query; results as mya_page_query(). */
apr_status_t mya_parameters_read(mya_page_data_t *data, const apr_array_header_t *pairs,
                                 mya_env_t *env, const mya_format_t *format, mya_result_t *why,
                                 apr_pool_t *pool);

#endif
