// SPDX-License-Identifier: Apache-2.0
// tests/http/everywhere.test.mjs: what must hold at every address that there is, for everybody: headers, doubled parameters, foreign
// hosts, odd methods, odd ways to write a path. Generated from what myaccountctl routes prints.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AOIFE, CANARIES, HAEROY, OMALLEY, invoicesOf } from '../fixtures/people.mjs';
import { REDIRECTS } from '../fixtures/redirects.mjs';
import { ACTIONS, ENDS_SESSIONS } from '../fixtures/routes.mjs';
import { headerFaults } from '../harness/headers.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

const isPage = ({ kind }) => !['asset', 'health'].includes(kind);

describe('at every address', () => {
  const site = withSite();
  const matrix = withMatrix(site, 'everywhere');
  const check = (...of) => matrix.check(...of);
  const clean = (answer, route, what) => check(headerFaults(answer, isPage(route) && answer.status !== 304).join('; '), '', `${what} (${answer.status})`);

  // XS4, XS5, DP1, LO5
  test('the answer forbids sniffing, framing, leaking and keeping, whatever its status', async () => {
    site.allowLog(/the fragment .* is left empty/);
    const statuses = new Set();
    await matrix.each(matrix.gets, async ({ route, address, client, what }) => {
      for (const query of ['', '?zz=1', '?a=1&a=2', '?%zz', `?a=${'x'.repeat(2100)}`]) {
        const answer = await client.get(address + query);
        statuses.add(answer.status);
        clean(answer, route, `${what}${query.slice(0, 9)}`);
      }
      for (const method of ['PUT', 'OPTIONS']) {
        const answer = await client.request(method, address);
        statuses.add(answer.status);
        clean(answer, { kind: 'page' }, `${method}, ${what}`);
      }
    });
    await matrix.each(matrix.posts, async ({ route, address, client, what }) => {
      for (const [body, headers] of [['', {}], ['mya.token=x', {}], ['%zz', {}], ['x'.repeat(3e5), {}], ['a=1', { 'Content-Type': 'text/plain' }], ['a=1', { Origin: 'https://evil.example' }],
        ['a=1', { Host: 'evil.example' }]]) {
        const answer = await client.post(address, body, { headers });
        statuses.add(answer.status);
        clean(answer, route, `${what}, body ${body.slice(0, 9)}`);
      }
    });
    for (const status of [200, 303, 400, 403, 404, 405, 413, 414, 415, 421]) assert.ok(statuses.has(status), `${status} was seen`);
  });

  // HP1
  test('a parameter that came twice is 400, an undeclared one too', async () => {
    site.allowLog(/the fragment .* is left empty/);
    for (const route of matrix.gets) {
      const address = matrix.address(route);
      for (const query of ['id=1&id=2', 'zz=1&zz=1', '&a=1&&a=2', '%61=1&a=2']) {
        const answer = await matrix.clients.owner.get(`${address}?${query}`);
        if (route.kind === 'fragment') check(answer.text, '', `${route.path}?${query}`);
        else check(answer.status, 400, `${route.path}?${query}`);
      }
      if (['page', 'action', 'export'].includes(route.kind)) {
        for (const query of ['zz=1', 'id[]=1', 'done[]=1', 'customer=1', 'user=1', 'mya.token=1', 'path.ref=1']) check((await matrix.clients.owner.get(`${address}?${query}`)).status, 400, `${route.path}?${query}`);
      }
    }
  });

  test('a field that came twice, or in address and body, is 400', async () => {
    for (const route of matrix.posts.filter(({ kind }) => kind !== 'sign-in')) {
      const address = matrix.address(route);
      const form = (await matrix.clients.owner.get(address)).page.form(address.replace('/account', ''));
      const hash = site.businessHash();
      for (const [name, value] of form.pairs) {
        const doubled = await matrix.clients.owner.post(address, [...form.pairs, ...Object.entries(ACTIONS[route.path] ?? {}).filter(([at]) => !form.names.includes(at)), [name, value]]);
        check(doubled.status, 400, `${route.path} with ${name} twice`);
        const split = await matrix.clients.owner.post(`${address}?${encodeURIComponent(name)}=${encodeURIComponent(value)}`, form.pairs);
        check(split.status, 400, `${route.path} with ${name} in the address too`);
      }
      check(site.businessHash(), hash, `the tables after ${route.path}`);
    }
  });

  // HO1
  test('a host that MyAccountBaseURL does not name is 421, however it is said, and stands in no answer', async () => {
    for (const route of matrix.gets.filter(({ kind }) => kind !== 'health')) {
      const address = matrix.address(route);
      for (const headers of [{ Host: 'evil.example' }, { 'X-Forwarded-Host': 'evil.example' }, { Host: `localhost:${site.port}.evil.example` }, { Host: `evil.example:${site.port}` }, { 'X-Forwarded-Host': `localhost:${site.port}, evil.example` }]) {
        const answer = await matrix.clients.owner.get(address, { headers });
        check(answer.status, route.kind === 'fragment' ? [200, 400, 421] : [400, 421], `${route.path} ${JSON.stringify(headers)}`);
        if (route.kind === 'fragment' && answer.status === 200) check(answer.text, '', route.path);
        check(answer.text.includes('evil.example'), false, `${route.path} ${JSON.stringify(headers)}`);
      }
    }
  });

  // RD1
  test('no form leads elsewhere, whatever it or its address brings along as the way back', async () => {
    for (const route of matrix.posts.filter(({ kind }) => kind === 'action')) {
      const address = matrix.address(route);
      for (const way of REDIRECTS) {
        const asked = await matrix.clients.owner.get(`${address}?mya.next=${encodeURIComponent(way)}`);
        check([200, 400, 414].includes(asked.status), true, `${route.path}?mya.next=${way}: ${asked.status}`);
        if (asked.status !== 200) continue;
        const form = asked.page.form(address);
        check(form.values['mya.next'], undefined, `${route.path}: ${way}`);
        const cancel = asked.page.links.filter((href) => href.includes('evil'));
        check(cancel.join(' '), '', `${route.path}: ${way}`);
      }
      const form = (await matrix.clients.owner.get(address)).page.form(address);
      for (const way of REDIRECTS) {
        const answer = await matrix.clients.owner.send(form, { ...ACTIONS[route.path], 'mya.next': way });
        check([303, 400].includes(answer.status), true, `${route.path} with ${way}: ${answer.status}`);
        if (answer.status === 303) check(/^\/account\/[a-z/-]*(\?done=[A-Za-z0-9_-]+)?$/.test(answer.location), true, `${route.path} with ${way}: ${answer.location}`);
      }
      if (ENDS_SESSIONS.has(route.path)) await matrix.signAllIn();
    }
  });

  // AZ8
  test('an odd method is 405 and shows nothing', async () => {
    const hash = site.businessHash();
    for (const route of matrix.gets) {
      const address = matrix.address(route);
      const post = matrix.posts.some(({ path }) => path === route.path);
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'MKCOL', 'GETX', ...(post ? [] : ['POST'])]) {
        const answer = await matrix.clients.owner.request(method, address, method === 'POST' ? { body: '' } : {});
        if (route.kind === 'fragment') check(answer.text, '', `${method} ${route.path}`);
        else check(answer.status, method === 'OPTIONS' ? [200, 405] : [400, 405, 501], `${method} ${route.path}`);
        const stranger = await matrix.clients.anonymous.request(method, address, method === 'POST' ? { body: '' } : {});
        for (const canary of CANARIES) check(stranger.text.includes(canary), false, `${method} ${route.path}: ${canary}`);
      }
    }
    check(site.businessHash(), hash, 'the tables');
  });

  // AZ8: ways to write a path that one part of a server reads otherwise than the next
  function tricksOf(address) {
    const rest = address.slice('/account/'.length);
    const last = rest.lastIndexOf('/') + 1;
    return [
      `//account/${rest}`, `/account//${rest}`, `/account/./${rest}`, `/./account/${rest}`, `/account/x/../${rest}`, `/x/../account/${rest}`, `/account/%2e/${rest}`, `/account/x/%2e%2e/${rest}`,
      `/account%2f${rest}`, `/%61ccount/${rest}`, `/account/${rest.replaceAll('/', '%2f')}`, `/account/${rest.replaceAll('/', '%5c')}`, `/account/${rest.replaceAll('/', '//')}`, `/account/${rest.replaceAll('/', '/;/')}`,
      `/account/${rest};x`, `/account;x/${rest}`, `/account/${rest};.css`, `/account/${rest}/`, `/account/${rest}/.`, `/account/${rest}/..;/`, `/account/${rest}/x.css`, `/account/${rest}.css`, `/account/${rest}.json`,
      `/account/${rest}%00`, `/account/${rest}%20`, `/account/${rest}.`, `/account/${rest}%0a`, `/account/${rest}%23`, `/account/${rest}%3f`, `/account/${rest.toUpperCase()}`, `/Account/${rest}`, `/ACCOUNT/${rest}`,
      `/account/${rest.slice(0, last)}%${Buffer.from(rest.slice(last, last + 1) || '/').toString('hex')}${rest.slice(last + 1)}`, `/account/${rest.slice(0, last)}%25${Buffer.from(rest.slice(last, last + 1) || '/').toString('hex')}${rest.slice(last + 1)}`,
      `http://localhost:${site.port}/account/${rest}`, `/account/-/asset/../../${rest}`, `/account/-/asset/%2e%2e/%2e%2e/${rest}`, `/account/-/health/../../${rest}`, `/account/sign-in/../${rest}`, `/account/sign-in/%2e%2e/${rest}`,
      `/account/sign-in;/../${rest}`, `/account/-/greeting/../../${rest}`, `/account/?/${rest}`, `/account/${rest}?`, `/account/${rest}#x`, `/account/${rest}?/../sign-in`,
    ];
  }

  test('no way to write a path shows anybody what is another\'s', async () => {
    const secrets = [...CANARIES, ...invoicesOf(site, HAEROY).slice(0, 3).map(({ number }) => number)];
    const anybody = { anonymous: matrix.clients.anonymous, 'member of nothing': matrix.clients['member of nothing'], aoife: await (await site.client().in(AOIFE)).switchTo(OMALLEY) };
    for (const route of matrix.gets) {
      for (const trick of tricksOf(matrix.address(route))) {
        for (const [name, client] of Object.entries(anybody)) {
          const answer = await client.get(trick);
          for (const secret of secrets) check(answer.text.includes(secret), false, `${name} gets ${trick}: ${answer.status} with ${secret}`);
          check(answer.status < 500, true, `${name} gets ${trick}: ${answer.status}`);
          if (name === 'anonymous' && !['anonymous'].includes(route.roles) && answer.status === 200) check(/sign-in/.test(answer.text) || !answer.text.includes('mya.token'), true, `${trick} is open`);
        }
      }
    }
    const mine = invoicesOf(site, OMALLEY)[0];
    check((await anybody.aoife.get('/account/invoices')).text.includes(mine.number), true, 'a search for what is there succeeds');
  });

  // The same with the guard's other way in: ErrorDocument and sub-request are asked in guard.test.mjs and claim.test.mjs.
  test('and who may see it sees it under one address only, or is led there', async () => {
    for (const route of matrix.gets.filter(({ kind }) => kind === 'page')) {
      const address = matrix.address(route);
      for (const trick of tricksOf(address)) {
        const answer = await matrix.clients.owner.get(trick);
        check([200, 301, 303, 400, 403, 404, 405].includes(answer.status), true, `${trick}: ${answer.status}`);
        if (answer.status === 301) check(answer.location.startsWith('/account/'), true, `${trick}: ${answer.location}`);
        if (/\.(css|json)$/.test(trick) && answer.status === 200) check(answer.text.includes('Fjæregata'), false, `${trick} could be kept by a cache`);
      }
    }
  });
});
