// SPDX-License-Identifier: Apache-2.0
// tests/http/password.test.mjs: somebody chooses a new password

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { ANNA, BO, HAEROY, KARI, AOIFE, annaAt } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { withSite } from '../harness/site.mjs';

const AT = '/account/password';
const NEW = 'ni små fisker i bekken';

const formOf = async (client) => (await client.get(AT)).page.form('/password');
const events = (site, type) => site.value(`SELECT COUNT(*) FROM mya_event WHERE type = '${type}';`);
const hashOf = (site, email) => site.value(`SELECT password_hash FROM mya_user WHERE email = '${email}';`);
const isIn = async (client) => (await client.get('/account/details')).status === 200;

describe('the page for a new password', () => {
  const site = withSite({ countHashes: true });

  test('works with password managers, and by what one sees: nothing to repeat, the others signed out unless one says otherwise', async () => {
    const { page } = await (await site.client().in(ANNA)).get(AT);
    const of = (name) => Object.fromEntries(page.all('input', { name })[0].attrs.map((at) => [at.name, at.value]));
    assert.equal(of('current').type, 'password');
    assert.equal(of('current').autocomplete, 'current-password');
    assert.equal(of('new').type, 'password');
    assert.equal(of('new').autocomplete, 'new-password');
    assert.equal(of('email').autocomplete, 'username');
    assert.equal(of('email').value, ANNA);
    assert.equal(of('others').type, 'checkbox');
    assert.ok('checked' in of('others'));
    assert.equal(page.all('input', { type: 'password' }).length, 2);
    for (const input of page.all('input', { type: 'password' })) assert.ok(!input.attrs.some(({ name, value }) => name === 'value' && value));
    assert.match(page.described('new'), /At least 15 characters/);
  });

  test('is for those who are signed in, takes no query and no other field', async () => {
    assert.equal((await site.client().get(AT)).status, 303);
    assert.equal((await site.client().post(AT, { current: PASSWORD, new: NEW })).status, 303);
    const anna = await site.client().in(ANNA);
    assert.equal((await anna.get(`${AT}?new=x`)).status, 400);
    const form = await formOf(anna);
    assert.equal((await anna.send(form, { current: PASSWORD, new: NEW, user: 'u2' })).status, 400);
    assert.equal((await anna.post(AT, { current: PASSWORD, new: NEW })).status, 403);
    assert.equal(events(site, 'user.password-changed'), 0);
  });

  test('refuses what is short or easy to guess, says why, and looks at nothing else', async () => {
    const anna = await annaAt(site, HAEROY);
    const form = await formOf(anna);
    const before = site.hashes;
    for (const [password, why] of [
      ['', /at least 15 characters/], ['fourteen chars', /at least 15 characters/], ['password12345678', /words that many people choose/],
      ['Hærøy Havbruk 2026', /the name of your company/], ['anna@example.com1', /your name/], ['aaaaaaaaaaaaaaaaaa', /repetitions/],
      ['localhost localhost', /this site/], [PASSWORD, /the password that you have now/], ['x'.repeat(1025), /too long/],
    ]) {
      if (!/^(local|Hær|anna)/.test(password)) site.secrets.add(password);
      const answer = await anna.send(form, { current: PASSWORD, new: password });
      assert.equal(answer.status, 422, password);
      assert.match(answer.page.described('new'), why, password);
      const values = answer.page.form('/password').values;
      assert.equal(values.new + values.current, '', 'no password comes back');
      assert.equal(values.others, '1');
    }
    assert.equal(site.hashes, before);
    assert.equal(events(site, 'user.password-changed'), 0);
    const unticked = await anna.send(form, { current: PASSWORD, new: 'short', others: null });
    assert.equal(unticked.page.form('/password').values.others, undefined, 'what was unticked stays so');
  });

  test('wants the current one, which is told with the field and costs one hash', async () => {
    const anna = await site.client().in(ANNA);
    const form = await formOf(anna);
    const before = site.hashes;
    assert.match((await anna.send(form, { current: '', new: NEW })).page.described('current'), /Enter your password/);
    assert.equal(site.hashes, before);
    const wrong = await anna.send(form, { current: 'not this one at all', new: NEW });
    assert.equal(wrong.status, 422);
    assert.match(wrong.page.described('current'), /The password is not right/);
    assert.equal(site.hashes, before + 1);
    assert.equal(events(site, 'confirm.refused'), 1);
    site.secrets.add('not this one at all').add(NEW);
  });

  test('changes it: the old one is dead, the new one lives, the session goes on under another id, and all others are ended', async () => {
    const [anna, phone, tablet] = [await annaAt(site), await site.client().in(ANNA), await site.client().in(ANNA)];
    const cookie = anna.cookies.get('__Host-mya-main');
    const hash = hashOf(site, ANNA);
    const answer = await anna.send(await formOf(anna), { current: PASSWORD, new: NEW });
    assert.equal(answer.status, 303);
    assert.notEqual(anna.cookies.get('__Host-mya-main'), cookie);
    assert.match((await anna.follow(answer)).page.text, /Your password is changed\./);
    assert.equal((await anna.get('/account/')).page.form('/switch').values.customer, HAEROY, 'with the same customer');
    assert.notEqual(hashOf(site, ANNA), hash);
    assert.match(hashOf(site, ANNA), /^\$argon2id\$/);
    assert.ok(!await isIn(phone) && !await isIn(tablet));
    const thief = site.client();
    thief.cookies.set('__Host-mya-main', cookie);
    assert.ok(!await isIn(thief), 'the id before is dead');
    assert.equal((await site.client().signIn(ANNA, PASSWORD)).status, 422);
    assert.equal((await site.client().signIn(ANNA, NEW)).status, 303);
    const [event] = site.rows("SELECT e.actor, e.user_id, e.request_id, e.data, s.ended FROM mya_event e JOIN mya_session s ON s.id_hash = e.session_hash WHERE e.type = 'user.password-changed';");
    assert.equal(event.actor, event.user_id);
    assert.equal(event.ended, null, 'it names the session that goes on');
    assert.ok(JSON.parse(event.data)['sessions-ended'] >= 2);
    assert.ok(event.request_id);
  });

  test('leaves the others where one says so', async () => {
    const [bo, phone] = [await site.client().in(BO), await site.client().in(BO)];
    assert.equal((await bo.send(await formOf(bo), { current: PASSWORD, new: NEW, others: null })).status, 303);
    assert.ok(await isIn(bo) && await isIn(phone));
  });

  test('takes any letters, however they are composed, and does not cut', async () => {
    const kari = await site.client().in(KARI);
    const composed = 'Blåbær på Fløyen i kveld';
    assert.equal((await kari.send(await formOf(kari), { current: PASSWORD, new: composed.normalize('NFD') })).status, 303);
    assert.equal((await site.client().signIn(KARI, composed.normalize('NFC'))).status, 303);
    const long = `${'ordet som ingen har sagt før '.repeat(3)}0123`.slice(0, 90);
    assert.equal((await kari.send(await formOf(kari), { current: composed, new: long })).status, 303);
    assert.equal((await site.client().signIn(KARI, long.slice(0, 72))).status, 422);
    assert.equal((await site.client().signIn(KARI, long)).status, 303);
    [composed, composed.normalize('NFD'), long].forEach((secret) => site.secrets.add(secret));
  });

  test('two who change it at one moment: one does, the other is told', async () => {
    const aoife = await site.client().in(AOIFE);
    const form = await formOf(aoife);
    const cookie = aoife.cookies.get('__Host-mya-main');
    const tries = [`${NEW} en`, `${NEW} to`].map((password) => {
      const tab = site.client();
      tab.cookies.set('__Host-mya-main', cookie);
      site.secrets.add(password);
      return tab.send(form, { current: PASSWORD, new: password });
    });
    const statuses = (await Promise.all(tries)).map(({ status, location }) => (status === 303 && /sign-in/.test(location) ? 'signed out' : status));
    assert.ok(statuses.includes(303), statuses.join(' '));
    assert.equal(site.value("SELECT COUNT(*) FROM mya_event e JOIN mya_user u ON u.id = e.user_id WHERE e.type = 'user.password-changed' AND u.email = '" + AOIFE + "';"), 1);
  });
});

