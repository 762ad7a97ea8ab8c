// SPDX-License-Identifier: Apache-2.0
// tests/http/headers.test.mjs: XS4, XS5, DP1: the headers of every answer, whatever its status

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AASVAER, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { policyOf } from '../harness/policy.mjs';
import { withSite } from '../harness/site.mjs';

for (const layout of ['/index.html "main"', 'none']) {
  describe(`headers, layout ${layout}`, () => {
    const site = withSite({ location: { MyAccountLayout: layout } });

    // One address for each status that there is.
    async function answers() {
      const anon = site.client();
      const anna = await annaAt(site);
      const buyer = await annaAt(site, AASVAER);
      await anna.switchTo(HAEROY);
      const [invoice] = invoicesOf(site, HAEROY);
      const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
      const other = (await buyer.get('/account/details/edit')).page.form('/details/edit');
      await buyer.switchTo(HAEROY);
      const late = await buyer.send(other);
      await buyer.switchTo(AASVAER);
      const list = [
        [200, await anna.get('/account/')], [200, await anna.get('/account/invoices')], [200, await anna.get(`/account/invoices/${invoice.id}`)],
        [200, await anna.get('/account/details')], [200, await anna.get('/account/details/edit')], [200, await anon.get('/account/sign-in')],
        [200, await anna.get('/account/-/greeting')], [200, await anon.get('/account/-/greeting')], [200, await anna.get('/account/sign-out')],
        [301, await anna.get('/account/invoices/')], [303, await anon.get('/account/')], [303, await anna.get('/account/sign-in')],
        [400, await anna.get('/account/invoices?a=1&a=2')], [403, await buyer.get('/account/invoices')], [403, await anna.post('/account/details/edit', {})],
        [404, await anna.get('/account/nothing')], [404, await anon.get('/account/nothing')], [405, await anna.request('PUT', '/account/')],
        [409, late], [413, await anna.post('/account/details/edit', 'x'.repeat(3e5))], [414, await anna.get(`/account/${'x'.repeat(3000)}`)],
        [415, await anna.post('/account/details/edit', {}, { headers: { 'Content-Type': 'text/plain' } })],
        [421, await anna.get('/account/', { headers: { Host: 'evil.example' } })], [422, await anna.send(form, { name: '' })],
      ];
      for (const [status, answer] of list) assert.equal(answer.status, status, String(answer.url));
      return list.map(([, answer]) => answer);
    }

    test('every answer forbids sniffing, framing, leaking and keeping', async () => {
      site.allowLog(/the fragment -\/greeting is left empty/);
      for (const answer of await answers()) {
        const { headers } = answer;
        const where = `${answer.status} ${answer.url.pathname}`;
        assert.equal(headers['x-content-type-options'], 'nosniff', where);
        assert.equal(headers['referrer-policy'], 'same-origin', where);
        assert.equal(headers['cross-origin-opener-policy'], 'same-origin', where);
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin', where);
        assert.match(headers['permissions-policy'] ?? '', /camera=\(\)/, where);
        assert.equal(headers['cache-control'], 'no-store', where);
        assert.match(headers.vary ?? '', /Cookie/, where);
        assert.equal(headers['strict-transport-security'], undefined, `${where}: the site's business`);
        assert.equal(headers['last-modified'], undefined, where);
        assert.equal(headers.etag, undefined, where);
        for (const name of ['content-security-policy', 'cache-control', 'x-content-type-options', 'location', 'content-type']) {
          assert.ok(answer.rawHeaders.filter((at) => at.toLowerCase() === name).length <= 1, `${where}: ${name} stands once`);
        }
      }
    });

    test('every answer has the policy that allows only what the layout has', async () => {
      for (const answer of await answers()) {
        const policy = policyOf(answer);
        const where = `${answer.status} ${answer.url.pathname}`;
        for (const name of ['default-src', 'object-src', 'base-uri', 'frame-ancestors']) assert.deepEqual(policy[name], ["'none'"], `${where}: ${name}`);
        assert.deepEqual(policy['form-action'], ["'self'"], where);
        const all = Object.values(policy).flat();
        for (const never of ["'unsafe-inline'", "'unsafe-eval'", '*', 'http:', 'https:']) assert.ok(!all.includes(never), `${where}: ${never}`);
        for (const name of ['script-src', 'style-src']) {
          for (const source of policy[name] ?? []) assert.match(source, /^('none'|'self'|'unsafe-hashes'|'sha256-[A-Za-z0-9+/]{43}=')$/, `${where}: ${name} ${source}`);
        }
        if (layout === 'none') assert.ok(!all.some((source) => /sha256|unsafe/.test(source)), `${where}: the bare policy is strict`);
      }
    });

    test('files of the skin may be kept, and are nothing but files', async () => {
      const anon = site.client();
      for (const [file, type] of [['base.css', 'text/css; charset=utf-8'], ['demo.css', 'text/css; charset=utf-8']]) {
        const answer = await anon.get(`/account/-/asset/${file}`);
        assert.equal(answer.status, 200, file);
        assert.equal(answer.headers['content-type'], type);
        assert.match(answer.headers['cache-control'], /public, max-age=\d+/);
        assert.match(answer.headers['content-security-policy'], /^default-src 'none'; sandbox$/);
        const again = await anon.get(`/account/-/asset/${file}`, { headers: { 'If-None-Match': answer.headers.etag } });
        assert.equal(again.status, 304);
        assert.equal(answer.headers['set-cookie'], undefined);
      }
      for (const file of ['base.xsl', 'demo.xsl', '.htaccess', 'nothing.css', 'BASE.CSS', 'base.css/', '..%2fbase.css', 'sub/base.css', 'sample.xml', '']) {
        assert.ok([404, 301].includes((await anon.get(`/account/-/asset/${file}`)).status), file);
      }
    });

    // DP1: the trick with an ending that a cache takes for a picture
    test('a personal page has no other address under which a cache would keep it', async () => {
      const anna = await annaAt(site);
      for (const address of ['/account/invoices/x.css', '/account/invoices.css', '/account/details/x.js', '/account/x.png', '/account/details;x.css', '/account/details%2fx.css', '/account/details%00.css']) {
        const answer = await anna.get(address);
        assert.ok([400, 404].includes(answer.status), address);
      }
    });

    test('a conditional request for a personal page is answered whole', async () => {
      const anna = await annaAt(site);
      for (const headers of [{ 'If-None-Match': '*' }, { 'If-Modified-Since': 'Fri, 01 Jan 2038 00:00:00 GMT' }]) {
        const answer = await anna.get('/account/details', { headers });
        assert.equal(answer.status, 200, JSON.stringify(headers));
        assert.ok(answer.text.includes('Fjæregata'));
      }
    });
  });
}
