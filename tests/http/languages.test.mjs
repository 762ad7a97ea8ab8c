// SPDX-License-Identifier: Apache-2.0
// tests/http/languages.test.mjs: whose language, whose clock

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const definition = path.join(TOP, 'tests/fixtures/languages/portal.xml');

const lang = (answer) => answer.page.one('html').attrs.find((at) => at.name === 'lang')?.value;
const ask = (client, address, accept) => client.get(address, { headers: accept === undefined ? {} : { 'Accept-Language': accept } });

function set(site, email, column, value) {
  site.sql(`UPDATE mya_user SET ${column} = ${value === null ? 'NULL' : `'${value}'`} WHERE email = '${email}';`);
}

describe('the language of a page', () => {
  const site = withSite({ definition, location: { MyAccountSkin: null, MyAccountLayout: 'none' } });

  test('is what the browser asks for, before anybody is known', async () => {
    for (const [accept, wanted] of [
      [undefined, 'nb'], ['', 'nb'], ['en', 'en'], ['en-US,en;q=0.9,nb;q=0.8', 'en'], ['de,en;q=0.5', 'en'], ['de', 'nb'],
      ['nn', 'nb'], ['no', 'nb'], ['NN-no', 'nb'], ['en;q=0.5, no', 'nb'], ['*', 'nb'], ['nb;q=0, *', 'en'], ['en;q=2', 'nb'],
      ['\t;;;,,en', 'en'], [`${'x,'.repeat(2000)}en`, 'nb'],
    ]) {
      const answer = await ask(site.client(), '/account/sign-in', accept);
      assert.equal(answer.status, 200);
      assert.equal(lang(answer), wanted, `Accept-Language: ${String(accept).slice(0, 40)}`);
    }
  });

  test('holds for the sign-in page, what is wrong on it, and what is not there', async () => {
    const client = site.client();
    const headers = { 'Accept-Language': 'en' };
    const form = (await client.get('/account/sign-in', { headers })).page.form('/sign-in');
    const wrong = await client.send(form, { email: 'nobody@example.com', password: 'not this one, surely' }, { headers });
    assert.equal(wrong.status, 422);
    assert.match(wrong.page.main, /The e-mail or the password is not right/);
    assert.equal(lang(wrong), 'en');
    for (const address of ['/account/nothing', '/account/clock?unknown=1']) {
      assert.equal(lang(await client.get(address, { headers })), 'en', address);
      assert.equal(lang(await client.get(address)), 'nb', address);
    }
    assert.match((await client.get('/account/nothing')).page.main, /Vi fant ikke siden/);
  });

  test('is the one that the person has set, whatever the browser asks for', async () => {
    set(site, ANNA, 'language', 'en');
    const anna = await site.client().in(ANNA);
    assert.equal(lang(await ask(anna, '/account/clock', 'nb')), 'en');
    set(site, ANNA, 'language', 'nb');
    assert.equal(lang(await ask(anna, '/account/clock', 'en')), 'nb');
    set(site, ANNA, 'language', 'xx');
    assert.equal(lang(await ask(anna, '/account/clock', 'en')), 'en');
    set(site, ANNA, 'language', null);
    assert.equal(lang(await ask(anna, '/account/clock', 'en')), 'en');
  });

  test('changes words, dates and money', async () => {
    set(site, ANNA, 'language', 'en');
    const anna = await site.client().in(ANNA);
    const english = (await anna.get('/account/clock')).page;
    set(site, ANNA, 'language', 'nb');
    const norwegian = (await anna.get('/account/clock')).page;
    assert.match(english.main, /The clock .*15 Jun 2026.*NOK 1,234\.56/);
    assert.match(norwegian.main, /Klokken .*15\. jun\. 2026.*kr 1 234,56/);
  });

  test('is told to caches where the browser decided, and only there', async () => {
    set(site, BO, 'language', 'en');
    const bo = await site.client().in(BO);
    for (const [client, address, wanted] of [
      [site.client(), '/account/sign-in', 'Cookie, Accept-Language'],
      [site.client(), '/account/nothing', 'Cookie, Accept-Language'],
      [site.client(), '/account/clock', 'Cookie, Accept-Language'],
      [site.client(), '/account/-/hello', 'Cookie, Accept-Language'],
      [bo, '/account/clock', 'Cookie'],
    ]) {
      assert.equal((await client.get(address)).headers.vary.replace(/,\s*/g, ', '), wanted, address);
    }
  });

  test('is the same in a fragment', async () => {
    assert.match((await ask(site.client(), '/account/-/hello', 'en')).text, />en</);
    assert.match((await ask(site.client(), '/account/-/hello', 'no')).text, />nb</);
  });
});

describe('a portal in one language', () => {
  const site = withSite({
    location: { MyAccountSkin: null, MyAccountLayout: 'none' },
    prepare: (at) => {
      const files = Object.fromEntries(['portal.xml', 'clock.xml', 'texts.en.xml'].map((name) => [name,
        fs.readFileSync(path.join(path.dirname(definition), name), 'utf8').replace('languages="nb en"', 'languages="en"')]));
      at.definition = path.join(at.write('one', files), 'portal.xml');
    },
  });

  test('does not ask the browser, and tells no cache that it did', async () => {
    const answer = await ask(site.client(), '/account/sign-in', 'nb');
    assert.equal(lang(answer), 'en');
    assert.equal(answer.headers.vary, 'Cookie');
  });
});

describe('the clock', () => {
  const site = withSite({ definition, location: { MyAccountSkin: null, MyAccountLayout: 'none' } });
  const clock = async (client) => (await client.get('/account/clock')).page.main;

  test('is the portal\'s before anybody is known', async () => {
    assert.match(await clock(site.client()), /16\. jun\. 2026, 00:30/);
  });

  test('is the one on the person\'s wall; the day that counts stays the portal\'s', async () => {
    set(site, ANNA, 'language', 'en');
    const anna = await site.client().in(ANNA);
    for (const [zone, late] of [[null, /16 Jun 2026, 00:30/], ['Europe/Oslo', /16 Jun 2026, 00:30/], ['America/New_York', /15 Jun 2026, 18:30/],
      ['Asia/Kolkata', /16 Jun 2026, 04:00/], ['', /16 Jun 2026, 00:30/]]) {
      set(site, ANNA, 'zone', zone);
      assert.match(await clock(anna), late, String(zone));
    }
    site.shiftClock(13.5 * 3600);      // 22:30 UTC: tomorrow in Oslo, today in New York
    set(site, ANNA, 'zone', 'America/New_York');
    const again = await site.client().in(ANNA);
    const { page } = await again.get('/account/clock');
    assert.match(page.main, /15 Jun 2026, 18:30.*15 Jun 2026, 18:30.*16 Jun 2026/);
  });

  test('that nobody knows is the portal\'s, and the log says so once in a process', async () => {
    site.expectLog(/the time zone "Middle\/Earth", which ICU does not know/);
    set(site, BO, 'zone', 'Middle/Earth');
    set(site, BO, 'language', 'en');
    const bo = await site.client().in(BO);
    const before = site.log.length;
    for (let i = 0; i < 12; i++) assert.match(await clock(bo), /16 Jun 2026, 00:30/);
    const told = site.log.slice(before).match(/Middle\/Earth/g)?.length ?? 0;
    assert.ok(told <= site.processes.length - 1, `${told} lines`);
  });
});
