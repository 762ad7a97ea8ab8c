// SPDX-License-Identifier: Apache-2.0
// tests/http/find.test.mjs: the search of the shipped portal: one box on every page, over invoices, payments and people, for each what that one may see

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { BO, HAEROY, OMALLEY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { attribute, textOf } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

describe('the search of the shipped portal', () => {
  const site = withSite();
  let anna;
  before(async () => { anna = await annaAt(site); });
  const found = async (words, client = anna) => (await client.get(`/account/search?q=${encodeURIComponent(words)}`)).page;

  test('has its box on every page, and says what to do where nothing was typed', async () => {
    for (const address of ['/account/', '/account/invoices', '/account/details', '/account/history', '/account/search']) {
      const { page } = await anna.get(address);
      const form = page.all('form').find((node) => (attribute(node, 'action') ?? '').endsWith('/account/search'));
      assert.ok(form && attribute(form, 'role') === 'search', address);
    }
    const { page } = await anna.get('/account/search');
    assert.equal(page.all('tr').length, 0);
    assert.ok(textOf(page.one('main')).length > 40);
  });

  test('finds invoices by number and subject, payments by reference, people by name, in whatever case', async () => {
    const [invoice] = invoicesOf(site, HAEROY);
    assert.ok((await found(invoice.number)).links.includes(`/account/invoices/${invoice.id}`));
    const [{ subject }] = site.rows(`SELECT subject FROM invoice WHERE id = '${invoice.id}';`);
    assert.ok((await found(subject.toUpperCase())).links.includes(`/account/invoices/${invoice.id}`), subject);
    const [payment] = site.rows(`SELECT p.reference, p.invoice_id FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE i.customer_id = '${HAEROY}' AND p.reference IS NOT NULL LIMIT 1;`);
    assert.ok((await found(payment.reference)).links.includes(`/account/invoices/${payment.invoice_id}`));
    assert.match((await found('åse')).main, /Åse Njåstad/);
  });

  test('shows five of each and leads to the rest, with the words kept', async () => {
    const page = await found('1');
    const more = page.links.filter((link) => /\/account\/(invoices|payments)\?.*q=1/.test(link));
    assert.equal(more.length, 2, page.links.join(' '));
    assert.equal((await anna.get(more[0])).status, 200);
  });

  test('takes every sign as itself, and finds nothing of another customer', async () => {
    for (const words of ['%', '_', "'", '"', '\\', "' OR '1'='1", '%%', '<script>', 'ø'.repeat(100)]) {
      const { status, page } = await anna.get(`/account/search?q=${encodeURIComponent(words)}`);
      assert.equal(status, 200, words);
      assert.ok(!page.html.includes('<script>alert'), words);
    }
    const foreign = invoicesOf(site, OMALLEY)[0];
    assert.ok(!(await found(foreign.number)).text.includes(foreign.id));
    assert.match((await found('nowhere to be found')).main, /nowhere to be found/);
  });

  test('is the same for finance', async () => {
    const bo = await site.client().in(BO);
    const [invoice] = invoicesOf(site, HAEROY);
    assert.ok((await found(invoice.number, bo)).links.includes(`/account/invoices/${invoice.id}`));
  });
});
