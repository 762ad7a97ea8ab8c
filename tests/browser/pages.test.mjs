// SPDX-License-Identifier: Apache-2.0
// tests/browser/pages.test.mjs: every page at a desk and on a phone: axe, the Nu checker, no sideways scrolling, the policy at peace

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';

import AxeBuilder from '@axe-core/playwright';

import { AASVAER, ANNA, HAEROY, invoicesOf } from '../fixtures/people.mjs';
import { DESK, PHONE, addresses, unfold, withBrowser } from '../harness/browser.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const Axe = AxeBuilder.default ?? AxeBuilder;

// The button that one sees; another one, for Enter, and the one that shows a form anew stand before it.
const SAVE = 'form.mya-form button[type=submit]:not([aria-hidden]):not([name])';

// The Nu HTML checker over all files of FOLDER in one call; what it says.
async function nuChecker(folder) {
  const jar = path.join(TOP, 'node_modules/vnu-jar/build/dist/vnu.jar');
  const done = await promisify(execFile)('java', ['-Xss2m', '-jar', jar, '--format', 'gnu', '--skip-non-html', folder], { maxBuffer: 1 << 24 }).catch((error) => error);
  return `${done.stdout}${done.stderr}`.split('\n').filter(Boolean);
}

for (const skin of ['the demo\'s skin in its layout', 'the base skin alone']) {
  describe(`pages, ${skin}`, () => {
    const site = withSite(skin.startsWith('the base') ? { location: { MyAccountSkin: null, MyAccountLayout: 'none' } } : {});
    const browser = withBrowser(site);
    const saved = () => path.join(site.root, 'html');
    let count = 0;

    // Look at the page that is open: axe, width, and its source for the checker.
    async function look(page, name, device) {
      const { violations } = await new Axe({ page }).analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`), [], `${name}, ${device}: axe`);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width[0] <= width[1], `${name}, ${device}: ${width[0]} pixels wide in ${width[1]}`);
      count += 1;
    }
    const keep = (name, html) => {
      fs.mkdirSync(saved(), { recursive: true });
      fs.writeFileSync(path.join(saved(), `${name.replace(/\W+/g, '-')}.html`), html);
    };

    for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
      test(`every page of somebody who is signed in, ${device}`, async () => {
        const page = await browser.page(options);
        await page.signIn(ANNA);
        await unfold(page);
        await page.selectOption('[name=customer]', HAEROY);
        await page.click('form.mya-switch button');
        await page.waitForLoadState();
        for (const [name, address] of Object.entries(addresses(site, invoicesOf(site, HAEROY)[4].id))) {
          const answer = await page.to(address);
          keep(name, await answer.text());
          await look(page, name, device);
        }
        await page.context().close();
      });

      test(`forms with faults, conflicts and refusals, ${device}`, async () => {
        const page = await browser.page(options);
        await page.signIn(ANNA);
        await page.to('/account/details/edit');
        await page.fill('[name=name]', '');
        await page.fill('[name=phone]', 'call me');
        await page.click(SAVE);
        await page.waitForSelector('.mya-summary');
        keep('edit with faults', await page.content());
        await look(page, 'edit with faults', device);

        await page.to('/account/details/edit');
        const other = await page.context().newPage();
        await other.goto(page.url());
        await other.fill('[name=city]', `Elsewhere ${device}`);
        await other.click(SAVE);
        await other.waitForURL('**done=**');
        await page.fill('[name=city]', 'Here');
        await page.click(SAVE);
        await page.waitForSelector('.mya-theirs');
        keep('edit with conflict', await page.content());
        await look(page, 'edit with conflict', device);

        await page.to('/account/details/edit');
        await other.goto(page.url());
        await unfold(other);
        await other.selectOption('[name=customer]', (await other.inputValue('[name=customer]')) === HAEROY ? AASVAER : HAEROY);
        await other.click('form.mya-switch button');
        await other.waitForURL((url) => url.pathname === '/account/');
        await page.click(SAVE);
        await page.waitForLoadState();
        await look(page, 'form of another customer', device);
        await page.context().close();
      });

      test(`what strangers and buyers see, ${device}`, async () => {
        const page = await browser.page(options);
        for (const [name, address] of Object.entries({ 'sign in': '/account/sign-in', 'not found, anonymous': '/account/nothing', 'signed out': '/account/sign-in?signed-out=yes' })) {
          keep(name, await (await page.to(address)).text());
          await look(page, name, device);
        }
        await page.to('/account/sign-in');
        await page.fill('[name=email]', ANNA);
        await page.fill('[name=password]', 'a wrong password');
        await page.click(SAVE);
        await page.waitForSelector('[role=alert]');
        await look(page, 'sign in, refused', device);
        await page.signIn(ANNA);
        await unfold(page);
        await page.selectOption('[name=customer]', AASVAER);
        await page.click('form.mya-switch button');
        await page.waitForLoadState();
        for (const [name, address] of Object.entries({ 'home of a buyer': '/account/', refused: '/account/invoices' })) {
          keep(name, await (await page.to(address)).text());
          await look(page, name, device);
        }
        await page.context().close();
      });
    }

    test('the Nu HTML checker finds nothing on any of them', async () => {
      const said = await nuChecker(saved());
      assert.deepEqual(said, []);
      assert.ok(fs.readdirSync(saved()).length >= 15, `${fs.readdirSync(saved()).length} pages`);
    });

    test('in dark colours the contrast is right as well', async () => {
      const page = await browser.page({ ...DESK, colorScheme: 'dark' });
      await page.signIn(ANNA);
      for (const address of ['/account/', '/account/invoices', '/account/details/edit', '/account/nothing']) {
        await page.to(address);
        await look(page, address, 'dark');
      }
    });

    test('nothing was asked of other hosts, and the policy stopped nothing', () => {
      browser.assertQuiet();
      assert.ok(browser.requests.length > 100);
    });

    after(() => console.log(`${count} looks with ${skin}`));
  });
}
