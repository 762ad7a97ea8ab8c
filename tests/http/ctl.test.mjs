// SPDX-License-Identifier: Apache-2.0
// tests/http/ctl.test.mjs: "myaccountctl user" and "session": what an administrator or a script says acts on the very next request

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, KARI } from '../fixtures/people.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const SHIPPED = path.join(TOP, 'conf.d/portal/portal.xml');

// { status, out, error } of myaccountctl WORDS on the database of SITE, at its point of time.
function ctl(site, words, input = '') {
  const done = spawnSync(site.stage.ctl, [...words, '--database', site.db.ctl], {
    encoding: 'utf8', input, env: { ...process.env, ...site.stage.environment, MYACCOUNT_SHARE: site.stage.root, MYACCOUNT_CLOCK_FILE: site.clockFile },
  });
  return { status: done.status, out: done.stdout, error: done.stderr };
}
const lines = (out) => out.trim().split('\n').filter(Boolean);
const json = (out) => lines(out).map((line) => JSON.parse(line));
const isIn = async (client) => (await client.get('/account/')).status === 200;

describe('myaccountctl user', () => {
  const site = withSite();
  const said = (words, input) => {
    const { status, out, error } = ctl(site, words, input);
    assert.equal(status, 0, error);
    return out;
  };
  const refused = (words, status, sentence) => {
    const done = ctl(site, words);
    assert.equal(done.status, status, done.out + done.error);
    assert.match(done.error, sentence);
    assert.equal(done.out, '');
  };

  test('list says who may sign in, in order, and what they may do for whom; a hash is never told', () => {
    const all = lines(said(['user', 'list']));
    const emails = all.map((line) => line.split('\t')[0]);
    assert.equal(emails.length, site.value("SELECT COUNT(*) FROM mya_user WHERE portal = 'main';"));
    assert.ok(emails.includes(ANNA) && emails.includes(BO));
    assert.equal(new Set(emails).size, emails.length);
    const anna = all.find((line) => line.startsWith(`${ANNA}\t`)).split('\t');
    assert.equal(anna[1], 'enabled');
    assert.ok(anna[3].includes(`${AASVAER}:`) && anna[3].includes(`${HAEROY}:`), anna[3]);
    assert.doesNotMatch(said(['user', 'list', '--json']), /argon2/);
  });

  test('list takes one user, the people of one customer, and gives JSON', () => {
    const [anna, ...others] = json(said(['user', 'list', '--email', ANNA.toUpperCase(), '--json']));
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(anna), ['id', 'email', 'name', 'phone', 'language', 'zone', 'created', 'disabled', 'password', 'customers']);
    assert.deepEqual([anna.email, anna.disabled, anna.password], [ANNA, false, true]);
    assert.deepEqual(Object.keys(anna.customers).sort(), [AASVAER, HAEROY].sort());
    const of = json(said(['user', 'list', '--customer', HAEROY, '--json']));
    assert.ok(of.length > 1 && of.every(({ customers }) => HAEROY in customers));
    assert.ok(of.some(({ email, customers }) => email === ANNA && AASVAER in customers), 'with what they may do for others');
    refused(['user', 'list', '--email', 'nobody@example.com'], 1, /the portal "main" has no user nobody@example\.com\.$/m);
    assert.equal(said(['user', 'list', '--portal', 'other']), '');
  });

  test('list goes on beyond what it reads at a time', () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `('many${i}', 'many', 'm${String(i).padStart(5, '0')}@example.com', 'M', '2026-01-01 00:00:00')`);
    site.sql(`INSERT INTO mya_user (id, portal, email, name, created) VALUES ${rows.join(', ')};`);
    const found = lines(said(['user', 'list', '--portal', 'many']));
    assert.equal(found.length, 1200);
    assert.deepEqual(found, [...found].sort());
  });

  test('disable signs out at the next request, for good; enable lets in again with the same password', async () => {
    const kari = await site.client().in(KARI);
    const other = await site.client().in(KARI);
    assert.match(said(['user', 'disable', '--email', KARI]), /is disabled; 2 sessions ended\.$/m);
    assert.ok(!(await isIn(kari)) && !(await isIn(other)));
    assert.equal((await site.client().signIn(KARI)).status, 422);
    assert.match(said(['user', 'disable', '--email', KARI]), /was disabled already; 0 sessions ended\.$/m);
    assert.deepEqual(json(said(['user', 'enable', '--email', KARI, '--json'])).map(({ disabled, changed }) => [disabled, changed]), [[false, true]]);
    assert.match(said(['user', 'enable', '--email', KARI]), /was enabled already\.$/m);
    assert.ok(!(await isIn(kari)), 'the session is over');
    assert.ok(await isIn(await site.client().in(KARI)));
    const [{ id }] = json(said(['user', 'list', '--email', KARI, '--json']));
    const types = site.rows(`SELECT type, data FROM mya_event WHERE user_id = '${id}' AND actor IS NULL AND type <> 'user.added' AND type <> 'session.refused' ORDER BY position;`);
    assert.deepEqual(types.map(({ type }) => type), ['user.disabled', 'session.ended', 'session.ended', 'user.enabled']);
    for (const { data } of types) assert.equal(JSON.parse(data).by, 'myaccountctl');
  });

  test('roles says all of them for a customer, and acts on the next request', async () => {
    const bo = await site.client().in(BO);
    const before = json(said(['user', 'list', '--email', BO, '--json']))[0].customers[HAEROY];
    assert.equal((await bo.get('/account/invoices')).status, before.includes('buyer') ? 403 : 200);
    assert.match(said(['user', 'roles', '--email', BO, '--customer', HAEROY, '--roles', 'buyer']), /is now buyer for customer/);
    assert.equal((await bo.get('/account/invoices')).status, 403);
    assert.deepEqual(json(said(['user', 'roles', '--email', BO, '--customer', HAEROY, '--roles', 'finance,buyer,finance', '--portal', SHIPPED, '--json']))[0].roles, ['finance', 'buyer']);
    assert.equal((await bo.get('/account/invoices')).status, 200);
    assert.match(said(['user', 'roles', '--email', BO, '--customer', HAEROY, '--roles', 'none']), /is now nothing for customer/);
    assert.equal((await bo.get('/account/')).status, 403);
    said(['user', 'roles', '--email', BO, '--customer', HAEROY, '--roles', before.join(',')]);
    assert.deepEqual(json(said(['user', 'list', '--email', BO, '--json']))[0].customers[HAEROY], before);
  });

  test('add and grant say in JSON what they made; the password comes by standard input', async () => {
    const [made] = json(said(['user', 'add', '--email', 'New@Example.com', '--customer', HAEROY, '--role', 'buyer', '--json'], `${PASSWORD}\n`));
    assert.deepEqual([made.email, made.customer, made.role, made.made], ['new@example.com', HAEROY, 'buyer', 'user']);
    assert.deepEqual(json(said(['user', 'grant', '--email', 'new@example.com', '--customer', HAEROY, '--role', 'finance', '--json'])).map(({ id, made: what }) => [id, what]), [[made.id, 'role']]);
    assert.ok(await isIn(await site.client().in('new@example.com')));
  });

  test('says what it was asked wrongly, and does nothing', () => {
    refused(['user', 'disable'], 2, /--email is missing/);
    refused(['user', 'roles', '--email', BO, '--customer', HAEROY], 2, /--roles is missing/);
    refused(['user', 'roles', '--email', BO, '--customer', HAEROY, '--roles', 'emperor', '--portal', SHIPPED], 1, /knows no role "emperor"; it knows: owner, finance, buyer/);
    refused(['user', 'roles', '--email', BO, '--customer', 'nothing', '--roles', 'owner'], 1, /there is no customer "nothing"/);
    refused(['user', 'disable', '--email', 'nobody@example.com'], 1, /has no user nobody@example\.com/);
    refused(['user', 'add', '--password', 'x'], 2, /there is no option --password here/);
    refused(['user', 'remove'], 2, /there is no command "user remove"/);
  });
});

