// SPDX-License-Identifier: Apache-2.0
// tests/http/database.test.mjs: a database that is locked, gone or broken: a clear answer, the site untouched, and all is well again
// at the first request after

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { on } from '../harness/database.mjs';
import { ROOT } from '../harness/stage.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const NEUTRAL = /\bapr|ERROR:|\/usr|\/tmp|\/work|sqlite|SQL|SELECT|UPDATE|mya_[a-z]|no such|locked|database is|\.c:\d|errno|0x[0-9a-f]{6}/i;

// What a person reads, without the request's number: its letters are by chance, and three of them may well be SQL.
const told = (answer) => answer.page.text.replace(/give this number: \S+/, '');

function assertUnavailable(answer, what) {
  assert.equal(answer.status, 503, `${what}: ${answer.status} ${answer.page.main.slice(0, 200)}`);
  const retry = Number(answer.headers['retry-after']);
  assert.ok(retry >= 1 && retry <= 120, `${what}: Retry-After ${answer.headers['retry-after']}`);
  assert.match(answer.page.main, /Not available right now/, what);
  assert.ok(answer.page.one('header', { class: 'site-header' }), `${what}: in the layout`);
  assert.doesNotMatch(told(answer), NEUTRAL, `${what}: it speaks of ${NEUTRAL.exec(told(answer))}`);
}

async function assertSiteIsFine(site, cookie) {
  for (const address of ['/css/site.css', '/images/logo.svg', '/', '/products.html']) {
    const answer = await site.client().get(address, cookie && { headers: { Cookie: cookie } });
    assert.equal(answer.status, 200, address);
    assert.doesNotMatch(answer.text, /an error occurred|Not available/, address);
  }
}

// Another program writes: { release() }.
async function lock(site, sql = 'BEGIN EXCLUSIVE;') {
  const prefix = ROOT ? ['setpriv', '--reuid=www-data', '--regid=www-data', '--clear-groups', '--'] : [];
  const [file, ...args] = [...prefix, 'sqlite3', '-batch', site.database];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`.timeout 5000\n${sql}\nSELECT 'locked';\n`);
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => /locked/.test(piece) && resolve());
    child.on('exit', () => reject(new Error('the lock was not had')));
  });
  return {
    release: () => new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', resolve);
      child.stdin.end('ROLLBACK;\n');
    }),
  };
}

if (on('sqlite')) describe('while somebody else writes', () => {
  const site = withSite();

  test('what writes is 503, what only reads is shown, and afterwards the same form works', async () => {
    site.allowLog(/myaccount:(error|warn).*(locked|503)/);
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const stranger = site.client();
    const door = (await stranger.get('/account/sign-in')).page.form('/sign-in');
    const held = await lock(site);
    const [save, enter, page, list] = await Promise.all([anna.send(form, { city: 'Later' }), stranger.send(door, { email: BO, password: 'correct horse battery' }),
      anna.get('/account/details'), anna.get('/account/')]);
    assertUnavailable(save, 'saving');
    assertUnavailable(enter, 'signing in');
    assert.doesNotMatch(enter.text, /password is not right/);
    for (const answer of [page, list]) assert.ok([200, 503].includes(answer.status), `reading: ${answer.status}`);
    await assertSiteIsFine(site);
    await held.release();
    assert.equal((await anna.send(form, { city: 'Later' })).status, 303, 'the first request after');
    assert.equal((await stranger.send(door, { email: BO, password: 'correct horse battery' })).status, 303);
  });

  test('a short lock is waited for, and nobody notices', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const held = await lock(site);
    const saving = anna.send(form, { city: 'Soon' });
    await sleep(500);
    await held.release();
    assert.equal((await saving).status, 303);
  });

  // As whoever closes the last connection does, for the moment in which the log is put into the file.
  test('a file that is locked for all is waited for when a connection is made', async () => {
    const anna = await annaAt(site);
    await site.halt();
    const held = await lock(site, 'PRAGMA locking_mode = EXCLUSIVE;\nBEGIN EXCLUSIVE;');
    assert.equal(await site.launch(), null);
    const reading = Promise.all(['/account/', '/account/invoices', '/account/details'].map((address) => anna.get(address)));
    await sleep(500);
    await held.release();
    for (const answer of await reading) assert.equal(answer.status, 200);
  });

  test('twenty who read and write meanwhile do not take the site along', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const held = await lock(site);
    const many = Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? anna.send(form, { city: `City ${i}` }) : anna.get('/account/invoices'))));
    await sleep(300);
    await assertSiteIsFine(site);
    for (const answer of await many) assert.ok([200, 303, 503].includes(answer.status), String(answer.status));
    await held.release();
    assert.equal((await anna.get('/account/')).status, 200);
  });
});

