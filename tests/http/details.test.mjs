// SPDX-License-Identifier: Apache-2.0
// tests/http/details.test.mjs: a form from its first opening to its event: judged, kept, done once, never by strangers

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { ANNA, BO, annaAt } from '../fixtures/people.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const EDIT = '/account/details/edit';
const events = (site) => site.value("SELECT COUNT(*) FROM mya_event WHERE type = 'user.changed';");
const stored = (site, email) => site.rows(`SELECT d.* FROM mya_my_details d JOIN mya_user u ON u.id = d.user_id WHERE u.email = '${email}';`)[0];

for (const variant of ['plain', 'proxied', 'htaccess']) {
  describe(`my details, ${variant}`, () => {
    const site = withSite({ variant });

    test('are shown, and lead to the form that changes them', async () => {
      const anna = await annaAt(site);
      const { page } = await anna.get('/account/details');
      for (const text of ['Anna Solbakk', ANNA, 'Fjæregata 3', '8190', 'Norway']) assert.ok(page.main.includes(text), text);
      assert.ok(page.links.includes(EDIT));
      const form = (await anna.get(EDIT)).page.form(EDIT);
      assert.deepEqual(form.names, ['mya.token', 'mya.seen', 'name', 'email', 'phone', 'language', 'zone', 'address_in', 'mya.again', 'line1', 'line2', 'postcode', 'city']);
      assert.equal(form.values.name, 'Anna Solbakk');
      assert.equal(form.values.address_in, 'NO');
      for (const name of form.names.filter((at) => !at.startsWith('mya.'))) {
        const control = form.control(name);
        assert.ok((await anna.get(EDIT)).page.one('label', { for: attribute(control, 'id') }), `${name} has a label`);
        assert.ok(name === 'zone' || attribute(control, 'autocomplete'), `${name} can be filled by the browser`);
      }
    });

    test('a good change is stored, said, and written down', async () => {
      const anna = await annaAt(site);
      const form = (await anna.get(EDIT)).page.form(EDIT);
      const answer = await anna.send(form, { name: 'Anna Solbakk-Lie', phone: '+47 12 34 59 99', line1: 'Kaiveien "7" <B>', city: 'Șomcuta & Ålesund' });
      assert.equal(answer.status, 303);
      assert.match(answer.location, /^\/account\/details\?done=/);
      const { page } = await anna.follow(answer);
      assert.match(page.main, /Your details are saved/);
      assert.ok(page.main.includes('Kaiveien "7" <B>') && page.main.includes('Șomcuta & Ålesund'));
      assert.ok(page.text.includes('Anna Solbakk-Lie'));
      const event = site.rows("SELECT * FROM mya_event WHERE type = 'user.changed' ORDER BY position DESC LIMIT 1;")[0];
      assert.equal(event.actor, event.user_id);
      assert.equal(event.subject, 'details');
      assert.equal(JSON.parse(event.data).line1_to, 'Kaiveien "7" <B>');
      assert.equal(JSON.parse(event.data).line1_from, 'Fjæregata 3');
    });

    test('a first address is stored as well', async () => {
      const bo = await site.client().in(BO);
      const form = (await bo.get(EDIT)).page.form(EDIT);
      assert.ok(!form.names.includes('line1'), 'without a country there is no address to ask for');
      const chosen = await bo.send(form, { address_in: 'NO', 'mya.again': '' });
      assert.equal(chosen.status, 200);
      assert.equal((await bo.send(chosen.page.form(EDIT), { line1: 'Bryggen 1', postcode: '5003', city: 'Bergen', 'mya.again': null })).status, 303);
      assert.equal(stored(site, BO).line1, 'Bryggen 1');
    });

    test('a wrong field is 422: all that was typed is kept, and the reason stands at the field and on top', async () => {
      const anna = await annaAt(site);
      const form = (await anna.get(EDIT)).page.form(EDIT);
      const typed = { name: '', phone: 'call me', line1: 'x'.repeat(201), line2: ' <b>"quoted"</b> & more ', postcode: '12345678901234567890X', city: 'Ciudad\u00a0Real', 'mya.again': null };
      const hash = site.businessHash();
      const answer = await anna.send(form, typed);
      assert.equal(answer.status, 422);
      assert.equal(site.businessHash(), hash, 'nothing was stored');
      const { page } = answer;
      const again = page.form(EDIT);
      for (const [name, value] of Object.entries(typed)) if (value !== null) assert.equal(again.values[name], value, name);
      for (const [name, reason] of [['name', /Fill in Name/], ['phone', /phone number/], ['line1', /at most 200/], ['postcode', /four digits/]]) {
        assert.match(page.described(name), reason);
        assert.equal(attribute(page.all('*', { name })[0], 'aria-invalid'), 'true', name);
        assert.ok(page.links.includes(`#${attribute(page.all('*', { name })[0], 'id')}`), `the summary leads to ${name}`);
      }
      for (const name of ['line2', 'city', 'language']) assert.equal(attribute(page.all('*', { name })[0], 'aria-invalid'), undefined, name);
      assert.equal(page.all('div', { role: 'alert' }).length, 1);
      const mended = await anna.send(again, { name: 'Anna Solbakk', phone: '+47 12 34 51 01', line1: 'Kaiveien 7', postcode: '8190', 'mya.again': null });
      assert.equal(mended.status, 303, 'the form that came back can be sent');
      assert.equal(stored(site, ANNA).line2, '<b>"quoted"</b> & more');
    });

    test('a double click is one change: twenty at one moment, one event, one answer', async () => {
      const anna = await annaAt(site);
      const form = (await anna.get(EDIT)).page.form(EDIT);
      const count = events(site);
      const answers = await Promise.all(Array.from({ length: 20 }, () => anna.send(form, { city: 'Once' })));
      assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [303]);
      assert.equal(new Set(answers.map((answer) => answer.location)).size, 1);
      assert.equal(events(site), count + 1);
      assert.match((await anna.follow(answers[7])).page.main, /Your details are saved/);
    });
  });
}

