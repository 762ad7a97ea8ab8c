/* SPDX-License-Identifier: Apache-2.0 */
/* portal/types.h: the enums that the definition names and other folders give meaning to
 *
 * One with names is written as a table of rows X(SYMBOL, "name in the portal language"), so that
 * the enum, the names and the tables of functions elsewhere (checked by static_assert) are of one
 * length.
 */
#ifndef MYA_PORTAL_TYPES_H
#define MYA_PORTAL_TYPES_H

/* Types of values. */
#define MYA_TYPES(X)                                                                          \
    X(TEXT, "text") X(ID, "id") X(INTEGER, "integer") X(DECIMAL, "decimal")                   \
    X(PERCENT, "percent") X(MONEY, "money") X(BOOLEAN, "boolean") X(DATE, "date")             \
    X(TIME, "time") X(DATETIME, "datetime") X(CODE, "code") X(CHOICE, "choice")               \
    X(EMAIL, "email") X(PHONE, "phone") X(URL, "url") X(IBAN, "iban")                         \
    X(MARKDOWN, "markdown") X(FILE, "file")
#define MYA_ROW(symbol, name) MYA_TYPE_##symbol,
typedef enum mya_type_e { MYA_TYPES(MYA_ROW) MYA_TYPE_COUNT } mya_type_e;
#undef MYA_ROW

/* Digits of a whole number, and of each side of a decimal: always fits into 64 bits. */
#define MYA_DIGITS_MAX 18

/* Where a value comes from: the first word of :a.b and {a.b}, which portal/ref.c reads. */
typedef enum mya_source_e {
    MYA_FROM_PATH, MYA_FROM_QUERY, MYA_FROM_FORM, MYA_FROM_NEW, MYA_FROM_USER, MYA_FROM_CUSTOMER,
    MYA_FROM_ACTOR, MYA_FROM_LANG, MYA_FROM_NOW, MYA_FROM_TODAY, MYA_FROM_RECORD, MYA_FROM_ROW,
    MYA_FROM_PORTAL,           /* :portal, the name= of portal.xml */
    MYA_FROM_SUBJECT,          /* :subject.id, in <on>: what its subject= took from the event's */
    MYA_FROM_DATA,             /* :data.amount, in <on>: a <data> of the event */
    MYA_FROM_EVENT,            /* :event.id, :event.type, in <on> */
    MYA_FROM_SESSION,          /* :session, the ref of the session that asks (mya_my_session) */
    MYA_FROM_LOGIN,            /* :login, in <identity>: what was typed at sign-in */
    MYA_FROM_HASH,             /* :hash, there: of the password that is to be kept */
    MYA_FROM_OLD,              /* :old, there: the hash that stood before */
    MYA_FROM_COUNT
} mya_source_e;

/* What an action does, one after another, in one transaction. */
#define MYA_STEPS(X)                                                                          \
    X(SQL, "sql") X(CHECK, "check") X(EVENT, "event") X(RECORD, "record")                     \
    X(CHOOSE, "choose") X(FOR_EACH, "for-each") X(GOTO, "goto")
#define MYA_ROW(symbol, name) MYA_STEP_##symbol,
typedef enum mya_step_e { MYA_STEPS(MYA_ROW) MYA_STEP_COUNT } mya_step_e;
#undef MYA_ROW

/* What answers an address. */
#define MYA_ROUTES(X)                                                                         \
    X(PAGE, "page") X(ACTION, "action") X(FRAGMENT, "fragment") X(ASSET, "asset")             \
    X(HOME, "home") X(SIGN_IN, "sign-in") X(SIGN_OUT, "sign-out") X(SWITCH, "switch")         \
    X(PASSWORD, "password") X(EXPORT, "export") X(HEALTH, "health")              \
    X(GUARD, "guard")
#define MYA_ROW(symbol, name) MYA_ROUTE_##symbol,
typedef enum mya_route_e { MYA_ROUTES(MYA_ROW) MYA_ROUTE_COUNT } mya_route_e;
#undef MYA_ROW

/* missing="fail" is for <on> and record steps: the whole transaction fails. */
typedef enum mya_missing_e {
    MYA_MISSING_ABSENT, MYA_MISSING_404, MYA_MISSING_FAIL
} mya_missing_e;
/* text: rows that contain what was typed. */
typedef enum mya_filter_e {
    MYA_FILTER_NO, MYA_FILTER_CHOICE, MYA_FILTER_RANGE, MYA_FILTER_TEXT
} mya_filter_e;

/* Which rows of its list an action is about. */
typedef enum mya_rows_e {
    MYA_ROWS_ONE,              /* a button or form in each row: PAGE/{key}/NAME */
    MYA_ROWS_SELECTED,         /* rows="selected", the ticked ones: PAGE/NAME */
    MYA_ROWS_ALL               /* rows="all", an editable table: PAGE/NAME */
} mya_rows_e;

/* Representations of a list besides the page; bits. */
#define MYA_AS_CSV 1

/* The name of a row as the definition writes it ("datetime"); never NULL. */
const char *mya_type_name(mya_type_e type);
const char *mya_step_name(mya_step_e step);
const char *mya_route_name(mya_route_e route);

#endif
