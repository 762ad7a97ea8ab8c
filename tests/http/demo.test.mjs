// SPDX-License-Identifier: Apache-2.0
// tests/http/demo.test.mjs: ./run-demo on each database: starts, shows the same, keeps what it made, ends with its server
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Client } from '../harness/client.mjs';
import { DIALECT } from '../harness/database.mjs';
import { BUILD, TOP, freePorts } from '../harness/site.mjs';

// It builds into ./build, and runs what is there.
const elsewhere = BUILD === path.join(TOP, 'build') ? false : `this run is about ${BUILD}`;

const demo = (root, ...words) => {
  const { status, stdout, stderr } = spawnSync(path.join(TOP, 'run-demo'), words, { encoding: 'utf8', env: { ...process.env, MYACCOUNT_DEMO_ROOT: root } });
  return { status, stdout, stderr };
};

describe('the demo', () => {
  test('is refused with a sentence where a word of it is wrong', () => {
    for (const [words, sentence] of [
      [['--customers'], '--customers wants a number'], [['--customers='], '--customers wants a number'],
      [['--customers', '0'], '--customers 0 is no number from 1 to 100000'], [['--customers=100001'], '--customers 100001 is no number from 1 to 100000'],
      [['--customers=ten'], '--customers ten is no number from 1 to 100000'], [['--database', 'oracle'], '--database oracle is not sqlite, postgresql or mariadb'],
      [['--port', '0'], '--port 0 is no port from 1 to 65534'],
    ]) assert.deepEqual(demo('/nowhere', ...words), { status: 1, stdout: '', stderr: `run-demo: ${sentence}\n` });
  });

  test('says what it can do', () => {
    const { status, stdout } = demo('/nowhere', '--help');
    assert.equal(status, 0);
    for (const word of ['--port', '--detach', '--fresh', '--variant', '--database', '--customers', 'stop', 'customer1@example.com']) assert.ok(stdout.includes(word), word);
    assert.ok(!stdout.includes('set -euo'), 'and no line of the program');
  });
});

if (!elsewhere) describe('the demo with three further customers', () => {
  const site = { mount: '/account', secrets: new Set() };
  let root;
  const start = (...words) => demo(root, '--detach', '--port', String(site.port), '--database', DIALECT, ...words);
  const invoices = async (email) => (await (await new Client(site).in(email)).get('/account/invoices')).page.main;
  // of httpd and of the database's server, as far as they run
  const running = () => ['httpd.pid', 'postgresql/pgdata/postmaster.pid', 'mariadb/pid'].map((name) => path.join(root, name)).filter(fs.existsSync)
    .map((file) => fs.readFileSync(file, 'utf8').split('\n')[0]).filter((pid) => fs.existsSync(`/proc/${pid}`));

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-demo-'));
    fs.chmodSync(root, 0o755);
    [site.port] = await freePorts(1);
  });
  after(() => {
    demo(root, 'stop');
    fs.rmSync(root, { recursive: true });
  });

  test('starts, and shows the site and each one\'s invoices', async () => {
    const { status, stdout, stderr } = start('--customers', '3');
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /customer1@example\.com/);
    assert.match(stderr, /10020 of 10020 invoices/);
    assert.match((await new Client(site).get('/')).page.main, /rope/i);
    assert.match(await invoices('anna@example.com'), /\b60\b/);
    assert.match(await invoices('customer1@example.com'), /10,000/);
    assert.equal(running().length, DIALECT === 'sqlite' ? 1 : 2);
  });

  test('does not start twice', () => {
    const { status, stderr } = start();
    assert.equal(status, 1);
    assert.match(stderr, /^run-demo: the demo runs already \(pid \d+\); end it with \.\/run-demo stop\n$/);
  });

  test('ends, and its database\'s server with it', () => {
    assert.deepEqual(demo(root, 'stop'), { status: 0, stdout: 'The demo has ended.\n', stderr: '' });
    assert.deepEqual(running(), []);
    assert.equal(demo(root, 'stop').stdout, 'The demo is not running.\n');
  });

  test('keeps what it made, and makes no other in its place unasked', async () => {
    const { status, stderr } = start('--customers', '5');
    assert.equal(status, 1);
    assert.match(stderr, /run-demo: the database is there already, with other customers; \.\/run-demo --fresh --customers 5 makes it anew/);
    assert.deepEqual(running(), [], 'and nothing is left running');
    assert.equal(start().status, 0);
    assert.match(await invoices('customer2@example.com'), /Invoices/);
  });
});