describe('myaccountctl session', () => {
  const site = withSite();
  const said = (words) => {
    const { status, out, error } = ctl(site, words);
    assert.equal(status, 0, error);
    return out;
  };

  test('list says who is signed in, and nothing that would let somebody in', async () => {
    const anna = await site.client().in(ANNA);
    await site.client().in(BO);
    const all = json(said(['session', 'list', '--json']));
    assert.deepEqual(all.map(({ email }) => email).sort(), [ANNA, BO].sort());
    assert.deepEqual(Object.keys(all[0]), ['session', 'user', 'email', 'customer', 'signed_in', 'last_seen', 'expires', 'address', 'agent']);
    const text = said(['session', 'list', '--email', ANNA]);
    assert.match(text, new RegExp(`^\\S+\\t${ANNA}\\t\\S+\\t2026-06-15 09:\\d\\d:\\d\\d\\t2026-06-15 09:\\d\\d:\\d\\d\\t127\\.0\\.0\\.1\\t`));
    for (const value of anna.cookies.values()) assert.ok(!said(['session', 'list', '--json']).includes(value));
  });

  test('end acts on the very next request: one, those of a user, all', async () => {
    said(['session', 'end', '--all']);
    assert.equal(said(['session', 'list']), '');
    const [one, two, bo] = [await site.client().in(ANNA), await site.client().in(ANNA), await site.client().in(BO)];
    const [{ session }] = json(said(['session', 'list', '--email', BO, '--json']));
    assert.equal(said(['session', 'end', '--session', session]), '1 session ended.\n');
    assert.ok(!(await isIn(bo)) && await isIn(one) && await isIn(two));
    const again = ctl(site, ['session', 'end', '--session', session]);
    assert.equal(again.status, 1);
    assert.match(again.error, /there is no such session that lives/);
    assert.deepEqual(json(said(['session', 'end', '--email', ANNA, '--json'])), [{ portal: 'main', sessions_ended: 2 }]);
    assert.ok(!(await isIn(one)) && !(await isIn(two)));
    assert.equal(said(['session', 'end', '--email', ANNA]), '0 sessions ended.\n');
    const over = await site.client().in(ANNA);
    site.sql("UPDATE mya_session SET expires = '2000-01-01 00:00:00' WHERE ended IS NULL;");
    assert.equal(said(['session', 'end', '--email', ANNA]), '0 sessions ended.\n');
    assert.equal((await over.get('/account/')).status, 303, 'what is over by its limits lives no more, whatever they will be');
  });

  test('list leaves out what is over', async () => {
    await site.client().in(ANNA);
    assert.equal(lines(said(['session', 'list'])).length, 1);
    site.shiftClock(3600);
    assert.equal(said(['session', 'list']), '');
  });

  test('end wants to know whose', () => {
    for (const words of [[], ['--all', '--email', ANNA], ['--email', ANNA, '--user', 'u1']]) {
      const done = ctl(site, ['session', 'end', ...words]);
      assert.equal(done.status, 2, words.join(' '));
      assert.match(done.error, /whose\?|of everybody|not both/);
    }
    assert.match(ctl(site, ['session', 'list', '--email', 'nobody@example.com']).error, /has no user nobody@example\.com; of people in tables of yours say --portal/);
  });
});

