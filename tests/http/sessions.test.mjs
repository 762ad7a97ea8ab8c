// SPDX-License-Identifier: Apache-2.0
// tests/http/sessions.test.mjs: where somebody is signed in, and how that ends (SE5, SE6)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AOIFE, ANNA, BO, KARI } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { withSite } from '../harness/site.mjs';

const AT = '/account/sessions';
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1';
const MINUTE = 60;

const isIn = async (client) => (await client.get('/account/details')).status === 200;
const ended = (site) => site.value('SELECT COUNT(*) FROM mya_session WHERE ended IS NOT NULL;');

// EMAIL, signed in at a phone.
async function atPhone(site, email) {
  const client = site.client();
  const form = (await client.get('/account/sign-in', { headers: { 'User-Agent': PHONE } })).page.form('/sign-in');
  assert.equal((await client.send(form, { email, password: PASSWORD }, { headers: { 'User-Agent': PHONE } })).status, 303);
  return client;
}

const endForms = (page) => page.links.filter((href) => /\/sessions\/[^/]+\/end$/.test(href));

describe('the list of sessions', () => {
  const site = withSite();

  test('has those that live: the own first, each with what is known of it, and nothing that could be used as one', async () => {
    const desk = await site.client().in(ANNA);
    const phone = await atPhone(site, ANNA);
    const bo = await site.client().in(BO);
    const { page, text } = await desk.get(AT);
    assert.match(page.main, /iPhone/);
    assert.equal(page.all('tr').length, 3, 'two, and the heads');
    assert.equal(endForms(page).length, 1, 'the own one ends by signing out');
    for (const client of [desk, phone, bo]) assert.ok(!text.includes(client.cookies.get('__Host-mya-main')));
    for (const { id_hash: hash } of site.rows('SELECT id_hash FROM mya_session;')) assert.ok(!text.includes(hash));
    assert.equal((await bo.get(AT)).page.all('tr').length, 2);
    await phone.send((await phone.get('/account/')).page.form('/sign-out'));
    assert.doesNotMatch((await desk.get(AT)).page.main, /iPhone/);
  });

  test('leaves out those that nobody used for too long', async () => {
    await site.client().in(KARI);
    site.shiftClock(31 * MINUTE);
    const kari = await site.client().in(KARI);
    assert.equal((await kari.get(AT)).page.all('tr').length, 2);
  });
});

describe('ending a session', () => {
  const site = withSite();

  test('asks for the password where it was not just given, and the ended one is dead at its next request, on every child', async () => {
    const desk = await site.client().in(ANNA);
    const phone = await atPhone(site, ANNA);
    site.shiftClock(6 * MINUTE);
    assert.ok(await isIn(phone));
    const [href] = endForms((await desk.get(AT)).page);
    const form = (await desk.get(href)).page.form('/end');
    assert.equal((await desk.send(form)).status, 422);
    assert.ok(await isIn(phone));
    assert.equal((await desk.send(form, { 'mya.password': PASSWORD })).status, 303);
    const answers = await Promise.all(Array.from({ length: 24 }, () => phone.get('/account/details')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303]);
    assert.ok(await isIn(desk));
  });

  test('of somebody else, of nobody, or one\'s own is 404', async () => {
    const desk = await site.client().in(BO);
    const [own] = site.rows(`SELECT s.ref FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${BO}';`);
    await site.client().in(AOIFE);
    const [other] = site.rows(`SELECT s.ref FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${AOIFE}';`);
    const before = ended(site);
    for (const ref of [own.ref, other.ref, 'nothing']) assert.equal((await desk.get(`${AT}/${ref}/end`)).status, 404, ref);
    assert.equal(ended(site), before);
  });

  test('all but one\'s own at once', async () => {
    const desk = await site.client().in(KARI);
    const others = [await atPhone(site, KARI), await site.client().in(KARI)];
    const strangers = await site.client().in(BO);
    const form = (await desk.get(`${AT}/end-others`)).page.form('/end-others');
    assert.equal((await desk.send(form)).status, 303);
    for (const client of others) assert.ok(!await isIn(client));
    assert.ok(await isIn(desk) && await isIn(strangers));
  });

  test('is in one\'s history', async () => {
    const kari = await site.client().in(KARI);
    assert.match((await kari.get('/account/history')).page.main, /Signed out everywhere else/);
  });
});

describe('what was taken away', () => {
  const site = withSite();

  test('is gone at the next request: a role, a customer, the user', async () => {
    const anna = await site.client().in(ANNA);
    const id = site.value(`SELECT id FROM mya_user WHERE email = '${ANNA}';`);
    const { current } = { current: site.value(`SELECT customer_id FROM mya_session WHERE user_id = '${id}' AND ended IS NULL;`) };
    site.sql(`UPDATE mya_membership SET role = 'buyer' WHERE user_id = '${id}' AND customer_id = '${current}';`);
    assert.equal((await anna.get('/account/invoices')).status, 403);
    site.sql(`DELETE FROM mya_membership WHERE user_id = '${id}' AND customer_id = '${current}';`);
    assert.equal((await anna.get('/account/invoices')).status, 403);
    site.sql(`UPDATE mya_user SET disabled = 1 WHERE id = '${id}';`);
    assert.equal((await anna.get('/account/details')).status, 303);
  });

  test('who lacks the role is named in the log by number, with the request', async () => {
    const bo = await site.client().in(KARI);
    site.sql(`UPDATE mya_membership SET role = 'buyer' WHERE user_id = (SELECT id FROM mya_user WHERE email = '${KARI}');`);
    const { log } = await site.logged(() => bo.get('/account/invoices'));
    const id = site.value(`SELECT id FROM mya_user WHERE email = '${KARI}';`);
    assert.match(log, new RegExp(`403, request [A-Za-z0-9_-]{12}: the role does not allow this page: user ${id}, session [0-9a-f]{12}`));
  });
});
