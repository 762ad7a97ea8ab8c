// SPDX-License-Identifier: Apache-2.0
// tests/http/actions.test.mjs: actions in places where the shipped definition has none

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';

describe('a portal with an open page', () => {
  const site = withSite({
    prepare: (at) => {
      const folder = at.write('portal', {
        'portal.xml': '<portal name="main" xmlns="urn:mod-myaccount:portal:1" languages="en" zone="UTC" currency="NOK" customer-key="id" user-key="id"><role name="owner"/><role name="finance"/><role name="buyer"/></portal>',
        'open.xml': `<module name="open" xmlns="urn:mod-myaccount:portal:1">
          <page path="" roles="any"/>
          <page path="open" roles="anonymous">
            <param name="state" type="text"/>
            <action name="knock"><event type="door.knocked" subject="open"/><goto page="open?state=heard" notice="open.heard"/></action>
          </page></module>`,
        'texts.en.xml': '<texts xmlns="urn:mod-myaccount:portal:1" lang="en"><text key="open.heard">We heard you.</text></texts>',
      });
      at.definition = `${folder}/portal.xml`;
      at.allowLog(/the fragment -\/greeting is left empty/);   // this portal has none
    },
  });

  test('shows it to everybody, but asks who acts there to sign in first', async () => {
    const client = site.client();
    assert.equal((await client.get('/account/open')).status, 200);
    for (const answer of [await client.get('/account/open/knock'), await client.post('/account/open/knock', { 'mya.token': 'x' })]) {
      assert.equal(answer.status, 303);
      assert.match(answer.location, /^\/account\/sign-in\?next=/);
    }
    assert.equal((await client.get('/account/open')).status, 200);
  });

  test('a way with a query keeps it beside the notice', async () => {
    const client = await site.client().in(ANNA);
    const { page } = await client.get('/account/open/knock');
    const answer = await client.send(page.form('/account/open/knock'));
    assert.equal(answer.status, 303);
    assert.match(answer.location, /^\/account\/open\?state=heard&done=[\w-]+$/);
    assert.match((await client.get(answer.location)).text, /We heard you\./);
  });
});

describe('a portal without a page at its mount', () => {
  const site = withSite({
    prepare: (at) => {
      const folder = at.write('portal', {
        'portal.xml': '<portal name="main" xmlns="urn:mod-myaccount:portal:1" languages="en" zone="UTC" currency="NOK" customer-key="id" user-key="id"><role name="owner"/><role name="finance"/><role name="buyer"/></portal>',
        'one.xml': `<module name="one" xmlns="urn:mod-myaccount:portal:1"><page path="things/{id}" roles="any"><param name="id" type="id"/></page><page path="money" roles="owner"/><page path="hello" roles="any"/></module>`,
        'texts.en.xml': '<texts xmlns="urn:mod-myaccount:portal:1" lang="en"/>',
      });
      at.definition = `${folder}/portal.xml`;
      at.allowLog(/the fragment -\/greeting is left empty/);
    },
  });

  test('begins at the first page that needs no value and that one may open', async () => {
    for (const [email, first] of [[ANNA, '/account/money'], [BO, '/account/hello']]) {
      const client = await site.client().in(email);
      const answer = await client.get('/account/');
      assert.equal(answer.status, 303);
      assert.equal(answer.location, first);
      assert.equal((await client.get(first)).status, 200);
    }
    assert.match((await site.client().get('/account/')).location, /sign-in/);
  });

  test('a fragment with a slash behind it is an empty 200, not a way elsewhere', async () => {
    const answer = await site.client().get('/account/-/greeting/');
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '');
  });

  test('tells who has no customer why there is nothing to see', async () => {
    const client = await site.client().in(ANNA);
    site.sql("DELETE FROM mya_membership WHERE user_id IN (SELECT id FROM mya_user WHERE email = 'anna@example.com')");
    const answer = await client.get('/account/hello');
    assert.equal(answer.status, 403);
    assert.match(answer.page.main, /not connected to a customer yet/);
  });
});
