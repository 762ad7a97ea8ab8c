// SPDX-License-Identifier: Apache-2.0
// tests/harness/cluster.mjs: database servers that copy each other: PostgreSQL with a synchronous standby
//
//   const servers = new Standbys(site);      the server of the site's database has a standby
//   await servers.primary.cut();             kill -9 of all its processes
//   servers.promote();                       the standby is the primary
//   await servers.refill();                  the dead one is its standby
//
// and a pgbouncer before one.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { asServer, own } from './server.mjs';
import { sleep } from './site.mjs';

const PROGRAMS = '/usr/lib/postgresql/15/bin';
const isThere = (pid) => fs.existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));

export async function until(condition, what, limit = 60000) {
  const from = Date.now();
  while (!await condition()) {
    if (Date.now() - from > limit) throw new Error(`not within ${limit / 1000} s: ${what}`);
    await sleep(25);
  }
  return Date.now() - from;
}

// One server of PostgreSQL, whose socket is in ROOT.
export class PgServer {
  constructor(root) {
    this.root = root;
    this.data = path.join(root, 'pgdata');
  }

  get pid() {
    return Number(fs.readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  run(text) {
    const done = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', this.root, '-U', 'owner', 'postgres'], { input: text, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`psql: ${done.stderr}`);
    return done.stdout.trim();
  }

  start() {
    const options = `-k ${this.root} -c listen_addresses='' -c max_connections=200 -c lc_messages=C`;
    asServer(`${PROGRAMS}/pg_ctl`, ['-D', this.data, '-w', '-t', '60', '-l', path.join(this.root, 'server.log'), '-o', options, 'start'], { stdio: 'ignore' });
  }

  stop() {
    if (!fs.existsSync(path.join(this.data, 'postmaster.pid')) || !isThere(this.pid)) return;
    asServer(`${PROGRAMS}/pg_ctl`, ['-D', this.data, '-w', '-m', 'immediate', 'stop'], { stdio: 'ignore' });
  }

  // kill -9 of all its processes: what a power cut leaves.
  async cut() {
    const { pid } = this;
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    for (const one of [pid, ...children]) {
      try {
        process.kill(one, 'SIGKILL');
      } catch { /* it has ended meanwhile */ }
    }
    await until(() => ![pid, ...children].some(isThere), 'its processes are gone');
  }

  // It becomes a copy of PRIMARY, and follows it from then on.
  copy(primary) {
    fs.mkdirSync(this.root, { recursive: true });
    fs.rmSync(this.data, { recursive: true, force: true });
    own(this.root);
    asServer(`${PROGRAMS}/pg_basebackup`, ['-h', primary.root, '-U', 'owner', '-D', this.data, '-R', '-X', 'stream', '-c', 'fast']);
    // that one waits for a copy is its own affair
    const said = path.join(this.data, 'postgresql.auto.conf');
    fs.writeFileSync(said, fs.readFileSync(said, 'utf8').replace(/^synchronous_standby_names.*$/m, ''));
    this.start();
  }
}

export class Standbys {
  constructor(site) {
    this.site = site;
    this.primary = new PgServer(path.join(site.stage.root, 'data/pg'));
    this.standby = new PgServer(path.join(site.stage.root, 'data/pg2'));
    this.servers = [this.primary, this.standby];
    this.refill();
  }

  // The standby copies the primary, which from then on answers a commit when the standby has it as well.
  refill() {
    this.standby.copy(this.primary);
    this.primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'; SELECT pg_reload_conf();");
    return until(() => this.primary.run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") === '1', 'the standby follows');
  }

  // The standby becomes the primary, and the one that the site's tables are looked up on.
  promote() {
    asServer(`${PROGRAMS}/pg_ctl`, ['-D', this.standby.data, '-w', '-t', '60', 'promote'], { stdio: 'ignore' });
    [this.primary, this.standby] = [this.standby, this.primary];
    this.site.db.server = this.primary;
  }

  // The first of them is the stage's, which stops it.
  stop() {
    this.servers[1].stop();
  }
}

// A pgbouncer before the site's database; TEXT is its configuration, in which "/run/postgresql" is the server's folder.
export class Pooler {
  constructor(site, text) {
    this.root = path.join(site.data, 'pooler');
    fs.mkdirSync(this.root);
    own(this.root);
    this.file = path.join(this.root, 'pgbouncer.ini');
    fs.writeFileSync(path.join(this.root, 'users'), '"myaccount" ""\n');
    fs.writeFileSync(this.file, `${text}
auth_type = trust
auth_file = ${this.root}/users
unix_socket_dir = ${this.root}
pidfile = ${this.root}/pid
logfile = ${this.root}/log
`);
    for (const name of ['users', 'pgbouncer.ini']) own(path.join(this.root, name));
  }

  async start() {
    asServer('pgbouncer', ['-q', '-d', this.file], { stdio: 'ignore' });
    const said = path.join(this.root, 'pid');
    await until(() => fs.existsSync(path.join(this.root, '.s.PGSQL.6432')) && fs.existsSync(said) && Number(fs.readFileSync(said, 'utf8')) > 0, 'pgbouncer listens');
    this.pid = Number(fs.readFileSync(said, 'utf8'));
  }

  // What the portal's account gets for SQL, through the pooler or from the server at HOST.
  ask(database, sql, host) {
    const done = spawnSync('psql', ['-X', '-q', '-A', '-t', '-h', host ?? this.root, ...(host ? [] : ['-p', '6432']), '-U', 'myaccount', database], { input: sql, encoding: 'utf8' });
    if (done.status !== 0 || done.stderr) throw new Error(`psql: ${done.stderr}`);
    return done.stdout.trim();
  }

  async cut() {
    const { pid } = this;
    if (!pid || !isThere(pid)) return;
    process.kill(pid, 'SIGKILL');
    await until(() => !isThere(pid), 'pgbouncer is gone');
    for (const name of ['pid', '.s.PGSQL.6432']) fs.rmSync(path.join(this.root, name), { force: true });
  }
}
