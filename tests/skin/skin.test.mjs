// SPDX-License-Identifier: Apache-2.0
// tests/skin/skin.test.mjs: the golden pages as browsers, checkers and people with a keyboard meet them
//
// That the skin makes these pages from the XML beside them is proven by tests/unit/test_view_skin.c.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import AxeBuilder from '@axe-core/playwright';
import { parse } from 'parse5';
import { chromium } from 'playwright-core';

import { TOP } from '../harness/stage.mjs';

const FOLDER = path.join(TOP, 'tests/skin');
const PAGES = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.html')).map((name) => name.replace('.html', ''));
const SHOWN = PAGES.filter((name) => name !== 'canary' && !/^(greeting|waiting|menu)/.test(name));

// vnu cannot see that a skin for a site's own page has its heading structure from the site; nothing else is passed over.
test('the Nu HTML checker finds nothing in any page', async () => {
  const files = PAGES.filter((name) => name !== 'canary').map((name) => path.join(FOLDER, `${name}.html`));
  const jar = path.join(TOP, 'node_modules/vnu-jar/build/dist/vnu.jar');
  const found = await promisify(execFile)('java', ['-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', ...files], { maxBuffer: 1 << 26 });
  const messages = JSON.parse(found.stdout).messages.map((at) => `${path.basename(at.url)}:${at.lastLine}: ${at.message} (${at.extract})`);
  assert.deepEqual(messages, []);
});

function* elements(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elements(child);
  }
}

// What a customer could have written anywhere, in each value and attribute of the sample that holds everything; but for what
// the grammar gives few values, and names that must fit together.
const CANARY = `"'><svg/onload=1>&lt;]]>javascript:alert(1)</script><!--</title></textarea>`;
const FIXED = new Set(['version', 'kind', 'lang', 'type', 'sorted', 'current', 'selected', 'required', 'readonly', 'multiline', 'multiple', 'open', 'total',
  'pages', 'size', 'rows', 'step', 'view', 'tone', 'capped', 'status']);
const ADDRESSES = new Set(['href', 'sort', 'more', 'clear', 'cancel']);

