// SPDX-License-Identifier: Apache-2.0
// tests/bench/load.mjs: load by wrk, and what it says: pages per second, and how long the slowest hundredth takes at half of that
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// At half load a connection rests between two pages, for a second or less: after five the server would close it. More connections than
// the server has threads would be closed too.
const RESTING = { least: 2, most: 24 };

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60000 };

async function wrk(url, cookie, seconds, connections, script) {
  const child = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '60s', '--latency', '-H', `Cookie: ${cookie}`, ...(script ? ['-s', script] : []), url]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { output += piece; });
  await new Promise((resolve) => child.on('close', resolve));
  const [, count] = /(\d+) requests in/.exec(output) ?? [];
  // a server may close a connection between two pages: wrk counts that as a read error, and takes a new one
  const [, connect, read, write, timeout] = /connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.map(Number) ?? [0, 0, 0, 0, 0];
  if (!count || /Non-2xx/.test(output) || connect + write + timeout > 0 || read > count / 50) throw new Error(`${url}: ${output}`);
  const [, slow, unit] = /99%\s+([\d.]+)(us|ms|s|m)/.exec(output);
  return { requests: Number(count), p99: Number(slow) * UNITS[unit] };
}

// As much as goes over CONNECTIONS, on all of BASES at once; CPU(): what was used until now, by name: { rate, requests, used }.
export async function fullLoad(bases, path, cookie, { seconds, connections, cpu }) {
  const all = (time) => Promise.all(bases.map((base) => wrk(base + path, cookie, time, connections)));
  await all(1);
  const before = cpu();
  const answers = await all(seconds);
  const after = cpu();
  const requests = answers.reduce((sum, answer) => sum + answer.requests, 0);
  if (requests === 0) throw new Error(`${path}: no answer within ${seconds} s; measure for longer`);
  const used = Object.fromEntries(Object.keys(after).map((name) => [name, (after[name] - before[name]) / requests * 1e6]));
  return { rate: requests / seconds, used };
}

// Half of RATE pages per second, at random times: { p99 in milliseconds, half: the share of RATE that it really was }.
export async function halfLoad(bases, path, cookie, { seconds, rate }) {
  const folder = mkdtempSync(join(tmpdir(), 'mya-load-'));
  const script = join(folder, 'rest.lua');
  const wanted = rate / 2 / bases.length;
  const connections = Math.min(RESTING.most, Math.max(RESTING.least, Math.round(wanted)));
  const run = async (rest, time) => {
    writeFileSync(script, `function init() math.randomseed(4711) end\nfunction delay() return math.random() * 2 * ${rest} end\n`);
    const answers = await Promise.all(bases.map((base) => wrk(base + path, cookie, time, connections, script)));
    return { p99: Math.max(...answers.map((answer) => answer.p99)), got: answers.reduce((sum, answer) => sum + answer.requests, 0) / time / bases.length };
  };
  try {
    const cycle = connections / wanted * 1000;
    let rest = cycle;
    const tried = await run(rest, Math.min(2, seconds));
    // what a round took beside the rest is taken off it
    if (tried.got > 0) rest = Math.max(0, cycle - (connections / tried.got * 1000 - rest));
    const { p99, got } = await run(rest, seconds);
    return { p99, half: got * bases.length / rate };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