describe('myaccountctl, of a portal whose people stand in a table of the company', () => {
  const site = withSite({
    location: { MyAccountSkin: null, MyAccountLayout: 'none' },
    prepare: (at) => {
      if (at.made) return;
      at.made = true;
      at.allowLog(/the fragment -\/greeting is left empty/);
      const ns = 'xmlns="urn:mod-myaccount:portal:1"';
      at.definition = path.join(at.write('erp', {
        'portal.xml': fs.readFileSync(path.join(TOP, 'tests/erp/portal/portal.xml'), 'utf8').replace('languages="en nb"', 'languages="en"'),
        'texts.en.xml': `<texts ${ns} lang="en"/>`,
        'web.xml': `<module name="web" ${ns}><page path="deliveries" roles="any"/></module>`,
      }), 'portal.xml');
      at.sql("CREATE TABLE web_customer (cust_no integer NOT NULL PRIMARY KEY, name char(40) NOT NULL); INSERT INTO web_customer VALUES (10017, 'NORDVIK');");
      at.sql(fs.readFileSync(path.join(TOP, 'tests/erp/logins.sql'), 'utf8'));
    },
  });

  test('user says what it cannot do there, and does nothing', () => {
    for (const [verb, ...words] of [['list'], ['disable', '--email', BO], ['enable', '--email', BO], ['roles', '--email', BO, '--customer', '1', '--roles', 'owner'],
      ['add', '--email', BO, '--customer', '1', '--role', 'owner'], ['grant', '--email', BO, '--customer', '1', '--role', 'owner']]) {
      const done = ctl(site, ['user', verb, ...words, '--portal', site.definition], `${PASSWORD}\n`);
      assert.equal(done.status, 1, verb);
      assert.match(done.error, /the users of the portal "erp" stand in tables of the company \(<identity> in .*portal\.xml, line \d+\)/);
    }
  });

  test('session list and end are for them, too: by what they sign in with, or by key', async () => {
    const turid = await site.client().in('turid@example.com');
    const [found, ...others] = json(ctl(site, ['session', 'list', '--portal', site.definition, '--json']).out);
    assert.deepEqual(others, []);
    assert.deepEqual([found.user, found.email, found.customer], ['10', null, '10017']);
    assert.equal(lines(ctl(site, ['session', 'list', '--portal', 'erp', '--user', '10']).out).length, 1);
    assert.equal(ctl(site, ['session', 'end', '--portal', site.definition, '--email', 'ohara@example.com']).out, '0 sessions ended.\n');
    assert.equal(ctl(site, ['session', 'end', '--portal', site.definition, '--email', 'Turid@example.com']).out, '1 session ended.\n');
    assert.ok((await turid.get('/account/deliveries')).status === 303);
    const nobody = (email) => ctl(site, ['session', 'end', '--portal', site.definition, '--email', email]).error;
    assert.match(nobody('unknown@example.com'), /the portal "erp" has no user unknown@example\.com/);
    assert.match(nobody('twice@example.com'), /the portal "erp" has several users twice@example\.com; say --user with the key of one/);
  });
});
