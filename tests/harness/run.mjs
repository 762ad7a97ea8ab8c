// SPDX-License-Identifier: Apache-2.0
// tests/harness/run.mjs: the parts of the tests in their order, progress, and the sum
//
//   node tests/harness/run.mjs                  unit guards skin fuzz http browser faults nodes
//   node tests/harness/run.mjs http/sign-in     one file of a part; "unit/form" all whose name begins so
//   node tests/harness/run.mjs long             http on the sanitizers' build and under valgrind, the tests of tests/long,
//                                               and each fuzz target for a minute
//   node tests/harness/run.mjs long/memory      one file of tests/long; long/valgrind, long/sanitizers, long/fuzz: that part alone
//
// ./run-tests has installed and built before it calls this.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { databases } from './database.mjs';
import { BUILD, Stage, TOP, own } from './stage.mjs';

const AT_ONCE = 2;
const FILE_LIMIT = 10 * 60 * 1000;
const LONG_LIMIT = 60 * 60 * 1000;
const FUZZ_SECONDS = 60;
// In the run of all parts things break a few times only.
const SHORT = process.argv.length === 2;
// The kinds of database that this run is about.
const KINDS = (process.env.MYA_TEST_DATABASES || 'sqlite postgresql mariadb').split(' ');
const SANITIZED = path.join(TOP, 'build-sanitizers');

const sum = { passed: 0, failed: 0, skipped: 0 };
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-tests-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

// Run COMMAND to its end: { status, output, ms }.
function execute(command, args, { env = {}, limit = FILE_LIMIT } = {}) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: TOP, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const late = setTimeout(() => child.kill('SIGTERM'), limit);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => { output += piece; });
    child.on('error', (error) => { output += error.message; });
    child.on('close', (status, signal) => {
      clearTimeout(late);
      resolve({ status: status ?? -1, output: signal ? `${output}\nended by ${signal}` : output, ms: Date.now() - started });
    });
  });
}

// What a part found: results = [{ outcome, name, why }].
function tell(title, results, ms, said = '') {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    count[result.outcome]++;
    sum[result.outcome]++;
  }
  const words = [`${count.passed} passed`, count.failed && `${count.failed} FAILED`, count.skipped && `${count.skipped} skipped`];
  console.log(`${title.padEnd(34)} ${words.filter(Boolean).join(', ')} (${(ms / 1000).toFixed(1)} s)`);
  for (const line of said.split('\n').filter(Boolean)) console.log(`    ${line}`);
  for (const result of results.filter((at) => at.outcome === 'failed')) {
    console.log(`  FAILED ${result.name}\n${String(result.why).trim().split('\n').map((line) => `    ${line}`).join('\n')}`);
  }
}

async function atOnce(list, work) {
  const rest = [...list];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (rest.length) await work(rest.shift());
  }));
}

function chosen(folder, pattern, filter) {
  if (!fs.existsSync(path.join(TOP, folder))) return [];
  return fs.readdirSync(path.join(TOP, folder)).filter((name) => pattern.test(name) && name.replace(/^test_/, '').startsWith(filter)).sort();
}

// --- the parts ---

// Each program of tests/unit is a group of cmocka; its own lines say how many.
async function unit(filter) {
  const made = await execute('make', ['-s', `-j${os.cpus().length}`, '-C', BUILD, 'check', 'TESTS=']);
  if (made.status !== 0) {
    tell('unit', [{ outcome: 'failed', name: 'the unit tests are built', why: made.output.slice(-6000) }], made.ms);
    return;
  }
  const programs = chosen('tests/unit', /^test_.*\.c$/, filter);
  const onEach = programs.filter((name) => fs.readFileSync(path.join(TOP, 'tests/unit', name), 'utf8').includes('MYA_TEST_DSN'));
  const env = { MYA_SRCDIR: TOP, MYA_BUILDDIR: BUILD };
  await atOnce(programs.filter((name) => !onEach.includes(name)), (name) => unitProgram(name, env));
  for (const kind of onEach.length ? KINDS : []) await onServers(kind, (dsn) => atOnce(onEach, (name) => unitProgram(name, { ...env, MYA_TEST_DSN: dsn }, ` (${kind})`)));
}

