// SPDX-License-Identifier: Apache-2.0
// tests/browser/a11y.test.mjs: each page as assistive technology gets it: Chromium's accessibility tree
//
// What axe cannot know: that the tree says what the page shows, in an order and with names that make sense when only heard.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, HAEROY, invoicesOf } from '../fixtures/people.mjs';
import { sessionElsewhere } from '../fixtures/routes.mjs';
import { DESK, PHONE, unfold, withBrowser } from '../harness/browser.mjs';
import { withSite } from '../harness/site.mjs';

// The nodes of the tree that are not ignored, in document order: {role, name, description, properties, parents, children}.
async function treeOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const list = [];
  const walk = (raw, parents) => {
    let self;
    if (!raw.ignored && raw.role?.value !== 'none') {
      self = {
        role: raw.role.value, name: (raw.name?.value ?? '').replace(/\s+/g, ' ').trim(), description: (raw.description?.value ?? '').replace(/\s+/g, ' ').trim(),
        properties: Object.fromEntries((raw.properties ?? []).map(({ name, value }) => [name, value.value])), value: raw.value?.value, parents, inside: [],
      };
      for (const parent of parents) parent.inside.push(self);
      list.push(self);
    }
    for (const id of raw.childIds ?? []) if (byId.has(id)) walk(byId.get(id), self ? [self, ...parents] : parents);
  };
  walk(nodes[0], []);
  return list;
}

const of = (tree, ...roles) => tree.filter(({ role }) => roles.includes(role));
const heard = (node) => [...(node.inside.length ? [] : [node]), ...node.inside].filter(({ role }) => role === 'StaticText').map(({ name }) => name).join(' ').replace(/\s+/g, ' ').trim();

