// SPDX-License-Identifier: Apache-2.0
// runs on: postgresql mariadb (the other is a file: tests/faults/file)
// tests/faults/server.test.mjs: F3, F4: the database server dies, comes back, hangs, refuses, is full, and so does the way to it

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { effortSite, slowDown, speedUp } from '../fixtures/effort.mjs';
import { ANNA, BO } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { DIALECT, notOn } from '../harness/database.mjs';
import { Crowd, Server, between, recovers, times } from '../harness/faults.mjs';
import { sleep, withSite } from '../harness/site.mjs';
import { unwire, wired } from '../harness/wire.mjs';

const ANY_OUTAGE = /\[dbd:(error|crit|warn)|myaccount:(error|warn)/;
const skip = notOn('postgresql', 'mariadb');

function assertUnavailable(answer, what) {
  assert.equal(answer.status, 503, `${what}: ${answer.status} ${answer.page.main.slice(0, 300)}`);
  assert.ok(Number(answer.headers['retry-after']) >= 1, `${what}: Retry-After ${answer.headers['retry-after']}`);
  assert.ok(answer.page.one('header', { class: 'site-header' }), `${what}: in the layout`);
  assert.doesNotMatch(answer.text, /password is not right|No invoices|libpq|socket|connection|server has gone/i, what);
}

// How often the site's own pages were answered until PROMISE was settled: [times, what it came to].
async function staticMeanwhile(site, promise) {
  let open = true;
  let count = 0;
  const ended = promise.finally(() => { open = false; });
  while (open) {
    for (const address of ['/css/site.css', '/products.html', '/index.html']) {
      assert.equal((await site.client().get(address)).status, 200, address);
      if (open) count += 1;
    }
  }
  return [count, await ended];
}

// Everything that needs the database is 503, and the site's pages are not; afterwards the first request is good.
// LEAST: how many of these come meanwhile at least; none where the answer is at once.
let outages = 0;
async function outage(site, begin, end, { least = 0 } = {}) {
  const name = `Anna Meanwhile ${outages += 1}`;
  const anna = await site.client().in(ANNA);
  const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
  const stranger = site.client();
  const door = (await stranger.get('/account/sign-in')).page.form('/sign-in');
  await begin();
  try {
    const [count, answers] = await staticMeanwhile(site, Promise.all([
      anna.get('/account/invoices'), anna.get('/account/'), anna.send(form, { name }), stranger.send(door, { email: BO, password: PASSWORD }),
      ...Array.from({ length: 20 }, () => anna.get('/account/invoices')),
    ]));
    answers.forEach((answer, i) => assertUnavailable(answer, `request ${i}`));
    assert.ok(count >= least, `${count} static pages`);
    assert.equal((await site.client().get('/products.html')).status, 200);
    assert.equal((await anna.get('/account/-/greeting')).status, 200, 'a fragment');
    await end();
    await sleep(1100 * Math.min(3, Number(answers[0].headers['retry-after'])));
    assert.equal((await anna.get('/account/invoices')).status, 200, `the first request after: ${site.log.trim().split('\n').filter((line) => /myaccount:error|dbd:/.test(line)).slice(-3).join('\n')}`);
    assert.equal((await anna.send(form, { name })).status, 303, 'the same form');
    assert.equal((await stranger.send(door, { email: BO, password: PASSWORD })).status, 303, 'signing in');
    assert.equal(site.rows("SELECT data FROM mya_event WHERE type = 'user.changed'").filter(({ data }) => JSON.parse(data).name_to === name).length, 1, 'once');
    return count;
  } finally {
    await end();
    await recovers(() => anna.get('/account/invoices')).catch(() => {});      // so that one failure is not that of the next tests too
  }
}

describe('a database server that dies', { skip }, () => {
  const site = withSite();
  let server;
  before(() => {
    site.allowLog(ANY_OUTAGE);
    server = new Server(site);
  });

  test('under load: nothing that was accepted is lost, nothing is there twice, all goes on by itself', async () => {
    const crowd = await new Crowd(site, { outage: true }).begin();
    const deaths = times(8);
    await crowd.during(async () => {
      for (let i = 0; i < deaths; i++) {
        await sleep(between(200, 1500));
        await server.crash();
        await sleep(between(0, 1500));
        server.start();
      }
      for (const person of crowd.people) await recovers(() => person.client.get('/account/invoices'));
    });
    crowd.check();
    console.log(`${deaths} times the server killed; ${crowd.words}`);
  });

  test('while nobody asks: at the first request of each of many all is as before', async () => {
    const anna = await site.client().in(ANNA);
    const deaths = times(5);
    for (let i = 0; i < deaths; i++) {
      const many = await Promise.all(Array.from({ length: 8 }, () => anna.get('/account/invoices')));
      await server.crash();
      server.start();
      for (const answer of many) assert.equal(answer.status, 200);
      for (let n = 0; n < 12; n++) assert.equal((await anna.get('/account/invoices')).status, 200, `request ${n} after`);
    }
    console.log(`${deaths} times`);
  });

  test('and stays away: 503 everywhere it is needed, the site as ever', async () => {
    const count = await outage(site, () => server.crash(), () => server.start());
    console.log(`${count} static pages meanwhile`);
  });
});

describe('a database server that dies within a transaction', { skip }, () => {
  const site = withSite(effortSite());

  test('has undone it: the same form can be sent again', async () => {
    site.allowLog(ANY_OUTAGE);
    const server = new Server(site);
    const tries = times(5);
    for (let i = 0; i < tries; i++) {
      const anna = await recovers(() => site.client().signIn(ANNA)).then(() => site.client().in(ANNA));
      const form = (await anna.get('/account/notes/write')).page.form('/notes/write');
      slowDown(site, 'action');
      const sent = anna.send(form, { body: `try ${i}` });
      await sleep(300);
      await server.crash();
      assertUnavailable(await sent, 'the form');
      server.start();
      speedUp(site);
      assert.equal(site.value('SELECT count(*) AS n FROM note'), i * 2, 'nothing of it');
      const answer = await recovers(() => anna.send(form, { body: `try ${i}` }));
      assert.equal(answer.status, 303);
      assert.equal(site.value('SELECT count(*) AS n FROM note'), (i + 1) * 2, 'once');
    }
    console.log(`${tries} times`);
  });
});

describe('a database server that hangs', { skip }, () => {
  const site = withSite({ main: 'MyAccountStatementTimeout 1s\nMyAccountPageDeadline 2s' });

  test('keeps nobody waiting for good, and the site not at all', async () => {
    site.allowLog(ANY_OUTAGE);
    const server = new Server(site);
    const counts = [];
    for (let i = 0; i < times(2); i++) counts.push(await outage(site, () => server.signal('SIGSTOP'), () => server.signal('SIGCONT'), { least: 3 }));
    console.log(`${counts.length} times; ${counts} static pages meanwhile`);
  });
});

describe('a database server that is full', { skip }, () => {
  const site = withSite();
  const held = [];
  after(() => held.forEach((socket) => socket.destroy()));

  // One connection more, of nobody who says anything: was it had?
  const hold = () => new Promise((resolve) => {
    const postgresql = DIALECT === 'postgresql';
    const one = net.connect(postgresql ? `${site.db.server.root}/.s.PGSQL.5432` : site.db.server.socket);
    if (postgresql) {
      const said = Buffer.from(`\0\x03\0\0user\0myaccount\0database\0${site.db.name}\0\0`, 'latin1');
      const size = Buffer.alloc(4);
      size.writeInt32BE(said.length + 4);
      one.write(Buffer.concat([size, said]));
    }
    one.once('data', (bytes) => {
      const full = /too many|remaining connection slots/i.test(bytes.toString('latin1'));
      if (!full) held.push(one);
      resolve(!full);
    });
    one.on('error', () => resolve(false));
  });
  const fill = async () => {
    for (let i = 0; i < 300 && await hold(); i++);
  };
  const own = () => site.rows(DIALECT === 'postgresql' ? `SELECT pid AS id FROM pg_stat_activity WHERE datname = '${site.db.name}' AND usename = 'myaccount'`
    : `SELECT id FROM information_schema.processlist WHERE user = '${site.db.name}'`).map(({ id }) => id);

  test('is 503, and as before once there is room', async () => {
    site.allowLog(ANY_OUTAGE);
    await outage(site, async () => {
      const before = own();
      await fill();
      assert.ok(held.length > 50, `${held.length} connections held`);
      // those that httpd has are good still: it loses them, and others are quicker
      held.pop().destroy();
      await sleep(200);
      site.db.server.run(before.map((id) => (DIALECT === 'postgresql' ? `SELECT pg_terminate_backend(${id});` : `KILL ${id};`)).join('\n'));
      await fill();
    }, async () => {
      held.splice(0).forEach((socket) => socket.destroy());
      await sleep(500);
    });
    console.log('once');
  });
});

describe('the way to the database', { skip }, () => {
  const site = withSite(wired({ main: 'MyAccountStatementTimeout 1s\nMyAccountPageDeadline 2s' }));
  before(() => site.allowLog(ANY_OUTAGE));
  after(() => unwire(site));

  test('is cut: 503, then as before', async () => {
    for (let i = 0; i < times(3); i++) await outage(site, () => site.wire.set('refuse'), () => site.wire.set('pass'));
  });

  test('is silent: connections stand, and nobody answers', async () => {
    for (let i = 0; i < times(2); i++) await outage(site, () => site.wire.set('stall'), () => site.wire.set('pass'), { least: 3 });
  });

  test('takes connections and says nothing to them', async () => {
    for (let i = 0; i < times(2); i++) {
      await outage(site, () => {
        site.wire.set('refuse');
        site.wire.set('stall');
      }, () => {
        site.wire.set('refuse');
        site.wire.set('pass');
      });
    }
  });

  test('breaks again and again under load: nothing is lost, nothing is there twice', async () => {
    const crowd = await new Crowd(site, { outage: true }).begin();
    const cuts = times(40);
    await crowd.during(async () => {
      for (let i = 0; i < cuts; i++) {
        await sleep(between(20, 400));
        site.wire.set('refuse');
        await sleep(between(0, 100));
        site.wire.set('pass');
      }
      for (const person of crowd.people) await recovers(() => person.client.get('/account/invoices'));
    });
    crowd.check();
    console.log(`${cuts} cuts; ${crowd.words}`);
  });
});
