// SPDX-License-Identifier: Apache-2.0
// tests/nodes/pgbouncer.test.mjs: connections come through pgbouncer, which lends out those of the server

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { example } from '../harness/balancer.mjs';
import { Pooler, until } from '../harness/cluster.mjs';
import { Crowd, times } from '../harness/faults.mjs';
import { Site, sleep } from '../harness/site.mjs';

// [what, example of doc/nodes.md, further lines of httpd.conf]
const MODES = [
  ['sessions', 'session.ini', 'pooled.conf'],
];

for (const [what, ini, conf] of MODES) {
  describe(`pgbouncer that lends out ${what}`, () => {
    let pooler;
    const site = new Site({
      killed: true,
      async prepare(self) {
        if (pooler) return;
        pooler = new Pooler(self, example(ini, { 'shop =': `${self.db.name} =`, 'dbname=shop': `dbname=${self.db.name}`, '/run/postgresql': self.db.server.root, 'listen_addr = 127.0.0.1\n': '' }));
        await pooler.start();
        self.db.conf = example(conf, { 'host=127.0.0.1': `host=${pooler.root}`, 'dbname=shop': `dbname=${self.db.name}` });
      },
    });
    before(() => site.start());
    after(async () => {
      await site.stop();
      await pooler.cut();
    });

    test('people read, and send forms, as without it; it is killed and comes again, and so does the portal by itself', async (t) => {
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
      t.diagnostic(`${rounds} times killed; ${crowd.words}`);
    });
  });
}