const LANDMARKS = ['banner', 'main', 'navigation', 'contentinfo', 'complementary', 'search', 'region'];
const CONTROLS = ['textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'spinbutton', 'Date', 'DateTime', 'InputTime', 'slider', 'switch'];

// What holds for every page, whatever it shows.
function judge(tree, where, language) {
  assert.equal(of(tree, 'RootWebArea')[0].name.length > 0, true, `${where}: the window has a title`);
  const [title, ...others] = of(tree, 'heading').filter(({ properties }) => properties.level === 1);
  assert.ok(title?.name, `${where}: an h1 with words`);
  assert.deepEqual(others.map(({ name }) => name), [], `${where}: and only one`);
  assert.equal(of(tree, 'main').length, 1, `${where}: one main`);
  assert.ok(title.parents.some(({ role }) => role === 'main'), `${where}: the h1 is in main`);
  let level = 1;
  for (const { name, properties } of of(tree, 'heading').filter(({ parents }) => parents.some(({ role }) => role === 'main'))) {
    assert.ok(properties.level <= level + 1, `${where}: heading "${name}" of level ${properties.level} after ${level}`);
    level = properties.level;
  }

  const marks = of(tree, ...LANDMARKS);
  for (const role of LANDMARKS) {
    const names = marks.filter((at) => at.role === role).map(({ name }) => name);
    if (names.length > 1) {
      assert.equal(new Set(names).size, names.length, `${where}: ${role} landmarks have different names: ${names}`);
    }
  }

  for (const node of of(tree, 'link', 'button', 'DisclosureTriangle', 'img', 'image', ...CONTROLS)) {
    assert.ok(node.name, `${where}: a ${node.role} has no name (after "${tree[tree.indexOf(node) - 1].name}")`);
  }
  for (const node of of(tree, ...CONTROLS)) {
    if (node.properties.invalid === 'true') assert.ok(node.description.length > 5, `${where}: "${node.name}" says what is wrong with it`);
  }
  assert.ok(['en', 'nb'].includes(language), where);
}

// A table as one walks it: heads, and rows whose cells are as many as the heads.
function judgeTables(tree, where) {
  for (const table of of(tree, 'table')) {
    assert.ok(table.name, `${where}: a table has a name`);
    const heads = of(table.inside, 'columnheader');
    assert.ok(heads.length > 0 && heads.every(({ name }) => name), `${where}: ${table.name}: each column is headed: ${heads.map(({ name }) => name)}`);
    for (const row of of(table.inside, 'row')) {
      if (of(row.inside, 'columnheader').length > 0) continue;
      const first = of(row.inside, 'rowheader', 'cell', 'gridcell')[0];
      assert.ok(of(row.inside, 'rowheader').length === 1 || !heard(first), `${where}: ${table.name}: a row is named by its first cell: ${heard(row)}`);
    }
  }
}

describe('the accessibility tree', () => {
  const site = withSite();
  const browser = withBrowser(site);
  const signedIn = async (options = DESK) => {
    const page = await browser.page(options);
    await page.signIn(ANNA);
    await unfold(page);
    await page.selectOption('[name=customer]', HAEROY);
    await page.click('form.mya-switch button');
    await page.waitForLoadState();
    return page;
  };
  const PAGES = () => ({
    home: '/', invoices: '/invoices', 'invoices, filtered': '/invoices?state=overdue&sort=-amount', 'invoices, fault in a filter': '/invoices?issued.from=yesterday',
    'invoices, none': '/invoices?number=none', invoice: `/invoices/${invoicesOf(site, HAEROY).find((at) => at.paid > 0).id}`, payments: '/payments', details: '/details',
    edit: '/details/edit', history: '/history', sessions: '/sessions', 'end a session': `/sessions/${sessionElsewhere(site, ANNA)}/end`, search: '/search?q=rope', 'not found': '/nothing',
  });

  for (const [device, options] of Object.entries({ desk: DESK, phone: PHONE })) {
    test(`of every page has one h1, named landmarks, names for all that can be used, and tables that can be walked, ${device}`, async () => {
      const page = await signedIn(options);
      for (const [name, address] of Object.entries(PAGES())) {
        await page.to(`/account${address}`);
        const tree = await treeOf(page);
        judge(tree, `${name}, ${device}`, await page.evaluate(() => document.documentElement.lang));
        if (device === 'desk') judgeTables(tree, name);
      }
      await page.context().close();
    });
  }

  test('of the menu says where one is and how many invoices wait', async () => {
    const page = await signedIn();
    await page.to('/account/invoices');
    const [menu] = of(await treeOf(page), 'navigation').filter(({ name }) => name === 'My account');
    const links = of(menu.inside, 'link');
    assert.ok(links.length >= 4);
    assert.match(links.find(({ name }) => name.startsWith('Invoices')).name, /^Invoices \d+$/);
    assert.equal(await page.locator('.mya-menu [aria-current=page]').count(), 1);
    await page.context().close();
  });

  test('of a list says the state of each row in words, and which way it is sorted', async () => {
    const page = await signedIn();
    await page.to('/account/invoices?sort=-due');
    const [table] = of(await treeOf(page), 'table');
    const rows = of(table.inside, 'row').filter(({ inside }) => of(inside, 'rowheader').length > 0);
    assert.ok(rows.length >= 10);
    for (const row of rows) assert.match(heard(row), /\b(Paid|Unpaid|Overdue|Part paid|Cancelled|Total)\b/);
    const sorted = await page.locator('th[aria-sort]').evaluateAll((heads) => heads.map((at) => [at.textContent.trim(), at.getAttribute('aria-sort')]));
    assert.deepEqual(sorted, [['Due', 'descending']]);
    await page.context().close();
  });

  test('of a list on a phone still says what each value is', async () => {
    const page = await signedIn(PHONE);
    await page.to('/account/invoices');
    const tree = await treeOf(page);
    const text = tree.filter(({ role }) => role === 'StaticText').map(({ name }) => name).join(' | ');
    for (const label of ['Subject', 'Due', 'Amount', 'Left to pay']) {
      assert.ok(text.split(label).length - 1 >= 10, `"${label}" is said with every row`);
    }
    await page.context().close();
  });

  test('of a filter that cannot be read says so at the field, and opens the panel', async () => {
    const page = await signedIn();
    await page.to('/account/invoices?issued.from=yesterday');
    const wrong = of(await treeOf(page), ...CONTROLS).filter(({ properties }) => properties.invalid === 'true');
    assert.ok(wrong.length > 0);
    for (const field of wrong) assert.match(field.description, /Error: .*date/i);
    assert.ok(await page.locator('.mya-panel[open]').count() === 1);
    await page.context().close();
  });

  test('of a form says what must be filled in, what helps, and after a fault what is wrong and where', async () => {
    const page = await signedIn();
    await page.to('/account/details/edit');
    const before = of(await treeOf(page), 'textbox', 'combobox');
    const name = before.find((at) => at.name.startsWith('Name'));
    assert.equal(name.properties.required, true);
    assert.equal(name.name, 'Name (required)');
    await page.fill('[name=name]', '');
    await page.fill('[name=phone]', 'call me');
    await page.press('[name=phone]', 'Enter');
    await page.waitForSelector('.mya-summary');
    const tree = await treeOf(page);
    const [alert] = of(tree, 'alert');
    assert.match(alert.inside.map((at) => at.name).join(' '), /Please check/);
    assert.equal(of(alert.inside, 'link').length, 2);
    const fields = of(tree, 'textbox').filter(({ properties }) => properties.invalid === 'true');
    assert.deepEqual(fields.map((at) => at.name.replace(' (required)', '')), ['Name', 'Phone']);
    assert.match(fields[0].description, /^Error: Fill in Name\./);
    assert.match(fields[1].description, /^Error: Enter a phone number/);
    await page.context().close();
  });

  test('of a saved change says so as a status', async () => {
    const page = await signedIn();
    await page.to('/account/details/edit');
    await page.fill('[name=name]', 'Anna Solbakken');
    await page.press('[name=name]', 'Enter');
    await page.waitForURL(/details\?done=/);
    const [status] = of(await treeOf(page), 'status');
    assert.match(heard(status), /saved/i);
    await page.context().close();
  });

  test('of a password field has a button that says whose password it shows', async () => {
    const page = await browser.page();
    await page.to('/account/sign-in');
    const buttons = of(await treeOf(page), 'button').map(({ name }) => name);
    assert.ok(buttons.includes('Show: Password'), buttons.join());
    await page.context().close();
  });
});
