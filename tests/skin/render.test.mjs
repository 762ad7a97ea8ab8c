// SPDX-License-Identifier: Apache-2.0
// tests/skin/render.test.mjs: myaccountctl render, and the example skins on every sample, as a designer opens them: from the disk

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

import { BUILD, TOP } from '../harness/stage.mjs';

const SAMPLES = fs.readdirSync(path.join(TOP, 'xslt/samples')).map((name) => name.replace('.xml', '')).sort();
const FRAGMENTS = SAMPLES.filter((name) => /kind="fragment"/.test(fs.readFileSync(path.join(TOP, `xslt/samples/${name}.xml`), 'utf8')));
const SKINS = { demo: 'demo/skin/demo.xsl', plain: 'examples/skins/plain/plain.xsl', 'own-page': 'examples/skins/own-page/own-page.xsl' };

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-render-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const ctl = (...words) => spawnSync(path.join(BUILD, 'myaccountctl'), ['render', ...words], { encoding: 'utf8', env: { ...process.env, MYACCOUNT_SHARE: TOP } });

function render(sample, ...words) {
  const file = path.join(folder, `${sample}.html`);
  const { status, stdout, stderr } = ctl(sample, ...words, '-o', file);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '');
  return file;
}

describe('myaccountctl render', () => {
  let browser;
  before(async () => { browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }); });
  after(() => browser.close());

  async function open(file, options = {}) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })).newPage();
    page.said = [];
    page.on('console', (message) => page.said.push(message.text()));
    page.on('pageerror', (error) => page.said.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  test('writes a sample as a page that looks right without a server', async () => {
    const page = await open(render('password'));
    assert.deepEqual(page.said, []);
    assert.equal(await page.locator('.mya-form button[type=submit]').evaluate((at) => getComputedStyle(at).backgroundColor), 'rgb(10, 90, 138)');
    await page.getByRole('button', { name: 'Show: New password' }).click();   // the script came along, too
    assert.equal(await page.locator('#field-new').getAttribute('type'), 'text');
    await page.context().close();
  });

  test('writes to standard output, and takes a file', () => {
    const { status, stdout } = ctl(path.join(TOP, 'xslt/samples/home.xml'));
    assert.equal(status, 0);
    assert.match(stdout, /^<!DOCTYPE html>\n<html lang="en">.*<\/html>\n$/s);
  });

  test('finds the files beside a skin: written into the page, or linked from the disk', () => {
    const html = fs.readFileSync(render('home', '--skin', path.join(TOP, SKINS['own-page'])), 'utf8');
    assert.match(html, /<style>\n[^<]*--mya-accent: light-dark\(#7a2048/);
    assert.ok(html.includes(`src="file://${TOP}/examples/skins/own-page/mark.svg"`));
    assert.ok(!html.includes('/-/asset/'));
  });

  test('sets a page into one of the site, whose own files are linked from the disk', async () => {
    const file = render('invoices', '--skin', path.join(TOP, SKINS.demo), '--layout', path.join(TOP, 'demo/site/about.html'), 'main');
    const html = fs.readFileSync(file, 'utf8');
    assert.ok(html.includes(`href="file://${TOP}/demo/site/css/site.css"`));
    assert.match(html, /class="mya mya-page"/);
    const page = await open(file);
    assert.notEqual(await page.locator('.mya').evaluate((at) => getComputedStyle(at).getPropertyValue('--paper').trim()), '', "the site's colours are there");
    assert.equal(await page.locator('h1').count(), 1);
    await page.context().close();
  });

  test('sets it between two elements', () => {
    const site = path.join(folder, 'two.html');
    fs.writeFileSync(site, '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><header>Top</header><p>gone</p><footer>Foot</footer></body></html>');
    const html = fs.readFileSync(render('details', '--layout', site, 'header', 'footer'), 'utf8');
    assert.match(html, /<header>Top<\/header>.*class="mya mya-page".*<footer>Foot<\/footer>/s);
    assert.ok(!html.includes('gone'));
  });

  for (const [what, words, code, sentence] of [
    ['a sample that is not there', ['nothing'], 1, /there is no sample "nothing" in .*; there are: .*\bhome\b.*\binvoices\b/],
    ['a file that is not there', ['./no.xml'], 1, /no\.xml/],
    ['a file that is no page', [path.join(TOP, 'texts/texts.en.xml')], 1, /texts\.en\.xml:1: this is no page of ours; its root is <myaccount version="1" …>/],
    ['a layout without a selector', ['home', '--layout', 'x.html'], 2, /--layout wants a selector: which element of the site's page holds ours/],
    ['a selector without a layout', ['home', 'main'], 2, /a selector wants --layout FILE/],
    ['a selector that is not in the page', ['home', '--layout', path.join(TOP, 'demo/site/about.html'), '#nowhere'], 1, /nowhere/],
    ['a word too many', ['home', 'a', 'b', 'c'], 2, /"c" is one word too many/],
    ['a skin that is refused', ['home', '--skin', path.join(TOP, 'texts/texts.en.xml')], 1, /texts\.en\.xml:\d+: this is no style sheet/],
    ['a file that cannot be written', ['home', '-o', path.join(folder, 'no/such/folder.html')], 1, /folder\.html cannot be written/],
  ]) {
    test(`says what is wrong with ${what}`, () => {
      const { status, stderr, stdout } = ctl(...words);
      assert.equal(status, code, stderr);
      assert.match(stderr, sentence);
      assert.equal(stdout, '');
    });
  }

  for (const [name, skin] of Object.entries(SKINS)) {
    test(`${name}: shows every sample, and the Nu HTML checker finds nothing`, async () => {
      const files = SAMPLES.map((sample) => {
        const file = path.join(folder, `${name}-${sample}.html`);
        fs.renameSync(render(sample, '--skin', path.join(TOP, skin)), file);
        return file;
      });
      const jar = path.join(TOP, 'node_modules/vnu-jar/build/dist/vnu.jar');
      const found = await promisify(execFile)('java', ['-jar', jar, '--skip-non-html', '--format', 'json', '--stdout', '--exit-zero-always', ...files], { maxBuffer: 1 << 26 });
      // the checker's CSS is older than the style sheets that were written into the pages
      const messages = JSON.parse(found.stdout).messages.filter(({ message }) => !message.startsWith('CSS:'));
      assert.deepEqual(messages.map((at) => `${path.basename(at.url)}:${at.lastLine}: ${at.message} (${at.extract})`), []);
    });

    test(`${name}: axe finds nothing, and everything fits 320 pixels`, async () => {
      const page = await open(path.join(folder, `${name}-home.html`), { colorScheme: name === 'plain' ? 'light' : 'dark' });
      for (const sample of SAMPLES.filter((at) => !FRAGMENTS.includes(at))) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(pathToFileURL(path.join(folder, `${name}-${sample}.html`)).href);
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(violations.map((at) => `${sample} ${at.id}: ${at.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`), []);
        await page.setViewportSize({ width: 320, height: 800 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, sample);
      }
      assert.deepEqual(page.said, []);
      await page.context().close();
    });
  }
});
