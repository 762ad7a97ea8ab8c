// SPDX-License-Identifier: Apache-2.0
// tests/http/sign-in.test.mjs: who comes in, who does not, and that nobody outside can tell why

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { describe, test } from 'node:test';

import { HASHES } from '../fixtures/hashes.mjs';
import { AASVAER, ANNA, BO, HAEROY, KARI, NOBODY, invoicesOf } from '../fixtures/people.mjs';
import { REDIRECTS } from '../fixtures/redirects.mjs';
import { PASSWORD } from '../harness/client.mjs';
import { attribute } from '../harness/page.mjs';
import { withSite } from '../harness/site.mjs';

const SESSION = '__Host-mya-main';
const BEFORE = '__Host-mya-main-before';
const MINUTE = 60;

// What differs between two answers that are meant to be the same: the form's token and our number.
const faceless = (answer) => ({
  status: answer.status,
  body: answer.text.replace(/mya\.token" value="[^"]*"/g, '').replace(/give this number: \S+</g, '<'),
  headers: Object.entries(answer.headers).filter(([name]) => !['date'].includes(name)).map(String),
});

for (const variant of ['plain', 'proxied', 'htaccess']) {
  describe(`signing in, ${variant}`, () => {
    const site = withSite({ variant });

    test('the page says what password managers need, and does not hinder them', async () => {
      const { status, page } = await site.client().get('/account/sign-in');
      assert.equal(status, 200);
      const [email] = page.all('input', { name: 'email' });
      const [password] = page.all('input', { name: 'password' });
      assert.equal(attribute(email, 'autocomplete'), 'username');
      assert.equal(attribute(email, 'type'), 'email');
      assert.equal(attribute(password, 'autocomplete'), 'current-password');
      assert.equal(attribute(password, 'type'), 'password');
      for (const node of [email, password]) {
        assert.ok(!node.attrs.some(({ name }) => name.startsWith('on') || name === 'maxlength'), 'nothing forbids to paste');
        assert.ok(page.one('label', { for: attribute(node, 'id') }), 'it has a label');
      }
    });

    test('the right password leads home, with a new session', async () => {
      const anna = site.client();
      const answer = await anna.signIn(ANNA);
      assert.equal(answer.status, 303);
      assert.equal(answer.location, '/account/');
      assert.ok(anna.cookies.has(SESSION));
      assert.ok(!anna.cookies.has(BEFORE), 'the cookie from before is ended');
      assert.match((await anna.get('/account/')).page.text, /Anna Solbakk/);
    });

    test('the address is found in capitals and with blanks around it', async () => {
      assert.equal((await site.client().signIn('  Anna@EXAMPLE.com ')).status, 303);
    });

    test('a wrong password is 422, keeps the address and not the password', async () => {
      const anna = site.client();
      const answer = await anna.signIn(ANNA, 'wrong horse battery');
      assert.equal(answer.status, 422);
      assert.match(answer.page.main, /The e-mail or the password is not right/);
      assert.equal(answer.page.form('/sign-in').values.email, ANNA);
      assert.ok(!answer.text.includes('wrong horse'));
      assert.ok(!anna.cookies.has(SESSION));
      assert.equal((await anna.send(answer.page.form('/sign-in'), { password: PASSWORD })).status, 303, 'the form that came back works');
    });

    test('a deep link survives signing in, with its query', async () => {
      const [invoice] = invoicesOf(site, HAEROY);
      for (const link of ['/account/invoices?state=overdue&sort=-due', `/account/invoices/${invoice.id}`, '/account/details/edit']) {
        const bo = site.client();
        const away = await bo.get(link);
        assert.equal(away.status, 303);
        assert.match(away.location, /^\/account\/sign-in\?next=/);
        const wrong = await bo.signIn(BO, 'a wrong password', away.location);
        assert.equal(wrong.status, 422);
        const back = await bo.send(wrong.page.form('/sign-in'), { password: PASSWORD });
        assert.equal(back.status, 303);
        assert.equal(back.location, link);
        assert.equal((await bo.get(back.location)).status, 200);
      }
    });

    // CS3: else somebody could sign us in as himself, and read what we then write.
    test('a sign-in without, with a foreign or with a damaged token is 403', async () => {
      const mine = site.client();
      const { page } = await mine.get('/account/sign-in');
      const form = page.form('/sign-in');
      const other = site.client();
      const foreign = (await other.get('/account/sign-in')).page.form('/sign-in').token;
      for (const token of [null, '', 'x', foreign, form.token.slice(0, -1), `${form.token}A`, form.token.replace(/./, '-')]) {
        const answer = await mine.send(form, { 'mya.token': token, email: ANNA, password: PASSWORD });
        assert.equal(answer.status, 403, `token ${token}`);
        assert.ok(!mine.cookies.has(SESSION));
      }
      mine.cookies.delete(BEFORE);
      const answer = await mine.send(form, { email: ANNA, password: PASSWORD });
      assert.equal(answer.status, 403);
      assert.match(answer.page.main, /did not send our cookie back/);
    });

    test('a sign-in from another site is 403, token or not', async () => {
      for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
        const client = site.client();
        const form = (await client.get('/account/sign-in')).page.form('/sign-in');
        assert.equal((await client.send(form, { email: ANNA, password: PASSWORD }, { headers })).status, 403, JSON.stringify(headers));
      }
    });
  });
}

