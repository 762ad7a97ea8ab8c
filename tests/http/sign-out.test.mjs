// SPDX-License-Identifier: Apache-2.0
// tests/http/sign-out.test.mjs: out is out, on the server

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

describe('signing out', () => {
  const site = withSite();

  test('ends the session on the server, says so, and clears the cache but no cookies of others', async () => {
    const anna = await site.client().in(ANNA);
    const cookie = anna.cookieHeader;
    const answer = await anna.send((await anna.get('/account/')).page.form('/sign-out'));
    assert.equal(answer.status, 303);
    assert.equal(answer.headers['clear-site-data'], '"cache"');
    assert.ok(!anna.cookies.has('__Host-mya-main'));
    assert.match((await anna.follow(answer)).page.main, /You are signed out/);
    const replayed = await site.client().get('/account/', { headers: { Cookie: cookie } });
    assert.equal(replayed.status, 303);
    assert.equal(site.value("SELECT COUNT(*) FROM mya_event WHERE type = 'session.ended';"), 1);
  });

  test('is no matter of GET: that shows a page with the button', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.get('/account/sign-out');
    assert.equal(answer.status, 200);
    assert.ok(answer.page.form('/sign-out'));
    assert.equal((await anna.get('/account/')).status, 200);
    assert.equal((await site.client().get('/account/sign-out')).status, 303);
  });

  test('does not happen without a token, with a foreign one, or from another site', async () => {
    const anna = await site.client().in(ANNA);
    const bo = await site.client().in(BO);
    const foreign = (await bo.get('/account/')).page.form('/sign-out').token;
    const form = (await anna.get('/account/')).page.form('/sign-out');
    for (const [token, headers] of [[null, {}], ['', {}], [foreign, {}], [form.token, { Origin: 'https://evil.example' }], [form.token, { 'Sec-Fetch-Site': 'cross-site' }]]) {
      assert.equal((await anna.send(form, { 'mya.token': token }, { headers })).status, 403);
      assert.equal((await anna.get('/account/')).status, 200);
    }
  });

  test('ends this session and not the one on the other device', async () => {
    const [phone, desk] = [await site.client().in(BO), await site.client().in(BO)];
    await phone.send((await phone.get('/account/')).page.form('/sign-out'));
    assert.equal((await desk.get('/account/')).status, 200);
  });
});
