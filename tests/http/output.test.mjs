// SPDX-License-Identifier: Apache-2.0
// tests/http/output.test.mjs: XS2, XS3, XE3: whatever stands in the database or comes with a request is shown as text

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { CANARY, assertClean } from '../harness/canary.mjs';
import { on } from '../harness/database.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const quote = (text) => `'${text.replace(/'/g, "''")}'`;

for (const variant of ['plain', 'proxied']) {
  describe(`what is stored comes out as text, ${variant}`, () => {
    const site = withSite({ variant });
    let anna;
    let invoice;

    before(async () => {
      [invoice] = invoicesOf(site, HAEROY);
      const c = quote(CANARY);
      site.sql(`
        UPDATE customer SET name = ${c} WHERE id = '${HAEROY}';
        UPDATE mya_user SET name = ${c}, phone = ${quote(CANARY.slice(0, 40))} WHERE email = '${ANNA}';
        UPDATE user_address SET line1 = ${c}, line2 = ${c}, postcode = ${quote(CANARY.slice(0, 20))}, city = ${quote(CANARY.slice(0, 100))}, country = '"<' WHERE user_id = (SELECT id FROM mya_user WHERE email = '${ANNA}');
        UPDATE invoice SET number = ${quote(CANARY.slice(0, 20))}, subject = ${c}, their_reference = ${c}, cancel_reason = ${c}, cancelled = issued WHERE id = '${invoice.id}';
        UPDATE invoice_line SET description = ${c}, unit = ${quote(CANARY.slice(0, 20))} WHERE invoice_id = '${invoice.id}';
        UPDATE payment SET reference = ${c};`);
      anna = await annaAt(site);
    });

    test('on every page of the portal', async () => {
      const paid = site.value(`SELECT invoice_id FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE i.customer_id = '${HAEROY}' LIMIT 1;`);
      for (const address of ['/account/', '/account/invoices', `/account/invoices/${invoice.id}`, `/account/invoices/${paid}`, '/account/details', '/account/details/edit', '/account/nothing', '/account/-/greeting']) {
        const answer = await anna.get(address);
        assertClean(answer.page, address);
        assert.ok(!answer.text.includes(CANARY), `${address}: the canary stands nowhere as it is`);
        assert.doesNotMatch(answer.text, /<!--#|an error occurred while processing/, `${address}: no include`);
      }
      const { page } = await anna.get(`/account/invoices/${invoice.id}`);
      assert.ok(page.main.includes(CANARY), 'but it can be read');
      const edit = (await anna.get('/account/details/edit')).page.form('/details/edit');
      assert.equal(edit.values.line1, CANARY);
    });

    // CV1: and in a file, where it is a cell and no formula
    test('in a file of a list, and in what a search finds', async () => {
      site.sql(`UPDATE invoice SET subject = ${quote(`=HYPERLINK("http://evil.example")`)}, number = ${quote(`@${CANARY}`.slice(0, 20))} WHERE id = '${invoice.id}';`);
      const { status, headers, text } = await anna.get('/account/invoices/-/invoices.csv');
      assert.equal(status, 200);
      assert.match(headers['content-type'], /^text\/csv/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.ok(text.includes(`"'=HYPERLINK(""http://evil.example"")"`));
      assert.doesNotMatch(text, /(^|[,\n])"?[=+@\t\r]/m);
      const found = await anna.get('/account/search?q=HYPERLINK');
      assertClean(found.page, 'search');
      assert.ok(found.page.main.includes('=HYPERLINK("http://evil.example")'));
      site.sql(`UPDATE invoice SET number = ${quote(CANARY.slice(0, 20))}, subject = ${quote(CANARY)} WHERE id = '${invoice.id}';`);
    });

    test('on the pages of the site that greet', async () => {
      for (const address of ['/', '/products.html', '/about.html']) {
        const answer = await anna.get(address);
        assert.ok(!answer.text.includes(CANARY), address);
        assert.equal(answer.page.all('script').filter((node) => node.childNodes[0]?.value === 'alert(1)').length, 0);
      }
    });
  });
}

describe('what comes with a request comes back as text or not at all', () => {
  const site = withSite();

  test('in each parameter, path and header', async () => {
    site.allowLog(/the fragment .* is left empty/);
    const anna = await annaAt(site);
    const c = encodeURIComponent(CANARY);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const answers = [
      await anna.get(`/account/${c}`), await anna.get(`/account/invoices/${c}`), await anna.get(`/account/invoices?state=${c}`), await anna.get(`/account/invoices?sort=${c}`),
      await anna.get(`/account/invoices?page=${c}`), await anna.get(`/account/invoices?issued.from=${c}&amount.to=${c}&subject=${c}`), await anna.get(`/account/search?q=${c}`), await anna.get(`/account/invoices?${c}=1`), await anna.get(`/account/details?done=${c}`), await anna.get(`/account/sign-in?next=${c}`),
      await site.client().get(`/account/sign-in?next=${c}`), await site.client().get(`/account/sign-in?signed-out=${c}`), await site.client().get(`/account/sign-in?${c}`),
      await anna.get(`/account/-/${c}`), await anna.get(`/account/-/asset/${c}`), await anna.get('/account/x', { headers: { 'User-Agent': CANARY, Referer: CANARY, 'Accept-Language': CANARY } }),
      await anna.get('/account/', { headers: { 'X-Forwarded-Host': CANARY } }),
    ];
    for (const name of form.names.filter((at) => !['mya.token', 'mya.seen'].includes(at))) answers.push(await anna.send(form, { [name]: CANARY + 'x'.repeat(200) }));
    answers.push(await anna.send(form, { 'mya.token': CANARY }), await anna.send(form, { [CANARY.slice(0, 60)]: 'x' }));
    answers.push(await anna.send(form, { 'mya.seen': CANARY, city: 'Somewhere' }));
    const anon = site.client();
    const open = (await anon.get('/account/sign-in')).page.form('/sign-in');
    answers.push(await anon.send(open, { email: CANARY, password: CANARY }), await anon.send(open, { email: 'x', password: 'x', 'mya.next': CANARY }));
    for (const answer of answers) {
      assertClean(answer.page, `${answer.status} ${answer.url.pathname}`);
      assert.ok(!answer.text.includes(CANARY), String(answer.url));
      for (const value of Object.values(answer.headers).flat()) assert.ok(!value.includes('<svg'), String(answer.url));
    }
  });

  // MH2 as far as there are such headers: nothing of an address gets into one unescaped
  test('a line end in an address makes no header', async () => {
    const anna = site.client();
    for (const address of ['/account/invoices%0d%0aSet-Cookie:%20x=1', '/account/invoices/%0d%0aX: y/', '/account/invoices%0a/', '/account/sign-in?next=%0d%0aX:y', '/account/details%e5%98%8a%e5%98%8dX:y/']) {
      const answer = Buffer.from(await anna.raw(`GET ${address.replace(/ /g, '%20')} HTTP/1.1\r\nHost: localhost:${site.port}\r\nConnection: close\r\n\r\n`), 'latin1').toString();
      const [head] = answer.split('\r\n\r\n');
      for (const line of head.split('\r\n').slice(1)) assert.match(line, /^(Date|Server|Set-Cookie: __Host|[A-Z][A-Za-z-]+):? ?/, line);
      assert.doesNotMatch(head, /^X:|^Set-Cookie: x/m);
    }
  });
});

// XS3: a definition whose columns hold addresses
describe('an address that leads elsewhere than it may is text', () => {
  const ADDRESSES = [['https://good.example/x?a=1&b=2', true], ['http://good.example/', true], ['javascript:alert(1)', false], ['JavaScript:alert(1)', false], ['java\tscript:alert(1)', false],
    ['java\nscript:alert(1)', false], [' javascript:alert(1)', false], ['\u0001javascript:alert(1)', false], ['data:text/html,x', false], ['vbscript:x', false], ['//evil.example', false],
    ['/\\evil.example', false], ['\\\\evil.example', false], ['file:///etc/passwd', false], ['ftp://x.example', false], ['https:evil', false],
    ['blob:x', false], ['about:blank', false], ['https://good.example/"onclick="x', true], ["https://good.example/'><b>", true]];

  const site = withSite({
    prepare: (at) => {
      const folder = at.write('portal', {
        'portal.xml': '<portal name="main" xmlns="urn:mod-myaccount:portal:1" languages="en" zone="UTC" currency="NOK" customer-key="id" user-key="id"><role name="owner"/><role name="finance"/><role name="buyer"/></portal>',
        'links.xml': `<module name="links" xmlns="urn:mod-myaccount:portal:1">
          <page path="" roles="any">
            <list name="links" key="id" order="id" page-size="200">
              <sql>SELECT id, url, id || '' AS mail FROM odd_links WHERE customer_id = :customer</sql>
              <column name="id" type="integer"/><column name="url" type="url"/><column name="mail" type="text"/>
            </list>
          </page></module>`,
        'texts.en.xml': '<texts xmlns="urn:mod-myaccount:portal:1" lang="en"><text key="page.home">Links</text></texts>',
      });
      at.definition = `${folder}/portal.xml`;
      at.allowLog(/the fragment -\/greeting is left empty/);   // this portal has none
    },
  });

  test('and one that may is a link', async () => {
    site.sql(`CREATE TABLE odd_links (id integer PRIMARY KEY, customer_id text, url text);
      ${ADDRESSES.map(([url], i) => `INSERT INTO odd_links VALUES (${i + 1}, '${HAEROY}', ${quote(url)});`).join('\n')}`);
    const { status, page } = await (await annaAt(site)).get('/account/');
    assert.equal(status, 200);
    assertClean(page, 'links');
    const cells = page.all('tr').filter((row) => row.parentNode.nodeName === 'tbody');
    assert.equal(cells.length, ADDRESSES.length);
    ADDRESSES.forEach(([url, good], i) => {
      const links = page.all('a').filter((node) => { for (let at = node; at; at = at.parentNode) if (at === cells[i]) return true; return false; });
      assert.equal(links.some((node) => attribute(node, 'href')), good, url);
    });
  });
});

// XE3: a property test: any bytes in a row leave the page whole and the other rows visible
describe('any bytes in the database', () => {
  const site = withSite();
  const BYTES = ['00', '01', '0b', '1b5b324a', '7f', 'c0af', 'ff', 'fe', 'c3', 'e282', 'f0', 'eda080', 'edbfbf', 'efbfbe', 'efbfbf', 'f4908080', 'c280', 'c285', 'e280a8', 'e280ae', 'e2808f', '41ff42', 'c3a6ffc3b8', '3c2f7469746c653e', '5d5d3e', '0d0a', '09'];

  if (on('sqlite')) test('leave the page well-formed UTF-8, and the other rows visible', async () => {
    const invoices = invoicesOf(site, HAEROY);
    BYTES.forEach((hex, i) => site.sql(`UPDATE invoice SET subject = CAST(x'4f6464${hex}456e64' AS TEXT) WHERE id = '${invoices[i].id}';`));
    site.sql(`UPDATE invoice SET subject = '${'ab'.repeat(524288)}' WHERE id = '${invoices[59].id}';`);
    const anna = await annaAt(site);
    const answer = await anna.get('/account/invoices?size=200');
    assert.equal(answer.status, 200);
    assert.ok(!answer.body.includes(0), 'no NUL');
    assert.equal(Buffer.from(answer.text, 'utf8').compare(answer.body), 0, 'it is UTF-8 throughout');
    assert.doesNotMatch(answer.text, /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/, 'without control characters');
    for (const invoice of invoices) assert.ok(answer.text.includes(invoice.number), `invoice ${invoice.number} is there`);
    const file = await anna.get('/account/invoices/-/invoices.csv');
    assert.equal(Buffer.from(file.text, 'utf8').compare(file.body), 0, 'so is the file');
    assert.doesNotMatch(file.text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/);
    for (const invoice of invoices) assert.ok(file.text.includes(invoice.number), `invoice ${invoice.number} is in the file`);
    for (let i = 0; i < BYTES.length; i++) {
      const detail = await anna.get(`/account/invoices/${invoices[i].id}`);
      assert.equal(detail.status, 200, BYTES[i]);
      assert.match(detail.page.main, /Odd/, BYTES[i]);
    }
  });

  if (on('sqlite')) test('in a name break neither the greeting nor the form', async () => {
    const anna = await annaAt(site);
    for (const hex of ['ff', 'eda080', '01', 'efbfbe', 'c3']) {
      site.sql(`UPDATE mya_user SET name = CAST(x'416e6e61${hex}' AS TEXT) WHERE email = '${ANNA}';`);
      for (const address of ['/account/details', '/account/details/edit', '/']) {
        const answer = await anna.get(address);
        assert.equal(answer.status, 200, `${hex} ${address}`);
        assert.ok(answer.text.includes('Anna'));
        assert.equal(Buffer.from(answer.text, 'utf8').compare(answer.body), 0);
      }
    }
  });
});
