// SPDX-License-Identifier: Apache-2.0
// tests/http/search.test.mjs: the box on every page, the page it leads to, and how often one may ask

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, AOIFE, BO, listsSite, xmlOf } from '../fixtures/lists.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const CANARY = `"'><svg/onload=1>&lt;]]><script>alert(1)</script>`;

describe('the search', () => {
  const site = withSite(listsSite({ development: true }));
  let anna;
  before(async () => { anna = await site.client().in(ANNA); });

  test('has a box on every page, which sends what is typed to the page that searches', async () => {
    for (const address of ['/account/', '/account/jobs', '/account/deliveries/1', '/account/search', '/account/search?q=oil', '/account/nothing']) {
      const { page } = await anna.get(address);
      const form = page.forms.find((at) => attribute(at.node, 'role') === 'search' && at.action.pathname === '/account/search');
      assert.ok(form, address);
      assert.equal(form.method, 'get');
      assert.equal(form.values.q, address.includes('q=') ? 'oil' : '', address);
    }
    assert.ok(!(await site.client().get('/account/sign-in')).page.forms.some((at) => at.action.pathname === '/account/search'));
    assert.ok(!(await anna.get('/account/-/plain')).page.forms.length);
  });

  test('finds in all lists what the customer has, and leads to all of it', async () => {
    const { page } = await anna.get('/account/search?q=THE');
    for (const words of ['Paint the hull', 'Change "the" oil', 'left at the door']) assert.ok(page.main.includes(words), words);
    assert.ok(page.links.includes('/account/jobs?q=THE'));
    assert.ok(page.links.includes('/account/deliveries?q=THE'));
    assert.match((await anna.get('/account/jobs?q=THE')).page.main, /Paint the hull/);
    const aoife = await site.client().in(AOIFE);
    const other = (await aoife.get('/account/search?q=another')).page.main;
    assert.match(other, /of another/);
    assert.doesNotMatch((await anna.get('/account/search?q=another')).page.main, /of another/);
  });

  test('finds nothing in what the role does not see', async () => {
    const bo = await site.client().in(BO);
    assert.match((await anna.get('/account/search?q=door')).page.main, /left at the door/);
    assert.match((await bo.get('/account/search?q=door')).page.main, /Nothing was found for “door”/);
  });

  test('says what to do when nothing was typed, and when nothing was found', async () => {
    for (const query of ['', '?q=', '?q=%20%20']) assert.match((await anna.get(`/account/search${query}`)).page.main, /Type what you are looking for/, query);
    assert.match((await anna.get('/account/search?q=nothing+of+it')).page.main, /Nothing was found for “nothing of it”/);
    assert.equal((await anna.get('/account/search?q=a&q=b')).status, 400);
    assert.equal((await anna.get('/account/search?x=a')).status, 400);
  });

  // XS2
  test('says what was typed as text', async () => {
    const answer = await anna.get(`/account/search?q=${encodeURIComponent(CANARY)}`);
    assert.equal(answer.status, 200);
    assert.ok(!answer.text.includes('<svg'));
    assert.ok(!answer.page.all('script').some((node) => node.childNodes.length));
    assert.ok(answer.page.main.includes(CANARY));
    await xmlOf(anna, `/account/search?q=${encodeURIComponent(CANARY)}`);
  });
});

// RE4
describe('searching too often', () => {
  const site = withSite(listsSite());
  const again = async (client, address, n) => {
    const seen = [];
    for (let i = 0; i < n; i++) seen.push((await client.get(address)).status);
    return seen;
  };

  test('is 429 for the rest of the minute, for this session only', async () => {
    const anna = await site.client().in(ANNA);
    const bo = await site.client().in(BO);
    site.shiftClock(60);
    site.stopClock();
    const seen = await again(anna, '/account/search?q=oil', 61);
    assert.deepEqual([...new Set(seen.slice(0, 40))], [200]);
    const answer = seen.includes(429) ? await anna.get('/account/search?q=oil') : null;
    assert.ok(answer, 'sixty-one in a minute are too many');
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) >= 1 && Number(answer.headers['retry-after']) <= 60);
    assert.match(answer.page.main, /too often within a minute/);
    assert.equal((await anna.get('/account/deliveries?q=door')).status, 429, 'a list\'s own box counts as well');
    assert.equal((await anna.get('/account/jobs')).status, 200, 'everything else goes on');
    assert.equal((await anna.get('/account/search')).status, 200);
    assert.equal((await bo.get('/account/search?q=oil')).status, 200);
    site.shiftClock(60);
    assert.equal((await anna.get('/account/search?q=oil')).status, 200);
  });
});
