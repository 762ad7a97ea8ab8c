// SPDX-License-Identifier: Apache-2.0
// tests/harness/faults.mjs: people who go on while things break, and what must hold when they are done (doc/security.md, I3 to I9)
//
//   const crowd = new Crowd(site);
//   await crowd.begin();                       they sign in
//   await crowd.during(async () => { … });     they read and send forms while that runs
//   crowd.check();                             by SQL: every invariant
//
// How often things break is a number of tries times MYA_FAULTS (1 for ./run-tests faults, less in the default run, more in long).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { DIALECT } from './database.mjs';
import { TOP, sleep } from './site.mjs';

// A database that is killed keeps what it has acknowledged; those of other tests need not.
process.env.MYA_TEST_DURABLE = '1';

export const FACTOR = Number(process.env.MYA_FAULTS || 1);
export const times = (n) => Math.max(1, Math.round(n * FACTOR));

// Numbers that come again when the run is to be repeated: MYA_FAULTS_SEED.
const SEED = Number(process.env.MYA_FAULTS_SEED || Date.now() % 1000000);
let state = SEED;
export function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
export const between = (least, most) => least + Math.floor(random() * (most - least + 1));
export const oneOf = (list) => list[Math.floor(random() * list.length)];

// Of ten different customers; each the only one of theirs.
const PEOPLE = ['bo', 'kari', 'ioana', 'aoife', 'jorgen', 'haruka', 'rune', 'liv', 'synnove', 'sigrid'].map((name) => `${name}@example.com`);
const PAGES = ['/account/', '/account/invoices', '/account/details', '/account/sessions', '/account/-/greeting', '/index.html', '/css/site.css'];

// What people see in no other answer than their own.
let marks = 0;
const mark = (person) => `Zq${person}x${marks += 1}z`;
const MARK = /Zq(\d+)x\d+z/g;

// Forms of actions that were done. A nonce with a point in it is that of a guess at a password.
const USED = 'SELECT COUNT(*) AS n FROM mya_once WHERE content IS NOT NULL';
const invoicesIn = (text) => [...new Set(text.match(/\/account\/invoices\/[a-z0-9]{20}/g) ?? [])].sort().join(' ');

export class Crowd {
  // outage: 503 is an answer that may come
  constructor(site, { people = PEOPLE.length, outage = false, pause = 20 } = {}) {
    this.site = site;
    this.outage = outage;
    this.pause = pause;
    this.people = PEOPLE.slice(0, people).map((email, number) => ({ email, number, sent: new Set(), accepted: new Set() }));
    this.statuses = new Map();
    this.broken = [];      // no answer: { from, to, what, error }
    this.wrong = [];       // an answer that may never come
    this.actions = 0;
  }

  async begin() {
    this.events = Number(this.site.value('SELECT coalesce(max(position), 0) AS n FROM mya_event'));
    this.used = Number(this.site.value(USED));
    for (const person of this.people) {
      person.client = this.site.client({ address: `127.0.1.${person.number + 1}` });
      await person.client.in(person.email);
      person.invoices = invoicesIn((await person.client.get('/account/invoices')).text);
      assert.ok(person.invoices, `${person.email} has invoices`);
    }
    return this;
  }

  // The answer to REQUEST, or null if there was none.
  async ask(person, what, request, good) {
    const from = Date.now();
    try {
      const answer = await request();
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      this.judge(person, what, answer, good);
      return answer;
    } catch (error) {
      this.broken.push({ from, to: Date.now(), what, error: error.message });
      return null;
    }
  }

  judge(person, what, answer, good) {
    const said = (why) => this.wrong.push(`${person.email}, ${what}: ${why}`);
    const busy = answer.status === 503 && (this.outage || DIALECT === 'sqlite');    // where writers queue up
    if (busy && !(Number(answer.headers['retry-after']) >= 1)) said('503 without Retry-After');
    if (busy && !/class="site-header"/.test(answer.text)) said('503 outside the layout');
    if (!busy && !good.includes(answer.status)) said(`${answer.status} ${answer.location ?? answer.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(-300)}`);
    for (const [whole, whose] of answer.text.matchAll(MARK)) if (Number(whose) !== person.number) said(`I9: it holds ${whole}`);
    for (const other of this.people) if (other !== person && answer.text.includes(other.email)) said(`I9: it holds ${other.email}`);
    if (answer.status === 200 && what === '/account/invoices' && invoicesIn(answer.text) !== person.invoices) said('other invoices than before');
  }

  async read(person, address = oneOf(PAGES)) {
    await this.ask(person, address, () => person.client.get(address), [200]);
  }

  // A change of one's own name; whoever gets no answer sends the same form again, most of the time.
  async change(person, stopped) {
    const page = await this.ask(person, 'the form', () => person.client.get('/account/details/edit'), [200]);
    if (page?.status !== 200) return;
    const form = page.page.form('/details/edit');
    const name = mark(person.number);
    person.sent.add(name);
    this.actions += 1;
    for (let tries = 0; tries < 100; tries++) {
      const answer = await this.ask(person, `sending ${name}`, () => person.client.send(form, { name }), [303]);
      if (answer?.status === 303) {
        person.accepted.add(name);
        return;
      }
      if (random() < 0.2 || stopped()) return;
      await sleep(this.pause);
    }
  }

