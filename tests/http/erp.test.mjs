// SPDX-License-Identifier: Apache-2.0
// tests/http/erp.test.mjs: a second small company, whose tables are those of an ERP of 2005 (tests/erp): its "my deliveries" is 28
// lines of XML, and shows what is in the tables as it is meant

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { attribute, textOf } from '../harness/page.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const ERP = path.join(TOP, 'tests/erp');
const TURID = 'turid@example.com';        // of 10017
const OHARA = 'ohara@example.com';        // of 10018

// The company's tables beside ours; who signs in stands in its own.
function makeTables(site) {
  site.definition = path.join(site.stage.root, 'tests/erp/portal/portal.xml');
  fs.cpSync(path.join(ERP, 'portal'), path.dirname(site.definition), { recursive: true });
  for (const file of ['schema.sql', 'data.sql', 'logins.sql']) site.sql(fs.readFileSync(path.join(ERP, file), 'utf8'));
}

// The rows of the first table: [[text of each cell]], and the links of their first cells.
function rowsOf(page) {
  const rows = page.all('tr').filter((node) => node.parentNode.nodeName === 'tbody');
  return rows.map((row) => row.childNodes.filter((node) => ['td', 'th'].includes(node.nodeName)).map(textOf));
}

describe('tables of an ERP of 2005', () => {
  const site = withSite({
    location: { MyAccountSkin: null, MyAccountLayout: 'none' },
    prepare: (at) => {
      if (!at.made) makeTables(at);
      at.made = true;
      at.allowLog(/the fragment -\/greeting is left empty/);
    },
  });
  let turid;
  before(async () => { turid = await site.client().in(TURID); });
  const list = async (query = '') => (await turid.get(`/account/deliveries${query}`)).page;

  test('are shown by fewer than 30 lines of XML', () => {
    const lines = fs.readFileSync(path.join(ERP, 'portal/deliveries.xml'), 'utf8').trim().split('\n');
    assert.ok(lines.length < 30, `${lines.length}`);
  });

  test('give a list: newest first, days, words for letters, exact amounts, none of what is deleted or another\'s', async () => {
    const page = await list();
    const rows = rowsOf(page);
    assert.equal(rows.length, 20);
    assert.match(page.main, /Page 1 of 2, 30 in all/);
    assert.ok(!page.all('h2').some((node) => textOf(node) === 'Deliveries'), 'the page is its heading');
    assert.deepEqual(rows[0], ['70006', '30 Nov 2025', '–', 'Picked', '–', 'NOK 0.07']);
    assert.deepEqual(rows[1].slice(0, 2).concat(rows[1].slice(3)), ['70005', '26 Oct 2025', 'Returned', 'A "RETURN" <OLD>; 50 % OFF', '-NOK 200.10']);
    assert.deepEqual(rows[2].slice(3), ['Shipped', 'BEFORE WINTER', 'NOK 99,999.99']);
    assert.deepEqual(rows[4].slice(3), ['Shipped', 'BEFORE SUMMER', 'NOK 100.00']);
    for (const secret of ['DELETED', 'NOT YOURS', '4,711.11']) assert.ok(!page.text.includes(secret), secret);
    assert.ok(page.links.includes('/account/deliveries/70006'));
    assert.ok(page.text.includes('NORDVIK MEK. VERKSTED AS'));
  });

  test('are filtered by days, letters and words, and sorted by amounts as numbers', async () => {
    const numbers = async (query) => rowsOf(await list(query)).map(([number]) => number);
    assert.deepEqual(await numbers('?DAY.from=2025-03-30&DAY.to=2025-10-26'), ['70005', '70004', '70003', '70002']);
    assert.deepEqual(await numbers('?STATUS=R'), ['70005']);
    assert.deepEqual(await numbers('?STATUS=P'), ['70006']);
    assert.equal((await numbers('?REF=series&size=100')).length, 24);
    assert.deepEqual(await numbers('?REF=50+%25'), ['70005']);
    assert.deepEqual(await numbers('?REF=%25'), ['70005'], 'a percent sign is a percent sign');
    assert.deepEqual((await numbers('?sort=-TOTAL')).slice(0, 3), ['70004', '70001', '70003']);
    assert.deepEqual((await numbers('?sort=TOTAL')).slice(0, 2), ['70005', '70006']);
  });

  test('are summed over the filter, to the last øre', async () => {
    const total = async (query) => textOf((await list(query)).one('tfoot'));
    assert.match(await total(''), /NOK 101,580\.56/);
    assert.match(await total('?DAY.from=2025-03-30&DAY.to=2025-10-26'), /NOK 100,099\.99/);
  });

  test('give a file with plain dates and numbers', async () => {
    const answer = await turid.get('/account/deliveries/-/deliveries.csv?DAY.from=2025-10-01');
    assert.equal(answer.status, 200);
    assert.match(decodeURIComponent(answer.headers['content-disposition']), /UTF-8''My deliveries 20/, 'called as the page, which is all that names it');
    const lines = answer.text.replace(/^\uFEFF/, '').trim().split(/\r\n/);
    assert.deepEqual(lines.slice(1).map((line) => line.split(',')[0]), ['70006', '70005', '70004']);
    assert.ok(lines[2].includes('"A ""RETURN"" <OLD>; 50 % OFF"'), lines[2]);
    assert.ok(lines[2].includes('2025-10-26') && lines[2].includes('-200.10'), lines[2]);
  });

  test('give a page for each: its lines, names with blanks and quotes, numbers with decimals', async () => {
    const { status, page } = await turid.get('/account/deliveries/70001');
    assert.equal(status, 200);
    assert.deepEqual(rowsOf(page), [['1', 'B-M12 x 40', 'BOLT M12 X 40, "HIGH" GRADE', '100', 'NOK 7.25'], ['2', 'N-M12', 'NUT M12 <A4>', '100', 'NOK 2.50'],
      ['3', 'HOUR', 'Montør & helper', '2.5', 'NOK 103.80']]);
    assert.match(page.main, /3 Jan 2025/);
    assert.match(page.main, /NOK 1,234\.50/);
  });

  test('keep another customer\'s, a deleted and an unknown number apart from nobody: 404, the same words', async () => {
    const said = [];
    for (const number of ['80001', '70007', '1', '99999999999999999999', 'x']) {
      const { status, page } = await turid.get(`/account/deliveries/${number}`);
      assert.equal(status, 404, number);
      said.push(page.main.replace(/give this number: \S+/, ''));
    }
    assert.equal(new Set(said).size, 1);
    const ohara = await site.client().in(OHARA);
    assert.equal((await ohara.get('/account/deliveries/80001')).status, 200);
    assert.equal((await ohara.get('/account/deliveries/70001')).status, 404);
    assert.deepEqual(rowsOf((await ohara.get('/account/deliveries')).page).map(([number]) => number), ['80003', '80002', '80001']);
  });

  // The clock on the wall of Oslo: +1 until 30 March 2025 at 2, +2 until 26 October 2025 at 3, then +1 again.
  test('have their wall clock read right on both sides of both nights on which it is turned', async () => {
    const times = { 70001: '2025-01-03T07:30:00Z', 70002: '2025-03-30T00:59:00Z', 70003: '2025-03-30T01:00:00Z', 70004: '2025-10-25T23:59:00Z', 70005: '2025-10-26T02:00:00Z' };
    for (const [number, wanted] of Object.entries(times)) {
      const { page } = await turid.get(`/account/deliveries/${number}`);
      const [time] = page.all('time', { datetime: /T/ });
      assert.equal(attribute(time, 'datetime'), wanted, number);
    }
    site.sql(`UPDATE web_login SET zone = 'America/New_York' WHERE login_no = 10;`);
    assert.match(textOf((await turid.get('/account/deliveries/70004')).page.one('time', { datetime: /T/ })), /25 Oct 2025, 19:59/);
    site.sql(`UPDATE web_login SET zone = NULL WHERE login_no = 10;`);
    assert.match(textOf((await turid.get('/account/deliveries/70004')).page.one('time', { datetime: /T/ })), /26 Oct 2025, 01:59/);
  });

  test('speak Norwegian with who does', async () => {
    site.sql(`UPDATE web_login SET lang = 'nb' WHERE login_no = 10;`);
    const { page } = await turid.get('/account/deliveries?STATUS=R');
    assert.deepEqual(rowsOf(page)[0].filter((_, i) => i !== 2), ['70005', '26. okt. 2025', 'Returnert', 'A "RETURN" <OLD>; 50 % OFF', 'kr −200,10']);
    site.sql(`UPDATE web_login SET lang = NULL WHERE login_no = 10;`);
  });
});
