// SPDX-License-Identifier: Apache-2.0
// tests/http/identity.test.mjs: a portal whose people stand in a table of the company (<identity>), with the hashes that other
// programs left there (tests/erp/logins.sql)

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { HASHES } from '../fixtures/hashes.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { DIALECT } from '../harness/database.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const ERP = path.join(TOP, 'tests/erp');
const NEW = 'ni små fisker i bekken';
const BCRYPT = HASHES.find(({ kind }) => kind === 'bcrypt').hash;

const WEB = `<module name="web" xmlns="urn:mod-myaccount:portal:1">
  <page path="" roles="any">
    <record name="me" missing="404"><sql>SELECT login_no, name FROM web_login WHERE login_no = :user</sql><column name="login_no" type="integer"/></record>
    <action name="sure" confirm="password"><sql expect="1">UPDATE web_login SET lang = 'nb' WHERE login_no = :user</sql><goto page=""/></action>
  </page>
  <page path="deliveries" roles="any"><record name="mine"><sql>SELECT name FROM web_customer WHERE cust_no = :customer</sql></record></page>
  <page path="money" roles="finance"><record name="mine"><sql>SELECT cust_no FROM web_customer WHERE cust_no = :customer</sql></record></page>
</module>`;

// The company's tables, and its portal with the pages above; CHANGE makes another portal.xml of the one that stands in tests/erp.
function company(change = (xml) => xml) {
  return (site) => {
    if (site.made) return;
    site.made = true;
    site.allowLog(/the fragment -\/greeting is left empty/);
    const portal = fs.readFileSync(path.join(ERP, 'portal/portal.xml'), 'utf8');
    const texts = (lang) => fs.readFileSync(path.join(ERP, `portal/texts.${lang}.xml`), 'utf8').replace(/ {2}<text key="(option|page.deliveries.no).*\n/g, '');
    site.definition = path.join(site.write('erp', { 'portal.xml': change(portal), 'web.xml': WEB, 'texts.en.xml': texts('en'), 'texts.nb.xml': texts('nb') }), 'portal.xml');
    site.sql(`CREATE TABLE web_customer (cust_no integer NOT NULL PRIMARY KEY, name char(40) NOT NULL);
      INSERT INTO web_customer VALUES (10017, 'NORDVIK MEK. VERKSTED AS'), (10018, 'O''HARA MASKIN'), (10019, 'OLD SHOP');`);
    site.sql(fs.readFileSync(path.join(ERP, 'logins.sql'), 'utf8'));
  };
}

const on = (prepare, options = {}) => ({ location: { MyAccountSkin: null, MyAccountLayout: 'none' }, prepare, ...options });
const hashOf = (site, number) => site.value(`SELECT pass FROM web_login WHERE login_no = ${number};`);
const isIn = async (client) => (await client.get('/account/')).status === 200;
const events = (site, type, user) => site.value(`SELECT COUNT(*) FROM mya_event WHERE type = '${type}' AND user_id = '${user}';`);

describe('people in a table of the company', () => {
  const site = withSite(on(company(), { countHashes: true }));

  for (const [number, email, kind] of [[10, 'turid@example.com', 'bcrypt'], [20, 'OHARA@example.com ', '$6$'], [30, 'both@example.com', '$5$']]) {
    test(`sign in with a hash of the kind ${kind}, which argon2id replaces, and again with that`, async () => {
      const before = hashOf(site, number);
      await site.client().in(email);
      const after = hashOf(site, number);
      assert.notEqual(after, before);
      assert.match(after, /^\$argon2id\$v=19\$m=19456,/);
      assert.ok(await isIn(await site.client().in(email)));
      assert.equal(hashOf(site, number), after);
      assert.equal(events(site, 'session.started', number), 2);
    });
  }

  test('see their own name, their customer and what is theirs', async () => {
    const { page } = await (await site.client().in('turid@example.com')).get('/account/');
    for (const text of ['TURID NORDVIK', 'NORDVIK MEK. VERKSTED AS']) assert.ok(page.text.includes(text), text);
    assert.throws(() => page.form('/switch'));
  });

  test('have the roles that the company gives them, for each customer; a right that no role is named by gives nothing', async () => {
    site.shiftClock(2);     // which was the last is known by the second
    const both = await site.client().in('both@example.com');
    const form = (await both.get('/account/')).page.form('/switch');
    assert.equal((await both.send(form, { customer: '10019' })).status, 404);
    await both.switchTo('10017');
    assert.equal((await both.get('/account/money')).status, 200);
    await both.switchTo('10018');
    assert.equal((await both.get('/account/money')).status, 403);
    site.sql("UPDATE web_right SET code = 'F' WHERE login_no = 30 AND cust_no = 10018;");
    assert.equal((await both.get('/account/money')).status, 200, 'at the very next request');
    site.sql("UPDATE web_right SET code = 'O' WHERE login_no = 30 AND cust_no = 10018;");
    await both.send((await both.get('/account/')).page.form('/sign-out'));
    assert.equal((await (await site.client().in('both@example.com')).get('/account/')).page.form('/switch').values.customer, '10018', 'the one used last');
  });

  test('sign out, and their session is over', async () => {
    const turid = await site.client().in('turid@example.com');
    const cookies = new Map(turid.cookies);
    assert.equal((await turid.send((await turid.get('/account/')).page.form('/sign-out'))).status, 303);
    turid.cookies = cookies;
    assert.equal((await turid.get('/account/')).status, 303);
  });

  test('who are blocked by the company are out at the very next request, and in again when they are not', async () => {
    const ohara = await site.client().in('ohara@example.com');
    assert.ok(await isIn(ohara));
    site.sql("UPDATE web_login SET blocked = 'Y' WHERE login_no = 20;");
    assert.equal((await ohara.get('/account/')).status, 303);
    assert.equal((await site.client().signIn('ohara@example.com')).status, 422);
    site.sql("UPDATE web_login SET blocked = 'N' WHERE login_no = 20;");
    assert.ok(await isIn(ohara));
  });

  test('are refused alike, with one hash each: unknown, blocked, wrong, without a hash, one cut off or of a kind that is not read, two of one name', async () => {
    site.expectLog(/identity\.hash \(.*portal\.xml:\d+\) finds a hash for the user 60 that is of no kind that is read/);
    site.expectLog(/identity\.hash \(.*portal\.xml:\d+\) finds a hash for the user 63 .* or cut off/);
    site.expectLog(/identity\.find \(.*portal\.xml:\d+\) finds several users/);
    const said = new Set();
    for (const email of ['unknown@example.com', 'blocked@example.com', 'null@example.com', 'empty@example.com', 'cut@example.com', 'des@example.com', 'twice@example.com']) {
      const before = site.hashes;
      const answer = await site.client().signIn(email);
      assert.equal(answer.status, 422, email);
      assert.equal(site.hashes - before, email === 'blocked@example.com' ? 0 : 1, `${email}: one, and bcrypt is none of argon2id`);
      said.add(answer.page.main.replaceAll(email, ''));
    }
    said.add((await site.client().signIn('turid@example.com', 'not this one at all')).page.main);
    assert.equal(said.size, 1);
  });

  test('who have no customer are told so', async () => {
    const nina = await site.client().in('nowhere@example.com');
    assert.equal((await nina.get('/account/')).status, 403);
  });

  test('say their password again before what matters, and guesses there are counted', async () => {
    const turid = await site.client().in('turid@example.com');
    site.shiftClock(600);
    const form = (await turid.get('/account/sure')).page.form('/sure');
    assert.equal((await turid.send(form, { 'mya.password': 'not this one at all' })).status, 422);
    assert.equal(site.value("SELECT COUNT(*) FROM web_login WHERE lang = 'nb';"), 0);
    assert.equal((await turid.send((await turid.get('/account/sure')).page.form('/sure'), { 'mya.password': PASSWORD })).status, 303);
    assert.equal(site.value('SELECT lang FROM web_login WHERE login_no = 10;'), 'nb');
    site.sql('UPDATE web_login SET lang = NULL;');
  });

  test('choose a new password, which stands where the company keeps them; other sessions end', async () => {
    const other = await site.client().in('ohara@example.com');
    const ohara = await site.client().in('ohara@example.com');
    const before = hashOf(site, 20);
    const answer = await ohara.send((await ohara.get('/account/password')).page.form('/password'), { current: PASSWORD, new: NEW });
    assert.equal(answer.status, 303);
    assert.notEqual(hashOf(site, 20), before);
    assert.ok(await isIn(ohara));
    assert.ok(!(await isIn(other)));
    assert.equal((await site.client().signIn('ohara@example.com')).status, 422);
    assert.ok(await isIn(await site.client().in('ohara@example.com', NEW)));
  });

  test('are told when it was changed meanwhile, and nothing is', async () => {
    const both = await site.client().in('both@example.com');
    const form = (await both.get('/account/password')).page.form('/password');
    site.sql(`UPDATE web_login SET pass = '${BCRYPT}' WHERE login_no = 30;`);
    assert.equal((await both.send(form, { current: PASSWORD, new: NEW })).status, 303, 'the password is the same, the hash another');
    assert.match(hashOf(site, 30), /^\$argon2id\$/);
  });

  test('of a session that was begun with other tables are nobody, whatever its key begins with', async () => {
    const turid = await site.client().in('turid@example.com');
    const ref = site.value("SELECT ref FROM mya_session WHERE user_id = '10' AND ended IS NULL ORDER BY created DESC LIMIT 1;");
    for (const key of ['10ab34cd', '10 ', ' 10', '1e1', 'x', '99999999999999999999']) {
      site.sql(`UPDATE mya_session SET user_id = '${key}' WHERE ref = '${ref}';`);
      assert.equal((await turid.get('/account/')).status, 303, key);
    }
  });
});

describe('an account that the database finds by more than one spelling', () => {
  const site = withSite(on(company((xml) => xml.replace('= :login', "= replace(:login, 'ú', 'u')"))));

  test('is one account for whoever guesses, and for its user', async () => {
    site.stopClock();
    const spelt = ['turid@example.com', 'túrid@example.com'];
    const wrong = [];
    for (let i = 0; i < 6; i++) wrong.push((await site.client().signIn(spelt[i % 2], `not this one ${i}`)).status);
    assert.deepEqual(wrong, [422, 422, 422, 422, 422, 429]);
    for (const login of spelt) assert.equal((await site.client().signIn(login)).status, 429, login);
    assert.ok(await isIn(await site.client().in('ohara@example.com')));
    site.shiftClock(3);
    await site.client().in(spelt[1]);
    assert.equal((await site.client().signIn(spelt[0], 'not this one either')).status, 422, 'a right one forgets the wrong ones of all spellings');
  });
});

describe('a table of rights in which anything stands', () => {
  const rights = [['10017', 'Nordvik', 'owner'], ['', 'All who have none', 'owner'], ['  ', 'All who have none', 'owner'], ['10018x', 'Half', 'owner'],
    ['7'.repeat(65), 'Long', 'owner'], ['10018', 'Hara', 'owner']];
  const site = withSite(on((at) => {
    if (at.made) return;
    company((xml) => xml.replace(/(<memberships>\s*<sql>)[^]*?(<\/sql>)/, '$1SELECT c AS customer, r AS role, n AS name FROM odd_right WHERE login_no = :user$2'))(at);
    at.sql(`CREATE TABLE odd_right (login_no integer, c varchar(80), n varchar(80), r varchar(20)); INSERT INTO odd_right VALUES ${rights.map((row) => `(10, '${row.join("', '")}')`)};`);
  }));

  test('gives nobody a customer without a key, or with one that is none as customer-key= says', async () => {
    const { page } = await (await site.client().in('turid@example.com')).get('/account/');
    assert.deepEqual(page.all('option').map((option) => option.attrs.find(({ name }) => name === 'value').value).sort(), ['10017', '10018']);
  });
});

describe('keys of text where whole numbers were promised', () => {
  const site = withSite(on((at) => {
    if (at.made) return;
    company((xml) => xml.replace('SELECT login_no AS id FROM web_login', 'SELECT number AS id FROM text_login'))(at);
    at.sql("CREATE TABLE text_login (number varchar(8), email varchar(60)); INSERT INTO text_login VALUES ('010', 'turid@example.com'), ('20', 'ohara@example.com');");
  }));

  test('are nobody\'s if another one is the same number', async () => {
    site.expectLog(/identity\.find \(.*portal\.xml:\d+\) finds a key that does not fit user-key=/);
    assert.equal((await site.client().signIn('turid@example.com')).status, 422);
    await site.client().in('ohara@example.com');
  });
});

// An old shop's, and the default of MariaDB before 11: é is e there, and a letter that it lacks cannot be compared with any.
describe('a column of latin1', { skip: DIALECT !== 'mariadb' && 'of MariaDB only' }, () => {
  const site = withSite(on((at) => {
    if (at.made) return;
    company()(at);
    at.sql('ALTER TABLE web_login MODIFY email varchar(60) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL;');
  }));

  test('finds nobody by letters that it does not have', async () => {
    for (const login of ['туrid@example.com', 'turid@example.com\u200b', '\u{1f600}']) assert.equal((await site.client().signIn(login)).status, 422, login);
    await site.client().in('turid@example.com');
  });
});

describe('a column that is too short for a new hash', () => {
  const site = withSite(on(company()));
  // what the three kinds of database do with a text that is too long: keep some of it, or refuse it
  const shorten = {
    sqlite: "CREATE TRIGGER short AFTER UPDATE OF pass ON web_login WHEN length(new.pass) > 60 BEGIN UPDATE web_login SET pass = substr(new.pass, 1, 60) WHERE login_no = new.login_no; END;",
    postgresql: `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.pass = left(new.pass, 60); RETURN new; END';
      CREATE TRIGGER short BEFORE UPDATE ON web_login FOR EACH ROW EXECUTE FUNCTION cut();`,
    mariadb: 'CREATE TRIGGER short BEFORE UPDATE ON web_login FOR EACH ROW SET new.pass = left(new.pass, 60);',
  }[DIALECT];

  test('is told to the log; who signs in is in, and the old hash stays', async () => {
    site.sql(shorten);
    site.expectLog(/identity\.store-hash \(.*portal\.xml:\d+\): what stands in the table is not what was stored/);
    for (let i = 0; i < 2; i++) assert.ok(await isIn(await site.client().in('turid@example.com')));
    assert.equal(hashOf(site, 10), BCRYPT);
  });

  test('keeps the old password, where somebody wants a new one', async () => {
    site.expectLog(/what stands in the table is not what was stored/);
    const turid = await site.client().in('turid@example.com');
    assert.equal((await turid.send((await turid.get('/account/password')).page.form('/password'), { current: PASSWORD, new: NEW })).status, 500);
    assert.equal(hashOf(site, 10), BCRYPT);
    assert.ok(await isIn(await site.client().in('turid@example.com')));
  });
});

describe('a statement that does not meet what it has read', () => {
  const site = withSite(on(company((xml) => xml.replace('AND pass = :old', 'AND pass &lt;> :old'))));

  test('is told to the log, and the old hash stays', async () => {
    site.expectLog(/identity\.store-hash \(.*portal\.xml:\d+\) meets no row, though :old is what identity\.hash has found/);
    assert.ok(await isIn(await site.client().in('turid@example.com')));
    assert.equal(hashOf(site, 10), BCRYPT);
  });
});

describe('a key that is none as user-key= says', () => {
  const site = withSite(on(company((xml) => xml.replace('SELECT login_no AS id', 'SELECT name AS id'))));

  test('is told to the log, and its user is refused like any other', async () => {
    site.expectLog(/identity\.find \(.*portal\.xml:\d+\) finds a key that does not fit user-key=/);
    assert.equal((await site.client().signIn('turid@example.com')).status, 422);
  });
});

describe('a portal that does not say rehash="yes"', () => {
  const site = withSite(on(company((xml) => xml.replace(' rehash="yes"', '')), { countHashes: true }));

  test('leaves hashes of other kinds as they are, and computes none beside', async () => {
    const before = site.hashes;
    await site.client().in('turid@example.com');
    assert.equal(hashOf(site, 10), BCRYPT);
    assert.equal(site.hashes - before, 0, 'bcrypt is none of argon2id');
  });
});

describe('a portal without <store-hash>', () => {
  const site = withSite(on(company((xml) => xml.replace(/<store-hash.*<\/store-hash>/, '').replace('<identity>', '<identity login="text">'))));

  test('has no page for a new password, and no way to it', async () => {
    const turid = await site.client().in('turid@example.com');
    assert.equal((await turid.get('/account/password')).status, 404);
    assert.ok(!(await turid.get('/account/')).page.links.some((link) => link.includes('password')));
    const routes = site.stage.run(['routes', '--portal', site.definition]);
    assert.match(routes, /^sign-in\tGET\tsign-in\t/m);
    assert.doesNotMatch(routes, /^password\t/m);
    assert.equal(hashOf(site, 10), BCRYPT);
  });

  test('asks for whatever people sign in with there', async () => {
    const { page } = await site.client().get('/account/sign-in');
    const [input] = page.all('input', { name: 'email' });
    const of = Object.fromEntries(input.attrs.map((at) => [at.name, at.value]));
    assert.equal(of.type ?? 'text', 'text');
    assert.equal(of.autocomplete, 'username');
    assert.ok(page.text.includes('User name'));
  });
});
