// SPDX-License-Identifier: Apache-2.0
// tests/http/confirm.test.mjs: the password once more, before what matters

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { tables } from '../harness/database.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { VALGRIND } from '../harness/patience.mjs';
import { TOP, sleep, withSite } from '../harness/site.mjs';

const folder = path.join(TOP, 'tests/fixtures/tickets');
const OVER = '/account/tickets/hand-over';
const MINUTE = 60;

function ticketSite(options = {}) {
  return withSite({
    definition: path.join(folder, 'portal.xml'),
    location: { MyAccountSkin: null, MyAccountLayout: 'none' },
    prepare: (site) => site.sql(tables(fs.readFileSync(path.join(folder, 'tickets.sql'), 'utf8'))),
    ...options,
  });
}

const events = (site, type) => site.value(`SELECT COUNT(*) FROM mya_event WHERE type = '${type}';`);
const formOf = async (client) => (await client.get(OVER)).page.form('/hand-over');

describe('what wants the password confirmed', () => {
  const site = ticketSite({ countHashes: true });

  test('asks for it in a field that a password manager fills', async () => {
    const anna = await annaAt(site);
    site.shiftClock(5 * MINUTE);
    const { page } = await anna.get(OVER);
    const [input] = page.all('input', { name: 'mya.password' });
    const attributes = Object.fromEntries(input.attrs.map(({ name, value }) => [name, value]));
    assert.equal(attributes.type, 'password');
    assert.equal(attributes.autocomplete, 'current-password');
    assert.equal(attributes.value ?? '', '');
  });

  test('is done with it, and not without, not with another, not with somebody else\'s', async () => {
    const anna = await annaAt(site);
    site.shiftClock(6 * MINUTE);
    site.secrets.add('not the right password');
    for (const wrong of [null, '', 'not the right password', `${PASSWORD} `]) {
      const answer = await anna.send(await formOf(anna), { to: 'Ola', note: 'Over til deg', 'mya.password': wrong });
      assert.equal(answer.status, 422, String(wrong));
      assert.match(answer.page.described('mya.password'), wrong ? /The password is not right/ : /Enter your password/);
      assert.equal(answer.page.form('/hand-over').values.to, 'Ola', 'what was typed is still there');
      assert.equal(answer.page.form('/hand-over').values['mya.password'], '', 'but the password');
      if (wrong) assert.ok(!answer.text.includes(wrong));
    }
    assert.equal(events(site, 'tickets.handed-over'), 0);
    assert.equal(events(site, 'confirm.refused'), 2);
    const done = await anna.send(await formOf(anna), { to: 'Ola', 'mya.password': PASSWORD });
    assert.equal(done.status, 303);
    assert.equal(events(site, 'tickets.handed-over'), 1);
  });

  test('is not asked for by somebody who has just signed in', async () => {
    const anna = await annaAt(site);
    site.shiftClock(4 * MINUTE);
    const form = await formOf(anna);
    assert.ok(!form.names.includes('mya.password'));
    assert.equal((await anna.send(form, { to: 'Kari' })).status, 303);
    const stale = await formOf(anna);
    site.shiftClock(2 * MINUTE);
    const late = await anna.send(stale, { to: 'Kari' });
    assert.equal(late.status, 422);
    assert.equal((await anna.send(late.page.form('/hand-over'), { 'mya.password': PASSWORD })).status, 303);
  });

  test('of a button too', async () => {
    const anna = await annaAt(site);
    site.shiftClock(6 * MINUTE);
    const form = (await anna.get('/account/tickets/empty')).page.form('/empty');
    assert.equal((await anna.send(form)).status, 422);
    assert.equal((await anna.send(form, { 'mya.password': PASSWORD })).status, 303);
  });

  test('is refused by an action that does not ask for it', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/tickets/new')).page.form('/tickets/new');
    assert.equal((await anna.send(form, { subject: 'x', 'mya.password': PASSWORD })).status, 400);
  });

  test('costs no hash where something else is wrong, and one where not', async () => {
    const anna = await annaAt(site);
    site.shiftClock(6 * MINUTE);
    const form = await formOf(anna);
    const before = site.hashes;
    assert.equal((await anna.send(form, { to: '', 'mya.password': PASSWORD })).status, 422);
    assert.equal((await anna.send(form, { to: 'x', 'mya.password': '' })).status, 422);
    assert.equal(site.hashes, before);
    await anna.send(form, { to: 'x', 'mya.password': 'no' });
    assert.equal(site.hashes, before + 1);
  });
});

