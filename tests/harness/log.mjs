// SPDX-License-Identifier: Apache-2.0
// tests/harness/log.mjs: the error log is part of what is tested: what was not announced is a fault

// warn and worse. "notice" and "info" are how a server tells of its life.
const LEVEL = /^\[[^\]]+\] \[[a-z0-9_-]*:(warn|error|crit|alert|emerg)\]/;
const NEVER = /exit signal|AddressSanitizer|runtime error:|SUMMARY: |Assertion|double free|corrupted/;

export function audit(log, announced, allowed) {
  const unannounced = [];
  const seen = new Set();
  for (const line of log.split('\n')) {
    const known = [...announced, ...allowed].filter((pattern) => pattern.test(line));
    for (const pattern of known) seen.add(pattern);
    if (NEVER.test(line) || (LEVEL.test(line) && known.length === 0)) unannounced.push(line);
  }
  return { unannounced, missing: announced.filter((pattern) => !seen.has(pattern)) };
}
