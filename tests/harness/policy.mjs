// SPDX-License-Identifier: Apache-2.0
// tests/harness/policy.mjs: the Content-Security-Policy of an answer: directive → its sources

export function policyOf(answer) {
  const header = answer.headers['content-security-policy'] ?? '';
  return Object.fromEntries(header.split(/;\s*/).filter(Boolean).map((part) => {
    const [name, ...values] = part.split(/\s+/);
    return [name, values];
  }));
}
