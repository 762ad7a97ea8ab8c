// SPDX-License-Identifier: Apache-2.0
// runs on: sqlite (the others are servers: tests/faults/server)
// tests/faults/file.test.mjs: F4, F8 on SQLite: its file is held by another program, changed underneath, not to be written, and its
// disk is full

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { notOn } from '../harness/database.mjs';
import { Crowd, between, recovers, times } from '../harness/faults.mjs';
import { ROOT, own } from '../harness/server.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const skip = notOn('sqlite');
const OUTAGE = /\[dbd:(error|crit|warn)|myaccount:(error|warn)/;

function assertUnavailable(answer, what) {
  assert.equal(answer.status, 503, `${what}: ${answer.status} ${answer.page.main.slice(0, 200)}`);
  assert.ok(Number(answer.headers['retry-after']) >= 1, what);
  assert.ok(answer.page.one('header', { class: 'site-header' }), `${what}: in the layout`);
  assert.doesNotMatch(answer.text, /readonly|disk is full|sqlite|password is not right|No invoices/i, what);
}

// Another program holds the file: a function that lets it go.
async function hold(site) {
  const prefix = ROOT ? ['setpriv', '--reuid=www-data', '--regid=www-data', '--clear-groups', '--'] : [];
  const [file, ...args] = [...prefix, 'sqlite3', '-batch', site.database];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(".timeout 20000\nBEGIN EXCLUSIVE;\nSELECT 'held';\n");
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => /held/.test(piece) && resolve());
    child.on('exit', () => reject(new Error('the file was not to be had')));
  });
  return () => new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.on('exit', resolve);
    child.stdin.end('ROLLBACK;\n');
  });
}

describe('a file that is held and changed', { skip }, () => {
  const site = withSite();

  test('for five seconds by another writer, again and again: nothing is lost, and afterwards all is as before', async () => {
    site.allowLog(OUTAGE);
    const crowd = await new Crowd(site, { outage: true, pause: 100 }).begin();
    const holds = times(4);
    await crowd.during(async () => {
      for (let i = 0; i < holds; i++) {
        await sleep(500);
        const release = await hold(site);
        await sleep(5000);
        await release();
      }
    });
    for (const person of crowd.people) await recovers(() => person.client.get('/account/invoices'), { tries: 2 });
    crowd.check();
    console.log(`${holds} times; ${crowd.words}`);
  });

  test('underneath, by new columns and indexes: nobody notices', async () => {
    const crowd = await new Crowd(site, { outage: true }).begin();
    const changes = times(30);
    await crowd.during(async () => {
      for (let i = 0; i < changes; i++) {
        await sleep(between(20, 200));
        site.sql(i % 2 ? `CREATE INDEX extra_${i} ON invoice (id);` : `ALTER TABLE invoice ADD COLUMN extra_${i} text;`);
      }
    });
    crowd.check();
    console.log(`${changes} changes; ${crowd.words}`);
  });
});

describe('a file that is not to be written', { skip }, () => {
  const site = withSite();

  test('is still read; what writes is 503, and the same form is good once it is writable', async () => {
    site.allowLog(OUTAGE);
    for (let i = 0; i < times(3); i++) {
      const anna = await site.client().in(ANNA);
      const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
      fs.chmodSync(site.database, 0o444);
      await site.graceful();
      assertUnavailable(await anna.send(form, { name: `Anna Solbakk ${i}` }), 'the form');
      assert.equal((await anna.get('/account/invoices')).status, 200, 'reading');
      assert.equal((await site.client().get('/index.html')).status, 200);
      const door = (await site.client().get('/account/sign-in'));
      assert.equal(door.status, 200);
      // -wal and -shm have the mode that the file had when they were made
      for (const name of fs.readdirSync(site.data).filter((at) => at.startsWith('portal.db'))) fs.chmodSync(path.join(site.data, name), 0o644);
      await site.graceful();
      assert.equal((await anna.send(form, { name: `Anna Solbakk ${i}` })).status, 303);
    }
    assert.equal(Number(site.value("SELECT count(*) AS n FROM mya_event WHERE type = 'user.changed'")), times(3), 'each once');
    console.log(`${times(3)} times`);
  });
});

describe('a disk that is full', { skip: skip || (ROOT ? false : 'only root may mount a small disk') }, () => {
  let disk;
  after(() => disk && execFileSync('umount', ['-l', disk]));     // before the site's folder goes
  const site = withSite({
    prepare: (at) => {
      if (at.disk) return;
      at.disk = path.join(at.root, 'disk');
      fs.mkdirSync(at.disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', at.disk]);
      disk = at.disk;
      own(at.disk);
      const file = path.join(at.disk, 'portal.db');
      fs.copyFileSync(at.database, file);
      own(file);
      Object.assign(at.db, { file, ctl: `sqlite3:${file}`, conf: `DBDriver sqlite3\nDBDParams "${file}"\n` });
      at.database = file;
    },
  });

  test('is 503 for what writes, all of it undone; with room again the same form is good', async () => {
    site.allowLog(OUTAGE);
    const anna = await site.client().in(ANNA);
    const tries = times(5);
    for (let i = 0; i < tries; i++) {
      const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
      const filler = path.join(site.disk, 'filler');
      const events = Number(site.value('SELECT count(*) AS n FROM mya_event'));
      const file = fs.openSync(filler, 'w');
      const piece = Buffer.alloc(4096);
      assert.throws(() => {
        for (;;) fs.writeSync(file, piece);
      }, /ENOSPC/);
      fs.closeSync(file);
      // the log of the file may have room left from before
      let refused = 0;
      let sent = form;
      for (let n = 0; n < 200 && !refused; n++) {
        const answer = await anna.send(sent, { name: `Anna ${i} ${n} ${'x'.repeat(150)}` });
        if (answer.status === 303) {
          sent = (await anna.get('/account/details/edit')).page.form('/details/edit');
        } else {
          assertUnavailable(answer, 'the form');
          refused = n + 1;
        }
      }
      assert.ok(refused, 'there was no room in the end');
      assert.equal((await anna.get('/account/invoices')).status, 200, 'reading');
      fs.rmSync(filler);
      assert.equal((await recovers(() => anna.send(sent, { name: `Anna ${i}` }), { tries: 3 })).status, 303);
      assert.equal(Number(site.value('SELECT count(*) AS n FROM mya_event')), events + refused, 'each that was accepted');
    }
    assert.equal(site.value('PRAGMA integrity_check'), 'ok');
    console.log(`${tries} times`);
  });
});