// With a database of KIND, for programs that make their own tables.
async function onServers(kind, work) {
  const root = path.join(scratch, `unit-${kind}`);
  fs.mkdirSync(root);
  for (const folder of [scratch, root]) own(folder);
  const servers = databases(root, kind);
  try {
    servers.start();
    await work(servers.create('columns').ctl);
  } finally {
    servers.stop();
  }
}

async function unitProgram(name, env, where = '') {
  const program = name.replace(/\.c$/, '');
  const { status, output, ms } = await execute(path.join(BUILD, 'tests/unit', program), [], { env });
  const number = (word) => Number(new RegExp(`\\[ *${word} *\\] (\\d+) test`).exec(output)?.[1] ?? 0);
  const results = Array.from({ length: number('PASSED') }, () => ({ outcome: 'passed' }));
  for (let i = number('SKIPPED'); i > 0; i--) results.push({ outcome: 'skipped' });
  const bad = Math.max(number('FAILED'), status !== 0 || results.length === 0 ? 1 : 0);
  for (let i = 0; i < bad; i++) results.push({ outcome: 'failed', name: program, why: i ? '(see above)' : output.slice(-6000) });
  tell(`unit/${program.replace('test_', '')}${where}`, results, ms);
}

async function guards(filter) {
  const env = { MYA_SRCDIR: TOP, MYA_BUILDDIR: BUILD };
  const results = [];
  const started = Date.now();
  for (const name of chosen('tests/guards', /\.sh$/, filter)) {
    const { status, output } = await execute('sh', [path.join('tests/guards', name)], { env });
    results.push({ outcome: status === 0 ? 'passed' : status === 77 ? 'skipped' : 'failed', name: `guards/${name}`, why: output });
  }
  tell('guards', results, Date.now() - started);
}

// The corpus of each target once more: what once broke something must not do so again.
async function fuzz(filter, { seconds = 0 } = {}) {
  for (const name of chosen('tests/fuzz', /^fuzz_.*\.c$/, filter ? `fuzz_${filter}` : '')) {
    const target = name.replace(/^fuzz_|\.c$/g, '');
    const done = await execute('sh', ['tests/harness/fuzz.sh', target, String(seconds)], { env: { MYA_BUILDDIR: BUILD }, limit: FILE_LIMIT + seconds * 1000 });
    const cases = fs.existsSync(path.join(TOP, 'tests/fuzz/corpus', target)) ? fs.readdirSync(path.join(TOP, 'tests/fuzz/corpus', target)).length : 0;
    tell(`fuzz/${target}`, [{ outcome: done.status === 0 && cases > 0 ? 'passed' : 'failed', name: `fuzz/${target}`, why: done.output.slice(-6000) || 'it has no corpus' }],
      done.ms, seconds ? /^stat::number_of_executed_units:.*$/m.exec(done.output)?.[0] : `${cases} cases`);
  }
}

async function nodeFile(folder, name, env, limit, where) {
  const title = `${path.basename(folder)}/${name.replace('.test.mjs', '')}${where}`;
  const report = path.join(scratch, title.replace(/[^a-z0-9-]/g, '-'));
  const { status, output, ms } = await execute(process.execPath, [
    '--test-reporter', path.join(TOP, 'tests/harness/reporter.mjs'), '--test-reporter-destination', report, path.join(folder, name),
  ], { env, limit });
  const results = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)) : [];
  if (results.length === 0 || (status !== 0 && !results.some((at) => at.outcome === 'failed'))) {
    results.push({ outcome: 'failed', name: title, why: output.slice(-6000) || `status ${status}` });
  }
  tell(title, results, ms, status === 0 ? output : '');
}

async function nodeTests(part, filter, env = {}, limit = FILE_LIMIT) {
  const folder = path.join('tests', part);
  await atOnce(chosen(folder, /\.test\.mjs$/, filter), (name) => nodeFile(folder, name, env, limit, ''));
}

// Each file has servers of its own, which it kills; on each kind of database that this run is about. FACTOR: how many tries, as a
// share of what ./run-tests faults makes.
const SHORT_ON = { kill: 'sqlite', file: 'sqlite', server: 'postgresql', statement: 'mariadb', submit: 'postgresql' };

