// SPDX-License-Identifier: Apache-2.0
// tests/http/layouts.test.mjs: layouts of all kinds of sites: a page per language, two selectors, a CDN, old charsets, forms; the policy that goes with them

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { annaAt } from '../fixtures/people.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const SIGN_IN = '/account/sign-in';
const policyOf = (answer) => Object.fromEntries(answer.headers['content-security-policy'].split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));

describe('a layout page per language', () => {
  const page = (words) => `<!DOCTYPE html><html><head><title>x</title></head><body><header class="words">${words}</header><main>old</main></body></html>`;
  const site = withSite({
    prepare: (at) => {
      for (const [lang, words] of [['en', 'Welcome'], ['nb', 'Velkommen']]) {
        fs.mkdirSync(path.join(at.docroot, 'tongues', lang), { recursive: true });
        fs.writeFileSync(path.join(at.docroot, 'tongues', lang, 'index.html'), page(words));
      }
    },
    location: { MyAccountLayout: '/tongues/{lang}/index.html "main"' },
  });

  const inLanguage = (lang) => site.client().get(SIGN_IN, { headers: { 'Accept-Language': lang } });

  // Who comes before the first fetch is done gets a bare page when that takes a second.
  before(async () => {
    for (const lang of ['en', 'nb']) {
      for (let i = 0; i < 100 && !(await inLanguage(lang)).text.includes('class="words"'); i++) await sleep(100);
    }
  });

  test('is the one of the language in which the page is written, each kept for itself', async () => {
    for (let i = 0; i < 2; i++) {
      for (const [lang, words] of [['en', 'Welcome'], ['nb', 'Velkommen'], ['en', 'Welcome']]) {
        const answer = await inLanguage(lang);
        assert.equal(answer.status, 200);
        assert.match(answer.text, new RegExp(`<header class="words">${words}</header>`), lang);
        assert.equal(answer.page.one('html').attributes?.lang ?? /<html[^>]*lang="(\w+)"/.exec(answer.text)?.[1] ?? lang, lang);
      }
    }
  });
});

describe('a layout with two selectors', () => {
  const site = withSite({
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'two.html'), `<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>
<header>the head of the site</header>
<div class="old">this goes</div>
<p>and this</p>
<footer>the foot of the site</footer></body></html>`),
    location: { MyAccountLayout: '/two.html header footer' },
  });

  test('keeps both, and replaces what stands between them', async () => {
    const { text, status } = await site.client().get(SIGN_IN);
    assert.equal(status, 200);
    assert.match(text, /the head of the site<\/header>[^]*<form[^]*<footer>the foot of the site/);
    assert.doesNotMatch(text, /this goes|and this/);
  });
});

describe('no layout', () => {
  const site = withSite({ location: { MyAccountLayout: 'none', MyAccountContentSecurityPolicy: 'form-action https://pay.example https://*.bank.example' } });

  test('is a whole page of the skin, with the strict policy and what the web admin added', async () => {
    const answer = await site.client().get(SIGN_IN);
    assert.match(answer.text, /^<!DOCTYPE html>/i);
    assert.equal(answer.page.all('header', { class: 'site-header' }).length, 0);
    const policy = policyOf(answer);
    assert.deepEqual(policy['form-action'], ["'self'", 'https://pay.example', 'https://*.bank.example']);
    assert.deepEqual(policy['script-src'], ["'self'"]);
    assert.deepEqual(policy['frame-ancestors'], ["'none'"]);
  });
});

