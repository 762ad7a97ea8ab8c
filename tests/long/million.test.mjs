// SPDX-License-Identifier: Apache-2.0
// tests/long/million.test.mjs: a customer with 10,000 invoices among a million sees the right ones, at once (RE3, RE5, SQ2)
//
// What is asserted is what is shown; how long it took is printed.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { addCustomers } from '../fixtures/many.mjs';
import { withSite } from '../harness/site.mjs';

const CUSTOMERS = 100_000;
const TIMES = 40;

const overdue = "(CASE WHEN due < '2026-06-15' THEN state_if_due ELSE state_if_not_due END) = 'overdue'";

describe('a customer with 10,000 invoices among a million', () => {
  let owner;
  let customer;
  const site = withSite({ prepare: (at) => { if (!at.filled) addCustomers(at, CUSTOMERS, { quick: true }); at.filled = true; } });
  const mine = (where) => site.value(`SELECT COUNT(*) FROM mya_invoice WHERE customer_id = '${customer}' AND ${where};`);

  before(async () => {
    owner = await site.client().in('customer1@example.com');
    customer = site.value("SELECT m.customer_id FROM mya_membership m JOIN mya_user u ON u.id = m.user_id WHERE u.email = 'customer1@example.com';");
  });

  test('is one of very many', () => {
    assert.ok(site.value('SELECT COUNT(*) FROM invoice;') > 1e6);
    assert.equal(mine('1 = 1'), 10000);
  });

  // Ask TIMES for ADDRESS; the last answer. Searching and exporting is not for everybody all the time, so that the clock moves on.
  async function ask(what, address, times = TIMES) {
    const took = [];
    let answer;
    for (let i = 0; i < times; i++) {
      const from = performance.now();
      answer = await owner.get(site.mount + address);
      took.push(performance.now() - from);
      assert.equal(answer.status, 200, address);
      if (i % 5 === 4) site.shiftClock(61);
    }
    took.sort((one, other) => one - other);
    const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(0);
    console.log(`${what.padEnd(34)} median ${at(0.5)} ms, p95 ${at(0.95)} ms, ${(answer.body.length / 1024).toFixed(0)} KB`);
    return answer;
  }

  const links = (text) => [...text.matchAll(/href="\/account\/invoices\/([a-z0-9]{16,})"/g)].map(([, id]) => id);

  test('sees the first page of the list', async () => {
    const { text: body } = await ask('list', '/invoices');
    assert.equal(new Set(links(body)).size, 20);
  });

  test('sees a page far behind', async () => {
    const { text: body } = await ask('list, page 400', '/invoices?page=400');
    assert.equal(new Set(links(body)).size, 20);
  });

  test('filters by state', async () => {
    const { page } = await ask('filter', '/invoices?state=overdue');
    assert.match(page.text, new RegExp(`\\b${mine(overdue).toLocaleString('en')}\\b|\\b${mine(overdue)}\\b`));
  });

  test('filters by days and sorts by amount', async () => {
    const { text: body } = await ask('filter by days, sorted by amount', '/invoices?issued.from=2025-01-01&issued.to=2025-12-31&sort=-amount');
    const shown = [...new Set(links(body))];
    const wanted = site.rows(`SELECT id FROM mya_invoice WHERE customer_id = '${customer}' AND issued BETWEEN '2025-01-01' AND '2025-12-31' ORDER BY total DESC, id LIMIT 20;`);
    assert.equal(shown.length, Math.min(20, wanted.length));
  });

  test('searches', async () => {
    const { text: body } = await ask('search', '/invoices?q=1010');
    const wanted = mine("(number LIKE '%1010%' OR subject LIKE '%1010%')");
    assert.equal(new Set(links(body)).size, Math.min(20, wanted));
  });

  test('gets a file of what the filter shows, as far as it goes', async () => {
    const { text: body } = await ask('CSV of the overdue', '/invoices/-/invoices.csv?state=overdue', 10);
    assert.equal(body.trim().split('\r\n').length - 1, mine(overdue));
    const whole = await ask('CSV of everything', '/invoices/-/invoices.csv', 5);
    const all = mine('1 = 1');
    assert.ok(whole.text.trim().split('\r\n').length - 1 >= Math.min(all, 10000), 'as many lines as it may have');
  });
});
