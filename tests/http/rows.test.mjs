// SPDX-License-Identifier: Apache-2.0
// tests/http/rows.test.mjs: actions about ticked rows, and editable tables (tests/fixtures/steps)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { stepsSite } from '../fixtures/steps.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const mails = (email, prefix, n, locked = '') => Array.from({ length: n }, (_, i) =>
  `INSERT INTO mail SELECT '${prefix}${i + 1}', id, 'Mail ${i + 1} of ${prefix}', 'inbox', ${locked === `${prefix}${i + 1}` ? 1 : 0}
     FROM mya_user WHERE email = '${email}';`).join('\n');

describe('an action about ticked rows', () => {
  const site = withSite(stepsSite({ sql: mails(ANNA, 'a', 4, 'a4') + mails(BO, 'b', 2) }));
  const folders = () => Object.fromEntries(site.rows('SELECT id, folder FROM mail ORDER BY id').map(({ id, folder }) => [id, folder]));
  // The bar below the list has a button for each action; what it sends is which, and what is ticked.
  const press = (page, action, ids) => {
    const [button] = page.all('button', { formaction: new RegExp(`${action}$`) });
    return { path: attribute(button, 'formaction'), token: attribute(button, 'value'),
      pairs: [['mya.token', attribute(button, 'value')], ...ids.map((id) => ['mya.row', id])] };
  };
  const ticked = (form) => form.pairs.filter(([name]) => name === 'mya.row').map(([, value]) => value);
  const boxes = (page) => page.all('input', { name: 'mya.row' });
  // The form that asks what else it must know, with IDS ticked.
  const move = async (client, ids) => {
    const { page } = await client.get('/account/mails');
    const { path, pairs } = press(page, '/mails/move', ids);
    const answer = await client.post(path, pairs);
    assert.equal(answer.status, 200);
    return answer.page.form('/mails/move');
  };

  test('has a box in each row, named after it, and a button for each action', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/mails');
    assert.deepEqual(boxes(page).map((at) => attribute(at, 'value')), ['a1', 'a2', 'a3', 'a4']);
    assert.ok(boxes(page).every((at) => attribute(at, 'type') === 'checkbox'));
    assert.match(attribute(boxes(page)[0], 'aria-label') ?? '', /Mail 1 of a/);
    const form = page.forms.find((at) => attribute(at.node, 'id') === attribute(boxes(page)[0], 'form'));
    assert.ok(form, 'the boxes belong to a form that is there');
    assert.deepEqual(page.all('button', { formaction: true }).map((at) => attribute(at, 'formaction')), ['/account/mails/move', '/account/mails/delete']);
  });

  test('asks for its fields with what was ticked, and does it to these rows only', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    const form = await move(anna, ['a1', 'a3']);
    assert.equal(site.businessHash(), before);
    assert.deepEqual(ticked(form), ['a1', 'a3']);
    const answer = await anna.send(form, { folder: 'work' });
    assert.equal(answer.status, 303);
    assert.match((await anna.follow(answer)).page.main, /The mails are moved\./);
    assert.deepEqual(folders(), { a1: 'work', a2: 'inbox', a3: 'work', a4: 'inbox', b1: 'inbox', b2: 'inbox' });
    assert.deepEqual(site.rows("SELECT data FROM mya_event WHERE type = 'mail.moved'"), [{ data: '{"from":"inbox"}' }, { data: '{"from":"inbox"}' }]);
  });

  test('takes a key that came twice for one', async () => {
    const anna = await site.client().in(ANNA);
    const form = await move(anna, ['a2']);
    const answer = await anna.post(form.action.pathname, [...form.pairs.filter(([name]) => name !== 'folder'), ['folder', 'twice'], ['mya.row', 'a2']]);
    assert.equal(answer.status, 303);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'mail.moved'"), 3);
  });

  test("is a 404 with another's key among them, and nothing is done", async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    for (const ids of [['a2', 'b1'], ['b1'], ['a2', 'nowhere'], ['']]) {
      const { page } = await anna.get('/account/mails');
      const { path, pairs } = press(page, '/mails/move', ids);
      assert.equal((await anna.post(path, pairs)).status, 404, ids.join());
      assert.equal((await anna.post(path, [...pairs, ['folder', 'stolen'], ['mya.seen', 'opened']])).status, 404, ids.join());
      const other = press(page, '/mails/delete', ids);
      assert.equal((await anna.post(other.path, other.pairs)).status, 404, ids.join());
    }
    assert.equal(site.businessHash(), before);
  });

  test('asks for a row when none is ticked, and keeps what was typed', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/mails');
    const { path, pairs } = press(page, '/mails/move', []);
    const first = await anna.post(path, pairs);
    assert.equal(first.status, 422);
    assert.match(first.page.main, /Choose at least one row first\./);
    assert.doesNotMatch(first.page.main, /Fill in/, 'nobody has said that the rest was ready');
    assert.equal(boxes(first.page).length, 3);
    const second = await anna.send(first.page.form('/mails/move'), { folder: 'typed' });
    assert.equal(second.status, 422);
    const form = second.page.form('/mails/move');
    assert.equal(form.values.folder, 'typed');
    assert.equal((await anna.send(form, { 'mya.row': 'a2' })).status, 303);
    assert.equal(folders().a2, 'typed');
  });

  test('keeps the ticks when a field is at fault', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.send(await move(anna, ['a1', 'a3']), { folder: '' });
    assert.equal(answer.status, 422);
    assert.match(answer.page.main, /Fill in Folder\./);
    const again = answer.page.form('/mails/move');
    assert.deepEqual(ticked(again), ['a1', 'a3']);
    assert.equal((await anna.send(again, { folder: 'done' })).status, 303);
    assert.equal(folders().a3, 'done');
  });

  test('says that a row cannot be part of it, and does nothing', async () => {
    const anna = await site.client().in(ANNA);
    const before = folders();
    const { page } = await anna.get('/account/mails');
    const { path, pairs } = press(page, '/mails/move', ['a1', 'a4']);
    for (const more of [[], [['folder', 'x'], ['mya.seen', 'opened']]]) {
      const answer = await anna.post(path, [...pairs, ...more]);
      assert.equal(answer.status, 422);
      assert.match(answer.page.main, /cannot be part of this, or not any more/);
      assert.deepEqual(ticked(answer.page.form('/mails/move')), ['a1']);
    }
    assert.deepEqual(folders(), before);
  });

  test('shows itself at its own address, too', async () => {
    const anna = await site.client().in(ANNA);
    const { status, page } = await anna.get('/account/mails/move');
    assert.equal(status, 200);
    assert.deepEqual(boxes(page).map((at) => attribute(at, 'value')), ['a1', 'a2', 'a3'], 'a locked mail cannot be moved');
    assert.equal(page.all('button', { formaction: /mails\/delete/ }).length, 0);
    assert.equal((await anna.send(page.form('/mails/move'), { folder: 'deep', 'mya.row': 'a1' })).status, 303);
    assert.equal(folders().a1, 'deep');
  });

  test('takes nothing that it did not ask for, and nothing twice but rows', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    for (const extra of ['folder', 'subject', 'folder.a1', 'mya.seen', 'mya.token', 'mya.again', 'mya.step', 'mya.password', 'mya.reviewed', 'mya.other', 'user_id']) {
      const form = await move(anna, ['a1']);
      const pairs = [...form.pairs.filter(([name]) => name !== 'folder'), ['folder', 'x'], [extra, 'x']];
      assert.equal((await anna.post(form.action.pathname, pairs)).status, 400, extra);
    }
    assert.equal(site.businessHash(), before);
  });

  test('is refused without, with a foreign and with a used token', async () => {
    const anna = await site.client().in(ANNA);
    const form = await move(anna, ['a1']);
    const bo = await site.client().in(BO);
    const { token } = await move(bo, ['b1']);
    const before = site.businessHash();
    assert.equal((await anna.send(form, { folder: 'x', 'mya.token': null })).status, 403);
    assert.equal((await anna.send(form, { folder: 'x', 'mya.token': token })).status, 403);
    assert.equal(site.businessHash(), before);
    const first = await anna.send(form, { folder: 'x' });
    const second = await anna.send(form, { folder: 'x' });
    assert.equal(first.status, 303);
    assert.equal(second.location, first.location);
    assert.equal((await anna.send(form, { folder: 'x', 'mya.row': 'a2' })).status, 409, 'other rows are another wish');
  });

  test('does not stand before who may not do it', async () => {
    const bo = await site.client().in(BO);
    const { page } = await bo.get('/account/mails');
    assert.equal(page.all('button', { formaction: /mails\/delete/ }).length, 0);
    const { token } = press(page, '/mails/move', []);
    assert.equal((await bo.post('/account/mails/delete', { 'mya.token': token, 'mya.row': 'b1' })).status, 403);
    assert.equal(site.value("SELECT count(*) FROM mail WHERE id = 'b1'"), 1);
  });

  test('can be looked at once more before it is done', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/mails');
    const { path, pairs } = press(page, '/mails/delete', ['a1', 'a2']);
    const review = await anna.post(path, pairs);
    assert.equal(review.status, 200);
    assert.match(review.page.main, /Mail 1 of a.*Mail 2 of a/);
    assert.doesNotMatch(review.page.main, /Mail 3 of a/);
    assert.equal(site.value('SELECT count(*) FROM mail'), 6);
    const answer = await anna.send(review.page.form('/mails/delete'), { 'mya.step': 'do' });
    assert.equal(answer.status, 303);
    assert.deepEqual(site.rows('SELECT id FROM mail ORDER BY id').map(({ id }) => id), ['a3', 'a4', 'b1', 'b2']);
  });
});

