// SPDX-License-Identifier: Apache-2.0
// tests/http/pages.test.mjs: what the pages of the shipped portal show, and to whom

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, KARI, OMALLEY, STRANGER, addStranger, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { attribute, textOf } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';
import { TODAY } from '../harness/stage.mjs';

// Minor units as English ICU writes them, with plain blanks: 1234550 NOK → "NOK 12,345.50".
function money(minor, currency) {
  const decimals = currency === 'JPY' ? 0 : 2;
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = { EUR: '€', JPY: '¥' }[currency] ?? `${currency} `;
  return `${minor < 0 ? '-' : ''}${sign}${whole}${decimals ? `.${digits.slice(-decimals)}` : ''}`;
}

const stateOf = (invoice) => (invoice.due < TODAY ? invoice.state_if_due : invoice.state_if_not_due);
const WORDS = { unpaid: 'Unpaid', 'part-paid': 'Part paid', overdue: 'Overdue', paid: 'Paid', cancelled: 'Cancelled' };

// The rows of the table in the list NAME: [{ key text …, cells }]
function rowsOf(page, name) {
  const section = page.one('*', { class: new RegExp(`mya-list-${name}\\b`) });
  assert.ok(section, `there is a list ${name}`);
  const inside = new Set((function nodes(at) { return [at, ...(at.childNodes ?? []).flatMap(nodes)]; })(section));
  const heads = page.all('th', { scope: 'col' }).filter((node) => inside.has(node)).map(textOf);
  return page.all('tr').filter((node) => inside.has(node) && node.parentNode.nodeName === 'tbody').map((row) => {
    const cells = row.childNodes.filter((node) => ['td', 'th'].includes(node.nodeName));
    const link = page.all('a').find((node) => cells[0] === node.parentNode);
    return { href: link && attribute(link, 'href'), ...Object.fromEntries(cells.map((cell, i) => [heads[i], textOf(cell)])) };
  });
}

