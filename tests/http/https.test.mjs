// SPDX-License-Identifier: Apache-2.0
// tests/http/https.test.mjs: what comes in clear to a portal whose address is https (TL1)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { withSite } from '../harness/site.mjs';

const FAR = { 'X-Client': '198.51.100.7' };

function withHttps(more = {}) {
  return withSite({
    main: 'LoadModule remoteip_module ${MODULE_DIR}/mod_remoteip.so',
    server: 'RemoteIPHeader X-Client\nRemoteIPInternalProxy 127.0.0.1',
    location: (at) => ({ MyAccountBaseURL: `https://localhost:${at.port}`, MyAccountLayout: 'none' }),
    ...more,
  });
}

const post = (site, headers) => site.client().request('POST', '/account/sign-in', {
  headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded', Origin: `https://localhost:${site.port}` }, body: 'email=a&password=b',
});

describe('a portal at https, asked in clear', () => {
  const site = withHttps();

  test('leads to the same address over https, and says nothing else', async () => {
    for (const address of ['/account/', '/account/invoices?state=overdue&sort=-due', '/account/sign-in', '/account/nowhere/%C3%A6%20%22', '/account/invoices/']) {
      const answer = await site.client().get(address, { headers: FAR });
      assert.equal(answer.status, 301, address);
      assert.equal(answer.location, `https://localhost:${site.port}${address}`);
      assert.deepEqual(answer.setCookies, []);
    }
  });

  test('refuses a form, whoever sends it', async () => {
    const answer = await post(site, FAR);
    assert.equal(answer.status, 403);
    assert.match(answer.page.main, /without encryption/);
  });

  test('takes one from this machine, and what a proxy before us got over TLS', async () => {
    assert.equal((await site.client().get('/account/sign-in')).status, 200);
    assert.equal((await site.client().get('/account/sign-in', { headers: { ...FAR, 'X-Forwarded-Proto': 'https' } })).status, 200);
    const answer = await post(site, { ...FAR, 'X-Forwarded-Proto': 'https' });
    assert.doesNotMatch(answer.page.main, /without encryption/);
  });

  test('answers fragments, which stand in the site\'s own pages, and not a host that is not its own', async () => {
    assert.equal((await site.client().get('/account/-/greeting', { headers: FAR })).status, 200);
    assert.equal((await site.client().get('/account/', { headers: { ...FAR, Host: 'www.example.com' } })).status, 421);
  });
});

describe('a portal at https behind a proxy that ends TLS, which httpd was told', () => {
  const site = withHttps({ prepare: (at) => { at.options.server = `ServerName https://localhost:${at.port}\nRemoteIPHeader X-Client\nRemoteIPInternalProxy 127.0.0.1`; } });

  test('answers', async () => {
    assert.equal((await site.client().get('/account/sign-in', { headers: FAR })).status, 200);
  });
});