describe('more rows than one form may be about', () => {
  const site = withSite(stepsSite());

  test('are refused before anything is read', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/mails/move');
    assert.equal(page.forms.filter((form) => /mails\/move/.test(form.action.pathname)).length, 0, 'there is nothing to tick');
    site.sql(mails(ANNA, 'a', 1));
    const form = (await anna.get('/account/mails/move')).page.form('/mails/move');
    const rows = Array.from({ length: 201 }, (_, i) => ['mya.row', `a${i + 1}`]);
    const answer = await anna.post(form.action.pathname, [['mya.token', form.token], ['folder', 'x'], ...rows]);
    assert.equal(answer.status, 413);
    assert.equal(site.value("SELECT count(*) FROM mail WHERE folder = 'x'"), 0);
  });
});

describe('an editable table', () => {
  const site = withSite(stepsSite());
  const log = () => site.rows('SELECT consent, version, granted, most FROM consent_log ORDER BY id');
  const open = async (client) => (await client.get('/account/consents')).page.form('/consents/save');

  test('has the fields of each row, and what a row forbids cannot be changed', async () => {
    const anna = await site.client().in(ANNA);
    const form = await open(anna);
    assert.deepEqual(form.names.filter((name) => !name.startsWith('mya.')).sort(),
      ['granted.1', 'granted.2', 'granted.3', 'most.1', 'most.2', 'most.3'].filter((name) => form.control(name)).sort());
    assert.deepEqual(form.pairs.filter(([name]) => name === 'mya.row').map(([, value]) => value), ['1', '2', '3']);
    assert.match(attribute(form.control('most.1'), 'aria-label') ?? '', /email/i, 'a field is named after its row');
    const answer = await anna.send(form, { 'granted.3': null });
    assert.equal(answer.status, 303);
    assert.deepEqual(log(), []);
  });

  test('does its steps for the rows that were changed, and only for these', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.send(await open(anna), { 'granted.2': '1', 'most.2': '7' });
    assert.equal(answer.status, 303);
    assert.match((await anna.follow(answer)).page.main, /Your choices are saved\./);
    assert.deepEqual(log(), [{ consent: 2, version: 3, granted: 1, most: 7 }]);
    assert.deepEqual(site.rows("SELECT data FROM mya_event WHERE type = 'consent.changed'"), [{ data: '{"granted":"1"}' }]);
    assert.equal((await open(anna)).values['granted.2'], '1');
  });

  test('makes a fresh reference in each row', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.send(await open(anna), { 'granted.1': '1', 'granted.2': null, 'most.2': '8' });
    assert.equal(answer.status, 303);
    assert.deepEqual(log().slice(1), [{ consent: 1, version: 3, granted: 1, most: null }, { consent: 2, version: 3, granted: 0, most: 8 }]);
    assert.equal(site.value('SELECT count(DISTINCT ref) FROM consent_log'), 3);
  });

  test('passes over what a readonly row sends', async () => {
    const bo = await site.client().in(BO);
    const form = await open(bo);
    const answer = await bo.send(form, { 'granted.3': '0', 'most.3': '2' });
    assert.equal(answer.status, 303);
    assert.deepEqual(site.rows('SELECT granted, most FROM consent_log WHERE consent = 3'), [{ granted: 1, most: 2 }]);
  });

  test('says at its row what is wrong, and keeps everything', async () => {
    const bo = await site.client().in(BO);
    const before = site.businessHash();
    const answer = await bo.send(await open(bo), { 'most.1': '500', 'granted.1': '1', 'most.2': 'many' });
    assert.equal(answer.status, 422);
    const form = answer.page.form('/consents/save');
    assert.equal(form.values['most.1'], '500');
    assert.equal(form.values['granted.1'], '1');
    assert.equal(form.values['most.2'], 'many');
    assert.equal(attribute(form.control('most.1'), 'aria-invalid'), 'true');
    assert.match(answer.page.described('most.1'), /must be at most 99/);
    assert.ok(answer.page.links.includes('#field-most.1'));
    assert.match(answer.page.main, /email: Most must be at most 99/, 'the summary says in which row');
    assert.equal(site.businessHash(), before);
    assert.equal((await bo.send(form, { 'most.1': '50', 'most.2': '' })).status, 303);
  });

  test('says at its row what the database refused', async () => {
    const bo = await site.client().in(BO);
    site.expectLog(/CHECK constraint failed|violates check constraint|CONSTRAINT .* failed/);
    const form = await open(bo);
    const before = site.businessHash();
    const answer = await bo.send(form, { 'most.1': '13', 'granted.2': '1' });
    assert.equal(answer.status, 500);
    assert.equal(site.businessHash(), before, 'the other rows were not saved either');
  });

  test('shows both when a row changed after it was seen, even where no field shows it', async () => {
    const anna = await site.client().in(ANNA);
    const form = await open(anna);
    site.sql('UPDATE consent SET version = 4 WHERE id = 1');
    const answer = await anna.send(form, { 'granted.1': null });
    assert.equal(answer.status, 409);
    assert.match(answer.page.main, /This was changed in the meantime/);
    const again = await anna.send(answer.page.form('/consents/save'));
    assert.equal(again.status, 303);
    assert.deepEqual(log().at(-1), { consent: 1, version: 4, granted: 0, most: null }, 'the version that was seen is the one that is agreed to');
  });

  test('without its fingerprint has seen nothing', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    assert.equal((await anna.send(await open(anna), { 'mya.seen': null, 'most.1': '3' })).status, 409);
    assert.equal((await anna.send(await open(anna), { 'mya.seen': 'x', 'most.1': '3' })).status, 409);
    assert.equal(site.businessHash(), before);
  });

  test('takes no field of a row that it is not about, and none that is not asked', async () => {
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    for (const name of ['granted.9', 'most', 'version.1', 'granted.', '.1', 'forced.1', 'granted.1.1', 'mya.step', 'consent.1']) {
      assert.equal((await anna.send(await open(anna), { [name]: '1' })).status, 400, name);
    }
    const form = await open(anna);
    assert.equal((await anna.post(form.action.pathname, [...form.pairs, ['most.1', '2']])).status, 400, 'a field that came twice');
    assert.equal((await anna.post(form.action.pathname, [...form.pairs, ['mya.row', '99']])).status, 404, 'a row that is not there');
    assert.equal(site.businessHash(), before);
  });
});
