/* SPDX-License-Identifier: Apache-2.0 */
/* flow/steps.h: the steps of flow/table.c, under the file that holds them
 *
 * Each takes the request as the steps before it left it, and returns APR_SUCCESS to go on, or
 * what was wrong (told in request->why). One that sets answer.status ends the walk.
 */
#ifndef MYA_FLOW_STEPS_H
#define MYA_FLOW_STEPS_H

#include "data/once.h"
#include "flow/request.h"

/* resolve.c: pure; finds route, match, pairs. MYA_ENOTFOUND, MYA_EBADREQUEST, MYA_EMISDIRECTED,
 * MYA_EURILONG. */
apr_status_t mya_flow_resolve(mya_request_t *request);
/* https.c: of a request that came in clear to a portal at https: 301 there, MYA_EREFUSED for a
 * form. */
apr_status_t mya_flow_https(mya_request_t *request);

/* identify.c: identity (may stay NULL), env, lang, format. MYA_EUNAVAILABLE. */
apr_status_t mya_flow_identify(mya_request_t *request);
/* Make env, lang and format for whoever is known so far, without a database (error pages). */
void mya_flow_environment(mya_request_t *request);
/* From where REQUEST comes, and when. */
mya_visit_t mya_flow_visit(const mya_request_t *request);
/* authorise: MYA_ESIGNIN for nobody, MYA_EREFUSED for the wrong role. */
apr_status_t mya_flow_authorise(mya_request_t *request);
/* MYA_EREFUSED, told to somebody who is signed in: the role, or no customer at all. */
apr_status_t mya_flow_refuse_role(mya_request_t *request);
/* Somebody must be signed in: MYA_ESIGNIN. */
apr_status_t mya_flow_signed_in(mya_request_t *request);

/* body.c: the layout, the posted form, its token. */
apr_status_t mya_flow_layout(mya_request_t *request);
/* input. MYA_EREFUSED for a foreign Origin, MYA_ETYPE, MYA_ETOOLARGE, MYA_EBADREQUEST. */
apr_status_t mya_flow_body(mya_request_t *request);
/* Has the input of one of the engine's own forms only the names in KNOWN (at most 5, ends with
 * NULL), each once (HP1)? Else MYA_EBADREQUEST. */
apr_status_t mya_flow_input_of(const mya_request_t *request, const char *const *known);
/* The customer to which the token of the form at PATH is bound: "" for what is the user's own. */
const char *mya_flow_token_customer(const mya_request_t *request, const char *path);
/* nonce. MYA_EREFUSED: never ours; MYA_ECONFLICT: made for another customer. */
apr_status_t mya_flow_token(mya_request_t *request);

/* page.c */
apr_status_t mya_flow_page_read(mya_request_t *request);
apr_status_t mya_flow_page_document(mya_request_t *request);
/* Leads to the first page that whoever is signed in may open: by the menu, else in file order. */
apr_status_t mya_flow_home(mya_request_t *request);

/* act.c */
apr_status_t mya_flow_action_read(mya_request_t *request);
/* The form; after a POST with what was typed and what is wrong. */
apr_status_t mya_flow_action_document(mya_request_t *request);
/* form. What is to be shown again is shown, and ends the walk. MYA_EINVALID, MYA_EBADREQUEST. */
apr_status_t mya_flow_action_validate(mya_request_t *request);
/* Of an action with a review: shows it and ends the walk, unless what is sent is what it showed.
 * MYA_ECONFLICT: it was not. */
apr_status_t mya_flow_action_review(mya_request_t *request);
apr_status_t mya_flow_action_act(mya_request_t *request);
/* Read what the action is about, and fill or settle request->form with it. */
apr_status_t mya_flow_action_subject(mya_request_t *request, mya_result_t *why);

/* The token of the form of the action at this address, as it is shown now. */
const char *mya_flow_action_token(const mya_request_t *request);

