// SPDX-License-Identifier: Apache-2.0
// tests/http/cache.test.mjs: with mod_cache in front, nobody ever sees what is another's (DP1); fragments by SSI, by a script, by a program of the site

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { AOIFE, annaAt } from '../fixtures/people.mjs';
import { TOP, withSite } from '../harness/site.mjs';

// The lines for pages with a greeting, as the annotated configuration has them.
const LINES = fs.readFileSync(path.join(TOP, 'conf.d/myaccount.conf'), 'utf8').split('\n').filter((line) => /^ *(Header|SetEnvIfExpr) /.test(line));

// Not Hærøy and not Kari: the site's own pages speak of them.
const CANARIES = ['Anna Solbakk', 'Bo Ødegård', 'faktura@haeroy.example.com', 'Fjæregata', 'Aoife'];

// A program of the site that shows the greeting: it asks the portal with the visitor's own cookie.
const PROGRAM = `#!/bin/sh
printf 'Content-Type: text/html; charset=utf-8\\nCache-Control: private, no-cache\\n\\n<p>'
exec curl -s -H "Cookie: $HTTP_COOKIE" -H "Host: $HTTP_HOST" "http://127.0.0.1:$SERVER_PORT/account/-/greeting"
`;

for (const quick of ['on', 'off']) {
  describe(`a cache in front, CacheQuickHandler ${quick}`, () => {
    const site = withSite({
      main: ['cache', 'cache_disk', 'authn_core', 'authz_user', 'cgid'].map((name) => `LoadModule ${name}_module \${MODULE_DIR}/mod_${name}.so`).join('\n'),
      prepare: (at) => {
        const cache = path.join(at.root, 'cache');
        fs.mkdirSync(cache, { recursive: true });
        fs.chmodSync(cache, 0o777);
        at.options.main = `${at.options.main.split('\nScriptSock')[0]}\nScriptSock ${at.root}/cgid.sock`;
        at.write('files', { 'secret.txt': 'Kvartalsrapport 7731\n', 'open.txt': 'anybody may read this\n', 'bin/greeting': PROGRAM });
        fs.chmodSync(path.join(at.root, 'files/bin/greeting'), 0o755);
        fs.writeFileSync(path.join(at.docroot, 'plain.txt'), 'the same for all\n');
        fs.utimesSync(path.join(at.docroot, 'plain.txt'), 1e9, 1e9);
      },
      server: (at) => `
        CacheRoot ${at.root}/cache
        CacheEnable disk /
        CacheQuickHandler ${quick}
        CacheDefaultExpire 3600
        CacheIgnoreNoLastMod On
        CacheHeader on
        Alias /guarded ${at.root}/files
        Alias /files ${at.root}/files
        ScriptAlias /bin/ ${at.root}/files/bin/
        <Directory ${at.root}/files>
          Require all granted
        </Directory>
        <Location /guarded>
          AuthType myaccount
          Require valid-user
        </Location>
        ${LINES.join('\n')}`,
    });

    const PAGES = ['/account/', '/account/details', '/account/invoices', '/account/sign-in', '/account/-/greeting', '/', '/index.html', '/products.html', '/bin/greeting', '/guarded/secret.txt'];

    test('keeps what is the same for all', async () => {
      await site.client().get('/plain.txt');
      const again = await site.client().get('/plain.txt');
      assert.match(again.headers['x-cache'] ?? '', /^HIT/, 'the cache works');
    });

    test('keeps nothing personal: two people and a stranger, in any order, never see each other', async () => {
      const anna = await annaAt(site);
      const aoife = await site.client().in(AOIFE);
      const anon = site.client();
      assert.match((await anna.get('/')).text, /Anna Solbakk/, 'the site greets her');
      for (let round = 0; round < 3; round++) {
        for (const address of PAGES) {
          const own = await anna.get(address);
          const other = await aoife.get(address);
          const nobody = await anon.get(address);
          assert.doesNotMatch(other.text, /Anna Solbakk|Fjæregata/, `aoife at ${address}`);
          assert.doesNotMatch(own.text, /Aoife/, `anna at ${address}`);
          assert.doesNotMatch(nobody.text, /Anna Solbakk|Aoife|7731/, `a stranger at ${address}`);
          for (const canary of CANARIES) assert.ok(!nobody.text.includes(canary), `a stranger sees ${canary} at ${address}`);
          for (const answer of [own, other]) assert.doesNotMatch(answer.headers['x-cache'] ?? '', /^HIT/, `${address} is not from the cache`);
        }
      }
    });

    test('what is guarded is asked for each time', async () => {
      const anna = await annaAt(site);
      for (let i = 0; i < 2; i++) {
        assert.equal((await anna.get('/guarded/secret.txt')).status, 200);
        const nobody = await site.client().get('/guarded/secret.txt');
        assert.equal(nobody.status, 303);
        assert.doesNotMatch(nobody.text, /7731/);
      }
    });

    test('a page with a greeting is for its reader alone, one without is for all', async () => {
      const anna = await annaAt(site);
      const own = await anna.get('/index.html');
      assert.equal(own.headers['cache-control'], 'private, no-cache');
      assert.match(own.headers.vary, /Cookie/);
      assert.equal((await site.client().get('/index.html')).headers['cache-control'], undefined);
      for (const address of ['/account/', '/account/-/greeting']) {
        const answer = await anna.get(address);
        assert.equal(answer.headers['cache-control'], 'no-store', address);
        assert.match(answer.headers.vary, /Cookie/);
      }
    });

    test('nothing in the cache\'s own files is personal', async () => {
      const files = fs.readdirSync(path.join(site.root, 'cache'), { recursive: true }).map((name) => path.join(site.root, 'cache', name)).filter((name) => fs.statSync(name).isFile());
      assert.ok(files.length > 0);
      for (const file of files) {
        const text = fs.readFileSync(file, 'utf8');
        for (const canary of [...CANARIES, '7731']) assert.ok(!text.includes(canary), `${canary} in ${file}`);
      }
    });

    test('a program of the site greets its visitor with the portal\'s fragment', async () => {
      const anna = await annaAt(site);
      assert.match((await anna.get('/bin/greeting')).text, /<p>[^]*Anna Solbakk/);
      assert.doesNotMatch((await site.client().get('/bin/greeting')).text, /Anna/);
    });

    test('a script of the site fetches the fragment with the reader\'s cookie, and no other site can', async () => {
      const anna = await annaAt(site);
      const fetched = await anna.get('/account/-/greeting', { headers: { Accept: '*/*', 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' } });
      assert.equal(fetched.status, 200);
      assert.match(fetched.text, /Anna Solbakk/);
      assert.equal(fetched.headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(fetched.headers['access-control-allow-origin'], undefined);
    });
  });
}

for (const variant of ['plain', 'proxied', 'htaccess']) {
  describe(`the demo's site as it is, ${variant}`, () => {
    const site = withSite({ variant });

    test('a page that greets somebody is for nobody else', async () => {
      const anna = await annaAt(site);
      const own = await anna.get('/index.html');
      assert.match(own.text, /Anna Solbakk/);
      assert.equal(own.headers['cache-control'], 'private, no-cache');
      assert.match(own.headers.vary, /Cookie/);
      assert.equal((await anna.get('/account/details')).headers['cache-control'], 'no-store');
      assert.equal((await site.client().get('/index.html')).headers['cache-control'], undefined);
    });
  });
}
