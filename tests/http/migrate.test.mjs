// SPDX-License-Identifier: Apache-2.0
// tests/http/migrate.test.mjs: a database of an older version is brought up and is then like a new one; a newer one is left alone

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ANNA, annaAt } from '../fixtures/people.mjs';
import { DIALECT, freshName, of } from '../harness/database.mjs';
import { TOP, withSite } from '../harness/site.mjs';
import { stage } from '../harness/stage.mjs';

const VERSION_1 = path.join(TOP, `tests/fixtures/schema/version-1.${DIALECT}.sql`);

// Its tables, columns, keys, indexes, views and triggers, as text: the same for two that are alike.
function structure(database) {
  if (DIALECT === 'sqlite') return database.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").map(({ sql }) => sql.replace(/--.*/g, '').replace(/\s+/g, ' ')).sort();
  return database.dump(...of({ postgresql: ['--schema-only'], mariadb: ['--no-data', '--triggers'] })).split('\n')
    .filter((line) => !/^(--|\\(un)?restrict|\/\*M?!\d* ?SET|$)/.test(line)).map((line) => line.replaceAll(database.name, 'DATABASE').replace(/ AUTO_INCREMENT=\d+/, ''));
}

describe('a database of version 1', () => {
  let old;
  let fresh;
  const ctl = (...args) => stage().run(['migrate', '--database', ...args]);
  before(() => {
    const { databases } = stage();
    [old, fresh] = [databases.create(freshName()), databases.create(freshName())];
    old.sql(fs.readFileSync(VERSION_1, 'utf8'));
    old.sql("INSERT INTO mya_schema (version, done) VALUES (1, '2026-01-01 00:00:00'); INSERT INTO mya_user (id, portal, email, name, created) VALUES ('u1', 'main', 'anna@example.com', 'Anna', '2026-01-01 00:00:00');");
    ctl(fresh.ctl);
  });
  after(() => { old.remove(); fresh.remove(); });

  test('is told what would be done, and not changed', () => {
    const was = structure(old);
    assert.match(ctl(old.ctl, '--dry-run'), new RegExp(`^to do: version 2: .* \\(schema/${DIALECT}/steps/002-lease\\.sql\\)\\n(to do: version \\d+: .*\\n)*The database is at version 1\\. Nothing was changed\\.`));
    assert.deepEqual(structure(old), was);
    assert.equal(old.rows('SELECT max(version) AS version FROM mya_schema')[0].version, 1);
  });

  test('is then like a new one, and has what it had', () => {
    assert.notDeepEqual(structure(old), structure(fresh));
    const said = ctl(old.ctl);
    assert.match(said, /^version 2: /);
    assert.equal(/grants\.sql/.test(said), DIALECT !== 'sqlite', said);
    assert.deepEqual(structure(old), structure(fresh));
    assert.deepEqual(old.rows('SELECT id, name FROM mya_user'), [{ id: 'u1', name: 'Anna' }]);
    const [{ version }] = fresh.rows('SELECT max(version) AS version FROM mya_schema');
    assert.deepEqual(old.rows('SELECT version FROM mya_schema ORDER BY version').map((row) => row.version), Array.from({ length: version }, (_, i) => i + 1));
  });

  test('has nothing more to do', () => {
    const was = structure(old);
    assert.match(ctl(old.ctl), /^Nothing to do/);
    assert.match(ctl(old.ctl, '--dry-run'), /^Nothing to do/);
    assert.deepEqual(structure(old), was);
  });

  test('is refused when it is newer than the program, and left alone', () => {
    old.sql("INSERT INTO mya_schema (version, done) VALUES (999, '2030-01-01 00:00:00');");
    const was = structure(old);
    for (const more of [[], ['--dry-run']]) assert.throws(() => ctl(old.ctl, ...more), /the database is at version 999 of our tables, and this program knows only \d+: it is older than the one that made it/);
    assert.deepEqual(structure(old), was);
  });
});

describe('a server whose database is newer than itself', () => {
  const site = withSite();

  test('says so in the log, is 503, and serves again when the right one is there', async () => {
    const anna = await annaAt(site);
    site.sql("INSERT INTO mya_schema (version, done) VALUES (999, '2030-01-01 00:00:00');");
    await site.graceful();
    site.allowLog(/the fragment -\/(greeting|waiting|menu) is left empty: the database is at version 999/);
    site.expectLog(/503, request \S+: the database is at version 999 of our tables, and this program knows only \d+/);
    for (const address of ['/account/', '/account/invoices', '/account/details/edit']) assert.equal((await anna.get(address)).status, 503, address);
    const stranger = site.client();
    const answer = await stranger.send((await stranger.get('/account/sign-in')).page.form('/sign-in'), { email: ANNA, password: 'correct horse battery' });
    assert.equal(answer.status, 503);
    assert.doesNotMatch(answer.page.main, /999|version|table/);
    assert.ok(answer.page.one('main'), 'in the layout');
    assert.equal((await stranger.get('/products.html')).status, 200);
    site.sql('DELETE FROM mya_schema WHERE version = 999;');
    assert.equal((await anna.get('/account/invoices')).status, 200);
  });
});
