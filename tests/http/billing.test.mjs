// SPDX-License-Identifier: Apache-2.0
// tests/http/billing.test.mjs: invoices and payments of the shipped portal: every filter against the tables, sums for each currency,
// files, both languages; nothing of it for who sees no money; every statement by an index

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { ANNA, AASVAER, HAEROY, annaAt } from '../fixtures/people.mjs';
import { on } from '../harness/database.mjs';
import { textOf } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';
import { TODAY } from '../harness/stage.mjs';

const SIGRID = 'sigrid@example.com';      // owner, in Norwegian
const EINAR = 'einar@example.com';        // finance
const TUVA = 'tuva@example.com';          // buyer
const NORDLYS = 'kq5tyd8w3nhm7xzr2ubc';   // 320 invoices in three currencies

// Numbers in the first column of the list NAME.
function numbersOf(page, name = 'invoices', column = 0) {
  const section = page.one('*', { class: new RegExp(`mya-list-${name}\\b`) });
  const inside = new Set((function nodes(at) { return [at, ...(at.childNodes ?? []).flatMap(nodes)]; })(section));
  return page.all('tr').filter((node) => inside.has(node) && node.parentNode.nodeName === 'tbody')
    .map((row) => textOf(row.childNodes.filter((node) => ['td', 'th'].includes(node.nodeName))[column]));
}

