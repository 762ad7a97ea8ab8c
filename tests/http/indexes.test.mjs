// SPDX-License-Identifier: Apache-2.0
// tests/http/indexes.test.mjs: every statement that the shipped portal and the engine execute finds its rows by an index: no table that
// grows is read through. What is executed is taken from the database itself, while people do all that the portal has for them, so that
// a new page is tested the day it is made.
// runs on: postgresql mariadb (SQLite's plans are in tests/http/billing)

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ANNA, BO, HAEROY } from '../fixtures/people.mjs';
import { on } from '../harness/database.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { TOP, withSite } from '../harness/site.mjs';
import { TODAY } from '../harness/stage.mjs';

// What a company has a handful of, whatever the number of its customers.
const SMALL = /^(currency|product|contact_person|mya_schema|mya_lease)$/;
const EDIT = '/account/details/edit';

// --- PostgreSQL: each plan is in the server's log; a table is read through only where there is no other way ---

function beginPostgresql(site) {
  site.sql(`ALTER DATABASE ${site.db.name} SET session_preload_libraries = 'auto_explain';
    ALTER DATABASE ${site.db.name} SET auto_explain.log_min_duration = 0; ALTER DATABASE ${site.db.name} SET auto_explain.log_format = 'json';
    ALTER DATABASE ${site.db.name} SET auto_explain.log_analyze = on;
    ALTER DATABASE ${site.db.name} SET enable_seqscan = off; ALTER DATABASE ${site.db.name} SET jit = off;`);
  return fs.statSync(path.join(site.db.server.root, 'server.log')).size;
}

function* nodes(plan) {
  yield plan;
  for (const part of plan.Plans ?? []) yield* nodes(part);
}

// Without an index; with one, but not for what was asked; or with one that all rows have in common (the name of the portal).
const readsThrough = (node) => node['Node Type'] === 'Seq Scan' || (/^Index|^Bitmap Index/.test(node['Node Type']) && !node['Index Cond']) || node['Rows Removed by Filter'] > 500;

// [{ sql, faults }] of what was executed since the log had BEGAN bytes.
function endPostgresql(site, began) {
  const log = fs.readFileSync(path.join(site.db.server.root, 'server.log'), 'utf8').slice(began);
  const found = [...log.matchAll(/ plan:\n((?:\t.*\n)+)/g)].map(([, text]) => JSON.parse(text.replace(/^\t/gm, '')));
  return found.map((at) => ({
    sql: at['Query Text'],
    faults: [...nodes(at.Plan)].filter((node) => node['Relation Name'] && !SMALL.test(node['Relation Name']) && !node['Relation Name'].startsWith('pg_') && readsThrough(node))
      .map((node) => `${node['Node Type']} of ${node['Relation Name']}, ${node['Rows Removed by Filter'] ?? 0} rows for nothing`),
  }));
}

// --- MariaDB: each statement is in a table of the server, with its values, and is explained afterwards ---

function beginMariadb(site) {
  site.db.run("SET GLOBAL log_output = 'TABLE'; TRUNCATE TABLE mysql.general_log; SET GLOBAL general_log = ON;");
  return 0;
}

function endMariadb(site) {
  site.db.run('SET GLOBAL general_log = OFF;');
  const log = site.rows(`SELECT DISTINCT CONVERT(argument USING utf8mb4) AS statement FROM mysql.general_log WHERE command_type = 'Execute' AND user_host LIKE '${site.db.name}[%'`);
  const statements = log.map(({ statement }) => statement).filter((text) => /^\s*(SELECT|UPDATE|DELETE|WITH)\b/i.test(text));
  const explained = site.db.run(statements.map((sql, i) => `SELECT '#${i}'; EXPLAIN ${sql};`).join('\n'));
  return explained.split(/^#(?=\d+$)/m).slice(1).map((text) => {
    const [number, ...lines] = text.trim().split('\n');
    const rows = lines.map((line) => line.split('\t'));
    return {
      sql: statements[Number(number)],
      // id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra; a table that was made on the way is in angles
      faults: rows.filter(([, , table, type, , , , , rowCount]) => table && !table.startsWith('<') && type === 'ALL' && Number(rowCount) > 50).map(([, , table, type]) => `${type} of ${table}`),
    };
  });
}

