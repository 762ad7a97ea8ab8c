// SPDX-License-Identifier: Apache-2.0
// tests/http/history.test.mjs: what happened in my account and who did it; where I am signed in, and how that is ended

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { sessionElsewhere } from '../fixtures/routes.mjs';
import { ANNA, BO, KARI } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { textOf } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';
import { TOP } from '../harness/stage.mjs';

const SIGRID = 'sigrid@example.com';      // owner, in Norwegian
const EDIT = '/account/details/edit';

describe('the history', () => {
  const site = withSite();
  const history = async (client, query = '') => (await client.get(`/account/history${query}`)).page.main;

  test('tells what somebody changed, from what to what, in words, newest first', async () => {
    const sigrid = await site.client().in(SIGRID);
    const form = (await sigrid.get(EDIT)).page.form(EDIT);
    assert.equal((await sigrid.send(form, { phone: '+47 99 99 99 99', language: 'en' })).status, 303);
    site.shiftClock(60);
    const again = (await sigrid.get(EDIT)).page.form(EDIT);
    assert.equal((await sigrid.send(again, { language: 'nb' })).status, 303);
    const text = await history(sigrid);
    assert.match(text, /Opplysninger endret Sigrid Nordlys-Haugland.*Språk English norsk bokmål.*Opplysninger endret.*Språk norsk bokmål English.*Telefon \+47 12 34 51 13 \+47 99 99 99 99.*Logget inn/);
    assert.doesNotMatch(text, /user\.changed|language|_from/);
  });

  test('names countries and zones, but takes no region for a country', async () => {
    const [{ id }] = site.rows(`SELECT id FROM mya_user WHERE email = '${KARI}';`);
    site.sql(`INSERT INTO mya_event (id, portal, at, type, subject, user_id, actor, data) VALUES ('moved', 'main', '2026-05-01 10:00:00', 'user.changed', 'details', '${id}', '${id}',
      '{"country_from":"US","country_to":"IS","region_from":"CA","region_to":"NO","zone_from":"","zone_to":"America/New_York"}');`);
    const text = await history(await site.client().in(KARI));
    assert.match(text, /Country United States Iceland/);
    assert.match(text, /State or region CA NO/);
    assert.match(text, /Time zone – New York/);
    assert.doesNotMatch(text, /country\.|zone\.|America\/New_York/);
  });

  test('has a word in both languages for each fact that the engine or the shipped portal writes', () => {
    const sources = [...['access', 'ctl', 'flow'].flatMap((folder) => fs.readdirSync(path.join(TOP, 'mod_myaccount', folder)).filter((name) => name.endsWith('.c'))
      .map((name) => `mod_myaccount/${folder}/${name}`)), ...fs.readdirSync(path.join(TOP, 'conf.d/portal')).filter((name) => name.endsWith('.xml')).map((name) => `conf.d/portal/${name}`)]
      .map((name) => fs.readFileSync(path.join(TOP, name), 'utf8'));
    const types = new Set(sources.flatMap((text) => [...text.matchAll(/[.>]type = ([^;]*?)[;,]|<event type="([^"]+)"/g)]
      .flatMap(([, said, event]) => (event ? [event] : [...said.matchAll(/"([a-z]+\.[a-z-]+)"/g)].map(([, type]) => type)))));
    for (const known of ['session.started', 'session.refused', 'session.ended', 'session.switched', 'confirm.refused', 'throttle.reached', 'user.password-changed', 'user.added', 'user.granted', 'user.changed',
      'account.session-closed']) assert.ok(types.has(known), `${known} was not found where it is written`);
    const read = (name) => fs.readFileSync(path.join(TOP, 'conf.d/portal', name), 'utf8');
    const offered = /<options name="events">([^]*?)<\/options>/.exec(read('account.xml'))[1];
    for (const type of types) {
      assert.ok(offered.includes(`<option value="${type}"/>`), `${type} is no option of "events"`);
      for (const lang of ['en', 'nb']) assert.ok(read(`texts.${lang}.xml`).includes(`<text key="option.events.${type}">`), `${type} in ${lang}`);
    }
  });

  test('is filtered by what and by when', async () => {
    const sigrid = await site.client().in(SIGRID);
    assert.doesNotMatch((await history(sigrid, '?history.what=user.changed')).replace(/.*Vis alt/, ''), /Logget inn Sigrid/);
    assert.match(await history(sigrid, '?history.at.to=2020-01-01'), /Ingenting passer/);
  });

  test('of one person is not shown to another, and what others did only to the owner', async () => {
    const bo = await site.client().in(BO);
    const form = (await bo.get(EDIT)).page.form(EDIT);
    assert.equal((await bo.send(form, { phone: '+47 11 11 11 11' })).status, 303);
    const anna = await history(await site.client().in(ANNA));
    assert.match(anna, /What others have done.*Details changed Bo Ødegård Bo Ødegård/, 'the owner sees that it was done');
    assert.doesNotMatch(anna, /11 11 11 11/, 'and not what');
    const own = await history(bo);
    assert.match(own, /\+47 11 11 11 11/);
    assert.doesNotMatch(own, /What others|Anna Solbakk/);
    assert.doesNotMatch(await history(await site.client().in(KARI)), /Bo Ødegård|11 11 11 11/);
  });
});

