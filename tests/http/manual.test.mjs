// SPDX-License-Identifier: Apache-2.0
// tests/http/manual.test.mjs: the manual of the portal language does what it says
//
// The tutorial is typed: its files are written, its commands run, its pages opened by somebody who signs in, and what the
// manual shows is looked for there. Every other example is loaded, its statements are prepared by the database; the recipes are one
// portal whose pages are opened, on each database. The places that the manual names are folders of the test.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { FOLDER, blocks, definition, pages, sections, tables } from '../fixtures/manual.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { freshName, on } from '../harness/database.mjs';
import { withSite } from '../harness/site.mjs';
import { TOP, own, sqlite, stage } from '../harness/stage.mjs';

const squeezed = (text) => text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

// Each line of WANTED stands in TEXT, one behind the other.
function shows(text, wanted, what) {
  let at = 0;
  for (const line of wanted.split('\n').map(squeezed).filter(Boolean)) {
    const found = text.indexOf(line, at);
    assert.ok(found >= 0, `${what} shows "${line}" there; it shows:\n${text}`);
    at = found + line.length;
  }
}

// --- the tutorial ---

// What somebody who follows the tutorial does and sees.
class Reader {
  constructor(site) {
    this.site = site;
  }

  begin() {
    this.folder = this.site.write('etc', {});
    fs.mkdirSync(path.join(this.site.root, 'etc/erp'), { recursive: true });
    this.erp = path.join(this.site.root, 'etc/erp');
    this.database = path.join(this.site.data, 'erp.db');
  }

  // TEXT with the manual's places as those of the test.
  here(text) {
    return text.replaceAll('/etc/myaccount', path.join(this.site.root, 'etc')).replaceAll('/var/lib/myaccount', this.site.data);
  }

  write({ use: [name, how, mark], text }) {
    const file = path.join(this.erp, name);
    const old = how ? fs.readFileSync(file, 'utf8') : '';
    const content = how === 'before' ? old.replace(mark, () => `${text}\n${mark}`)
      : how === 'replace' ? old.replace(/<list name="deliveries"[^]*?<\/list>/, () => text) : `${text}\n`;
    assert.notEqual(content, old, `${name} is changed`);
    fs.writeFileSync(file, content);
    fs.chmodSync(file, 0o644);
  }

  // What belongs to the machine (a2enmod, chown) is the harness's.
  run({ text }) {
    const commands = this.here(text).split('\n').filter((line) => !/^(a2en|chown)/.test(line)).join('\n');
    const done = spawnSync('sh', ['-e'], {
      cwd: this.erp, encoding: 'utf8', input: commands.replace(/^(myaccountctl user add .*)$/m, `echo '${PASSWORD}' | $1`),
      env: {
        ...process.env, ...this.site.stage.environment, PATH: `${path.dirname(this.site.stage.ctl)}:${process.env.PATH}`,
        MYACCOUNT_SHARE: this.site.stage.root, MYACCOUNT_CLOCK_FILE: this.site.clockFile,
      },
    });
    assert.equal(done.status, 0, `${commands}\n${done.stdout}${done.stderr}`);
    spawnSync('chown', ['-R', '--reference', this.site.data, this.site.data]);
    this.said = done.stdout.replaceAll(`${this.erp}/`, '');
  }

  async client(language) {
    const client = this.site.client();
    const request = client.request.bind(client);
    client.request = (method, at, { headers, ...rest } = {}) => request(method, at, { ...rest, headers: { 'Accept-Language': language ?? 'en', ...headers } });
    return client.in('anna@example.com');
  }

  async sees({ use: [address, language], text }) {
    if (!address) return shows(squeezed(this.said), text, 'the command');
    if (address === 'complained') return this.complains(text);
    const client = await this.client(language);
    const answer = await client.get(`/account${address}`);
    assert.equal(answer.status, 200, `${address}: ${answer.text}`);
    return shows(address.startsWith('/-/') ? answer.page.text : answer.page.main, text, address);
  }

  async complains(text) {
    const client = await this.client();
    const { page } = await client.get('/account/deliveries/55001');
    const form = (await client.get(page.links.find((link) => link.endsWith('/complain')) ?? '/account/deliveries/55001/complain')).page.form('/complain');
    const answer = await client.send(form, { reason: 'missing', note: 'One bag of yeast.' });
    assert.equal(answer.status, 303);
    shows((await client.follow(answer)).page.main, text, 'the page after the complaint');
  }
}

