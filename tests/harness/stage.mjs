// SPDX-License-Identifier: Apache-2.0
// tests/harness/stage.mjs: what all servers of a test run share: the built module, the shipped files, a filled database
//
// Copies, because httpd gives up root and whom it becomes need not reach the checkout; and because hashing the demo's
// passwords once is enough. ./run-tests makes one and names it in MYA_TEST_STAGE; a test file started by hand makes its own.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { PASSWORD } from './client.mjs';
import { DIALECT, databases } from './database.mjs';
import { ROOT, RUN_USER, asServer, own } from './server.mjs';

export { ROOT, RUN_USER, asServer, own };

export const TOP = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const BUILD = path.resolve(TOP, process.env.MYA_BUILD ?? 'build');
// The day on which the demo's data are made, and the moment at which each server's clock begins.
export const TODAY = '2026-06-15';
export const START = Date.parse(`${TODAY}T09:00:00Z`) / 1000;

export function sqlite(file, sql) {
  return asServer('sqlite3', ['-batch', '-cmd', '.timeout 10000', file], { input: sql });
}

export function users() {
  const lines = fs.readFileSync(path.join(TOP, 'demo/data/users.tsv'), 'utf8').split('\n');
  return lines.filter((line) => line && !line.startsWith('#')).map((line) => {
    const [email, name, phone, language, customer, role] = line.split('\t');
    return { email, name, phone, language, customer, role };
  });
}

export class Stage {
  // KIND of database that its sites have.
  constructor(root, build = BUILD, kind = DIALECT) {
    this.root = root;
    this.build = build;
    this.kind = kind;
    this.module = path.join(root, 'mod_myaccount.so');
    this.databases = databases(path.join(root, 'data'), kind);
    this.counter = path.join(root, 'count-hashes.so');
    this.ctl = path.join(this.build, 'myaccountctl');
  }

  // The sanitizers' libraries come before everything else into a server that is not built with them.
  get environment() {
    if (!process.env.MYA_SANITIZED) return {};
    const library = (name) => execFileSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
    return {
      LD_PRELOAD: `${library('libasan.so')} ${library('libubsan.so')}`,
      ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=0:detect_stack_use_after_return=1',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    };
  }

  // myaccountctl with ARGS, its standard input INPUT, at the tests' point of time.
  run(args, { input = '', shift = this.shiftFile } = {}) {
    return asServer(this.ctl, args, {
      input, env: { ...process.env, ...this.environment, MYACCOUNT_SHARE: this.root, MYACCOUNT_CLOCK_FILE: shift },
    });
  }

  make() {
    fs.mkdirSync(path.join(this.root, 'data'), { recursive: true });
    fs.chmodSync(this.root, 0o755);
    own(path.join(this.root, 'data'));
    for (const folder of ['xslt', 'texts', 'schema', 'conf.d', 'demo']) {
      const from = path.join(TOP, folder);
      if (fs.existsSync(from)) fs.cpSync(from, path.join(this.root, folder), { recursive: true });
    }
    fs.copyFileSync(path.join(this.build, '.libs/mod_myaccount.so'), this.module);
    fs.copyFileSync(path.join(this.build, 'myaccountctl'), path.join(this.root, 'myaccountctl'));
    this.ctl = path.join(this.root, 'myaccountctl');
    execFileSync('chmod', ['-R', 'a+rX', this.root]);
    execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', this.counter, path.join(TOP, 'tests/harness/count-hashes.c'), '-ldl']);
    this.shiftFile = path.join(this.root, 'data/shift');
    fs.writeFileSync(this.shiftFile, String(START - Math.floor(Date.now() / 1000)));
    this.makeTemplate();
    return this;
  }

  makeTemplate() {
    this.databases.start();
    const database = this.databases.create('template_mya');
    this.run(['migrate', '--database', database.ctl]);
    database.sql(fs.readFileSync(path.join(TOP, `schema/${this.kind}/business.sql`), 'utf8'));
    database.sql(execFileSync(path.join(TOP, 'demo/data/make.sh'), [TODAY], { encoding: 'utf8', maxBuffer: 1 << 26 }));
    for (const user of users()) {
      this.run(['user', 'add', '--database', database.ctl, '--email', user.email, '--name', user.name, '--phone', user.phone,
        '--language', user.language, '--customer', user.customer, '--role', user.role], { input: `${PASSWORD}\n` });
    }
    database.sql(fs.readFileSync(path.join(TOP, 'demo/data/user-address.sql'), 'utf8'));
    this.databases.settle(database);
  }

  remove() {
    this.databases.stop();
    if (!process.env.MYA_KEEP) fs.rmSync(this.root, { recursive: true, force: true });
  }
}

let present;

export function stage() {
  if (!present && process.env.MYA_TEST_STAGE) {
    present = new Stage(process.env.MYA_TEST_STAGE);
    present.ctl = path.join(present.root, 'myaccountctl');
    present.shiftFile = path.join(present.root, 'data/shift');
  }
  if (!present) {
    present = new Stage(fs.mkdtempSync(path.join(os.tmpdir(), 'mya-stage-')));
    process.on('exit', () => present.remove());
    present.make();
  }
  return present;
}
