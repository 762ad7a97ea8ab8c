// SPDX-License-Identifier: Apache-2.0
// tests/bench/bench.mjs: what a page costs, beside a static file of the same server and beside the same list by PHP, in one run
//
//   node tests/bench/bench.mjs [seconds per measurement]        after tools/prepare.sh bench
//
// Prints requests per second and the server's CPU per request, and both as ratios to the static file. No figure is asserted: the
// machine's speed drifts, ratios within one run hold. PHP is PHP-FPM with opcache and a persistent connection: a plain template, and
// DOM with XSLTProcessor and our base skin (tests/bench/php).
import { spawnSync } from 'node:child_process';

import { cpuSeconds, startDemo, startPhp } from './servers.mjs';

const seconds = Number(process.argv[2] ?? 5);

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

// By curl: a connection that fetch() keeps is closed by the server while wrk runs.
function read(server, path, cookie) {
  const done = spawnSync('curl', ['-sS', '-w', '%{http_code}', '-H', `Cookie: ${cookie}`, server.base + path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const text = done.stdout.slice(0, -3);
  if (!done.stdout.endsWith('200')) throw new Error(`${path}: ${done.stderr} ${done.stdout.slice(-3)} ${text.slice(0, 500)}`);
  return text;
}

// A page that shows other rows than ours would be another page.
function compare(ours, php, cookie) {
  const numbers = (text) => [...text.matchAll(/\/account\/invoices\/([a-z0-9]{16,})/g)].map(([, id]) => id).join(' ');
  const wanted = numbers(read(ours, '/account/invoices', cookie));
  for (const path of ['/invoices.php', '/invoices-xslt.php']) {
    if (numbers(read(php, path, cookie)) !== wanted) throw new Error(`${path} does not list the same invoices`);
  }
}

function load(server, path, cookie, time) {
  return spawnSync('wrk', ['-t1', '-c8', `-d${time}s`, '-H', `Cookie: ${cookie}`, server.base + path], { encoding: 'utf8' }).stdout;
}

function measure(server, path, cookie) {
  load(server, path, cookie, 1);
  const before = cpuSeconds(server.pids);
  const output = load(server, path, cookie, seconds);
  const cpu = cpuSeconds(server.pids) - before;
  const requests = Number(/(\d+) requests in/.exec(output)[1]);
  if (/Non-2xx/.test(output)) throw new Error(`${path}: ${output}`);
  return { rate: requests / seconds, cpu: cpu / requests * 1e6 };
}

const demo = await startDemo();
let php = null;
try {
  const cookie = await signIn(demo.base);
  const list = read(demo, '/account/invoices', cookie);
  const [, before, after] = /^(.*?<main[^>]*>).*(<\/main>.*)$/s.exec(list);
  const detail = /href="(\/account\/invoices\/[a-z0-9]{16,})"/.exec(list)[1];
  php = await startPhp(demo, before, after);
  if (php) compare(demo, php, cookie);
  else console.log('no PHP here: tools/prepare.sh bench installs it');
  const rows = [[demo, 'static file', '/css/site.css', cookie], [demo, 'sign-in page', '/account/sign-in', 'none=1'], [demo, 'home', '/account/', cookie],
    [demo, 'invoice detail', detail, cookie], [demo, 'invoice list', '/account/invoices', cookie],
    ...(php ? [[php, 'list, plain PHP', '/invoices.php', cookie], [php, 'list, PHP XSLT', '/invoices-xslt.php', cookie]] : [])];
  let first;
  console.log('page               requests/s   CPU us/request   rate / static   CPU / static      bytes');
  for (const [server, name, path, sent] of rows) {
    const bytes = (read(server, path, sent)).length;
    const { rate, cpu } = measure(server, path, sent);
    first ??= { rate, cpu };
    console.log([name.padEnd(16), rate.toFixed(0).padStart(12), cpu.toFixed(0).padStart(16), (rate / first.rate).toFixed(3).padStart(15),
      (cpu / first.cpu).toFixed(1).padStart(14), String(bytes).padStart(10)].join(' '));
  }
} finally {
  php?.stop();
  demo.stop();
}
