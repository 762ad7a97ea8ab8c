// SPDX-License-Identifier: Apache-2.0
// tests/http/limits.test.mjs: RE1: more than a person can mean is refused, quickly and without taking room

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { annaAt } from '../fixtures/people.mjs';
import { encode } from '../harness/client.mjs';
import { on } from '../harness/database.mjs';
import { withSite } from '../harness/site.mjs';

const EDIT = '/account/details/edit';

describe('limits', () => {
  const site = withSite();
  let anna;
  let pairs;
  before(async () => {
    anna = await annaAt(site);
    pairs = (await anna.get(EDIT)).page.form(EDIT).pairs;
  });

  const many = (n) => Array.from({ length: n }, (_, i) => [`p${i}`, 'x']);
  const CASES = () => [
    ['201 parameters', [...pairs, ...many(201)], [400, 413]],
    ['a million parameters', 'a=1&'.repeat(1e6), [413]],
    ['a name of 65 bytes', [...pairs, ['n'.repeat(65), 'x']], [400, 413]],
    ['a name of 10 MB', `${'n'.repeat(1e7)}=x`, [413]],
    ['a value of 10 MB', `city=${'v'.repeat(1e7)}`, [413]],
    ['a value of 300 KB', `city=${'v'.repeat(3e5)}`, [413]],
    ['an empty body', '', [403]],
    ['only ampersands', '&'.repeat(1000), [400, 403, 413]],
    ['only equals signs', '='.repeat(1000), [400]],
    ['a broken escape', 'city=%zz', [400]],
    ['half an escape', 'city=%4', [400]],
    ['a NUL', 'city=%00', [400]],
    ['bad UTF-8', 'city=%ff%fe', [400]],
    ['an overlong slash', 'city=%c0%af', [400]],
    ['a surrogate', 'city=%ed%a0%80', [400]],
    ['a value without a name', '=x', [400]],
  ];

  test('of a form: each beyond them has its answer', async () => {
    const hash = site.businessHash();
    const pids = site.processes;
    for (const [what, body, statuses] of CASES()) {
      const answer = await anna.post(EDIT, body);
      assert.ok(statuses.includes(answer.status), `${what}: ${answer.status}`);
      assert.ok(answer.page.main.length > 20, `${what}: there is a page`);
    }
    assert.equal(site.businessHash(), hash);
    assert.deepEqual(site.processes, pids);
  });

  test('do not take room', async () => {
    for (const [, body] of CASES()) await anna.post(EDIT, body);
    const first = site.memory;
    for (let i = 0; i < 5; i++) for (const [, body] of CASES()) await anna.post(EDIT, body);
    if (!process.env.MYA_SANITIZED) assert.ok(site.memory - first < 20e6, `${Math.round((site.memory - first) / 1e6)} MB more`);
  });

  test('of a body that says no length, or another than it has', async () => {
    const head = (lines) => `POST ${EDIT} HTTP/1.1\r\nHost: localhost:${site.port}\r\nCookie: ${anna.cookieHeader}\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n${lines}\r\n\r\n`;
    const form = encode(pairs);
    const chunked = `${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`;
    for (const [lines, body, status] of [
      ['Transfer-Encoding: chunked', chunked, 303],
      ['Transfer-Encoding: chunked', 'zz\r\n', 400],
      ['Transfer-Encoding: chunked', 'fffffffffffffffff\r\n', 400],
      ['Transfer-Encoding: chunked', `${(3e5).toString(16)}\r\n${'x'.repeat(3e5)}\r\n0\r\n\r\n`, 413],
      [`Transfer-Encoding: chunked\r\nContent-Length: ${form.length}`, chunked, 303],   // httpd goes by the first, and closes
      ['Content-Length: -1', form, 400],
      ['Content-Length: 99999999999999999999', form, 400],
      ['Content-Length: abc', form, 400],
      ['', '', 403],
    ]) {
      const answer = await anna.raw(head(lines) + body);
      const got = Number(answer.slice(9, 12));
      assert.ok(got === status || (status === 400 && got === 413), `${lines} ${body.slice(0, 20)}: ${answer.slice(0, 60)}`);
    }
  });

  test('of headers are httpd\'s own, and its answer is clean', async () => {
    for (const headers of [{ 'X-Long': 'x'.repeat(9000) }, Object.fromEntries(many(200))]) {
      assert.equal((await anna.get('/account/', { headers })).status, 400);
    }
  });

  test('of a query: 201 parameters are refused, a doubled one too, on every kind of page', async () => {
    const query = many(201).map(([name]) => `${name}=x`).join('&');
    for (const address of ['/account/', '/account/invoices', '/account/details', '/account/sign-in', EDIT]) {
      assert.ok([400, 413].includes((await anna.get(`${address}?${query}`)).status), address);
      assert.equal((await anna.get(`${address}?a=1&a=1`)).status, 400, address);
      assert.equal((await anna.get(`${address}?done=1&done=2`)).status, 400, address);
    }
  });

  // RE5
  if (on('sqlite')) test('of a page: what is too much for one is cut, which is said, and takes no room for good', async () => {
    const pids = site.processes;
    site.sql(`UPDATE invoice SET subject = '${'ab'.repeat(100000)}';`);
    const first = await anna.get('/account/invoices?size=200');
    assert.equal(first.status, 200);
    assert.match(first.page.main, /Not everything is shown, because it is too much for one page/);
    assert.ok(first.body.length < 10e6, `${first.body.length} bytes`);
    for (const size of ['201', '99999999', '-1', '0', '1e3', '20;DROP', '']) {
      const answer = await anna.get(`/account/invoices?size=${size}`);
      assert.ok([200, 400].includes(answer.status), `${size}: ${answer.status}`);
      assert.ok(answer.body.length < 10e6, size);
    }
    const before = site.memory;
    for (let i = 0; i < 20; i++) await anna.get('/account/invoices?size=200');
    if (!process.env.MYA_SANITIZED) assert.ok(site.memory - before < 100e6, `${Math.round((site.memory - before) / 1e6)} MB more`);
    assert.deepEqual(site.processes, pids);
  });

  test('of a connection that breaks off: the next request is answered', async () => {
    anna.raw(`POST ${EDIT} HTTP/1.1\r\nHost: localhost:${site.port}\r\nCookie: ${anna.cookieHeader}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ncity=`, { wait: 200 }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await anna.get('/account/details')).status, 200);
  });
});
