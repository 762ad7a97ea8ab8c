// SPDX-License-Identifier: Apache-2.0
// tests/http/guard.test.mjs: parts of the site that are not the portal's, behind its session (AuthType myaccount)

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ANNA, BO, HAEROY, AASVAER, STRANGER, addStranger, annaAt } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

const SECRET = 'Kvartalsrapport 7731';
const MODULES = ['authn_core', 'authz_user', 'authz_host', 'cgid', 'autoindex', 'negotiation', 'actions']
  .map((name) => `LoadModule ${name}_module \${MODULE_DIR}/mod_${name}.so`).join('\n');

const main = (at) => `${MODULES}\nScriptSock ${at.root}/cgid.sock\n`;

const ECHO = '#!/bin/sh\nprintf \'Content-Type: text/plain\\n\\n\'\nenv | sort\n';

// The site has, beside the portal: files, a script and a part of another server, each behind the session.
function guarded(at) {
  const files = path.join(at.root, 'files');
  return `
    Alias /downloads ${files}/downloads
    Alias /finance ${files}/finance
    Alias /open ${files}/open
    ScriptAlias /bin/ ${files}/bin/
    ScriptAlias /openbin/ ${files}/bin/
    <Directory ${files}>
      Options +Indexes +Includes +MultiViews
      AddOutputFilter INCLUDES .shtml
      Require all granted
    </Directory>
    <Directory ${files}/downloads>
      AuthType myaccount
      Require valid-user
    </Directory>
    Alias /folder ${files}/folder
    <Directory ${files}/folder>
      AllowOverride AuthConfig
    </Directory>
    <Location /finance>
      AuthType myaccount
      Require myaccount-role finance owner
    </Location>
    <Location /bin>
      AuthType myaccount
      MyAccountGuard /account/
      Require myaccount-role any
    </Location>
    <Location /partner>
      AuthType myaccount
      Require valid-user
      RequestHeader set MyAccount-User "expr=%{reqenv:MYACCOUNT_USER}"
    </Location>
    <Location /strict>
      AuthType myaccount
      AuthzSendForbiddenOnFailure On
      Require myaccount-role finance
    </Location>
    Alias /strict ${files}/finance
    ProxyPass /partner/ http://127.0.0.1:${at.backendPort}/
    ProxyPass /openpartner/ http://127.0.0.1:${at.backendPort}/
    ErrorDocument 404 /downloads/report.txt
    CustomLog ${at.root}/users.log "%u %>s %U"
    ${at.options.more?.(at) ?? ''}`;
}

function prepare(at) {
  const folder = at.write('files', {
    'downloads/report.txt': `${SECRET}\n`,
    'downloads/index.html': `<p>${SECRET}</p>\n`,
    'downloads/list/report-7731.txt': `${SECRET}\n`,
    'downloads/who.shtml': '<p><!--#echo var="MYACCOUNT_NAME" -->|<!--#echo var="REMOTE_USER" --></p>\n',
    'finance/report.txt': `${SECRET}\n`,
    'folder/.htaccess': 'AuthType myaccount\nRequire myaccount-role financ\n',
    'folder/report.txt': `${SECRET}\n`,
    'open/page.shtml': '<p>open</p><!--#include virtual="/downloads/report.txt" -->\n',
    'open/index.html': '<p>open</p>\n',
    'bin/echo': ECHO,
  });
  fs.chmodSync(path.join(folder, 'bin/echo'), 0o755);
}

// The server behind the proxy tells what it was told. It keeps nobody waiting for its end: where the site's end fails, node runs
// no further after().
function withBackend(site) {
  let backend;
  before(() => new Promise((resolve) => {
    backend = http.createServer((request, response) => response.end(JSON.stringify(request.headers))).listen(site.backendPort, '127.0.0.1', resolve).unref();
  }));
  after(() => {
    backend.closeAllConnections();
    backend.close();
  });
}

const environment = (text) => Object.fromEntries(text.split('\n').filter(Boolean).map((line) => /^([^=]*)=(.*)$/.exec(line)?.slice(1) ?? [line, '']));

const idOf = (site, email) => site.value(`SELECT id FROM mya_user WHERE email = '${email}'`);

