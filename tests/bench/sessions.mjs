// SPDX-License-Identifier: Apache-2.0
// tests/bench/sessions.mjs: very many people who are signed in, as rows of mya_session
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';

const TOGETHER = 1000;

const hash = (text) => createHash('sha256').update(text).digest('hex');
const at = (seconds) => `'${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;

// One word or number that the database of DEMO answers to SQL.
export function ask(demo, sql) {
  const [program, ...args] = demo.client;
  const done = spawnSync(program, args, { input: sql, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`);
  return done.stdout.trim();
}

// Let COUNT further sessions be open, over all users in turn. In the order of the key, which is how a database likes them best.
export async function addSessions(demo, count) {
  const users = ask(demo, "SELECT MIN(user_id || ',' || customer_id) FROM mya_membership GROUP BY user_id;").split('\n').map((line) => line.split(','));
  const keys = Array.from({ length: count }, (_, i) => hash(`session ${i}`)).sort();
  const [began, ends] = [at(-600), at(8 * 3600)];
  const [program, ...args] = demo.client;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  for (let i = 0; i < count; i += TOGETHER) {
    const rows = keys.slice(i, i + TOGETHER).map((key, k) => {
      const [user, customer] = users[(i + k) % users.length];
      return `('main','${key}','${hash(key).slice(0, 20)}','${user}','${customer}',${began},${began},${began},'192.0.2.7','bench',${ends})`;
    });
    const sql = `INSERT INTO mya_session (portal, id_hash, ref, user_id, customer_id, created, signed_in, last_seen, address, agent, expires) VALUES\n${rows.join(',\n')};\n`;
    if (i % 100000 === 0) child.stdin.write(i ? 'COMMIT;\nBEGIN;\n' : 'BEGIN;\n');
    if (!child.stdin.write(sql)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end(`COMMIT;\n${demo.kind === 'mariadb' ? 'ANALYZE TABLE mya_session' : 'ANALYZE'};\n`);
  const [status] = await ended;
  if (status !== 0) throw new Error(`${program}: the sessions could not be added`);
}
