// SPDX-License-Identifier: Apache-2.0
// tests/faults/statement.test.mjs: F5, F6: each statement of each action fails once, or its answer is lost: all of the action is there
// or nothing, and the same form sent again comes to what it would have come to

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { ACTIONS, ENDS_SESSIONS } from '../fixtures/routes.mjs';
import { WAYS, breakable, mend } from '../harness/breaker.mjs';
import { on } from '../harness/database.mjs';
import { FACTOR, recovers } from '../harness/faults.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

const MOST = 60;        // statements of an action; it has far fewer

describe('each statement of each action', () => {
  const site = withSite(breakable());
  const matrix = withMatrix(site, 'failing statements');
  before(() => site.allowLog(/\[dbd:(error|crit|warn)|myaccount:(error|warn)/));
  after(() => mend(site));

  // What an action leaves behind: changes, and the forms that were used.
  const state = () => [site.businessHash(), ...['mya_event', 'mya_once'].map((table) => Number(site.value(`SELECT count(*) AS n FROM ${table}`))),
    Number(site.value('SELECT count(*) AS n FROM mya_session WHERE ended IS NOT NULL'))].join(' ');
  let lost = 0;
  const events = () => Number(site.value('SELECT count(*) AS n FROM mya_event'));

  // ACTION with its Nth statement meeting HOW: was there one?
  async function once(route, number, how) {
    const client = matrix.clients.owner;
    const address = matrix.address(route);
    const form = (await client.get(address)).page.form(address);
    const change = Object.fromEntries(Object.entries(ACTIONS[route.path]).map(([name, value]) => [name, name === 'city' ? `${value} ${how} ${number}` : value]));
    const before = state();
    const count = events();
    site.breaker.fail(number, how);
    const answer = await client.send(form, change);
    const { hit } = site.breaker;
    site.breaker.fail(0);
    if (hit === null && !on('sqlite')) assert.equal(answer.status, 303, `${route.path}: nothing failed`);
    const what = `${route.path}, statement ${number} (${hit}), ${how}: ${answer.status}`;
    assert.ok([303, 500, 503].includes(answer.status), what);
    if (answer.status === 303) {
      assert.equal(events(), count + 1, `${what}: it was accepted, so it is done`);
    } else if (how !== 'lost') {
      assert.equal(state(), before, `${what}: nothing of it`);
    } else {
      assert.ok([count, count + 1].includes(events()), `${what}: all or nothing`);
    }
    if (answer.status === 503) assert.ok(Number(answer.headers['retry-after']) >= 1, what);
    if (hit === 'COMMIT' && how === 'lost') {
      lost += 1;
      assert.equal(events(), count + 1, `${what}: it was done`);
    }
    const again = await recovers(() => client.send(form, change));
    assert.equal(events(), count + 1, `${what}; again: once`);
    if (answer.status === 303) assert.equal(again.location, answer.location, what);
    if (ENDS_SESSIONS.has(route.path)) await matrix.signAllIn();
    return hit !== null;
  }

  for (const how of WAYS) {
    test(`meets "${how}" once: all or nothing, and the same form sent again is good`, async () => {
      const found = [];
      for (const route of matrix.posts.filter(({ kind }) => kind === 'action')) {
        let number = 1;
        // in a short run every few of them, another one each day
        const step = Math.max(1, Math.round(1 / Math.min(1, FACTOR * 2)));
        for (let n = 1 + (new Date().getDate() % step); n < MOST; n += step) {
          number = n;
          if (!await once(route, n, how)) break;
        }
        assert.ok(number < MOST, `${route.path} ends`);
        assert.ok(number > 4, `${route.path}: ${number}`);
        found.push(`${route.path} ${number - 1}`);
      }
      if (how === 'lost' && FACTOR >= 1) assert.ok(lost >= found.length, `${lost} answers to COMMIT were lost`);
      console.log(`statements: ${found.join(', ')}`);
    });
  }
});