// Another host of the company's: fonts, frameworks, and an analytics script that nobody wants in an invoice.
describe('a site with its framework on a CDN', () => {
  let cdn;
  const asked = [];
  before(() => new Promise((resolve) => {
    cdn = http.createServer((request, response) => { asked.push(request.url); response.end(''); }).listen(0, '127.0.0.7', resolve);
  }));
  after(() => { cdn.closeAllConnections(); cdn.close(); });
  const site = withSite({
    prepare: (at) => {
      at.cdn = `http://127.0.0.7:${cdn.address().port}`;
      fs.writeFileSync(path.join(at.docroot, 'boot.html'), `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="${at.cdn}/npm/bootstrap@5/dist/css/bootstrap.min.css">
<script src="${at.cdn}/npm/bootstrap@5/dist/js/bootstrap.bundle.min.js" defer></script>
<script src="http://127.0.0.8:9/analytics.js"></script>
</head><body>
<nav class="navbar"><form role="search" action="/search" method="get"><input name="q" type="search"><button>Search</button></form></nav>
<main class="container">old</main><img src="${at.cdn}/pixel.png" alt="">
<script>document.body.dataset.ready = 'yes';</script></body></html>`);
    },
    location: (at) => ({
      MyAccountLayout: '/boot.html main', MyAccountLayoutSources: `${at.cdn}/npm/`,
      MyAccountContentSecurityPolicy: 'connect-src https://api.example',
    }),
  });

  test('keeps styles and listed scripts, leaves others out and says which line lets them in', async () => {
    const { result: answer, log } = await site.logged(() => site.client().get(SIGN_IN));
    const policy = policyOf(answer);
    assert.match(answer.text, /bootstrap\.min\.css/);
    assert.match(answer.text, /bootstrap\.bundle\.min\.js/);
    assert.doesNotMatch(answer.text, /<script[^>]*analytics/);
    assert.match(log, /layout page \/boot\.html: .*analytics\.js.*MyAccountLayoutSources http:\/\/127\.0\.0\.8:9/s);
    assert.ok(policy['script-src'].includes(`${site.cdn}/npm/`));
    assert.ok(policy['style-src'].some((source) => source.startsWith(site.cdn)));
    assert.ok(policy['img-src'].includes(site.cdn));
    assert.deepEqual(policy['connect-src'], ["'self'", 'https://api.example']);
    assert.doesNotMatch(answer.headers['content-security-policy'], /unsafe-inline|unsafe-eval|\*/);
    assert.deepEqual(asked, [], 'the server itself asks no other host');
  });

  test('is shown by myaccountctl as it would be cut, with the lines to add', () => {
    const said = site.stage.run(['layout', `http://localhost:${site.port}/boot.html`, 'main', '--sources', `${site.cdn}/npm/`]);
    assert.match(said, /left out: <script> of http:\/\/127\.0\.0\.8:9\/analytics\.js/);
    assert.ok(said.includes(`    MyAccountLayout /boot.html "main"\n    MyAccountLayoutSources ${site.cdn}/npm/\n`), said);
    assert.match(said, /to let in what was left out:\n    MyAccountLayoutSources http:\/\/127\.0\.0\.8:9\n/);
    assert.throws(() => site.stage.run(['layout', `http://localhost:${site.port}/no-such-page`, 'main']), /answers 404/);
  });

  test('its search form in the header stays a form of the site, beside ours', async () => {
    const anna = await annaAt(site);
    const { page, text } = await anna.get('/account/details/edit');
    assert.match(text, /<form role="search" action="\/search" method="get">/);
    const form = page.form('/details/edit');
    assert.ok(form.token, 'our form is whole');
    assert.equal((await anna.send(form, { city: 'Bootstrap' })).status, 303);
  });
});

describe('sites of older times', () => {
  const body = (charset) => Buffer.from(`<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN"><html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><title>x</title></head>
<body><div id="head">Sm\xf8rbr\xf8d \xe6\xe5${charset === 'windows-1252' ? '\x80 \x93ord\x94' : ''}</div><div id="content">old</div></body></html>`, 'latin1');
  for (const [charset, words] of [['windows-1252', 'Smørbrød æå€ “ord”'], ['iso-8859-1', 'Smørbrød æå']]) {
    describe(charset, () => {
      const site = withSite({
        prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'old.html'), body(charset)),
        server: '<Files old.html>\nAddDefaultCharset Off\nRemoveCharset .html\n</Files>',
        location: { MyAccountLayout: '/old.html "#content"' },
      });

      test('the page is UTF-8, head and content alike', async () => {
        const answer = await site.client().get(SIGN_IN);
        assert.match(answer.headers['content-type'], /charset=utf-8/i);
        assert.ok(answer.text.includes(words), answer.text.slice(0, 400));
        assert.doesNotMatch(answer.text, new RegExp(charset));
        const anna = await annaAt(site);
        assert.match((await anna.get('/account/details')).text, /Fjæregata/);
      });
    });
  }
});

describe('a content place inside a form', () => {
  const site = withSite({
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'form.html'), '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><form action="/x" method="post"><div id="content">old</div></form></body></html>'),
    location: { MyAccountLayout: '/form.html "#content"' },
  });

  test('is refused with a sentence; the pages stand alone', async () => {
    site.expectLog(/no new layout: .*\/form\.html.*form/);
    const answer = await site.client().get(SIGN_IN);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /^<!DOCTYPE html>/i);
    assert.ok(answer.page.form('/sign-in'));
    assert.doesNotMatch(answer.text, /action="\/x"/);
  });
});