describe('guesses at it', () => {
  const site = ticketSite({ countHashes: true });

  test('are counted with those at sign-in, and beyond the limit are 429 without a hash; a session\'s use forgets none', async () => {
    const anna = await annaAt(site);
    site.shiftClock(6 * MINUTE);
    const form = await formOf(anna);
    let answer;
    for (let i = 0; i < 5; i++) {
      site.secrets.add(`guess number ${i}`);
      answer = await anna.send(form, { to: 'Ola', 'mya.password': `guess number ${i}` });
      assert.equal(answer.status, 422);
    }
    const before = site.hashes;
    answer = await anna.send(form, { to: 'Ola', note: 'still here', 'mya.password': PASSWORD });
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    assert.equal(answer.page.form('/hand-over').values.note, 'still here');
    assert.equal(site.hashes, before);
    assert.equal(events(site, 'throttle.reached'), 1);
    assert.equal((await anna.get(OVER)).status, 200);
    const again = site.client();
    again.cookies.set('__Host-mya-main-device', anna.cookies.get('__Host-mya-main-device'));
    assert.equal((await again.signIn(ANNA)).status, 429, 'it is one counter, of the browser where she signed in');
    assert.equal((await site.client().signIn(ANNA)).status, 303, 'which blocks nobody elsewhere');
    const bo = await site.client().in(BO);
    assert.equal((await bo.get(OVER)).status, 200, 'which is the account\'s own');
    site.shiftClock(3);
    assert.equal((await anna.send(form, { to: 'Ola', 'mya.password': PASSWORD })).status, 303);
    assert.equal(events(site, 'tickets.handed-over'), 1);
  });

  test('of many at one moment five are judged', async () => {
    const bo = await site.client().in(BO);
    site.shiftClock(6 * MINUTE);
    site.stopClock();      // where all takes longer, the first wait would be over
    const form = await formOf(bo);
    const before = site.hashes;
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => bo.send(form, { to: 'x', 'mya.password': `guess ${i}` })));
    assert.ok(site.hashes - before <= 5, `${site.hashes - before} hashes`);
    assert.ok(answers.every(({ status }) => [422, 429, 503].includes(status)), answers.map(({ status }) => status).join(' '));
    site.allowLog(/too many passwords are being hashed at once|database is locked/);
  });
});

// LG10
async function hashing(site) {
  for (let asked = 0; !/MyAccountHashes: 1 of 1 running/.test((await site.client().get('/server-status?auto')).text); asked++) {
    assert.ok(asked < 2000, 'the hash that takes the place is seen');
    await sleep(10);
  }
}

describe('while as many passwords are hashed as may be', () => {
  // one place, and a hash that takes longer than the second that one waits for it, on a fast machine too
  const site = ticketSite({
    main: `MyAccountHashes 1\nMyAccountPageDeadline 10min\nMyAccountHashCost ${VALGRIND ? '19 20' : '64 80'}\nLoadModule status_module \${MODULE_DIR}/mod_status.so`,
    server: '<Location /server-status>\nSetHandler server-status\n</Location>',
  });

  test('a form keeps what was typed, says to come again, and does nothing', async () => {
    const anna = await annaAt(site);
    site.shiftClock(6 * MINUTE);
    const form = await formOf(anna);
    site.expectLog(/503, request .*: too many passwords are being hashed at once/);
    site.secrets.add('some password');
    const door = site.client();
    const signIn = (await door.get('/account/sign-in')).page.form('/sign-in');
    const other = door.send(signIn, { email: 'nobody@example.com', password: 'some password' });
    await hashing(site);
    const answer = await anna.send(form, { to: 'Ola', note: 'typed with care', 'mya.password': PASSWORD });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    assert.match(answer.page.described('mya.password'), /Too many people are signing in/);
    const again = answer.page.form('/hand-over');
    assert.deepEqual([again.values.to, again.values.note, again.values['mya.password']], ['Ola', 'typed with care', '']);
    assert.equal(events(site, 'tickets.handed-over'), 0);
    assert.equal((await other).status, 422);
    assert.equal((await anna.send(again, { 'mya.password': PASSWORD })).status, 303);
    assert.equal(events(site, 'tickets.handed-over'), 1);
    assert.equal(Number(site.value("SELECT coalesce(max(failures), 0) AS n FROM mya_throttle WHERE bucket LIKE 'device:%'")), 0, 'what was counted is forgiven');
  });

  test('the sign-in page keeps the e-mail', async () => {
    site.expectLog(/503, request .*: too many passwords are being hashed at once/);
    const [first, second] = [site.client(), site.client()];
    const forms = await Promise.all([first, second].map(async (client) => (await client.get('/account/sign-in')).page.form('/sign-in')));
    const other = first.send(forms[0], { email: 'nobody@example.com', password: 'some password' });
    await hashing(site);
    const answer = await second.send(forms[1], { email: 'somebody@example.com', password: 'some password' });
    assert.equal(answer.status, 503);
    assert.match(answer.page.main, /Too many people are signing in/);
    assert.equal(answer.page.form('/sign-in').values.email, 'somebody@example.com');
    assert.equal((await other).status, 422);
  });
});