describe('the pages', () => {
  const site = withSite();
  const as = (email, customer) => (email === ANNA ? annaAt(site, customer) : site.client().in(email));

  test('home shows what is overdue, the sums for each currency, and the last three invoices', async () => {
    const { page } = await (await as(ANNA)).get('/account/');
    const mine = invoicesOf(site, HAEROY);
    const late = mine.filter((invoice) => invoice.due < TODAY && invoice.left_to_pay > 0).sort((a, b) => (a.due < b.due ? -1 : 1)).slice(0, 5);
    assert.deepEqual(rowsOf(page, 'overdue').map((row) => row.Number), late.map((invoice) => invoice.number));
    assert.deepEqual(rowsOf(page, 'overdue').map((row) => row['Left to pay']), late.map((invoice) => money(invoice.left_to_pay, invoice.currency)));
    for (const currency of ['EUR', 'NOK']) {
      const open = mine.filter((invoice) => invoice.currency === currency && invoice.left_to_pay > 0);
      const sum = (list) => money(list.reduce((total, invoice) => total + invoice.left_to_pay, 0), currency);
      const shown = textOf(page.one('section', { class: /mya-list-sums/ }));
      assert.ok(shown.includes(`Left to pay ${sum(open)}`) || shown.includes(`Left to pay${sum(open)}`), `${currency} in ${shown}`);
      assert.ok(shown.includes(`Of which overdue ${sum(open.filter((invoice) => invoice.due < TODAY))}`), `${currency} in ${shown}`);
    }
    assert.deepEqual(rowsOf(page, 'invoices').map((row) => row.Number), mine.slice(0, 3).map((invoice) => invoice.number));
  });

  test('a buyer\'s home has no money in it', async () => {
    const { status, page } = await (await as(ANNA, AASVAER)).get('/account/');
    assert.equal(status, 200);
    assert.doesNotMatch(page.main, /NOK|€|Overdue|Left to pay/);
    assert.ok(!page.links.some((link) => /invoices|payments/.test(link)), 'no way to money');
    assert.match(page.main, /Anna Solbakk/);
  });

  test('the list of invoices shows all of them, twenty a page, and each leads to its own page', async () => {
    const bo = await as(BO);
    const seen = [];
    let answer = await bo.get('/account/invoices');
    for (let i = 0; i < 10; i++) {
      const rows = rowsOf(answer.page, 'invoices');
      assert.ok(rows.length <= 20);
      seen.push(...rows);
      const next = answer.page.one('a', { rel: 'next' });
      if (!next) break;
      answer = await bo.get(attribute(next, 'href'));
    }
    const mine = invoicesOf(site, HAEROY);
    assert.equal(mine.length, 60);
    assert.deepEqual(seen.map((row) => row.Number).sort(), mine.map((invoice) => invoice.number).sort());
    for (const row of seen) {
      const invoice = mine.find((at) => at.number === row.Number);
      assert.equal(row.href, `/account/invoices/${invoice.id}`);
      assert.equal(row.Amount, money(invoice.total, invoice.currency));
      assert.ok(row.Status.startsWith(WORDS[stateOf(invoice)]), `${row.Number}: ${row.Status}`);
    }
  });

  test('the filter shows the invoices of one state, and keeps the sorting', async () => {
    const anna = await as(ANNA);
    for (const state of Object.keys(WORDS)) {
      const { page } = await anna.get(`/account/invoices?state=${state}&sort=due&size=200`);
      const wanted = invoicesOf(site, HAEROY).filter((invoice) => stateOf(invoice) === state).map((invoice) => invoice.due).sort();
      assert.equal(rowsOf(page, 'invoices').length, wanted.length, state);
      assert.ok(wanted.length > 0, `the demo has ${state} invoices`);
      const form = page.forms.find((at) => at.method === 'get' && at.names.includes('state'));
      assert.equal(form.values.state, state);
      assert.equal(form.values.sort, 'due');
    }
  });

  test('each column that sorts does so both ways', async () => {
    const anna = await as(ANNA);
    const mine = invoicesOf(site, HAEROY);
    for (const [column, value] of [['issued', (at) => at.issued], ['due', (at) => at.due], ['amount', (at) => at.total]]) {
      const expected = mine.map(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      for (const [sort, list] of [[column, expected], [`-${column}`, [...expected].reverse()]]) {
        const { page } = await anna.get(`/account/invoices?sort=${sort}&size=200`);
        const shown = rowsOf(page, 'invoices').map((row) => value(mine.find((at) => at.number === row.Number)));
        assert.deepEqual(shown, list, sort);
      }
    }
  });

  // SQ2: tokens of a fixed list; what is none of them is as if it were not said, an unknown name is refused.
  test('sort, page and filter take only what they know', async () => {
    const anna = await as(ANNA);
    const usual = rowsOf((await anna.get('/account/invoices')).page, 'invoices').map((row) => row.Number);
    for (const query of ['sort=(select+1)', 'sort=id', 'sort=customer_id', 'sort=issued,due', "sort=issued'--", 'sort=', 'page=0', 'page=-1', 'page=1.5',
      'page=abc', 'page=99999999999999999999', "page=1'", 'page=1e9', 'size=abc', 'size=-5', 'size=0', "state='or'1'='1", 'state=%25', 'state=nothing', 'state=']) {
      const { status, page } = await anna.get(`/account/invoices?${query}`);
      assert.ok(status === 400 || status === 200, query);
      if (status === 200) assert.deepEqual(rowsOf(page, 'invoices').map((row) => row.Number), usual, query);
    }
    const { page } = await anna.get('/account/invoices?size=99999999');
    assert.ok(rowsOf(page, 'invoices').length <= 200);
    for (const query of ['x=1', 'dir=asc', 'sort[]=due', 'SORT=due', 'customer=1', 'limit=5', 'id=1', 'state=paid&x=1']) {
      assert.equal((await anna.get(`/account/invoices?${query}`)).status, 400, query);
    }
  });

  test('a page beyond the last shows no fault', async () => {
    const { status } = await (await as(ANNA)).get('/account/invoices?page=4');
    assert.equal(status, 200);
  });

  test('an invoice shows its lines, its payments, what is paid and what is left', async () => {
    const anna = await as(ANNA);
    for (const invoice of invoicesOf(site, HAEROY).slice(0, 12)) {
      const { status, page } = await anna.get(`/account/invoices/${invoice.id}`);
      assert.equal(status, 200);
      const lines = site.rows(`SELECT description, amount_minor FROM invoice_line WHERE invoice_id = '${invoice.id}' ORDER BY position;`);
      const payments = site.rows(`SELECT amount_minor FROM payment WHERE invoice_id = '${invoice.id}' ORDER BY paid_at;`);
      assert.deepEqual(rowsOf(page, 'lines').map((row) => row.Amount), lines.map((line) => money(line.amount_minor, invoice.currency)));
      assert.deepEqual(rowsOf(page, 'lines').map((row) => row.Description), lines.map((line) => line.description.replace(/\s+/g, ' ')));
      if (payments.length) assert.deepEqual(rowsOf(page, 'receipts').map((row) => row.Amount), payments.map((at) => money(at.amount_minor, invoice.currency)));
      else assert.match(page.main, /There are no payments on this invoice/);
      const values = Object.fromEntries(page.all('dt').map((node) => [textOf(node), textOf(page.nodes.slice(page.nodes.indexOf(node)).find((at) => at.nodeName === 'dd'))]));
      assert.equal(values.Total, money(invoice.total, invoice.currency));
      assert.equal(values['Already paid'], money(invoice.paid, invoice.currency));
      assert.equal(values['Left to pay'], money(invoice.left_to_pay, invoice.currency));
      assert.ok(values.Status.startsWith(WORDS[stateOf(invoice)]), values.Status);
    }
  });

  test('every customer\'s pages hold that customer\'s invoices and nobody else\'s', async () => {
    for (const [email, customer] of [[KARI, AASVAER], ['ioana@example.com', '2575sbqr78387h9ze3h7'], ['haruka@example.com', '9ecvdndpccn2qpkkvutm']]) {
      const client = await site.client().in(email);
      const { page } = await client.get('/account/invoices?size=200');
      assert.deepEqual(rowsOf(page, 'invoices').map((row) => row.Number).sort(), invoicesOf(site, customer).map((at) => at.number).sort(), email);
    }
  });

  // AZ3: nobody can tell a foreign invoice from one that is not there.
  test('a foreign and an unknown invoice are answered with the same bytes', async () => {
    const anna = await as(ANNA);
    const foreign = invoicesOf(site, OMALLEY)[0].id;
    const same = (answer) => answer.text.replace(/mya\.token" value="[^"]*"/g, '').replace(/give this number: \S+</, '<')
      .replaceAll(foreign, 'ID').replaceAll('qqqqqqqqqqqqqqqqqqqq', 'ID');
    const [one, two] = [await anna.get(`/account/invoices/${foreign}`), await anna.get('/account/invoices/qqqqqqqqqqqqqqqqqqqq')];
    assert.equal(one.status, 404);
    assert.equal(two.status, 404);
    assert.equal(same(one), same(two));
    const plain = ({ headers }) => Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'date'));
    assert.deepEqual({ ...plain(one), 'content-length': 0 }, { ...plain(two), 'content-length': 0 });
  });

  // SQ1
  test('an id that looks like SQL is an ordinary miss', async () => {
    const anna = await as(ANNA);
    const [mine] = invoicesOf(site, HAEROY);
    for (const id of [`${mine.id}'`, `${mine.id}'--`, `x'||'`, '1;--', `' OR '1'='1`, `${mine.id}%00`, '%', '_'.repeat(20), `${mine.id}"`, '%2527', '-1', `${mine.id}/**/`]) {
      const answer = await anna.get(`/account/invoices/${encodeURIComponent(decodeURIComponent(id.replace(/%(?![0-9])/g, '%25')))}`);
      assert.ok([404, 400].includes(answer.status), `${id}: ${answer.status}`);
      assert.doesNotMatch(answer.page.text, /SQL|syntax|sqlite/i);
    }
  });

  test('a buyer gets 403 for invoices, and the menu does not offer them', async () => {
    const anna = await as(ANNA, AASVAER);
    const id = invoicesOf(site, AASVAER)[0].id;
    for (const address of ['/account/invoices', `/account/invoices/${id}`]) {
      const { status, page } = await anna.get(address);
      assert.equal(status, 403, address);
      assert.match(page.main, /Your role does not include this page/);
    }
    const { page } = await anna.get('/account/');
    assert.ok(!page.links.includes('/account/invoices'));
  });

  test('a user without any customer gets 403, not a fault', async () => {
    addStranger(site);
    const stranger = await site.client().in(STRANGER);
    for (const address of ['/account/', '/account/invoices', '/account/details']) {
      assert.equal((await stranger.get(address)).status, 403, address);
    }
  });

  test('the menu shows where one is, and the way back', async () => {
    const anna = await as(ANNA);
    const current = (page) => page.all('a', { 'aria-current': 'page' }).filter((node) => attribute(node, 'href').startsWith('/account')).map((node) => attribute(node, 'href'));
    const [invoice] = invoicesOf(site, HAEROY);
    assert.deepEqual(current((await anna.get('/account/')).page), ['/account/']);
    assert.deepEqual(current((await anna.get('/account/invoices')).page).slice(0, 1), ['/account/invoices']);
    const detail = (await anna.get(`/account/invoices/${invoice.id}`)).page;
    assert.deepEqual(current(detail), ['/account/invoices']);
    assert.ok(detail.all('p', { class: 'mya-back' }).length === 1);
  });

  test('a name with quotes, brackets and letters of all kinds is shown as it is', async () => {
    for (const [email, name] of [['haruka@example.com', '佐藤 Haruka'], ['rune@example.com', 'Rune "Dykker" Næss'], ['liv@example.com', 'Liv <havnefogd> Bjørnå'],
      ['ioana@example.com', 'Ioana Țîrlea']]) {
      const client = await site.client().in(email);
      assert.ok((await client.get('/account/')).page.text.includes(name), name);
    }
  });
});
