// SPDX-License-Identifier: Apache-2.0
// tests/harness/browser.mjs: Debian's Chromium, one for each test file, and what every page is asked

import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';

import { chromium } from 'playwright-core';

import { PASSWORD } from './client.mjs';

export const DESK = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

// On a phone the menu, and for whom one works, are folded into one line of PAGE.
export async function unfold(page) {
  const line = page.locator('.mya-nav:not([open]) > summary');
  if (await line.isVisible()) await line.click();
}

// A browser for the tests of the describe in which this stands; browser.page(options) is a page in a fresh context.
export function withBrowser(site) {
  const own = { requests: [], reports: [] };
  before(async () => { own.browser = await chromium.launch({ executablePath: '/usr/bin/chromium' }); });
  // a page that stays open asks for things when its server has ended
  afterEach(async () => { for (const context of own.browser.contexts()) await context.close(); });
  after(() => own.browser?.close());

  own.page = async (options = DESK) => {
    const context = await own.browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    // what the policy stopped is told to the console; what goes to other hosts is noted
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) own.reports.push(`${page.url()}: ${message.text()}`); });
    page.on('pageerror', (error) => own.reports.push(`${page.url()}: ${error.message}`));
    page.on('request', (request) => own.requests.push(request.url()));
    page.to = (address) => page.goto(`http://localhost:${site.port}${address}`);
    page.signIn = async (email) => {
      site.secrets.add(PASSWORD);
      await page.to('/account/sign-in');
      await page.fill('[name=email]', email);
      await page.fill('[name=password]', PASSWORD);
      await page.click('.mya-form button[type=submit]');
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
      return page;
    };
    return page;
  };

  own.assertQuiet = () => {
    const foreign = own.requests.filter((url) => !url.startsWith(`http://localhost:${site.port}/`) && !url.startsWith('data:'));
    assert.deepEqual(foreign, [], 'no request goes to another host');
    assert.deepEqual(own.reports.filter((text) => !/status of (4\d\d|503)/.test(text)), [], 'the policy and the scripts are at peace');
  };
  return own;
}

// The addresses of all pages that there are for ANNA, by name. SITE has been started.
export function addresses(site, invoice) {
  return {
    home: '/account/', invoices: '/account/invoices', 'invoices, filtered': '/account/invoices?state=overdue&sort=-amount', 'invoices, page 2': '/account/invoices?page=2',
    'invoices, none found': '/account/invoices?state=cancelled&page=9', invoice: `/account/invoices/${invoice}`, details: '/account/details', edit: '/account/details/edit',
    payments: '/account/payments', history: '/account/history', sessions: '/account/sessions', search: '/account/search?q=rope', 'search, nothing typed': '/account/search',
    'not found': '/account/nothing', 'sign out': '/account/sign-out', switch: '/account/switch', password: '/account/password', 'bad request': '/account/invoices?a=1&a=2',
  };
}