/* back.c: the way back to a page as it was seen. */
/* next: of the page that is shown. */
void mya_flow_back_here(mya_request_t *request);
/* next and back: of the action at this address, if SEALED (may be NULL or anything) says where its
 * page was seen. */
void mya_flow_back_take(mya_request_t *request, const char *sealed);
/* The same from the query of the action's address, in which nothing else may stand. */
apr_status_t mya_flow_back_asked(mya_request_t *request);
/* The address of the page that the action at this address is of, as it was seen. */
const char *mya_flow_back_href(const mya_request_t *request);
/* HREF, the address of an action's form, with what that must know. */
const char *mya_flow_back_link(const mya_request_t *request, const char *href);
/* Append that to ACTION, as <keep>. */
void mya_flow_back_keep(const mya_request_t *request, mya_node_t *action);
/* PAGE, to which the action at this address leads, below the mount; as it was seen if it is the
 * action's own. */
const char *mya_flow_back_to(const mya_request_t *request, const char *page);

/* rows.c: actions about ticked rows and editable tables. */
/* A mya_page_action_fn of them, for BATON, the request. */
void mya_flow_rows_show(mya_request_t *request, const mya_document_t *document,
                        mya_node_t *parent, const mya_action_t *action, const mya_row_t *row);
/* Append the list of the action at this address with request->rows; FORM: with their boxes or
 * fields and the <action>. */
apr_status_t mya_flow_rows_document(mya_request_t *request, int form);

struct mya_signin_t;
/* Tell the log what SIGNIN (may be NULL) has noted for the author (come_in.c). */
void mya_flow_note(mya_request_t *request, struct mya_signin_t *signin);

/* confirm.c: the password once more. */
/* Was the password given so short a time ago that it is not asked again? */
int mya_flow_is_fresh(const mya_request_t *request);
/* Did STATUS come of all places for hashing being taken? Then the form is shown again, with 503 and
 * what was typed. */
int mya_flow_is_busy(const mya_request_t *request, apr_status_t status);
/* Count an attempt at the password of whoever is signed in, once for identical forms, and compute
 * its hash, without a connection: *SIGNIN says what it is worth. A form that was done already costs
 * neither: *OUTCOME is what it came to, else NULL. MYA_ETOOMANY, MYA_EUNAVAILABLE. */
apr_status_t mya_flow_verify(struct mya_signin_t **signin, mya_outcome_t **outcome,
                             mya_request_t *request, const char *password);
/* What mya_flow_verify() found is told and counted, with CONN: MYA_EINVALID if it was wrong. */
apr_status_t mya_flow_verified(mya_request_t *request, mya_db_conn_t *conn,
                               const struct mya_signin_t *signin, const char *password);
/* SIGNIN (may be NULL), unless a copy, could not be judged, or what it allows not be done. */
void mya_flow_unjudged(const mya_request_t *request, const struct mya_signin_t *signin,
                       const char *password);
/* Of an action with confirm="password": MYA_EINVALID or MYA_ETOOMANY, said at that field, unless it
 * is right. */
apr_status_t mya_flow_confirm(mya_request_t *request);

/* password.c: a new password for whoever is signed in. */
apr_status_t mya_flow_password_document(mya_request_t *request);
apr_status_t mya_flow_password_act(mya_request_t *request);
/* Who comes once more with the session that the form has ended is led to the same place, and gets
 * no cookie: the session that goes on is not told to whoever has the one before. */
apr_status_t mya_flow_password_again(mya_request_t *request);

/* kept.c: a form that outlives its session. */
#define MYA_FLOW_KEPT "mya.kept"     /* its id, in the address and in the form */
/* Of somebody who is signed in: nothing. Else the posted form is kept (its id in kept, or lost),
 * and the answer is MYA_ESIGNIN, or what mya_flow_body() says. */
