// SPDX-License-Identifier: Apache-2.0
// tests/http/device.test.mjs: LG4: strangers who guess at an account lock its user out nowhere where the user signed in before

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO, NOBODY } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { withSite } from '../harness/site.mjs';

const DEVICE = '__Host-mya-main-device';
const RUNE = 'rune@example.com';
const DAY = 24 * 3600;

const copy = (site, from, address) => {
  const client = site.client({ address });
  client.cookies.set(DEVICE, from.cookies.get(DEVICE));
  return client;
};

// Guesses at EMAIL from many networks, until one is refused. The clock stands then: a pause would be forgiven.
async function attack(site, email) {
  let answer;
  site.stopClock();
  for (let i = 1; i < 40; i++) {
    answer = await site.client({ address: `127.0.9.${i}` }).signIn(email, `guess number ${i}`);
    if (answer.status === 429) return;
    assert.equal(answer.status, 422);
  }
  assert.fail('nothing was refused');
}

describe('an account at which strangers guess', () => {
  const site = withSite({ countHashes: true });

  test('is blocked in a browser that nobody knows, and open with the right password where its user signed in before', async () => {
    const bo = await site.client({ address: '127.0.3.1' }).in(BO);
    const known = copy(site, bo, '127.0.3.2');
    await attack(site, BO);
    assert.equal((await site.client({ address: '127.0.3.3' }).signIn(BO)).status, 429, 'elsewhere it is blocked');
    assert.equal((await known.signIn(BO)).status, 303);
    assert.equal((await known.get('/account/invoices')).status, 200);
    assert.equal((await site.client({ address: '127.0.3.3' }).signIn(BO)).status, 429, 'and those who guess have not won a new start');
  });

  test('stays as closed as before for everybody else: the cookie opens nothing, and each letter of it counts', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const anna = await site.client().in(ANNA);
    const value = anna.cookies.get(DEVICE);
    const alone = copy(site, anna);
    assert.equal((await alone.get('/account/')).status, 303, 'nobody is signed in by it');
    await attack(site, ANNA);
    for (const odd of [value.slice(0, -1), `${value}A`, `${value.slice(0, 20)}${value[20] === 'A' ? 'B' : 'A'}${value.slice(21)}`, `99999999999${value.slice(11)}`, '', 'x', 'A'.repeat(76)]) {
      const client = site.client({ address: '127.0.4.1' });
      client.cookies.set(DEVICE, odd);
      assert.equal((await client.signIn(ANNA)).status, 429, `cookie ${odd.slice(0, 12)}…`);
    }
    const twice = site.client({ address: '127.0.4.1' });
    const form = (await twice.get('/account/sign-in')).page.form('/sign-in');
    const answer = await twice.send(form, { email: ANNA, password: 'x' }, { headers: { Cookie: `${twice.cookieHeader}; ${DEVICE}=${value}; ${DEVICE}=${value}` } });
    assert.equal(answer.status, 429, 'a cookie that came twice is nobody\'s');
    await attack(site, NOBODY);
    assert.equal((await copy(site, anna, '127.0.4.2').signIn(NOBODY)).status, 429, 'it is good for one user only');
    await attack(site, BO);
    assert.equal((await copy(site, anna, '127.0.4.2').signIn(BO)).status, 429, 'it is good for one user only');
    assert.equal((await copy(site, anna, '127.0.4.2').signIn(ANNA)).status, 303);
  });

  test('a browser that is known has a strict limit of its own, which costs no hash beyond it', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const anna = await site.client({ address: '127.0.5.1' }).in(ANNA);
    for (let i = 0; i < 5; i++) assert.equal((await copy(site, anna, '127.0.5.2').signIn(ANNA, `wrong password ${i}`)).status, 422);
    const before = site.hashes;
    const refused = await copy(site, anna, '127.0.5.2').signIn(ANNA);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal(site.hashes, before);
    assert.equal((await site.client({ address: '127.0.5.3' }).signIn(ANNA)).status, 303, 'which is the browser\'s, not the account\'s');
  });

  test('is known for ninety days, and no longer once the password is another', async () => {
    const anna = await site.client({ address: '127.0.6.1' }).in(ANNA);
    site.shiftClock(89 * DAY);
    await attack(site, ANNA);
    assert.equal((await copy(site, anna, '127.0.6.2').signIn(ANNA)).status, 303);
    site.shiftClock(2 * DAY);
    await attack(site, ANNA);
    assert.equal((await copy(site, anna, '127.0.6.2').signIn(ANNA)).status, 429);
    site.sql('DELETE FROM mya_throttle;');
    const again = await site.client({ address: '127.0.6.1' }).in(ANNA);
    site.sql(`UPDATE mya_user SET password_hash = (SELECT password_hash FROM mya_user WHERE email = '${BO}') WHERE email = '${ANNA}';`);
    await attack(site, ANNA);
    assert.equal((await copy(site, again, '127.0.6.2').signIn(ANNA)).status, 429);
  });

  test('is known anew with a new password, and the others are not', async () => {
    site.sql('DELETE FROM mya_throttle;');
    site.shiftClock(DAY * 2);
    const rune = await site.client({ address: '127.0.8.1' }).in(RUNE);
    const old = copy(site, rune, '127.0.8.2');
    const chosen = 'a wholly new sentence, with wind in it';
    site.secrets.add(chosen);
    const answer = await rune.send((await rune.get('/account/password')).page.form('/password'), { current: PASSWORD, new: chosen });
    assert.equal(answer.status, 303);
    await attack(site, RUNE);
    assert.equal((await old.signIn(RUNE, chosen)).status, 429);
    assert.equal((await copy(site, rune, '127.0.8.3').signIn(RUNE, chosen)).status, 303);
  });

  // CK1, SE2
  test('the cookie is __Host-, Secure, HttpOnly, for the whole host, new at each sign-in, and outlives signing out', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const bo = site.client({ address: '127.0.7.1' });
    const [line] = (await bo.signIn(BO)).setCookies.filter((at) => at.startsWith(DEVICE));
    assert.match(line, /^__Host-mya-main-device=[0-9]{11}[A-Za-z0-9_-]{65}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=7776000$/);
    const first = bo.cookies.get(DEVICE);
    await bo.send((await bo.get('/account/')).page.form('/sign-out'));
    assert.equal(bo.cookies.get(DEVICE), first);
    const wrong = await bo.signIn(BO, 'a wrong password');
    assert.ok(!wrong.setCookies.some((at) => at.startsWith(DEVICE)), 'a wrong password makes none');
    assert.equal((await bo.signIn(BO)).status, 303);
    assert.notEqual(bo.cookies.get(DEVICE), first);
    assert.equal(site.rows('SELECT * FROM mya_throttle;').filter((row) => JSON.stringify(row).includes(first)).length, 0);
  });
});
