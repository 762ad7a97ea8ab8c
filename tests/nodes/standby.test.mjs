// SPDX-License-Identifier: Apache-2.0
// tests/nodes/standby.test.mjs: PostgreSQL's primary dies and its synchronous standby takes over: the portal comes back by itself, and
// whatever was acknowledged is there

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { example } from '../harness/balancer.mjs';
import { Standbys, until } from '../harness/cluster.mjs';
import { Crowd, between, times } from '../harness/faults.mjs';
import { Site, sleep } from '../harness/site.mjs';

const LIMIT = 10000;

describe('a primary and its synchronous standby', () => {
  let servers;
  const site = new Site({
    killed: true,
    prepare(self) {
      servers ??= new Standbys(self);
      const [first, second] = servers.servers;
      self.db.conf = example('standby.conf', { 'db1.internal': first.root, 'db2.internal': second.root, 'dbname=shop': `dbname=${self.db.name}` });
    },
  });
  before(() => site.start());
  after(async () => {
    await site.stop();
    servers.stop();
  });

  test('the primary is killed under load: the service is back in under ten seconds, nothing acknowledged is lost, nothing is done twice', async () => {
    site.allowLog(/myaccount:error.* 503, request/);
    site.allowLog(/myaccount:warn.* (the fragment \S+ is left empty|the menu is shown without badges)/);
    site.allowLog(/dbd:(error|crit)/);
    const back = [];
    const rounds = times(4);
    const crowd = await new Crowd(site, { outage: true }).begin();
    const anna = await site.client({ address: '127.0.8.1' }).in(ANNA);
    for (let i = 0; i < rounds; i++) {
      await crowd.during(async () => {
        await sleep(between(500, 1500));
        await servers.primary.cut();
        await sleep(between(0, 2000));       // until somebody has noticed
        const from = Date.now();
        servers.promote();
        const promoted = Date.now() - from;
        await until(async () => (await anna.get('/account/invoices').catch(() => null))?.status === 200, 'a page is there', LIMIT);
        const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
        await until(async () => (await anna.send(form, { phone: `+47 22 33 44 ${10 + i}` }).catch(() => null))?.status === 303, 'a form is taken', LIMIT);
        back.push(`${Date.now() - from} ms (of which ${promoted} for the promotion)`);
        await sleep(1000);
      });
      await servers.refill();
    }
    const changes = crowd.check();
    assert.ok(changes >= 10 * rounds, `${changes} changes`);
    console.log(`${rounds} primaries killed; back after ${back.join(', ')}; ${crowd.words}`);
  });
});