describe('a form', () => {
  const site = withSite();
  let anna;
  before(async () => { anna = await annaAt(site); });
  const open = async (client = anna) => (await client.get(EDIT)).page.form(EDIT);

  test('that was used leads where it led first', async () => {
    const form = await open();
    const first = await anna.send(form, { city: 'First' });
    const second = await anna.send(form, { city: 'First' });
    assert.equal(second.status, 303);
    assert.equal(second.location, first.location);
    assert.equal(stored(site, ANNA).city, 'First');
  });

  test('that was used, changed and sent again is shown beside what is stored, and can then be saved', async () => {
    const form = await open();
    assert.equal((await anna.send(form, { city: 'First' })).status, 303);
    const count = events(site);
    const again = await anna.send(form, { city: 'Second' });
    assert.equal(again.status, 409);
    assert.equal(stored(site, ANNA).city, 'First');
    assert.equal(events(site), count);
    assert.match(again.page.main, /saved before you changed it again/);
    assert.match(again.page.described('city'), /First/);
    assert.equal((await anna.send(again.page.form(EDIT))).status, 303);
    assert.equal(stored(site, ANNA).city, 'Second');
  });

  test('that was filled before somebody else saved is 409, with both values, and can then be decided', async () => {
    const [phone, desk] = [await open(), await open()];
    assert.equal((await anna.send(desk, { city: 'Desk', line2: 'second floor' })).status, 303);
    const count = events(site);
    const answer = await anna.send(phone, { city: 'Phone' });
    assert.equal(answer.status, 409);
    assert.equal(events(site), count);
    assert.match(answer.page.main, /This was changed in the meantime/);
    assert.match(answer.page.described('city'), /Desk/);
    const form = answer.page.form(EDIT);
    assert.equal(form.values.city, 'Phone');
    assert.equal((await anna.send(form)).status, 303);
    assert.equal(stored(site, ANNA).city, 'Phone');
  });

  test('that was filled from the same values is not disturbed by other people\'s changes', async () => {
    const form = await open();
    const bo = await site.client().in(BO);
    await bo.send(await open(bo), { city: 'Bergen' });
    assert.equal((await anna.send(form, { city: 'Still mine' })).status, 303);
  });

  // CS1, CS2: and nothing is stored
  test('without, with a foreign or with a damaged token is 403', async () => {
    const bo = await site.client().in(BO);
    const foreign = (await open(bo)).token;
    const other = (await anna.get('/account/')).page.form('/sign-out').token;
    const form = await open();
    const hash = site.businessHash();
    for (const token of [null, '', 'x', foreign, other, `${form.token}x`, form.token.slice(1), form.token.toUpperCase(), '.', 'a.b']) {
      const answer = await anna.send(form, { 'mya.token': token, city: 'Stolen' });
      assert.equal(answer.status, 403, String(token));
      assert.match(answer.page.main, /did not come from this site/);
    }
    assert.equal(site.businessHash(), hash);
  });

  test('from another site is 403, also with a good token', async () => {
    const hash = site.businessHash();
    for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { Origin: `https://localhost:${site.port}` }, { Origin: `http://localhost:${site.port}.evil.example` },
      { Origin: '' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'CROSS-SITE', Origin: `http://localhost:${site.port}` }]) {
      assert.equal((await anna.send(await open(), { city: 'Stolen' }, { headers })).status, 403, JSON.stringify(headers));
    }
    assert.equal(site.businessHash(), hash);
    for (const headers of [{ Origin: `http://localhost:${site.port}` }, { Origin: `http://127.0.0.1:${site.port}` }, { 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' }]) {
      assert.equal((await anna.send(await open(), { city: 'Own' }, { headers })).status, 303, JSON.stringify(headers));
    }
  });

  // HP1
  test('with a value twice, or in query and body, is 400', async () => {
    const hash = site.businessHash();
    const form = await open();
    for (const [query, extra] of [['', [['city', 'Again']]], ['', [['city', form.values.city]]], ['?city=x', []], ['?mya.token=x', []], ['', [['mya.token', form.token]]],
      ['?x=1', []], ['', [['city[]', 'x']]], ['', [['City', 'x']]]]) {
      const answer = await anna.post(EDIT + query, [...form.pairs, ...extra]);
      assert.equal(answer.status, 400, JSON.stringify([query, extra]));
    }
    assert.equal(site.businessHash(), hash);
  });

  // AZ4
  test('with a field that was not asked for is 400, and the log names the field and not its value', async () => {
    const hash = site.businessHash();
    const form = await open();
    for (const name of ['role', 'company_id', 'customer_id', 'credit_limit', 'price', 'user_id', 'email2', 'password_hash', 'portal', 'mya.customer', 'disabled', 'id']) {
      const { result, log } = await site.logged(() => anna.send(form, { [name]: 'SECRETVALUE' }));
      assert.equal(result.status, 400, name);
      assert.ok(log.includes(name), `the log names ${name}`);
      assert.ok(!log.includes('SECRETVALUE'));
    }
    assert.equal(site.businessHash(), hash);
  });

  test('changes nothing in a field that may only be read, whatever is sent for it', async () => {
    const form = await open();
    assert.ok(attribute(form.control('email'), 'readonly') !== undefined);
    assert.equal((await anna.send(form, { email: 'thief@example.com' })).status, 303);
    assert.equal(stored(site, ANNA).email, ANNA);
    assert.equal(site.rows("SELECT COUNT(*) AS n FROM mya_user WHERE email = 'thief@example.com';")[0].n, 0);
  });

  test('of another type than forms have is 415', async () => {
    const form = await open();
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/x-www-form-urlencodedx', '']) {
      const answer = await anna.send(form, {}, { headers: { 'Content-Type': type } });
      assert.equal(answer.status, 415, type);
    }
    assert.equal((await anna.send(form, {}, { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' } })).status, 303);
  });

  test('for another user\'s session is of no use there', async () => {
    const form = await open();
    const bo = await site.client().in(BO);
    const before = stored(site, BO);
    assert.equal((await bo.send(form, { name: 'Not Bo' })).status, 403);
    assert.deepEqual(stored(site, BO), before);
  });

  // what becomes of its text: kept.test.mjs
  test('that outlived its session leads to sign-in and from there back to itself', async () => {
    const late = await annaAt(site);
    const form = await open(late);
    site.shiftClock(31 * 60);
    const hash = site.businessHash();
    const answer = await late.send(form, { city: 'Too late' });
    assert.equal(answer.status, 303);
    assert.match(answer.location, /^\/account\/sign-in\?next=/);
    assert.equal(site.businessHash(), hash);
    assert.match((await late.signIn(ANNA, undefined, answer.location)).location, /^\/account\/details\/edit\?mya\.kept=/);
  });

  test('takes what people type: blanks around, line ends, letters of all kinds', async () => {
    anna = await annaAt(site);
    for (const [typed, kept] of [['  Ålesund  ', 'Ålesund'], ['日本橋', '日本橋'], ['🚢 Havn', '🚢 Havn'], ['عمان', 'عمان'], ["O'Malley's", "O'Malley's"], ['50 % ; DROP TABLE x', '50 % ; DROP TABLE x'],
      ['%s %n :now {x} ?', '%s %n :now {x} ?']]) {
      assert.equal((await anna.send(await open(), { city: typed })).status, 303, typed);
      assert.equal(stored(site, ANNA).city, kept);
    }
    assert.equal((await anna.send(await open(), { city: 'two\r\nlines' })).status, 422);
  });
});
