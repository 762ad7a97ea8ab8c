// SPDX-License-Identifier: Apache-2.0
// tests/http/export.test.mjs: a list as a file: what its filter shows, for whom it is, and harmless (CV1)

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, AOIFE, BO, KARI, listsSite } from '../fixtures/lists.mjs';
import { parseCsv } from '../harness/csv.mjs';
import { on } from '../harness/database.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const FILE = '/account/jobs/-/jobs.csv';

describe('a file of a list', () => {
  const site = withSite(listsSite());
  let anna;
  let bo;
  before(async () => {
    anna = await site.client().in(ANNA);
    bo = await site.client().in(BO);
  });
  // each test in a minute of its own: how often is the last one's
  const get = async (client, address, options) => { site.shiftClock(60); return client.get(address, options); };
  const cells = async (client, address) => {
    const answer = await get(client, address);
    assert.equal(answer.status, 200, address);
    assert.equal(answer.text.codePointAt(0), 0xfeff, 'the mark of UTF-8');
    return parseCsv(answer.text.slice(1));
  };

  test('is offered beside the list, with its filter, and holds what the filter shows', async () => {
    const { page } = await anna.get('/account/jobs?ship=%C3%98rn&sort=-id&size=1');
    const [link] = page.all('a').map((node) => attribute(node, 'href')).filter((href) => href?.includes('.csv'));
    assert.equal(link, `${FILE}?ship=%C3%98rn&sort=-id`);
    const rows = await cells(anna, link);
    assert.deepEqual(rows, [
      ['Id', 'Ship', 'Title', 'Done', 'Hours', 'Price', 'Currency (Price)', 'Began'],
      ['12', 'Ørn', 'Change "the" oil, twice', 'No', '0.25', '-49.50', 'NOK', ''],
      ['11', 'Ørn', 'Paint the hull', 'Yes', '7.5', '1250.00', 'NOK', '2026-01-05T10:30'],
    ]);
    assert.equal((await cells(anna, `${FILE}?page=2&size=1`)).length, 5, 'pages are for the screen');
    assert.equal((await cells(anna, `${FILE}?q=oil`)).length, 2);
  });

  test('is saved under a name that says what it is, and by no cache', async () => {
    const { headers } = await get(anna, FILE);
    assert.match(headers['content-type'], /^text\/csv; charset=utf-8/);
    assert.match(headers['content-disposition'], /^attachment; filename="jobs-2026-06-15\.csv"; filename\*=UTF-8''Jobs%202026-06-15\.csv$/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(headers['content-security-policy'], /default-src 'none'/);
  });

  test('is for whom the page is', async () => {
    assert.deepEqual((await cells(bo, FILE))[0], ['Id', 'Ship', 'Title', 'Done', 'Hours', 'Began'], 'without what the role does not see');
    const aoife = await site.client().in(AOIFE);
    const kari = await site.client().in(KARI);
    assert.deepEqual((await cells(aoife, FILE)).slice(1).map(([id]) => id), ['15']);
    assert.equal((await get(kari, FILE)).status, 403);
    assert.equal((await get(aoife, '/account/jobs/11/-/parts.csv')).status, 404, 'another customer\'s page has none');
    assert.deepEqual((await cells(anna, '/account/jobs/11/-/parts.csv')).map(([, part]) => part), ['Part', 'paint', 'brush']);
    const answer = await get(site.client(), `${FILE}?q=oil`);
    assert.equal(answer.status, 303);
    const back = await anna.get(answer.location);
    assert.equal(back.location, '/account/jobs?q=oil', 'who signs in gets the page');
  });

  test('is only of a list that is one', async () => {
    for (const address of ['/account/jobs/-/JOBS.csv', '/account/jobs/-/jobs.xml', '/account/jobs/-/jobs', '/account/jobs/-/parts.csv', '/account/-/jobs.csv/x', '/account/deliveries/-/deliveries.csv', '/account/search/-/jobs.csv', '/account/nothing/-/jobs.csv', '/account/jobs/-/../jobs.csv']) {
      const { status, text } = await get(anna, address);
      assert.ok(status === 404 || (status === 200 && address.startsWith('/account/-/') && text === ''), `${address}: ${status}`);
    }
    for (const query of ['x=1', 'q=a&q=b', 'ship[]=1']) assert.equal((await get(anna, `${FILE}?${query}`)).status, 400, query);
    site.shiftClock(60);
    assert.equal((await anna.post(FILE)).status, 405);
  });

  test('is only asked about by HEAD', async () => {
    site.shiftClock(60);
    const answer = await anna.head(FILE);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.length, 0);
    assert.match(answer.headers['content-disposition'], /attachment/);
  });

  // CV1, XE3, XS2: whatever stands in a cell, the file has its lines, and no spreadsheet computes with it
  if (on('sqlite')) test('holds any bytes as text', async () => {
    const odd = ['3d312b31', '2b34372031', '2d322b33', '4053554d', '093d31', '0d3d31', '0a3d31', '22273e3c7376672f6f6e6c6f61643d313e', '2c3b', '0d0a', '00', '01', 'ff', 'eda080', 'efbfbe', 'c3', 'e280ae', '2d35', '2d352e3235', '3d63736d647c272f432063616c63272141', 'efbc9d31'];
    site.sql(odd.map((hex, i) => `INSERT INTO job (id, customer, title) VALUES (${100 + i}, 7, CAST(x'${hex}' AS text));`).join('\n'));
    const rows = await cells(anna, FILE);
    assert.equal(rows.length, 1 + 4 + odd.length);
    for (const row of rows) {
      assert.equal(row.length, 8);
      for (const cell of row) assert.ok(!/^[=+\-@\t\r\n]/.test(cell) || /^-\d+(\.\d+)?$/.test(cell), JSON.stringify(cell));
    }
    assert.ok(rows.some(([, , title]) => title === '-5.25'), 'a number stays one');
    const answer = await get(anna, FILE);
    assert.equal(Buffer.from(answer.text, 'utf8').compare(answer.body), 0, 'it is UTF-8');
    assert.ok(!answer.body.includes(0));
    site.sql('DELETE FROM job WHERE id >= 100;');
  });

  test('ends after ten thousand rows, and says so', async () => {
    site.sql(`INSERT INTO job (id, customer, title)
      WITH RECURSIVE c (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM c WHERE n < 11200) SELECT n, 7, 'bolt ' || n FROM c;`);
    const rows = await cells(anna, FILE);
    assert.equal(rows.length, 1 + 10000 + 1);
    assert.match(rows.at(-1)[0], /^Not everything is here: the file ends after 10,000 rows/);
    assert.equal(new Set(rows.slice(1, -1).map(([id]) => id)).size, 10000, 'each once');
    site.sql('DELETE FROM job WHERE id >= 1000;');
  });

  test('ends before it is too large, and says so', async () => {
    site.sql(`INSERT INTO job (id, customer, title)
      WITH RECURSIVE c (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM c WHERE n < 3999) SELECT n, 7, '${'ab'.repeat(10000)}' FROM c;`);
    const answer = await get(anna, FILE);
    assert.equal(answer.status, 200);
    assert.ok(answer.body.length < 32 * 1024 * 1024);
    assert.match(answer.text.slice(-300), /Not everything is here: the file would be too large/);
    site.sql('DELETE FROM job WHERE id >= 1000;');
  });

  // RE4
  test('is made ten times a minute and no more', async () => {
    site.shiftClock(60);
    site.stopClock();
    const seen = [];
    for (let i = 0; i < 25 && seen.at(-1) !== 429; i++) seen.push((await anna.get(FILE)).status);
    assert.equal(seen.at(-1), 429);
    assert.ok(seen.length > 10);
    const answer = await anna.get(FILE);
    assert.ok(Number(answer.headers['retry-after']) >= 1 && Number(answer.headers['retry-after']) <= 60);
    assert.match(answer.headers['content-type'], /text\/html/);
    assert.match(answer.page.main, /too often within a minute/);
    assert.equal((await bo.get(FILE)).status, 200);
    site.shiftClock(60);
    assert.equal((await anna.get(FILE)).status, 200);
  });
});
