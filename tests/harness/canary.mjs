// SPDX-License-Identifier: Apache-2.0
// tests/harness/canary.mjs: a text that would become markup, a script, an include or an entity wherever something is not escaped

import assert from 'node:assert/strict';

export const CANARY = `"'><svg/onload=1>&lt;]]><!--#include virtual="/secret"--><script>alert(1)</script>{{7*7}}\${7*7}`;

// What PAGE would have if the canary had become markup.
export function assertClean(page, where) {
  for (const node of page.nodes) {
    for (const { name, value } of node.attrs ?? []) {
      assert.ok(!name.startsWith('on'), `${where}: <${node.nodeName} ${name}>`);
      if (['href', 'src', 'action', 'formaction'].includes(name)) {
        const { protocol, host } = new URL(value, 'http://own.example/account/');
        assert.ok(['mailto:', 'tel:'].includes(protocol) || host === 'own.example' || /^https?:\/\/[a-z0-9.:-]+(\/|$)/.test(value), `${where}: ${name}="${value}"`);
      }
    }
  }
  assert.ok(!page.one('svg', { '/onload': true }) && !page.one('svg', { onload: true }), `${where}: an element`);
  assert.equal(page.all('script').filter((node) => node.childNodes[0]?.value === 'alert(1)').length, 0, `${where}: a script`);
}

// The same of an ANSWER of any kind: nowhere does the canary stand as it is, no include was made.
export function assertCleanAnswer(answer, where) {
  const csv = /^text\/csv/.test(answer.headers['content-type'] ?? '');
  if (!csv) {
    assertClean(answer.page, where);
    assert.ok(!answer.text.includes(CANARY), `${where}: the canary stands as it is`);
  }
  assert.doesNotMatch(answer.text, /an error occurred while processing/, `${where}: an include`);
  if (!csv) assert.doesNotMatch(answer.text, /<!--#/, `${where}: an include`);
  for (const value of answer.rawHeaders) assert.ok(!/<svg|onload|[\r\n]/.test(value), `${where}: a header`);
}

// The cells of a CSV (RFC 4180): [[cell, …], …]. Throws where it is none.
export function csvCells(text) {
  const rows = [];
  let row = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length;) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) throw new Error(`not RFC 4180 at ${JSON.stringify(text.slice(at, at + 60))}`);
    row.push(found[1] === undefined ? found[2] : found[1].replaceAll('""', '"'));
    at = cell.lastIndex;
    if (found[3] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
