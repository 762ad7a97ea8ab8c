// SPDX-License-Identifier: Apache-2.0
// tests/http/layout-fetch.test.mjs: the layout page is fetched as everybody sees it, whoever's request happens to fetch it

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { sleep, withSite } from '../harness/site.mjs';

const PAGE = (header) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Site</title></head><body><header>${header}</header><main id="main">old</main><footer>the foot</footer></body></html>`;
const HELLO = '<div class="hello"><!--#include virtual="/account/-/greeting" --></div>';

describe('a layout page that is reached by a rewrite', () => {
  const site = withSite({
    variant: 'htaccess',
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'index.html'), PAGE(HELLO)),
    location: { MyAccountLayout: '/contact/us "#main"' },
  });

  test('is caught, cut, and has its hole filled; the visitor never gets the raw page', async () => {
    for (let i = 0; i < 3; i++) {
      const { status, text, headers } = await site.client().get('/account/sign-in');
      assert.equal(status, 200);
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(text, /the foot/);
      assert.match(text, /name="password"/);
      assert.match(text, /class="hello">.*Sign in/s);
      assert.equal(text.match(/<!DOCTYPE/g).length, 1);
    }
  });
});

describe('a layout page that is negotiated', () => {
  const site = withSite({
    prepare: (at) => {
      fs.mkdirSync(path.join(at.docroot, 'mv'), { recursive: true });
      fs.writeFileSync(path.join(at.docroot, 'mv/lay.html.en'), PAGE(HELLO));
      fs.writeFileSync(path.join(at.docroot, 'mv/lay.html.de'), PAGE('auf Deutsch'));
    },
    main: 'LoadModule negotiation_module /usr/lib/apache2/modules/mod_negotiation.so\nAddLanguage en .en\nAddLanguage de .de',
    server: (at) => `    <Directory ${at.docroot}/mv>\n        Options +MultiViews +IncludesNOEXEC\n        AddOutputFilter INCLUDES .html\n    </Directory>`,
    location: { MyAccountLayout: '/mv/lay "#main"', MyAccountLayoutCache: '0s' },
  });

  test('is caught as well, in the portal\'s language and not in the visitor\'s', async () => {
    for (let i = 0; i < 3; i++) {
      const { text, headers } = await site.client().get('/account/sign-in', { headers: { 'Accept-Language': 'de' } });
      assert.equal(headers['cache-control'], 'no-store');
      assert.ok(headers['content-security-policy']);
      assert.ok(!text.includes('<!--mya'));
      assert.ok(!text.includes('auf Deutsch'));
      assert.equal(text.match(/<!DOCTYPE/g).length, 1);
      assert.match(text, /the foot/);
      assert.match(text, /class="hello">.*Sign in/s);
    }
  });
});

describe('a layout page that includes a page of the portal', () => {
  const site = withSite({
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'nest.html'), PAGE('<!--#include virtual="/account/sign-in" -->')),
    location: { MyAccountLayout: '/nest.html "#main"', MyAccountLayoutCache: '0s' },
  });

  test('does not grow with each fetch', async () => {
    const length = async () => (await site.client().get('/account/sign-in')).text.length;
    const first = await length();
    for (let i = 0; i < 4; i++) assert.ok(Math.abs(await length() - first) < 200);
  });
});

describe('nothing of the visitor who causes the fetch', () => {
  const site = withSite({
    prepare: (at) => fs.writeFileSync(path.join(at.docroot, 'echo.html'),
      PAGE(['REQUEST_URI', 'QUERY_STRING', 'HTTP_USER_AGENT', 'HTTP_HOST', 'HTTP_X_FOO', 'HTTP_REFERER', 'HTTP_COOKIE', 'HTTP_X_FORWARDED_HOST', 'HTTP_ACCEPT_LANGUAGE']
        .map((name) => `<i>${name}=<!--#echo var="${name}" --></i>`).join('') + HELLO)),
    location: { MyAccountLayout: '/echo.html "#main"', MyAccountLayoutCache: '0s' },
  });

  test('stands in the page that everybody gets', async () => {
    const { text } = await site.client().get('/account/sign-in?signed-out=POISON1', {
      headers: { 'User-Agent': 'POISON2', 'X-Foo': 'POISON3', Referer: 'http://POISON4.example/', 'Accept-Language': 'POISON5' },
    });
    assert.match(text, /REQUEST_URI=\/echo\.html</);
    assert.ok(!/POISON/.test(text), text.match(/.{30}POISON.{10}/)?.[0]);
    assert.match(text, new RegExp(`HTTP_HOST=localhost:${site.port}<`));
  });

  test('and a refused host leaves a layout with its greeting', async () => {
    const refused = await site.client().get('/account/', { headers: { 'X-Forwarded-Host': 'evil.example' } });
    assert.equal(refused.status, 421);
    assert.ok(!refused.text.includes('evil.example'));
    assert.match((await site.client().get('/account/sign-in')).text, /class="hello">.*Sign in/s);
  });
});

describe('a site whose page comes from a back end that hangs, fails or breaks off', () => {
  let mode = 'good';
  let fetches = 0;
  const backEnd = http.createServer((request, response) => {
    fetches += 1;
    if (mode === 'hang') return;
    if (mode === 'fail') { response.writeHead(500); response.end('sorry'); return; }
    if (mode === 'break') {
      response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': 9999 });
      response.write(PAGE('half').slice(0, -40));
      setTimeout(() => response.destroy(), 50);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(PAGE(`good ${fetches}`));
  });
  before(() => new Promise((resolve) => backEnd.listen(0, '127.0.0.1', resolve)));
  after(() => { backEnd.closeAllConnections?.(); backEnd.close(); });
  const site = withSite({
    server: () => `    ProxyTimeout 20\n    ProxyPass /far/ http://127.0.0.1:${backEnd.address().port}/ retry=0`,
    location: { MyAccountLayout: '/far/page.html "#main"', MyAccountLayoutCache: '1s' },
  });
  const ask = async () => (await site.client().get('/account/sign-in')).text;

  test('while the first page hangs the portal answers bare and the site goes on', async () => {
    mode = 'hang';
    const asked = Array.from({ length: 40 }, () => ask());
    await sleep(1500);
    assert.equal((await site.client().get('/css/site.css')).status, 200);
    const bare = (await Promise.race([asked[39], asked[20], ask()]));
    assert.match(bare, /name="password"/);
    assert.ok(!bare.includes('the foot'));
    assert.equal(fetches, 1);
    mode = 'good';
    backEnd.closeAllConnections?.();
    site.expectLog(/no new layout: the layout page \/far\/page\.html/);
    site.expectLog(/AH01102|AH00898|AH01110/);
    await Promise.all(asked);
  });

  test('a page that fails or breaks off once leaves the former one where it is', async () => {
    site.shiftClock(0);
    for (let i = 0; i < 120 && !(await ask()).includes('good '); i++) await sleep(100);
    assert.match(await ask(), /good \d/);
    for (const bad of ['fail', 'break']) {
      mode = bad;
      await sleep(1200);
      const before = fetches;
      const text = await ask();
      assert.equal(fetches, before + 1, 'it was asked for again');
      assert.match(text, /good \d/);
      assert.match(text, /the foot/);
      await sleep(10200);     /* the pause after a failure */
    }
    site.expectLog(/no new layout: the layout page \/far\/page\.html answers 500/);
    site.expectLog(/no new layout: the layout page \/far\/page\.html (breaks off|cannot be read|answers 502)/);
  });
});
