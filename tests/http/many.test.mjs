// SPDX-License-Identifier: Apache-2.0
// tests/http/many.test.mjs: the further customers of ./run-demo --customers N: as many as asked for, whole, and beside the named ones
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import path from 'node:path';
import { describe, test } from 'node:test';

import { addCustomers } from '../fixtures/many.mjs';
import { withSite } from '../harness/site.mjs';
import { TODAY, TOP } from '../harness/stage.mjs';

const MANY = 25;
const INVOICES = 10000 + 10 * (MANY - 1);
const SCRIPT = path.join(TOP, 'demo/data/many.sh');

const written = (...words) => execFileSync(SCRIPT, words, { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });

describe('further customers of the demo', () => {
  let before;
  let annaBefore;
  const site = withSite({
    prepare: (at) => {
      if (before) return;
      before = at.rows('SELECT id, name FROM customer ORDER BY id');
      annaBefore = at.rows("SELECT id, total, paid FROM mya_invoice WHERE customer_id = 'mtyfxeamkzykkz3yyhr4' ORDER BY id");
      addCustomers(at, MANY);
    },
  });
  const count = (from) => site.value(`SELECT COUNT(*) FROM ${from}`);
  const many = "id IN (SELECT customer_id FROM invoice WHERE number LIKE '1______')";

  test('are as many as asked for, with a user, events and invoices, ten thousand of the first', () => {
    assert.equal(count('customer'), before.length + MANY);
    assert.equal(count("mya_user WHERE email LIKE 'customer%' AND password_hash IS NOT NULL"), MANY);
    assert.equal(count("mya_membership m JOIN mya_user u ON u.id = m.user_id WHERE u.email LIKE 'customer%' AND m.role = 'owner'"), MANY);
    assert.equal(count("mya_event e JOIN mya_user u ON u.id = e.user_id WHERE u.email LIKE 'customer%' AND e.type = 'session.started'"), 2 * MANY);
    assert.equal(count("invoice WHERE number LIKE '1______'"), INVOICES);
    assert.equal(count(`(SELECT customer_id FROM invoice GROUP BY customer_id HAVING COUNT(*) = 10000) big`), 1);
    assert.equal(count(`customer WHERE ${many}`), MANY);
  });

  test('have invoices of every state and with whole sums, and no row that refers to nothing', () => {
    const states = site.rows(`SELECT CASE WHEN due < '${TODAY}' THEN state_if_due ELSE state_if_not_due END AS state, COUNT(*) AS n FROM mya_invoice WHERE number LIKE '1______'
      GROUP BY CASE WHEN due < '${TODAY}' THEN state_if_due ELSE state_if_not_due END`);
    assert.deepEqual(states.map(({ state }) => state).sort(), ['cancelled', 'overdue', 'paid', 'part-paid', 'unpaid']);
    assert.ok(states.find(({ state }) => state === 'paid').n > INVOICES / 2);
    assert.equal(count('mya_invoice WHERE total <= 0 OR paid > total'), 0);
    for (const [table, refers] of [['invoice_line', 'invoice'], ['payment', 'invoice'], ['address', 'customer'], ['invoice', 'customer']]) {
      assert.equal(count(`${table} t WHERE NOT EXISTS (SELECT 1 FROM ${refers} r WHERE r.id = t.${refers}_id)`), 0, `${table} without ${refers}`);
    }
    assert.equal(count(`invoice WHERE issued > '${TODAY}' OR issued < '2024-01-01'`), 0);
  });

  test('are the same rows on each database', () => {
    const rows = site.rows("SELECT id, customer_id, number, issued, total, paid FROM mya_invoice WHERE number LIKE '1______' ORDER BY id");
    const text = rows.map((row) => Object.values(row).join(' ')).join('\n');
    assert.equal(crypto.createHash('sha256').update(text).digest('hex'), 'f73c65429ddf2cab0d1c0fcc6c6c56fd55a9f5c4dfcdbd984b6845385fcc9e8f');
    assert.equal(new Set(rows.map(({ id }) => id)).size, INVOICES);
    for (const { id } of rows) assert.match(id, /^[a-km-np-z2-9i]{20}$/);
  });

  test('leave the named customers as they are', () => {
    assert.deepEqual(site.rows(`SELECT id, name FROM customer WHERE NOT ${many} ORDER BY id`), before);
    assert.deepEqual(site.rows("SELECT id, total, paid FROM mya_invoice WHERE customer_id = 'mtyfxeamkzykkz3yyhr4' ORDER BY id"), annaBefore);
  });

  test('sign in, and see their own', async () => {
    for (const [email, wanted] of [['customer1@example.com', 10000], ['customer25@example.com', null], ['anna@example.com', annaBefore.length]]) {
      const someone = await site.client().in(email);
      const { status, page, text } = await someone.get(`${site.mount}/invoices`);
      assert.equal(status, 200);
      const own = wanted ?? count(`invoice i JOIN mya_membership m ON m.customer_id = i.customer_id JOIN mya_user u ON u.id = m.user_id WHERE u.email = '${email}'`);
      assert.ok(page.main.includes(own.toLocaleString('en')), `${email}: ${own}`);
      assert.equal(new Set([...text.matchAll(/href="\/account\/invoices\/([a-z0-9]{20})"/g)].map(([, id]) => id)).size, Math.min(20, own));
    }
    const someone = await site.client().in('customer2@example.com');
    assert.equal((await someone.get(`${site.mount}/history`)).status, 200);
  });

  test('come the same each time, to be copied by psql too', () => {
    assert.equal(written(TODAY, '3'), written(TODAY, '3'));
    const values = (text, row) => text.split('\n').filter((line) => row.test(line)).map((line) => line.replace(/^\(|\)[,;]$/g, ''));
    assert.deepEqual(values(written(TODAY, '3', 'copy'), /^'/), values(written(TODAY, '3'), /^\('/));
  });

  test('are refused with a sentence if they are none or too many', () => {
    for (const words of [[TODAY], [TODAY, '0'], [TODAY, '100001'], [TODAY, 'many'], ['2026-02-30', '5'], [TODAY, '5', 'paste']]) {
      const { status, stdout, stderr } = spawnSync(SCRIPT, words, { encoding: 'utf8' });
      assert.deepEqual([status, stdout], [2, ''], words.join(' '));
      assert.match(stderr, /^(usage: many\.sh|many\.sh: "2026-02-30" is not a day)/);
    }
  });
});