// What its readers type makes a file of SQLite.
const typed = on('sqlite') ? describe : () => {};

typed('the tutorial', () => {
  const all = blocks('tutorial.md');
  const reader = {};
  const site = withSite({
    portalConf: (at) => reader.here.conf(at),
    databaseConf: '',
    prepare: async (at) => {
      if (reader.reads) return;
      reader.reads = new Reader(at);
      reader.reads.begin();
      reader.rest = [...all];
      while (!reader.conf) await reader.step();
    },
  });
  // The harness has the port, and the module and mod_dbd loaded already.
  reader.here = {
    conf: (at) => reader.reads.here(reader.conf).replace('http://localhost', `http://localhost:${at.port}`),
  };
  reader.step = async () => {
    const block = reader.rest.shift();
    if (block.language === 'xml' || block.language === 'sql') reader.reads.write(block);
    else if (block.language === 'sh') reader.reads.run(block);
    else if (block.language === 'text') await reader.reads.sees(block);
    else if (block.language === 'apache') reader.conf = block.text;
  };
  before(() => {
    site.expectLog(/MyAccountDevelopment is on/);
    site.allowLog(/the fragment -\/greeting is left empty/);
  });

  for (const section of [...new Set(all.map((block) => block.section))]) {
    test(`${section || 'the beginning'}: each step works and shows what the manual says`, async () => {
      while (reader.rest[0]?.section === section) await reader.step();
    });
  }

  test('is read to its end', () => assert.equal(reader.rest.length, 0));

  test('keeps its promises: what is another customer\'s is not found, and the menu counts', async () => {
    const client = await reader.reads.client();
    assert.equal((await client.get('/account/deliveries/55004')).status, 404);
    assert.equal((await client.get('/account/deliveries/99999')).status, 404);
    const again = await client.get('/account/deliveries/55001/complain');
    assert.equal(again.status, 404, 'nobody complains twice');
    assert.match((await client.get('/account/')).page.text, /Deliveries 1\b/);
    assert.equal((await site.client().get('/account/-/waiting')).page.text, '');
    const csv = await client.get('/account/deliveries/-/deliveries.csv');
    assert.match(csv.text, /55003,2026-06-10,Being packed,4999\.90,NOK/);
    assert.deepEqual(JSON.parse(sqlite(reader.reads.database, '.mode json\nSELECT type, subject FROM mya_event WHERE type LIKE \'delivery.%\';')),
      [{ type: 'delivery.complained', subject: 'deliveries/55001' }]);
  });
});

// --- the other examples ---

// Definitions and databases of examples, and what myaccountctl says of them.
class Shelf {
  begin() {
    this.stage = stage();
    this.databases = new Map();
    this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-manual-'));
    fs.chmodSync(this.root, 0o755);
    own(this.root);
  }

  end() {
    for (const database of this.databases.values()) database.remove();
    fs.rmSync(this.root, { recursive: true, force: true });
  }

  put(name, files) {
    const folder = path.join(this.root, name);
    fs.mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
    return path.join(folder, 'portal.xml');
  }

  // A database with the tables of the manual's page NAME, and the engine's.
  database(name) {
    if (!this.databases.has(name)) {
      const database = this.stage.databases.create(freshName(), this.root);
      this.databases.set(name, database);
      this.stage.run(['migrate', '--database', database.ctl]);
      database.sql(`DROP TABLE mya_customer;\n${tables(name)}`);
    }
    return this.databases.get(name);
  }

  ctl(...args) {
    const done = spawnSync(this.stage.ctl, args, { encoding: 'utf8', env: { ...process.env, ...this.stage.environment, MYACCOUNT_SHARE: this.stage.root } });
    return { status: done.status, out: (done.stdout + done.stderr).trim() };
  }

  // Its faults, without the folder and the line that counts them; [] if it is in order.
  faults(file) {
    const { status, out } = this.ctl('check', file);
    return status === 0 ? [] : out.replaceAll(`${path.dirname(file)}/`, '').split('\n').slice(0, -1);
  }

  // The statements of the definition that the database does not prepare. Examples show numbers as ids, which nobody compares.
  refused(file, database) {
    const { out } = this.ctl('check', file, '--database', database.ctl);
    return out.split('\n').filter((line) => /prepare:/.test(line) && !/cannot be compared as/.test(line));
  }

