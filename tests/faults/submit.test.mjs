// SPDX-License-Identifier: Apache-2.0
// tests/faults/submit.test.mjs: F11: the same form sent fifty times at one moment, each form of the demo: one effect, one answer

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY } from '../fixtures/people.mjs';
import { ACTIONS, ENDS_SESSIONS } from '../fixtures/routes.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { times } from '../harness/faults.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

const AT_ONCE = 50;
const NEW_PASSWORD = 'seven herons over a quiet fjord';

describe('fifty identical forms at one moment', () => {
  // for a hash each: as many as come
  const site = withSite({ main: 'MyAccountHashes 64\nMyAccountDatabaseWait 30s' });
  const matrix = withMatrix(site, 'identical forms');
  const count = (sql) => Number(site.value(sql));
  const events = () => count('SELECT count(*) AS n FROM mya_event');
  const sessions = (email) => count(`SELECT count(*) AS n FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${email}' AND s.ended IS NULL`);
  before(() => site.allowLog(/myaccount:warn/));

  const fifty = (client, form, change, options) => Promise.all(Array.from({ length: AT_ONCE }, () => client.send(form, change, options)));
  const asNow = (client) => ({ headers: { Cookie: client.cookieHeader } });
  function assertSame(answers, what) {
    const kinds = new Map();
    for (const answer of answers) {
      const said = answer.status === 303 ? `303 ${answer.location}` : `${answer.status} ${answer.page.main.slice(0, 200)}`;
      kinds.set(said, (kinds.get(said) ?? 0) + 1);
    }
    assert.equal(kinds.size, 1, `${what}: ${JSON.stringify([...kinds])}`);
    assert.equal(answers[0].status, 303, `${what}: ${[...kinds.keys()]}`);
  }

  test('of every action: it is done once', async () => {
    let sent = 0;
    for (let i = 0; i < times(4); i++) {
      for (const route of matrix.posts.filter(({ kind }) => kind === 'action')) {
        const client = matrix.clients.owner;
        const address = matrix.address(route);
        const form = (await client.get(address)).page.form(address);
        const was = events();
        const used = count('SELECT count(*) AS n FROM mya_once WHERE content IS NOT NULL');
        const change = Object.fromEntries(Object.entries(ACTIONS[route.path]).map(([name, value]) => [name, name === 'city' ? `${value} ${i}` : value]));
        assertSame(await fifty(client, form, change), route.path);
        sent += AT_ONCE;
        assert.equal(events(), was + 1, route.path);
        assert.equal(count('SELECT count(*) AS n FROM mya_once WHERE content IS NOT NULL'), used + 1, route.path);
        if (ENDS_SESSIONS.has(route.path)) await matrix.signAllIn();
      }
    }
    console.log(`${sent} forms sent`);
  });

  test('of the switch to another customer: it is done once, and told once', async () => {
    const client = await site.client().in(ANNA);
    await client.switchTo(HAEROY);
    const form = (await client.get('/account/')).page.form('/switch');
    const was = events();
    const answers = await fifty(client, form, { customer: AASVAER });
    assertSame(answers, 'switch');
    assert.match(answers[0].location, /^\/account\/\?done=[\w-]+$/);
    assert.equal(events(), was + 1);
    assert.equal((await client.get('/account/')).page.form('/switch').values.customer, AASVAER);
    assert.equal((await client.send(form, { customer: AASVAER })).location, answers[0].location, 'and later');
    assert.equal(events(), was + 1);
  });

  test('of the sign-in: one session begins, and all are in it', async () => {
    const client = site.client();
    const form = (await client.get('/account/sign-in')).page.form('/sign-in');
    const was = sessions(BO);
    const begun = () => count("SELECT count(*) AS n FROM mya_event WHERE type = 'session.started'");
    const before = begun();
    const cookie = asNow(client);
    const fill = { email: BO, password: PASSWORD };
    const answers = [...await fifty(client, form, fill, cookie), await client.send(form, fill, cookie)];
    assertSame(answers, 'sign-in');
    const sessionOf = ({ headers }) => /__Host-mya-main=([\w-]+)/.exec(String(headers['set-cookie']))[1];
    assert.equal(new Set(answers.map(sessionOf)).size, 1, 'one cookie');
    assert.equal(sessions(BO), was + 1);
    assert.equal(begun(), before + 1);
    assert.equal((await client.get('/account/')).status, 200);
    assert.equal(count("SELECT count(*) AS n FROM mya_event WHERE type = 'throttle.reached'"), 0);
    // the guess was counted once, and taken back once
    assert.equal(count("SELECT coalesce(max(failures), 0) AS n FROM mya_throttle"), 0);
    site.shiftClock(600);
  });

  test('of the sign-out: one is out, all are told so, who comes late as well', async () => {
    const client = await site.client().in(BO);
    const form = (await client.get('/account/')).page.form('/sign-out');
    const was = sessions(BO);
    const before = events();
    const cookie = asNow(client);
    const answers = [...await fifty(client, form, {}, cookie), await client.send(form, {}, cookie)];
    assertSame(answers, 'sign-out');
    assert.equal(answers[0].location, '/account/sign-in?signed-out=yes');
    for (const { headers } of answers) assert.equal(headers['clear-site-data'], '"cache"');
    assert.equal(sessions(BO), was - 1);
    assert.equal(events(), before + 1);
    assert.equal((await client.get('/account/')).status, 303);
  });

  test('of the new password: it is changed once, all lead to the same place, and one has the session that goes on', async () => {
    site.shiftClock(600);
    const client = await site.client().in(BO);
    const form = (await client.get('/account/password')).page.form('/password');
    const changes = () => count("SELECT count(*) AS n FROM mya_event WHERE type = 'user.password-changed'");
    const was = changes();
    const cookie = asNow(client);
    const wish = { current: PASSWORD, new: NEW_PASSWORD };
    const answers = [...await fifty(client, form, wish, cookie), await client.send(form, wish, cookie)];
    assertSame(answers, 'password');
    assert.match(answers[0].location, /^\/account\/\?done=[\w-]+$/);
    assert.equal(answers.filter(({ headers }) => String(headers['set-cookie'] ?? '').includes('__Host-mya-main=')).length, 1);
    assert.equal(changes(), was + 1);
    assert.match((await client.follow(answers[0])).page.text, /Your password is changed\./);
    assert.equal(count("SELECT count(*) AS n FROM mya_event WHERE type = 'throttle.reached' AND position > (SELECT max(position) FROM mya_event WHERE type = 'session.started')"), 0);
    await site.client().in(BO, NEW_PASSWORD);
  });
});
