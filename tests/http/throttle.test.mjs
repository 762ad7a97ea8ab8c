// SPDX-License-Identifier: Apache-2.0
// tests/http/throttle.test.mjs: LG3, LG6, LG7, LG9, HO2: guesses are counted wherever they are made, whatever a header says of the
// guesser, across processes and restarts

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO, KARI } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { withSite } from '../harness/site.mjs';

const NEW = 'a wholly new sentence, with wind in it';

describe('guesses', () => {
  const site = withSite({ countHashes: true });
  const clear = () => site.sql('DELETE FROM mya_throttle;');

  // HO2
  test('are of the address that the connection has, whatever headers say', async () => {
    clear();
    let answer;
    let tries = 0;
    do {
      const forged = `203.0.113.${tries}`;
      const client = site.client({ address: '127.0.12.1' });
      const form = (await client.get('/account/sign-in')).page.form('/sign-in');
      answer = await client.send(form, { email: `user${tries}@example.com`, password: 'the wrong horse battery' },
        { headers: { 'X-Forwarded-For': forged, Forwarded: `for=${forged}`, 'X-Real-IP': forged, 'Client-IP': forged, 'True-Client-IP': forged } });
      tries += 1;
    } while (answer.status === 422 && tries < 70);
    assert.equal(answer.status, 429);
    assert.equal(tries, 51, 'fifty are free for a network');
    assert.equal(site.value("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE 'network:203.%';"), 0);
    const form = (await site.client({ address: '127.0.12.2' }).get('/account/sign-in')).page;
    assert.ok(form, 'the page itself is there');
    const bo = await site.client({ address: '127.0.12.3' }).in(BO);
    await bo.get('/account/', { headers: { 'X-Forwarded-For': '203.0.113.1' } });
    assert.equal(site.value(`SELECT address FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${BO}';`), '127.0.12.3');
  });

  // LG6: one loop over each path that looks at a password
  const PATHS = {
    'sign-in': { open: (client) => client.get('/account/sign-in'), end: '/sign-in', wrong: (i) => ({ email: KARI, password: `the wrong horse battery ${i}` }), right: { email: KARI, password: PASSWORD } },
    'the password that confirms': { signedIn: true, open: (client) => client.get('/account/sessions/end-others'), end: '/sessions/end-others', wrong: () => ({ 'mya.password': 'the wrong horse battery' }), right: { 'mya.password': PASSWORD } },
    'the current password': { signedIn: true, open: (client) => client.get('/account/password'), end: '/password', wrong: () => ({ current: 'the wrong horse battery', new: NEW }), right: { current: PASSWORD, new: NEW } },
  };

  for (const [name, path] of Object.entries(PATHS)) {
    test(`at ${name} are 429 after five, without a hash, and only a right password forgets them`, async () => {
      clear();
      const client = site.client({ address: '127.0.13.1' });
      if (path.signedIn) await client.in(KARI);
      if (path.signedIn) await site.client({ address: '127.0.13.2' }).in(KARI);   // another session, which can be ended
      site.shiftClock(6 * 60);
      site.stopClock();
      const form = (await path.open(client)).page.form(path.end);
      for (let i = 0; i < 5; i++) assert.equal((await client.send(form, path.wrong(i))).status, 422, `guess ${i}`);
      const before = site.hashes;
      for (let i = 0; i < 3; i++) {
        const refused = await client.send(form, path.right);
        assert.equal(refused.status, 429);
        assert.ok(Number(refused.headers['retry-after']) > 0);
      }
      assert.equal(site.hashes, before, 'nothing is hashed');
      // LG7
      for (let i = 0; i < 5 && path.signedIn; i++) assert.equal((await client.get('/account/')).status, 200);
      assert.equal((await client.send(form, path.right)).status, 429, 'the use of a session forgets nothing');
      site.shiftClock(2);
      assert.equal((await client.send(form, path.right)).status, 303, 'waiting helps');
      assert.equal(site.value("SELECT COUNT(*) FROM mya_throttle WHERE bucket LIKE 'account:%' OR bucket LIKE 'device:%';"), 0, 'and the right one forgets');
    });
  }

  test('that a wrong one adds to are not paid for by a full form: what is wrong otherwise costs none', async () => {
    clear();
    const before = site.hashes;
    const client = await site.client().in(ANNA);
    site.shiftClock(6 * 60);
    const form = (await client.get('/account/password')).page.form('/password');
    for (let i = 0; i < 10; i++) assert.equal((await client.send(form, { current: PASSWORD, new: 'short' })).status, 422);
    assert.equal(site.hashes, before + 1, 'but for the sign-in');
  });

  // LG9
  test('are counted across a graceful restart', async () => {
    clear();
    for (let i = 0; i < 10; i++) {
      if (i >= 5) site.shiftClock(2 ** (i - 4));     // the wait so far; the last one, 64 seconds, is longer than a restart takes
      assert.equal((await site.client({ address: '127.0.14.1' }).signIn(BO, 'the wrong horse battery')).status, 422);
    }
    await site.graceful();
    assert.equal((await site.client({ address: '127.0.14.1' }).signIn(BO)).status, 429);
  });
});
