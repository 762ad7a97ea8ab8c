// SPDX-License-Identifier: Apache-2.0
// tests/harness/server.mjs: whom httpd becomes, and things done as that user

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

export const ROOT = process.getuid() === 0;
export const RUN_USER = ROOT ? 'www-data' : os.userInfo().username;
const OWNER = { uid: process.getuid(), gid: process.getgid() };
if (ROOT) {
  const [, , uid, gid] = fs.readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('www-data:')).split(':');
  OWNER.uid = Number(uid);
  OWNER.gid = Number(gid);
}

export function own(file) {
  if (ROOT) fs.lchownSync(file, OWNER.uid, OWNER.gid);
}

// COMMAND as whom httpd becomes, so that no file of the database is ever root's.
export function asServer(command, args, options = {}) {
  const prefix = ROOT ? ['setpriv', `--reuid=${OWNER.uid}`, `--regid=${OWNER.gid}`, '--clear-groups', '--'] : [];
  const [file, ...rest] = [...prefix, command, ...args];
  const done = spawnSync(file, rest, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error ?? ''} status ${done.status}\n${done.stdout}${done.stderr}`);
  return done.stdout;
}