apr_status_t mya_flow_keep(mya_request_t *request);
/* The id in PATH, an address with a query, or NULL. */
const char *mya_flow_kept_id(const mya_request_t *request, const char *path);
/* The form that the query names, as it was kept, in form. MYA_ECONFLICT: it was written for another
 * customer. */
apr_status_t mya_flow_kept_read(mya_request_t *request);
apr_status_t mya_flow_kept_document(mya_request_t *request);
/* The kept form was sent: it is kept no longer. */
apr_status_t mya_flow_kept_sent(mya_request_t *request);

/* guess.c */
/* By what *FORM is known among identical ones: REQUEST's, of a browser with COOKIE, which guesses
 * at LOGIN's PASSWORD. 0: it cannot be known. */
int mya_flow_guess(mya_guess_form_t *form, const mya_request_t *request, const char *cookie,
                   const char *login, const char *password);
/* The guess of VISIT's form may have been counted, and could not be judged: its copies shall not
 * wait for it, and the next one like it counts anew. Its failure is told to nobody. */
void mya_flow_abandon(const mya_request_t *request, const mya_visit_t *visit);

/* sign_in.c */
/* The hash of the cookie before sign-in, to which forms are bound then (CS3); a browser that brings
 * none gets one. NULL if there is no randomness. */
const char *mya_flow_before(mya_request_t *request);
apr_status_t mya_flow_sign_in_document(mya_request_t *request);
/* The page that was asked for before; NULL: none. */
const char *mya_flow_wanted(const mya_request_t *request);
/* End with 303 to where a sign-in leads: the page that was asked for, else home. */
void mya_flow_go_on(mya_request_t *request);
apr_status_t mya_flow_sign_in_token(mya_request_t *request);
/* come_in.c: who comes in by that page */
apr_status_t mya_flow_sign_in_act(mya_request_t *request);
/* sign_out.c: sign-out, switch */
apr_status_t mya_flow_sign_out_act(mya_request_t *request);
/* The same answer for who comes once more with the session that is over. */
apr_status_t mya_flow_sign_out_again(mya_request_t *request);
apr_status_t mya_flow_switch_act(mya_request_t *request);
/* *AGAIN: the form of a switch that was sent asks for what is so already, or was done (so that it
 * matters nothing for which customer it was made). */
apr_status_t mya_flow_switch_asked(int *again, mya_request_t *request);
apr_status_t mya_flow_button_document(mya_request_t *request);

/* once.c: the engine's own forms have one effect each. */
/* What one does, inside its transaction; OUTCOME, with page "", is for it to fill. */
typedef apr_status_t (*mya_flow_act_fn)(mya_outcome_t *outcome, mya_request_t *request,
                                        mya_db_conn_t *conn, void *baton);
/* Take NONCE and do ACT with BATON in one transaction, or find what it came to when another did:
 * that is *OUTCOME. ACT may be called more than once, the last time for good. */
apr_status_t mya_flow_once(mya_outcome_t **outcome, mya_request_t *request, mya_db_conn_t *conn,
                           const char *nonce, mya_flow_act_fn act, void *baton);
/* What the form with NONCE of this session came to; *OUTCOME is NULL if it was not done. */
apr_status_t mya_flow_once_find(mya_outcome_t **outcome, mya_request_t *request,
                                mya_db_conn_t *conn, const char *nonce);
/* End with 303 to where OUTCOME leads; its notice is found by NONCE there. */
void mya_flow_once_answer(mya_request_t *request, const char *nonce, const mya_outcome_t *outcome);
/* Of nobody, who comes with the cookie of a session that is over and a form of that session which
 * was done: what it came to, with nonce set, else NULL. */
apr_status_t mya_flow_once_late(mya_outcome_t **outcome, mya_request_t *request);

/* frame.c: what stands around every page. */
/* A document of KIND with TITLE: user, menu, notices. NAME as mya_document_make(). */
mya_document_t *mya_flow_frame(mya_request_t *request, const char *kind, const char *name,
                               const char *title);
