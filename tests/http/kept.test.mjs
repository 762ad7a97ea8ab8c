// SPDX-License-Identifier: Apache-2.0
// tests/http/kept.test.mjs: a form that outlives its session is not lost, and nobody else sees it

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, annaAt } from '../fixtures/people.mjs';
import { tables } from '../harness/database.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const folder = path.join(TOP, 'tests/fixtures/tickets');
const HOUR = 3600;
const NEW = '/account/tickets/new';
const LONG = `Linje 1: "æøå" & <b>fett</b>?\n${'Det er fortsatt ikke lys i kaia, og % og + og ; hører med. '.repeat(40)}`.slice(0, 1999) + '.';

function ticketSite() {
  return withSite({
    definition: path.join(folder, 'portal.xml'),
    location: { MyAccountSkin: null, MyAccountLayout: 'none' },
    prepare: (site) => site.sql(tables(fs.readFileSync(path.join(folder, 'tickets.sql'), 'utf8'))),
  });
}

const tickets = (site) => site.value('SELECT COUNT(*) FROM ticket;');
const kept = (site) => site.rows('SELECT * FROM mya_kept;');

// CLIENT fills the form, is away for SECONDS, and sends it: the answer to that.
async function sendLate(site, client, changes, seconds = HOUR) {
  for (const value of Object.values(changes)) if (value.length >= 8) site.secrets.add(value.slice(0, 200));
  const form = (await client.get(NEW)).page.form('/tickets/new');
  site.shiftClock(seconds);
  return client.send(form, changes);
}

// The sign-in page to which ANSWER leads, filled in: the answer to that.
async function signInAt(client, answer, email, password = PASSWORD) {
  assert.equal(answer.status, 303);
  return client.signIn(email, password, answer.location);
}

// Where ANSWER was found.
function address(answer) {
  const { pathname, search } = new URL(answer.url);
  return pathname + search;
}

const written = { subject: 'Lys på kaia', body: LONG, kind: 'praise', urgent: '1' };

