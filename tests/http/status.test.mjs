// SPDX-License-Identifier: Apache-2.0
// tests/http/status.test.mjs: what a monitor and the web admin see of the portal: the health address, mod_status

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';

import { CANARIES, annaAt } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

const LIVE = '/account/-/health/live';
const READY = '/account/-/health';

describe('the health address', () => {
  const site = withSite();

  test('says that the server lives and that it could work, in plain words, outside the layout', async () => {
    for (const [address, text] of [[LIVE, 'live\n'], [READY, 'ready\ndatabase: ok\n']]) {
      const answer = await site.client().get(address);
      assert.equal(answer.status, 200, address);
      assert.equal(answer.text, text);
      assert.match(answer.headers['content-type'], /^text\/plain/);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['set-cookie'], undefined);
      const head = await site.client().head(address);
      assert.equal(head.status, 200);
      assert.equal(head.text, '');
    }
  });

  test('whatever name a monitor calls the machine by', async () => {
    for (const host of ['10.1.2.3', 'node7.internal', `127.0.0.1:${site.port}`]) {
      assert.equal((await site.client({ host }).get(READY)).status, 200, host);
    }
  });

  test('is the same for who is signed in', async () => {
    const anna = await annaAt(site);
    const { text } = await anna.get(READY);
    assert.equal(text, 'ready\ndatabase: ok\n');
    for (const canary of CANARIES) assert.ok(!text.includes(canary));
  });

  test('only by GET and HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await site.client().request(method, READY);
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.allow, 'GET, HEAD');
    }
  });

  test('who came through an unknown proxy comes from anywhere: 404', async () => {
    for (const header of [{ 'X-Forwarded-For': '203.0.113.9' }, { 'X-Forwarded-For': '127.0.0.1' }, { Forwarded: 'for=127.0.0.1' }]) {
      for (const address of [LIVE, READY]) {
        const answer = await site.client().get(address, { headers: header });
        assert.equal(answer.status, 404);
        assert.doesNotMatch(answer.text, /database|live\n/);
      }
    }
  });

  test('without the database: not ready, and still live', async () => {
    site.allowLog(/\[dbd:(error|crit)|myaccount:(error|warn)/);
    site.db.hide();
    try {
      await site.graceful();
      const answer = await site.client().get(READY);
      assert.equal(answer.status, 503);
      assert.equal(answer.text, 'not ready\ndatabase: unavailable\n');
      assert.ok(Number(answer.headers['retry-after']) > 0);
      assert.equal((await site.client().head(READY)).status, 503);
      assert.equal((await site.client().get(LIVE)).status, 200);
    } finally {
      site.db.show();
    }
    await site.graceful();
    assert.equal((await site.client().get(READY)).status, 200);
  });

  test('with tables of another version: not ready', async () => {
    const rows = site.rows('SELECT * FROM mya_schema');
    assert.ok(rows.length > 0);
    const [column] = Object.keys(rows[0]).filter((name) => /version|step/.test(name));
    const last = site.value(`SELECT max(${column}) FROM mya_schema`);
    site.sql(`UPDATE mya_schema SET ${column} = ${column} + 100 WHERE ${column} = ${last};`);
    const answer = await site.client().get(READY);
    site.sql(`UPDATE mya_schema SET ${column} = ${column} - 100 WHERE ${column} > 100;`);
    assert.equal(answer.status, 503);
    assert.equal(answer.text, 'not ready\ndatabase: its tables are of another version\n');
  });
});

describe('MyAccountHealthFrom', () => {
  const site = withSite({ location: { MyAccountHealthFrom: '127.0.0.9 10.0.0.0/8' } });

  test('names who may ask; nobody else, not even this machine', async () => {
    assert.equal((await site.client({ address: '127.0.0.9' }).get(READY)).status, 200);
    assert.equal((await site.client({ address: '127.0.0.9' }).get(LIVE)).status, 200);
    for (const address of [READY, LIVE]) {
      const answer = await site.client().get(address);
      assert.equal(answer.status, 404);
      assert.match(answer.page.main, /Page not found/);
    }
  });
});

describe('MyAccountHealthFrom behind a known proxy', () => {
  const site = withSite({
    main: 'LoadModule remoteip_module ${MODULE_DIR}/mod_remoteip.so',
    server: 'RemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 127.0.0.1',
    location: { MyAccountHealthFrom: '10.0.0.0/8' },
  });

  test('counts the address that the proxy tells', async () => {
    assert.equal((await site.client().get(READY, { headers: { 'X-Forwarded-For': '10.2.3.4' } })).status, 200);
    assert.equal((await site.client().get(READY, { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status, 404);
    assert.equal((await site.client().get(READY, { headers: { 'X-Forwarded-For': '10.2.3.4, 203.0.113.9' } })).status, 404, 'what stands before the unknown one is his word');
    assert.equal((await site.client().get(READY)).status, 404);
  });
});

describe('mod_status', () => {
  const site = withSite({
    main: 'LoadModule status_module ${MODULE_DIR}/mod_status.so',
    server: '<Location /server-status>\nSetHandler server-status\n</Location>',
  });

  test('tells of portals, database, hashes and layouts, in both of its forms', async () => {
    const anna = await annaAt(site);
    await anna.get('/account/');
    const { text } = await site.client().get('/server-status?auto');
    const lines = text.split('\n').filter((line) => line.startsWith('MyAccount'));
    assert.match(lines[0], /^MyAccountProcess: \d+$/);
    assert.match(lines[1], /^MyAccountHashes: 0 of (2|32) running$/);
    assert.match(lines[2], /^MyAccountPortal: localhost\/account\/: \S+, loaded \w{3}, \d\d \w{3} \d{4} [\d:]+ GMT$/);
    assert.match(lines[3], /^MyAccountDatabase: localhost\/account\/: 0 of 8 connections in use, ok$/);
    assert.match(lines[4], /^MyAccountLayout: localhost\/account\/ \w\w: (none|\d+ s old), 0 failures$/);
    const html = await site.client().get('/server-status');
    assert.match(html.text, /<dl>\n<dt>mod_myaccount, in this process<\/dt>\n<dd>Process: \d+<\/dd>/);
    for (const canary of [...CANARIES, 'portal.db', 'anna@', 'SELECT']) assert.ok(!html.text.includes(canary), canary);
  });

  test('a database that is gone and layouts that cannot be had are seen', async () => {
    site.allowLog(/\[dbd:(error|crit)|myaccount:(error|warn)/);
    fs.renameSync(`${site.docroot}/index.html`, `${site.docroot}/index.away`);
    site.db.hide();
    await site.graceful();
    await site.client().get('/account/sign-in');
    await site.client().get('/account/', { headers: { Cookie: `__Host-mya-${portalName(site)}=${'A'.repeat(43)}` } });
    const { text } = await site.client().get('/server-status?auto');
    site.db.show();
    fs.renameSync(`${site.docroot}/index.away`, `${site.docroot}/index.html`);
    assert.match(text, /^MyAccountDatabase: .*not reached when last asked$/m);
    assert.match(text, /^MyAccountLayout: .*: none, [1-9]\d* failures$/m);
  });

  const portalName = (at) => /<portal[^>]*? name="([^"]*)"/.exec(fs.readFileSync(at.definition, 'utf8'))[1];
});
