/* SPDX-License-Identifier: Apache-2.0 */
/* view/document.h: the page XML, the contract between the engine and skins (version 1)
 *
 * Add only. schema/page.rng is its grammar; every document that the tests cause is validated.
 *
 *   <myaccount version="1" kind="page" page="invoices" lang="en" base="/account"
 *              path="/account/invoices?state=overdue" layout="site">
 *     <title>Invoices</title>
 *     <back href="/account/" label="Home"/>                              the parent page, if any
 *     <user name="Anna Berg" email="anna@example.com">                   absent when anonymous
 *       <customer key="…" name="Nordlys AS" current="yes" role="owner"/> …
 *       <action name="switch" href="/account/switch"                   only with several customers
 *               label="…" token="…"/>
 *       <action name="password" href="/account/password" label="Change password" open="no"/>
 *       <action name="sign-out" href="/account/sign-out" label="Sign out" token="…"/>
 *     </user>
 *     <sign-in href="/account/sign-in" label="Sign in"/>                 only when anonymous
 *     <menu label="…"><group label="…">
 *       <item href="/account/invoices" label="Invoices" current="yes" badge="3"/></group></menu>
 *     <search href="/account/search" name="q" label="Search" value="…"/>  if a page searches
 *     <notices><notice kind="good|error|info" title="…">sentence</notice></notices>
 *     <texts>                      words that every skin needs (the table in document.c)
 *       <text key="nav.skip">Skip to content</text> …</texts>
 *     <problem status="404" id="Request 8f3c…">sentence</problem>        kind="error" only
 *     items in page order:
 *     <record name="invoice" title="…">
 *       <due label="Due" type="date" value="2026-12-01">1 Dec 2026</due>
 *       <state label="State" type="code" value="overdue" tone="bad" note="part paid 400 of 1,000"
 *              >Overdue</state>                note: a sentence about it, on cells of rows too
 *     </record>                                record/@note likewise, below its title
 *     <list name="invoices" title="Invoices" total="60" page="1" pages="3" size="20"
 *           empty="sentence" more="/account/invoices" more-label="All invoices">
 *       <columns><column name="issued" label="Issued" type="date"
 *                        sort="/account/invoices?sort=-issued" sorted="desc"/></columns>
 *       <filters href="/account/invoices"><filter name="state" label="State" kind="choice">
 *         <option value="overdue" selected="yes">Overdue</option></filter>
 *         <filter name="due" … error="sentence"/>                what was typed there is no date
 *         <filter name="issued" label="Date" kind="range" type="date" from="2026-01-01"
 *                 to="2026-01-31" asked="1 Jan 2026 – 31 Jan 2026"/>
 *         <keep name="sort" value="-issued"/></filters>
 *       <sizes label="Rows per page"><size rows="20" href="…" current="yes"/></sizes>
 *       <pager label="Page 1 of 3"><previous href="…" label="…"/><next href="…" label="…"/>
 *         <goto page="2" href="…"/></pager>
 *       <group name="purpose" value="ads">Advertising</group>        before the first row of each
 *       <invoice key="9f3…" href="/account/invoices/9f3">             element of a row: list/@row
 *         <select form="action-archive" name="mya.row" value="9f3…" label="Invoice 1042"/>
 *                                                                       where rows can be ticked
 *         <number>1042</number><due value="2026-12-01">1 Dec 2026</due>
 *         <state value="overdue" tone="bad">Overdue</state>
 *         <field form="action-save" name="granted.9f3…" …/>               of an editable table
 *         <list name="comments" …>…</list>                       a nested list; left out where it
 *                                        has neither rows nor a text of its own for having none
 *         <action name="pay" href="…" label="…" token="…"/>
 *       </invoice>
 *       <totals><sum currency="NOK" label="Total NOK"><amount value="…">…</amount></sum></totals>
 *       <export format="csv" href="/account/invoices/-/invoices.csv?state=overdue" label="CSV"/>
 *       <action name="archive" rows="selected" id="action-archive" …/>   about the ticked rows, or
 *     </list>                                                           rows="all"
 *     <action name="edit" title="…" href="/account/details/edit" label="Save" token="…"
 *             cancel="/account/details">
 *       <error title="…">sentence                                  summary of all that is wrong
 *         <fault field="phone" href="#field-phone">sentence</fault> …</error>
 *       <field name="phone" type="phone" label="Phone" value="…" required="yes" maxlength="40"
 *              autocomplete="tel" help="…" error="sentence" theirs="…">
 *         <option value="nb" selected="yes">Norsk</option></field>
 *       <again label="Show the fields for this country"/>         button that shows the form anew,
 *                                                                 behind the choice
 *       <field name="zip" of="country" of-value="US" …/>    belongs to that choice; only those
 *                                                                       of what is chosen are there
 *       <keep name="mya.next" value="…"/>                                hidden fields
 *     </action>
 *     <action name="cancel" step="review" edit="Change" …>               to be confirmed
 *       <review name="note" label="Note">…</review> <keep …/>
 *     </action>
 *   </myaccount>
 *
 * An <action> without fields is a button; an <action open="no"> with fields is shown as a link to
 * its own address.
 * Actions about ticked rows share the boxes of their list, whose form= is the id of the first. On
 * the list's page each is a button without fields, that sends what is ticked; one that has fields
 * then shows them at its own address, with these rows. At most one of them is sent: no token of
 * another. What the <keep>s of the first say is said for all.
 * kind: page, action (a form's own page), sign-in, error, fragment.
 * layout: "site" (only the children of body are used, inside the site's own page) or "bare" (the
 * whole page); absent = bare.
 * type of a field: a type of the language, or "password" (sign-in); multiline="yes",
 * multiple="yes", readonly="yes", inputmode, min, max, minlength, pattern as in HTML.
 * kind of a filter: choice (options), range (type, from="…" to="…" are its two values; its fields
 * are called NAME.from and NAME.to), text or search (value="…").
 * asked of a filter: what it lets through, in words, on each that narrows the list.
 * sizes: only where the list has more rows than the smallest shows.
 * A range with error="sentence" could not be read: from and to are what was typed, and the list is
 * not narrowed by it.
 * The column that groups a list is none of its columns and stands in none of its rows. A nested
 * list with capped="yes" may lack rows. A column whose test does not hold in a row is an empty cell
 * there.
 * A fragment has the menu only if its definition includes it, and never the search box.
 * view of a list: thread, calendar, cards; tone of a list or record: hints to the skin.
 * A list with capped="yes" has more rows than its total says; one without total= is an excerpt and
 * has no pager.
 * tone: good, warning, bad, info, neutral. currency: beside value= of money. Cells without a value
 * have no value= and no text.
 */
