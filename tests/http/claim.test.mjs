// SPDX-License-Identifier: Apache-2.0
// tests/http/claim.test.mjs: below its mount the portal answers everything itself, and nothing beside it

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { BO, CANARIES, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

const VARIANTS = {
  plain: {},
  proxied: { variant: 'proxied' },
  htaccess: { variant: 'htaccess' },
  // everything else that could claim the address
  crowded: {
    server: `
      Alias /account /etc
      ScriptAlias /account/invoices /bin
      RewriteEngine On
      RewriteRule ^/account(/.*)?$ /index.html [PT,L]
      ProxyPass /account/details http://127.0.0.1:9/
      <Location /account/sign-in>
        SetHandler default-handler
      </Location>`,
  },
};

for (const [name, options] of Object.entries(VARIANTS)) {
  describe(`the claim, ${name}`, () => {
    const site = withSite(options);

    test('every address below the mount is answered by the portal', async () => {
      const anon = site.client();
      for (const [address, status] of [['/account', 303], ['/account/', 303], ['/account/invoices', 303], ['/account/details', 303],
        ['/account/sign-in', 200], ['/account/no-such-page', 404], ['/account/index.html', 404], ['/account/-/asset/base.css', 200]]) {
        const answer = await anon.get(address);
        assert.equal(answer.status, status, address);
        assert.ok(answer.headers['content-security-policy'], `${address} carries our policy`);
      }
    });

    test('a signed-in person sees the pages, in the layout of the site', async () => {
      const anna = await annaAt(site);
      for (const address of ['/account', '/account/', '/account/invoices', '/account/details']) {
        const { status, page } = await anna.get(address);
        assert.equal(status, 200, address);
        assert.ok(page.one('header', { class: 'site-header' }), `${address} has the site's header`);
        assert.ok(page.all('main').length === 1, `${address} has one main`);
      }
    });

    test('what only begins like the mount is the site\'s', async () => {
      for (const address of ['/accounts', '/account.html', '/accountant/', '/accoun']) {
        const answer = await site.client().get(address);
        assert.equal(answer.headers['content-security-policy'], undefined, address);
        assert.equal(answer.status, name === 'htaccess' ? 200 : 404, address);
      }
    });

    test('the files of the site stay byte for byte what they were', async () => {
      for (const file of ['css/site.css', 'images/logo.svg', 'fonts/skarvoy-text.woff2', 'js/search.js']) {
        const answer = await site.client().get(`/${file}`);
        assert.equal(answer.status, 200, file);
        assert.deepEqual(answer.body, fs.readFileSync(path.join(site.docroot, file)), file);
        assert.equal(answer.headers['content-security-policy'], undefined, file);
        assert.equal(answer.headers['cache-control'], undefined, file);
      }
      for (const page of ['/', '/products.html', '/news.html', '/about.html']) {
        const answer = await site.client().get(page);
        assert.equal(answer.status, 200, page);
        assert.equal(answer.headers['set-cookie'], undefined, page);
        assert.doesNotMatch(answer.text, /an error occurred/, `${page}: every include worked`);
      }
    });
  });
}

describe('addresses', () => {
  const site = withSite();
  before(() => site.allowLog(/the fragment .* is left empty: (no page answers this address|(X-Forwarded-)?Host names |no Host header)/));

  // AZ8: whatever an address looks like, it is never a way around.
  const TRICKS = ['//account/invoices', '/account//invoices', '/account/./invoices', '/account/x/../invoices', '/./account/invoices',
    '/account/%2e/invoices', '/account/%2e%2e/account/invoices', '/account/invoices%2f', '/account%2finvoices', '/%61ccount/invoices',
    '/account/%69nvoices', '/ACCOUNT/invoices', '/Account/Invoices', '/account/INVOICES', '/account/invoices;x', '/account;x/invoices',
    '/account/invoices;jsessionid=1', '/account/invoices/.', '/account/invoices/..', '/account/invoices/../invoices', '/account/invoices.',
    '/account/invoices%00', '/account/invoices%00.css', '/account/invoices%0a', '/account/invoices%20', '/account/invoices%09',
    '/account\\invoices', '/account/\\invoices', '/account/..\\account\\invoices', '/account/invoices/x.css', '/account/invoices.css',
    '/account/-/asset/../../invoices', '/account/-/asset/..%2f..%2finvoices', '/account/-/asset/base.css/../../../invoices',
    '/account/-/invoices', '/account/-/-/greeting', '/account/-/waiting', '/account/-/greeting/invoices', '/account/sign-in/../invoices',
    '/account/sign-in/invoices', '/account/sign-in;/../invoices', '/account/invoices?x', '/account/invoices#x', '/account/invoices%23x',
    '/account/invoices%3fx', '/account/%252e%252e/account/invoices', '/account/invoices%c0%af', '/account/\xc3\xa6', '/account/invoices/%2e'];

  const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'BOGUS'];

  test('no trick with the path and no method shows anonymous people anything private', async () => {
    const [invoice] = invoicesOf(site, HAEROY);
    const tricks = [...TRICKS, ...TRICKS.map((trick) => trick.replace(/invoices/i, `invoices/${invoice.id}`)),
      ...TRICKS.map((trick) => trick.replace('invoices', 'details'))];
    const anon = site.client();
    for (const trick of tricks) {
      for (const method of trick === TRICKS[0] ? METHODS : ['GET', 'HEAD']) {
        const request = `${method} ${trick} HTTP/1.1\r\nHost: localhost:${site.port}\r\nConnection: close\r\n\r\n`;
        const answer = Buffer.from(await anon.raw(Buffer.from(request, 'latin1')), 'latin1').toString('utf8');
        const status = Number(answer.slice(9, 12));
        assert.ok([200, 301, 303, 400, 403, 404, 405, 411, 501].includes(status), `${method} ${trick}: ${answer.slice(0, 60)}`);
        for (const canary of [...CANARIES, invoice.number]) assert.ok(!answer.includes(canary), `${method} ${trick} shows ${canary}`);
      }
    }
  });

  test('a trick with the path of a page leads to that page or to none', async () => {
    const anna = await annaAt(site);
    for (const [trick, wanted] of [['/account/%69nvoices', 200], ['/%61ccount/invoices', 200], ['/account/./invoices', 200],
      ['/account/x/../invoices', 200], ['/account/INVOICES', 404], ['/account/invoices;x', 404], ['/account/invoices.', 404],
      ['/account/invoices/x.css', 404], ['/account/invoices%20', 404], ['/account/invoices%2f', 404]]) {
      assert.equal((await anna.get(trick)).status, wanted, trick);
    }
  });

  test('a slash at the end leads to the page without it, and the query comes along', async () => {
    const answer = await site.client().get('/account/invoices/?state=paid');
    assert.equal(answer.status, 301);
    assert.equal(answer.location, '/account/invoices?state=paid');
  });

  test('a method that an address does not know is 405, with those that it does', async () => {
    const anna = await annaAt(site);
    for (const [method, address, allow] of [['POST', '/account/', 'GET, HEAD'], ['PUT', '/account/', 'GET, HEAD'],
      ['DELETE', '/account/details', 'GET, HEAD'], ['PATCH', '/account/details/edit', 'GET, HEAD, POST'],
      ['OPTIONS', '/account/invoices', 'GET, HEAD'], ['PROPFIND', '/account/sign-in', 'GET, HEAD, POST'],
      ['PUT', '/account/sign-out', 'GET, HEAD, POST'], ['POST', '/account/-/asset/base.css', 'GET, HEAD']]) {
      const answer = await anna.request(method, address);
      assert.equal(answer.status, 405, `${method} ${address}`);
      assert.equal(answer.headers.allow, allow, `${method} ${address}`);
      assert.match(answer.page.main, /cannot be done here/, 'the page says so');
    }
  });

  test('an unknown address is 404 in the layout, for signed-in and anonymous people', async () => {
    const anna = await annaAt(site);
    for (const client of [site.client(), anna]) {
      const { status, page } = await client.get('/account/no/such/page');
      assert.equal(status, 404);
      assert.match(page.main, /Page not found/);
      assert.ok(page.one('header', { class: 'site-header' }));
    }
  });

  test('an address or a query of more than 2 KB is 414', async () => {
    for (const address of [`/account/${'a'.repeat(2049)}`, `/account/invoices?state=${'a'.repeat(2049)}`, `/account/sign-in?next=${'a'.repeat(4000)}`]) {
      const answer = await site.client().get(address);
      assert.equal(answer.status, 414, address.slice(0, 40));
      assert.ok(answer.page.main);
    }
  });

  test('HEAD answers with the headers of GET and no body', async () => {
    const anna = await annaAt(site);
    for (const address of ['/account/', '/account/invoices', '/account/nothing', '/account/-/asset/base.css']) {
      const [head, get] = [await anna.head(address), await anna.get(address)];
      assert.equal(head.status, get.status, address);
      assert.equal(head.body.length, 0, address);
      for (const name of ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options', 'vary']) {
        assert.equal(head.headers[name], get.headers[name], `${address}: ${name}`);
      }
    }
  });

  // HO1: links in pages carry no host at all, and a host that is not ours is refused.
  test('a host that MyAccountBaseURL does not name is 421', async () => {
    for (const headers of [{ Host: 'evil.example' }, { Host: `evil.example:${site.port}` }, { Host: 'localhost' }, { Host: `localhost:${site.port}.evil.example` },
      { 'X-Forwarded-Host': 'evil.example' }, { 'X-Forwarded-Host': `localhost:${site.port}, evil.example` }]) {
      const answer = await site.client().get('/account/sign-in', { headers });
      assert.ok([400, 421].includes(answer.status), `${JSON.stringify(headers)}: ${answer.status}`);   // 400: httpd's own
      assert.ok(!answer.text.includes('evil.example'), 'the foreign name is not repeated');
    }
    assert.equal((await site.client({ host: `127.0.0.1:${site.port}` }).get('/account/sign-in')).status, 200);
  });

  test('odd ways of naming a host are 400 or 421', async () => {
    for (const [lines, wanted] of [
      [`GET http://evil.example/account/sign-in HTTP/1.1\r\nHost: localhost:${site.port}`, 421],
      [`GET /account/sign-in HTTP/1.1\r\nHost: localhost:${site.port}\r\nHost: evil.example`, 400],
      ['GET /account/sign-in HTTP/1.1', 400],
      ['GET /account/sign-in HTTP/1.0', 400],
      ['GET /account/sign-in HTTP/1.1\r\nHost:', 400],
    ]) {
      const answer = await site.client().raw(`${lines}\r\nConnection: close\r\n\r\n`);
      assert.equal(Number(answer.slice(9, 12)), wanted, lines);
    }
  });
});

