// SPDX-License-Identifier: Apache-2.0
// tests/harness/balancer.mjs: several nodes with one database, and a httpd before them that spreads requests, as doc/nodes.md says
//
//   const nodes = new Nodes(2);
//   await nodes.start();
//   const anna = await nodes.client().in('anna@example.com');      through the balancer
//   nodes.at(1, anna)                                              anna, asking node 1 herself

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Client } from './client.mjs';
import { Site, TOP, freePorts, sleep } from './site.mjs';
import { RUN_USER, own } from './stage.mjs';

// The example of doc/nodes.md that begins with "# NAME", with PLACES (what it says → what is so here).
export function example(name, places = {}) {
  const text = fs.readFileSync(path.join(TOP, 'doc/nodes.md'), 'utf8');
  const block = [...text.matchAll(/^```\w*\n(# ([\w.-]+)[^\n]*\n[^]*?)^```$/gm)].find(([, , title]) => title === name);
  if (!block) throw new Error(`doc/nodes.md has no example ${name}`);
  let [, said] = block;
  for (const [there, here] of Object.entries(places)) {
    if (!said.includes(there)) throw new Error(`doc/nodes.md: the example ${name} does not say ${there}`);
    said = said.replaceAll(there, here);
  }
  return said;
}

const MODULES = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'proxy_balancer', 'lbmethod_byrequests', 'slotmem_shm'];

export class Nodes {
  // options: of each node's Site, or a function that gives them by number
  constructor(count, options = {}) {
    this.count = count;
    this.options = options;
    this.mount = '/account';
    this.sites = [];
  }

  optionsOf(number) {
    const said = typeof this.options === 'function' ? this.options(number) : this.options;
    return {
      ...said, killed: true, beside: this.sites[0],
      location: { MyAccountBaseURL: `http://localhost:${this.port}`, ...said.location },
      main: `LoadModule remoteip_module \${MODULE_DIR}/mod_remoteip.so\n${example('node.conf', { '192.0.2.10': '127.0.0.1' })}\n${said.main ?? ''}`,
    };
  }

  async start() {
    [this.port] = await freePorts(1);
    for (let i = 0; i < this.count; i++) {
      const site = new Site(this.optionsOf(i));
      await site.start();
      this.sites.push(site);
    }
    this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-balancer-'));
    fs.chmodSync(this.root, 0o755);
    own(this.root);
    await this.launch();
    return this;
  }

  get conf() {
    const [first, second, ...more] = this.sites.map((site) => `127.0.0.1:${site.port}`);
    const said = example('balancer.conf', { 'node1.internal:8080': first, 'node2.internal:8080': second });
    const members = said.replace(new RegExp(`^.*${second}.*\n`, 'm'), (line) => [second, ...more].map((at) => line.replace(second, at)).join(''));
    return [
      ...MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      `User ${RUN_USER}\nGroup ${RUN_USER}\nServerRoot ${this.root}\nDefaultRuntimeDir ${this.root}\nPidFile httpd.pid\nMutex file:${this.root} default`,
      `ErrorLog ${this.root}/error.log\nServerName localhost\nListen 127.0.0.1:${this.port}\nThreadsPerChild 64\nMaxRequestWorkers 64`,
      members, '',
    ].join('\n');
  }

  async launch() {
    const file = path.join(this.root, 'httpd.conf');
    fs.writeFileSync(file, this.conf);
    const out = fs.openSync(path.join(this.root, 'stderr.log'), 'a');
    this.httpd = spawn('/usr/sbin/apache2', ['-f', file, '-DFOREGROUND'], { stdio: ['ignore', out, out], detached: true });
    fs.closeSync(out);
    this.ended = new Promise((resolve) => this.httpd.on('exit', resolve));
    process.on('exit', this.killer = () => this.kill());
    for (let waited = 0; !(fs.existsSync(path.join(this.root, 'httpd.pid')) && await this.sites[0].answers.call(this)); waited += 25) {
      if (waited > 20000 || this.httpd.exitCode !== null) throw new Error(`the balancer does not start:\n${fs.readFileSync(path.join(this.root, 'stderr.log'), 'utf8')}`);
      await sleep(25);
    }
  }

  kill() {
    try {
      process.kill(-this.httpd.pid, 'SIGKILL');
    } catch { /* it has ended */ }
  }

  async stop() {
    if (this.httpd) {
      this.httpd.kill('SIGTERM');
      await this.ended;
      process.off('exit', this.killer);
    }
    if (this.root) fs.rmSync(this.root, { recursive: true, force: true });
    for (const site of [...this.sites].reverse()) await site.stop();
  }

  // --- as a site ---

  get first() {
    return this.sites[0];
  }

  get stage() {
    return this.first.stage;
  }

  get secrets() {
    return this.first.secrets;
  }

  client(options) {
    return new Client(this, options);
  }

  rows(text) {
    return this.first.rows(text);
  }

  value(text) {
    return this.first.value(text);
  }

  sql(text) {
    return this.first.sql(text);
  }

  // Who CLIENT is, at node NUMBER itself.
  at(number, client) {
    const direct = new Client(this.sites[number], { host: `localhost:${this.port}`, address: client?.address });
    if (client) direct.cookies = client.cookies;
    return direct;
  }

  // How many requests of PATTERN each node has had.
  asked(pattern) {
    return this.sites.map((site) => (site.accessLog.match(pattern) ?? []).length);
  }
}
