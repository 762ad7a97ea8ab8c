// SPDX-License-Identifier: Apache-2.0
// tests/http/invoices.test.mjs: the shipped portal's invoices and payments: each filter, the sums, the files, against the tables

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, annaAt } from '../fixtures/people.mjs';
import { xmlOf } from '../fixtures/lists.mjs';
import { withSite } from '../harness/site.mjs';
import { TODAY } from '../harness/stage.mjs';

describe('the invoices', () => {
  const site = withSite({ location: { MyAccountDevelopment: 'on' } });
  let anna;
  let all;
  before(async () => {
    site.allowLog(/MyAccountDevelopment is on/);
    anna = await annaAt(site);
    all = site.rows(`SELECT id, number, subject, issued, due, total, left_to_pay, currency,
        CASE WHEN due < '${TODAY}' THEN state_if_due ELSE state_if_not_due END AS state
      FROM mya_invoice WHERE customer_id = '${HAEROY}' ORDER BY issued DESC, id DESC;`);
    assert.ok(all.length >= 60);
  });

  const keys = (xml) => [...xml.matchAll(/<invoice key="([^"]+)"/g)].map(([, key]) => key);
  const shown = async (query) => keys(await xmlOf(anna, `/account/invoices?size=200&${query}`));
  const ids = (list) => list.map(({ id }) => id);
  // An amount in minor units means as many whole ones everywhere.
  const whole = (minor, currency) => minor / (currency === 'JPY' ? 1 : 100);

  test('are filtered by each of their columns, and by several at once', async () => {
    const [middle] = all.slice(all.length / 2);
    const part = middle.subject.slice(1, 6);
    for (const [query, wanted] of [
      [`issued.from=${middle.issued}`, (at) => at.issued >= middle.issued],
      [`issued.to=${middle.issued}`, (at) => at.issued <= middle.issued],
      [`due.from=${middle.due}&due.to=${TODAY}`, (at) => at.due >= middle.due && at.due <= TODAY],
      ['amount.from=5,000', (at) => whole(at.total, at.currency) >= 5000],
      ['amount.from=100.50&amount.to=5000', (at) => whole(at.total, at.currency) >= 100.5 && whole(at.total, at.currency) <= 5000],
      [`number=${middle.number}`, (at) => at.number.includes(middle.number)],
      [`subject=${encodeURIComponent(part.toUpperCase())}`, (at) => at.subject.toLowerCase().includes(part.toLowerCase())],
      [`q=${encodeURIComponent(part)}`, (at) => at.subject.toLowerCase().includes(part.toLowerCase())],
      ...[...new Set(all.map(({ state }) => state))].map((state) => [`state=${state}`, (at) => at.state === state]),
      [`state=paid&issued.from=${middle.issued}&amount.from=1000`, (at) => at.state === 'paid' && at.issued >= middle.issued && whole(at.total, at.currency) >= 1000],
    ]) {
      const expected = all.filter(wanted);
      assert.ok(expected.length > 0 && expected.length < all.length, `${query} tells ${expected.length} of ${all.length}`);
      assert.deepEqual(await shown(query), ids(expected), query);
    }
  });

  test('are summed over the filter, for each currency', async () => {
    for (const [query, wanted] of [['size=1', () => true], ['state=overdue&page=2&size=1', (at) => at.state === 'overdue']]) {
      const xml = await xmlOf(anna, `/account/invoices?${query}`);
      const sums = Object.fromEntries([...xml.matchAll(/<sum currency="([A-Z]+)" label="[^"]+">\s*<amount value="(-?\d+)"[^>]*>[^<]*<\/amount>\s*<left_to_pay value="(-?\d+)"/g)]
        .map(([, currency, amount, left]) => [currency, [Number(amount), Number(left)]]));
      const expected = {};
      for (const at of all.filter(wanted)) {
        expected[at.currency] ??= [0, 0];
        expected[at.currency][0] += at.total;
        expected[at.currency][1] += at.left_to_pay;
      }
      assert.deepEqual(sums, expected, query);
    }
  });

  test('are a file that holds what the filter shows', async () => {
    const { text } = await anna.get('/account/invoices/-/invoices.csv?state=overdue&sort=due');
    const lines = text.slice(1).trimEnd().split('\r\n');
    const expected = all.filter(({ state }) => state === 'overdue');
    assert.equal(lines.length, expected.length + 1);
    for (const at of expected) assert.ok(lines.some((line) => line.includes(at.number) && line.includes(at.due) && line.includes('Overdue')), at.number);
    const dues = lines.slice(1).map((line) => expected.find((at) => line.includes(at.number)).due);
    assert.deepEqual(dues, [...dues].sort());
  });

  test('are found by who may see them, and by nobody else', async () => {
    const [invoice] = all;
    const found = async (client) => xmlOf(client, `/account/search?q=${encodeURIComponent(invoice.number)}`);
    assert.ok(keys(await found(anna)).includes(invoice.id));
    assert.ok(keys(await found(await site.client().in(BO))).includes(invoice.id));
    const buyer = await annaAt(site, AASVAER);
    const [theirs] = site.rows(`SELECT id, number, subject FROM mya_invoice WHERE customer_id = '${AASVAER}';`);
    for (const words of [invoice.number, theirs.number, theirs.subject]) {
      const xml = await xmlOf(buyer, `/account/search?q=${encodeURIComponent(words)}`);
      assert.doesNotMatch(xml, /<invoice |<payment |NOK|€/, words);
    }
    assert.equal((await buyer.get('/account/invoices/-/invoices.csv')).status, 403);
    assert.equal((await buyer.get('/account/payments/-/payments.csv')).status, 403);
  });

  test('are read in Norwegian by who reads Norwegian', async () => {
    site.sql(`UPDATE mya_user SET language = 'nb' WHERE email = '${ANNA}';`);
    const query = 'issued.from=1.1.2025&issued.to=31.12.2026&amount.from=1%20000,50';
    const expected = all.filter((at) => at.issued >= '2025-01-01' && at.issued <= '2026-12-31' && whole(at.total, at.currency) >= 1000.5);
    assert.ok(expected.length > 0);
    assert.deepEqual(await shown(query), ids(expected));
    const { page } = await anna.get('/account/invoices?issued.from=i+fjor');
    assert.match(page.main, /dato/);
    assert.equal(page.forms.find((at) => at.names.includes('issued.from')).values['issued.from'], 'i fjor');
    site.sql(`UPDATE mya_user SET language = 'en' WHERE email = '${ANNA}';`);
  });
});