  // Each statement of the definition, as SQLite gets it: { id, sql }.
  statements(file) {
    const routes = this.ctl('routes', '--json', '--portal', file).out.split('\n').map((line) => JSON.parse(line));
    const paths = new Set(routes.filter(({ kind }) => ['page', 'fragment'].includes(kind)).map((route) => route.path));
    return [...paths].flatMap((at) => {
      const { status, out } = this.ctl('explain', file, at || '/', '--database', 'sqlite');
      assert.equal(status, 0, out);
      return [...`${out}\n`.matchAll(/^ *for sqlite \(([^,]+),[^\n]*\n((?: +(?! |\d+: |scope: )[^\n]*\n)+)/gm)].map(([, id, sql]) => ({ id, sql: sql.trim() }));
    });
  }
}

describe('the examples of the manual', () => {
  const shelf = new Shelf();
  before(() => shelf.begin());
  after(() => shelf.end());

  for (const name of pages().filter((page) => page !== 'tutorial.md')) {
    for (const [n, { section, good, broken, files }] of sections(name).entries()) {
      if (good.length) {
        test(`${name}, ${section}: are in order, and the database prepares their statements`, () => {
          const file = shelf.put(`${path.basename(name)}-${n}`, definition(good, files));
          assert.deepEqual(shelf.faults(file), []);
          assert.deepEqual(shelf.refused(file, shelf.database(name)), []);
          for (const { id, sql } of on('sqlite') ? shelf.statements(file) : []) {
            assert.doesNotThrow(() => shelf.database(name).sql(`EXPLAIN ${sql};`), `${id} is prepared`);
          }
        });
      }
      for (const { block, sentences } of broken) {
        test(`${name}:${block.line}: what is broken is refused with that sentence`, () => {
          const texts = good.filter(({ text }) => /<texts?\b/.test(text));
          const file = shelf.put(`${path.basename(name)}-${block.line}`, definition([block, ...texts]));
          assert.deepEqual(shelf.faults(file), sentences.split('\n').map((sentence) => sentence.replace(/^example\.xml:/, 'example-1.xml:')));
        });
      }
    }
  }

  test('are many', () => {
    const all = pages().flatMap((name) => sections(name));
    assert.ok(all.reduce((sum, { good }) => sum + good.length, 0) >= 60);
    assert.ok(all.reduce((sum, { broken }) => sum + broken.length, 0) >= 15);
    assert.ok(all.reduce((sum, { seen }) => sum + seen.length, 0) >= 15);
  });
});

// Each section that shows something is a portal of its own, at an address made of its page and title.
const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const PORTALS = pages().filter((page) => page !== 'tutorial.md').flatMap((name) => sections(name).filter(({ good }) => good.length)
  .map((at) => ({ ...at, page: name, name: slug(`${path.basename(name, '.md')} ${at.section}`).slice(0, 60) })));

describe('the pages of the examples', () => {
  const site = withSite({
    prepare: (at) => {
      if (at.filled) return;
      at.filled = true;
      at.sql('DROP VIEW mya_customer;');
      at.sql([...new Set(pages().flatMap((name) => blocks(name).filter(({ language, use }) => language === 'sql' && use[0] !== 'file').map(({ text }) => text)))].join('\n'));
      for (const portal of PORTALS) {
        const files = definition(portal.good, portal.files);
        files['portal.xml'] = files['portal.xml'].replace('name="manual"', `name="${portal.name}"`);
        portal.file = path.join(at.write(portal.name, files), 'portal.xml');
      }
      const add = (email, role) => at.stage.run(['user', 'add', '--database', at.db.ctl, '--portal', PORTALS[0].file, '--email', email, '--name', `The ${role}`,
        '--customer', '10017', '--role', role], { input: `${PASSWORD}\n` });
      add('owner@example.com', 'owner');
      add('buyer@example.com', 'buyer');
      at.sql(PORTALS.slice(1).map(({ name }, n) => `
        INSERT INTO mya_user (id, portal, email, name, password_hash, created) SELECT substr(id, 1, 28) || '${n}', '${name}', email, name, password_hash, created FROM mya_user WHERE portal = '${PORTALS[0].name}';
        INSERT INTO mya_membership (user_id, customer_id, role) SELECT u.id, '10017', CASE WHEN u.email LIKE 'owner%' THEN 'owner' ELSE 'buyer' END FROM mya_user u WHERE u.portal = '${name}';`).join('\n'));
    },
    portalConf: (at) => PORTALS.map(({ name, file }) => `<Location /${name}>\n MyAccountPortal ${file}\n MyAccountBaseURL http://localhost:${at.port}\n MyAccountSecretFile ${at.secretFile}\n</Location>`).join('\n'),
  });
  const clients = new Map();
  const client = async (portal, who = 'owner') => {
    const known = clients.get(`${portal.name} ${who}`) ?? site.client();
    if (!clients.has(`${portal.name} ${who}`)) {
      clients.set(`${portal.name} ${who}`, known);
      if (who !== 'nobody') assert.equal((await known.signIn(`${who}@example.com`, PASSWORD, `/${portal.name}/sign-in`)).status, 303);
    }
    return known;
  };
  const portalOf = (page, section) => PORTALS.find((at) => at.page === page && at.section === section);
  before(() => site.allowLog(/the fragment -\/greeting is left empty/));

  for (const portal of PORTALS) {
    test(`${portal.page}, ${portal.section}: are answered, and show what the manual shows`, async () => {
      const routes = site.stage.run(['routes', '--json', '--portal', portal.file]).trim().split('\n').map((line) => JSON.parse(line));
      const owner = await client(portal);
      for (const { path: at } of routes.filter(({ kind, method, roles }) => ['page', 'fragment', 'export'].includes(kind) && method === 'GET' && roles !== 'buyer')) {
        const address = `/${portal.name}/${at.replace(/\{no\}/, '55001')}`;
        if (!address.includes('{')) assert.ok([200, 404].includes((await owner.get(address)).status), `${address} is answered`);
        if (!at.includes('{')) assert.equal((await owner.get(address)).status, 200, `${address} is shown`);
      }
      for (const { use: [address, who], text } of portal.seen) {
        const answer = await (await client(portal, who)).get(`/${portal.name}${address}`);
        if (/^\d{3}$/.test(text.trim())) assert.equal(answer.status, Number(text), address);
        else shows(address.endsWith('.csv') ? answer.text : address.startsWith('/-/') ? answer.page.text : answer.page.main, text, address);
      }
    });
  }

  // What the manual says that actions do. Send the form at ADDRESS of PORTAL, with CHANGES; the page to which it led.
  async function does(portal, address, changes = {}, { who, from = address, status = 303 } = {}) {
    const one = await client(portal, who);
    const form = (await one.get(`/${portal.name}${from}`)).page.form(address);
    const answer = await one.send(form, changes);
    assert.equal(answer.status, status, `${address}: ${answer.page.main}`);
    return (await one.follow(answer)).page;
  }
  const looks = async (portal, address, who) => (await (await client(portal, who)).get(`/${portal.name}${address}`)).page;

  test('actions.md: a form notes a call, and a wrong number comes back as it was typed', async () => {
    const portal = portalOf('actions.md', 'An action');
    const page = await does(portal, '/parcels/55001/call-me', { phone: 'soon' }, { status: 422 });
    assert.equal(page.form('/call-me').values.phone, 'soon');
    assert.match((await does(portal, '/parcels/55001/call-me', { phone: '+47 11 22 33 44' })).main, /We will call you within the hour\./);
    assert.equal((await (await client(portal)).get(`/${portal.name}/parcels/55003/call-me`)).status, 404, 'it was not sent');
  });

  test('actions.md: a form that was filled from a record notices who changed it meanwhile', async () => {
    const portal = portalOf('actions.md', 'Fields');
    const owner = await client(portal);
    const form = (await owner.get(`/${portal.name}/contact/edit`)).page.form('/edit');
    assert.equal(form.values.PERSON, 'Anna Bakken');
    await does(portal, '/contact/edit', { PERSON: 'Bo Bakken' });
    const conflict = await owner.send(form, { PERSON: 'Cy Bakken' });
    assert.equal(conflict.status, 409);
    assert.match(conflict.page.main, /Bo Bakken/);
    assert.deepEqual(site.rows("SELECT data FROM mya_event WHERE type = 'contact.changed'"), [{ data: '{"person_from":"Anna Bakken","person_to":"Bo Bakken"}' }]);
  });

  test('actions.md: fields of an option are asked when it is chosen, what is wrong is said in the words of the manual', async () => {
    const portal = portalOf('actions.md', 'Fields');
    const at = '/example-1/55001/do';
    const page = await does(portal, at, { amount: '600', means: 'card', code: 'x', 'mya.again': 'yes' }, { status: 200 });
    assert.ok(page.form('/do').names.includes('number') && !page.form('/do').names.includes('holder'));
    const wrong = await does(portal, at, { amount: '600', means: 'card', code: 'x' }, { status: 422 });
    assert.match(wrong.main, /Write two capitals and four digits/);
    assert.match(wrong.main, /500/);
  });

  test('actions.md: the database decides whether the credit is enough', async () => {
    const portal = portalOf('actions.md', 'Steps');
    const before = site.value('SELECT CREDIT FROM CONTACT WHERE CUSTNO = 10017');
    await does(portal, '/55001/use-credit', {}, { from: '/example-1/55001' });
    assert.equal(site.value('SELECT CREDIT FROM CONTACT WHERE CUSTNO = 10017'), before - 1250);
    const page = await does(portal, '/55003/use-credit', {}, { from: '/example-1/55003', status: 422 });
    assert.match(page.main, /Your credit does not cover this delivery\./);
    assert.equal(site.value('SELECT CREDIT FROM CONTACT WHERE CUSTNO = 10017'), before - 1250);
  });

  test('actions.md: the first branch that is chosen is done', async () => {
    const portal = portalOf('actions.md', 'Branches');
    const events = () => site.rows("SELECT type FROM mya_event WHERE type LIKE 'complaint.%' ORDER BY position").map(({ type }) => type);
    assert.match((await does(portal, '/example-1/55003/complain', { note: 'Hurry' })).main, /It has not left our house yet/);
    assert.deepEqual(events(), []);
    await does(portal, '/example-1/55001/complain', { note: 'One' });
    await does(portal, '/example-1/55001/complain', { note: 'Two' });
    assert.deepEqual(events(), ['complaint.made', 'complaint.changed']);
    assert.deepEqual(site.rows('SELECT NOTE AS "NOTE" FROM COMPLAINT WHERE DELNO = 55001'), [{ NOTE: 'Two' }]);
  });

  test('actions.md: ticked rows, a row, and an editable table', async () => {
    const rows = portalOf('actions.md', 'About rows');
    const owner = await client(rows);
    const first = (await owner.get(`/${rows.name}/example-1`)).page;
    const ticked = await owner.send(first.form('/call-about'), [['mya.row', '55001'], ['mya.row', '55002']].reduce((all, [name, value]) => ({ ...all, [name]: value }), {}));
    assert.equal(ticked.status, 200, 'the form is asked for what was ticked');
    const sent = await owner.send(ticked.page.form('/call-about'), { phone: '+47 11 22 33 44' });
    assert.equal(sent.status, 303);
    assert.deepEqual(site.rows("SELECT DELNO AS \"DELNO\" FROM CALLBACK WHERE ID LIKE 'call-%'"), [{ DELNO: 55002 }]);
    assert.equal((await owner.get(`/${rows.name}/example-1/55002/forget`)).status, 200);
    assert.equal((await owner.get(`/${rows.name}/example-1/55001/forget`)).status, 404, 'it did not come back');
    assert.equal((await owner.get(`/${rows.name}/example-1/55004/forget`)).status, 404, 'it is somebody else\'s');

    const table = portalOf('actions.md', 'Editable tables');
    await does(table, '/example-1/55001/save', { 'wanted.2': '30' }, { from: '/example-1/55001' });
    assert.deepEqual(site.rows('SELECT LINENO AS "LINENO", WANTED AS "WANTED" FROM PICKLIST'), [{ LINENO: 2, WANTED: 30 }], 'only what was changed');
  });

  test('actions.md: a review, a password, and what hears an event', async () => {
    const portal = portalOf('actions.md', 'Reviews and passwords');
    const states = () => site.value('SELECT STATUS FROM DELHEAD WHERE DELNO = 55001');
    const review = await does(portal, '/example-1/55001/return-it', { why: 'Too much', 'mya.password': PASSWORD }, { status: 200 });
    assert.equal(states(), 'S');
    const done = await (await client(portal)).send(review.form('/return-it'), { 'mya.step': 'do', 'mya.password': PASSWORD });
    assert.equal(done.status, 303);
    assert.equal(states(), 'R');
    site.sql("UPDATE DELHEAD SET STATUS = 'S' WHERE DELNO = 55001");

    const events = portalOf('actions.md', 'Events');
    await does(events, '/example-1/55001/send-back', { bags: '2' });
    const [fact] = site.rows("SELECT id, data FROM mya_event WHERE type = 'delivery.sent-back'");
    assert.equal(fact.data, '{"bags":"2"}');
    assert.deepEqual(site.rows(`SELECT DELNO AS "DELNO", CUSTNO AS "CUSTNO" FROM CALLBACK WHERE ID = '${fact.id}'`), [{ DELNO: 55001, CUSTNO: 10017 }]);
    site.sql("UPDATE DELHEAD SET STATUS = 'S' WHERE DELNO = 55001");
  });

  test('recipes.md: the place of a course is taken once, and given to who waits', async () => {
    const portal = portalOf('recipes.md', 'A waiting list');
    assert.match((await does(portal, '/courses/1/register', {}, { from: '/courses/1' })).main, /You have a place\./);
    assert.match((await does(portal, '/courses/1/register', {}, { from: '/courses/1', who: 'buyer' })).main, /You are on the waiting list\./);
    await does(portal, '/courses/1/cancel', { 'mya.step': 'do' });
    assert.match((await looks(portal, '/courses/1', 'buyer')).main, /Booked/);
    assert.match((await looks(portal, '/courses')).main, /Sourdough 0/);
    await does(portal, '/courses/1/cancel', { 'mya.step': 'do' }, { who: 'buyer' });
    assert.match((await looks(portal, '/courses')).main, /Sourdough 1/);
  });

  test('recipes.md: the customer card is saved as its table wants it', async () => {
    const portal = portalOf('recipes.md', 'A form over somebody else\'s table');
    assert.match((await does(portal, '/card/edit', { contact: 'Cy', mails: null })).main, /Saved\./);
    assert.deepEqual(site.rows('SELECT RTRIM(CONTACT) AS "CONTACT", RTRIM(PHONE) AS "PHONE", MAILS AS "MAILS", CHANGED AS "CHANGED", VERSION AS "VERSION" FROM CUSTCARD'), [{ CONTACT: 'Cy', PHONE: '', MAILS: 'N', CHANGED: 20260615, VERSION: 8 }]);
    assert.equal((await (await client(portal, 'buyer')).get(`/${portal.name}/card/edit`)).status, 403);
  });

  test('recipes.md: nothing is ordered before it was looked over', async () => {
    const portal = portalOf('recipes.md', 'Look it over before it is done');
    const review = await does(portal, '/reorder/order', { item: 'Yeast', qty: '12', wanted: '2026-07-01', 'mya.password': PASSWORD }, { status: 200 });
    assert.match(review.main, /Yeast.*12.*1 Jul 2026/);
    assert.equal(site.value('SELECT count(*) FROM REORDER'), 0);
    const one = await client(portal);
    const done = await one.send(review.form('/order'), { 'mya.step': 'do', 'mya.password': PASSWORD });
    assert.equal(done.status, 303);
    assert.match((await one.follow(done)).page.main, /Ordered\..*Yeast 12 1 Jul 2026/);
  });

  test('recipes.md: only the consent that was changed is written', async () => {
    const portal = portalOf('recipes.md', 'Consents');
    await does(portal, '/consents/save', { 'granted.1': '1' }, { from: '/consents' });
    assert.deepEqual(site.rows('SELECT purpose, version, granted FROM consent_log'), [{ purpose: 1, version: 3, granted: 1 }]);
    const form = (await looks(portal, '/consents')).form('/consents/save');
    assert.equal(form.values['granted.1'], '1');
    assert.equal(form.values['granted.2'], undefined, 'nobody is asked what is not asked');
  });

  test('recipes.md: the menu counts, a page shows two roles different things, the history tells what changed', async () => {
    assert.match((await looks(portalOf('recipes.md', 'Counters in the menu'), '/')).text, /Packed 1 Returned 1/);
    const team = portalOf('recipes.md', 'One page for two roles');
    const page = await looks(team, '/team', 'buyer');
    assert.ok(page.main.includes('55001') && !/NOK|1,250/.test(page.main));
    assert.ok(!(await looks(team, '/team?sort=NETSUM', 'buyer')).main.includes('NOK'));
    assert.equal((await (await client(team, 'buyer')).get(`/${team.name}/team/55001/note`)).status, 403);
    const profile = portalOf('recipes.md', 'A history of changes');
    await does(profile, '/profile/edit', { motto: 'Warm each day' });
    assert.match((await looks(profile, '/profile')).main, /The profile was changed The owner .*Motto Fresh each day Warm each day/);
  });

  test('pages.md: a list is filtered, sorted and searched by its address', async () => {
    const lists = portalOf('pages.md', 'Lists');
    const numbers = async (query) => [...(await looks(lists, `/example-1${query}`)).main.matchAll(/\b550\d\d\b/g)].map(([n]) => n);
    assert.deepEqual(await numbers('?DELDATE.from=2026-05-01&sort=DELDATE'), ['55003', '55002'], 'sorted within the groups');
    assert.deepEqual(await numbers('?NETSUM.to=1250'), ['55002', '55001']);
    assert.deepEqual(await numbers('?sent_by=VAN&STATUS=R'), ['55002']);
    assert.deepEqual(await numbers('?q=5003'), ['55003']);
    assert.deepEqual(await numbers('?sent_by=%25'), []);
    const search = portalOf('pages.md', 'Search');
    assert.ok(!(await looks(search, '/search')).main.includes('Yeast'), 'nothing before something is typed');
    assert.match((await looks(search, '/search?q=YEA')).main, /Yeast/);
    assert.match((await looks(search, '/search?q=5003')).main, /55003/);
    assert.ok(!(await looks(search, '/search?q=5003', 'buyer')).main.includes('55003'));
    assert.ok((await looks(search, '/search?q=e')).links.includes(`/${search.name}/items?q=e`));
    assert.ok(!(await looks(portalOf('pages.md', 'Includes and access'), '/overview', 'buyer')).main.includes('55003'));
  });

  test('values.md: what people type is read, or refused, as the table says', async () => {
    const portal = portalOf('values.md', 'What people type');
    const one = await client(portal);
    const tries = [['1250.50', 303], ['1,250.50', 303], ['1250,50', 422], ['12.345', 422], [' 7 ', 303]].map(([amount, status]) => ({ amount, status }))
      .concat([['31/01/2026', 303], ['2026-01-31', 303], ['31.01.2026', 303], ['31-01-2026', 303], ['30/02/2026', 422]].map(([day, status]) => ({ day, status })));
    for (const { status, ...typed } of tries) {
      const form = (await one.get(`/${portal.name}/example-1/55001/do`)).page.form('/do');
      const answer = await one.send(form, { amount: '1', ...typed });
      assert.equal(answer.status, status, JSON.stringify(typed));
      if (status === 422) assert.equal(answer.page.form('/do').values[Object.keys(typed)[0]], Object.values(typed)[0]);
    }
    assert.equal(site.rows("SELECT DISTINCT data FROM mya_event WHERE type = 'example.typed'").map(({ data }) => data).sort().join(' '),
      '{"amount":"100","day":"2026-01-31"} {"amount":"125050","day":null} {"amount":"700","day":null}');
  });

  test('values.md: a value is shown as its type says', async () => {
    const main = (await looks(portalOf('values.md', 'Types'), '/example-1')).main;
    assert.match(main, /55001 NOK 1,250\.00 SEK 1,250\.00 (US)?\$1,250\.00 NOK 1,250\.00 25% Yes/);
  });
});

describe('the links of the manual', () => {
  const files = [path.join(TOP, 'README.md'), ...pages().map((name) => path.join(FOLDER, name))];
  // as GitHub makes them
  const anchors = (file) => new Set([...fs.readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)]
    .map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));

  for (const file of files) {
    test(`of ${path.relative(TOP, file)} lead somewhere`, () => {
      for (const [, to, anchor] of fs.readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)) {
        const target = to ? path.resolve(path.dirname(file), to) : file;
        assert.ok(fs.existsSync(target), `${to} is there`);
        if (anchor) assert.ok(anchors(target).has(anchor), `${to}#${anchor} is there`);
      }
    });
  }
});
