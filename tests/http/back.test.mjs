// SPDX-License-Identifier: Apache-2.0
// tests/http/back.test.mjs: after an action its reader is where he was: filter, order and page stay (tests/fixtures/steps)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { stepsSite } from '../fixtures/steps.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const MAILS = Array.from({ length: 7 }, (_, i) =>
  `INSERT INTO mail SELECT 'm${i + 1}', id, 'Mail ${i + 1}', 'inbox', 0 FROM mya_user WHERE email = '${ANNA}';`).join('\n');
const SEEN = '/account/folders?folder=inb&sort=-subject&page=2';
const PLAIN = '/account/folders';

describe('after an action', () => {
  const site = withSite(stepsSite({ sql: MAILS }));
  const open = async (client, path = SEEN) => (await client.get(path)).page;
  // The link to the action NAME of the row KEY.
  const link = (page, key, name) => attribute(page.all('a', { href: new RegExp(`/folders/${key}/${name}`) })[0], 'href');
  const query = (location) => Object.fromEntries(new URL(location, 'http://site.invalid').searchParams);

  test('without an answer of its own the page is as it was', async () => {
    const anna = await site.client().in(ANNA);
    const page = await open(anna);
    const answer = await anna.send(page.form('/folders/m5/lock'));
    assert.equal(answer.status, 303);
    assert.equal(answer.location, SEEN);
    assert.equal(site.value("SELECT locked FROM mail WHERE id = 'm5'"), 1);
  });

  test('a form at its own address leads back there too, with its notice, and so does giving up', async () => {
    const anna = await site.client().in(ANNA);
    const own = await anna.get(link(await open(anna), 'm4', 'rename'));
    assert.equal(own.status, 200);
    assert.ok(own.page.all('a', { href: SEEN }).length > 0, 'the way back');
    const wrong = await anna.send(own.page.form('/folders/m4/rename'), { subject: '' });
    assert.equal(wrong.status, 422);
    const answer = await anna.send(wrong.page.form('/folders/m4/rename'), { subject: 'Mail 4b' });
    assert.equal(answer.status, 303);
    const { done, ...rest } = query(answer.location);
    assert.deepEqual(rest, { folder: 'inb', sort: '-subject', page: '2' });
    assert.ok(done);
    assert.match((await anna.follow(answer)).page.main, /The mails are moved\./);
  });

  test('about ticked rows as well, through form and review, and once for several buttons', async () => {
    const anna = await site.client().in(ANNA);
    const page = await open(anna);
    const [button] = page.all('button', { formaction: /\/folders\/file$/ });
    const shared = page.form('/folders/burn');
    assert.equal(shared.pairs.filter(([name]) => name === 'mya.next').length, 1);
    const next = shared.pairs.find(([name]) => name === 'mya.next');
    const form = await anna.post(attribute(button, 'formaction'), [['mya.token', attribute(button, 'value')], next, ['mya.row', 'm4']]);
    const review = await anna.send(form.page.form('/folders/file'), { folder: 'inbound' });
    assert.equal(review.status, 200);
    const answer = await anna.send(review.page.form('/folders/file'), { 'mya.step': 'do' });
    assert.equal(answer.status, 303);
    assert.equal(query(answer.location).page, '2');
    assert.equal(site.value("SELECT folder FROM mail WHERE id = 'm4'"), 'inbound');
  });

  test('an answer that names another page is followed', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await anna.send((await open(anna)).form('/folders/m5/away'));
    assert.equal(answer.location, '/account/mails');
  });

  test('a plain page stays plain, and nothing is carried', async () => {
    const anna = await site.client().in(ANNA);
    const page = await open(anna, PLAIN);
    const form = page.form('/folders/m2/lock');
    assert.ok(!form.pairs.some(([name]) => name === 'mya.next'));
    assert.doesNotMatch(link(page, 'm2', 'rename'), /\?/);
    assert.equal((await anna.send(form)).location, PLAIN);
  });

  test('what we did not seal, and what was sealed for another page, leads nowhere', async () => {
    const anna = await site.client().in(ANNA);
    const signIn = new URL((await site.client().get('/account/mails')).location, 'http://site.invalid').searchParams.get('next');
    for (const next of ['https://evil.example/~x', '//evil.example', `${SEEN}~aaaa`, '', signIn]) {
      const page = await open(anna, PLAIN);
      const form = page.form('/folders/m1/lock');
      const answer = await anna.post(form.action.pathname, [...form.pairs, ['mya.next', next]]);
      assert.equal(answer.status, 303, next);
      assert.equal(answer.location, PLAIN, next);
      site.sql("UPDATE mail SET locked = 0 WHERE id = 'm1'");
      assert.equal((await anna.get(`/account/folders/m1/rename?mya.next=${encodeURIComponent(next)}`)).status, 200, next);
    }
    assert.equal((await anna.get('/account/folders/m1/rename?mya.next=a&x=1')).status, 400);
    assert.equal((await anna.get('/account/folders/m1/rename?x=1')).status, 400);
  });

  test('a search too long to be carried is left behind, not the action', async () => {
    const anna = await site.client().in(ANNA);
    site.sql("UPDATE mail SET folder = '" + 'i'.repeat(700) + "' WHERE id = 'm6'");
    const answer = await anna.send((await open(anna, `/account/folders?folder=${'i'.repeat(700)}`)).form('/folders/m6/lock'));
    assert.equal(answer.status, 303);
    assert.equal(answer.location, PLAIN);
  });
});
