// SPDX-License-Identifier: Apache-2.0
// tests/http/lists.test.mjs: lists with groups, sums, lists inside rows, filters that people type, a menu that counts

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, BO, listsSite, xmlOf } from '../fixtures/lists.mjs';
import { attribute, textOf } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

describe('a list', () => {
  const site = withSite(listsSite({ development: true }));
  let anna;
  let bo;
  before(async () => {
    anna = await site.client().in(ANNA);
    bo = await site.client().in(BO);
  });

  test('shows its groups, what is inside its rows, and its sums', async () => {
    const { status, page } = await anna.get('/account/jobs');
    assert.equal(status, 200);
    for (const words of ['Ørn', 'Gavia', 'paint', 'two tins', 'Total NOK', 'Total EUR', 'Total JPY', '1,200.50', '8.75']) assert.ok(page.main.includes(words), words);
    assert.ok(!page.main.includes('of another'));
  });

  test('has a document for skins that holds to the grammar, on every page', async () => {
    for (const address of ['/account/', '/account/jobs', '/account/jobs?hours.from=x&title=a&sort=-id&size=1', '/account/jobs?page=9', '/account/jobs?title=nothing+of+it',
      '/account/jobs/11', '/account/deliveries', '/account/deliveries?LEVDATO.from=2026-02-01&LEVDATO.to=2026-01-01', '/account/search', '/account/search?q=the', '/account/search?q=nothing+of+it', '/account/since?at=2026-01-01T00:00']) {
      for (const client of [anna, bo]) await xmlOf(client, address);
    }
  });

  test('keeps what was typed and could not be read, and says what is wrong', async () => {
    for (const [query, name, typed, sentence] of [
      ['LEVDATO.from=the+other+day', 'LEVDATO.from', 'the other day', /Enter a date that exists/],
      ['SUM_EKS.to=%3Cb%3E%22much', 'SUM_EKS.to', '<b>"much', /Enter an amount/],
      ['LEVDATO.from=2026-02-01&LEVDATO.to=1%2F1%2F2026', 'LEVDATO.from', '2026-02-01', /“From” must not be greater than “To”/],
    ]) {
      const { status, page } = await anna.get(`/account/deliveries?${query}&size=50`);
      assert.equal(status, 200, query);
      assert.match(page.main, sentence, query);
      const form = page.forms.find((at) => at.names.includes(name));
      assert.equal(form.values[name], typed, query);
      assert.equal(page.all('tr').filter((row) => row.parentNode.nodeName === 'tbody').length, 4, 'the list is whole');
    }
  });

  test('is narrowed by dates and amounts as people here write them', async () => {
    for (const [query, rows] of [['LEVDATO.from=10/02/2026', 2], ['LEVDATO.from=10/2/2026&LEVDATO.to=2026-02-10', 1], ['SUM_EKS.from=1,250.50', 2], ['SUM_EKS.from=1250,50&SUM_EKS.to=1999', 1], ['STATUS=R', 1]]) {
      const xml = await xmlOf(anna, `/account/deliveries?${query}`);
      assert.match(xml, new RegExp(`<list [^>]*total="${rows}"`), query);
      assert.match(xml, /<filters [^>]*clear="\/account\/deliveries"/);
    }
  });

  // SQ2
  test('takes signs of a pattern for what they are', async () => {
    for (const typed of ['%', '_', '*', '?', '[a-z]', '!', '\\', "'", '%%', 'a_b']) {
      assert.match(await xmlOf(anna, `/account/jobs?title=${encodeURIComponent(typed)}`), /<list name="jobs"[^>]* total="0"/, typed);
      assert.match(await xmlOf(anna, `/account/jobs?q=${encodeURIComponent(typed)}`), /<list name="jobs"[^>]* total="0"/, typed);
    }
    assert.match(await xmlOf(anna, '/account/jobs?title=THE+HULL'), /<list name="jobs"[^>]* total="1"/);
  });

  test('shows and steers by no column that is for others', async () => {
    const owner = await xmlOf(anna, '/account/jobs');
    const finance = await xmlOf(bo, '/account/jobs?price.from=1000&sort=-price');
    assert.match(owner, /<price /);
    assert.match(owner, /<filter name="price"/);
    assert.doesNotMatch(finance, /<price |name="price"/);
    assert.match(finance, /<list name="jobs"[^>]* total="4"/);
    assert.match(await xmlOf(bo, '/account/deliveries?q=door'), /<list name="deliveries"[^>]* total="4"/);
  });

  test('says how to get out of a filter that finds nothing', async () => {
    const { page } = await anna.get('/account/jobs?title=nothing+of+it');
    assert.match(page.main, /Nothing matches this choice\. Change it, or show all again\./);
    assert.ok(page.all('a').some((node) => attribute(node, 'href') === '/account/jobs' && textOf(node).includes('Show all')));
  });

  test('is not shown to its end when it is too much for one page, and says so', async () => {
    site.sql(`INSERT INTO job (id, customer, title)
      WITH RECURSIVE c (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < 119) SELECT n, 7, '${'ab'.repeat(250000)}' FROM c;`);
    const answer = await anna.get('/account/jobs?size=200');
    assert.equal(answer.status, 200);
    assert.match(answer.page.main, /Not everything is shown, because it is too much for one page/);
    assert.ok(answer.body.length < 6 * 1024 * 1024, `${answer.body.length} bytes`);
    site.sql('DELETE FROM job WHERE id >= 100;');
  });

  test('with ten thousand rows is shown a page at a time, and counted no further', async () => {
    site.sql(`INSERT INTO job (id, customer, title, price, currency)
      WITH RECURSIVE c (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM c WHERE n < 12000) SELECT n, 7, 'bolt ' || n, n, 'NOK' FROM c;`);
    const xml = (await anna.get('/account/jobs?size=200&page=50&as=xml')).text;
    assert.equal(xml.match(/<job key=/g).length, 200);
    assert.match(xml, /total="10000" capped="yes" page="50"/);
    assert.match(xml, /Sums are made of at most 10,000 rows/);
    assert.doesNotMatch(xml, /<totals>/);
    assert.match(await xmlOf(anna, '/account/jobs?title=bolt+11999'), /<list name="jobs"[^>]* total="1"/);
    site.sql('DELETE FROM job WHERE id >= 1000;');
  });
});

