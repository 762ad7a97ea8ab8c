// SPDX-License-Identifier: Apache-2.0
// tests/harness/galera.mjs: a Galera cluster of three MariaDB servers, and a haproxy before it as doc/nodes.md says
//
//   const cluster = await new Galera(folder).begin();
//   site.use(cluster.database(site));           its database is there, with the tables of the tests
//   await cluster.nodes[0].cut();               kill -9
//   await cluster.nodes[0].join();              it is there again, with what it has missed
//
// tools/prepare.sh nodes has put the script that copies a server to another one (wsrep_sst_rsync) into build/galera.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { until } from './cluster.mjs';
import { freshName } from './database.mjs';
import { ROOT, asServer, own } from './server.mjs';
import { TOP, freePorts } from './site.mjs';

const SCRIPTS = path.join(TOP, 'build/galera/usr/bin');
const PREFIX = ROOT ? ['setpriv', '--reuid=www-data', '--regid=www-data', '--clear-groups', '--'] : [];
const ENVIRONMENT = { ...process.env, PATH: `${SCRIPTS}:/usr/sbin:${process.env.PATH}` };
delete ENVIRONMENT.NODE_TEST_CONTEXT;

class Node {
  constructor(cluster, number) {
    this.cluster = cluster;
    this.number = number;
    this.root = path.join(cluster.root, `n${number}`);
    this.socket = path.join(this.root, 'socket');
    this.data = path.join(this.root, 'data');
    fs.mkdirSync(this.root);
    own(this.root);
  }

  get address() {
    return `127.0.0.1:${this.ports[0]}`;
  }

  // Galera ends at its start now and then, when a thread of its own is gone before it is looked at (ESRCH).
  async start(...options) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.launch(...options);
      } catch (error) {
        if (tries === 3 || !/schedparams/.test(error.message)) throw error;
      }
    }
  }

  launch(address, ...more) {
    const [group, copy, missed, port] = this.ports;
    const options = [`base_port=${group}`, `ist.recv_addr=127.0.0.1:${missed}`, `gmcast.listen_addr=tcp://127.0.0.1:${group}`, 'gcache.size=32M'];
    const out = fs.openSync(path.join(this.root, 'log'), 'a');
    const [command, ...args] = [...PREFIX, 'mariadbd', '--no-defaults', `--datadir=${this.data}`, `--socket=${this.socket}`, `--pid-file=${this.root}/pid`, `--port=${port}`,
      '--bind-address=127.0.0.1', '--binlog-format=ROW', '--innodb-autoinc-lock-mode=2', '--innodb-buffer-pool-size=64M', '--innodb-log-file-size=16M',
      '--innodb-flush-log-at-trx-commit=2', '--max-connections=200', '--wsrep-on=ON', '--wsrep-provider=/usr/lib/galera/libgalera_smm.so', '--wsrep-cluster-name=tests',
      `--wsrep-node-name=n${this.number}`, `--wsrep-node-address=127.0.0.1:${group}`, '--wsrep-sst-method=rsync', `--wsrep-sst-receive-address=127.0.0.1:${copy}`,
      `--wsrep-provider-options=${options.join(';')}`, '--wsrep-sync-wait=7', `--wsrep-cluster-address=gcomm://${address}`, ...more];
    this.server = spawn(command, args, { stdio: ['ignore', out, out], env: ENVIRONMENT });
    fs.closeSync(out);
    this.ended = new Promise((resolve) => this.server.on('exit', resolve));
    process.on('exit', this.killer = () => this.server?.kill('SIGKILL'));
    return until(() => {
      if (this.server.exitCode !== null) throw new Error(`MariaDB does not start:\n${fs.readFileSync(path.join(this.root, 'log'), 'utf8').slice(-4000)}`);
      return this.status('wsrep_ready') === 'ON';
    }, `node ${this.number} is ready`);
  }

  // It finds the others that are there, and gets from one of them what it has missed.
  join() {
    return this.start(this.cluster.nodes.map((node) => node.address).join(','));
  }

  run(text, database = 'mysql') {
    const done = spawnSync('mariadb', ['--no-defaults', '-N', '-B', '-r', '-S', this.socket, '-u', 'root', database], { input: text, encoding: 'utf8' });
    return done.status === 0 ? done.stdout.trim() : '';
  }

  status(name) {
    return this.run(`SHOW STATUS LIKE '${name}'`).split('\t')[1];
  }

  async end(signal) {
    if (!this.server) return;
    process.off('exit', this.killer);
    this.server.kill(signal);
    await this.ended;
    this.server = null;
    fs.rmSync(this.socket, { force: true });
  }

  cut() {
    return this.end('SIGKILL');
  }
}

export class Galera {
  constructor(root) {
    this.root = path.join(root, 'galera');
    fs.mkdirSync(this.root);
    own(this.root);
    this.nodes = [1, 2, 3].map((number) => new Node(this, number));
  }

  async begin() {
    if (!fs.existsSync(path.join(SCRIPTS, 'wsrep_sst_rsync'))) throw new Error('no build/galera; say tools/prepare.sh nodes');
    const ports = await freePorts(12);
    this.nodes.forEach((node, i) => { node.ports = ports.slice(4 * i, 4 * i + 4); });
    const [first, ...others] = this.nodes;
    this.install(first.data);
    for (const node of others) fs.cpSync(first.data, node.data, { recursive: true, preserveTimestamps: true });
    if (ROOT) for (const node of others) spawnSync('chown', ['-R', 'www-data:www-data', node.data]);
    await first.start('', '--wsrep-new-cluster');
    for (const node of others) await node.join();
    await until(() => first.status('wsrep_cluster_size') === '3', 'the cluster is complete');
    return this;
  }

  // MariaDB's own script starts a server for it, which ends at once now and then while many others are started.
  install(data) {
    for (let tries = 1; ; tries++) {
      fs.rmSync(data, { recursive: true, force: true });
      try {
        return asServer('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']);
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  }

  // A copy of the tests' template, in the cluster, looked at through the first node that lives.
  database(site) {
    const server = Object.create(site.stage.databases);
    const { nodes } = this;
    Object.defineProperty(server, 'socket', { get: () => (nodes.find((node) => node.server) ?? nodes[0]).socket });
    return server.copy(freshName());
  }

  async stop() {
    for (const node of this.nodes) await node.cut();
  }
}

// haproxy with the configuration TEXT.
export class Proxy {
  constructor(root, text) {
    this.file = path.join(root, 'haproxy.cfg');
    this.log = path.join(root, 'haproxy.log');
    fs.writeFileSync(this.file, text);
  }

  start(port, answers) {
    const out = fs.openSync(this.log, 'a');
    this.server = spawn('/usr/sbin/haproxy', ['-f', this.file, '-db'], { stdio: ['ignore', out, out] });
    fs.closeSync(out);
    this.ended = new Promise((resolve) => this.server.on('exit', resolve));
    process.on('exit', this.killer = () => this.server.kill('SIGKILL'));
    return until(() => {
      if (this.server.exitCode !== null) throw new Error(`haproxy does not start:\n${fs.readFileSync(this.log, 'utf8')}`);
      return answers.call({ port });
    }, 'haproxy answers');
  }

  async stop() {
    process.off('exit', this.killer);
    this.server.kill('SIGKILL');
    await this.ended;
  }
}
