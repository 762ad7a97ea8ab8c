// SPDX-License-Identifier: Apache-2.0
// tests/http/review.test.mjs: what is shown once more before it is done; fields that belong to a choice (tests/fixtures/steps)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO, HAEROY, annaAt } from '../fixtures/people.mjs';
import { stepsSite } from '../fixtures/steps.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const GIVE = '/account/gifts/give';
const CARD = { to_name: 'Bo <b>', amount: '12.50', means: 'card', number: '4000123412341234' };

const open = async (client) => (await client.get(GIVE)).page.form('/gifts/give');
const review = async (client, fields = CARD) => {
  const answer = await client.send(await open(client), fields);
  assert.equal(answer.status, 200, answer.page.main);
  assert.equal(answer.page.all('main').length, 1, "the site's, and none of ours in it");
  return answer;
};
const gifts = (site) => site.rows('SELECT to_name, amount, means, number FROM gift ORDER BY at, to_name');

describe('an action with a review', () => {
  const site = withSite(stepsSite({ sql: `INSERT INTO course (id, title, capacity, taken) VALUES (7, 'Sails', 3, 1);
    INSERT INTO registration (course, user_id, state, at) SELECT 7, id, 'booked', '2026-01-01 00:00:00' FROM mya_user WHERE email IN ('${ANNA}', '${BO}');` }));

  test('shows what it would do, and has done nothing', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    const { page } = await review(anna);
    assert.equal(site.businessHash(), before);
    assert.match(page.main, /To name Bo <b> Amount (kr|NOK) ?12\.50 Means Card Number 4000123412341234/);
    assert.equal(page.all('input', { type: 'text' }).length, 0, 'nothing can be typed here');
  });

  test('does it when it is confirmed, with what the review showed', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await review(anna);
    const answer = await anna.send(page.form('/gifts/give'), { 'mya.step': 'do' });
    assert.equal(answer.status, 303);
    assert.match((await anna.follow(answer)).page.main, /Your gift is on its way\./);
    assert.deepEqual(gifts(site), [{ to_name: 'Bo <b>', amount: 1250, means: 'card', number: '4000123412341234' }]);
  });

  test('goes back to the form with everything, and on again', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await review(anna, { ...CARD, to_name: 'Kari', topics: 'knots' });
    const back = await anna.send(page.form('/gifts/give'), { 'mya.step': 'edit' });
    assert.equal(back.status, 200);
    assert.equal(back.page.all('main').length, 1, "the site's, and none of ours in it");
    const form = back.page.form('/gifts/give');
    assert.equal(form.values.to_name, 'Kari');
    assert.equal(form.values.number, CARD.number);
    assert.deepEqual(form.pairs.filter(([name]) => name === 'topics'), [['topics', 'knots']]);
    const again = await anna.send(form, { amount: '20' });
    assert.equal(again.status, 200);
    assert.equal((await anna.send(again.page.form('/gifts/give'), { 'mya.step': 'do' })).status, 303);
    assert.equal(site.value("SELECT amount FROM gift WHERE to_name = 'Kari'"), 2000);
  });

  test('cannot be skipped: what was not shown is shown first, and not done', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    const direct = await anna.send(await open(anna), { ...CARD, 'mya.step': 'do' });
    assert.equal(direct.status, 409);
    assert.match(direct.page.main, /Nothing was done yet/);
    assert.match(direct.page.main, /Bo <b>/);
    const forged = await anna.send(await open(anna), { ...CARD, 'mya.step': 'do', 'mya.reviewed': 'A'.repeat(43) });
    assert.equal(forged.status, 409);
    assert.equal(site.businessHash(), before);
    assert.equal((await anna.send(direct.page.form('/gifts/give'), { 'mya.step': 'do' })).status, 303, 'now it was shown');
  });

  test('does not do something else than what it showed', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await review(anna);
    const before = site.businessHash();
    for (const changes of [{ amount: '4999' }, { to_name: 'Mallory' }, { topics: 'knots' }, { means: 'account', number: '12345678901' }]) {
      const answer = await anna.send(page.form('/gifts/give'), { ...changes, 'mya.step': 'do' });
      assert.equal(answer.status, 409, JSON.stringify(changes));
      assert.match(answer.page.main, /Nothing was done yet/);
    }
    assert.equal(site.businessHash(), before);
  });

  test("does not take another form's seal, nor another's", async () => {
    const anna = await site.client().in(ANNA);
    const first = (await review(anna)).page.form('/gifts/give');
    const second = (await review(anna, { ...CARD, amount: '13' })).page.form('/gifts/give');
    const bo = (await review(await site.client().in(BO), CARD)).page.form('/gifts/give');
    const before = site.businessHash();
    for (const seal of [second, bo].map((form) => form.values['mya.reviewed'])) {
      assert.equal((await anna.send(first, { 'mya.reviewed': seal, 'mya.step': 'do' })).status, 409);
    }
    assert.equal(site.businessHash(), before);
  });

  test('is done once, however often any of its steps is sent again', async () => {
    const anna = await site.client().in(ANNA);
    const form = await open(anna);
    const shown = (await anna.send(form, { ...CARD, to_name: 'Once' })).page.form('/gifts/give');
    assert.equal(shown.token, form.token, 'the review goes on with the token of the form');
    const first = await anna.send(shown, { 'mya.step': 'do' });
    assert.equal(first.status, 303);
    const replays = [await anna.send(shown, { 'mya.step': 'do' }), await anna.send(form, { ...CARD, to_name: 'Once' })];
    assert.deepEqual(replays.map((answer) => answer.location), [first.location, first.location]);
    const changed = [await anna.send(form, { ...CARD, to_name: 'Once more' }), await anna.send(shown, { to_name: 'Once more', 'mya.step': 'do' })];
    assert.deepEqual(changed.map((answer) => answer.status), [409, 409]);
    assert.equal(site.value("SELECT count(*) FROM gift WHERE to_name LIKE 'Once%'"), 1);
  });

  test('is not shown for a form with faults', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.send(await open(anna), { ...CARD, amount: '0.50' });
    assert.equal(answer.status, 422);
    assert.match(answer.page.described('amount'), /must be at least (kr|NOK) ?1\.00/);
    assert.equal(answer.page.form('/gifts/give').values.to_name, CARD.to_name);
  });

  test('of a button is its own page, from which alone it can be done', async () => {
    const anna = await annaAt(site, HAEROY);
    const list = await anna.get('/account/courses/7');
    assert.equal(list.page.forms.filter((form) => /cancel$/.test(form.action.pathname)).length, 0, 'it is a link there');
    assert.ok(list.page.links.includes('/account/courses/7/cancel'));
    const { page } = await anna.get('/account/courses/7/cancel');
    const form = page.form('/courses/7/cancel');
    assert.equal((await anna.send(form, { 'mya.step': null })).status, 200, 'without the step it is shown again');
    assert.equal((await anna.send(form, { 'mya.reviewed': null, 'mya.step': 'do' })).status, 409);
    assert.equal(site.value("SELECT count(*) FROM registration WHERE course = 7 AND state = 'booked'"), 2);
    assert.equal((await anna.send(form, { 'mya.step': 'do' })).status, 303);
    assert.equal(site.value("SELECT count(*) FROM registration WHERE course = 7 AND state = 'booked'"), 1);
  });

  test('is refused without, with a foreign token, and with what it does not ask', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await review(anna);
    const form = page.form('/gifts/give');
    const { token } = (await review(await site.client().in(BO))).page.form('/gifts/give');
    const before = site.businessHash();
    assert.equal((await anna.send(form, { 'mya.step': 'do', 'mya.token': null })).status, 403);
    assert.equal((await anna.send(form, { 'mya.step': 'do', 'mya.token': token })).status, 403);
    for (const extra of [['user_id', 'x'], ['mya.row', '1'], ['mya.password', 'x'], ['to_name', 'x'], ['mya.reviewed', 'x'], ['amount.1', '1'], ['mya.step', 'do']]) {
      const answer = await anna.post(GIVE, [...form.pairs, ['mya.step', 'do'], extra]);
      assert.equal(answer.status, 400, extra.join());
    }
    assert.equal((await anna.send(form, { 'mya.step': 'skip' })).status, 400);
    assert.equal(site.businessHash(), before);
  });
});