describe('passwords', () => {
  const site = withSite({ countHashes: true });
  const hashOf = (email) => site.value(`SELECT password_hash FROM mya_user WHERE email = '${email}';`);

  test('are kept as argon2id, each with a salt of its own', () => {
    const hashes = site.rows('SELECT password_hash FROM mya_user;').map((row) => row.password_hash);
    for (const hash of hashes) {
      const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/.exec(hash);
      assert.ok(Number(memory) >= 19 * 1024 && Number(passes) >= 2, hash.slice(0, 32));
    }
    assert.equal(new Set(hashes).size, hashes.length);
  });

  for (const { kind, read, hash } of HASHES) {
    test(`kept as ${kind}: ${read ? 'read, and replaced at the first sign-in' : 'refused'}`, async () => {
      if (!read) site.allowLog(/finds a hash for the user \S+ that is of no kind that is read/);
      site.sql(`UPDATE mya_user SET password_hash = '${hash}' WHERE email = '${KARI}'; DELETE FROM mya_throttle;`);
      const { status } = await site.client().signIn(KARI);
      assert.equal(status, read ? 303 : 422);
      if (read) {
        assert.match(hashOf(KARI), /^\$argon2id\$v=19\$m=19456|^\$argon2id\$v=19\$m=2/);
        assert.notEqual(hashOf(KARI), hash);
        assert.equal((await site.client().signIn(KARI)).status, 303, 'the new hash is of the same password');
      } else {
        assert.equal(hashOf(KARI), hash);
      }
    });
  }

  test('are not cut: the first 72 characters of a long one are not enough', async () => {
    const long = `${'ordet som ingen har sagt før '.repeat(3)}og heller ingen etter`;
    add('long@example.com', long);
    assert.equal((await site.client().signIn('long@example.com', long.slice(0, 72))).status, 422);
    assert.equal((await site.client().signIn('long@example.com', `${long}z`)).status, 422);
    assert.equal((await site.client().signIn('long@example.com', long)).status, 303);
  });

  test('may have blanks and letters of all kinds, however these are put together', async () => {
    add('cafe@example.com', 'caf\u00e9 \u00e0 la cr\u00e8me br\u00fbl\u00e9e ');
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
      assert.equal((await site.client().signIn('cafe@example.com', 'caf\u00e9 \u00e0 la cr\u00e8me br\u00fbl\u00e9e '.normalize(form))).status, 303, form);
    }
    assert.equal((await site.client().signIn('cafe@example.com', 'cafe a la creme brulee ')).status, 422);
  });

  test('of one kilobyte are read, longer ones are wrong, and two megabytes are 413', async () => {
    const kilo = Array.from({ length: 400 }, (_, i) => ((i * 7919) % 46656).toString(36)).join(' ').slice(0, 1024);
    add('kilo@example.com', kilo);
    assert.equal((await site.client().signIn('kilo@example.com', kilo)).status, 303);
    assert.equal((await site.client().signIn('kilo@example.com', `${kilo}k`)).status, 422);
    const answer = await site.client().signIn('kilo@example.com', 'k'.repeat(2 * 1024 * 1024));
    assert.ok([400, 413].includes(answer.status), String(answer.status));
  });

  test('shorter than fifteen characters are refused when they are chosen, longer ones need no digits', () => {
    assert.throws(() => add('short@example.com', 'fourteen chars'), /longer|15/);
    add('plain@example.com', 'only small letters here');
  });

  function add(email, password) {
    site.secrets.add(password);
    site.stage.run(['user', 'add', '--database', site.db.ctl, '--email', email, '--name', 'Test', '--customer', HAEROY, '--role', 'buyer'],
      { input: `${password}\n` });
  }

  // LG1, LG2: the same answer for the same work.
  test('unknown, wrong, disabled and without a password: one answer, one hash each', async () => {
    site.sql(`UPDATE mya_user SET disabled = 1 WHERE email = 'aoife@example.com'; UPDATE mya_user SET password_hash = NULL WHERE email = 'rune@example.com'; DELETE FROM mya_throttle;`);
    const answers = [];
    for (const [email, password] of [[NOBODY, PASSWORD], [BO, 'a wrong password'], ['aoife@example.com', PASSWORD], ['rune@example.com', PASSWORD]]) {
      const client = site.client();
      const before = site.hashes;
      const answer = await client.signIn(email, password);
      assert.equal(site.hashes - before, 1, `${email}: one hash`);
      answers.push({ ...faceless(answer), body: faceless(answer).body.replaceAll(email, 'WHO') });
    }
    for (const answer of answers.slice(1)) {
      assert.equal(answer.status, 422);
      assert.equal(answer.body, answers[0].body);
      assert.deepEqual(answer.headers.filter((line) => !line.startsWith('content-length')), answers[0].headers.filter((line) => !line.startsWith('content-length')));
    }
  });

  test('after too many wrong ones the answer is 429 with Retry-After and no hash, for known and unknown names', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const answers = [];
    for (const email of [BO, NOBODY]) {
      let answer;
      let tries = 0;
      do answer = await site.client().signIn(email, 'a wrong password'); while (answer.status === 422 && ++tries < 20);
      assert.equal(answer.status, 429, `${email} after ${tries}`);
      assert.ok(tries <= 10);
      assert.ok(Number(answer.headers['retry-after']) > 0);
      const before = site.hashes;
      const again = await site.client().signIn(email, PASSWORD);
      assert.equal(again.status, 429, 'the right password too');
      assert.equal(site.hashes, before, 'nothing is hashed');
      answers.push(faceless(again).body.replaceAll(email, 'WHO'));
    }
    assert.equal(answers[0], answers[1]);
  });

  test('waiting helps, and the right one forgets the wrong ones', async () => {
    site.shiftClock(2 * 60 * MINUTE);
    assert.equal((await site.client().signIn(BO)).status, 303);
    for (let i = 0; i < 4; i++) assert.equal((await site.client().signIn(BO, 'a wrong password')).status, 422);
    assert.equal((await site.client().signIn(BO)).status, 303);
    for (let i = 0; i < 4; i++) assert.equal((await site.client().signIn(BO, 'a wrong password')).status, 422);
  });

  test('somebody who stays signed in is not disturbed by others who guess', async () => {
    site.sql('DELETE FROM mya_throttle;');
    const bo = await site.client().in(BO);
    for (let i = 0; i < 7; i++) await site.client({ address: '127.0.0.66' }).signIn(BO, 'a wrong password');
    assert.equal((await bo.get('/account/invoices')).status, 200);
    assert.equal((await site.client().signIn(BO)).status, 429);
  });

  // LG5
  test('two hundred guesses at one moment cost no more than ten hashes', async () => {
    site.sql('DELETE FROM mya_throttle;');
    site.allowLog(/503, request .*|AH00484: server reached MaxRequestWorkers|AH10159: server is within MinSpareThreads/);
    const client = site.client();
    const form = (await client.get('/account/sign-in')).page.form('/sign-in');
    const before = site.hashes;
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => client.send(form, { email: ANNA, password: `guess number ${i} of many` })));
    assert.ok(site.hashes - before <= 10, `${site.hashes - before} hashes`);
    assert.ok(site.hashes - before >= 1);
    assert.ok(answers.filter((answer) => answer.status === 422).length <= 10);
    for (const answer of answers) assert.ok([422, 429, 503].includes(answer.status), String(answer.status));
  });
});