describe('a portal that has a host for itself', () => {
  const site = withSite({ mount: '', location: { MyAccountLayout: 'none' } });

  test('is mounted at the root, and all its addresses hold', async () => {
    const away = await site.client().get('/invoices?state=paid');
    assert.equal(away.status, 303);
    assert.match(away.location, /^\/sign-in\?next=/);
    const bo = site.client();
    assert.equal((await bo.signIn(BO, undefined, away.location)).location, '/invoices?state=paid');
    for (const [address, status] of [['/', 200], ['/invoices', 200], ['/details/edit', 200], ['/-/asset/base.css', 200], ['/index.html', 404], ['/css/site.css', 404]]) {
      const answer = await bo.get(address);
      assert.equal(answer.status, status, address);
      if (status === 200 && answer.headers['content-type'].startsWith('text/html')) for (const link of answer.page.links) assert.match(link, /^(\/(?!\/)|#|mailto:|tel:)/, address);
    }
    assert.equal((await bo.send((await bo.get('/details/edit')).page.form('/details/edit'), { city: 'Root' })).status, 303);
  });

  test('leads nowhere else, however many slashes there are', async () => {
    for (const address of ['//evil.example/', '///evil.example/', '/%2fevil.example/', '/.//evil.example/', '//evil.example/%2e%2e/', '/\\evil.example/', '//invoices/']) {
      const answer = await site.client().raw(`GET ${address} HTTP/1.1\r\nHost: localhost:${site.port}\r\nConnection: close\r\n\r\n`);
      const location = /^location: (.*)$/im.exec(answer)?.[1] ?? '/';
      assert.match(location, /^\/(?![\/\\])/, `${address} leads to ${location}`);
    }
  });
});
