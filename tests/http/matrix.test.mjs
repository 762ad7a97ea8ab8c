// SPDX-License-Identifier: Apache-2.0
// tests/http/matrix.test.mjs: every page and action × every role, anonymous people, another customer's ids, and every way to send a
// form without leave. Generated from what myaccountctl routes prints: a new page is tested the day it is written.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { BO, HAEROY } from '../fixtures/people.mjs';
import { ACTIONS, DEPENDENT, ENDS_SESSIONS, unknownOf, valueOf } from '../fixtures/routes.mjs';
import { ACTORS, DEFINED, variables, withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

const signInPage = /^\/account\/sign-in(\?|$)/;

describe('the matrix', () => {
  const site = withSite();
  const matrix = withMatrix(site, 'the matrix');
  const check = (...of) => matrix.check(...of);

  const may = (route, actor) => route.roles === 'anonymous' || (actor !== null && route.roles === 'signed-in')
    || (Boolean(actor?.customer) && (route.roles === 'any' || actor.roles.some((role) => route.roles.split(',').includes(role))));

  test('has a value for every variable and a change for every action', () => {
    assert.ok(matrix.routes.length > 10);
    for (const route of matrix.routes) {
      for (const name of variables(route.path)) assert.ok(valueOf(route.path, name) && unknownOf(route.path, name), `tests/fixtures/routes.mjs has no {${name}} of ${route.path}`);
      if (route.method === 'POST' && route.kind === 'action') assert.ok(ACTIONS[route.path], `tests/fixtures/routes.mjs has no change for ${route.path}`);
    }
  });

  // AZ2, AZ6
  test('every page, form, file and fragment shows itself to those who may, with their own ids, and to nobody else', async () => {
    await matrix.each(matrix.gets.filter(({ kind }) => DEFINED.includes(kind)), async ({ route, actor, whose, address, client, what }) => {
      const answer = await client.get(address);
      if (route.kind === 'fragment') {
        check(answer.status, 200, what);
        if (!may(route, actor) || whose === 'foreign') check(answer.text, '', what);
      } else if (may(route, actor)) {
        check(answer.status, ['no', 'own'].includes(whose) ? 200 : 404, what);
      } else if (actor) {
        check(answer.status, 403, what);
      } else {
        check(answer.status, 303, what);
        check(signInPage.test(answer.location), true, what);
      }
    });
  });

  test('every door and file of the engine\'s own answers everybody as it is meant to', async () => {
    await matrix.each(matrix.gets.filter(({ kind }) => !DEFINED.includes(kind)), async ({ route, actor, whose, address, client, what }) => {
      const answer = await client.get(address);
      if (['asset', 'health'].includes(route.kind)) check(answer.status, route.kind === 'health' || whose !== 'unknown' ? 200 : 404, what);
      else if (route.kind === 'sign-in') check(answer.status, actor ? 303 : 200, what);
      else check(answer.status, actor ? 200 : 303, what);
    });
  });

  // AZ3
  test('another\'s id and an unknown one have the same answer, to the byte', async () => {
    const faceless = (answer, ...ids) => ids.reduce((text, id) => text.replaceAll(id, 'ID'), answer.text.replace(/mya\.token" value="[^"]*"/g, '').replace(/give this number: \S+</g, '<'));
    for (const route of matrix.gets.filter(({ path, kind }) => variables(path).length && kind !== 'asset')) {
      for (const [name, actor] of Object.entries(ACTORS).filter(([, at]) => may(route, at))) {
        const [, [, foreign], [, unknown]] = matrix.addresses(route, actor);
        const answers = [await matrix.clients[name].get(foreign), await matrix.clients[name].get(unknown)];
        check(answers[0].status, answers[1].status, `${name}, ${route.path}`);
        const ids = [foreign, unknown].flatMap((address) => address.split('/')).filter((part) => part.length > 15);
        check(faceless(answers[0], ...ids), faceless(answers[1], ...ids), `${name}, ${route.path}`);
      }
    }
  });

  // AZ8
  test('HEAD says the same as GET', async () => {
    await matrix.each(matrix.gets, async ({ address, client, what }) => {
      const [head, get] = [await client.head(address), await client.get(address)];
      check(head.status, get.status, what);
      check(head.body.length, 0, what);
    });
  });

  // CS1: GET and HEAD change nothing
  test('no GET of anybody changes the business', async () => {
    const hash = site.businessHash();
    await matrix.each(matrix.routes, async ({ address, client }) => { await client.get(address); await client.head(address); });
    check(site.businessHash(), hash, 'the tables after all GETs');
  });

  // CS1, CS3
  test('every form without, with a foreign, a damaged or another form\'s token is 403, and changes nothing', async () => {
    const other = await site.client().in(BO);
    const foreign = (await other.get('/account/')).page.form('/sign-out').token;
    await matrix.each(matrix.posts, async ({ route, actor, address, client, what }) => {
      const hash = site.businessHash();
      for (const token of [null, '', 'x', foreign, `${'A'.repeat(22)}.${'A'.repeat(43)}`]) {
        const answer = await client.post(address, [...Object.entries(ACTIONS[route.path] ?? {}), ...(token === null ? [] : [['mya.token', token]])]);
        check(answer.status, !actor && route.kind !== 'sign-in' ? 303 : 403, `${what}, token ${token}`);
      }
      check(site.businessHash(), hash, `the tables after ${what}`);
    });
  });

  test('a token is good for one form only: that of every other is 403', async () => {
    const tokens = new Map();
    for (const route of matrix.posts.filter(({ kind }) => kind !== 'sign-in')) {
      const address = matrix.address(route);
      const form = (await matrix.clients.owner.get(address)).page.form(address.replace('/account', ''));
      tokens.set(address, [route, form.token]);
    }
    check(tokens.size >= 4, true, `${tokens.size} forms`);
    for (const [address, [route]] of tokens) {
      for (const [from, [, token]] of tokens) {
        if (from === address) continue;
        const answer = await matrix.clients.owner.post(address, [...Object.entries(ACTIONS[route.path] ?? {}), ['mya.token', token]]);
        check(answer.status, 403, `${address} with the token of ${from}`);
      }
    }
  });

  test('every form with its own token does what it does once; used again it leads where it led first', async () => {
    for (const route of matrix.posts.filter(({ kind }) => kind === 'action')) {
      for (const [name] of Object.entries(ACTORS).filter(([, at]) => may(route, at))) {
        const client = matrix.clients[name];
        const address = matrix.address(route, ACTORS[name]);
        const form = (await client.get(address)).page.form(address);
        const first = await client.send(form, ACTIONS[route.path]);
        check(first.status, 303, `${name} sends ${route.path}`);
        const hash = site.businessHash();
        const second = await client.send(form, ACTIONS[route.path]);
        check(second.status, 303, `${name} sends ${route.path} again`);
        check(second.location, first.location, `${name} sends ${route.path} again`);
        check(site.businessHash(), hash, `${name} sends ${route.path} again`);
        if (ENDS_SESSIONS.has(route.path)) await matrix.signAllIn();
      }
    }
  });

  // AZ4: the names of all columns that there are, and those that people try
  test('a field that a form does not have is 400 on every form, good token or not, and changes nothing', async () => {
    const columns = site.db.columns();
    assert.ok(columns.length > 60, `${columns.length} columns`);
    const tried = [...columns, 'customerId', 'is_admin', 'admin', 'role[]', 'user.role', 'credit_limit', 'price', 'mya.customer', 'mya.user', 'mya.roles', '__proto__', 'name.x', 'city[0]'];
    for (const route of matrix.posts.filter(({ kind }) => kind !== 'sign-in')) {
      const address = matrix.address(route);
      const form = (await matrix.clients.owner.get(address)).page.form(address.replace('/account', ''));
      const hash = site.businessHash();
      for (const name of tried.filter((at) => !form.names.includes(at) && !DEPENDENT[route.path]?.includes(at))) {
        const { result: answer, log } = await site.logged(() => matrix.clients.owner.send(form, { ...ACTIONS[route.path], [name]: 'ZQXinjected' }));
        check(answer.status, 400, `${route.path} with ${name}`);
        check(log.includes('ZQXinjected'), false, `${route.path} with ${name}: the log has no value`);
      }
      check(site.businessHash(), hash, `the tables after ${route.path}`);
    }
    check(site.value(`SELECT COUNT(*) FROM mya_membership WHERE role = 'ZQXinjected' OR customer_id = 'ZQXinjected';`), 0, 'memberships');
    check(site.value(`SELECT COUNT(*) FROM customer WHERE id = '${HAEROY}';`), 1, 'the customer');
  });

  // CS2
  test('every form that posts from another site is 403 for everybody, whatever its token', async () => {
    await matrix.each(matrix.posts, async ({ route, actor, address, client, what }) => {
      const hash = site.businessHash();
      for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { Origin: `http://localhost.evil.example:${site.port}` }, { Origin: `http://localhost:${site.port}.evil.example` },
        { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://evil.example' }]) {
        check((await client.post(address, {}, { headers })).status, !actor && !['action', 'sign-in'].includes(route.kind) ? [303, 403] : 403, `${what} ${JSON.stringify(headers)}`);
      }
      check(site.businessHash(), hash, what);
    });
    for (const route of matrix.posts.filter(({ kind }) => kind !== 'sign-in')) {
      const address = matrix.address(route);
      const form = (await matrix.clients.owner.get(address)).page.form(address.replace('/account', ''));
      const hash = site.businessHash();
      for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
        check((await matrix.clients.owner.send(form, ACTIONS[route.path] ?? {}, { headers })).status, 403, `${route.path} with its token`);
      }
      check(site.businessHash(), hash, route.path);
    }
  });
});