async function faults(filter, factor = SHORT ? 0.05 : 1) {
  const meant = (name, kind) => kindsOf('tests/faults', name).includes(kind) && (!SHORT || SHORT_ON[name.replace('.test.mjs', '')] === kind);
  const runs = KINDS.flatMap((kind) => chosen('tests/faults', /\.test\.mjs$/, filter).filter((name) => meant(name, kind)).map((name) => [name, kind]));
  await atOnce(runs, ([name, kind]) => nodeFile('tests/faults', name, { MYA_TEST_DATABASE: kind, MYA_FAULTS: String(factor), MYA_TEST_STAGE: '' }, LONG_LIMIT, ` (${kind})`));
}

// Several machines, as servers on this one. In the run of all parts that is two nodes, which take no minute.
async function nodes(filter, factor = SHORT ? 0.3 : 1) {
  for (const name of chosen('tests/nodes', /\.test\.mjs$/, filter || (SHORT ? 'balancer' : ''))) {
    const kind = name.startsWith('galera') ? 'mariadb' : 'postgresql';
    await nodeFile('tests/nodes', name, { MYA_TEST_DATABASE: kind, MYA_FAULTS: String(factor), MYA_TEST_STAGE: '' }, LONG_LIMIT, '');
  }
}

async function onStage(work, { build = BUILD, kind = 'sqlite' } = {}) {
  const stage = new Stage(fs.mkdtempSync(path.join(os.tmpdir(), 'mya-stage-')), build, kind);
  try {
    stage.make();
    process.env.MYA_TEST_STAGE = stage.root;
    await work();
  } finally {
    stage.remove();
  }
}

// On each kind of database, but for files that say "// runs on: postgresql mariadb (why)" at their head.
const kindsOf = (folder, name) => /^\/\/ runs on: ([a-z ]+?)(?: \(|$)/m.exec(fs.readFileSync(path.join(TOP, folder, name), 'utf8'))?.[1].split(' ') ?? KINDS;

async function httpOn(kind, filter, { env = {}, limit = FILE_LIMIT, build = BUILD } = {}) {
  const files = chosen('tests/http', /\.test\.mjs$/, filter).filter((name) => kindsOf('tests/http', name).includes(kind));
  await onStage(() => atOnce(files, (name) => nodeFile('tests/http', name, { ...env, MYA_TEST_DATABASE: kind }, limit, ` (${kind})`)), { build, kind });
}

async function http(filter) {
  for (const kind of KINDS) await httpOn(kind, filter);
}

const PARTS = {
  unit,
  guards,
  skin: (filter) => onStage(() => nodeTests('skin', filter)),
  fuzz,
  http,
  browser: (filter) => onStage(() => nodeTests('browser', filter)),
  faults: (filter) => faults(filter),
  nodes: (filter) => nodes(filter),
};

// What takes long. Each part has its own build or environment; the memory of a sanitized or watched process says nothing.
const LONG = {
  sanitizers: async () => {
    process.env.MYA_SANITIZED = '1';
    await httpOn('sqlite', '', { env: { MYA_BUILD: SANITIZED }, limit: LONG_LIMIT, build: SANITIZED });
    delete process.env.MYA_SANITIZED;
  },
  valgrind: () => httpOn('sqlite', '', { env: { MYA_VALGRIND: '1' }, limit: LONG_LIMIT }),
  faults: () => faults('', 10),
  nodes: () => nodes('', 5),
  tests: (filter) => onStage(() => nodeTests('long', filter, {}, LONG_LIMIT)),
  fuzz: () => fuzz('', { seconds: FUZZ_SECONDS }),
};

async function long(filter) {
  for (const [name, part] of Object.entries(LONG)) {
    if (!filter || filter === name) await part('');
  }
  if (filter && !LONG[filter]) await LONG.tests(filter);
}

async function main(wanted) {
  const started = Date.now();
  const parts = (wanted.length ? wanted : Object.keys(PARTS)).map((word) => word.replace(/^tests\//, '').replace(/(\.test\.mjs|\.sh|\.c)$/, '').split('/'));
  const unknown = parts.find(([part]) => part !== 'long' && !PARTS[part]);
  if (unknown) {
    console.error(`run-tests: "${unknown.join('/')}" is none of ${Object.keys(PARTS).join(', ')}, long`);
    process.exit(2);
  }
  for (const [part, ...rest] of parts) {
    if (part === 'long') await long(rest.join('/'));
    else await PARTS[part](rest.join('/').replace(/^(test|fuzz)_/, ''));
  }
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
await main(process.argv.slice(2));
