// SPDX-License-Identifier: Apache-2.0
// tests/browser/keyboard.test.mjs: everything by keyboard alone, and everything without script

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { DESK, PHONE, unfold, withBrowser } from '../harness/browser.mjs';
import { withSite } from '../harness/site.mjs';

describe('with the keyboard alone', () => {
  const site = withSite();
  const browser = withBrowser(site);
  after(() => browser.assertQuiet());

  // Press Tab until WANTED(element) holds; a person gives up after a hundred.
  async function tabTo(page, wanted, argument) {
    for (let i = 0; i < 100; i++) {
      await page.keyboard.press('Tab');
      const there = await page.evaluate(([test, arg]) => {
        const at = document.activeElement;
        return new Function('at', 'arg', `return ${test}`)(at, arg);
      }, [wanted, argument]);
      const visible = await page.evaluate(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        return at === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      });
      assert.ok(visible, `one sees where the focus is: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 160))}`);
      if (there) return;
    }
    assert.fail(`the focus never came to ${wanted} ${argument ?? ''}`);
  }

  test('one signs in, reads an invoice, filters, changes the details and signs out', async () => {
    const page = await browser.page(DESK);
    await page.to('/account/invoices');
    await tabTo(page, 'at.name === "email"');
    await page.keyboard.type(BO);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/invoices');

    await tabTo(page, 'at.matches(".mya-list-invoices tbody a")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/invoices/*');
    await page.waitForSelector('.mya-list-lines');
    await tabTo(page, 'at.matches(".mya-back a")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/invoices');

    await tabTo(page, 'at.matches(".mya-panel > summary")');
    await page.keyboard.press('Enter');
    await tabTo(page, 'at.name === "state"');
    await page.keyboard.type('Over');
    await tabTo(page, 'at.matches(".mya-panel-body button")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**state=overdue**');
    assert.deepEqual([...new Set(await page.locator('td.mya-code .mya-chip').allTextContents())].map((text) => text.trim()), ['Overdue']);

    // what it is filtered by is taken away by a button that says so
    await tabTo(page, 'at.matches(".mya-tag")');
    assert.equal(await page.evaluate(() => document.activeElement.textContent.replace(/\s+/g, ' ').trim()), 'Remove filter: Status: Overdue');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.searchParams.get('state'));
    assert.ok(await page.locator('td.mya-code .mya-chip', { hasText: 'Paid' }).count() > 0);

    await tabTo(page, 'at.getAttribute("href") === "/account/details" && at.closest(".mya-menu")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/details');
    await tabTo(page, 'at.getAttribute("href") === "/account/details/edit"');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/details/edit');
    await tabTo(page, 'at.name === "phone"');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('call me');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.mya-summary');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.mya-summary')), 'the summary has the focus');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => document.activeElement.name === 'phone' || location.hash === '#field-phone'), 'its link leads to the field');
    await page.keyboard.press('Tab');

    // the country brings its fields, and the focus stays where it is
    assert.equal(await page.locator('[name=city]').count(), 0);
    await tabTo(page, 'at.name === "address_in"');
    await page.keyboard.type('Norway');
    await page.waitForSelector('[name=city]');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'address_in');
    assert.equal(await page.inputValue('[name=phone]'), 'call me', 'what was typed is still there');
    for (const [name, text] of [['line1', 'Sjøgata 1'], ['postcode', '8006'], ['city', 'Bodø']]) {
      await tabTo(page, 'at.name === arg', name);
      await page.keyboard.type(text);
    }
    await page.focus('[name=phone]');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('+47 12 34 51 02');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/details?done=*');
    assert.match(await page.textContent('.mya-content'), /Bodø/);
    assert.match(await page.textContent('[role=status]'), /Your details are saved/);

    await tabTo(page, 'at.closest("form[action$=sign-out]")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/sign-in**');
    assert.match(await page.textContent('[role=status]'), /You are signed out/);
  });

  test('the menu of a phone is one line that says what waits; Enter opens it, without script too', async () => {
    const page = await browser.page({ ...PHONE, javaScriptEnabled: false });
    await page.signIn(BO);
    await page.to('/account/payments');
    const way = page.locator('.mya-menu a[href="/account/invoices"]');
    assert.ok(!await way.isVisible());
    assert.match((await page.textContent('.mya-nav > summary')).replace(/\s+/g, ' ').trim(), /^Hærøy Havbruk AS My account \d+$/);
    await page.focus('.mya-nav > summary');
    await page.keyboard.press('Tab');
    assert.ok(!await page.evaluate(() => document.activeElement.closest('.mya-ways')), 'what is folded is passed by');
    await page.focus('.mya-nav > summary');
    await page.keyboard.press('Enter');
    assert.ok(await way.isVisible());
    await tabTo(page, 'at.getAttribute("href") === "/account/invoices" && at.closest(".mya-menu")');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/invoices');
    assert.ok(!await way.isVisible(), 'the next page begins with its content');

    const desk = await browser.page(DESK);
    await desk.signIn(BO);
    assert.ok(await desk.locator('.mya-menu a[href="/account/invoices"]').isVisible());
    assert.ok(!await desk.locator('.mya-nav > summary').isVisible(), 'at a desk there is room for all of it');
  });

  test('the first stop leads past the site\'s header to the content', async () => {
    const page = await browser.page(DESK);
    await page.signIn(BO);
    await page.to('/account/details');
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /content/i);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => location.hash), '#main');
  });
});

for (const [name, device] of Object.entries({ desk: DESK, phone: PHONE })) {
  describe(`without script, ${name}`, () => {
    const site = withSite();
    const browser = withBrowser(site);

    test('one signs in, switches, filters, sorts, turns pages, saves, and signs out', async () => {
      const page = await browser.page({ ...device, javaScriptEnabled: false });
      await page.signIn(ANNA);
      await unfold(page);
      await page.selectOption('[name=customer]', { label: 'Hærøy Havbruk AS' });
      await page.click('form.mya-switch button');
      await page.to('/account/invoices');
      await page.click('a[rel=next]');
      assert.match(page.url(), /page=2/);
      await page.click('.mya-panel > summary');
      await page.selectOption('[name=state]', 'paid');
      await page.click('.mya-panel-body button');
      assert.match(page.url(), /state=paid/);
      await page.click('.mya-list-invoices tbody a');
      assert.match(await page.textContent('.mya-content'), /Already paid/);
      await page.to('/account/details/edit');
      await page.fill('[name=city]', 'Without script');
      await page.press('[name=city]', 'Enter');
      await page.waitForURL(/\/details\?done=/);
      assert.match(await page.textContent('.mya-content'), /Without script/);
      await unfold(page);
      await page.click('form[action$=sign-out] button');
      assert.match(await page.textContent('body'), /You are signed out/);
    });
  });
}