/* The address of PATH below the mount of REQUEST, in its pool. */
const char *mya_flow_href(const mya_request_t *request, const char *path);
/* The address of PAGE with the values that the request's own address has. */
const char *mya_flow_page_href(const mya_request_t *request, const mya_page_t *page);
/* A token for the action at PATH, bound to whoever is signed in. */
const char *mya_flow_token_for(const mya_request_t *request, const char *path);
/* The names of ROLES, with blanks between: "owner buyer"; "" if there are none. */
const char *mya_flow_role_names(const mya_request_t *request, mya_roles_t roles);
/* The text of KEY in the request's language, without arguments. */
const char *mya_flow_text(const mya_request_t *request, const char *key);
/* The title of PAGE in the request's language. */
const char *mya_flow_page_title(const mya_request_t *request, const mya_page_t *page);

/* show.c: skin, writer, layout: the document becomes the answer, with request->status. */
apr_status_t mya_flow_show(mya_request_t *request);
/* The document written as FORM says, by the base skin where the mount's skin fails; that is logged,
 * once for each time that the skin is loaded. */
apr_status_t mya_flow_skin(mya_written_t **written, mya_request_t *request, mya_skin_form_e form);

/* fragment.c */
apr_status_t mya_flow_fragment_marker(mya_request_t *request);
apr_status_t mya_flow_fragment_show(mya_request_t *request);
mya_request_t *mya_flow_fragment_request(mya_request_t *parent, const char *path);
const char *mya_flow_fragment_bytes(const mya_request_t *request);
const char *mya_flow_fragment_failed(mya_request_t *request);

/* menu.c */
/* Read what tests and badges of the menu need, with CONN, which a page has open anyway. A failure
 * is logged, and costs the badges only. */
void mya_flow_menu_read(mya_request_t *request, mya_db_conn_t *conn);
/* The same for a page that needs no connection otherwise, if it was not tried yet. The caller holds
 * none. */
void mya_flow_menu_complete(mya_request_t *request);
/* Append <menu> to ROOT, if anything of it is open, and to a fragment only if that includes it. */
void mya_flow_menu(const mya_request_t *request, mya_node_t *root);

/* export.c: a list of the page as a file. MYA_ETOOMANY, MYA_ENOTFOUND. */
apr_status_t mya_flow_export(mya_request_t *request);

/* health.c: what a monitor asks. MYA_ENOTFOUND for everybody else. */
apr_status_t mya_flow_health(mya_request_t *request);
/* Is PATH, below the mount, one of its addresses? */
int mya_flow_is_health(const char *path);

/* asset.c */
apr_status_t mya_flow_asset(mya_request_t *request);

/* answer.c: what was wrong becomes a page, a form with its faults, or the way to sign-in. */
apr_status_t mya_flow_answer(mya_request_t *request, apr_status_t status);
/* ADDRESS, a path of the site, sealed as the sign-in page's next= wants it; without its query if
 * that makes it too long; NULL if even that is. */
const char *mya_flow_next(const mya_request_t *request, const char *address);
/* End with 303 to PATH below the mount (which may carry a query). */
void mya_flow_see_other(mya_request_t *request, const char *path);

/* policy.c: the headers that every answer carries. */
void mya_flow_policy_begin(mya_request_t *request);
void mya_flow_policy_end(mya_request_t *request);
/* Append Set-Cookie NAME=VALUE with our attributes; VALUE NULL ends it. */
void mya_flow_cookie(mya_request_t *request, const char *name, const char *value);
/* The same, and it stays for LIFE when the browser is closed. */
void mya_flow_cookie_for(mya_request_t *request, const char *name, const char *value,
                         apr_interval_time_t life);
/* From now on strangers who guess elsewhere block nobody in this browser, where USER has shown to
 * know the password of HASH (access/device.h). Without it all is as good. */
void mya_flow_know_device(mya_request_t *request, const char *user, const char *hash);

#endif
