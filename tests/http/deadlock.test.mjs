// SPDX-License-Identifier: Apache-2.0
// tests/http/deadlock.test.mjs: an action that the database undid, so that somebody else can go on, is done again from its start
// runs on: postgresql mariadb (on SQLite one writes at a time, and nobody waits crosswise)

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { of, tables } from '../harness/database.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const PORTAL = `<portal name="main" xmlns="urn:mod-myaccount:portal:1" languages="en" zone="Europe/Oslo" currency="NOK" customer-key="id" user-key="id">
  <role name="owner"/> <role name="finance"/> <role name="buyer"/>
</portal>`;
const MODULE = `<module name="stock" xmlns="urn:mod-myaccount:portal:1">
  <page path="" roles="any">
    <record name="shelf"><sql scope="all">SELECT amount, 1 AS fixed FROM stock WHERE id = 1</sql><column name="amount" type="integer"/><column name="fixed" type="boolean"/></record>
    <action name="move">
      <field name="reason" type="text" readonly="shelf.fixed"/>
      <sql scope="all" expect="1">UPDATE stock SET amount = amount - 1 WHERE id = 1</sql>
      <sql scope="all" expect="1">UPDATE stock SET amount = amount + 1 WHERE id = 2</sql>
      <event type="stock.moved" subject=""/>
    </action>
  </page>
</module>`;
// Who has changed much is not the one that MariaDB lets go.
const MANY = Array.from({ length: 500 }, (_, i) => `(${i + 3}, 0)`).join(', ');

// Somebody else's program, which is told one statement after the other; it answers with the word "said".
class Other {
  constructor(site) {
    const [command, ...args] = of({
      postgresql: ['psql', '-X', '-q', '-A', '-t', '-h', site.db.server.root, '-U', 'owner', site.db.name],
      mariadb: ['mariadb', '--no-defaults', '-N', '-B', '-n', '-S', site.db.server.socket, '-u', 'root', site.db.name],
    });
    this.out = '';
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.on('data', (piece) => { this.out += piece; });
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  send(sql) {
    this.out = '';
    this.child.stdin.write(`${sql}; SELECT 'said';\n`);
  }

  async said(sql) {
    this.send(sql);
    for (let i = 0; i < 1000 && !this.out.includes('said'); i++) await sleep(10);
    assert.ok(this.out.includes('said'), `${sql} was done`);
  }

  end() {
    this.child.stdin.end();
    return this.ended;
  }
}

// How many wait for a lock now.
const waiting = (site) => site.value(of({
  postgresql: `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${site.db.name}' AND wait_event_type = 'Lock'`,
  mariadb: "SELECT count(*) AS n FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
}));

describe('an action that waits crosswise with somebody else', () => {
  let other;
  after(() => other?.child.kill());
  const site = withSite({
    prepare: (at) => {
      at.definition = `${at.write('portal', { 'portal.xml': PORTAL, 'stock.xml': MODULE, 'texts.en.xml': '<texts lang="en" xmlns="urn:mod-myaccount:portal:1"/>' })}/portal.xml`;
      at.allowLog(/the fragment -\/(greeting|menu) is left empty/);
      if (!at.db.hasTable('stock')) at.sql(tables(`CREATE TABLE stock (id integer PRIMARY KEY, amount integer NOT NULL); INSERT INTO stock (id, amount) VALUES (1, 10), (2, 0), ${MANY};`));
      // who notices it is the action, after three seconds: before the statement is cut for its time
      if (of({ postgresql: true, default: false })) at.sql(`ALTER DATABASE ${at.db.name} SET deadlock_timeout = '3s';`);
    },
  });

  test('is done again, and done once, however often its form is sent', async () => {
    const anna = await site.client().in(ANNA);
    const form = (await anna.get('/account/move')).page.form('/move');
    other = new Other(site);
    if (of({ postgresql: true, default: false })) await other.said("SET deadlock_timeout = '60s'");
    await other.said('BEGIN');
    await other.said('UPDATE stock SET amount = amount + 100 WHERE id >= 2');
    const answering = anna.send(form, { reason: 'what a browser sends of a field that is only shown' });
    for (let i = 0; i < 40 && !waiting(site); i++) await sleep(200);     // MariaDB looks at most ten times a second, if nobody asks meanwhile
    assert.equal(waiting(site), 1, 'the action waits for the second row');
    await other.said('UPDATE stock SET amount = amount + 100 WHERE id = 1');     // which the database grants by undoing the action
    await other.said('COMMIT');
    await other.end();
    const answer = await answering;
    assert.equal(answer.status, 303);
    assert.deepEqual(site.rows('SELECT id, amount FROM stock WHERE id < 3 ORDER BY id'), [{ id: 1, amount: 109 }, { id: 2, amount: 101 }]);
    assert.equal(site.value("SELECT count(*) AS n FROM mya_event WHERE type = 'stock.moved'"), 1);
    const again = await anna.send(form, { reason: 'what a browser sends of a field that is only shown' });
    assert.equal(again.status, 303, 'the same form is known again');
    assert.equal(site.value("SELECT count(*) AS n FROM mya_event WHERE type = 'stock.moved'"), 1);
  });
});
