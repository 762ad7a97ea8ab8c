// SPDX-License-Identifier: Apache-2.0
// tests/http/develop.test.mjs: MyAccountDevelopment on, while a portal is being made; and that nothing of it happens without

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { AASVAER, annaAt } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

// A definition and a skin of its own, that tests change.
function own(at) {
  fs.cpSync(path.join(at.stage.root, 'conf.d/portal'), path.join(at.root, 'portal'), { recursive: true });
  at.definition = path.join(at.root, 'portal/portal.xml');
  at.write('skin', { 'own.xsl': skin('First words') });
}

const skin = (words) => `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="myaccount:base.xsl"/>
<xsl:template name="before-page"><p class="mine">${words}</p></xsl:template>
</xsl:stylesheet>`;

const location = (at) => ({ MyAccountSkin: path.join(at.root, 'skin/own.xsl'), MyAccountDevelopment: 'on' });

// Change FILE below the site's root; sizes differ, so that no clock's grain hides it. Returns what undoes it.
function change(site, file, from, to) {
  const name = path.join(site.root, file);
  const text = fs.readFileSync(name, 'utf8');
  assert.ok(text.includes(from), `${file} has ${from}`);
  fs.writeFileSync(name, text.replace(from, to));
  return () => fs.writeFileSync(name, text);
}

const TEXTS = 'portal/texts.en.xml';
const key = (site) => /<text key="([a-z.-]+)">([A-Z][^<{]+)<\/text>/.exec(fs.readFileSync(path.join(site.root, TEXTS), 'utf8'));

describe('while a portal is being made', () => {
  const site = withSite({ prepare: own, location });
  before(() => site.expectLog(/portal\.conf:\d+: <Location \/account\/>: MyAccountDevelopment is on: .* not for a site that customers use/));

  test('a changed skin is seen with the next page', async () => {
    const anna = await annaAt(site);
    assert.match((await anna.get('/account/')).text, /First words/);
    const undo = change(site, 'skin/own.xsl', 'First words', 'Other words of the skin');
    assert.match((await anna.get('/account/')).text, /Other words of the skin/);
    undo();
    assert.match((await anna.get('/account/')).text, /First words/);
  });

  test('a changed page is seen with the next request, in its address too', async () => {
    const anna = await annaAt(site);
    assert.equal((await anna.get('/account/particulars')).status, 404);
    const undo = change(site, 'portal/details.xml', '<module ', '<!-- a comment that makes it longer -->\n<module ');
    const page = change(site, 'portal/home.xml', '</module>', '<page path="particulars" roles="any"><list name="words"><sql scope="all">SELECT \'word\' AS word</sql></list></page>\n</module>');
    const answer = await anna.get('/account/particulars');
    assert.equal(answer.status, 200);
    assert.match(answer.page.main, /word/);
    page();
    undo();
    assert.equal((await anna.get('/account/particulars')).status, 404);
  });

  test('a definition with faults is not taken; the pages go on, and say file and line', async () => {
    site.expectLog(/not taken: .*details\.xml:\d+: /);
    const anna = await annaAt(site);
    const undo = change(site, 'portal/details.xml', '<page ', '<pagge ');
    const answer = await anna.get('/account/details');
    assert.equal(answer.status, 200);
    assert.match(answer.text, /details\.xml:\d+: .*pagge/);
    assert.match((await anna.get('/account/')).text, /details\.xml:\d+: .*pagge/, 'on each page');
    undo();
    assert.doesNotMatch((await anna.get('/account/')).text, /pagge/);
  });

  test('so with a skin', async () => {
    site.expectLog(/not taken: .*own\.xsl:\d+/);
    const anna = await annaAt(site);
    const undo = change(site, 'skin/own.xsl', 'First words', '<xsl:value-of select="]["/>');
    assert.match((await anna.get('/account/')).text, /First words[^]*own\.xsl:\d+|own\.xsl:\d+[^]*First words/);
    undo();
  });

  test('who asks at the same moment gets one reading, none an error', async () => {
    const anna = await annaAt(site);
    const undo = change(site, 'skin/own.xsl', 'First words', 'Words for all at once');
    const { result, log } = await site.logged(() => Promise.all(Array.from({ length: 40 }, () => anna.get('/account/'))));
    for (const answer of result) assert.match(answer.text, /Words for all at once/);
    assert.equal((log.match(/was read again/g) ?? []).length, 1);
    undo();
  });

  test('?as=xml shows what the skin gets, to who may see the page', async () => {
    const anna = await annaAt(site);
    const answer = await anna.get('/account/invoices?as=xml');
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /^application\/xml/);
    assert.match(answer.text, /^<\?xml[^]*<myaccount [^]*<list name="invoices"/);
    assert.match((await anna.get('/account/?as=xml')).text, /<myaccount /);
    assert.equal((await site.client().get('/account/invoices?as=xml')).status, 303);
    const buyer = await annaAt(site, AASVAER);
    const refused = await buyer.get('/account/invoices?as=xml');
    assert.equal(refused.status, 403);
    assert.doesNotMatch(refused.text, /<list /);
    assert.equal((await anna.get('/account/invoices?as=html')).status, 400);
  });

  test('an error page says what failed, and where it stands', async () => {
    site.allowLog(/500, request/);
    const anna = await annaAt(site);
    const undo = change(site, 'portal/home.xml', '</module>', '<page path="broken" roles="any"><list name="words"><sql scope="all">SELECT word FROM no_such_table</sql></list></page>\n</module>');
    const answer = await anna.get('/account/broken');
    assert.equal(answer.status, 500);
    assert.match(answer.text, /home\.xml:\d+: .*no_such_table/);
    undo();
  });

  test('the skin\'s own files are asked for again each time', async () => {
    assert.equal((await site.client().get('/account/-/asset/base.css')).headers['cache-control'], 'no-cache');
  });
});

describe('a site that customers use', () => {
  const site = withSite({ prepare: own, location: (at) => ({ ...location(at), MyAccountDevelopment: null }) });

  test('reads nothing again until the web admin says so', async () => {
    const anna = await annaAt(site);
    const undo = [change(site, 'skin/own.xsl', 'First words', 'Other words of the skin'), change(site, 'portal/details.xml', '<page ', '<pagge '),
      change(site, TEXTS, key(site)[0], key(site)[0].replace(key(site)[2], 'Words that nobody shall see'))];
    for (let i = 0; i < 3; i++) {
      const answer = await anna.get('/account/');
      assert.equal(answer.status, 200);
      assert.match(answer.text, /First words/);
      assert.doesNotMatch(answer.text, /pagge|nobody shall see/);
    }
    undo[1]();
    await site.graceful();
    assert.match((await anna.get('/account/')).text, /Other words of the skin/);
  });

  test('?as=xml is a parameter that no page has', async () => {
    const anna = await annaAt(site);
    const answer = await anna.get('/account/invoices?as=xml');
    assert.equal(answer.status, 400);
    assert.match(answer.headers['content-type'], /^text\/html/);
  });

  test('an error page tells nothing of SQL, files or lines', async () => {
    site.expectLog(/500, request/);
    const anna = await annaAt(site);
    site.db.lose();
    const shown = await anna.get('/account/invoices');
    site.db.find();
    assert.equal(shown.status, 500);
    assert.doesNotMatch(shown.text, /no such table|SELECT |billing\.xml/);
  });
});
