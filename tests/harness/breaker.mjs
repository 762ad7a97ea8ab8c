// SPDX-License-Identifier: Apache-2.0
// tests/harness/breaker.mjs: the Nth statement from now on fails, on any database
//
//   const site = withSite(breakable());
//   site.breaker.fail(5, 'error')     as harness/wire.mjs has it; SQLite knows 'error' only
//   site.breaker.hit                  what met it, or null: there were fewer
//   after(() => mend(site));

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { DIALECT } from './database.mjs';
import { own } from './server.mjs';
import { TOP } from './site.mjs';
import { unwire, wired } from './wire.mjs';

export const WAYS = DIALECT === 'sqlite' ? ['error'] : ['error', 'cut', 'lost'];

// SQLite has no wire: its library is told to fail.
class Steps {
  constructor(site) {
    this.file = path.join(site.data, 'steps');
    fs.writeFileSync(this.file, '-1');
    own(this.file);
  }

  fail(number) {
    fs.writeFileSync(this.file, String(number - 1).padEnd(8));
  }

  get hit() {
    return Number(fs.readFileSync(this.file, 'utf8')) < 0 ? 'a step' : null;
  }
}

function failingSteps(site) {
  if (site.breaker) return;
  const library = path.join(site.root, 'fail-step.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, path.join(TOP, 'tests/harness/fail-step.c'), '-ldl']);
  site.breaker = new Steps(site);
  site.options.environment = { LD_PRELOAD: [site.stage.environment.LD_PRELOAD, library].filter(Boolean).join(' '), MYA_FAIL_STEP: site.breaker.file };
}

// Options for withSite().
export function breakable(options = {}) {
  if (DIALECT === 'sqlite') return { ...options, prepare: failingSteps };
  const { prepare, ...rest } = wired(options);
  return { ...rest, prepare: async (site) => {
    await prepare(site);
    site.breaker = site.wire;
  } };
}

export const mend = (site) => (DIALECT === 'sqlite' ? null : unwire(site));