function canaryOf(sample) {
  const written = CANARY.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const value = (element, name, old) => {
    if (name === 'layout') return 'site';
    if (FIXED.has(name) || (name === 'page' && element !== 'myaccount') || (element === 'text' && name === 'key')
      || (name === 'name' && (element === 'column' || element === 'group'))) return old;
    return ADDRESSES.has(name) ? `javascript:alert(1)//${written}` : written;
  };
  return sample.replace(/<!--.*?-->\n/gs, '')
    .replace(/<([\w-]+)((?:\s+[\w-]+="[^"]*")*\s*\/?)>/g, (all, element, rest) => `<${element}${rest.replace(/([\w-]+)="([^"]*)"/g, (pair, name, old) => `${name}="${value(element, name, old)}"`)}>`)
    .replace(/>([^<]*[^<\s][^<]*)</g, () => `>${written}<`)
    .replace('?>', '?>\n<!-- sample.xml with the same in every value: written by tests/skin/skin.test.mjs with MYA_GOLDEN=write -->');
}

describe('a canary in every value and attribute of the page XML', () => {
  test('is the sample that holds everything', () => {
    const file = path.join(FOLDER, 'canary.xml');
    const canary = canaryOf(fs.readFileSync(path.join(TOP, 'xslt/sample.xml'), 'utf8'));
    if (process.env.MYA_GOLDEN === 'write') fs.writeFileSync(file, canary);
    assert.equal(fs.readFileSync(file, 'utf8'), canary);
  });

  const html = fs.readFileSync(path.join(FOLDER, 'canary.html'), 'utf8');
  const errors = [];
  const tree = parse(html, { onParseError: (error) => errors.push(error) });
  const all = [...elements(tree)];

  test('leaves a page without a parse error', () => assert.deepEqual(errors, []));

  test('makes no element', () => {
    const known = new Set(['html', 'head', 'meta', 'title', 'link', 'body', 'div', 'form', 'input', 'label', 'select', 'option', 'button', 'span',
      'nav', 'ul', 'li', 'a', 'p', 'h1', 'h2', 'section', 'table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'dl', 'dt', 'dd', 'time', 'strong', 'b', 'main', 'h3', 'details', 'summary', 'fieldset', 'legend', 'textarea', 'script']);
    assert.deepEqual(all.map((at) => at.tagName).filter((name) => !known.has(name)), []);
  });

  test('makes no script but the one of the skin', () => {
    const scripts = all.filter((at) => at.tagName === 'script');
    assert.deepEqual(scripts.map((at) => [at.attrs.map(({ name }) => name).join(' '), at.childNodes.length]), [['src defer', 0]]);
    assert.match(scripts[0].attrs[0].value, /\/-\/asset\/base\.js$/);
  });

  test('makes no handler and no address that runs', () => {
    for (const at of all) {
      for (const { name, value } of at.attrs) {
        assert.ok(!/^on|^style$|^srcdoc$/.test(name), `${at.tagName} has ${name}`);
        if (['href', 'src', 'action', 'formaction'].includes(name)) {
          const { protocol } = new URL(value, 'https://own.example/');
          assert.ok(['https:', 'mailto:', 'tel:'].includes(protocol), `${at.tagName} ${name}=${value}`);
        }
      }
    }
  });

  test('is shown as it was written', () => {
    const title = all.find((at) => at.tagName === 'title').childNodes[0].value;
    assert.equal(title, CANARY);
  });
});

describe('in a browser', { concurrency: false }, () => {
  let browser;
  before(async () => { browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }); });
  after(() => browser.close());

  async function open(name, { width = 1280, scheme = 'light', script = true } = {}) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, javaScriptEnabled: script });
    const page = await context.newPage();
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      if (/\/base\.(css|js)$/.test(pathname)) return route.fulfill({ path: path.join(TOP, 'xslt', path.basename(pathname)) });
      // what a page for a site's layout has not got itself: the site's landmarks around it
      const html = fs.readFileSync(path.join(FOLDER, `${name}.html`), 'utf8');
      const body = html.includes('mya-bare') ? html : html.replace('<body>', '<body><main>').replace('</body>', '</main></body>');
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body });
    });
    await page.goto(`http://skin.test/${name}`);
    return page;
  }

  for (const name of SHOWN) {
    test(`${name}: axe finds nothing, wide light, and on a phone, dark`, async () => {
      for (const [width, scheme] of [[1280, 'light'], [390, 'dark']]) {
        const page = await open(name, { width, scheme });
        const { violations } = await new AxeBuilder({ page }).analyze();
        const said = violations.map((at) => `${width} ${scheme} ${at.id}: ${at.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')}`);
        assert.deepEqual(said, []);
        await page.context().close();
      }
    });

    test(`${name}: fits 320 pixels, and what is touched is large enough`, async () => {
      const page = await open(name, { width: 320 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      const small = await page.evaluate(() => [...document.querySelectorAll('button:not([aria-hidden]), select, input:not([type=hidden], [type=checkbox]), .mya-menu a, .mya-pager a, .mya-check')]
        .filter((at) => at.checkVisibility()).map((at) => [at.outerHTML.slice(0, 80), at.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.9 || box.width < 43.9).map(([html, box]) => `${html} is ${box.width} by ${box.height}`));
      assert.deepEqual(small, []);
      await page.context().close();
    });
  }

  test('the summary of a form has the focus when the page opens, and its links lead to the fields', async () => {
    const page = await open('details-edit-fault', { width: 390 });
    await page.waitForFunction(() => document.activeElement.className === 'mya-summary');   // with the first frame that is drawn
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Fill in Name.');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const field = page.locator('#field-phone');
    assert.match(await page.evaluate(() => document.activeElement.id), /^field-/);
    const ids = (await field.getAttribute('aria-describedby')).trim().split(/\s+/);
    const words = await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()));
    assert.deepEqual(words.map((text) => text.replace(/\s+/g, ' ').trim()), ['Error: Enter a phone number, for example +47 12 34 56 78.', 'With country code, for example +47 12 34 56 78.']);
    assert.equal(await field.inputValue(), 'call me <b>');
    await page.context().close();
  });

  test('what was typed into a text area comes back letter by letter', async () => {
    const page = await open('form-kinds');
    assert.equal(await page.locator('#field-story').inputValue(), 'First line\n\n</textarea><b>not bold</b>');
    assert.equal(await page.locator('#field-when').inputValue(), 'soon');
    await page.context().close();
  });

  test('on a phone each cell says its column, on a desk the table has heads', async () => {
    const phone = await open('invoices', { width: 390, script: false });
    assert.ok(await phone.getByRole('columnheader', { name: 'Date' }).isVisible());
    await phone.context().close();
    const other = await open('history', { width: 390, script: false });
    assert.equal(await other.getByRole('columnheader').count(), 0, 'what does not sort is said in the rows only');
    assert.equal(await other.locator('.mya-list-history tbody td').first().evaluate((at) => getComputedStyle(at, '::before').content), '"What"');
    await other.context().close();
    const desk = await open('invoices');
    assert.equal(await desk.getByRole('columnheader').count(), 7);
    assert.equal(await desk.getByRole('columnheader', { name: 'Date' }).getAttribute('aria-sort'), 'descending');
    assert.equal(await desk.locator('.mya-list-invoices tbody .mya-money').first().evaluate((at) => getComputedStyle(at).textAlign), 'end');
    await desk.context().close();
  });

  test('on paper there is no menu and no button', async () => {
    const page = await open('invoice');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('button:visible, nav:visible').count(), 0);
    assert.ok(await page.getByRole('table').first().isVisible());
    await page.context().close();
  });
});
