// SPDX-License-Identifier: Apache-2.0
// tests/harness/csv.mjs: files of lists, read as strictly as a spreadsheet may

import assert from 'node:assert/strict';

// The cells of a file by RFC 4180: [[cell …] …].
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (let at = 0; at < text.length;) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at++) {
        assert.ok(at < text.length, 'a quote ends');
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
      assert.doesNotMatch(cell, /["\n]/);
    }
    row.push(cell);
    if (text[at] === ',') { at += 1; continue; }
    assert.equal(text.slice(at, at + 2), '\r\n');
    at += 2;
    rows.push(row);
    row = [];
  }
  assert.equal(row.length, 0, 'the last line has its end');
  return rows;
}
