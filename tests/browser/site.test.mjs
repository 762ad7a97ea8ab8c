// SPDX-License-Identifier: Apache-2.0
// tests/browser/site.test.mjs: the site's own things work on the portal's pages, and the greeting on the site's

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { DESK, PHONE, withBrowser } from '../harness/browser.mjs';
import { withSite } from '../harness/site.mjs';

describe('the site around the portal', () => {
  const site = withSite();
  const browser = withBrowser(site);
  after(() => browser.assertQuiet());

  test('its phone menu opens and closes on a page of the portal', async () => {
    const page = await browser.page(PHONE);
    await page.signIn(BO);
    await page.to('/account/invoices');
    const button = page.locator('.menu-button');
    assert.ok(await button.isVisible(), 'its script ran');
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    assert.ok(!(await page.locator('#site-menu').isVisible()));
    await button.click();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    assert.ok(await page.locator('#site-menu').isVisible());
    await page.keyboard.press('Escape');
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
  });

  test('its links, fonts, pictures and search work from deep inside the portal', async () => {
    const page = await browser.page(DESK);
    const failed = [];
    page.on('response', (response) => { if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`); });
    await page.signIn(BO);
    await page.to('/account/invoices');
    await page.click('.mya-list-invoices tbody a');
    await page.waitForLoadState('networkidle');
    assert.ok(await page.evaluate(() => document.fonts.check('16px "Skarvoy Text"') || [...document.fonts].some((font) => font.status === 'loaded')), 'the web font is there');
    assert.ok(await page.evaluate(() => [...document.images].filter((image) => image.complete).every((image) => image.naturalWidth > 0)));
    await page.fill('#site-search', 'rope');
    await page.press('#site-search', 'Enter');
    await page.waitForURL('**/search.html?q=rope');
    await page.goBack();
    await page.click('a[href="/products.html"] >> nth=0');
    await page.waitForURL('**/products.html');
    assert.deepEqual(failed, []);
  });

  test('the greeting is right everywhere, for each person, and gone after signing out', async () => {
    const people = [[await browser.page(DESK), ANNA, 'Anna Solbakk'], [await browser.page(DESK), BO, 'Bo Ødegård']];
    for (const [page, email] of people) await page.signIn(email);
    for (const address of ['/account/', '/', '/products.html', '/account/details', '/news.html']) {
      for (const [page, , name] of people) {
        await page.to(address);
        const header = await page.textContent('.site-header');
        assert.ok(header.includes(name), `${address}: ${name}`);
        for (const [, , other] of people) if (other !== name) assert.ok(!header.includes(other));
      }
    }
    const [[page]] = people;
    await page.to('/account/');
    await page.click('form[action$=sign-out] button');
    await page.to('/');
    assert.match(await page.textContent('.site-header'), /Sign in/);
    await page.goBack();
    assert.ok(!(await page.textContent('body')).includes('Anna Solbakk') || page.url().includes('sign-in'), 'Back shows nothing private');
  });
});
