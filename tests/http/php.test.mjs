// SPDX-License-Identifier: Apache-2.0
// tests/http/php.test.mjs: a site in PHP: its own pages behind the portal's session, and the portal's fragments in its pages

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { freePorts, sleep, withSite } from '../harness/site.mjs';

const CABIN = '/cabin/';
const MODULES = ['authn_core', 'authz_user', 'proxy_fcgi'].map((name) => `LoadModule ${name}_module \${MODULE_DIR}/mod_${name}.so`).join('\n');

// What a page of the site may know of its reader: only what httpd told it.
const WHO = `<?php
header('Content-Type: application/json');
header('Cache-Control: private, no-store');
echo json_encode(['user' => $_SERVER['REMOTE_USER'] ?? null, 'name' => $_SERVER['MYACCOUNT_NAME'] ?? null,
    'customer' => $_SERVER['MYACCOUNT_CUSTOMER'] ?? null, 'roles' => $_SERVER['MYACCOUNT_ROLES'] ?? null,
    'claimed' => $_SERVER['HTTP_MYACCOUNT_USER'] ?? null, 'query' => $_GET]);
`;

// A page of the site with the portal's box in it: fetched as its reader, by the reader's cookies.
const PAGE = `<?php
header('Cache-Control: private, no-cache');
$port = (int) $_SERVER['SERVER_PORT'];
function fragment(string $name): string {
    global $port;
    $options = ['http' => ['header' => 'Cookie: ' . ($_SERVER['HTTP_COOKIE'] ?? '') . "\\r\\nAccept-Language: " . ($_SERVER['HTTP_ACCEPT_LANGUAGE'] ?? ''), 'timeout' => 5]];
    return file_get_contents("http://localhost:$port/account/-/$name", false, stream_context_create($options)) ?: '';
}
?><!DOCTYPE html><html lang="en"><head><title>Cabin</title></head><body>
<header><?= fragment('greeting') ?></header><nav><?= fragment('menu') ?></nav><main><h1>Cabin</h1><?= fragment('waiting') ?></main></body></html>
`;

function serve(at) {
  return `
    Alias /cabin ${at.root}/php
    ProxyFCGIBackendType GENERIC
    <Directory ${at.root}/php>
      Require all granted
      <FilesMatch "\\.php$">
        SetHandler "proxy:fcgi://127.0.0.1:${at.phpPort}"
      </FilesMatch>
    </Directory>
    <Location /cabin/mine>
      AuthType myaccount
      Require valid-user
    </Location>
    <Location /cabin/money>
      AuthType myaccount
      Require myaccount-role owner finance
    </Location>`;
}

describe('a site in PHP', () => {
  let php;
  // Two children: a page waits for a fragment while it is made, and fragments are not PHP.
  const startPhp = async () => {
    const [port] = await freePorts(1);
    php = spawn('php-cgi', ['-d', 'display_errors=stderr', '-b', `127.0.0.1:${port}`], { env: { ...process.env, PHP_FCGI_CHILDREN: '2' }, stdio: 'inherit', detached: true });
    return port;
  };
  after(() => { try { process.kill(-php.pid); } catch { /* it has ended */ } });

  const site = withSite({
    main: MODULES,
    prepare: async (at) => {
      at.write('php', { 'mine/who.php': WHO, 'money/who.php': WHO, 'who.php': WHO, 'page.php': PAGE });
      at.phpPort ??= await startPhp();
    },
    server: serve,
  });

  before(async () => {
    for (let i = 0; i < 100 && !(await site.client().get('/account/sign-in')).text.includes('<header'); i++) await sleep(100);
  });

  test('lets nobody see a guarded page, and leads back to it after sign-in', async () => {
    const client = site.client();
    const answer = await client.get(`${CABIN}mine/who.php?year=2025`);
    assert.equal(answer.status, 303);
    assert.match(answer.location, /^\/account\/sign-in\?next=/);
    const back = await client.signIn(ANNA, undefined, answer.location);
    assert.equal(back.location, `${CABIN}mine/who.php?year=2025`);
    const who = JSON.parse((await client.get(back.location)).text);
    assert.equal(who.name, 'Anna Solbakk');
    assert.deepEqual(who.query, { year: '2025' });
    assert.ok(who.user && who.customer);
  });

  test('knows the reader\'s roles, and refuses who has none of those that it wants', async () => {
    const bo = await site.client().in(BO);
    assert.deepEqual(JSON.parse((await bo.get(`${CABIN}money/who.php`)).text).roles.split(/[ ,]+/), ['finance']);
    const anna = await (await annaAt(site)).switchTo('u8fwjfqpzay5bpnmiszz');
    const refused = await anna.get(`${CABIN}money/who.php`);
    assert.equal(refused.status, 403);
    site.expectLog(/AH01631: user \w+: authorization failure for "\/cabin\/money\/who\.php"/);
    assert.match(refused.page.main, /not for you|access|role/i);
  });

  test('cannot be told by a header who the reader is', async () => {
    const headers = { 'MyAccount-User': 'anna', 'X-Remote-User': 'anna', 'Remote-User': 'anna' };
    const who = JSON.parse((await site.client().get(`${CABIN}who.php`, { headers })).text);
    assert.deepEqual([who.user, who.name, who.claimed], [null, null, null]);
  });

  test('has the portal\'s fragments in its own pages, each reader\'s own', async () => {
    const anna = await annaAt(site);
    const hers = (await anna.get(`${CABIN}page.php`)).text;
    assert.match(hers, /Anna Solbakk/);
    assert.match(hers, /href="\/account\/invoices"/);
    const nobodys = await site.client().get(`${CABIN}page.php`);
    assert.equal(nobodys.status, 200);
    assert.ok(!nobodys.text.includes('Anna'));
    assert.match(nobodys.text, /href="\/account\/(sign-in)?"/);
  });
});