describe('the menu', () => {
  const site = withSite(listsSite({ development: true }));

  test('counts what waits, and shows what its tests open', async () => {
    const anna = await site.client().in(ANNA);
    const menu = async () => /<menu .*?<\/menu>/s.exec(await xmlOf(anna, '/account/jobs'))[0];
    assert.match(await menu(), /href="\/account\/jobs"[^>]* badge="2"/);
    assert.match(await menu(), /"\/account\/visits"/);
    assert.doesNotMatch(await menu(), /"\/account\/deliveries"/);
    site.sql("UPDATE job SET done = '1' WHERE customer = 7;");
    assert.doesNotMatch(await menu(), /badge=/);
    assert.doesNotMatch(await menu(), /"\/account\/visits"/);
    assert.match(await menu(), /"\/account\/deliveries"/);
    site.sql("UPDATE job SET done = '0' WHERE id IN (12, 14);");
  });

  test('is the same on pages that ask the database for nothing else', async () => {
    const anna = await site.client().in(ANNA);
    for (const [at, wanted] of [['/account/nothing', 404], ['/account/password', 200], ['/account/sign-out', 200]]) {
      const { status, text, page } = await anna.get(at);
      assert.equal(status, wanted);
      assert.match(text, /<a href="\/account\/jobs"[^>]*>[^<]*<span class="mya-badge"[^>]*>2</, at);
      assert.ok(page.links.includes('/account/visits'), at);
    }
  });

  test('is a fragment of the site where the definition includes it, and only there', async () => {
    const anna = await site.client().in(ANNA);
    const [menu, plain] = [await anna.get('/account/-/menu'), await anna.get('/account/-/plain')];
    assert.deepEqual([menu.status, plain.status], [200, 200]);
    assert.ok(menu.page.links.includes('/account/jobs'));
    assert.match(menu.text, /\b2\b/);
    assert.deepEqual(plain.page.links, []);
    assert.equal((await site.client().get('/account/-/menu')).text, '');
  });

  test('costs no page when its records fail', async () => {
    const anna = await site.client().in(ANNA);
    site.sql('ALTER TABLE job RENAME TO lost;');
    site.expectLog(/the menu is shown without badges: .*(no such table: job|relation "job" does not exist|job' doesn't exist)/);
    const { status, page } = await anna.get('/account/visits');
    assert.equal(status, 200);
    assert.ok(page.links.includes('/account/jobs'));
    site.sql('ALTER TABLE lost RENAME TO job;');
  });
});