describe('files, scripts and other servers behind the session', () => {
  const site = withSite({ prepare: (at) => { prepare(at); at.options.main = main(at); }, server: guarded });
  withBackend(site);
  const PRIVATE = ['/downloads/report.txt', '/downloads/', '/downloads/list/', '/downloads/who.shtml', '/finance/report.txt', '/bin/echo', '/partner/x'];

  test('anonymous people are led to the sign-in page, and see nothing', async () => {
    for (const address of PRIVATE) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await site.client().request(method, address);
        assert.equal(answer.status, 303, `${method} ${address}`);
        assert.match(answer.location, /^\/account\/sign-in\?next=[A-Za-z0-9%._~-]+$/, address);
        assert.equal(answer.headers['cache-control'], 'no-store', address);
        assert.doesNotMatch(answer.text, /7731/);
      }
    }
  });

  test('and come back to where they were, with the query', async () => {
    for (const address of ['/downloads/report.txt?a=1&b=%2Fx%20y', '/bin/echo/a/b?q=%C3%A6', '/downloads/']) {
      const client = site.client();
      const asked = await client.get(address);
      const page = await client.get(asked.location);
      const entered = await client.send(page.page.form('/sign-in'), { email: ANNA, password: 'correct horse battery' });
      assert.equal(entered.status, 303);
      assert.equal(entered.location, address);
      assert.equal((await client.get(entered.location)).status, 200);
    }
  });

  test('a form that is posted leads to sign-in too; what it asked in its address stays behind', async () => {
    const client = site.client();
    const asked = await client.post('/bin/echo?delete=1', { a: 'b' });
    assert.equal(asked.status, 303);
    const page = await client.get(asked.location);
    const entered = await client.send(page.page.form('/sign-in'), { email: ANNA, password: 'correct horse battery' });
    assert.equal(entered.location, '/bin/echo');
  });

  test('who is signed in gets the file as it is, for himself alone', async () => {
    const anna = await annaAt(site);
    const answer = await anna.get('/downloads/report.txt');
    assert.equal(answer.status, 200);
    assert.equal(answer.text, `${SECRET}\n`);
    assert.equal(answer.headers['cache-control'], 'private, no-cache');
    assert.match(answer.headers.vary, /Cookie/);
    const part = await anna.get('/downloads/report.txt', { headers: { Range: 'bytes=0-5' } });
    assert.equal(part.status, 206);
    const again = await anna.get('/downloads/report.txt', { headers: { 'If-None-Match': answer.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal((await anna.get('/downloads/')).status, 200);
    assert.match((await anna.get('/downloads/list/')).text, /report-7731/);
  });

  test('a session that ended is none', async () => {
    const anna = await annaAt(site);
    const cookie = anna.cookieHeader;
    await anna.send((await anna.get('/account/')).page.form('/sign-out'));
    assert.equal((await site.client().get('/downloads/report.txt', { headers: { Cookie: cookie } })).status, 303);
    assert.equal((await site.client().get('/downloads/report.txt', { headers: { Cookie: '__Host-mya-main=AAAA' } })).status, 303);
  });

  test('a role that does not suffice: the portal\'s own page says so, 403, in the layout', async () => {
    site.allowLog(/AH01631: user \S+: authorization failure/);
    const anna = await annaAt(site, AASVAER);      // buyer there
    for (const [method, address] of [['GET', '/finance/report.txt'], ['HEAD', '/finance/report.txt'], ['POST', '/finance/report.txt'], ['GET', '/strict/report.txt']]) {
      const answer = await anna.request(method, address, method === 'POST' ? { body: 'a=b' } : {});
      assert.equal(answer.status, 403, `${method} ${address}`);
      assert.doesNotMatch(answer.text, /7731/);
      assert.match(answer.headers['cache-control'], /no-store/);
      assert.equal(answer.headers['www-authenticate'], undefined);
      if (method === 'HEAD') continue;
      assert.match(answer.page.main, /not allowed|may not|role/i);
      assert.ok(answer.page.one('header', { class: 'site-header' }), 'in the layout');
      assert.ok(answer.page.form('/switch'), 'with the way to the other customer');
    }
    assert.equal((await (await annaAt(site, HAEROY)).get('/finance/report.txt')).status, 200);
    const bo = await site.client().in(BO);
    assert.equal((await bo.get('/finance/report.txt')).status, 200);
    assert.equal((await bo.get('/strict/report.txt')).status, 200);
  });

  test('a role that the portal does not have is nobody\'s, also where no start judges it (.htaccess)', async () => {
    site.allowLog(/AH01631: user \S+: authorization failure|the portal has no role "financ"/);
    for (const email of [ANNA, BO]) {
      const answer = await (await site.client().in(email)).get('/folder/report.txt');
      assert.equal(answer.status, 403, email);
      assert.doesNotMatch(answer.text, /7731/);
    }
  });

  test('who has no customer has no role, not even any', async () => {
    addStranger(site);
    const stranger = await site.client().in(STRANGER);
    assert.equal((await stranger.get('/downloads/report.txt')).status, 200, 'valid-user is whoever is signed in');
    assert.equal((await stranger.get('/finance/report.txt')).status, 403);
    assert.equal((await stranger.get('/bin/echo')).status, 403);
  });

  test('a script is told who it is', async () => {
    const anna = await annaAt(site);
    const env = environment((await anna.get('/bin/echo')).text);
    assert.equal(env.REMOTE_USER, idOf(site, ANNA));
    assert.equal(env.AUTH_TYPE, 'myaccount');
    assert.equal(env.MYACCOUNT_USER, idOf(site, ANNA));
    assert.equal(env.MYACCOUNT_NAME, 'Anna Solbakk');
    assert.equal(env.MYACCOUNT_CUSTOMER, HAEROY);
    assert.equal(env.MYACCOUNT_ROLES, 'owner');
    assert.match((await anna.get('/downloads/who.shtml')).text, new RegExp(`Anna Solbakk\\|${idOf(site, ANNA)}`));
  });

  test('the log of requests knows the user by key, never by name', async () => {
    const anna = await annaAt(site);
    await anna.get('/downloads/report.txt');
    const log = fs.readFileSync(path.join(site.root, 'users.log'), 'utf8');
    assert.match(log, new RegExp(`^${idOf(site, ANNA)} 200 /downloads/report.txt$`, 'm'));
    assert.doesNotMatch(log, /Anna|example\.com/);
  });

  // HO3
  const FORGED = {
    'MyAccount-User': 'boss', 'MYACCOUNT-USER': 'boss', MyAccount_User: 'boss', 'MyAccount.Name': 'boss', 'MyAccount-Roles': 'owner', 'Remote-User': 'boss',
    Remote_User: 'boss', 'X-Remote-User': 'boss', 'X-User': 'boss', x_user: 'boss', 'MyAccount-': 'boss',
  };

  test('what a visitor writes of himself reaches nobody, wherever it is read and however it is asked', async () => {
    const anna = await annaAt(site);
    for (const [client, addresses] of [[anna, ['/bin/echo', '/partner/x', '/openbin/echo', '/openpartner/x']], [site.client(), ['/openbin/echo', '/openpartner/x']]]) {
      for (const address of addresses) {
        for (const method of ['GET', 'POST', 'OPTIONS', 'PUT', 'DELETE']) {
          for (const [name, value] of Object.entries(FORGED)) {
            const answer = await client.request(method, address, { headers: { [name]: value } });
            assert.equal(answer.status, 200, `${method} ${address} ${name}`);
            assert.doesNotMatch(answer.text, /boss/, `${method} ${address} ${name}`);
          }
          const all = await client.request(method, address, { headers: FORGED });
          assert.doesNotMatch(all.text, /boss/, `${method} ${address}, all at once`);
        }
      }
    }
    assert.equal(JSON.parse((await anna.get('/partner/x', { headers: FORGED })).text)['myaccount-user'], idOf(site, ANNA), 'what the web admin sets arrives');
  });

  // mod_proxy leaves out what Connection names: without its identity a request would be somebody else's
  test('nor does a visitor take away what the web admin says of him', async () => {
    const anna = await annaAt(site);
    for (const connection of ['MyAccount-User', 'close, MyAccount-User', 'myaccount-user,close', 'close ,, MYACCOUNT-USER ;x, x-nothing', '"MyAccount-User"', 'close;MyAccount-User', `${'x,'.repeat(200)}MyAccount-User`]) {
      const answer = await anna.get('/partner/x', { headers: { Connection: connection } });
      assert.equal(answer.status, 200, connection);
      assert.equal(JSON.parse(answer.text)['myaccount-user'], idOf(site, ANNA), connection);
    }
  });

  test('what is not behind the session is told nothing', async () => {
    const anna = await annaAt(site);
    const env = environment((await anna.get('/openbin/echo')).text);
    assert.deepEqual(Object.keys(env).filter((name) => /MYACCOUNT|REMOTE_USER|AUTH_TYPE/.test(name)), []);
  });

  test('other headers arrive as they were', async () => {
    const { text } = await site.client().get('/openpartner/x', { headers: { 'X-Users': 'a', 'My-Account': 'b', 'X-Forwarded-User': 'c', 'Accept-Language': 'nb' } });
    const headers = JSON.parse(text);
    assert.deepEqual([headers['x-users'], headers['my-account'], headers['x-forwarded-user'], headers['accept-language']], ['a', 'b', 'c', 'nb']);
  });

  // AZ8
  test('no way around by path, method, error document or include', async () => {
    site.allowLog(/AH00135: Invalid method in request BOGUS/);
    site.allowLog(/unable to include "\/downloads\/report\.txt"/);
    const tricks = ['//downloads/report.txt', '/downloads//report.txt', '/./downloads/report.txt', '/open/../downloads/report.txt', '/%64ownloads/report.txt',
      '/downloads/report', '/downloads/report.txt/', '/downloads/report.txt%00', '/downloads%2freport.txt', '/downloads;x/report.txt', '/downloads/report.txt;x',
      '/DOWNLOADS/report.txt', '/downloads\\report.txt', '/%2e/downloads/report.txt', '/downloads/list', '/no/such/page', '/open/page.shtml', '/open/..%2fdownloads/report.txt',
      '//finance/report.txt', '/%66inance/report.txt', '/finance//report.txt', '/./finance/report.txt', '/open/../finance/report.txt', '/FINANCE/report.txt', '/finance;x/report.txt'];
    for (const trick of tricks) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PROPFIND', 'TRACE', 'BOGUS']) {
        const answer = await site.client().raw(`${method} ${trick} HTTP/1.1\r\nHost: localhost:${site.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        assert.match(answer, /^HTTP\/1\.1 [2345]\d\d /, `${method} ${trick}`);
        assert.doesNotMatch(answer.replace(/\r\nLocation: [^\r]*/i, ''), /7731/, `${method} ${trick}`);
      }
    }
  });

  test('an include of a private file stays out of an open page for strangers, and comes for who may', async () => {
    const open = await site.client().get('/open/page.shtml');
    assert.equal(open.status, 200);
    assert.match(open.text, /open/);
    assert.doesNotMatch(open.text, /7731/);
    const anna = await annaAt(site);
    const own = await anna.get('/open/page.shtml');
    assert.match(own.text, /7731/);
  });

  test('a listing of the folder above does not name what is inside', async () => {
    const answer = await site.client().get('/no/such/page');
    assert.doesNotMatch(answer.text, /7731/);
    assert.equal(answer.status, 404);
  });

  test('the way back leads to our own site only', async () => {
    for (const address of ['//evil.example/x', '/\\evil.example', '/downloads/%2f%2fevil.example', '/downloads/..%5c..%5cevil']) {
      const client = site.client();
      const answer = await client.raw(`GET ${address} HTTP/1.1\r\nHost: localhost:${site.port}\r\nConnection: close\r\n\r\n`);
      assert.doesNotMatch(/\r\nLocation: ([^\r]*)/i.exec(answer)?.[1] ?? '', /^(https?:)?\/\//, address);
    }
    const absolute = await site.client().raw(`GET http://localhost:${site.port}/downloads/report.txt?x=1 HTTP/1.1\r\nHost: localhost:${site.port}\r\nConnection: close\r\n\r\n`);
    assert.match(absolute, /\r\nLocation: \/account\/sign-in\?next=%2Fdownloads%2Freport\.txt%3Fx%3D1~/i);
  });

  test('without a database: 503, the portal\'s page, with Retry-After; open parts go on', async () => {
    const anna = await annaAt(site);
    site.expectLog(/AuthType myaccount: /);
    site.allowLog(/no such table|database|503, request|\[dbd:(error|crit)/);
    site.db.hide();
    try {
      const answer = await anna.get('/downloads/report.txt');
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.match(answer.page.main, /try again|later/i);
      assert.doesNotMatch(answer.text, /7731/);
      assert.equal((await anna.get('/open/')).status, 200);
    } finally {
      site.db.show();
    }
    site.shiftClock(2);
    assert.equal((await anna.get('/downloads/report.txt')).status, 200);
  });
});
