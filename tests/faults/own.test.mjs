// SPDX-License-Identifier: Apache-2.0
// tests/faults/own.test.mjs: F5, F6 for the forms that are the engine's own: sign-in, the switch, the new password, the sign-out. Each
// statement fails once: all of it is there or nothing, and whoever sends the same form again is where he wanted to be

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY } from '../fixtures/people.mjs';
import { WAYS, breakable, mend } from '../harness/breaker.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { on } from '../harness/database.mjs';
import { FACTOR, recovers } from '../harness/faults.mjs';
import { withSite } from '../harness/site.mjs';

const MOST = 80;        // statements of a form; it has far fewer
const NEXT = ['seven herons over a quiet fjord', 'eight otters under a wooden pier'];

describe('each statement of the engine\'s own forms', () => {
  const site = withSite(breakable());
  before(() => site.allowLog(/\[dbd:(error|crit|warn)|myaccount:(error|warn)/));
  after(() => mend(site));

  const count = (sql) => Number(site.value(`SELECT count(*) AS n FROM ${sql}`));
  const sessions = (email) => count(`mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${email}' AND s.ended IS NULL`);
  const events = (type) => count(`mya_event WHERE type = '${type}'`);
  const passwordOf = (email) => site.value(`SELECT password_hash FROM mya_user WHERE email = '${email}'`);

  // A guess whose form fails is counted all the same, for its network too: everybody comes from one of his own.
  let networks = 0;
  const person = () => site.client({ address: `127.0.2.${(networks += 1) % 250 + 1}` });

  // SEND's Nth statement meets HOW. Returns { answer, hit, what }.
  async function broken(name, number, how, send) {
    site.breaker.fail(number, how);
    const answer = await send();
    const { hit } = site.breaker;
    site.breaker.fail(0);
    const what = `${name}, statement ${number} (${hit}), ${how}: ${answer.status}`;
    if (hit === null && !on('sqlite')) assert.equal(answer.status, 303, `${what}: nothing failed`);
    assert.ok([303, 500, 503].includes(answer.status), what);
    if (answer.status === 503) assert.ok(Number(answer.headers['retry-after']) >= 1, what);
    if (answer.status !== 303) assert.doesNotMatch(answer.page.text, /is not right|do not match|Wrong password/i, `${what}: never the person's fault`);
    return { answer, hit, what };
  }

  // FORM(number, how) sends its form with a statement broken, sends it again, and says what was hit.
  async function each(name, how, form) {
    const step = FACTOR < 1 ? 5 : 1;      // in a short run every fifth, another one each day
    let number = 0;
    let hits = 0;
    for (let n = 1 + (new Date().getDate() % step); n < MOST; n += step) {
      number = n;
      site.shiftClock(600);       // no guesses are counted any more
      if (await form(n, how) === null) break;
      hits += 1;
    }
    assert.ok(number < MOST, `${name} ends`);
    assert.ok(hits > 0 && number > 3, `${name}: ${number}`);
    console.log(`${name}: ${number - 1} statements`);
  }

  for (const how of WAYS) {
    test(`of the sign-in meets "${how}": nobody is in by half, nobody hears that his password is wrong`, () => each('sign-in', how, async (n) => {
      const client = person();
      const form = (await client.get('/account/sign-in')).page.form('/sign-in');
      const send = () => client.send(form, { email: BO, password: PASSWORD });
      const [was, before] = [sessions(BO), events('session.started')];
      const { answer, hit, what } = await broken('sign-in', n, how, send);
      const found = sessions(BO);
      if (answer.status === 303) assert.equal(found, was + 1, what);
      else if (how === 'lost') assert.ok([was, was + 1].includes(found), `${what}: ${found - was} sessions`);
      else assert.equal(found, was, `${what}: no session that nobody was told`);
      if (answer.status !== 303) {
        assert.equal((await client.get('/account/')).status, 303, `${what}: not in`);
        await recovers(send, { tries: 5 });
      }
      assert.equal((await client.get('/account/')).status, 200, `${what}; again: in`);
      assert.equal(sessions(BO), was + 1, `${what}; again: one session`);
      assert.equal(events('session.started'), before + 1, `${what}; again: once`);
      return hit;
    }));

    test(`of the switch meets "${how}": one customer or the other, and told once`, () => each('switch', how, async (n) => {
      const client = await person().in(ANNA);
      const shown = async () => (await recovers(() => client.get('/account/'))).page.form('/switch').values.customer;
      const from = await shown();
      const to = from === HAEROY ? AASVAER : HAEROY;
      const form = (await client.get('/account/')).page.form('/switch');
      const send = () => client.send(form, { customer: to });
      const was = events('session.switched');
      const { answer, hit, what } = await broken('switch', n, how, send);
      const done = events('session.switched') - was;
      assert.ok([0, 1].includes(done), what);
      if (answer.status === 303) assert.equal(done, 1, what);
      else if (how !== 'lost') assert.equal(done, 0, `${what}: nothing of it`);
      assert.equal(await shown(), done ? to : from, `${what}: the session is as the event says`);
      const again = await recovers(send, { tries: 5 });
      assert.match(again.location, /\?done=/, what);
      assert.equal(await shown(), to, `${what}; again`);
      assert.equal(events('session.switched'), was + 1, `${what}; again: once`);
      return hit;
    }));

    test(`of the new password meets "${how}": the old one or the new one`, async () => {
      let own = PASSWORD;
      await each('password', how, async (n) => {
        const client = await person().in(BO, own);
        const next = NEXT[n % 2] === own ? NEXT[(n + 1) % 2] : NEXT[n % 2];
        const form = (await client.get('/account/password')).page.form('/password');
        const [was, hash] = [events('user.password-changed'), passwordOf(BO)];
        const send = () => client.send(form, { current: own, new: next });
        const { answer, hit, what } = await broken('password', n, how, send);
        const done = events('user.password-changed') - was;
        assert.equal(passwordOf(BO) !== hash, done === 1, `${what}: the hash is as the event says`);
        if (answer.status === 303) assert.equal(done, 1, what);
        else if (how !== 'lost') assert.equal(done, 0, `${what}: nothing of it`);
        if (answer.status !== 303) await recovers(send, { tries: 5 });
        assert.equal(events('user.password-changed'), was + 1, `${what}; again: once`);
        own = next;
        assert.equal((await person().signIn(BO, own)).status, 303, `${what}; again: the new one is good`);
        return hit;
      });
      // for who comes after
      const client = await person().in(BO, own);
      const form = (await client.get('/account/password')).page.form('/password');
      assert.equal((await client.send(form, { current: own, new: PASSWORD })).status, 303);
    });

    test(`of the sign-out meets "${how}": whoever is told so is out`, () => each('sign-out', how, async (n) => {
      const client = await person().in(BO);
      const form = (await client.get('/account/')).page.form('/sign-out');
      const cookie = { headers: { Cookie: client.cookieHeader } };
      const [was, before] = [sessions(BO), events('session.ended')];
      const { answer, hit, what } = await broken('sign-out', n, how, () => client.send(form, {}, cookie));
      const done = was - sessions(BO);
      assert.equal(events('session.ended') - before, done, `${what}: the session is as the event says`);
      if (answer.status === 303) assert.equal(done, 1, what);
      else if (how !== 'lost') assert.equal(done, 0, `${what}: nothing of it`);
      const again = await recovers(() => client.send(form, {}, cookie));
      assert.equal(again.location, '/account/sign-in?signed-out=yes', what);
      assert.equal(sessions(BO), was - 1, `${what}; again: out`);
      assert.equal(events('session.ended'), before + 1, `${what}; again: once`);
      return hit;
    }));
  }
});