describe('a form whose session is over', () => {
  const site = ticketSite();

  test('comes back with everything that was written, and is done only when it is sent again', async () => {
    const anna = await annaAt(site);
    const answer = await sendLate(site, anna, written);
    assert.match(answer.location, /^\/account\/sign-in\?next=/);
    assert.match((await anna.get(answer.location)).page.text, /what you wrote is there again/);
    const shown = await anna.follow(await signInAt(anna, answer, ANNA));
    assert.equal(shown.status, 200);
    assert.match(shown.page.main, /Nothing has been done yet/);
    const form = shown.page.form('/tickets/new');
    assert.equal(LONG.length, 2000);
    for (const [name, value] of Object.entries(written)) assert.equal(form.values[name].replace(/^\n/, ''), value, name);
    assert.equal(tickets(site), 0);
    assert.equal((await anna.get(address(shown))).page.form('/tickets/new').values.subject, written.subject, 'it is still there after a reload');
    assert.equal((await anna.send(form)).status, 303);
    assert.deepEqual(site.rows('SELECT subject, body, kind, urgent, customer_id FROM ticket;'), [{ ...written, urgent: 1, customer_id: HAEROY }]);
    assert.equal(kept(site).length, 0, 'what was sent is not kept');
    site.sql('DELETE FROM ticket;');
  });

  test('comes back from an ended session too, and from a lost cookie', async () => {
    for (const lose of [(client) => client.cookies.delete('__Host-mya-main'), () => site.sql("UPDATE mya_session SET ended = '2026-06-15 10:00:00';")]) {
      const anna = await annaAt(site);
      const form = (await anna.get(NEW)).page.form('/tickets/new');
      lose(anna);
      const shown = await anna.follow(await signInAt(anna, await anna.send(form, written), ANNA));
      assert.equal(shown.page.form('/tickets/new').values.subject, written.subject);
    }
    assert.equal(tickets(site), 0);
  });

  test('is never shown to somebody else, whoever has the address', async () => {
    const anna = await annaAt(site);
    const answer = await sendLate(site, anna, written);
    const where = address(await anna.follow(await signInAt(anna, answer, ANNA)));
    assert.equal((await anna.get(where)).page.form('/tickets/new').values.subject, written.subject);
    const borrowed = await (await site.client().in(BO)).get(where);
    assert.equal(borrowed.page.form('/tickets/new').values.subject, '');
    assert.match(borrowed.page.main, /no longer here/);
    assert.ok(!borrowed.text.includes(written.subject));
    assert.equal((await site.client().get(where)).status, 303, 'nobody is asked to sign in');
  });

  test('is not shown when somebody else signs in at the same browser', async () => {
    const anna = await annaAt(site);
    const shown = await anna.follow(await signInAt(anna, await sendLate(site, anna, written), BO));
    assert.equal(shown.status, 200);
    assert.equal(shown.page.form('/tickets/new').values.subject, '');
    assert.ok(!shown.text.includes(written.subject));
  });

  test('of nobody known is not shown in another browser: nobody lays a filled form before others', async () => {
    const stranger = site.client();
    const answer = await stranger.post(NEW, { subject: 'Send it all to me' });
    assert.equal(answer.status, 303);
    assert.equal(kept(site).filter(({ content }) => /Send.it.all/.test(decodeURIComponent(content))).length, 1);
    const anna = site.client();
    const shown = await anna.follow(await signInAt(anna, answer, ANNA));
    assert.ok(!shown.text.includes('Send it all to me'));
  });

  test('that came from another site is not kept', async () => {
    const before = kept(site).length;
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }]) {
      assert.equal((await site.client().post(NEW, written, { headers })).status, 403);
    }
    assert.equal(kept(site).length, before);
  });

  test('that was not the ended session\'s own is not kept', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get(NEW)).page.form('/tickets/new');
    site.shiftClock(HOUR);
    const before = kept(site).length;
    const answer = await anna.send(form, { ...written, 'mya.token': `${'A'.repeat(22)}.${'B'.repeat(43)}` });
    assert.equal(answer.status, 303);
    assert.equal(kept(site).length, before);
  });

  test('is refused as ever for what it never asked', async () => {
    const client = () => site.client({ address: '127.0.0.8' });
    assert.equal((await client().post(NEW, { ...written, role: 'owner' })).status, 400);
    assert.equal((await client().post(NEW, [['subject', 'a'], ['subject', 'b']])).status, 400);
    assert.equal((await client().post(NEW, 'subject=%00')).status, 400);
    assert.equal((await client().post(NEW, 'x', { headers: { 'Content-Type': 'text/plain' } })).status, 415);
    assert.ok(!kept(site).some((row) => row.network === '127.0.0.8'));
  });

  test('keeps no code, token or password', async () => {
    const anna = await annaAt(site);
    await sendLate(site, anna, { ...written, code: '987654', 'mya.password': 'what nobody should keep' });
    const rows = JSON.stringify(kept(site));
    for (const secret of ['987654', 'what%20nobody', 'mya.password', 'mya.token']) assert.ok(!rows.includes(secret), secret);
    assert.ok(rows.includes('Lys%20p%C3%A5'));
  });

  test('is kept for an hour', async () => {
    const anna = await annaAt(site);
    const answer = await sendLate(site, anna, written);
    site.shiftClock(HOUR + 60);
    const shown = await anna.follow(await signInAt(anna, answer, ANNA));
    assert.match(shown.page.main, /no longer here/);
    await sendLate(site, await annaAt(site), written);
    assert.equal(kept(site).length, 1, 'older ones are gone');
  });

  test('is shown for the customer for which it was written', async () => {
    const anna = await annaAt(site, HAEROY);
    const answer = await sendLate(site, anna, written);
    const elsewhere = await annaAt(site, AASVAER);      // the one used last
    assert.ok(elsewhere);
    const shown = await anna.follow(await signInAt(anna, answer, ANNA));
    assert.equal(shown.page.form('/switch').values.customer, HAEROY);
    await anna.switchTo(AASVAER);
    const other = await anna.get(address(shown));
    assert.equal(other.status, 409);
    assert.ok(!other.text.includes(written.subject));
    await anna.switchTo(HAEROY);
    assert.equal((await anna.get(address(shown))).page.form('/tickets/new').values.subject, written.subject);
  });

  test('of a role that was taken away meanwhile is shown as empty', async () => {
    const anna = await annaAt(site, HAEROY);
    const answer = await sendLate(site, anna, { ...written, internal: 'only owners write this' });
    site.sql(`UPDATE mya_membership SET role = 'buyer' WHERE customer_id = '${HAEROY}' AND user_id = (SELECT id FROM mya_user WHERE email = '${ANNA}');`);
    const shown = await anna.follow(await signInAt(anna, answer, ANNA));
    assert.equal(shown.status, 200);
    assert.ok(!shown.text.includes('only owners'));
    site.sql(`UPDATE mya_membership SET role = 'owner' WHERE customer_id = '${HAEROY}' AND user_id = (SELECT id FROM mya_user WHERE email = '${ANNA}');`);
  });

  test('without fields leads to sign-in and is not done', async () => {
    const anna = await annaAt(site);
    site.sql(`INSERT INTO ticket (ref, customer_id, user_id, subject) VALUES ('t1', '${HAEROY}', 'u', 's');`);
    const form = (await anna.get('/account/tickets')).page.form('/close-all');
    site.shiftClock(HOUR);
    const before = kept(site).length;
    const answer = await anna.send(form);
    assert.equal(answer.status, 303);
    assert.equal(kept(site).length, before);
    assert.equal(tickets(site), 1);
    await anna.follow(await signInAt(anna, answer, ANNA));
    assert.equal(tickets(site), 1);
  });
});

describe('what is kept', () => {
  const site = ticketSite();

  test('is bounded, and who is told so has lost it', async () => {
    const client = site.client({ address: '127.0.0.9' });
    let answer;
    for (let i = 0; i < 21; i++) answer = await client.post(NEW, { subject: `number ${i}` });
    assert.equal(kept(site).length, 20);
    assert.match(answer.location, /&lost=yes$/);
    assert.match((await client.get(answer.location)).page.text, /could not keep what you wrote/);
    const other = await site.client({ address: '127.0.0.10' }).post(NEW, { subject: 'from elsewhere' });
    assert.ok(!other.location.includes('lost'));
  });

  test('is at most 64 KB', async () => {
    const client = site.client({ address: '127.0.0.11' });
    const answer = await client.post(NEW, { subject: 'x', body: '\u00e6'.repeat(11000) });      // six bytes each when encoded
    assert.match(answer.location, /&lost=yes$/);
    assert.equal(site.value("SELECT COUNT(*) FROM mya_kept WHERE network = '127.0.0.11';"), 0);
  });
});