  async live(person, stopped) {
    while (!stopped()) {
      if (random() < 0.6) await this.read(person);
      else await this.change(person, stopped);
      await sleep(between(0, this.pause));
    }
  }

  // They all live while WORK runs. Returns what it returns.
  async during(work) {
    let over = false;
    const lives = this.people.map((person) => this.live(person, () => over));
    try {
      return await work();
    } finally {
      over = true;
      await Promise.all(lives);
    }
  }

  get answers() {
    return [...this.statuses.values()].reduce((sum, n) => sum + n, 0);
  }

  get words() {
    const statuses = [...this.statuses].sort().map(([status, n]) => `${n} × ${status}`).join(', ');
    return `${this.answers} answers (${statuses}), ${this.broken.length} broken off, ${this.actions} actions, seed ${SEED}`;
  }

  // --- the invariants ---

  check() {
    assert.deepEqual(this.wrong.slice(0, 10), [], `${this.wrong.length} answers that may never come; ${this.words}`);
    const events = this.site.rows('SELECT e.data, u.email FROM mya_event e JOIN mya_user u ON u.id = e.user_id WHERE e.type = \'user.changed\' AND e.position > ' + `${this.events} ORDER BY e.position`)
      .map(({ data, email }) => ({ email, name: JSON.parse(data).name_to }));
    const faults = [];
    for (const person of this.people) {
      const done = events.filter(({ email }) => email === person.email).map(({ name }) => name);
      for (const name of person.accepted) if (done.filter((at) => at === name).length !== 1) faults.push(`I3: ${name} was accepted and is there ${done.filter((at) => at === name).length} times`);
      for (const name of person.sent) if (done.filter((at) => at === name).length > 1) faults.push(`I3: ${name} is there twice`);
      for (const name of done) if (!person.sent.has(name)) faults.push(`I6: nobody sent ${name}`);
      const stored = this.site.value(`SELECT name FROM mya_user WHERE email = '${person.email}'`);
      if (done.length && stored !== done.at(-1)) faults.push(`half done: ${person.email} is ${stored}, the last event says ${done.at(-1)}`);
    }
    const once = Number(this.site.value(USED)) - this.used;
    if (once !== events.length) faults.push(`I5: ${once} forms were used, ${events.length} changes were made`);
    const half = this.site.value("SELECT COUNT(*) AS n FROM mya_once WHERE page IS NULL AND nonce NOT LIKE '%.%'");
    if (Number(half) !== 0) faults.push(`half done: ${half} used forms have no outcome`);
    assert.deepEqual(faults, [], this.words);
    return events.length;
  }
}

// --- the database server of this run ---

const KIND = { postgresql: ['pg', 'pgdata/postmaster.pid', 'SIGQUIT'], mariadb: ['my', 'pid', 'SIGKILL'] }[DIALECT];

export class Server {
  constructor(site) {
    this.root = path.join(site.stage.root, 'data', KIND[0]);
  }

  get pid() {
    return Number(fs.readFileSync(path.join(this.root, KIND[1]), 'utf8').split('\n')[0]);
  }

  // As pg_ctl -m immediate; MariaDB has nothing milder than death.
  async crash(signal = KIND[2]) {
    const { pid } = this;
    process.kill(pid, signal);
    for (let waited = 0; fs.existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8')); waited += 20) {
      assert.ok(waited < 30000, `the server ${pid} ends`);
      await sleep(20);
    }
  }

  start() {
    execFileSync(path.join(TOP, 'tools/database.sh'), [DIALECT, 'start', this.root], { stdio: ['ignore', 'inherit', 'inherit'] });
  }

  // All its processes stand still, and go on.
  signal(signal) {
    const children = DIALECT === 'postgresql' ? fs.readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
    for (const pid of [this.pid, ...children]) {
      try {
        process.kill(pid, signal);
      } catch { /* it has ended meanwhile */ }
    }
  }
}

// How many connections httpd has to the database.
export function connections(site) {
  if (DIALECT === 'postgresql') return Number(site.value(`SELECT count(*) AS n FROM pg_stat_activity WHERE datname = '${site.db.name}' AND usename = 'myaccount'`));
  if (DIALECT === 'mariadb') return Number(site.value(`SELECT count(*) AS n FROM information_schema.processlist WHERE user = '${site.db.name}'`));
  return site.processes.flatMap((pid) => {
    try {
      return fs.readdirSync(`/proc/${pid}/fd`).filter((fd) => {
        try {
          return fs.readlinkSync(`/proc/${pid}/fd/${fd}`) === site.database;
        } catch { return false; }
      });
    } catch { return []; }
  }).length;
}

// The first request after: within LIMIT tries of REQUEST, a second of the breaker apart, there is an answer 200 or 303.
export async function recovers(request, { tries = 20, pause = 250 } = {}) {
  for (let i = 1; ; i++) {
    const answer = await request().catch(() => null);
    if ([200, 303].includes(answer?.status)) return answer;
    assert.ok(i < tries, `still ${answer?.status} after ${i} tries`);
    await sleep(pause);
  }
}