// F11: what copies of it at one moment come to, see faults/submit.
describe('the form of a new password that was done', () => {
  const site = withSite({ countHashes: true });
  let form, cookie, first, was;
  const copy = () => Object.assign(site.client(), { cookies: new Map(cookie) });
  before(async () => {
    const anna = await site.client().in(ANNA);
    form = await formOf(anna);
    cookie = [...anna.cookies];
    first = await anna.send(form, { current: PASSWORD, new: NEW });
    assert.equal(first.status, 303);
    site.secrets.add(NEW).add(`${NEW} to`);
    was = [site.hashes, events(site, 'user.password-changed'), site.value('SELECT COUNT(*) AS n FROM mya_event')];
  });
  const assertNothing = () => assert.deepEqual([site.hashes, events(site, 'user.password-changed'), site.value('SELECT COUNT(*) AS n FROM mya_event')], was);

  test('leads to the same place for the session that it has ended: without a hash, an effect, or a cookie of the one that goes on', async () => {
    for (let i = 0; i < 7; i++) {
      const thief = copy();
      const answer = await thief.send(form, { current: PASSWORD, new: NEW });
      assert.equal(answer.status, 303);
      assert.equal(answer.location, first.location);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.ok(!await isIn(thief));
      assert.match((await thief.get(first.location)).location, /\/sign-in/);
    }
    assertNothing();
  });

  test('is nothing to any other: with another password, another token, another session it leads to sign-in', async () => {
    const other = copy();
    other.cookies.set('__Host-mya-main', 'A'.repeat(43));
    for (const [client, change] of [
      [copy(), { current: PASSWORD, new: `${NEW} to` }], [copy(), { current: 'not this one at all', new: NEW }], [copy(), { current: PASSWORD, new: NEW, others: null }],
      [copy(), { current: PASSWORD, new: NEW, 'mya.token': `A${form.values['mya.token'].slice(1)}` }], [other, { current: PASSWORD, new: NEW }],
    ]) assert.match((await client.send(form, change)).location, /\/sign-in/, JSON.stringify(change));
    assertNothing();
  });
});

