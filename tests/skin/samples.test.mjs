// SPDX-License-Identifier: Apache-2.0
// tests/skin/samples.test.mjs: designers get a sample of every page of the shipped portal, made of the same parts as the page itself
//
// MYA_GOLDEN=write writes the samples anew from the demo; then the golden pages: MYA_GOLDEN=write make check TESTS=tests/unit/test_view_skin.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { AASVAER, ANNA, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { sessionElsewhere } from '../fixtures/routes.mjs';
import { withSite } from '../harness/site.mjs';
import { TOP, own } from '../harness/stage.mjs';

const SAMPLES = path.join(TOP, 'xslt/samples');

// The server writes each document there before the skin sees it.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-samples-'));
fs.chmodSync(folder, 0o700);
own(folder);
after(() => fs.rmSync(folder, { recursive: true, force: true }));

// What ACTION caused: the document that is no fragment; of fragments, the one at ADDRESS.
async function documentOf(action, fragment) {
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
  await action();
  const documents = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
    .filter((text) => (fragment ? text.includes(` page="${fragment}"`) : !text.includes(' kind="fragment"')));
  assert.equal(documents.length, 1);
  return documents[0];
}

// Without what is random, or different on the day when it is written.
const settled = (text) => text.replace(/token="[^"]*"/g, 'token="token"').replace(/<keep name="(mya\.\w+)" value="[^"]*"/g, '<keep name="$1" value="…"')
  .replace(/ path="([^"?]*)\?done=[^"]*"/, ' path="$1"').replace(/<session key="[^"]*"/g, '<session key="5f1e"').replace(/sessions\/[\w-]{16,}\//g, 'sessions/5f1e/')
  .replace(/(<problem [^>]*id="[^"]*: )[\w-]+"/, '$18f3c2a"').replace(/\n+$/, '\n').replace('?>\n', '?>\n<!-- SPDX-License-Identifier: Apache-2.0 -->\n');

// What a page is made of, without what it says: elements with their names, in order, each once.
function shape(text) {
  const parts = [...text.matchAll(/<(myaccount|record|list|column|filter|field|action|item|review|again|search|export|totals|group|problem|fault)\b([^>]*)/g)]
    .map(([, element, rest]) => `${element} ${/\b(?:name|page)="([^"]*)"/.exec(rest)?.[1] ?? /\bhref="([^"]*)"/.exec(rest)?.[1] ?? ''}`.replace(/\/[\w-]{16,}(?=\/|$)/g, '/…').trim());
  return [...new Set(parts)];
}

describe('a sample for designers', () => {
  const site = withSite({ environment: { MYACCOUNT_PAGES: folder } });
  const AT = { 'home-buyer': AASVAER };                                             // where anna is a buyer
  const BEFORE = { 'details-edit-fault': (anna) => anna.get('/account/details/edit') };

  const MADE = {
    home: (anna) => anna.get('/account/'),
    'home-buyer': (anna) => anna.get('/account/'),
    invoices: (anna) => anna.get('/account/invoices'),
    'invoices-narrowed': (anna) => anna.get('/account/invoices?state=overdue&issued.from=2026-01-01&sort=due'),
    'invoices-fault': (anna) => anna.get('/account/invoices?issued.from=yesterday'),
    'invoices-empty': (anna) => anna.get('/account/invoices?number=none'),
    invoice: (anna) => anna.get(`/account/invoices/${invoicesOf(site, HAEROY).find((at) => at.paid > 0 && at.left_to_pay > 0).id}`),
    payments: (anna) => anna.get('/account/payments'),
    details: (anna) => anna.get('/account/details'),
    'details-edit': (anna) => anna.get('/account/details/edit'),
    'details-edit-fault': (anna, form) => anna.send(form.page.form('/details/edit'), { name: '', phone: 'call me <b>' }),
    history: (anna) => anna.get('/account/history'),
    sessions: (anna) => anna.get('/account/sessions'),
    'sessions-end': (anna) => anna.get(`/account/sessions/${sessionElsewhere(site, ANNA)}/end`),
    search: (anna) => anna.get('/account/search?q=rope'),
    'sign-in': () => site.client().get('/account/sign-in'),
    'error-404': (anna) => anna.get('/account/nothing'),
    greeting: (anna) => anna.get('/account/-/greeting'),
    waiting: (anna) => anna.get('/account/-/waiting'),
    menu: (anna) => anna.get('/account/-/menu'),
  };
  const FRAGMENTS = { greeting: '-/greeting', waiting: '-/waiting', menu: '-/menu' };

  for (const [name, make] of Object.entries(MADE)) {
    test(`${name}: has the parts of the real page`, async () => {
      const anna = await annaAt(site, AT[name] ?? HAEROY);
      const before = await BEFORE[name]?.(anna);
      const real = settled(await documentOf(() => make(anna, before), FRAGMENTS[name]));
      const file = path.join(SAMPLES, `${name}.xml`);
      if (process.env.MYA_GOLDEN === 'write') fs.writeFileSync(file, real);
      assert.deepEqual(shape(fs.readFileSync(file, 'utf8')), shape(real), `MYA_GOLDEN=write, and read the difference of ${name}.xml`);
    });
  }

  test('is there for every page and every action with a form', () => {
    const wanted = new Set();
    for (const file of fs.readdirSync(path.join(TOP, 'conf.d/portal')).filter((at) => /^[a-z]+\.xml$/.test(at))) {
      const text = fs.readFileSync(path.join(TOP, 'conf.d/portal', file), 'utf8');
      for (const [, page] of text.matchAll(/<page path="([^"]*)"/g)) wanted.add(page);
    }
    assert.ok(wanted.size >= 8);
    const there = new Set(fs.readdirSync(SAMPLES).map((name) => / page="([^"]*)"/.exec(fs.readFileSync(path.join(SAMPLES, name), 'utf8'))[1]));
    assert.deepEqual([...wanted].filter((page) => !there.has(page)), []);
  });
});
