// SPDX-License-Identifier: Apache-2.0
// tests/bench/bench.mjs: what a page costs, beside a static file of the same server and beside the same list by PHP, in one run
//
//   node tests/bench/bench.mjs [SECONDS] [--database=sqlite|postgresql|mariadb] [--customers N] [--sessions N] [--json]
//
// after tools/prepare.sh bench DATABASE. SECONDS is per measurement, 5 if unsaid; --customers as of run-demo; --sessions so many people
// are signed in already. doc/benchmarks.md says what the columns are. No figure is asserted: the machine's speed drifts, ratios within
// one run hold. PHP is PHP-FPM with opcache and a persistent connection: a plain template, and DOM with XSLTProcessor and our base skin
// (tests/bench/php).
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { fullLoad, halfLoad } from './load.mjs';
import { cpuSeconds, startDemo, startNode, startPhp } from './servers.mjs';
import { addSessions, ask } from './sessions.mjs';

function wanted() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { database: { type: 'string', default: 'sqlite' }, customers: { type: 'string', default: '0' }, sessions: { type: 'string', default: '0' }, json: { type: 'boolean', default: false } },
  });
  const want = { ...values, seconds: Number(positionals[0] ?? 5), customers: Number(values.customers), sessions: Number(values.sessions) };
  if (!['sqlite', 'postgresql', 'mariadb'].includes(want.database)) throw new Error(`--database=${want.database} is not sqlite, postgresql or mariadb`);
  for (const name of ['seconds', 'customers', 'sessions']) if (!Number.isInteger(want[name]) || want[name] < 0) throw new Error(`${name} wants a whole number`);
  if (want.seconds < 1 || positionals.length > 1) throw new Error('say one number of seconds, from 1 on');
  return want;
}

async function signIn(base, email) {
  const page = await fetch(`${base}/account/sign-in`);
  const token = /name="mya\.token"[^>]*value="([^"]+)"/.exec(await page.text())[1];
  const before = page.headers.getSetCookie()[0].split(';')[0];
  const answer = await fetch(`${base}/account/sign-in`, {
    method: 'POST', redirect: 'manual', headers: { cookie: before },
    body: new URLSearchParams({ 'mya.token': token, email, password: 'correct horse battery' }),
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
  const expected = numbers(read(ours, '/account/invoices', cookie));
  for (const path of ['/invoices.php', '/invoices-xslt.php']) {
    if (numbers(read(php, path, cookie)) !== expected) throw new Error(`${path} does not list the same invoices`);
  }
}

// One line of the table: PATH of all of SERVERS at once, over so many CONNECTIONS to each.
async function measure(demo, seconds, [servers, page, path, cookie, connections = 8]) {
  const bytes = servers.map((server) => read(server, path, cookie).length)[0];
  const bases = servers.map((server) => server.base);
  const used = () => ({ httpd: cpuSeconds(servers.flatMap((server) => server.pids)), database: cpuSeconds(demo.databasePids) });
  const full = await fullLoad(bases, path, cookie, { seconds, connections, cpu: used });
  const { p99, half } = await halfLoad(bases, path, cookie, { seconds, rate: full.rate });
  return { page, nodes: servers.length, bytes, rate: full.rate, httpd: full.used.httpd, database: demo.databasePids.length ? full.used.database : null, p99, half };
}

const COLUMNS = [
  ['page', 26, (row) => row.page],
  ['pages/s', 9, (row) => row.rate.toFixed(0)],
  ['httpd us', 10, (row) => row.httpd.toFixed(0)],
  ['database us', 13, (row) => (row.database === null ? '-' : row.database.toFixed(0))],
  ['p99 ms', 9, (row) => row.p99.toFixed(1)],
  ['at load', 9, (row) => row.half.toFixed(2)],
  ['rate/static', 13, (row, first) => (row.rate / first.rate).toFixed(3)],
  ['CPU/static', 12, (row, first) => ((row.httpd + (row.database ?? 0)) / first.httpd).toFixed(1)],
  ['bytes', 9, (row) => String(row.bytes)],
];

const line = (cells) => cells.map((cell, i) => (i ? cell.padStart(COLUMNS[i][1]) : cell.padEnd(COLUMNS[i][1]))).join('');

async function run(want, servers) {
  const demo = servers[0];
  if (want.sessions) await addSessions(demo, want.sessions);
  const cookie = await signIn(demo.base, 'anna@example.com');
  const list = read(demo, '/account/invoices', cookie);
  const [, before, after] = /^(.*?<main[^>]*>).*(<\/main>.*)$/s.exec(list);
  const detail = /href="(\/account\/invoices\/[a-z0-9]{16,})"/.exec(list)[1];
  const php = await startPhp(demo, before, after);
  if (php) servers.push(php);
  else console.error('no PHP here: tools/prepare.sh bench installs it');
  const second = await startNode(demo);
  servers.push(second);
  if (php) compare(demo, php, cookie);
  const plan = [
    [[demo], 'static file', '/css/site.css', cookie], [[demo], 'sign-in page', '/account/sign-in', 'none=1'],
    [[demo], 'home', '/account/', cookie], [[demo], 'invoice detail', detail, cookie], [[demo], 'invoice list', '/account/invoices', cookie],
    // two at once: eight take longer on a small machine than a page waits for its connection to the database
    ...(want.customers ? [[[demo], 'list of 10,000 invoices', '/account/invoices', await signIn(demo.base, 'customer1@example.com'), 2]] : []),
    ...(php ? [[[php], 'list, plain PHP', '/invoices.php', cookie], [[php], 'list, PHP XSLT', '/invoices-xslt.php', cookie]] : []),
    [[demo, second], 'home, 2 nodes', '/account/', cookie], [[demo, second], 'invoice list, 2 nodes', '/account/invoices', cookie],
  ];
  const count = (table) => Number(ask(demo, `SELECT COUNT(*) FROM ${table};`));
  const about = {
    database: want.database, seconds: want.seconds, cpus: cpus().length, processor: cpus()[0].model.trim(),
    customers: count('customer'), invoices: count('invoice'), sessions: count('mya_session'),
  };
  if (!want.json) {
    console.log(`${about.database}: ${about.customers} customers, ${about.invoices} invoices, ${about.sessions} sessions; ${about.cpus} CPUs, ${about.processor}; ${about.seconds} s each`);
    console.log(line(COLUMNS.map(([name]) => name)));
  }
  const rows = [];
  for (const one of plan) {
    rows.push(await measure(demo, want.seconds, one));
    if (!want.json) console.log(line(COLUMNS.map(([, , cell]) => cell(rows.at(-1), rows[0]))));
  }
  if (want.json) console.log(JSON.stringify({ ...about, rows }, null, 2));
}

let want;
try {
  want = wanted();
} catch (error) {
  console.error(`bench.mjs: ${error.message}`);
  process.exit(2);
}
const servers = [await startDemo(want.database, want.customers)];
try {
  await run(want, servers);
} catch (error) {
  console.error(`bench.mjs: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const server of servers.reverse()) server.stop();
}
