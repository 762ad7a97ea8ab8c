// SPDX-License-Identifier: Apache-2.0
// tests/http/parallel.test.mjs: many at once, of different customers and of one, wait for each other and never fail for it

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, HAEROY } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

const MANY = 40;
const EDIT = '/account/details/edit';
const address = (i) => `many${i}@example.com`;
const numbers = Array.from({ length: MANY }, (_, i) => i);

// Users with anna's password: the first half have customers of their own, the others one together.
function addMany(site) {
  site.sql(numbers.map((i) => `INSERT INTO mya_user (id, portal, email, name, language, password_hash, created)
      SELECT 'many0000000000000${String(i).padStart(3, '0')}', portal, '${address(i)}', 'Many Number ${i}', 'en', password_hash, created FROM mya_user WHERE email = '${ANNA}';
    INSERT INTO customer (id, name, kind, currency) VALUES ('manycustomer00000${String(i).padStart(3, '0')}', 'Customer of number ${i}', 'company', 'NOK');
    INSERT INTO mya_membership (user_id, customer_id, role) VALUES ('many0000000000000${String(i).padStart(3, '0')}', '${i < MANY / 2 ? `manycustomer00000${String(i).padStart(3, '0')}` : HAEROY}', 'owner');`).join('\n'));
}

// How often each status came.
function statuses(answers) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('many at once', () => {
  // As many hashes and connections as there are places: this is about what they do to each other in the database.
  const site = withSite({ main: `MyAccountHashes ${MANY}\nMyAccountDatabaseWait 60s` });
  let clients;

  before(() => addMany(site));

  // All have the form before the first sends it.
  async function signIn(emails) {
    const all = emails.map(() => site.client());
    const forms = await Promise.all(all.map(async (client) => (await client.get('/account/sign-in')).page.form('/sign-in')));
    const answers = await Promise.all(all.map((client, i) => client.send(forms[i], { email: emails[i], password: 'correct horse battery' })));
    return { all, answers };
  }

  for (const round of ['that nobody has counted yet', 'that are counted', 'of known browsers']) {
    test(`sign in, from networks and to accounts ${round}`, async () => {
      if (round.startsWith('that nobody')) site.sql('DELETE FROM mya_throttle;');
      const { all, answers } = await signIn(numbers.map(address));
      assert.deepEqual(statuses(answers), { 303: MANY });
      clients = all;
      assert.deepEqual(site.rows("SELECT bucket, failures FROM mya_throttle WHERE bucket NOT LIKE 'all:%' AND failures <> 0"), [], 'who came in has not guessed');
      assert.equal(site.value("SELECT sum(failures) FROM mya_throttle WHERE bucket LIKE 'all:%'"), 0);
    });
  }

  test('sign in to one account, and are counted: none comes in beyond what is free, none fails', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const before = site.value("SELECT count(*) FROM mya_event WHERE type = 'session.started'");
    const { answers } = await signIn(numbers.map(() => ANNA));
    const counts = statuses(answers);
    assert.deepEqual(Object.keys(counts).filter((status) => !['303', '429'].includes(status)), []);
    assert.ok(counts[303] >= 5, `${counts[303]} came in`);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'session.started'") - before, counts[303]);
  });

  test('act, each for a customer, some for the same: all is done once', async () => {
    const before = site.value("SELECT count(*) FROM mya_event WHERE type = 'user.changed'");
    const forms = await Promise.all(clients.map(async (client) => (await client.get(EDIT)).page.form(EDIT)));
    const answers = await Promise.all(clients.map((client, i) => client.send(forms[i], { name: `Somebody Else ${i}` })));
    assert.deepEqual(statuses(answers), { 303: MANY });
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'user.changed'") - before, MANY);
    assert.equal(site.value("SELECT count(*) FROM mya_user WHERE name LIKE 'Somebody Else %'"), MANY);
  });

  test('send one form, which is good: it is done once, and each gets the same answer', async () => {
    const before = site.value("SELECT count(*) FROM mya_event WHERE type = 'user.changed'");
    const form = (await clients[0].get(EDIT)).page.form(EDIT);
    const answers = await Promise.all(numbers.map(() => clients[0].send(form, { name: 'Once Only' })));
    assert.deepEqual(statuses(answers), { 303: MANY });
    assert.equal(new Set(answers.map(({ location }) => location)).size, 1);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'user.changed'") - before, 1);
  });
});
