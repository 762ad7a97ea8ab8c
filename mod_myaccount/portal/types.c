/* SPDX-License-Identifier: Apache-2.0 */
/* portal/types.c: the names of the enums, from the same rows as the enums themselves */
#include "portal/types.h"

#define MYA_ROW(symbol, name) name,
static const char *const types[] = { MYA_TYPES(MYA_ROW) };
static const char *const steps[] = { MYA_STEPS(MYA_ROW) };
static const char *const routes[] = { MYA_ROUTES(MYA_ROW) };
#undef MYA_ROW

const char *mya_type_name(mya_type_e type)
{
    return (unsigned)type < MYA_TYPE_COUNT ? types[type] : "";
}

const char *mya_step_name(mya_step_e step)
{
    return (unsigned)step < MYA_STEP_COUNT ? steps[step] : "";
}

const char *mya_route_name(mya_route_e route)
{
    return (unsigned)route < MYA_ROUTE_COUNT ? routes[route] : "";
}
