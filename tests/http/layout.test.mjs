// SPDX-License-Identifier: Apache-2.0
// tests/http/layout.test.mjs: the portal's pages in the site's own page: whole, policed, and never with anybody else's name

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { attribute } from '../harness/page.mjs';
import { policyOf } from '../harness/policy.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const NAMES = { [ANNA]: 'Anna Solbakk', [BO]: 'Bo Ødegård', 'ioana@example.com': 'Ioana Țîrlea' };
const sha = (text) => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`;
const PAGE = (body, head = '') => `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Site</title>${head}</head><body><header class="site-header">${body}</header><main id="main"><p>old content</p></main><footer>foot</footer></body></html>`;

for (const variant of ['plain', 'proxied', 'htaccess']) {
  describe(`the greeting, ${variant}`, () => {
    const site = withSite({ variant });
    const greeting = (page) => page.one('div', { class: 'hello' });
    const words = (page) => page.text.slice(0, page.text.indexOf('Products'));

    test('says the right name on the portal\'s pages and on the site\'s own, or the way in', async () => {
      for (const email of [ANNA, BO]) {
        const client = await site.client().in(email);
        for (const address of ['/account/', '/account/details', '/', '/products.html', '/news.html']) {
          const { page } = await client.get(address);
          assert.ok(words(page).includes(NAMES[email]), `${address} greets ${email}: ${words(page).slice(0, 120)}`);
          assert.ok(greeting(page));
        }
      }
      for (const address of ['/account/sign-in', '/account/nothing', '/', '/products.html']) {
        const { page } = await site.client().get(address);
        assert.match(words(page), /Sign in/, address);
        assert.ok(page.links.includes('/account/sign-in'), address);
      }
    });

    test('is never somebody else\'s, however the requests are mixed', async () => {
      const people = await Promise.all(Object.keys(NAMES).map(async (email) => ({ email, client: await site.client().in(email) })));
      people.push({ email: null, client: site.client() });
      await Promise.all(people.flatMap(({ email, client }) => Array.from({ length: 15 }, async (_, i) => {
        const answer = await client.get(['/account/', '/', '/account/details', '/about.html', '/account/nothing'][i % 5]);
        for (const [other, name] of Object.entries(NAMES)) if (other !== email) assert.ok(!answer.text.includes(name), `${email} sees ${name}`);
      })));
    });
  });
}

describe('the layout', () => {
  const site = withSite({
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'layout.html'), PAGE(`<div class="hello"><!--#include virtual="/account/-/greeting" --></div>
      <a href="products.html">P</a><img src="images/logo.svg" alt=""><p style="color: #123">x</p><button type="button" onclick="alert(1)">y</button>
      <script>window.own = 1;</script><script src="js/search.js"></script><script src="https://tracker.example/t.js"></script><script src="https://cdn.example/lib.js"></script>`,
    `<base target="_self"><link rel="canonical" href="https://www.example.com/layout.html"><meta property="og:url" content="https://www.example.com/"><link rel="stylesheet" href="css/site.css">
     <link rel="stylesheet" href="https://styles.example/a.css"><style>.a { color: red }</style>`)),
    location: { MyAccountLayout: '/layout.html "#main"', MyAccountLayoutSources: 'https://cdn.example' },
  });

  test('is the site\'s page with our content in its place, and nothing of the old', async () => {
    const anna = await annaAt(site);
    const { page, text } = await anna.get('/account/details');
    assert.ok(!text.includes('old content'));
    assert.match(page.main, /My details/);
    assert.match(page.text, /foot/);
    assert.match(page.title, /My details/);
    assert.equal(page.all('title').length, 1);
    assert.equal(page.all('main').length, 1);
    assert.equal(page.all('html').length, 1);
    assert.ok(page.all('link', { rel: 'stylesheet' }).some((node) => attribute(node, 'href') === '/account/-/asset/base.css'));
    assert.match(text, /^<!DOCTYPE html>/);
  });

  test('has addresses that hold from everywhere', async () => {
    const anna = await annaAt(site);
    const { page } = await anna.get('/account/details/edit');
    for (const node of page.all('*')) {
      for (const name of ['href', 'src', 'action']) {
        const value = attribute(node, name);
        if (value !== undefined) assert.match(value, /^(\/|#|https?:|mailto:|tel:|data:)/, `<${node.nodeName} ${name}="${value}">`);
      }
    }
    assert.ok(page.links.includes('/products.html'));
    assert.ok(page.one('script', { src: '/js/search.js' }));
  });

  test('says that it is not for search engines, and no longer where the original is', async () => {
    const { page } = await site.client().get('/account/sign-in');
    assert.equal(page.one('link', { rel: 'canonical' }), undefined);
    assert.equal(page.all('meta', { property: /^og:/ }).length, 0);
    assert.match(attribute(page.one('meta', { name: 'robots' }), 'content'), /noindex/);
  });

  test('has a policy with the hash of each inline script, style and handler, and no foreign script but the listed', async () => {
    const answer = await site.client().get('/account/sign-in');
    const policy = policyOf(answer);
    const inside = (node) => node.childNodes.map((child) => child.value).join('');
    for (const node of answer.page.all('script').filter((at) => !attribute(at, 'src'))) assert.ok(policy['script-src'].includes(sha(inside(node))), inside(node));
    for (const node of answer.page.all('style')) assert.ok(policy['style-src'].includes(sha(inside(node))), inside(node));
    for (const node of answer.page.all('*', { style: true })) assert.ok(policy['style-src'].includes(sha(attribute(node, 'style'))));
    assert.ok(policy['script-src'].includes(sha('alert(1)')) && policy['script-src'].includes("'unsafe-hashes'"));
    assert.ok(policy['script-src'].includes('https://cdn.example'));
    assert.ok(!JSON.stringify(policy).includes('tracker.example'));
    assert.equal(answer.page.one('script', { src: /tracker/ }), undefined, 'it is not even asked for');
    assert.ok(answer.page.one('script', { src: 'https://cdn.example/lib.js' }));
    assert.ok(policy['style-src'].includes('https://styles.example'));
    assert.deepEqual(policy['connect-src'], ["'self'"]);
    assert.match(site.log, /MyAccountLayoutSources https:\/\/tracker\.example/, 'the log names the line to add');
  });
});

describe('other places and pages for the content', () => {
  const MOUNTS = { two: '/two.html "header" "footer"', class: '/class.html .content', latin: '/latin.html main', old: '/old.html #main', directory: '/ main', gone: '/no-such.html main',
    missing: '/missing.html #main', form: '/form.html #main', big: '/big.html main', empty: '/empty.html main', binary: '/binary.html main', moved: '/images main', query: '/index.html?x=1 main' };

  const site = withSite({
    prepare: (at) => {
      const files = {
        'two.html': PAGE('two').replace('<main id="main"><p>old content</p></main>', '<p>between</p><div>more</div>'),
        'class.html': PAGE('class').replace('id="main"', 'class="wide content"'),
        'latin.html': Buffer.from(PAGE('Blåbærgrøt').replace('utf-8', 'iso-8859-1'), 'latin1'),
        'old.html': '<html><head><title>Old</title></head><body bgcolor=white><font>Old<center><main id=main>x</main></center></body>',
        'missing.html': PAGE('x').replace('id="main"', ''),
        'form.html': PAGE('x').replace('<main id="main">', '<form><main id="main">').replace('</main>', '</main></form>'),
        'big.html': PAGE('x'.repeat(3e6)),
        'empty.html': '',
        'binary.html': crypto.randomBytes(5000),
      };
      for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(at.docroot, name), text);
    },
    server: (at) => Object.entries(MOUNTS).map(([name, layout]) => `
      <Location /p/${name}>
        MyAccountPortal ${copy(at, name)}
        MyAccountBaseURL http://localhost:${at.port}
        MyAccountSecretFile ${at.secretFile}
        MyAccountLayout ${layout}
      </Location>`).join(''),
  });

  function copy(at, name) {
    const from = path.join(at.stage.root, 'conf.d/portal');
    const files = Object.fromEntries(fs.readdirSync(from).map((file) => [file, fs.readFileSync(path.join(from, file), 'utf8').replace('portal name="main"', `portal name="${name}"`)]));
    return path.join(at.write(`portals/${name}`, files), 'portal.xml');
  }

  for (const name of ['two', 'class', 'latin', 'old', 'directory']) {
    test(`layout ${name}: the sign-in stands in it`, async () => {
      site.allowLog(/the fragment -\/greeting/);
      const { status, page, text } = await site.client().get(`/p/${name}/sign-in`);
      assert.equal(status, 200);
      assert.ok(page.form('/sign-in'));
      assert.equal(page.all('main').length <= 1, true);
      assert.ok(!page.one('div', { class: /mya-bare/ }), 'it is not bare');
      if (name === 'two') assert.ok(!text.includes('between') && text.includes('two') && text.includes('foot'));
      if (name === 'latin') assert.ok(text.includes('Blåbærgrøt'));
    });
  }

  for (const [name, reason] of Object.entries({ gone: /answers 404/, missing: /no new layout.*#main/, form: /no new layout.*form/, big: /larger than 2 MB/, empty: /no new layout/, binary: /no new layout/, moved: /answers 30|no new layout/ })) {
    test(`layout ${name}: the page is bare, and the log says why`, async () => {
      site.expectLog(new RegExp(`p/${name}.*${reason.source}|${reason.source}`));
      const answer = await site.client().get(`/p/${name}/sign-in`);
      assert.equal(answer.status, 200);
      assert.ok(answer.page.form('/sign-in'));
      assert.ok(answer.page.one('div', { class: /mya-bare/ }), 'it is bare');
      assert.match(site.log, reason);
      assert.match(answer.headers['content-security-policy'], /style-src 'self'/);
    });
  }
});

describe('a layout page that another server makes', () => {
  let backend;
  let delay = 0;
  const seen = [];
  const site = withSite({
    prepare: async (at) => {
      backend ??= await new Promise((resolve) => {
        const server = http.createServer((request, response) => {
          seen.push(request.headers);
          setTimeout(() => response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': 'shop=1' }).end(PAGE(`number ${seen.length}`)), delay);
        }).listen(0, '127.0.0.1', () => resolve(server));
      });
      at.backend = backend.address().port;
    },
    location: { MyAccountLayout: '/far/layout.html main', MyAccountLayoutCache: '1s' },
    server: (at) => `ProxyPass /far/ http://127.0.0.1:${at.backend}/ timeout=5`,
  });
  after(() => backend.close());

  test('is asked without cookies and without anything of the visitor', async () => {
    const anna = await annaAt(site);
    await sleep(1100);
    seen.length = 0;
    await anna.get('/account/details?done=x', { headers: { Authorization: 'Basic YTpi', Referer: 'https://other.example/', 'User-Agent': 'Particular/1.0', Range: 'bytes=0-1', 'If-None-Match': '"x"' } });
    assert.equal(seen.length, 1);
    for (const name of ['cookie', 'authorization', 'referer', 'range', 'if-none-match']) assert.equal(seen[0][name], undefined, name);
    assert.notEqual(seen[0]['user-agent'], 'Particular/1.0');
  });

  test('does not set its cookies through our pages', async () => {
    await sleep(1100);
    const answer = await site.client().get('/account/sign-in');
    assert.ok(!answer.setCookies.some((line) => line.startsWith('shop')));
  });

  test('that is slow is asked for by one, and all have a page', async () => {
    const client = site.client();
    await client.get('/account/sign-in');
    await sleep(1100);
    seen.length = 0;
    delay = 1500;
    const answers = await Promise.all(Array.from({ length: 12 }, () => site.client().get('/account/sign-in')));
    delay = 0;
    assert.equal(seen.length, 1, 'one asked');
    for (const answer of answers) assert.equal(answer.status, 200);
  });

  test('that breaks leaves the pages as they were before, or bare, and the log says so', async () => {
    site.expectLog(/no new layout: the layout page \/far\/layout\.html answers 50\d/);
    site.allowLog(/\[proxy/);
    await new Promise((resolve) => { backend.close(resolve); backend.closeAllConnections?.(); });
    await sleep(1100);
    const anna = await annaAt(site);
    assert.equal((await anna.get('/account/details')).status, 200);
  });
});

describe('a layout page that comes back', () => {
  const site = withSite({ location: { MyAccountLayout: '/later.html main' } });

  test('is used again after a graceful restart at the latest', async () => {
    site.expectLog(/the layout page \/later\.html answers 404/);
    assert.ok((await site.client().get('/account/sign-in')).page.one('div', { class: /mya-bare/ }));
    fs.writeFileSync(path.join(site.docroot, 'later.html'), PAGE('here again'));
    await site.graceful();
    assert.match((await site.client().get('/account/sign-in')).page.text, /here again/);
  });
});
