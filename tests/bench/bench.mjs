// SPDX-License-Identifier: Apache-2.0
// tests/bench/bench.mjs: what a page costs, beside a static file of the same server, in one run
//
//   node tests/bench/bench.mjs [seconds per measurement]
//
// Prints requests per second and httpd's CPU per request, and both as ratios to the static file. No
// figure is asserted: the machine's speed drifts, ratios within one run hold.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const top = new URL('../..', import.meta.url).pathname;
const seconds = Number(process.argv[2] ?? 5);
const ticks = Number(execFileSync('getconf', ['CLK_TCK']));

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** CPU seconds that the processes whose command line names ROOT have used so far. */
function cpuSeconds(root) {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(root)) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
      sum += (Number(fields[11]) + Number(fields[12])) / ticks;
    } catch { /* it ended meanwhile */ }
  }
  return sum;
}

async function signIn(base) {
  const page = await fetch(`${base}/account/sign-in`);
  const token = /name="mya\.token"[^>]*value="([^"]+)"/.exec(await page.text())[1];
  const before = page.headers.getSetCookie()[0].split(';')[0];
  const answer = await fetch(`${base}/account/sign-in`, {
    method: 'POST', redirect: 'manual', headers: { cookie: before },
    body: new URLSearchParams({ 'mya.token': token, email: 'anna@example.com', password: 'correct horse battery' }),
  });
  return answer.headers.getSetCookie().map((c) => c.split(';')[0]).find((c) => !c.includes('-before')).trim();
}

function measure(root, base, path, cookie) {
  const run = () => spawnSync('wrk', ['-t1', '-c8', `-d${seconds}s`, '-H', `Cookie: ${cookie}`, base + path], { encoding: 'utf8' }).stdout;
  spawnSync('wrk', ['-t1', '-c8', '-d1s', '-H', `Cookie: ${cookie}`, base + path]);
  const before = cpuSeconds(root);
  const output = run();
  const cpu = cpuSeconds(root) - before;
  const requests = Number(/(\d+) requests in/.exec(output)[1]);
  if (/Non-2xx/.test(output)) throw new Error(`${path}: ${output}`);
  return { rate: requests / seconds, cpu: cpu / requests * 1e6 };
}

const root = mkdtempSync(join(tmpdir(), 'mya-bench-'));
chmodSync(root, 0o755);
const port = await freePort();
const env = { ...process.env, MYACCOUNT_DEMO_ROOT: root };
const base = `http://localhost:${port}`;
try {
  execFileSync(join(top, 'run-demo'), ['--detach', '--port', String(port)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const cookie = await signIn(base);
  const list = await (await fetch(`${base}/account/invoices`, { headers: { cookie } })).text();
  const detail = /href="(\/account\/invoices\/[^"?]+)"/.exec(list)[1];
  const rows = [['static file', '/css/site.css', cookie], ['sign-in page', '/account/sign-in', 'none=1'], ['home', '/account/', cookie],
    ['invoice list', '/account/invoices', cookie], ['invoice detail', detail, cookie]];
  let first;
  console.log('page               requests/s   CPU us/request   rate / static   CPU / static');
  for (const [name, path, sent] of rows) {
    const { rate, cpu } = measure(root, base, path, sent);
    first ??= { rate, cpu };
    console.log(`${name.padEnd(16)} ${rate.toFixed(0).padStart(12)} ${cpu.toFixed(0).padStart(16)} ${(rate / first.rate).toFixed(3).padStart(15)} ${(cpu / first.cpu).toFixed(1).padStart(14)}`);
  }
} finally {
  spawnSync(join(top, 'run-demo'), ['stop'], { env });
  rmSync(root, { recursive: true, force: true });
}