describe('invoices', () => {
  const site = withSite();
  let sigrid;
  let mine;
  before(async () => {
    sigrid = await site.client().in(SIGRID);
    mine = site.rows(`SELECT *, CASE WHEN due < '${TODAY}' THEN state_if_due ELSE state_if_not_due END AS state FROM mya_invoice
      WHERE customer_id = '${NORDLYS}' ORDER BY issued DESC, id;`);
  });
  const shown = async (query) => numbersOf((await sigrid.get(`/account/invoices?${query}&size=200`)).page);
  const sorted = (list) => [...list].sort();

  test('are filtered by state, dates, amounts, number and subject, alone and together, as the tables say', async () => {
    assert.equal(mine.length, 320);
    const cases = [
      ...['unpaid', 'part-paid', 'overdue', 'paid', 'cancelled'].map((state) => [`state=${state}&issued.from=2025-12-01`, (at) => at.state === state && at.issued >= '2025-12-01']),
      ['issued.from=2026-01-01&issued.to=2026-03-31', (at) => at.issued >= '2026-01-01' && at.issued <= '2026-03-31'],
      ['due.from=2026-06-15&due.to=2026-06-30', (at) => at.due >= '2026-06-15' && at.due <= '2026-06-30'],
      ['number=107', (at) => at.number.includes('107')],
      ['subject=rush+ORDER', (at) => /rush order/i.test(at.subject)],
      ['subject=%25', (at) => at.subject.includes('%')],
      ['subject=_', (at) => at.subject.includes('_')],
      ['subject=%C8%99uruburi', (at) => at.subject.toLowerCase().includes('șuruburi')],
      ['q=cages+4', (at) => /cages 4/i.test(at.subject) || at.number.includes('cages 4')],
      ['q=1079', (at) => at.number.includes('1079')],
      ['state=overdue&subject=towline&issued.to=2026-05-01', (at) => at.state === 'overdue' && /towline/i.test(at.subject) && at.issued <= '2026-05-01'],
    ];
    for (const [query, wanted] of cases) assert.deepEqual(sorted(await shown(query)), sorted(mine.filter(wanted).map((at) => at.number)), query);
  });

  test('are filtered by what the amount says, in the units in which it is written', async () => {
    const wanted = mine.filter((at) => at.total >= 1000000 && at.total <= 2000000 && at.issued >= '2025-06-01');
    assert.ok(wanted.length > 3);
    assert.deepEqual(sorted(await shown('amount.from=10000&amount.to=20000&issued.from=2025-06-01')), sorted(wanted.map((at) => at.number)));
    assert.deepEqual(sorted(await shown('amount.from=10+000,00&amount.to=20000&issued.from=2025-06-01')), sorted(wanted.map((at) => at.number)), 'as Norwegians write');
  });

  test('and payments say of a day that there is not that it is no date, and keep what was typed', async () => {
    for (const [address, name] of [['invoices', 'issued'], ['payments', 'paid_at']]) {
      const { page } = await sigrid.get(`/account/${address}?${name}.from=2026-13-45`);
      const [input] = page.all('input', { name: `${name}.from` });
      const attributes = Object.fromEntries(input.attrs.map((at) => [at.name, at.value]));
      assert.deepEqual([attributes.type, attributes.value], ['text', '2026-13-45'], 'a date picker would drop it');
      assert.match(page.described(`${name}.from`), /Skriv en dato som finnes/);
    }
  });

  test('have sums over the whole filter, not over the page, one for each currency', async () => {
    for (const [query, wanted] of [['size=5', () => true], ['size=5&state=overdue', (at) => at.state === 'overdue']]) {
      const { page } = await sigrid.get(`/account/invoices?${query}`);
      const foot = textOf(page.one('tfoot'));
      for (const currency of ['EUR', 'NOK', 'USD']) {
        const sum = mine.filter((at) => at.currency === currency && wanted(at)).reduce((all, at) => all + at.total, 0);
        const digits = String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, ' ');
        assert.ok(foot.includes(`${digits},${String(sum % 100).padStart(2, '0')}`), `${currency} ${digits} in ${foot}`);
      }
    }
  });

  test('keep filter, sorting and size in every address of the page, and have a way out of each', async () => {
    const { page } = await sigrid.get('/account/invoices?state=paid&sort=-amount&size=10');
    const next = page.one('a', { rel: 'next' }).attrs.find(({ name }) => name === 'href').value;
    const query = new URL(next, 'http://x').searchParams;
    assert.deepEqual([query.get('state'), query.get('sort'), query.get('size'), query.get('page')], ['paid', '-amount', '10', '2']);
    const file = page.links.find((link) => link.includes('invoices.csv'));
    assert.equal(new URL(file, 'http://x').searchParams.get('state'), 'paid');
    assert.ok(page.links.some((link) => link.startsWith('/account/invoices') && !link.includes('state=')), 'without the filter');
  });

  test('are a file with the same rows in the same order, and nothing that a spreadsheet would run', async () => {
    site.sql(`UPDATE invoice SET subject = '=HYPERLINK("http://evil")' WHERE id = '${mine[0].id}';`);
    const answer = await sigrid.get('/account/invoices/-/invoices.csv?issued.from=2026-05-01&sort=number');
    assert.match(answer.headers['content-disposition'], /^attachment; filename=/);
    assert.match(answer.headers['cache-control'], /no-store/);
    const lines = answer.text.replace(/^\uFEFF/, '').trim().split('\r\n');
    assert.match(lines[0], /^Nummer,Gjelder,Fakturadato,Forfallsdato,Status,Beløp/);
    assert.deepEqual(lines.slice(1).map((line) => line.split(',')[0]), mine.filter((at) => at.issued >= '2026-05-01').map((at) => at.number).sort());
    assert.ok(answer.text.includes(`"'=HYPERLINK(""http://evil"")"`));
    site.sql(`UPDATE invoice SET subject = '${mine[0].subject.replaceAll("'", "''")}' WHERE id = '${mine[0].id}';`);
  });

  test('say beside the state how much is paid, also of what is overdue', async () => {
    const half = mine.find((at) => at.state === 'overdue' && at.paid > 0 && at.issued >= '2025-12-01');
    const { page } = await sigrid.get(`/account/invoices?number=${half.number}`);
    const row = textOf(page.all('tr').find((node) => node.parentNode.nodeName === 'tbody'));
    assert.match(row, /Forfalt.*\d er betalt/);
    const detail = (await sigrid.get(`/account/invoices/${half.id}`)).page.main;
    assert.match(detail, /Forfalt.*\d er betalt/);
    assert.doesNotMatch((await sigrid.get(`/account/invoices?number=${mine.find((at) => at.state === 'unpaid').number}`)).page.main, /er betalt/);
  });

  test('show the tax of each rate, and the payments with their day and means', async () => {
    const [{ id }] = site.rows(`SELECT l.invoice_id AS id FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id JOIN payment p ON p.invoice_id = i.id
      WHERE i.customer_id = '${NORDLYS}' AND i.currency = 'NOK' GROUP BY l.invoice_id HAVING COUNT(DISTINCT vat_basis_points) = 3 LIMIT 1;`);
    const { page } = await sigrid.get(`/account/invoices/${id}`);
    assert.deepEqual(numbersOf(page, 'rates'), ['25 %', '15 %', '0 %']);
    for (const heading of ['Grunnlag', 'MVA', 'Fakturalinjer', 'Betalinger', 'Mottatt', 'Betalt med']) assert.ok(page.main.includes(heading), heading);
    assert.match(page.main, /Bankoverføring|Kort/);
  });

  test('say what to do where there are none', async () => {
    site.sql(`INSERT INTO customer (id, kind, name, currency) VALUES ('empty', 'person', 'Helt Ny', 'NOK');
      INSERT INTO mya_membership (user_id, customer_id, role) SELECT id, 'empty', 'owner' FROM mya_user WHERE email = '${EINAR}';`);
    const einar = await (await site.client().in(EINAR)).switchTo('empty');
    assert.match((await einar.get('/account/invoices')).page.main, /Nye fakturaer vises her/);
    assert.match((await einar.get('/account/payments')).page.main, /vises her virkedagen etter/);
    assert.match((await einar.get('/account/')).page.main, /Ingenting er forfalt/);
    assert.match((await sigrid.get('/account/invoices?subject=nowhere')).page.main, /Ingenting passer/);
  });

  test('are counted in the menu when they are overdue, and not when none is', async () => {
    const late = mine.filter((at) => at.due < TODAY && at.left_to_pay > 0).length;
    const item = (page) => textOf(page.all('a', { href: '/account/invoices' })[0]);
    assert.equal(item((await sigrid.get('/account/details')).page), `Fakturaer ${late}`);
    const none = await (await site.client().in(EINAR)).switchTo('empty');
    assert.equal(item((await none.get('/account/details')).page), 'Fakturaer');
  });
});

