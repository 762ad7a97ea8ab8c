// SPDX-License-Identifier: Apache-2.0
// tests/nodes/balancer.test.mjs: two nodes behind mod_proxy_balancer, one database, no stickiness: which of them answers is no matter,
// and neither is it when one of them dies

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ANNA, BO, KARI } from '../fixtures/people.mjs';
import { Nodes } from '../harness/balancer.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { Crowd, between, times } from '../harness/faults.mjs';
import { sleep } from '../harness/site.mjs';

// What the balancer says itself is no answer of the portal: the request was on its way when its node died.
class Visitors extends Crowd {
  ask(person, what, request, good) {
    return super.ask(person, what, async () => {
      const answer = await request();
      if ([502, 503].includes(answer.status) && !/site-header/.test(answer.text)) throw new Error(`the balancer says ${answer.status}`);
      return answer;
    }, good);
  }
}

describe('two nodes behind a balancer', () => {
  const nodes = new Nodes(2);
  before(() => nodes.start());
  after(() => nodes.stop());

  test('requests of one session go to both', async () => {
    const anna = await nodes.client().in(ANNA);
    for (let i = 0; i < 10; i++) assert.equal((await anna.get('/account/invoices')).status, 200);
    const asked = nodes.asked(/GET \/account\/invoices /g);
    assert.ok(asked.every((n) => n >= 3), `spread: ${asked}`);
  });

  test('who signs in at one goes on at the other, and signs out of both', async () => {
    const one = nodes.at(0);
    await one.in(KARI);
    const other = nodes.at(1, one);
    const page = await other.get('/account/');
    assert.equal(page.status, 200);
    assert.match(page.page.main, /Kari/);
    assert.equal((await other.send(page.page.form('/sign-out'))).status, 303);
    assert.equal((await one.get('/account/invoices')).status, 303, 'at the other one too');
  });

  test('a form that one rendered may be sent to the other, and has one effect wherever it is sent again', async () => {
    const one = nodes.at(0);
    await one.in(BO);
    const form = (await one.get('/account/details/edit')).page.form('/details/edit');
    const before = nodes.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'user.changed'");
    const answers = await Promise.all([0, 1, 0, 1, 1, 0].map((number) => nodes.at(number, one).send(form, { phone: '+47 22 33 44 55' })));
    for (const answer of answers) {
      assert.equal(answer.status, 303);
      assert.equal(answer.location, answers[0].location, 'all get the same answer');
    }
    assert.equal(nodes.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'user.changed'") - before, 1);
  });

  test('wrong passwords are counted across both, for the visitor and not for the balancer', async () => {
    const guess = async (client, email) => {
      const { page } = await client.get('/account/sign-in');
      return client.send(page.form('/sign-in'), { email, password: 'the wrong horse battery' });
    };
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await guess(nodes.at(i % 2, { address: '127.0.9.1', cookies: new Map() }), 'rune@example.com')).status);
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429]);
    await guess(nodes.client({ address: '127.0.9.2' }), 'liv@example.com');
    assert.equal(nodes.value("SELECT COUNT(*) AS n FROM mya_throttle WHERE bucket = 'network:127.0.9.2'"), 1, 'the address is that of the visitor');
    assert.equal(nodes.value("SELECT COUNT(*) AS n FROM mya_throttle WHERE bucket = 'network:127.0.0.1' AND failures > 0"), 0);
    nodes.sql('DELETE FROM mya_throttle;');
  });

  test('a header by which a visitor gives another address is not believed', async () => {
    const client = nodes.client({ address: '127.0.9.3' });
    await client.get('/account/sign-in', { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    const { page } = await client.get('/account/sign-in');
    await client.send(page.form('/sign-in'), { email: 'liv@example.com', password: PASSWORD }, { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    assert.equal(nodes.value("SELECT COUNT(*) AS n FROM mya_session WHERE address = '127.0.9.3'"), 1);
    assert.equal(nodes.value("SELECT COUNT(*) AS n FROM mya_session WHERE address = '203.0.113.9'"), 0);
  });

  test('one is killed under load, again and again: what fails was on its way there, and nothing is lost or done twice', async () => {
    const crowd = await new Visitors(nodes).begin();
    const deaths = [];
    const kills = times(10);
    await crowd.during(async () => {
      for (let i = 0; i < kills; i++) {
        await sleep(between(200, 600));
        const site = nodes.sites[i % 2];
        const from = Date.now();
        await site.cut();
        deaths.push({ from, to: Date.now() });
        await sleep(between(200, 1500));
        assert.equal(await site.launch(), null);
        await sleep(1200);       // until the balancer, which looks each second, has seen it
      }
    });
    const changes = crowd.check();
    const unexplained = crowd.broken.filter(({ from, to }) => !deaths.some((death) => from <= death.to && to >= death.from));
    assert.deepEqual(unexplained, [], crowd.words);
    assert.ok(changes >= 5, `${changes} changes`);
    console.log(`${kills} nodes killed; ${crowd.words}`);
  });
});
