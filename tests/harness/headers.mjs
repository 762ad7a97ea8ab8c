// SPDX-License-Identifier: Apache-2.0
// tests/harness/headers.mjs: XS4, XS5, DP1, LO5: what the headers of every answer of ours must say, and no page may

import { policyOf } from './policy.mjs';

const ALWAYS = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};
const NEVER = ['strict-transport-security', 'x-powered-by', 'access-control-allow-origin'];
const ONCE = ['content-security-policy', 'cache-control', 'x-content-type-options', 'location', 'content-type', 'retry-after'];
const SOURCE = /^('none'|'self'|'unsafe-hashes'|'sha256-[A-Za-z0-9+/]{43}=')$/;

// What a fault may never tell: SQL, paths, libraries, versions.
const INSIDE = /\b(SELECT|INSERT INTO|UPDATE|FROM mya_|sqlite|apr_|libxslt|libxml|gumbo)\b|ERROR:|\/usr\/|\/tmp\/|\/etc\/|\.c:\d+|Apache\/2/;

function policyFaults(answer) {
  const policy = policyOf(answer);
  const faults = [];
  for (const name of ['default-src', 'object-src', 'base-uri', 'frame-ancestors']) {
    if (String(policy[name]) !== "'none'") faults.push(`${name} is ${policy[name]}`);
  }
  if (String(policy['form-action']) !== "'self'") faults.push(`form-action is ${policy['form-action']}`);
  for (const name of ['script-src', 'style-src']) {
    for (const source of policy[name] ?? []) if (!SOURCE.test(source)) faults.push(`${name} has ${source}`);
  }
  for (const never of ["'unsafe-inline'", "'unsafe-eval'", '*', 'http:', 'https:']) {
    if (Object.values(policy).flat().includes(never)) faults.push(`the policy has ${never}`);
  }
  return faults;
}

const FILE = "default-src 'none'; sandbox";

// What is wrong with ANSWER: [sentence, …]. IS_PAGE: it has the policy of a page, and is nobody else's to keep.
export function headerFaults(answer, isPage = true) {
  const { headers } = answer;
  const faults = [];
  for (const [name, pattern] of Object.entries(ALWAYS)) if (!pattern.test(headers[name] ?? '')) faults.push(`${name} is ${headers[name]}`);
  for (const name of NEVER) if (headers[name] !== undefined) faults.push(`${name} is set`);
  for (const name of ONCE) if (answer.rawHeaders.filter((at) => at.toLowerCase() === name).length > 1) faults.push(`${name} stands twice`);
  for (const value of answer.rawHeaders) if (/[\r\n\0]/.test(value)) faults.push('a header has a line end');
  if (isPage) {
    if (headers['cache-control'] !== 'no-store') faults.push(`cache-control is ${headers['cache-control']}`);
    if (!/Cookie/.test(headers.vary ?? '')) faults.push(`vary is ${headers.vary}`);
    if (headers.etag !== undefined || headers['last-modified'] !== undefined) faults.push('it can be kept by its etag or date');
    if (/^attachment/.test(headers['content-disposition'] ?? '')) faults.push(...(headers['content-security-policy'] === FILE ? [] : ['a file has the policy of a page']));
    else faults.push(...policyFaults(answer));
  } else if (!/^default-src 'none'/.test(headers['content-security-policy'] ?? '')) {
    faults.push('there is no policy');
  }
  if (answer.status >= 400 && INSIDE.test(answer.text)) faults.push(`it tells of the inside: ${INSIDE.exec(answer.text)[0]}`);
  for (const line of answer.setCookies) if (!/^__Host-[^=]+=[A-Za-z0-9_-]*; /.test(line) || !/; Secure/i.test(line) || !/; HttpOnly/i.test(line) || !/; SameSite=Lax/i.test(line) || !/; Path=\/(;|$)/i.test(line) || /; Domain/i.test(line)) faults.push(`a cookie is ${line.replace(/=[^;]*/, '=…')}`);
  return faults;
}
