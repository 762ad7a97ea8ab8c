// SPDX-License-Identifier: Apache-2.0
// tests/http/portals.test.mjs: two portals in one server have nothing in common

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { ANNA, HAEROY } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

// The shipped definition under another name.
function second(site) {
  const from = path.join(site.stage.root, 'conf.d/portal');
  const files = Object.fromEntries(fs.readdirSync(from).map((name) => [name, fs.readFileSync(path.join(from, name), 'utf8')]));
  files['portal.xml'] = files['portal.xml'].replace('name="main"', 'name="second"');
  return path.join(site.write('second', files), 'portal.xml');
}

describe('two portals on one host', () => {
  const site = withSite({
    server: (at) => `
      <Location /second>
        MyAccountPortal ${second(at)}
        MyAccountBaseURL http://localhost:${at.port}
        MyAccountSecretFile ${at.secretFile}
        MyAccountLayout /index.html "main"
      </Location>`,
  });

  test('each has cookies of its own name, for its own mount', async () => {
    const client = site.client();
    await client.get('/second/sign-in');
    assert.deepEqual([...client.cookies.keys()], ['__Host-mya-second-before']);
    await client.in(ANNA);
    assert.ok(client.cookies.has('__Host-mya-main'));
    assert.ok(!client.cookies.has('__Host-mya-second'));
  });

  test('who is signed in at the one is nobody at the other, also with the cookie renamed', async () => {
    const client = await site.client().in(ANNA);
    assert.equal((await client.get('/second/invoices')).status, 303);
    client.cookies.set('__Host-mya-second', client.cookies.get('__Host-mya-main'));
    assert.equal((await client.get('/second/invoices')).status, 303);
    assert.equal((await client.get('/account/details')).status, 200);
  });

  test('users of the one are unknown at the other', async () => {
    site.mount = '/second';
    const answer = await site.client().signIn(ANNA);
    site.mount = '/account';
    assert.equal(answer.status, 422);
  });

  test('a user of the same address there has a password of its own', async () => {
    const portal = path.join(site.root, 'second/portal.xml');
    const password = 'a horse of another colour';
    site.secrets.add(password);
    site.stage.run(['user', 'add', '--database', site.db.ctl, '--portal', portal, '--email', ANNA, '--name', 'Anna Annen',
      '--customer', HAEROY, '--role', 'owner'], { input: `${password}\n` });
    site.mount = '/second';
    assert.equal((await site.client().signIn(ANNA)).status, 422);
    const other = await site.client().in(ANNA, password);
    site.mount = '/account';
    assert.match((await other.get('/second/')).page.text, /Anna Annen/);
    assert.equal((await other.get('/account/')).status, 303);
    assert.equal((await site.client().signIn(ANNA, password)).status, 422);
  });

  test('a token and a sealed address of the one are worth nothing at the other', async () => {
    const client = site.client();
    const away = await client.get('/account/invoices');
    const sealed = new URL(away.location, away.url).searchParams.get('next');
    const form = (await client.get('/second/sign-in')).page.form('/second/sign-in');
    assert.equal((await client.get('/account/sign-in')).status, 200);
    const main = (await client.get('/account/sign-in')).page.form('/account/sign-in');
    assert.equal((await client.send(form, { 'mya.token': main.token, email: ANNA, password: 'x' })).status, 403);
    const page = await client.get(`/second/sign-in?next=${encodeURIComponent(sealed)}`);
    assert.equal(page.page.form('/second/sign-in').values['mya.next'], undefined);
  });
});

describe('a portal in a Location of the whole server', () => {
  const site = withSite({
    prepare: (at) => {
      at.write('other', { 'index.html': '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Other</title></head><body><main>x</main><footer>the other foot</footer></body></html>' });
      at.options.main = `
        LoadModule status_module \${MODULE_DIR}/mod_status.so
        <Location /server-status>
          SetHandler server-status
        </Location>
        <Location /second>
          MyAccountPortal ${second(at)}
          MyAccountBaseURL http://localhost:${at.port} http://other.localhost:${at.port}
          MyAccountSecretFile ${at.secretFile}
          MyAccountLayout /index.html "main"
        </Location>
        <VirtualHost *:${at.port}>
          ServerName other.localhost
          DocumentRoot ${at.root}/other
          DBDriver sqlite3
          DBDParams "file:${at.root}/nowhere.db?mode=rw"
          DBDMax 3
          <Directory ${at.root}/other>
            Require all granted
          </Directory>
        </VirtualHost>`;
    },
  });

  test('has on each virtual host that one\'s own layout and database', async () => {
    site.expectLog(/503, request /);
    site.allowLog(/AH006\d\d/);     /* mod_dbd has no such file */
    site.mount = '/second';
    const Host = `other.localhost:${site.port}`;
    for (let i = 0; i < 2; i++) {
      const here = await site.client().get('/second/sign-in');
      assert.match(here.text, /Skarvøy/);
      const there = await site.client().get('/second/sign-in', { headers: { Host } });
      assert.match(there.text, /the other foot/);
      assert.ok(!there.text.includes('Skarvøy'));
    }
    const client = site.client();
    const form = (await client.get('/second/sign-in', { headers: { Host } })).page.form('/sign-in');
    const answer = await client.post('/second/sign-in', { 'mya.token': form.values['mya.token'], email: ANNA, password: 'wrong password' }, { headers: { Host } });
    assert.equal(answer.status, 503);
    assert.equal((await site.client().signIn(ANNA, 'wrong password')).status, 422);
    site.mount = '/account';
  });

  test('takes no more connections than each of them has', async () => {
    const { text } = await site.client().get('/server-status?auto');
    const most = Object.fromEntries([...text.matchAll(/^MyAccountDatabase: ([\w.]+)\/second\/: \d+ of (\d+) /gm)].map(([, host, n]) => [host, Number(n)]));
    assert.deepEqual(most, { localhost: 8, 'other.localhost': 3 });
  });
});
