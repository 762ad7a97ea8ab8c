// SPDX-License-Identifier: Apache-2.0
// tests/bench/servers.mjs: the demo's server with our module, its database, a second node, and one that hands the same page to PHP-FPM
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TOP = new URL('../..', import.meta.url).pathname;
const USER = process.getuid() === 0 ? 'www-data' : process.env.USER;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function waitFor(what, truth) {
  for (let i = 0; i < 400; i++) {
    if (await truth()) return;
    await sleep(25);
  }
  throw new Error(`${what} does not answer`);
}

// What READ finds in /proc, or NOTHING of a process that has just ended.
function look(read, nothing) {
  try {
    return read();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return nothing;
    throw error;
  }
}

// PID and all below it.
function family(pid) {
  const children = look(() => readdirSync(`/proc/${pid}/task`), [])
    .flatMap((task) => look(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'), '').trim().split(' ').filter(Boolean));
  return [Number(pid), ...children.flatMap(family)];
}

// CPU seconds that the processes PIDS and those below them have used so far, with those below that have ended.
export function cpuSeconds(pids) {
  return pids.flatMap(family).reduce((sum, pid) => {
    const fields = look(() => readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' '), []);
    return sum + fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0) / TICKS;
  }, 0);
}

// Where the demo below ROOT has its database: the program that asks it, PHP's name for it, the pid of its server if it has one.
function databaseOf(kind, root) {
  const folder = join(root, kind);
  const pid = (file) => [Number(readFileSync(join(folder, file), 'utf8').split('\n')[0])];
  switch (kind) {
    case 'sqlite':
      return { client: ['sqlite3', '-bail', join(root, 'data/portal.db')], dsn: `sqlite:${join(root, 'data/portal.db')}`, databasePids: [] };
    case 'postgresql':
      return {
        client: ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'owner', 'portal'],
        dsn: `pgsql:host=${folder};dbname=portal;user=myaccount`, databasePids: pid('pgdata/postmaster.pid'),
      };
    default:
      return {
        client: ['mariadb', '--no-defaults', '-N', '-B', '-S', join(folder, 'socket'), '-u', 'root', "--init-command=SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')", 'portal'],
        dsn: `mysql:unix_socket=${join(folder, 'socket')};dbname=portal;charset=utf8mb4`, databasePids: pid('pid'),
      };
  }
}

const httpdPid = (root) => Number(readFileSync(join(root, 'httpd.pid'), 'utf8'));

// The demo with our module on a database of that KIND, with CUSTOMERS further ones: { base, root, kind, pids, databasePids, client, dsn, stop() }.
export async function startDemo(kind, customers) {
  const root = mkdtempSync(join(tmpdir(), 'mya-bench-'));
  chmodSync(root, 0o755);
  const port = await freePort();
  const env = { ...process.env, MYACCOUNT_DEMO_ROOT: root };
  const demo = (...args) => execFileSync(join(TOP, 'run-demo'), args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = () => {
    spawnSync(join(TOP, 'run-demo'), ['stop'], { env });
    rmSync(root, { recursive: true, force: true });
  };
  try {
    demo('--detach', '--port', String(port), '--database', kind, ...(customers ? ['--customers', String(customers)] : []));
    return { base: `http://localhost:${port}`, root, kind, pids: [httpdPid(root)], ...databaseOf(kind, root), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

// A second httpd over the same database, as on another machine: the command line of the first, with a port and a folder of its own.
export async function startNode(demo) {
  const port = await freePort();
  const root = join(demo.root, 'node2');
  mkdirSync(root);
  const [program, ...words] = readFileSync(`/proc/${demo.pids[0]}/cmdline`, 'utf8').split('\0').filter(Boolean);
  const args = words.map((word) => word.replace(/^Define DEMO_ROOT .*/, `Define DEMO_ROOT ${root}`).replace(/^Define PORT .*/, `Define PORT ${port}`));
  execFileSync(program, args, { stdio: 'inherit' });
  const base = `http://localhost:${port}`;
  await waitFor('the second node', async () => (await fetch(`${base}/account/sign-in`).catch(() => null))?.status === 200);
  return { base, pids: [httpdPid(root)], stop: () => process.kill(httpdPid(root)) };
}

function writeFpmConf(root) {
  writeFileSync(join(root, 'fpm.conf'), [
    '[global]', `error_log = ${root}/fpm.log`, 'daemonize = no', '[bench]',
    ...(process.getuid() === 0 ? [`user = ${USER}`, `group = ${USER}`, `listen.owner = ${USER}`] : []),
    `listen = ${root}/fpm.sock`, 'pm = static', 'pm.max_children = 8', 'clear_env = no',
    'php_admin_value[opcache.enable] = 1', 'php_admin_value[opcache.validate_timestamps] = 0', 'php_admin_value[display_errors] = stderr',
  ].join('\n'));
}

// The same pages by PHP-FPM over the database of DEMO, inside the pieces BEFORE and AFTER of the site's page; null if there is no PHP.
export async function startPhp(demo, before, after) {
  const fpm = ['/usr/sbin/php-fpm8.2', '/usr/sbin/php-fpm8.3', '/usr/sbin/php-fpm8.4'].find(existsSync);
  if (!fpm) return null;
  const { root } = demo;
  const port = await freePort();
  const pages = join(root, 'php');
  cpSync(join(TOP, 'tests/bench/php'), pages, { recursive: true });
  mkdirSync(join(root, 'layout'));
  writeFileSync(join(root, 'layout/before.html'), before);
  writeFileSync(join(root, 'layout/after.html'), after);
  mkdirSync(join(root, 'xslt'));
  for (const name of readdirSync(join(TOP, 'xslt')).filter((file) => file.endsWith('.xsl'))) {   // our loader's names mean nothing to PHP
    writeFileSync(join(root, 'xslt', name), readFileSync(join(TOP, 'xslt', name), 'utf8').replaceAll('href="myaccount:', 'href="'));
  }
  if (process.getuid() === 0) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, USER])));
    chownSync(root, uid, gid);
  }
  writeFpmConf(root);
  const workers = spawn(fpm, ['-y', join(root, 'fpm.conf'), '-F'], { stdio: 'ignore' });
  await waitFor('PHP-FPM', () => existsSync(join(root, 'fpm.sock')));
  const defines = {
    BENCH_ROOT: root, BENCH_PORT: port, BENCH_PHP: pages, BENCH_USER: USER, BENCH_LAYOUT: join(root, 'layout'), BENCH_SKIN: join(root, 'xslt/base.xsl'),
    BENCH_TODAY: new Date().toISOString().slice(0, 10), BENCH_DATABASE: demo.dsn, MODULE_DIR: '/usr/lib/apache2/modules',
  };
  writeFileSync(join(root, 'php-httpd.conf'), [...Object.entries(defines).map(([name, value]) => `Define ${name} "${value}"`), `Include ${TOP}tests/bench/php.conf`, ''].join('\n'));
  const httpd = spawn('/usr/sbin/apache2', ['-f', join(root, 'php-httpd.conf'), '-DFOREGROUND'], { stdio: 'inherit' });
  const base = `http://localhost:${port}`;
  await waitFor('the server of PHP', async () => (await fetch(`${base}/none`).catch(() => null)) !== null);
  return { base, pids: [httpd.pid, workers.pid], stop: () => [httpd, workers].forEach((child) => child.kill('SIGTERM')) };
}
