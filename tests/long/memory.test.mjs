// SPDX-License-Identifier: Apache-2.0
// tests/long/memory.test.mjs: nothing is left behind by a request or by a restart (ME4)
//
// Resident memory is looked at after a warm-up, when all threads and pools have grown to what they need, and again at the end. How
// many pages are in the making at once differs from moment to moment, above all where others want the processor too, so that it goes up
// and down by some megabytes: what counts is how far it comes down, for what is left behind lifts that as well.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { sleep, withSite } from '../harness/site.mjs';

const MEGABYTE = 1024 * 1024;
const REQUESTS = 200_000;
const WARM_UP = 40_000;
const PIECES = 3;      // of the load, at its begin and at its end
const RESTARTS = 100;
const DRIFT = 2 * MEGABYTE;     // of a process, over all: ten bytes left by each request

// What people ask for, good and bad; each line is a request of wrk.
const ADDRESSES = [
  '/', '/invoices', '/invoices?state=overdue&sort=-due', '/invoices?page=2', '/details', '/details/edit', '/sign-in', '/nowhere',
  '/invoices/nobody', '/invoices?sort=nonsense&sort=twice', '/-/greeting', '/-/waiting', '/-/asset/base.css',
];

function script(site, addresses) {
  return [
    `local paths = { ${addresses.map((at) => JSON.stringify(site.mount + at)).join(', ')} }`,
    'local i = 0',
    'request = function() i = i % #paths + 1; return wrk.format("GET", paths[i]) end',
    'done = function(summary) io.write("count=" .. summary.requests .. " errors=" .. summary.errors.connect + summary.errors.read',
    '  + summary.errors.write + summary.errors.timeout .. "\\n") end',
  ].join('\n');
}

// SECONDS of load by wrk; how many were answered.
async function load(site, cookie, addresses, seconds) {
  const file = path.join(site.root, 'load.lua');
  fs.writeFileSync(file, script(site, addresses));
  const child = spawn('wrk', ['-t1', '-c8', `-d${seconds}s`, '-s', file, '-H', `Cookie: ${cookie}`, `http://localhost:${site.port}`]);
  let output = '';
  child.stdout.on('data', (piece) => { output += piece; });
  await new Promise((resolve) => child.on('close', resolve));
  const [, count, errors] = /count=(\d+) errors=(\d+)/.exec(output) ?? assert.fail(`wrk said: ${output}`);
  assert.equal(Number(errors), 0, 'no connection was broken');
  return Number(count);
}

// TOTAL requests. Returns how many there were, and what process PID held after each piece of them.
async function loadUntil(site, cookie, total, pid) {
  const held = [];
  let count = 0;
  while (count < total) {
    count += await load(site, cookie, ADDRESSES, 10);
    held.push(resident(pid));
  }
  return { count, held };
}

const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
const inMegabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);

describe('memory', () => {
  const site = withSite({ main: 'MyAccountHousekeeping 5s\nThreadsPerChild 16\nMaxRequestWorkers 64\nMinSpareThreads 1\nMaxSpareThreads 64' });

  test(`stays what it is over ${REQUESTS} requests`, async () => {
    const anna = await site.client().in('anna@example.com');
    const [, child] = site.processes;
    await loadUntil(site, anna.cookieHeader, WARM_UP, child);
    const { count, held } = await loadUntil(site, anna.cookieHeader, REQUESTS, child);
    const before = Math.min(...held.slice(0, PIECES));
    const after = Math.min(...held.slice(-PIECES));
    console.log(`${count} requests: ${inMegabytes(before)} MB before, ${inMegabytes(after)} MB after (${held.map(inMegabytes).join(' ')})`);
    assert.ok(held.length >= 2 * PIECES);
    assert.deepEqual(site.processes.slice(1), [child], 'it is the same process');
    assert.ok(after - before < DRIFT, `it grew by ${inMegabytes(after - before)} MB`);
  });

  test(`of the parent stays what it is over ${RESTARTS} graceful restarts`, async () => {
    const anna = await site.client().in('anna@example.com');
    const restart = async (times) => {
      for (let i = 0; i < times; i++) {
        await site.graceful();
        assert.equal((await anna.get(`${site.mount}/invoices`)).status, 200);
      }
    };
    await restart(20);
    const before = resident(site.httpd.pid);
    await restart(RESTARTS);
    const after = resident(site.httpd.pid);
    console.log(`${RESTARTS} restarts: ${inMegabytes(before)} MB before, ${inMegabytes(after)} MB after`);
    assert.ok(after - before < DRIFT, `it grew by ${inMegabytes(after - before)} MB`);
    for (let waited = 0; site.processes.length > 2 && waited < 20000; waited += 100) await sleep(100);
    assert.equal(site.processes.length, 2, 'no process of a former generation stays');
  });
});