// PW1
describe('a cost that was raised', () => {
  const site = withSite({ main: 'MyAccountHashCost 20 3' });
  const hash = () => site.value(`SELECT password_hash FROM mya_user WHERE email = '${ANNA}'`);

  test('has the hash of whoever signs in made anew, and only theirs', async () => {
    assert.match(hash(), /\$m=19456,t=2,p=1\$/);
    assert.equal((await site.client().signIn(ANNA, 'not the password')).status, 422);
    assert.match(hash(), /\$m=19456,t=2,p=1\$/);
    assert.equal((await site.client().signIn(ANNA)).status, 303);
    assert.match(hash(), /^\$argon2id\$v=19\$m=20480,t=3,p=1\$/);
    assert.equal(site.value("SELECT count(*) FROM mya_user WHERE password_hash LIKE '%m=20480%'"), 1);
    assert.equal((await site.client().signIn(ANNA)).status, 303, 'the new hash is of the same password');
  });
});

// LG10
describe('many who sign in at one moment', () => {
  const site = withSite({ main: 'MyAccountHashes 1\nDBDMax 40\nMyAccountDatabaseConnections 32' });

  test('wait their turn or are asked to come again, and do not fill the memory', async () => {
    site.allowLog(/503, request .*|AH00484: server reached MaxRequestWorkers|AH10159: server is within MinSpareThreads/);
    const anna = await site.client().in(ANNA);
    await anna.get('/account/');
    const clients = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
      const client = site.client({ address: `127.0.1.${i + 1}` });
      return { client, form: (await client.get('/account/sign-in')).page.form('/sign-in'), i };
    }));
    const idle = site.memory;
    let most = 0;
    const watch = setInterval(() => { most = Math.max(most, site.memory); }, 20);
    const pages = [];
    const answers = Promise.all(clients.map(({ client, form, i }) => client.send(form, { email: `somebody${i}@example.com`, password: 'a wrong password' })));
    for (let i = 0; i < 10; i++) pages.push((await anna.get('/account/details')).status);
    const statuses = (await answers).map((answer) => answer.status);
    clearInterval(watch);
    const refused = (await answers).filter((answer) => answer.status === 503);
    for (const answer of refused) assert.ok(Number(answer.headers['retry-after']) > 0);
    for (const status of statuses) assert.ok([422, 429, 503].includes(status), String(status));
    assert.ok(statuses.includes(422), 'some had their turn');
    assert.ok(refused.length > 0, 'some were asked to come again');
    if (!process.env.MYA_SANITIZED) assert.ok(most - idle < 120 * 1024 * 1024, `${Math.round((most - idle) / 1048576)} MB more`);
    assert.deepEqual(new Set(pages), new Set([200]), 'other pages meanwhile');
  });
});

