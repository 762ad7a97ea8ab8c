// SPDX-License-Identifier: Apache-2.0
// tests/nodes/pgbouncer.test.mjs: connections come through pgbouncer, which lends out those of the server

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { effortSite, slowDown, speedUp } from '../fixtures/effort.mjs';
import { ANNA } from '../fixtures/people.mjs';
import { example } from '../harness/balancer.mjs';
import { Pooler, until } from '../harness/cluster.mjs';
import { Crowd, times } from '../harness/faults.mjs';
import { Site, sleep } from '../harness/site.mjs';

const SESSIONS = 3;

// A site whose database is behind pgbouncer, by the examples INI and CONF of doc/nodes.md, and a place for its pooler.
function pooledSite(ini, conf, options = {}) {
  const place = {};
  place.site = new Site({
    ...options,
    killed: true,
    async prepare(self) {
      await options.prepare?.(self);
      if (place.pooler) return;
      const { name, server } = self.db;
      place.pooler = new Pooler(self, example(ini, { 'shop =': `${name} =`, 'dbname=shop': `dbname=${name}`, '/run/postgresql': server.root, 'listen_addr = 127.0.0.1\n': '' })
        .replace(/default_pool_size = 10/, `default_pool_size = ${SESSIONS}`));
      await place.pooler.start();
      self.db.conf = example(conf, { 'host=127.0.0.1': `host=${place.pooler.root}`, 'dbname=shop': `dbname=${name}` });
    },
  });
  before(() => place.site.start());
  after(async () => {
    await place.site.stop();
    await place.pooler.cut();
  });
  return place;
}

async function killed({ site, pooler }) {
  site.allowLog(/myaccount:error.* 503, request/);
  site.allowLog(/myaccount:warn.* (the fragment \S+ is left empty|the menu is shown without badges)/);
  site.allowLog(/dbd:(error|crit)/);
  const crowd = await new Crowd(site, { outage: true }).begin();
  const anna = await site.client({ address: '127.0.8.1' }).in(ANNA);
  const rounds = times(4);
  await crowd.during(async () => {
    for (let i = 0; i < rounds; i++) {
      await sleep(1500);
      await pooler.cut();
      await sleep(300);
      await pooler.start();
      await until(async () => (await anna.get('/account/invoices').catch(() => null))?.status === 200, 'a page is there', 10000);
    }
  });
  const changes = crowd.check();
  assert.ok(changes >= 10, `${changes} changes`);
  console.log(`${rounds} times killed; ${crowd.words}`);
}

describe('pgbouncer that lends out sessions', () => {
  const place = pooledSite('session.ini', 'pooled.conf');

  test('is killed and comes again, and so does the portal by itself, with nothing lost', () => killed(place));
});

describe('pgbouncer that lends out transactions', () => {
  const place = pooledSite('transaction.ini', 'transactions.conf');

  test('three sessions of the server do for all connections, and nothing of ours is left in them', async () => {
    const { site, pooler } = place;
    const crowd = await new Crowd(site).begin();
    let most = 0;
    await crowd.during(async () => {
      for (let i = 0; i < 40; i++) {
        await sleep(50);
        most = Math.max(most, Number(site.value(`SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = '${site.db.name}' AND usename = 'myaccount'`)));
      }
    });
    const changes = crowd.check();
    assert.ok(changes >= 10, `${changes} changes`);
    assert.ok(most > 0 && most <= SESSIONS, `${most} sessions`);
    const settings = ['statement_timeout', 'bytea_output', 'standard_conforming_strings', 'lc_messages'].map((name) => `current_setting('${name}')`);
    const left = `SELECT concat_ws('/', count(*), ${settings}) FROM pg_prepared_statements`;
    const usual = pooler.ask(site.db.name, left, site.db.server.root);
    assert.match(usual, /^0\//);
    for (let i = 0; i < SESSIONS * 3; i++) assert.equal(pooler.ask(site.db.name, left), usual);
    console.log(`at most ${most} sessions; ${crowd.words}`);
  });

  test('is killed and comes again, and so does the portal by itself, with nothing lost', () => killed(place));
});

describe('a statement that would never end, where transactions are lent out', () => {
  const place = pooledSite('transaction.ini', 'transactions.conf', effortSite({ main: 'MyAccountStatementTimeout 1s' }));

  test('is cut, page and connection go on, and others of the server may take as long as they want', async () => {
    const { site, pooler } = place;
    site.expectLog(/503, request \S+: reports\.report: select: cut after 1 s/);
    const anna = await site.client().in(ANNA);
    slowDown(site, 'page');
    assert.equal((await anna.get('/account/report')).status, 503);
    speedUp(site);
    for (let i = 0; i < SESSIONS; i++) {
      assert.equal((await anna.get('/account/report')).status, 200);
      assert.equal(pooler.ask(site.db.name, "SELECT pg_sleep(1.2) || 'done'"), 'done');
    }
  });
});
