// SPDX-License-Identifier: Apache-2.0
// tests/browser/billing.test.mjs: the shipped portal on a phone of 390 pixels, in Norwegian: tables are cards, filters open and work,
// a country brings its fields; and what the site shows of it by script

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { PHONE, withBrowser } from '../harness/browser.mjs';
import { withSite } from '../harness/site.mjs';

const SIGRID = 'sigrid@example.com';

describe('on a phone', () => {
  const site = withSite({ location: { MyAccountLayout: '/{lang}/index.html "#main"' } });
  const browser = withBrowser(site);

  async function open(address) {
    const page = await browser.page({ ...PHONE, viewport: { width: 390, height: 844 } });
    await page.signIn(SIGRID);
    await page.to(address);
    return page;
  }

  // Of the first row: where its cells begin, how wide the page is, and what says each cell's column.
  const look = (page) => page.evaluate(() => {
    const row = document.querySelector('.mya-table tbody tr');
    const cells = [...row.children].filter((cell) => cell.offsetHeight > 0);
    return {
      tops: cells.map((cell) => Math.round(cell.getBoundingClientRect().top)),
      right: Math.max(...cells.map((cell) => cell.getBoundingClientRect().right)),
      labels: cells.map((cell) => [cell.dataset.label, getComputedStyle(cell, '::before').content]),
      width: [document.documentElement.scrollWidth, innerWidth],
    };
  });

  for (const [name, address] of Object.entries({ invoices: '/account/invoices', payments: '/account/payments', history: '/account/history' })) {
    test(`${name} are cards: cells below each other with the names of their columns, nothing beyond the edge`, async () => {
      const page = await open(address);
      const seen = await look(page);
      assert.ok(new Set(seen.tops).size >= seen.tops.length - 1, `stacked: ${seen.tops}`);
      assert.ok(seen.right <= 390 && seen.width[0] <= seen.width[1], `${seen.right} ${seen.width}`);
      const said = seen.labels.filter(([label, content]) => content.includes(label));
      assert.ok(said.length >= seen.labels.length - 2, JSON.stringify(seen.labels));
      await page.context().close();
    });
  }

  test('a filter is opened, set and taken away again, by the finger alone', async () => {
    const page = await open('/account/invoices');
    const all = await page.locator('.mya-table tbody tr').count();
    await page.locator('.mya-list-invoices summary').first().click();
    await page.selectOption('select[name=state]', 'part-paid');
    await page.locator('.mya-list-invoices form button[type=submit]:visible').last().click();
    await page.waitForURL('**state=part-paid**');
    const chips = await page.locator('.mya-table tbody .mya-chip').allTextContents();
    assert.ok(chips.length > 0 && chips.length < all && chips.every((chip) => chip === 'Delvis betalt'), chips.join());
    await page.getByRole('link', { name: 'Vis alt' }).click();
    await page.waitForURL((url) => !url.search.includes('state='));
    await page.context().close();
  });

  test('the country brings the fields of its addresses', async () => {
    const page = await open('/account/details/edit');
    assert.equal(await page.locator('[name=postcode]').count(), 0);
    for (const [country, fields] of [['NO', ['line1', 'postcode', 'city']], ['US', ['line1', 'city', 'state_us', 'zip']], ['IE', ['line1', 'city', 'county', 'eircode']], ['other', ['other_country', 'line1', 'city', 'region']]]) {
      await page.selectOption('[name=address_in]', country);
      const again = page.locator('button[name="mya.again"]');
      if (await again.isVisible()) await again.click();
      for (const field of fields) await page.locator(`[name=${field}]`).waitFor();
      assert.equal(await page.locator('[name=zip]').count(), country === 'US' ? 1 : 0, country);
    }
    await page.context().close();
  });

  test('a page of the site shows by script what waits, and an anonymous reader nothing', async () => {
    const page = await open('/nb/news.html');
    await page.waitForSelector('[data-fragment] .mya-bit');
    assert.match(await page.locator('[data-fragment]').innerText(), /Du har \d+ forfalte fakturaer/);
    await page.context().close();
    const stranger = await browser.page(PHONE);
    const fetched = stranger.waitForResponse('**/account/-/waiting');
    await stranger.to('/nb/news.html');
    await fetched;
    assert.equal((await stranger.locator('[data-fragment]').innerText()).trim(), '');
    await stranger.context().close();
  });
});
