// SPDX-License-Identifier: Apache-2.0
// tests/harness/site.mjs: the demo company's site with its portal, on a real httpd of its own
//
//   describe('…', () => {
//     const site = withSite({ variant: 'proxied' });
//     test('…', async () => { const anna = await site.client().in('anna@example.com'); … });
//   });
//
// The server is gone when the tests of that describe are done, and its error log was read: a line of level warn or worse that no
// test announced with site.expectLog(/…/) fails the suite, and so does a password, cookie, token or name in any log.

import { spawn, spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { Client } from './client.mjs';
import { audit, leaks } from './log.mjs';
import { freshName } from './database.mjs';
import { PATIENCE, SLOW, VALGRIND } from './patience.mjs';
import { BUILD, RUN_USER, START, TOP, own, stage, users } from './stage.mjs';

const APACHE = '/usr/sbin/apache2';
const START_LIMIT = 30000 * PATIENCE;

// N ports that are free now; all are held until the last is found, so that none comes twice.
export async function freePorts(n) {
  const servers = await Promise.all(Array.from({ length: n }, () => new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// A process that waits to be reaped has none.
function hasThreads(pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/task`).length > 1 || !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export class Site {
  // variant     plain | proxied | htaccess: see demo/httpd
  // mount       where the portal is
  // location    directives in its <Location>, instead of what defaults says, by name: { MyAccountLayout: 'none' }; null: not said
  // server      further lines in the virtual host
  // definition  path of portal.xml; the shipped one if unsaid
  // environment further variables for httpd
  // beside      another site, whose database, secret and clock this one has as well: two nodes; to be stopped first
  // killed      a test kills processes of it
  constructor(options = {}) {
    this.options = options;
    this.mount = options.mount ?? '/account';
    this.announced = [];
    this.allowed = [];
    this.secrets = new Set();
    this.shift = 0;
  }

  // --- its files ---

  makeRoot() {
    this.stage = stage();
    this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-site-'));
    fs.chmodSync(this.root, 0o755);
    own(this.root);
    this.data = path.join(this.root, 'data');
    this.docroot = path.join(this.root, 'demo/site');
    this.secretFile = path.join(this.root, 'myaccount.secret');
    fs.mkdirSync(this.data);
    own(this.data);
    fs.cpSync(path.join(this.stage.root, 'demo/site'), this.docroot, { recursive: true });
    for (const folder of ['httpd', 'skin']) fs.symlinkSync(path.join(this.stage.root, 'demo', folder), path.join(this.root, 'demo', folder));
    const { beside } = this.options;
    if (beside) [this.db, this.database, this.secrets] = [beside.db, beside.database, beside.secrets];
    else this.use(this.stage.databases.copy(freshName(), this.data));
    fs.writeFileSync(this.secretFile, beside ? fs.readFileSync(beside.secretFile) : `${crypto.randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    this.secrets.add(fs.readFileSync(this.secretFile, 'utf8').trim());
    this.definition = this.options.definition ?? path.join(this.stage.root, 'conf.d/portal/portal.xml');
    if (beside) this.clockFile = beside.clockFile;
    else this.shiftClock(0);
  }

  // Let DATABASE be the site's, from its next start on.
  use(database) {
    this.db?.remove();
    this.db = database;
    this.database = database.file;         // of SQLite; the others have none
  }

  // Write FILES (name → text) below the root; returns the folder.
  write(folder, files) {
    const base = path.join(this.root, folder);
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
      fs.writeFileSync(path.join(base, name), text);
    }
    return base;
  }

  // The site's clock, which began at START, jumps SECONDS ahead.
  shiftClock(seconds) {
    this.began ??= START - Math.floor(Date.now() / 1000);
    this.shift += seconds;
    this.setClock(String(this.began + this.shift));
  }

  // It stands still until it is shifted again: for what is counted by the second, however slow the server is.
  stopClock() {
    this.setClock(`=${this.began + this.shift + Math.floor(Date.now() / 1000)}`);
  }

  setClock(text) {
    this.clockFile = path.join(this.data, 'shift');
    const file = `${this.clockFile}.new`;
    fs.writeFileSync(file, text);
    own(file);
    fs.renameSync(file, this.clockFile);
  }

  get defaults() {
    return {
      MyAccountPortal: this.definition,
      MyAccountBaseURL: `http://localhost:${this.port} http://127.0.0.1:${this.port}`,
      MyAccountSecretFile: this.secretFile,
      MyAccountSkin: path.join(this.root, 'demo/skin/demo.xsl'),
      MyAccountLayout: '/index.html "main"',
    };
  }

  get portalConf() {
    if (this.options.portalConf) return this.options.portalConf(this);
    const said = { ...this.defaults, ...(typeof this.options.location === 'function' ? this.options.location(this) : this.options.location) };
    const lines = Object.entries(said).filter(([, value]) => value !== null).map(([name, value]) => `        ${name} ${value}`);
    return [
      `    <Location ${this.mount || '/'}>`, ...lines, '    </Location>',
      typeof this.options.server === 'function' ? this.options.server(this) : this.options.server ?? '', '',
    ].join('\n');
  }

  get databaseConf() {
    return this.options.databaseConf ?? `${this.db.conf}DBDMin 1\nDBDKeep 4\nDBDMax 12\n`;
  }

  writeConf(patient = SLOW) {
    fs.writeFileSync(path.join(this.root, 'portal.conf'), this.portalConf);
    const defines = {
      DEMO_ROOT: this.root, SITE_ROOT: this.docroot, PORT: this.port, BACKEND_PORT: this.backendPort, RUN_USER,
      PORTAL_CONF: path.join(this.root, 'portal.conf'), MYACCOUNT_MODULE: this.stage.module,
    };
    const main = (typeof this.options.main === 'function' ? this.options.main(this) : this.options.main) ?? '';
    this.conf = path.join(this.root, 'httpd.conf');
    fs.writeFileSync(this.conf, [
      // behind a proxy each request takes two, of the same server
      'ThreadLimit 192',
      ...Object.entries(defines).map(([name, value]) => `Define ${name} ${value}`),
      `Include ${this.docroot}/../httpd/${this.options.variant ?? 'plain'}.conf`,
      'LogLevel info myaccount:trace8',
      `CoreDumpDirectory ${this.data}`,
      'ThreadsPerChild 128\nMaxRequestWorkers 128\nMaxSpareThreads 256',
      this.databaseConf,
      // who waits for a hash or a connection waits a second or two, and there all takes longer
      patient ? 'MyAccountHashes 32\nMyAccountDatabaseWait 60s\nMyAccountXMLMemory malloc' : '',
      patient && !main.includes('MyAccountPageDeadline') ? 'MyAccountPageDeadline 10min\nMyAccountStatementTimeout 5min' : '',
      `MyAccountShare ${this.stage.root}`,
      main,
      '',
    ].join('\n'));
  }

  get environment() {
    const environment = { ...process.env, ...this.stage.environment, MYACCOUNT_CLOCK_FILE: this.clockFile, MARIADB_HOME: path.join(this.stage.root, 'data'), ...this.options.environment };
    if (this.options.countHashes) {
      environment.LD_PRELOAD = [environment.LD_PRELOAD, this.stage.counter].filter(Boolean).join(' ');
      environment.MYA_HASH_COUNT = path.join(this.data, 'hashes');
    }
    delete environment.NODE_TEST_CONTEXT;
    return environment;
  }

  // Under valgrind each process writes a report of its own below the root.
  get valgrind() {
    if (!VALGRIND) return [];
    return ['valgrind', '--quiet', '--fair-sched=yes', '--child-silent-after-fork=no', '--num-callers=30', '--error-limit=no', '--gen-suppressions=all',
      `--suppressions=${path.join(TOP, 'tests/harness/valgrind.supp')}`, `--log-file=${path.join(this.root, 'valgrind.%p')}`];
  }

  get valgrindReports() {
    return fs.readdirSync(this.root).filter((name) => name.startsWith('valgrind.'))
      .map((name) => fs.readFileSync(path.join(this.root, name), 'utf8')).filter((text) => /^==\d+== /m.test(text));
  }

  // --- its life ---

  async start() {
    if (!this.root) this.makeRoot();
    for (let tries = 0; ; tries++) {
      [this.port, this.backendPort] = await freePorts(2);
      await this.options.prepare?.(this);
      this.writeConf();
      const failed = await this.launch();
      if (!failed) return this;
      if (tries === 3 || !/Address already in use/.test(failed)) throw new Error(`httpd does not start:\n${failed}`);
    }
  }

  async launch() {
    const stderr = path.join(this.root, 'stderr.log');
    const out = fs.openSync(stderr, 'a');
    const [command, ...before] = [...this.valgrind, APACHE];
    this.httpd = spawn(command, [...before, '-f', this.conf, '-DFOREGROUND'], { stdio: ['ignore', out, out], env: this.environment, detached: true });
    fs.closeSync(out);
    this.ended = new Promise((resolve) => this.httpd.on('exit', resolve));
    process.on('exit', this.killer = () => this.kill('SIGKILL'));
    for (let waited = 0; waited < START_LIMIT; waited += 25) {
      if (this.httpd.exitCode !== null) return fs.readFileSync(stderr, 'utf8') + this.log;
      if (this.listens && await this.answers()) return null;
      await sleep(25);
    }
    return `no answer within ${START_LIMIT / 1000} s\n${fs.readFileSync(stderr, 'utf8')}${this.log}`;
  }

  // It has the port; before, who answers there may be the server of another test.
  get listens() {
    const file = path.join(this.root, 'httpd.pid');
    return fs.existsSync(file) && Number(fs.readFileSync(file, 'utf8')) === this.httpd.pid;
  }

  answers() {
    return new Promise((resolve) => {
      const socket = net.connect({ port: this.port, host: '127.0.0.1' }, () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
  }

  kill(signal) {
    try {
      process.kill(-this.httpd.pid, signal);
    } catch { /* it has ended */ }
  }

  async halt() {
    if (!this.httpd) return;
    // Gracefully: at SIGTERM event's main thread may look at a connection that a worker has just freed, and die of it.
    this.httpd.kill('SIGWINCH');
    const late = [setTimeout(() => this.httpd?.kill('SIGTERM'), PATIENCE * 8000), setTimeout(() => this.kill('SIGKILL'), PATIENCE * 20000)];
    await this.ended;
    late.forEach(clearTimeout);
    process.off('exit', this.killer);
    this.httpd = null;
  }

  // kill -9 of the parent and all its children: a power cut of the node.
  async cut() {
    const { processes } = this;
    this.kill('SIGKILL');
    await this.ended;
    // until the last thread of the last child has ended, the kernel still takes connections
    for (let waited = 0; processes.some(hasThreads) && waited < 20000; waited += 5) await sleep(5);
    process.off('exit', this.killer);
    this.httpd = null;
    fs.rmSync(path.join(this.root, 'httpd.pid'), { force: true });
  }

  async stop() {
    if (!this.root) return;
    await this.halt();
    const reports = this.valgrindReports;
    // whom a test kills, the parent reports
    const told = this.options.killed ? (this.log + this.stderr).replace(/^.*exit signal Killed \(9\)$/gm, '') : this.log + this.stderr;
    const { unannounced, missing } = audit(told, this.announced, this.allowed);
    const leaked = leaks(this.log + this.accessLog + this.stderr, new Set([...this.secrets, ...this.personal, ...users().flatMap(({ email, name, phone }) => [email, name, phone])]));
    if (!this.options.beside) this.db.remove();
    if (!process.env.MYA_KEEP) fs.rmSync(this.root, { recursive: true, force: true });
    if (unannounced.length || missing.length || leaked.length || reports.length) {
      throw new Error([
        ...reports.map((report) => `valgrind says:\n${report.slice(0, 6000)}`),
        ...leaked.map((leak) => `a log holds what no log may hold: ${leak}`),
        ...unannounced.slice(0, 20).map((line) => `the error log has a line that no test announced: ${line}`),
        ...missing.map((pattern) => `a line was announced and did not come: ${pattern}`),
      ].join('\n'));
    }
  }

  async graceful() {
    const before = this.log.length;
    this.httpd.kill('SIGUSR1');
    for (let i = 0; i < 400 * PATIENCE; i++) {
      if (/resuming normal operations/.test(this.log.slice(before))) return;
      await sleep(25);
    }
    throw new Error(`no graceful restart within ${10 * PATIENCE} s`);
  }

  // httpd -t: { status, output }.
  check() {
    this.writeConf(false);
    const done = spawnSync(APACHE, ['-f', this.conf, '-t'], { env: this.environment, encoding: 'utf8' });
    return { status: done.status, output: done.stdout + done.stderr };
  }

  // --- what tests ask of it ---

  client(options) {
    return new Client(this, options);
  }

  get log() {
    const file = path.join(this.root, 'error.log');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  get accessLog() {
    const file = path.join(this.root, 'access.log');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  get stderr() {
    const file = path.join(this.root, 'stderr.log');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  // PATTERN will come, at warn or worse, and is meant to.
  expectLog(pattern) {
    this.announced.push(pattern);
  }

  // PATTERN may come.
  allowLog(pattern) {
    this.allowed.push(pattern);
  }

  // What was logged while ACTION ran.
  async logged(action) {
    const before = this.log.length;
    const result = await action();
    return { result, log: this.log.slice(before) };
  }

  sql(text) {
    return this.db.sql(text);
  }

  rows(text) {
    return this.db.rows(text);
  }

  value(text) {
    const [row] = this.rows(text);
    return row ? Object.values(row)[0] : undefined;
  }

  // What of the database no log may hold: who and where people are, hashes, what they wrote when their session was over. Some
  // tests leave a database that is none.
  get personal() {
    const wanted = { customer: ['name', 'email', 'phone'], user_address: ['line1', 'line2'], mya_user: ['email', 'name', 'phone', 'password_hash'], mya_session: ['id_hash'], mya_kept: ['content'], contact_person: ['name', 'email', 'phone'] };
    try {
      return Object.entries(wanted).filter(([table]) => this.db.hasTable(table))
        .flatMap(([table, columns]) => this.rows(`SELECT ${columns.join(', ')} FROM ${table};`))
        .flatMap((row) => Object.values(row)).filter((value) => value && String(value).length >= 8).map(String);
    } catch {
      return [];
    }
  }

  // A hash over all that a GET must not change: everything but when a session was last seen, the throttle, and what
  // somebody wrote whose session was over.
  businessHash() {
    return crypto.createHash('sha256').update(this.db.business()).digest('hex');
  }

  get hashes() {
    const file = path.join(this.data, 'hashes');
    return fs.existsSync(file) ? fs.statSync(file).size : 0;
  }

  // The processes of this httpd: [pid, …], the parent first.
  get processes() {
    const children = fs.readFileSync(`/proc/${this.httpd.pid}/task/${this.httpd.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return [this.httpd.pid, ...children.map(Number)];
  }

  get parentMemory() {
    return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${this.httpd.pid}/status`, 'utf8'))[1]) * 1024;
  }

  // Resident memory of all of them, in bytes.
  get memory() {
    return this.processes.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024, 0);
  }
}

// A site for the tests of the describe in which this stands.
export function withSite(options) {
  const site = new Site(options);
  before(() => site.start());
  after(() => site.stop());
  return site;
}

export { BUILD, TOP, sleep };
