// SPDX-License-Identifier: Apache-2.0
// tests/http/audit.test.mjs: LO1: what somebody does is one event with who, when, in which session and request; what is refused is one
// line of the log under the number of its request. Generated from the routes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, HAEROY, NOBODY, OMALLEY } from '../fixtures/people.mjs';
import { ACTIONS, ENDS_SESSIONS } from '../fixtures/routes.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

describe('what is done', () => {
  const site = withSite();
  const matrix = withMatrix(site, 'audit');
  const last = () => site.value('SELECT COALESCE(MAX(position), 0) FROM mya_event;');
  const since = (position) => site.rows(`SELECT e.*, u.email AS actor_email FROM mya_event e LEFT JOIN mya_user u ON u.id = e.actor WHERE position > ${position} ORDER BY position;`);

  function assertWhole(event, what) {
    assert.match(event.at, /^2026-06-1\d \d\d:\d\d:\d\d$/, `${what}: UTC, by the engine's clock`);
    assert.match(event.request_id, /^[A-Za-z0-9_-]{12}$/, what);
    assert.equal(event.portal, 'main', what);
  }

  test('by a form is exactly one event, with who did it, for whom, in which session and request', async () => {
    for (const route of matrix.posts.filter(({ kind }) => kind === 'action')) {
      const address = matrix.address(route);
      const form = (await matrix.clients.owner.get(address)).page.form(address);
      const before = last();
      matrix.checks += 1;
      assert.equal((await matrix.clients.owner.send(form, ACTIONS[route.path])).status, 303, route.path);
      const events = since(before);
      assert.equal(events.length, 1, `${route.path}: ${events.map(({ type }) => type)}`);
      assertWhole(events[0], route.path);
      assert.equal(events[0].actor_email, ANNA, route.path);
      assert.equal(events[0].customer_id, HAEROY, route.path);
      assert.match(events[0].session_hash, /^[0-9a-f]{64}$/, route.path);
      assert.equal((await matrix.clients.owner.send(form, ACTIONS[route.path])).status, 303, `${route.path} again`);
      assert.equal(last(), events[0].position, `${route.path} again is no event`);
      if (ENDS_SESSIONS.has(route.path)) await matrix.signAllIn();
    }
  });

  test('at the door is one event each: in, out, refused, switched; a refused one names nobody in clear', async () => {
    const cases = [
      ['session.started', () => matrix.clients.owner.signIn(ANNA), ANNA],
      ['session.refused', () => site.client({ address: '127.0.7.7' }).signIn(ANNA, 'a wrong password'), null],
      ['session.refused', () => site.client({ address: '127.0.7.8' }).signIn(NOBODY, 'a wrong password'), null],
      ['session.switched', () => matrix.clients.buyer.switchTo(HAEROY), ANNA],
      ['session.ended', async () => matrix.clients.owner.send((await matrix.clients.owner.get('/account/')).page.form('/sign-out')), ANNA],
    ];
    matrix.clients.owner.cookies.clear();
    for (const [type, act, actor] of cases) {
      const before = last();
      await act();
      const events = since(before);
      assert.deepEqual(events.map((event) => event.type), [type]);
      assertWhole(events[0], type);
      assert.equal(events[0].actor_email, actor, type);
      if (!actor) assert.ok(!JSON.stringify(events[0]).includes('@'), type);
    }
    await matrix.signAllIn();
  });

  test('in vain is no event of the business, and one line of the log with its status and number', async () => {
    const foreign = `/account/invoices/${site.value(`SELECT id FROM invoice WHERE customer_id = '${OMALLEY}' LIMIT 1;`)}`;
    for (const [status, act] of [
      [403, () => matrix.clients.buyer.get('/account/invoices')],
      [403, () => matrix.clients.owner.post('/account/details/edit', { 'mya.token': 'x' })],
      [400, () => matrix.clients.owner.get('/account/invoices?zz=1')],
      [422, async () => matrix.clients.owner.send((await matrix.clients.owner.get('/account/details/edit')).page.form('/details/edit'), { name: '' })],
      [404, () => matrix.clients.owner.get(foreign)],
    ]) {
      if (status === 403) await matrix.clients.buyer.switchTo('u8fwjfqpzay5bpnmiszz');
      const before = last();
      const { result, log } = await site.logged(act);
      assert.equal(result.status, status);
      assert.equal(last(), before, `${status}`);
      const lines = log.split('\n').filter((line) => new RegExp(`\\b${status}, request [A-Za-z0-9_-]{12}: `).test(line));
      assert.equal(lines.length, status === 404 ? 0 : 1, log);
    }
  });
});
