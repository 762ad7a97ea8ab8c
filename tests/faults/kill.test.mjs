// SPDX-License-Identifier: Apache-2.0
// tests/faults/kill.test.mjs: F1, F2, F12: httpd's processes are killed, all of it is, and it restarts gracefully, while people read
// and send forms

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { before, describe, test } from 'node:test';

import { Crowd, between, connections, oneOf, recovers, times } from '../harness/faults.mjs';
import { restartUnderLoad } from '../harness/restarts.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const CHILDREN = 4;
const main = `StartServers ${CHILDREN}\nServerLimit 16\nThreadsPerChild 16\nMaxRequestWorkers 64\nMinSpareThreads 16\nMaxSpareThreads 64`;

const isThere = (pid) => fs.existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
const megabytes = (bytes) => `${Math.round(bytes / 1048576)} MB`;

async function childrenOf(site, least = 1) {
  for (let waited = 0; ; waited += 20) {
    const children = site.processes.slice(1).filter(isThere);
    if (children.length >= least) return children;
    assert.ok(waited < 20000, `${least} children within 20 s`);
    await sleep(20);
  }
}

// A request that broke off, though no process died while it was on its way.
const unexplained = (crowd, deaths) => crowd.broken.filter(({ from, to }) => !deaths.some((at) => at >= from - 5 && at <= to + 5));

describe('children that are killed', () => {
  const site = withSite({ main, killed: true });

  before(() => site.allowLog(/AH10392: children are killed successively/));

  test('take along what they had in hand and nothing else', async () => {
    const crowd = await new Crowd(site).begin();
    const deaths = [];
    await crowd.during(async () => {
      for (let i = 0; i < times(60); i++) {
        await sleep(between(5, 200));
        const victim = oneOf(await childrenOf(site, 2));
        deaths.push(Date.now());
        process.kill(victim, 'SIGKILL');
      }
    });
    const changes = crowd.check();
    assert.deepEqual(unexplained(crowd, deaths), []);
    assert.ok(changes >= 1, `${changes} changes`);
    console.log(`${deaths.length} children killed; ${crowd.words}`);
  });

  test('all at once: those that follow serve at the first request', async () => {
    const crowd = await new Crowd(site).begin();
    const kills = times(8);
    await crowd.during(async () => {
      for (let i = 0; i < kills; i++) {
        await sleep(between(20, 300));
        for (const pid of await childrenOf(site, 2)) process.kill(pid, 'SIGKILL');
        await childrenOf(site);
      }
    });
    crowd.check();
    for (const person of crowd.people) await recovers(() => person.client.get('/account/'), { tries: 3 });
    console.log(`${kills} times all children killed; ${crowd.words}`);
  });
});

describe('a server that is killed as a whole', () => {
  const site = withSite({ main, killed: true });

  before(() => site.allowLog(/AH00098: pid file .* overwritten/));

  test('starts again over what it left, with all that it has acknowledged and nothing half done', async () => {
    const crowd = await new Crowd(site).begin();
    const kills = times(10);
    await crowd.during(async () => {
      for (let i = 0; i < kills; i++) {
        await sleep(between(50, 500));
        const all = site.processes;
        if (i % 2) site.kill('SIGKILL');       // as when the machine stops
        else for (const pid of all) process.kill(pid, 'SIGKILL');   // the parent first
        await site.ended;
        process.off('exit', site.killer);
        for (const pid of all) while (isThere(pid)) await sleep(5);
        assert.equal(await site.launch(), null, 'it starts');
      }
    });
    crowd.check();
    for (const person of crowd.people) assert.equal((await person.client.get('/account/')).status, 200, 'the session is there, at the first request');
    console.log(`${kills} times the server killed; ${crowd.words}`);
  });
});

describe('graceful restarts', () => {
  const site = withSite({ main });

  test('at 200 requests a second fail nobody, and nothing grows', async () => {
    const crowd = await new Crowd(site, { pause: 60 }).begin();
    const restarts = times(10);
    const [{ client }] = crowd.people;
    const asked = [() => client.get('/account/'), () => client.get('/account/invoices'), () => site.client().get('/account/sign-in'), () => client.get('/index.html')];
    const load = () => crowd.during(() => restartUnderLoad(site, asked, { times: restarts }));
    const state = () => ({ connections: connections(site), memory: site.parentMemory });
    const warmUp = await load();
    const first = state();
    const { answers, failures } = await load();
    crowd.check();
    assert.deepEqual([...warmUp.failures, ...failures], []);
    assert.deepEqual(crowd.broken, []);
    // those of a former generation end with their last connection
    for (let waited = 0; site.processes.length > CHILDREN + 2 && waited < 20000; waited += 100) await sleep(100);
    const last = state();
    assert.ok(last.connections <= (CHILDREN + 2) * 12, `${last.connections} connections to the database`);
    assert.ok(last.memory - first.memory < 4 * 1048576, `the parent grew from ${megabytes(first.memory)} to ${megabytes(last.memory)}`);
    console.log(`${restarts * 2} restarts, ${warmUp.answers + answers} answers under steady load; ${crowd.words}; connections ${first.connections} and ${last.connections}, parent ${megabytes(first.memory)} and ${megabytes(last.memory)}`);
  });
});
