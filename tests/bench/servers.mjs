// SPDX-License-Identifier: Apache-2.0
// tests/bench/servers.mjs: the demo's server with our module, and beside it one that hands the same page to PHP-FPM
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

// PID and all below it.
function family(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean));
  return [Number(pid), ...children.flatMap(family)];
}

// CPU seconds that the processes PIDS and those below them have used so far.
export function cpuSeconds(pids) {
  return pids.flatMap(family).reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 0);
}

// The demo with our module: { base, root, pids, database, stop() }.
export async function startDemo() {
  const root = mkdtempSync(join(tmpdir(), 'mya-bench-'));
  chmodSync(root, 0o755);
  const port = await freePort();
  const env = { ...process.env, MYACCOUNT_DEMO_ROOT: root };
  const demo = (...args) => execFileSync(join(TOP, 'run-demo'), args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  demo('--detach', '--port', String(port));
  return {
    base: `http://localhost:${port}`,
    root,
    pids: [Number(readFileSync(join(root, 'httpd.pid'), 'utf8'))],
    database: join(root, 'data/portal.db'),
    stop: () => {
      spawnSync(join(TOP, 'run-demo'), ['stop'], { env });
      rmSync(root, { recursive: true, force: true });
    },
  };
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
    BENCH_TODAY: new Date().toISOString().slice(0, 10), BENCH_DATABASE: demo.database, MODULE_DIR: '/usr/lib/apache2/modules',
  };
  writeFileSync(join(root, 'php-httpd.conf'), [...Object.entries(defines).map(([name, value]) => `Define ${name} ${value}`), `Include ${TOP}tests/bench/php.conf`, ''].join('\n'));
  const httpd = spawn('/usr/sbin/apache2', ['-f', join(root, 'php-httpd.conf'), '-DFOREGROUND'], { stdio: 'inherit' });
  const base = `http://localhost:${port}`;
  await waitFor('the server of PHP', async () => (await fetch(`${base}/none`).catch(() => null)) !== null);
  return { base, pids: [httpd.pid, workers.pid], stop: () => [httpd, workers].forEach((child) => child.kill('SIGTERM')) };
}
