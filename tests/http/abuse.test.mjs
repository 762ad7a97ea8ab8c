// SPDX-License-Identifier: Apache-2.0
// tests/http/abuse.test.mjs: what somebody does to a site to cost it memory, or others their way in and what they wrote

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA } from '../fixtures/people.mjs';
import { stepsSite } from '../fixtures/steps.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { of } from '../harness/database.mjs';
import { withSite } from '../harness/site.mjs';

const HOUR = 3600;
const CONSENTS = 120;

describe('a form that is sent to do harm', () => {
  const site = withSite(stepsSite({ sql: `INSERT INTO consent
    WITH RECURSIVE n (i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < ${CONSENTS})
    SELECT i, 'News', 'a paper about things that float and sometimes sink ' || i, 1, '0' FROM n;` }));

  // RE1: a field of several, each of whose values once cost a copy of all that came before
  test('takes no more memory when a name is repeated behind a large value', async () => {
    const body = [['topics', 'y'.repeat(250000)], ...Array.from({ length: 190 }, () => ['topics', 'x'])];
    await site.client().post('/account/gifts/give', [['to_name', 'x']]);
    const first = site.memory;
    for (const answer of await Promise.all(Array.from({ length: 4 }, () => site.client().post('/account/gifts/give', body)))) assert.equal(answer.status, 303);
    if (!process.env.MYA_SANITIZED) assert.ok(site.memory - first < 40e6, `${Math.round((site.memory - first) / 1e6)} MB more`);
  });

  // CS4: what an editable table asks is more than another form may have
  test('an editable table of many rows outlives its session too', async () => {
    const anna = await site.client().in(ANNA);
    const form = (await anna.get('/account/consents?size=200')).page.form('/consents/save');
    assert.ok(form.pairs.length > 200, `${form.pairs.length} parameters`);
    site.shiftClock(HOUR);
    const sent = await anna.send(form, { 'most.117': '17' });
    assert.equal(sent.status, 303);
    assert.doesNotMatch(sent.location, /lost/);
    const entered = await anna.signIn(ANNA, PASSWORD, sent.location);
    const again = await anna.get(entered.location);
    assert.equal(again.status, 200);
    assert.equal(again.page.form('/consents/save').values['most.117'], '17');
    assert.equal(site.value('SELECT COUNT(*) FROM consent_log'), 0);
  });

  // CS4: a thousand forms of strangers from fifty networks
  test('strangers who fill what is kept of them take no room from who is known', async () => {
    const anna = await site.client().in(ANNA);
    const form = (await anna.get('/account/gifts/give')).page.form('/gifts/give');
    site.sql(`INSERT INTO mya_kept (portal, id_hash, before_hash, network, path, content, at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
      SELECT (SELECT portal FROM mya_user LIMIT 1), ${of({ sqlite: "printf('%064d', i)", default: "lpad('' || i, 64, '0')" })}, ${of({ sqlite: "printf('%064d', i)", default: "lpad('' || i, 64, '0')" })}, 'n' || i, 'gifts/give', 'to_name=x',
        (SELECT MAX(last_seen) FROM mya_session) FROM n;`);
    site.shiftClock(HOUR - 600);
    const stranger = await site.client().post('/account/gifts/give', [['to_name', 'x']]);
    assert.match(stranger.location, /lost=yes/);
    const sent = await anna.send(form, { to_name: 'Somebody dear' });
    assert.equal(sent.status, 303);
    assert.doesNotMatch(sent.location, /lost/);
  });
});

describe('a long address', () => {
  const site = withSite({
    main: ['authn_core', 'authz_user'].map((name) => `LoadModule ${name}_module \${MODULE_DIR}/mod_${name}.so`).join('\n'),
    server: '<Location /products.html>\nAuthType myaccount\nRequire valid-user\n</Location>',
  });

  // RD1, RE1: next= holds it, in an address that has a limit too
  for (const address of ['/account/invoices', '/account/details/edit', '/products.html']) {
    test(`of ${address} leads to a sign-in page that answers, and from there to it`, async () => {
      for (const length of [300, 1200, 1700, 2030]) {
        const client = site.client();
        const asked = await client.get(`${address}?number=${'%C3%A6'.repeat(length / 6)}`);
        assert.equal(asked.status, 303);
        assert.equal((await client.get(asked.location)).status, 200, `${length}`);
        const entered = await client.signIn(ANNA, PASSWORD, asked.location);
        assert.equal(entered.status, 303, `${length}`);
        assert.equal(entered.location.split('?')[0], address);
        assert.equal(entered.location.includes('?'), length < 1000);
      }
    });
  }
});