describe('fields that belong to a choice', () => {
  const site = withSite(stepsSite());
  const names = (form) => form.names.filter((name) => !name.startsWith('mya.') && name !== 'topics');

  test('are there when it is made, without script', async () => {
    const anna = await site.client().in(ANNA);
    const form = await open(anna);
    assert.deepEqual([...new Set(names(form))], ['to_name', 'amount', 'means']);
    const card = await anna.send(form, { means: 'card', amount: 'what', 'mya.again': '1' });
    assert.equal(card.status, 200);
    assert.deepEqual([...new Set(names(card.page.form('/gifts/give')))], ['to_name', 'amount', 'means', 'number']);
    assert.equal(card.page.form('/gifts/give').values.amount, 'what');
    assert.doesNotMatch(card.page.main, /Please check/, 'nobody has said that it was ready');
    const account = await anna.send(card.page.form('/gifts/give'), { means: 'account', number: '12', 'mya.again': '1' });
    assert.deepEqual([...new Set(names(account.page.form('/gifts/give')))], ['to_name', 'amount', 'means', 'number', 'holder']);
    assert.equal(account.page.form('/gifts/give').values.number, '12', 'what was typed is kept where the other choice asks it, too');
    assert.equal(site.value('SELECT count(*) FROM gift'), 0);
  });

  test('are judged as the choice says, with their own words', async () => {
    const anna = await site.client().in(ANNA);
    const card = await anna.send(await open(anna), { to_name: 'A', amount: '5', means: 'card', number: '12345678901' });
    assert.equal(card.status, 422);
    assert.match(card.page.described('number'), /A card number has 16 digits\./);
    const account = await anna.send(await open(anna), { to_name: 'A', amount: '5', means: 'account', number: '4000123412341234' });
    assert.equal(account.status, 422);
    assert.match(account.page.described('number'), /is not written in the form we expect/);
    const none = await anna.send(await open(anna), { to_name: 'A', amount: '5', means: '' });
    assert.equal(none.status, 422);
    assert.doesNotMatch(none.page.main, /Number/);
  });

  test('are passed over when another choice is made, and never refused', async () => {
    const anna = await site.client().in(ANNA);
    const shown = await anna.send(await open(anna), { to_name: 'A', amount: '5', means: 'card', number: CARD.number, holder: 'left over' });
    assert.equal(shown.status, 200);
    assert.doesNotMatch(shown.page.main, /left over/);
    const twice = await anna.post(GIVE, [...(await open(anna)).pairs, ['number', '1'], ['number', '2']]);
    assert.equal(twice.status, 400, 'but not taken twice');
  });

  test('an option that is not offered cannot be chosen', async () => {
    const bo = await site.client().in(BO);
    const form = await open(bo);
    assert.doesNotMatch((await bo.get(GIVE)).page.main, /Cash/);
    const answer = await bo.send(form, { to_name: 'A', amount: '5', means: 'cash' });
    assert.equal(answer.status, 422);
    assert.match(answer.page.described('means') || answer.page.main, /Choose one of the options/);
    site.sql(`INSERT INTO budget SELECT id, 0 FROM mya_user WHERE email = '${BO}'`);
    assert.match((await bo.get(GIVE)).page.main, /Cash/);
    assert.equal((await bo.send(form, { to_name: 'A', amount: '5', means: 'cash' })).status, 200);
  });

  test('a field for other roles is not asked, and cannot be sent', async () => {
    const bo = await site.client().in(BO);
    assert.ok((await open(bo)).control('limit'), 'finance is asked');
    const anna = await annaAt(site, HAEROY);
    const form = await open(anna);
    assert.equal(form.control('limit'), undefined);
    assert.equal((await anna.send(form, { ...CARD, limit: '1' })).status, 400);
    assert.equal((await bo.send(await open(bo), { ...CARD, limit: '4' })).status, 422);
  });

  test('several values are a list for IN', async () => {
    const anna = await site.client().in(ANNA);
    const user = site.value(`SELECT id FROM mya_user WHERE email = '${ANNA}'`);
    site.sql(`INSERT INTO topic (user_id, topic) VALUES ('${user}', 'ropes'), ('${user}', 'knots'), ('${user}', 'sails'), ('other', 'ropes')`);
    const form = await open(anna);
    const pairs = [...form.pairs.filter(([name]) => !(name in CARD)), ...Object.entries(CARD), ['topics', 'ropes'], ['topics', 'sails']];
    const shown = await anna.post(GIVE, pairs);
    assert.equal(shown.status, 200);
    assert.match(shown.page.main, /Topics Ropes, Sails/);
    assert.equal((await anna.send(shown.page.form('/gifts/give'), { 'mya.step': 'do' })).status, 303);
    assert.deepEqual(site.rows('SELECT user_id, topic FROM topic WHERE wanted = 1 ORDER BY topic'), [{ user_id: user, topic: 'ropes' }, { user_id: user, topic: 'sails' }]);
  });

  test('money with too many decimals, and too much of it, is said in the reader\'s own way', async () => {
    const anna = await site.client().in(ANNA);
    const many = await anna.send(await open(anna), { ...CARD, amount: '12.345' });
    assert.equal(many.status, 422);
    assert.match(many.page.described('amount'), /at most 2 decimals/);
    site.sql(`UPDATE mya_user SET language = 'nb' WHERE email = '${ANNA}'`);
    const much = await anna.send(await open(anna), { ...CARD, amount: '5000,01' });
    assert.equal(much.status, 422);
    assert.match(much.page.described('amount'), /høyst (kr )?5 ?000,00( kr)?/);
    site.sql(`UPDATE mya_user SET language = NULL WHERE email = '${ANNA}'`);
    assert.equal(attribute(much.page.all('*', { name: 'amount' })[0], 'value'), '5000,01');
  });
});