describe('payments', () => {
  const site = withSite();

  test('are all that came in, newest first, filtered and summed, each with its invoice', async () => {
    const anna = await annaAt(site);
    const all = site.rows(`SELECT p.*, i.number FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE i.customer_id = '${HAEROY}' ORDER BY p.paid_at DESC;`);
    const { page } = await anna.get('/account/payments?size=200');
    assert.deepEqual(numbersOf(page, 'payments', 1), all.map((at) => at.number));
    assert.ok(page.links.includes(`/account/invoices/${all[0].invoice_id}`));
    const cards = await anna.get('/account/payments?size=200&means=card');
    assert.deepEqual(numbersOf(cards.page, 'payments', 1), all.filter((at) => at.means === 'card').map((at) => at.number));
    const known = all.find((at) => at.reference);
    assert.deepEqual(numbersOf((await anna.get(`/account/payments?reference=${encodeURIComponent(known.reference)}`)).page, 'payments', 1), [known.number]);
    const answer = await anna.get('/account/payments/-/payments.csv?means=card');
    assert.equal(answer.text.trim().split('\r\n').length, all.filter((at) => at.means === 'card').length + 1);
  });
});

describe('who sees no money', () => {
  const site = withSite();

  test('finds none: no page, no file, no card, no word of the menu, no fragment, no hit', async () => {
    const buyers = [await site.client().in(TUVA), await annaAt(site, AASVAER)];
    for (const [i, buyer] of buyers.entries()) {
      const customer = [NORDLYS, AASVAER][i];
      const [{ id, number, subject }] = site.rows(`SELECT id, number, subject FROM invoice WHERE customer_id = '${customer}' ORDER BY issued DESC LIMIT 1;`);
      for (const address of ['/account/invoices', `/account/invoices/${id}`, '/account/payments', '/account/invoices/-/invoices.csv', '/account/payments/-/payments.csv']) {
        assert.equal((await buyer.get(address)).status, 403, address);
      }
      for (const address of ['/account/', '/account/details', '/account/history', '/account/sessions', `/account/search?q=${number}`, `/account/search?q=${encodeURIComponent(subject)}`]) {
        const { status, page } = await buyer.get(address);
        assert.equal(status, 200, address);
        const links = page.links.filter((link) => /invoices|payments/.test(link));
        assert.deepEqual(links, [], address);
        assert.doesNotMatch(page.main, /NOK|kr \d|€|Forfalt\b|Overdue/, address);
      }
      assert.equal((await buyer.get('/account/-/waiting')).text.trim(), '');
      assert.doesNotMatch((await buyer.get('/account/-/menu')).text, /invoices|payments/);
    }
  });
});

// What PostgreSQL and MariaDB do is in tests/http/indexes.
if (on('sqlite')) describe('the statements of the shipped portal', () => {
  const site = withSite();

  // What stands in conf.d/portal, with the values that the engine would bind.
  test('find their rows by an index: no table of business or events is read through', () => {
    const binds = { customer: `'${HAEROY}'`, user: "'u'", today: `'${TODAY}'`, now: "'2026-06-15 09:00:00'", portal: "'main'", session: "'s'", 'path.ref': "'x'", 'invoice.id': "'x'", 'history.id': "'a', 'b'" };
    const files = ['billing', 'account', 'details', 'home', 'site'].map((name) => [name, fs.readFileSync(path.join(site.stage.root, `conf.d/portal/${name}.xml`), 'utf8')]);
    let count = 0;
    for (const [name, xml] of files) {
      for (const [, text] of xml.matchAll(/<sql[^>]*>([^<]*)<\/sql>/g)) {
        const sql = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        if (!/^\s*SELECT/.test(sql)) continue;
        const bound = sql.replace(/(?<![:\w]):([a-z]+(\.[a-z_]+)?)/g, (_, bind) => { assert.ok(binds[bind], `${name}: :${bind}`); return binds[bind]; });
        const plan = site.sql(`EXPLAIN QUERY PLAN ${bound};`);
        count += 1;
        for (const line of plan.split('\n')) {
          assert.doesNotMatch(line, /SCAN (?!.*(VIRTUAL TABLE|\bsums\b|CONSTANT ROW|json_each|\(subquery))/, `${name}: ${line}\n${bound}`);
        }
      }
    }
    assert.ok(count > 12, `${count} statements`);
  });
});
