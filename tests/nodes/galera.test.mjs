// SPDX-License-Identifier: Apache-2.0
// tests/nodes/galera.test.mjs: three MariaDB servers that copy each other (Galera): one of them is killed under load; changes of the
// same row on two of them

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { Nodes, example } from '../harness/balancer.mjs';
import { until } from '../harness/cluster.mjs';
import { Crowd, between, times } from '../harness/faults.mjs';
import { Galera, Proxy } from '../harness/galera.mjs';
import { Site, freePorts, sleep } from '../harness/site.mjs';

const LOGS = [/myaccount:error.* 503, request/, /myaccount:warn.* (the fragment \S+ is left empty|the menu is shown without badges)/, /dbd:(error|crit)/];

describe('a node of httpd before three of Galera, through haproxy', () => {
  let cluster;
  let proxy;
  const site = new Site({
    killed: true,
    async prepare(self) {
      if (cluster) return;
      cluster = await new Galera(self.data).begin();
      self.use(cluster.database(self));
      const [port] = await freePorts(1);
      proxy = new Proxy(self.root, example('haproxy.cfg', {
        '127.0.0.1:3306': `127.0.0.1:${port}`, ...Object.fromEntries(cluster.nodes.map((node, i) => [`db${i + 1}.internal:3306`, `unix@${node.socket}`])),
      }));
      await proxy.start(port, self.answers);
      self.db.conf = example('galera.conf', { 'port=3306': `port=${port}`, 'dbname=shop': `dbname=${self.db.name}`, 'user=myaccount': `user=${self.db.name}` });
    },
  });
  before(() => site.start());
  after(async () => {
    await site.stop();
    await proxy.stop();
    await cluster.stop();
  });

  test('the one that is written to is killed under load: the next one takes over, nothing acknowledged is lost, nothing is half done', async () => {
    LOGS.forEach((pattern) => site.allowLog(pattern));
    const crowd = await new Crowd(site, { outage: true }).begin();
    const anna = await site.client({ address: '127.0.8.1' }).in(ANNA);
    const back = [];
    const rounds = times(3);
    for (let i = 0; i < rounds; i++) {
      const dead = cluster.nodes[i % 2];         // the first, and while it is away the second
      await crowd.during(async () => {
        await sleep(between(800, 2000));
        const from = Date.now();
        await dead.cut();
        await until(async () => (await anna.get('/account/invoices').catch(() => null))?.status === 200, 'a page is there', 30000);
        const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
        await until(async () => (await anna.send(form, { phone: `+47 22 33 44 ${10 + i}` }).catch(() => null))?.status === 303, 'a form is taken', 30000);
        back.push(`${Date.now() - from} ms`);
        await sleep(1000);
        await dead.join();
      });
      await until(() => cluster.nodes.every((node) => node.status('wsrep_local_state_comment') === 'Synced'), 'all have all');
    }
    const changes = crowd.check();
    assert.ok(changes >= 5 * rounds, `${changes} changes`);
    const counts = cluster.nodes.map((node) => node.run('SELECT COUNT(*), MAX(position) FROM mya_event', site.db.name));
    assert.ok(counts.every((count) => count && count === counts[0]), `all three have the same: ${counts}`);
    console.log(`${rounds} servers killed; back after ${back.join(', ')}; ${crowd.words}`);
  });
});

describe('three nodes of httpd, each with its own of Galera', () => {
  let cluster;
  const nodes = new Nodes(3, (number) => ({
    async prepare(self) {
      if (!cluster) {
        cluster = await new Galera(self.data).begin();
        self.use(cluster.database(self));
      }
      self.options.databaseConf = `DBDriver mysql\nDBDParams "sock=${cluster.nodes[number].socket},user=${self.db.name},dbname=${self.db.name},flags=CLIENT_FOUND_ROWS,reconnect=0,group=myaccount"\nDBDMin 1\nDBDKeep 4\nDBDMax 12\n`;
    },
  }));
  before(() => nodes.start());
  after(async () => {
    await nodes.stop();
    await cluster.stop();
  });
  const conflicts = () => cluster.nodes.reduce((sum, node) => sum + Number(node.status('wsrep_local_cert_failures')) + Number(node.status('wsrep_local_bf_aborts')), 0);

  test('the same form, sent to all at once, has one effect, and all get the same answer', async () => {
    nodes.sites.forEach((site) => LOGS.forEach((pattern) => site.allowLog(pattern)));
    const bo = nodes.at(0);
    await bo.in(BO);
    const statuses = new Map();
    const rounds = times(20);
    const earlier = Number(nodes.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'user.changed'"));
    let done = 0;
    for (let i = 0; i < rounds; i++) {
      const form = (await nodes.at(i % 3, bo).get('/account/details/edit')).page.form('/details/edit');
      const answers = await Promise.all([0, 1, 2, 2, 1, 0].map((number) => nodes.at(number, bo).send(form, { phone: `+47 22 33 ${1000 + i}` })));
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const good = answers.filter(({ status }) => status === 303);
      assert.ok(answers.every(({ status }) => [303, 503].includes(status)), `${answers.map(({ status }) => status)}`);
      assert.equal(new Set(good.map(({ location }) => location)).size, good.length ? 1 : 0);
      done += good.length ? 1 : 0;
    }
    const events = Number(nodes.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'user.changed'")) - earlier;
    assert.equal(events, done, 'one event for each form');
    console.log(`${rounds} forms, six times each: ${[...statuses].map(([status, n]) => `${n} × ${status}`).join(', ')}; ${conflicts()} conflicts`);
  });

  test('people whose requests go now to one, now to another, notice nothing', async () => {
    const crowd = await new Crowd(nodes, { outage: true }).begin();
    await crowd.during(() => sleep(times(10) * 1000));
    const changes = crowd.check();
    assert.ok(changes >= 10, `${changes} changes`);
    console.log(`${crowd.words}; ${conflicts()} conflicts`);
  });

  test('three who change the same row at the same moment: each change that was acknowledged is there, and no other', async () => {
    const before = conflicts();
    const people = await Promise.all([0, 1, 2].map(async (number) => nodes.at(number).in(BO)));
    const sent = new Set();
    const accepted = new Set();
    const statuses = new Map();
    const rounds = times(20);
    const mark = Number(nodes.value('SELECT MAX(position) AS n FROM mya_event'));
    for (let i = 0; i < rounds; i++) {
      const forms = await Promise.all(people.map(async (person) => (await person.get('/account/details/edit')).page.form('/details/edit')));
      await Promise.all(people.map(async (person, number) => {
        const name = `Bo the ${i}-${number}`;
        sent.add(name);
        const { status } = await person.send(forms[number], { name });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        assert.ok([303, 409, 503].includes(status), `${status}`);
        if (status === 303) accepted.add(name);
      }));
    }
    const events = nodes.rows(`SELECT data FROM mya_event WHERE type = 'user.changed' AND position > ${mark} ORDER BY position`).map(({ data }) => JSON.parse(data).name_to);
    assert.deepEqual([...events].sort(), [...accepted].sort(), 'what was acknowledged is what is there');
    assert.ok(sent.has(nodes.value(`SELECT name FROM mya_user WHERE email = '${BO}'`)));
    console.log(`${rounds} times three: ${[...statuses].map(([status, n]) => `${n} × ${status}`).join(', ')}; ${conflicts() - before} conflicts`);
  });
});