describe('the statements of the shipped portal and the engine', () => {
  const site = withSite();
  const matrix = withMatrix(site, 'indexes');
  let statements;

  before(() => {
    // enough of everything that an index is worth it
    site.sql(execFileSync(path.join(TOP, 'demo/data/many.sh'), [TODAY, '200'], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, MYACCOUNT_PROGRESS: 'no' } }));
    const many = (columns) => site.sql(`INSERT INTO ${columns} FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n) n`);
    many("mya_throttle (portal, bucket, failures, last_failure, blocked_until) SELECT 'main', 'account:' || i, 1, '2026-06-15 08:00:00', '1970-01-01 00:00:00'");
    many("mya_once (portal, nonce, session_hash, used) SELECT 'main', 'n' || i, 's' || i, '2026-06-15 08:00:00'");
    many("mya_kept (portal, id_hash, before_hash, network, path, content, at) SELECT 'main', lpad('' || i, 64, '0'), 'b' || i, 'n' || i, 'details', 'a=b', '2026-06-15 08:59:00'");
    many(`mya_session (portal, id_hash, ref, user_id, created, signed_in, last_seen, expires) SELECT 'main', lpad('' || i, 64, '0'), 'r' || i, (SELECT id FROM mya_user WHERE email = '${BO}'),
      '2026-06-15 08:00:00', '2026-06-15 08:00:00', '2026-06-15 08:00:00', '2026-06-15 09:30:00'`);
    many("mya_serial (portal, who, turns) SELECT 'main', 'customer:' || i, 1");
    site.sql(on('postgresql') ? 'ANALYZE;' : site.rows(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${site.db.name}' AND table_type = 'BASE TABLE'`).map(({ name }) => `ANALYZE TABLE ${name};`).join(' '));
  });
  after(() => { if (on('mariadb')) site.db.server.run('SET GLOBAL general_log = OFF;'); });

  test('are all seen, while people do what there is to do', async () => {
    const began = on('postgresql') ? beginPostgresql(site) : beginMariadb(site);
    await site.graceful();      // new connections, which know what was set
    const anna = await site.client().in(ANNA);
    await anna.switchTo(HAEROY);
    site.shiftClock(61);
    for (const route of matrix.gets.filter(({ kind }) => ['page', 'action', 'fragment', 'export', 'switch', 'sign-out'].includes(kind))) {
      const answer = await anna.get(matrix.address(route));
      assert.ok([200, 303].includes(answer.status), `${route.path}: ${answer.status}`);
      if (route.kind !== 'page') continue;
      for (const link of answer.page.links.filter((at) => at.includes('?')).slice(0, 12)) await anna.get(link);   // sorted, narrowed, the next page
      site.shiftClock(61);
    }
    for (const query of ['q=pump', 'page=2', 'sort=-total', 'sort=due']) await anna.get(`/account/invoices?${query}`);
    assert.equal((await anna.send((await anna.get(EDIT)).page.form(EDIT), { city: 'Svolvær' })).status, 303);
    assert.equal((await site.client().signIn(BO, 'the wrong horse battery')).status, 422);
    const other = await site.client().in(ANNA);
    const ending = (await other.get('/account/sessions/end-others')).page.form('/sessions/end-others');
    assert.ok([303, 422].includes((await other.send(ending, { 'mya.password': 'correct horse battery' })).status));
    const out = await site.client().in(ANNA);
    assert.equal((await out.send((await out.get('/account/')).page.form('/sign-out'))).status, 303);
    statements = on('postgresql') ? endPostgresql(site, began) : endMariadb(site);
    const tables = new Set(statements.flatMap(({ sql }) => sql.match(/\b(mya_\w+|invoice\w*|payment|customer)\b/g) ?? []));
    for (const name of ['mya_session', 'mya_user', 'mya_membership', 'mya_throttle', 'mya_my_event', 'mya_once', 'mya_invoice', 'payment', 'mya_serial']) assert.ok(tables.has(name), `${name} was asked`);
    assert.ok(new Set(statements.map(({ sql }) => sql)).size > 60, `${statements.length} statements`);
  });

  test('read no table through that grows', () => {
    const bad = statements.filter(({ faults }) => faults.length).map(({ sql, faults }) => `${faults.join(', ')}: ${sql.replace(/\s+/g, ' ')}`);
    assert.deepEqual([...new Set(bad)], []);
  });

  // what finds nothing is no check
  test('would be noticed', () => {
    const began = on('postgresql') ? beginPostgresql(site) : beginMariadb(site);
    if (on('postgresql')) site.sql("SELECT count(*) FROM invoice WHERE subject = 'x';");
    else site.db.run("SELECT count(*) FROM invoice WHERE subject = 'x'", `--init-command=SET @x = 1`);
    const plan = on('postgresql') ? endPostgresql(site, began).flatMap(({ faults }) => faults) : site.db.run("EXPLAIN SELECT count(*) FROM invoice WHERE subject = 'x'").split('\t');
    assert.ok(plan.some((word) => /Seq Scan of invoice|^ALL$/.test(word)), plan.join(' '));
  });
});
