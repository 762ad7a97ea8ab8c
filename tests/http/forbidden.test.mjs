// SPDX-License-Identifier: Apache-2.0
// tests/http/forbidden.test.mjs: AZ5: the XML of a page, which a skin may show whole, has nothing that its reader must not know. Each page
// is asked for as XML, as only a portal that is being made gives it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AASVAER, ANNA, HAEROY } from '../fixtures/people.mjs';
import { ACTORS, withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

describe('the XML of every page', () => {
  const site = withSite({ location: { MyAccountDevelopment: 'on' } });
  const matrix = withMatrix(site, 'forbidden');
  const values = (sql) => site.rows(sql).map((row) => Object.values(row)[0]).filter((value) => value && String(value).length >= 8).map(String);

  // [what it is, its values] for the user EMAIL at CUSTOMER.
  function forbidden(email, customer) {
    const mine = `SELECT customer_id FROM mya_membership m JOIN mya_user u ON u.id = m.user_id WHERE u.email = '${email}'`;
    return [
      ['a hash of a password', values('SELECT password_hash FROM mya_user;')],
      ['a hash of a session', values('SELECT id_hash FROM mya_session UNION SELECT session_hash FROM mya_event;')],
      ['an id of a request', values('SELECT request_id FROM mya_event;')],
      ['a counter of guesses', values('SELECT bucket FROM mya_throttle;')],
      ['another customer\'s name', values(`SELECT name FROM customer WHERE id NOT IN (${mine});`)],
      ['another customer\'s invoice', values(`SELECT id FROM invoice WHERE customer_id <> '${customer}';`)],
      ['another customer\'s key', values(`SELECT id FROM customer WHERE id NOT IN (${mine});`)],
      ['an address of another user', values(`SELECT email FROM mya_user WHERE email <> '${email}' AND id NOT IN (SELECT user_id FROM mya_membership WHERE customer_id IN (${mine}));`)],
      ['a cookie', [...new Set(Object.values(matrix.clients).flatMap((client) => [...client.cookies.values()]))].filter((value) => value.length >= 8)],
    ];
  }

  test('has no hash, cookie, counter or key of the engine, and nothing of another customer', async () => {
    let pages = 0;
    await matrix.each(matrix.gets.filter(({ kind }) => ['page', 'action', 'sign-in', 'sign-out', 'switch', 'password'].includes(kind)), async ({ name, actor, address, whose, client, what }) => {
      const answer = await client.get(`${address}?as=xml`);
      if (answer.status !== 200) return;
      assert.match(answer.headers['content-type'], /xml/, what);
      pages += 1;
      for (const [kind, list] of forbidden(actor?.email ?? '', actor?.customer ?? '')) {
        for (const value of list) matrix.check(answer.text.includes(value), false, `${what}: ${kind}: ${value.slice(0, 8)}…`);
      }
      assert.ok(name && whose);
    });
    assert.ok(pages > 40, `${pages} pages`);
  });

  test('has what is searched for, where it may be', async () => {
    const xml = (await matrix.clients.owner.get('/account/details?as=xml')).text;
    assert.ok(xml.includes(ANNA));
    assert.ok((await matrix.clients.owner.get('/account/invoices?as=xml')).text.includes(values(`SELECT id FROM invoice WHERE customer_id = '${HAEROY}' ORDER BY issued DESC;`)[0]));
    assert.equal(ACTORS.buyer.customer, AASVAER);
  });
});