describe('guesses at the current password', () => {
  const site = withSite({ countHashes: true });

  test('that are the same, by one form, are counted each time that one was answered', async () => {
    const bo = await site.client().in(BO);
    const form = await formOf(bo);
    const told = () => events(site, 'throttle.reached');
    const remembered = () => site.value('SELECT COUNT(*) AS n FROM mya_once WHERE page IS NULL');
    const was = remembered();
    site.secrets.add('the same guess each time');
    for (let i = 0; i < 5; i++) assert.equal((await bo.send(form, { current: 'the same guess each time', new: NEW })).status, 422);
    assert.equal((await bo.send(form, { current: 'the same guess each time', new: NEW })).status, 429);
    assert.equal(told(), 1);
    assert.equal(remembered(), was, 'none of them is remembered');
  });

  test('are throttled as at sign-in: 429 without a hash', async () => {
    const anna = await site.client().in(ANNA);
    const form = await formOf(anna);
    for (let i = 0; i < 5; i++) {
      site.secrets.add(`a guess, number ${i}`);
      assert.equal((await anna.send(form, { current: `a guess, number ${i}`, new: NEW })).status, 422);
    }
    const before = site.hashes;
    const answer = await anna.send(form, { current: PASSWORD, new: NEW });
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    assert.match(answer.page.described('current'), /too many wrong passwords/);
    assert.equal(site.hashes, before);
    const again = site.client();
    again.cookies.set('__Host-mya-main-device', anna.cookies.get('__Host-mya-main-device'));
    assert.equal((await again.signIn(ANNA)).status, 429, 'it is one counter, of the browser where she signed in');
  });
});

describe('a portal with a shorter minimum', () => {
  const site = withSite({ location: { MyAccountPasswordMinimum: 8 } });

  test('takes shorter ones, and none that is easy to guess', async () => {
    const anna = await site.client().in(ANNA);
    const form = await formOf(anna);
    assert.match((await anna.send(form, { current: PASSWORD, new: 'monkey12' })).page.described('new'), /many people choose/);
    assert.match((await anna.send(form, { current: PASSWORD, new: 'xk7!m2q' })).page.described('new'), /at least 8 characters/);
    assert.equal((await anna.send(form, { current: PASSWORD, new: 'xk7!m2qp' })).status, 303);
    site.secrets.add('xk7!m2qp');
  });
});

// PW4, ASVS 6.2.12
describe('a portal with a list of passwords that were stolen elsewhere', () => {
  const STOLEN = 'kastanje-tubaist-92-vinduskarm';
  const list = (at) => path.join(at.root, 'breached.txt');
  const site = withSite({
    location: (at) => {
      const hashes = [STOLEN, ...Array.from({ length: 500 }, (_, i) => `one of many ${i}`)].map((word) => crypto.createHash('sha1').update(word).digest('hex').toUpperCase());
      fs.writeFileSync(list(at), hashes.sort().map((hash, i) => `${hash}:${i * 7}\r\n`).join(''));
      return { MyAccountBreachedPasswords: list(at) };
    },
  });

  test('takes none of them, in both languages, and others as before', async () => {
    for (const [email, why] of [[ANNA, /known from data that was stolen/], ['sigrid@example.com', /kjent fra data som er stjålet/]]) {
      const somebody = await site.client().in(email);
      const form = await formOf(somebody);
      const answer = await somebody.send(form, { current: PASSWORD, new: STOLEN });
      assert.equal(answer.status, 422);
      assert.match(answer.page.described('new'), why);
      assert.equal((await somebody.send(form, { current: PASSWORD, new: `${STOLEN}!` })).status, 303);
    }
  });

  test('changes none while the list cannot be read, and the log says so', async () => {
    const bo = await site.client().in(BO);
    const form = await formOf(bo);
    const before = hashOf(site, BO);
    fs.renameSync(list(site), `${list(site)}.away`);
    site.expectLog(/breached\.txt: this list of breached passwords cannot be read/);
    const answer = await bo.send(form, { current: PASSWORD, new: NEW });
    assert.equal(answer.status, 500);
    assert.equal(hashOf(site, BO), before);
    fs.renameSync(`${list(site)}.away`, list(site));
    assert.equal((await bo.send(form, { current: PASSWORD, new: NEW })).status, 303, 'the form is as good as before');
  });
});