describe('sessions', () => {
  const site = withSite();

  test('the cookie is 256 bits that never repeat, and the database knows only its SHA-256', async () => {
    const values = new Set();
    for (let i = 0; i < 8; i++) {
      const client = await site.client().in(ANNA);
      values.add(client.cookies.get(SESSION));
    }
    assert.equal(values.size, 8);
    const dump = site.db.dump();
    for (const value of values) {
      assert.match(value, /^[A-Za-z0-9_-]{43}$/);
      assert.ok(!dump.includes(value));
      const hash = [value, Buffer.from(value, 'base64url')].map((bytes) => crypto.createHash('sha256').update(bytes).digest('hex'));
      assert.ok(hash.some((hex) => dump.includes(hex)));
    }
  });

  test('a cookie that somebody planted is never adopted', async () => {
    const planted = crypto.randomBytes(32).toString('base64url');
    const anna = site.client();
    anna.cookies.set(SESSION, planted);
    assert.equal((await anna.get('/account/')).status, 303);
    await anna.in(ANNA);
    assert.notEqual(anna.cookies.get(SESSION), planted);
    const thief = site.client();
    thief.cookies.set(SESSION, planted);
    assert.equal((await thief.get('/account/')).status, 303);
  });

  test('signing in again ends the session before', async () => {
    const anna = await site.client().in(ANNA);
    const old = anna.cookies.get(SESSION);
    const form = (await site.client().get('/account/sign-in')).page.form('/sign-in');
    assert.ok(form);
    // the sign-in page leads who is signed in home; a second tab may still have its form open
    const before = site.client();
    const open = (await before.get('/account/sign-in')).page.form('/sign-in');
    before.cookies.set(SESSION, old);
    assert.equal((await before.send(open, { email: ANNA, password: PASSWORD })).status, 303);
    assert.notEqual(before.cookies.get(SESSION), old);
    const thief = site.client();
    thief.cookies.set(SESSION, old);
    assert.equal((await thief.get('/account/')).status, 303);
    assert.equal((await before.get('/account/')).status, 200);
  });

  test('end after half an hour without a request', async () => {
    const anna = await site.client().in(ANNA);
    site.shiftClock(29 * MINUTE);
    assert.equal((await anna.get('/account/')).status, 200);
    site.shiftClock(29 * MINUTE);
    assert.equal((await anna.get('/account/')).status, 200, 'each request begins the half hour anew');
    site.shiftClock(31 * MINUTE);
    assert.equal((await anna.get('/account/')).status, 303);
    assert.equal((await anna.get('/account/')).status, 303, 'and it does not come back');
  });

  test('end twelve hours after signing in, however busy they are', async () => {
    const anna = await site.client().in(ANNA);
    for (let at = 10; at < 12 * 60; at += 10) {
      site.shiftClock(10 * MINUTE);
      assert.equal((await anna.get('/account/')).status, 200, `after ${at} minutes`);
    }
    site.shiftClock(10 * MINUTE + 1);
    assert.equal((await anna.get('/account/')).status, 303);
  });

  // SE6, as far as there is somebody who changes these
  test('a user who is disabled or loses the membership loses it with the very next request', async () => {
    const kari = await site.client().in(KARI);
    assert.equal((await kari.get('/account/invoices')).status, 200);
    site.sql(`UPDATE mya_membership SET role = 'buyer' WHERE user_id = (SELECT id FROM mya_user WHERE email = '${KARI}');`);
    assert.equal((await kari.get('/account/invoices')).status, 403);
    site.sql(`UPDATE mya_user SET disabled = 1 WHERE email = '${KARI}';`);
    assert.equal((await kari.get('/account/invoices')).status, 303);
  });

  // CK1
  test('every cookie is __Host-, Secure, HttpOnly, for the whole host, SameSite=Lax', async () => {
    const client = site.client();
    const answers = [await client.get('/account/sign-in'), await client.signIn(ANNA)];
    const home = await client.get('/account/');
    answers.push(home, await client.send(home.page.form('/sign-out')));
    const lines = answers.flatMap((answer) => answer.setCookies);
    assert.ok(lines.length >= 4, `${lines.length} cookies seen`);
    for (const line of lines) {
      const [pair, ...attributes] = line.split(/;\s*/);
      assert.match(pair, /^__Host-mya-main(-before|-device)?=/);
      const names = attributes.map((at) => at.toLowerCase());
      for (const wanted of ['secure', 'httponly', 'path=/', 'samesite=lax']) assert.ok(names.includes(wanted), `${wanted} in ${line}`);
      assert.ok(!names.some((at) => at.startsWith('domain')), line);
      assert.ok(line.length < 4096);
    }
  });

  // CK2
  test('odd cookies are nobody\'s, and break nothing', async () => {
    const anna = await site.client().in(ANNA);
    const good = anna.cookies.get(SESSION);
    const pids = site.processes;
    for (const [cookie, statuses] of [
      [`${SESSION}=${good}; ${SESSION}=${good}`, [303]], [`${SESSION}=${good}; ${SESSION}=x`, [303]], [`${SESSION}=x; ${SESSION}=${good}`, [303]],
      [`${SESSION}=`, [303]], [SESSION, [303]], [`${SESSION}`, [303]], [';;=', [303]], ['=', [303]], ['=;=;', [303]], ['; ; ;', [303]],
      [`${SESSION}="${good}"`, [303]], [`${SESSION}=${good}x`, [303]], [`${SESSION}=${good.slice(1)}`, [303]], [`${SESSION} =${good}`, [303]],
      [`${SESSION.toLowerCase()}=${good}`, [303]], [`x${SESSION}=${good}`, [303]], [`${SESSION}=${'A'.repeat(43)}`, [303]], [`${SESSION}=%41${good.slice(3)}`, [303]],
      [`${SESSION}=${'A'.repeat(8000)}`, [303, 400]], [`a=${'b'.repeat(8000)}`, [303, 400]], [`${SESSION}=${'A'.repeat(9000)}`, [400]], [`${SESSION}=\xe6\xf8`, [303, 400]],
      [`other=1; ${SESSION}=${good}; more=2`, [200]], [`${SESSION}=${good}`, [200]], [`${SESSION}=${good};`, [200]],
    ]) {
      const answer = await anna.raw(`GET /account/details HTTP/1.1\r\nHost: localhost:${site.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
      assert.ok(statuses.includes(Number(answer.slice(9, 12))), `${cookie.slice(0, 80)}: ${answer.slice(0, 40)}`);
    }
    const nul = await anna.raw(`GET /account/details HTTP/1.1\r\nHost: localhost:${site.port}\r\nCookie: ${SESSION}=\0\r\nConnection: close\r\n\r\n`);
    assert.match(nul, /^HTTP\/1.1 400/);
    assert.deepEqual(site.processes, pids, 'the same processes are alive');
  });
});

describe('the same form once more', () => {
  const site = withSite({ countHashes: true });
  const live = (email) => Number(site.value(`SELECT count(*) AS n FROM mya_session s JOIN mya_user u ON u.id = s.user_id WHERE u.email = '${email}' AND s.ended IS NULL`));
  const counted = () => Number(site.value("SELECT coalesce(sum(failures), 0) AS n FROM mya_throttle WHERE bucket LIKE 'account:%'"));
  const sessionOf = (answer) => new RegExp(`${SESSION}=([\\w-]+)`).exec(String(answer.headers['set-cookie']))?.[1];

  // The form of a browser that forgets no cookie: whoever asks twice before an answer has come.
  async function door() {
    const client = site.client();
    const form = (await client.get('/account/sign-in')).page.form('/sign-in');
    const options = { headers: { Cookie: client.cookieHeader } };
    return { client, send: (email, password, own = options) => site.client().send(form, { email, password }, own) };
  }

  test('leads to the same session', async () => {
    const { send } = await door();
    const first = await send(BO, PASSWORD);
    const was = live(BO);
    const second = await send(BO, PASSWORD);
    assert.equal(second.status, 303);
    assert.equal(second.location, first.location);
    assert.equal(sessionOf(second), sessionOf(first));
    assert.equal(live(BO), was);
  });

  test('begins another session when that one is over', async () => {
    const { client, send } = await door();
    const first = await send(BO, PASSWORD);
    client.keep(first);
    const out = (await client.get('/account/')).page.form('/sign-out');
    assert.equal((await client.send(out)).status, 303);
    const again = await send(BO, PASSWORD);
    assert.equal(again.status, 303);
    assert.notEqual(sessionOf(again), sessionOf(first), 'what has ended stays so');
    client.keep(first);
    assert.equal((await client.get('/account/')).status, 303);
    assert.notEqual(sessionOf(await send(BO, PASSWORD)), sessionOf(again));
  });

  test('lets nobody in with another password, and another user only as himself', async () => {
    const { send } = await door();
    const first = await send(BO, PASSWORD);
    for (const password of ['', `${PASSWORD} `, 'correct horse batterz']) {
      const answer = await send(BO, password);
      assert.equal(answer.status, 422, password);
      assert.equal(sessionOf(answer), undefined);
    }
    const other = await send(ANNA, PASSWORD);
    assert.equal(other.status, 303);
    assert.notEqual(sessionOf(other), sessionOf(first));
    const client = site.client();
    client.keep(other);
    assert.match((await client.get('/account/')).text, /Anna Solbakk/);
  });

  test('is nothing in another browser', async () => {
    const { send } = await door();
    assert.equal((await send(BO, PASSWORD)).status, 303);
    const other = site.client();
    await other.get('/account/sign-in');
    assert.equal((await send(BO, PASSWORD, { headers: { Cookie: other.cookieHeader } })).status, 403);
  });

  test('is the same guess, if it was wrong: it is counted and hashed once, and wrong again', async () => {
    site.shiftClock(49 * 60 * MINUTE);
    const { send } = await door();
    const refused = () => Number(site.value("SELECT count(*) AS n FROM mya_event WHERE type = 'session.refused'"));
    const [was, told, hashes] = [counted(), refused(), site.hashes];
    const answers = [await send(KARI, 'not the right one at all'), ...await Promise.all(Array.from({ length: 20 }, () => send(KARI, 'not the right one at all')))];
    for (const { status, page } of answers) {
      assert.equal(status, 422);
      assert.match(page.main, /The e-mail or the password is not right/);
    }
    assert.deepEqual([counted() - was, refused() - told, site.hashes - hashes], [1, 1, 1]);
    assert.equal((await send(KARI, PASSWORD)).status, 303);
    assert.equal(counted(), was);
  });

  test('at one moment, wrong or right, costs one hash', async () => {
    for (const [password, status] of [['none of the right ones', 422], [PASSWORD, 303]]) {
      const { send } = await door();
      const hashes = site.hashes;
      const answers = await Promise.all(Array.from({ length: 30 }, () => send(BO, password)));
      assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [status]);
      assert.equal(site.hashes - hashes, 1);
      site.shiftClock(10 * MINUTE);
    }
  });

  test('gets past no block', async () => {
    const guess = (n) => `the guess number ${n} of somebody`;
    for (let n = 0; n < 5; n++) {
      const { send } = await door();
      assert.equal((await send(ANNA, guess(n))).status, 422);
    }
    const { send } = await door();
    const hashes = site.hashes;
    for (let i = 0; i < 3; i++) assert.equal((await send(ANNA, guess(5))).status, 429);
    for (const blanks of [' ', '  ', '\t']) assert.equal((await send(`${ANNA}${blanks}`, guess(5))).status, 429);
    assert.equal(site.hashes, hashes);
    site.shiftClock(49 * 60 * MINUTE);
  });

  test('of a minute ago is another guess: right, it begins a session of its own, and one only', async () => {
    const { send } = await door();
    const first = await send(BO, PASSWORD);
    const [sessions, hashes] = [live(BO), site.hashes];
    site.shiftClock(MINUTE);
    const later = await Promise.all([1, 2, 3].map(() => send(BO, PASSWORD)));
    assert.deepEqual(later.map(({ status }) => status), [303, 303, 303]);
    assert.equal(new Set(later.map(sessionOf)).size, 1);
    assert.notEqual(sessionOf(later[0]), sessionOf(first));
    assert.deepEqual([live(BO) - sessions, site.hashes - hashes], [1, 1]);
  });

  test('that was wrong a minute ago is right when it has become so', async () => {
    const ctl = (what) => site.stage.run(['user', what, '--database', site.db.ctl, '--email', KARI]);
    const { send } = await door();
    ctl('disable');
    assert.equal((await send(KARI, PASSWORD)).status, 422);
    ctl('enable');
    site.shiftClock(MINUTE);
    assert.equal((await send(KARI, PASSWORD)).status, 303);
  });

  test('of which the first was never judged, for its process had ended, is busy for a moment and then a guess', async () => {
    const { send } = await door();
    assert.equal((await send(BO, PASSWORD)).status, 303);
    site.expectLog(/503, request \S+: an identical form is still being judged/);
    site.sql('UPDATE mya_once SET page = NULL;');
    const [sessions, hashes] = [live(BO), site.hashes];
    const waiting = await send(BO, PASSWORD);
    assert.equal(waiting.status, 503);
    assert.ok(Number(waiting.headers['retry-after']) >= 1);
    assert.deepEqual([live(BO), site.hashes], [sessions, hashes]);
    site.shiftClock(MINUTE);
    assert.equal((await send(BO, PASSWORD)).status, 303);
    assert.deepEqual([live(BO) - sessions, site.hashes - hashes], [1, 1]);
    assert.equal(Number(site.value("SELECT coalesce(max(failures), 0) AS n FROM mya_throttle WHERE bucket LIKE 'account:%'")), 0);
  });

  test('does not undo what was done in the session', async () => {
    const { client, send } = await door();
    const first = await send(ANNA, PASSWORD);
    client.keep(first);
    const form = (await client.get('/account/')).page.form('/switch');
    const to = form.values.customer === HAEROY ? AASVAER : HAEROY;
    await client.switchTo(to);
    assert.equal(sessionOf(await send(ANNA, PASSWORD)), sessionOf(first));
    assert.equal((await client.get('/account/')).page.form('/switch').values.customer, to);
  });
});

// RD1
describe('where a sign-in leads', () => {
  const site = withSite();

  test('is never elsewhere, whatever next= says', async () => {
    assert.ok(REDIRECTS.length >= 150, `${REDIRECTS.length} forms`);
    const anna = await site.client().in(ANNA);
    const stranger = site.client();
    for (const form of REDIRECTS) {
      for (const written of [encodeURIComponent(form), encodeURI(form).replace(/[#&+]/g, encodeURIComponent).replace(/%25/g, '%')]) {
        const answer = await anna.get(`/account/sign-in?next=${written}`);
        assert.ok([303, 400].includes(answer.status), `${form}: ${answer.status}`);
        if (answer.status === 303) assert.equal(answer.location, '/account/', form);
        const page = await stranger.get(`/account/sign-in?next=${written}`);
        if (page.status === 200) assert.equal(page.page.form('/sign-in').values['mya.next'], undefined, form);
      }
    }
  });

  test('is never elsewhere, whatever the form brings along', async () => {
    for (const form of REDIRECTS) {
      const client = site.client();
      const open = (await client.get('/account/sign-in')).page.form('/sign-in');
      const answer = await client.send(open, { email: ANNA, password: PASSWORD, 'mya.next': form });
      assert.ok([303, 400].includes(answer.status), `${form}: ${answer.status}`);
      if (answer.status === 303) assert.equal(answer.location, '/account/', form);
    }
  });

  test('a sealed address is worth nothing once a letter of it is changed', async () => {
    const anna = await site.client().in(ANNA);
    const away = await site.client().get('/account/invoices?state=paid');
    const sealed = new URL(away.location, away.url).searchParams.get('next');
    assert.equal((await anna.get(`/account/sign-in?next=${encodeURIComponent(sealed)}`)).location, '/account/invoices?state=paid');
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice(0, i) + (sealed[i] === 'a' ? 'b' : 'a') + sealed.slice(i + 1);
      const { location } = await anna.get(`/account/sign-in?next=${encodeURIComponent(changed)}`);
      assert.equal(location, '/account/', `letter ${i}`);
    }
  });
});

describe('a sign-in that is refused before it is read', () => {
  const site = withSite();

  test('is a page, for who is signed in and who is not, and ends no process', async () => {
    const anna = await site.client().in(ANNA);
    const pids = site.processes;
    for (const client of [site.client(), anna]) {
      for (const [query, headers, status] of [['?a=b', {}, 400], ['?signed-out=yes&signed-out=no', {}, 400], ['', { Origin: 'https://evil.example' }, 403],
        ['?a=b', { Origin: 'null' }, 403], ['', { 'Content-Type': 'text/plain' }, 415], ['', {}, 403]]) {
        const answer = await client.post(`/account/sign-in${query}`, { email: 'x' }, { headers });
        assert.equal(answer.status, status, `${query} ${JSON.stringify(headers)}`);
        assert.ok(answer.page.main.length > 20);
      }
    }
    assert.deepEqual(site.processes, pids);
  });
});
