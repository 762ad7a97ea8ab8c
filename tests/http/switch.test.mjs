// SPDX-License-Identifier: Apache-2.0
// tests/http/switch.test.mjs: one person, several customers, several tabs

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, OMALLEY, invoicesOf } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

const HAEROY_NAME = 'Hærøy Havbruk AS';
const AASVAER_NAME = 'Brødrene Åsvær & Sønner Skipsservice AS';

describe('switching the customer', () => {
  const site = withSite();

  test('shows the other customer, and the role that one has there', async () => {
    const anna = await site.client().in(ANNA);
    await anna.switchTo(HAEROY);
    assert.equal((await anna.get('/account/invoices')).status, 200);
    assert.equal((await anna.get('/account/')).page.form('/switch').values.customer, HAEROY);
    await anna.switchTo(AASVAER);
    assert.equal((await anna.get('/account/invoices')).status, 403);
    assert.equal((await anna.get('/account/')).page.form('/switch').values.customer, AASVAER);
    assert.ok((await anna.get('/account/')).page.text.includes(AASVAER_NAME));
  });

  test('is offered to those who have several', async () => {
    const bo = await site.client().in(BO);
    const { page } = await bo.get('/account/');
    assert.throws(() => page.form('/switch'));
    assert.ok(page.text.includes(HAEROY_NAME));
  });

  test('to a customer that is not one\'s own is 404, and nothing changes', async () => {
    const anna = await (await site.client().in(ANNA)).switchTo(HAEROY);
    const { page } = await anna.get('/account/');
    for (const customer of [OMALLEY, 'nothing', '', `${HAEROY}'`, null]) {
      assert.equal((await anna.send(page.form('/switch'), { customer })).status, 404, String(customer));
    }
    assert.equal((await anna.get('/account/')).page.form('/switch').values.customer, HAEROY);
  });

  test('is remembered for the next sign-in', async () => {
    site.shiftClock(5);     // of sessions of one second none is the last
    const anna = await (await site.client().in(ANNA)).switchTo(AASVAER);
    site.shiftClock(5);
    await anna.send((await anna.get('/account/')).page.form('/sign-out'));
    const again = await site.client().in(ANNA);
    assert.equal((await again.get('/account/')).page.form('/switch').values.customer, AASVAER);
  });

  test('is said on the page to which it leads, once', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/');
    const there = await anna.follow(await anna.send(page.form('/switch'), { customer: AASVAER }));
    assert.match(there.page.text, new RegExp(`You now see the account of ${AASVAER_NAME}\\.`));
    const back = await anna.follow(await anna.send(page.form('/switch'), { customer: HAEROY }));
    assert.match(back.page.text, new RegExp(`You now see the account of ${HAEROY_NAME}\\.`), 'also from a page that was shown before');
    assert.doesNotMatch((await anna.get('/account/')).page.text, /You now see the account of/);
    const other = await site.client().in(BO);
    const { pathname, search } = new URL(back.url);
    assert.doesNotMatch((await other.get(pathname + search)).page.text, /You now see the account of/, 'not to others');
  });

  test('is an event', async () => {
    const count = () => site.value("SELECT COUNT(*) FROM mya_event WHERE type = 'session.switched';");
    const anna = await (await site.client().in(ANNA)).switchTo(AASVAER);
    const before = count();
    await anna.switchTo(HAEROY);
    assert.equal(count(), before + 1);
    await anna.switchTo(HAEROY);
    assert.equal(count(), before + 1, 'nothing was switched');
  });

  test('a form that was opened for the one and sent after switching in another tab is 409, and saves nothing', async () => {
    const anna = await (await site.client().in(ANNA)).switchTo(HAEROY);
    const tab = (await anna.get('/account/details/edit')).page.form('/details/edit');
    await anna.switchTo(AASVAER);
    const before = site.businessHash();
    const answer = await anna.send(tab, { city: 'Elsewhere' });
    assert.equal(answer.status, 409);
    assert.match(answer.page.main, /opened this form for another customer/);
    assert.equal(site.businessHash(), before);
    await anna.switchTo(HAEROY);
    assert.equal((await anna.send(tab, { city: 'Hærøysund' })).status, 303, 'back there it still works');
  });

  test('sent twice, as by a double click, is done once and leads to the same page; and out one may go from any tab', async () => {
    const anna = await (await site.client().in(ANNA)).switchTo(HAEROY);
    const { page } = await anna.get('/account/');
    const count = () => Number(site.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'session.switched';"));
    const before = count();
    for (let i = 0; i < 2; i++) {
      const answer = await anna.send(page.form('/switch'), { customer: AASVAER });
      assert.equal(answer.status, 303, `time ${i + 1}`);
      assert.match(answer.location, /^\/account\/\?done=/);
    }
    assert.equal(count(), before + 1);
    assert.equal((await anna.send(page.form('/sign-out'))).status, 303);
    assert.match((await anna.get('/account/')).location, /sign-in/);
  });

  test('sent again when one has gone on to another, it leads where it led first, and takes nobody back', async () => {
    const anna = await (await site.client().in(ANNA)).switchTo(HAEROY);
    const form = (await anna.get('/account/')).page.form('/switch');
    const first = await anna.send(form, { customer: AASVAER });
    await anna.switchTo(HAEROY);
    const count = () => Number(site.value("SELECT COUNT(*) AS n FROM mya_event WHERE type = 'session.switched';"));
    const before = count();
    assert.equal((await anna.send(form, { customer: AASVAER })).location, first.location);
    assert.equal(count(), before);
    assert.equal((await anna.get('/account/')).page.form('/switch').values.customer, HAEROY);
  });

  test('a link to the other customer\'s invoice is 404, as if it were not there', async () => {
    const [invoice] = invoicesOf(site, AASVAER);
    const anna = await (await site.client().in(ANNA)).switchTo(HAEROY);
    assert.equal((await anna.get(`/account/invoices/${invoice.id}`)).status, 404);
  });
});
