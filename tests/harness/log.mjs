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

// LO2: no password, cookie, token or key, and nothing of a person, in any log at any level. SECRETS: a Set of texts.
export function leaks(log, secrets) {
  return [...secrets].filter((secret) => secret.length >= 8 && log.includes(secret))
    .map((secret) => `${secret.slice(0, 4)}… in: ${log.split('\n').find((line) => line.includes(secret))?.slice(0, 200)}`);
}
