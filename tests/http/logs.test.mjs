// SPDX-License-Identifier: Apache-2.0
// tests/http/logs.test.mjs: what the logs hold and what not (LO2, LO3). That no secret or name is in a log is asked after every suite
// (harness/site.mjs); here it is proved that the question can be answered with no.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { leaks } from '../harness/log.mjs';
import { withSite } from '../harness/site.mjs';

describe('the logs', () => {
  const site = withSite();
  before(() => site.allowLog(/the fragment .* is left empty/));

  test('at trace8 hold nothing secret or personal after everything that can be done was done, well and badly', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const typed = { name: 'Personal Name One', phone: '+47 98 76 54 32', line1: 'Secretive Street 12', line2: 'Hidden House', postcode: '99887', city: 'Privacyville' };
    for (const value of Object.values(typed)) if (value.length >= 8) site.secrets.add(value);
    for (const changes of [typed, { ...typed, name: '' }, { ...typed, 'mya.token': 'x'.repeat(66) }, { ...typed, unknown: 'UnknownValueSecret' }, { ...typed, phone: 'PhoneValueSecret' }]) await anna.send(form, changes);
    await anna.post('/account/details/edit', [...form.pairs, ['city', 'DoubledCitySecret']]);
    await anna.post('/account/details/edit', '%zz=BrokenBodySecret');
    await anna.post('/account/details/edit', 'BrokenBodySecret', { headers: { 'Content-Type': 'text/plain' } });
    for (const text of ['UnknownValueSecret', 'PhoneValueSecret', 'DoubledCitySecret', 'BrokenBodySecret', 'WrongPasswordSecret', 'nobody.secret@example.com']) site.secrets.add(text);
    await site.client().signIn(BO, 'WrongPasswordSecret');
    await site.client().signIn('nobody.secret@example.com', 'WrongPasswordSecret');
    for (let i = 0; i < 8; i++) await site.client({ address: '127.0.0.9' }).signIn('nobody.secret@example.com', 'WrongPasswordSecret');
    const open = (await site.client().get('/account/sign-in')).page.form('/sign-in');
    await site.client().send(open, { email: ANNA, password: 'WrongPasswordSecret' });
    await anna.get('/account/', { headers: { Cookie: '__Host-mya-main=OddCookieSecretOddCookieSecretOddCookieSecret' } });
    site.secrets.add('OddCookieSecret');
    await anna.send((await anna.get('/account/')).page.form('/sign-out'));
    assert.deepEqual(leaks(site.log + site.accessLog, site.secrets), []);
    assert.ok(site.secrets.size > 20);
  });

  test('are searched with success for what is there', () => {
    assert.equal(leaks('x correct horse battery x', new Set(['correct horse battery', 'never used'])).length, 1);
  });

  // LO3
  test('have one line for what a stranger wrote with line ends and escapes', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const lengthBefore = site.accessLog.length;
    const { log } = await site.logged(async () => {
      for (const name of ['x\n[notice] forged', 'x\r\n[notice] forged', 'x\x1b[2Jforged', 'x\u2028forged', 'x\u0085forged']) {
        await anna.send(form, { [name]: 'y' });
        await anna.get(`/account/${encodeURIComponent(name)}`);
        await anna.get(`/account/-/${encodeURIComponent(name)}`);
        await anna.get(`/account/invoices?${encodeURIComponent(name)}=1`);
        await anna.get('/account/', { headers: { 'User-Agent': name.replace(/[^\x20-\x7e]/g, '\t'), Referer: encodeURI(name) } });
        await site.client({ address: '127.0.0.5' }).signIn(`${name}@example.com`, 'WrongPasswordSecret');
      }
    });
    for (const line of site.accessLog.slice(lengthBefore).split('\n').filter(Boolean)) {
      assert.match(line, /^[^ \[]+ (?:[^ \[]+ )*\[\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:]+ [+-]\d{4}\] "/, `a line of its own: ${line}`);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(line, /[\x00-\x1f\x7f]/);
    }
    for (const line of log.split('\n').filter(Boolean)) {
      assert.match(line, /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d /, `a line of its own: ${line}`);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(line, /[\x00-\x08\x0b-\x1f\x7f]/);
    }
  });

  test('tell each refusal once, with its reason, under a number of its own', async () => {
    const anna = await annaAt(site);
    for (const [status, reason, request] of [[403, /token was never ours/, () => anna.post('/account/details/edit', 'mya.token=x')],
      [400, /[a-z]/, () => anna.get('/account/invoices?a=1')], [415, /no urlencoded form/, () => anna.post('/account/details/edit', 'x', { headers: { 'Content-Type': 'text/plain' } })]]) {
      const { result, log } = await site.logged(request);
      assert.equal(result.status, status);
      const lines = log.split('\n').filter((line) => line.includes(`${status}, request `));
      assert.equal(lines.length, 1, log);
      assert.match(lines[0], new RegExp(`\\[myaccount:info\\].*${status}, request [A-Za-z0-9_-]{12}: .*${reason.source}`));
    }
  });

  test('are quiet about ordinary life', async () => {
    const { log } = await site.logged(async () => {
      const anna = await annaAt(site);
      for (const address of ['/account/', '/account/invoices', '/account/details', '/account/nothing', '/', '/css/site.css']) await anna.get(address);
      await site.client().get('/account/invoices');
    });
    assert.equal(log.split('\n').filter((line) => /myaccount:(warn|error)/.test(line)).length, 0, log);
  });
});
