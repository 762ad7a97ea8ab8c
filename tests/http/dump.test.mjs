// SPDX-License-Identifier: Apache-2.0
// tests/http/dump.test.mjs: a dump of the database, as the manual makes it, is restored under another name, and the portal runs on it

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { annaAt } from '../fixtures/people.mjs';
import { DIALECT, freshName, of } from '../harness/database.mjs';
import { TOP, withSite } from '../harness/site.mjs';

// The command of the manual's section for this kind, in which shop is dumped and copy filled.
const command = () => {
  const text = fs.readFileSync(path.join(TOP, 'doc/myaccountctl.md'), 'utf8').split('\n## A copy of the database\n')[1].split('\n## ')[0];
  return text.split('\n').map((line) => line.trim()).find((line) => line.startsWith(of({ sqlite: 'sqlite3 ', postgresql: 'pg_dump ', mariadb: 'mariadb-dump ' })));
};

describe('a dump', () => {
  const site = withSite();

  test('is restored under another name; all is there, and nothing asks for the old one', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/account/details/edit');
    assert.equal((await anna.send(form, { city: 'Svolvær' })).status, 303);
    const history = (await anna.get('/account/history')).page.main;
    assert.match(history, /Svolvær/);
    await site.halt();

    const counts = (database) => ['mya_user', 'mya_session', 'mya_event', 'mya_event_change', 'mya_invoice', 'payment'].map((name) => database.rows(`SELECT count(*) AS n FROM ${name}`)[0].n);
    const before = counts(site.db);
    const old = site.db;
    const copy = site.stage.databases.create(freshName(), site.data);
    const line = of({
      sqlite: command().replaceAll('shop.db', old.file).replaceAll('copy.db', copy.file),
      default: command().replaceAll('shop', old.name).replace(/\bcopy$/, copy.name),
    });
    const folder = fs.mkdtempSync(path.join(site.root, 'bin-'));
    // where the server is, which the manual leaves to the reader
    for (const [name, options] of Object.entries(of({ postgresql: { pg_dump: `-h ${old.server?.root} -U owner`, psql: `-h ${old.server?.root} -U owner` }, mariadb: { 'mariadb-dump': `--no-defaults -S ${old.server?.socket} -u root`, mariadb: `--no-defaults -S ${old.server?.socket} -u root` }, default: {} }))) {
      fs.writeFileSync(path.join(folder, name), `#!/bin/sh\nexec /usr/bin/${name} ${options} "$@"\n`, { mode: 0o755 });
    }
    if (DIALECT === 'sqlite') fs.rmSync(copy.file, { force: true });
    const done = spawnSync('bash', ['-c', `set -eo pipefail; ${line}`], { env: { ...process.env, PATH: `${folder}:${process.env.PATH}` }, encoding: 'utf8' });
    assert.equal(done.status, 0, `${line}\n${done.stderr}`);
    copy.grant?.();
    if (DIALECT === 'sqlite') fs.chownSync(copy.file, fs.statSync(old.file).uid, fs.statSync(old.file).gid);

    site.use(copy);                       // which drops the old one
    assert.deepEqual(counts(copy), before);
    await site.start();
    assert.equal((await anna.get('/account/history', { headers: { Host: `localhost:${site.port}` } })).page.main, history);
    assert.throws(() => copy.sql('DELETE FROM mya_event;'), /an event is never removed/);
  });
});
