// SPDX-License-Identifier: Apache-2.0
// tests/http/rights.test.mjs: SQ3: with the module's own account, whoever takes it over makes, changes and drops no table, and writes no
// history anew
// runs on: postgresql mariadb (SQLite has no accounts: who may open the file may do all; there, triggers guard the events)

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { of } from '../harness/database.mjs';
import { withSite } from '../harness/site.mjs';

const REFUSED = of({ postgresql: /permission denied|must be owner|must be superuser/, mariadb: /command denied|Access denied/ });

describe("the module's account", () => {
  const site = withSite();

  // SQL as that account: { status, output }.
  function as(sql) {
    const [command, ...args] = of({
      postgresql: ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', site.db.server.root, '-U', 'myaccount', site.db.name],
      mariadb: ['mariadb', '--no-defaults', '-N', '-B', '-S', site.db.server.socket, '-u', site.db.name, site.db.name],
    });
    const { status, stdout, stderr } = spawnSync(command, args, { input: `${sql};\n`, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  const TABLES = ['mya_event', 'mya_user', 'mya_session', 'mya_throttle', 'mya_once', 'mya_membership', 'mya_schema', 'invoice', 'customer', 'payment'];
  const FORBIDDEN = {
    'makes no table': ['CREATE TABLE mine (a integer)', 'CREATE VIEW mine AS SELECT 1 AS a', 'CREATE INDEX mine ON mya_event (id)'],
    'changes and drops none': TABLES.flatMap((name) => [`ALTER TABLE ${name} ADD COLUMN mine integer`, `DROP TABLE ${name}`, of({ postgresql: `TRUNCATE ${name}`, mariadb: `TRUNCATE TABLE ${name}` })]),
    'takes no guard away': of({
      postgresql: ['DROP TRIGGER mya_event_is_never_changed ON mya_event', 'ALTER TABLE mya_event DISABLE TRIGGER ALL', 'DROP FUNCTION mya_event_stays() CASCADE',
        'CREATE OR REPLACE FUNCTION mya_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$', "SET session_replication_role = 'replica'"],
      mariadb: ['DROP TRIGGER mya_event_is_never_changed', "CREATE OR REPLACE TRIGGER mya_event_is_never_changed BEFORE UPDATE ON mya_event FOR EACH ROW SET NEW.id = 'x'", 'LOCK TABLES mya_event WRITE'],
    }),
    'neither changes nor removes an event': ["UPDATE mya_event SET actor = 'x'", 'DELETE FROM mya_event', "UPDATE mya_event SET data = NULL WHERE position = 1", 'DELETE FROM mya_event WHERE position = 1'],
    'gives nobody roles, customers or a version': ["INSERT INTO mya_membership (user_id, customer_id, role) SELECT id, 'x', 'owner' FROM mya_user", 'DELETE FROM mya_membership',
      "UPDATE mya_membership SET role = 'owner'", "INSERT INTO mya_customer (id, name) VALUES ('x', 'X')", 'DELETE FROM mya_user', "INSERT INTO mya_schema (version, done) VALUES (999, '2030-01-01 00:00:00')"],
    'pays no invoice': ["UPDATE invoice SET subject = 'x'", 'DELETE FROM invoice', 'DELETE FROM payment', "UPDATE customer SET name = 'x'"],
    'gives no rights on': of({ postgresql: ['CREATE ROLE mine', 'ALTER ROLE myaccount SUPERUSER', "COPY mya_user TO PROGRAM 'cat'"], mariadb: ["GRANT ALL ON mya_event TO 'x'@'%'", "CREATE USER 'mine'@'%'", "SELECT 1 INTO OUTFILE '/tmp/mya-never'"] }),
  };

  for (const [what, statements] of Object.entries(FORBIDDEN)) {
    test(what, async () => {
      await site.client().in(ANNA);        // there is an event
      const before = site.rows('SELECT position, id, type, actor FROM mya_event ORDER BY position');
      assert.ok(before.length > 0);
      for (const sql of statements) {
        const { status, output } = as(sql);
        assert.notEqual(status, 0, `${sql}: ${output}`);
        assert.match(output, REFUSED, sql);
      }
      assert.deepEqual(site.rows('SELECT position, id, type, actor FROM mya_event ORDER BY position'), before);
    });
  }

  test('may do what the portal does with it', () => {
    for (const sql of ['SELECT count(*) FROM mya_event', 'SELECT count(*) FROM mya_invoice', 'SELECT version FROM mya_schema', 'DELETE FROM mya_throttle', "UPDATE mya_user SET zone = NULL WHERE id = 'nobody'"]) {
      assert.equal(as(sql).status, 0, sql);
    }
  });

  test('belongs to the owner as well, whom the triggers stop', () => {
    for (const sql of ["UPDATE mya_event SET actor = 'x'", 'DELETE FROM mya_event']) assert.throws(() => site.sql(`${sql};`), /an event is never (changed|removed)/);
  });
});