describe('a database that cannot be opened', () => {
  const site = withSite();

  test('is 503 everywhere it is needed, never a wrong password; without it, sign-in still shows; then all is as before', async () => {
    site.allowLog(/\[dbd:(error|crit)|myaccount:(error|warn)/);
    const anna = await annaAt(site);
    const cookie = anna.cookieHeader;
    site.db.hide();
    await site.graceful();
    for (const address of ['/account/', '/account/invoices', '/account/details', '/account/details/edit']) assertUnavailable(await anna.get(address), address);
    const stranger = site.client();
    const page = await stranger.get('/account/sign-in');
    assert.equal(page.status, 200);
    const answer = await stranger.send(page.page.form('/sign-in'), { email: ANNA, password: 'correct horse battery' });
    assertUnavailable(answer, 'signing in');
    assert.doesNotMatch(answer.text, /password is not right/);
    assert.equal((await anna.get('/account/-/greeting')).status, 200);
    await assertSiteIsFine(site, cookie);
    site.db.show();
    await sleep(1000 * Math.min(5, Number(answer.headers['retry-after'])));
    assert.equal((await anna.get('/account/invoices')).status, 200, 'the session of before is there');
  });

  test('answers many while it is gone', async () => {
    const anna = await annaAt(site);
    site.db.hide();
    await site.graceful();
    for (const answer of await Promise.all(Array.from({ length: 60 }, () => anna.get('/account/invoices')))) assertUnavailable(answer, 'one of many');
    await assertSiteIsFine(site);
    site.db.show();
    await sleep(1500);
    assert.equal((await anna.get('/account/invoices')).status, 200);
  });
});

describe('a database that is damaged', () => {
  const site = withSite();

  test('a table that is missing: 500 without a word of it, and the log knows it under the same number', async () => {
    const anna = await annaAt(site);
    site.expectLog(/myaccount:error.*500, request .*(no such table|does not exist|doesn't exist)/);
    site.db.lose();
    const answer = await anna.get('/account/invoices');
    assert.equal(answer.status, 500);
    assert.match(answer.page.main, /Something went wrong on our side/);
    assert.doesNotMatch(told(answer), NEUTRAL);
    const [, id] = /give this number: (\S+)/.exec(answer.page.main);
    assert.ok(site.log.includes(`500, request ${id}`));
    await assertSiteIsFine(site);
    site.db.find();
    assert.equal((await anna.get('/account/invoices')).status, 200, 'the first request after');
  });

  test('columns that come and go while it runs are no matter', async () => {
    const anna = await annaAt(site);
    for (let i = 0; i < 5; i++) {
      site.sql(`ALTER TABLE invoice ADD COLUMN extra${i} text;`);
      assert.equal((await anna.get('/account/invoices')).status, 200);
      assert.equal((await anna.get('/account/')).status, 200);
    }
  });
});

if (on('sqlite')) describe('a database that was there and is no longer one', () => {
  const site = withSite();

  test('is 503, and the site is fine', async () => {
    site.allowLog(/\[dbd:(error|crit)|myaccount:(error|warn)/);
    const anna = await annaAt(site);
    const good = fs.readFileSync(site.database);
    for (const ending of ['-wal', '-shm']) fs.rmSync(site.database + ending, { force: true });
    fs.writeFileSync(site.database, Buffer.alloc(good.length, 'This is no database. '));
    await site.graceful();
    const answer = await anna.get('/account/invoices');
    assertUnavailable(answer, 'a list');
    await assertSiteIsFine(site);
  });
});