#ifndef MYA_VIEW_DOCUMENT_H
#define MYA_VIEW_DOCUMENT_H

#include "base/xml.h"
#include "portal/model.h"
#include "view/format.h"

/* What the makers of a document need to know, the same for all of it. */
typedef struct mya_document_t {
    mya_xml_doc_t *doc;
    mya_node_t *root;
    const mya_portal_t *portal;
    const mya_format_t *format;
    const char *lang;
    const char *base;        /* the mount: "/account", no trailing '/' ("" at the root) */
    apr_pool_t *pool;
} mya_document_t;

/* Begin a document of KIND ("page") for the page called NAME ("invoices/{ref}"; "" = home) at PATH
 * (whole own address with query) with TITLE. */
mya_document_t *mya_document_make(const mya_portal_t *portal, const mya_format_t *format,
                                  const char *lang, const char *base, const char *kind,
                                  const char *name, const char *path, const char *title,
                                  apr_pool_t *pool);

/* The text of KEY in the document's language, without arguments. */
const char *mya_document_text(const mya_document_t *document, const char *key);

/* BASE + "/" + PATH in the document's pool: the own address of PATH below the mount. */
const char *mya_document_href(const mya_document_t *document, const char *path);

/* Append <COLUMN value= tone=>formatted</COLUMN> for the cell TEXT of COLUMN to PARENT and return
 * it; CURRENCY for money. A NULL cell is an empty element without value. WITH_LABEL: also label and
 * type (records). */
mya_node_t *mya_document_cell(const mya_document_t *document, mya_node_t *parent,
                              const mya_column_t *column, const char *text, const char *currency,
                              int with_label);

/* Append a notice of KIND (good, error, info) with the text of KEY. */
void mya_document_notice(const mya_document_t *document, const char *kind, const char *text);

#endif
