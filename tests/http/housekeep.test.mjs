// SPDX-License-Identifier: Apache-2.0
// tests/http/housekeep.test.mjs: what is of no more use is taken out of the engine's tables, by one at a time

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { of } from '../harness/database.mjs';
import { Site, sleep, withSite } from '../harness/site.mjs';
import { TOP } from '../harness/stage.mjs';

const DAY = 86400;
const TABLES = ['mya_session', 'mya_once', 'mya_throttle', 'mya_kept'];

// A point of time SECONDS before the site's present, as our tables have it.
const ago = (site, seconds) => `'${new Date(Date.now() + (site.began + site.shift - seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;
const counts = (site) => Object.fromEntries(TABLES.map((table) => [table, Number(site.value(`SELECT COUNT(*) AS n FROM ${table};`))]));

// Nothing but rows of each kind: as many as OLD says are of no use, one is.
function litter(site, old) {
  const user = site.value("SELECT id FROM mya_user WHERE email = 'bo@example.com';");
  const rows = [];
  for (let i = 0; i <= old; i++) {
    const seconds = (days) => ago(site, i === old ? -600 : days * DAY + i);
    const id = String(i).padStart(64, '0');
    rows.push(`INSERT INTO mya_session (portal, id_hash, ref, user_id, created, signed_in, last_seen, expires)
      VALUES ('main', '${id}', 'r${i}', '${user}', ${seconds(31)}, ${seconds(31)}, ${seconds(31)}, ${seconds(31)});`);
    rows.push(`INSERT INTO mya_once (portal, nonce, session_hash, used) VALUES ('main', 'n${i}', '${id}', ${seconds(3)});`);
    rows.push(`INSERT INTO mya_throttle (portal, bucket, failures, last_failure, blocked_until) VALUES ('main', 'network:${i}', 1, ${seconds(3)}, '1970-01-01 00:00:00');`);
    rows.push(`INSERT INTO mya_kept (portal, id_hash, before_hash, network, path, content, at) VALUES ('main', '${id}', 'b', 'n', 'p', 'c', ${seconds(1)});`);
  }
  site.sql(['BEGIN;', ...TABLES.map((table) => `DELETE FROM ${table};`), ...rows, 'COMMIT;'].join('\n'));
}

// One text of a form that nobody will be shown any more.
function litterOfForms(site) {
  site.sql(`INSERT INTO mya_kept (portal, id_hash, before_hash, network, path, content, at) VALUES ('main', '${'0'.repeat(64)}', 'b', 'n', 'p', 'c', ${ago(site, DAY)});`);
}

// ./myaccountctl housekeep, as cron runs it: { status, said }.
function housekeep(site) {
  return new Promise((resolve) => {
    const child = spawn(site.stage.ctl, ['housekeep', '--database', site.db.ctl], { cwd: TOP, env: site.environment });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { said += piece; });
    child.on('close', (status) => resolve({ status, said }));
  });
}

const WORDS = { mya_session: 'expired sessions', mya_once: 'keys of forms that were sent', mya_throttle: 'counts of wrong passwords', mya_kept: 'texts of forms kept over a sign-in' };
// How many rows of TABLE the TEXT of a log or of commands says were removed.
const told = (text, table) => [...text.matchAll(new RegExp(`(\\d+) ${WORDS[table]}`, 'g'))].reduce((sum, [, n]) => sum + Number(n), 0);

async function until(condition, what) {
  for (let i = 0; i < 400; i++) {
    if (condition()) return;
    await sleep(50);
  }
  throw new Error(`not within 20 s: ${what}`);
}

describe('myaccountctl housekeep', () => {
  const site = withSite({ main: 'MyAccountHousekeeping off' });

  test('takes what is of no more use, leaves what is, and touches no event', async () => {
    const events = Number(site.value('SELECT COUNT(*) AS n FROM mya_event;'));
    litter(site, 40);
    const { status, said } = await housekeep(site);
    assert.equal(status, 0, said);
    for (const table of TABLES) {
      assert.equal(counts(site)[table], 1, table);
      assert.equal(told(said, table), 40, `${table}: ${said}`);
    }
    assert.equal(Number(site.value('SELECT COUNT(*) AS n FROM mya_event;')), events);
    assert.match((await housekeep(site)).said, /^Removed nothing\.$/m, 'and at once again');
  });

  test('eight at once take each row away once', async () => {
    litter(site, 600);
    const all = await Promise.all(Array.from({ length: 8 }, () => housekeep(site)));
    // SQLite lets one write at a time, and the driver waits for 1.6 s; who comes later is told so
    for (const { status, said } of all) assert.ok(status === 0 || /locked/.test(said), said);
    const left = counts(site);
    for (const table of TABLES) {
      assert.equal(left[table], 1, table);
      assert.equal(told(all.map(({ said }) => said).join('\n'), table), 600, table);
    }
  });
});

describe('a database in which it takes longer than a statement may', () => {
  const site = withSite({ main: 'MyAccountHousekeeping 1s\nMyAccountStatementTimeout 500ms' });

  test('is told to the log, once, since nobody would see it otherwise', async () => {
    site.expectLog(/warn.*housekeeping was not done: change: cut after 500 ms, which is as long as it may run \(MyAccountStatementTimeout\)/);
    site.sql(of({
      sqlite: `CREATE TRIGGER slow BEFORE DELETE ON mya_kept
        BEGIN SELECT COUNT(*) FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT i FROM n); END;`,
      postgresql: `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN OLD; END';
        CREATE TRIGGER slow BEFORE DELETE ON mya_kept FOR EACH ROW EXECUTE FUNCTION slow();`,
      mariadb: 'CREATE TRIGGER slow BEFORE DELETE ON mya_kept FOR EACH ROW DO SLEEP(30);',
    }));
    litterOfForms(site);
    const failures = () => site.log.split('housekeeping was not done').length - 1;
    await until(() => failures() > 1, 'it was tried twice');
    assert.equal(site.log.match(/:warn\].*housekeeping was not done/g)?.length, 1);
    site.sql(of({ sqlite: 'DROP TRIGGER slow;', postgresql: 'DROP TRIGGER slow ON mya_kept;', mariadb: 'DROP TRIGGER slow;' }));
    await until(() => counts(site).mya_kept === 0, 'it is done');
  });
});

describe('two nodes on one database', () => {
  const first = new Site({ main: 'MyAccountHousekeeping 1s', killed: true });
  const second = new Site({ main: 'MyAccountHousekeeping 1s', beside: first, killed: true });
  before(async () => {
    await first.start();
    await second.start();
  });
  after(async () => {
    await second.stop();
    await first.stop();
  });
  const working = () => [first, second].filter((site) => /housekeeping: removed/.test(site.log));
  const waiting = () => [first, second].filter((site) => /housekeeping: somebody else does it/.test(site.log));

  test('one of them does it, as long as it lives, and nothing twice', async () => {
    await until(() => working().length && waiting().length, 'both have asked');
    for (let round = 1; round <= 3; round++) {
      litter(first, 20);
      await until(() => counts(first).mya_kept === 1, 'the rows are gone');
      assert.equal(counts(first).mya_once, 1);
    }
    assert.equal(working().length, 1, 'the other has waited all the time');
    for (const table of ['mya_throttle', 'mya_kept']) assert.equal(told(first.log + second.log, table), 60, table);
  });

  test('cron does nothing then, and says who does', async () => {
    const { status, said } = await housekeep(first);
    assert.equal(status, 0, said);
    assert.match(said, /^Nothing was done: another does it, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  });

  test('one that was killed with the lease in its hand is followed when that is over, and not before', async () => {
    const [dead] = working();
    const heir = dead === first ? second : first;
    await dead.cut();
    const [{ until: end, holder }] = first.rows('SELECT until, holder FROM mya_lease;');
    litter(first, 20);
    const asked = () => heir.log.split('housekeeping: somebody else does it').length;
    const before = asked();
    await until(() => asked() > before + 1, 'the heir asks');
    assert.equal(counts(first).mya_kept, 21, 'the lease is respected');
    // to the last of the five seconds by which clocks may differ
    const left = (Date.parse(`${end}Z`) - Date.now()) / 1000 - first.began - first.shift;
    assert.ok(left > 30 && left <= 61, `the lease lasts a minute longer than its round: ${left} s`);
    first.shiftClock(Math.floor(left) + 1);
    const then = asked();
    await until(() => asked() > then, 'the heir asks again');
    assert.equal(first.rows('SELECT holder FROM mya_lease;')[0].holder, holder, 'five seconds are allowed to clocks');
    first.shiftClock(8);
    await until(() => counts(first).mya_kept === 1, 'the rows are gone');
    assert.notEqual(first.rows('SELECT holder FROM mya_lease;')[0].holder, holder);
    await dead.start();
  });

  test('a graceful restart in the middle neither stops it nor doubles it', async () => {
    for (let i = 0; i < 3; i++) {
      await first.graceful();
      await second.graceful();
    }
    first.shiftClock(120);
    litter(first, 20);
    await until(() => counts(first).mya_kept === 1, 'the rows are gone');
  });
});