// SE5
describe('sessions', () => {
  const site = withSite();
  const SESSIONS = '/account/sessions';

  test('are listed with device, place and time, the own one first and without a way to end it there', async () => {
    const bo = await site.client().in(BO);
    sessionElsewhere(site, BO);
    const { page } = await bo.get(SESSIONS);
    const rows = page.all('tr').filter((node) => node.parentNode.nodeName === 'tbody').map(textOf);
    assert.equal(rows.length, 2);
    assert.match(rows[0], /This device.*127\.0\.0\.1/);
    assert.match(rows[1], /^Firefox · Linux – 192\.0\.2\.7 .*Sign out there/);
    assert.doesNotMatch(rows[0], /Sign out there/);
  });

  test('are ended one by one, by password only; its next request finds it ended', async () => {
    const here = await site.client().in(ANNA);
    site.shiftClock(1);
    const there = await site.client().in(ANNA);
    const [{ ref }] = site.rows(`SELECT s.ref FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${ANNA}' ORDER BY s.created DESC LIMIT 1;`);
    const address = `${SESSIONS}/${ref}/end`;
    site.shiftClock(6 * 60);   // within five minutes of signing in nobody is asked again
    const form = (await here.get(address)).page.form(address);
    for (const wrong of ['', 'not the password at all']) {
      const refused = await here.send((await here.get(address)).page.form(address), { 'mya.password': wrong });
      assert.equal(refused.status, 422, `"${wrong}"`);
      assert.equal((await there.get('/account/')).status, 200);
    }
    const done = await here.send(form, { 'mya.password': PASSWORD });
    assert.equal(done.status, 303);
    assert.match((await here.follow(done)).page.main, /You are signed out there/);
    assert.equal((await there.get('/account/')).status, 303, 'the other one is at the door');
    assert.equal((await here.get('/account/')).status, 200);
    assert.match((await here.get('/account/history')).page.main, /Signed out in another place/);
  });

  test('of others are never ended, whatever name is sent', async () => {
    const kari = await site.client().in(KARI);
    const bo = await site.client().in(BO);
    const [{ ref }] = site.rows(`SELECT s.ref FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${BO}' ORDER BY s.created DESC LIMIT 1;`);
    assert.equal((await kari.get(`${SESSIONS}/${ref}/end`)).status, 404);
    assert.equal((await bo.get('/account/')).status, 200);
  });

  test('are ended all at once but the own one', async () => {
    const clients = [];
    for (let i = 0; i < 3; i++) clients.push(await site.client().in(KARI));
    const address = `${SESSIONS}/end-others`;
    const done = await clients[1].send((await clients[1].get(address)).page.form(address), { 'mya.password': PASSWORD });
    assert.equal(done.status, 303);
    assert.deepEqual(await Promise.all(clients.map(async (client) => (await client.get('/account/')).status)), [303, 200, 303]);
    const { page } = await clients[1].get(SESSIONS);
    assert.ok(!page.forms.some((form) => form.action.pathname.endsWith('end-others')) && !page.links.some((link) => link.endsWith('end-others')), 'nothing is offered where nothing is left to end');
  });
});
