// SPDX-License-Identifier: Apache-2.0
// tests/http/matrix.test.mjs: every page and action × every role, anonymous people, another customer's ids, and every way to send a
// form without leave. Generated from what myaccountctl routes prints: a new page is tested the day it is written.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, OMALLEY, STRANGER, addStranger } from '../fixtures/people.mjs';
import { ACTIONS, ENDS_SESSIONS, PREPARE, unknownOf, valueOf } from '../fixtures/routes.mjs';
import { withSite } from '../harness/site.mjs';

const ACTORS = {
  owner: { email: ANNA, customer: HAEROY, roles: ['owner'] },
  finance: { email: BO, customer: HAEROY, roles: ['finance'] },
  buyer: { email: ANNA, customer: AASVAER, roles: ['buyer'] },
  'member of nothing': { email: STRANGER, customer: null, roles: [] },
  anonymous: null,
};

const variables = (path) => [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
const fill = (path, value) => `/account/${path.replace(/\{([^}]+)\}/g, (_, name) => value(name))}`;
const signInPage = /^\/account\/sign-in(\?|$)/;

describe('the matrix', () => {
  const site = withSite();
  const clients = {};
  let routes;
  let checks = 0;
  const check = (value, wanted, what) => { checks += 1; assert.ok([wanted].flat().includes(value), `${what}: ${value}, not ${wanted}`); };

  async function signAllIn() {
    for (const [name, actor] of Object.entries(ACTORS)) {
      clients[name] = site.client();
      if (actor) await clients[name].in(actor.email);
      if (actor?.email === ANNA) await clients[name].switchTo(actor.customer);
    }
  }

  before(async () => {
    addStranger(site);
    await signAllIn();
    routes = site.stage.run(['routes', '--json', '--portal', site.definition]).trim().split('\n').map((line) => JSON.parse(line));
  });
  after(() => console.log(`${checks} checks over ${routes.length} routes`));

  const may = (route, actor) => route.roles === 'anonymous' || (actor !== null && route.roles === 'signed-in')
    || (Boolean(actor?.customer) && (route.roles === 'any' || actor.roles.some((role) => route.roles.split(',').includes(role))));

  // The addresses of ROUTE for ACTOR, with what must be there for them: [whose ids, address].
  function addresses(route, actor) {
    const { email, customer } = { ...ACTORS.owner, ...actor };
    PREPARE[route.path]?.(site, email);
    if (variables(route.path).length === 0) return [['no', fill(route.path, () => '')]];
    return [['own', customer ?? HAEROY], ['foreign', OMALLEY]].map(([whose, owner]) => [whose, fill(route.path, (name) => valueOf(route.path, name)(site, owner, email))])
      .concat([['unknown', fill(route.path, (name) => unknownOf(route.path, name))]]);
  }

  test('has a value for every variable and a change for every action', () => {
    assert.ok(routes.length > 10);
    for (const route of routes.filter(({ kind }) => ['page', 'fragment', 'action', 'export'].includes(kind))) {
      for (const name of variables(route.path)) assert.ok(valueOf(route.path, name) && unknownOf(route.path, name), `tests/fixtures/routes.mjs has no {${name}} of ${route.path}`);
      if (route.method === 'POST') assert.ok(ACTIONS[route.path], `tests/fixtures/routes.mjs has no change for ${route.path}`);
    }
    for (const { kind } of routes) assert.ok(['page', 'fragment', 'action', 'export', 'sign-in', 'sign-out', 'switch', 'asset'].includes(kind), `the matrix knows the kind ${kind}`);
  });

  test('every page, form and fragment shows itself to those who may, with their own ids, and to nobody else', async () => {
    for (const route of routes.filter(({ kind, method }) => method === 'GET' && ['page', 'action', 'fragment', 'export'].includes(kind))) {
      for (const [name, actor] of Object.entries(ACTORS)) {
        for (const [whose, address] of addresses(route, actor)) {
          const answer = await clients[name].get(address);
          const what = `${name} gets ${route.path || 'home'} with ${whose} ids`;
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
        }
      }
    }
  });

  test('HEAD says the same as GET', async () => {
    for (const route of routes.filter(({ kind, method }) => method === 'GET' && kind !== 'asset')) {
      for (const [name, actor] of Object.entries(ACTORS)) {
        for (const [whose, address] of addresses(route, actor)) {
          const [head, get] = [await clients[name].head(address), await clients[name].get(address)];
          check(head.status, get.status, `${name} heads ${route.path} with ${whose} ids`);
          check(head.body.length, 0, `${name} heads ${route.path}`);
        }
      }
    }
  });

  // CS1: GET and HEAD change nothing
  test('no GET of anybody changes the business', async () => {
    const hash = site.businessHash();
    for (const route of routes.filter(({ kind }) => kind !== 'asset')) {
      for (const [name, actor] of Object.entries(ACTORS)) for (const [, address] of addresses(route, actor)) await clients[name].get(address);
    }
    check(site.businessHash(), hash, 'the tables after all GETs');
  });

  // HP1
  test('a doubled and an unknown parameter is 400 on every page, form and door', async () => {
    for (const route of routes.filter(({ kind, method }) => method === 'GET' && !['asset', 'fragment'].includes(kind))) {
      const [[, address]] = addresses(route, ACTORS.owner);
      for (const query of ['id=1&id=2', 'zz=1', 'id[]=1']) {
        const answer = await clients.owner.get(`${address}?${query}`);
        if (route.kind === 'sign-in' || route.kind === 'sign-out' || route.kind === 'switch') check(answer.status, query === 'id=1&id=2' ? 400 : [400, 200, 303], `${route.path}?${query}`);
        else check(answer.status, 400, `${route.path}?${query}`);
      }
    }
  });

  test('every form without, with a foreign, a damaged or another form\'s token is 403, and changes nothing', async () => {
    const other = await site.client().in(BO);
    for (const route of routes.filter(({ method }) => method === 'POST')) {
      for (const [name, actor] of Object.entries(ACTORS)) {
        const client = clients[name];
        for (const [whose, address] of addresses(route, actor)) {
          const home = (await other.get('/account/')).page;
          const foreign = [null, '', 'x', home.form('/sign-out').token, `${'A'.repeat(22)}.${'A'.repeat(43)}`];
          const hash = site.businessHash();
          for (const token of foreign) {
            const answer = await client.post(address, [...Object.entries(ACTIONS[route.path] ?? {}), ...(token === null ? [] : [['mya.token', token]])]);
            const what = `${name} posts ${route.path} with ${whose} ids and token ${token}`;
            if (!actor && route.kind !== 'sign-in') check(answer.status, 303, what);
            else check(answer.status, 403, what);
          }
          check(site.businessHash(), hash, `the tables after ${name} posted ${route.path}`);
        }
      }
    }
  });

  test('every form with its own token does what it does once; used again it leads where it led first', async () => {
    for (const route of routes.filter(({ kind, method }) => kind === 'action' && method === 'POST')) {
      for (const [name, actor] of Object.entries(ACTORS).filter(([, at]) => may(route, at))) {
        const [[, address]] = addresses(route, actor);
        const form = (await clients[name].get(address)).page.form(address);
        const first = await clients[name].send(form, ACTIONS[route.path]);
        check(first.status, 303, `${name} sends ${route.path}`);
        const hash = site.businessHash();
        const second = await clients[name].send(form, ACTIONS[route.path]);
        check(second.status, 303, `${name} sends ${route.path} again`);
        check(second.location, first.location, `${name} sends ${route.path} again`);
        check(site.businessHash(), hash, `${name} sends ${route.path} again`);
        if (ENDS_SESSIONS.has(route.path)) await signAllIn();
      }
    }
  });

  test('every form that posts from another origin is 403, whatever its token', async () => {
    for (const route of routes.filter(({ method }) => method === 'POST')) {
      const [[, address]] = addresses(route, ACTORS.owner);
      const hash = site.businessHash();
      for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
        check((await clients.owner.post(address, {}, { headers })).status, 403, `${route.path} ${JSON.stringify(headers)}`);
      }
      check(site.businessHash(), hash, route.path);
    }
  });
});
