// SPDX-License-Identifier: Apache-2.0
// tests/http/timeout.test.mjs: RE3: a statement that would never end is cut; who asked is told, nobody else is kept waiting for good,
// and the next page is as if nothing had been

import assert from 'node:assert/strict';
import http from 'node:http';
import { afterEach, before, describe, test } from 'node:test';

import { LINES, effortSite, slowDown, speedUp } from '../fixtures/effort.mjs';
import { ANNA, BO } from '../fixtures/people.mjs';
import { encode } from '../harness/client.mjs';
import { parseCsv } from '../harness/csv.mjs';
import { DIALECT, on } from '../harness/database.mjs';
import { VALGRIND } from '../harness/patience.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const TECHNICAL = /statement|timeout|deadline|reports\.|select|sqlite|canceling|interrupt|max_statement/i;

function assertSlow(answer, sentence = /This took too long/) {
  assert.equal(answer.status, 503, answer.page.main.slice(0, 200));
  assert.ok(Number(answer.headers['retry-after']) >= 1, `Retry-After ${answer.headers['retry-after']}`);
  assert.match(answer.page.main, sentence);
  assert.ok(answer.page.one('header', { class: 'site-header' }), 'in the layout');
  assert.doesNotMatch(answer.page.main, TECHNICAL);
}

const cuts = (log) => log.split('\n').filter((line) => /: cut[ ,]/.test(line));

describe('a statement that would never end', () => {
  const site = withSite(effortSite({ main: 'MyAccountStatementTimeout 1s\nMyAccountPageDeadline 30s' }));
  let anna;
  let bo;
  before(async () => {
    anna = await site.client().in(ANNA);
    bo = await site.client().in(BO);
    site.allowLog(/cut after 1 s/);
  });
  afterEach(() => speedUp(site));

  test('makes its page 503 with a sentence of its own, and the log name it once', async () => {
    slowDown(site, 'page');
    const { result, log } = await site.logged(() => anna.get('/account/report'));
    assertSlow(result);
    assert.match(result.page.main, /Nothing was changed/);
    const [line, ...more] = cuts(log);
    assert.match(line, /503, request \S+: reports\.report: select: cut after 1 s, which is as long as it may run \(MyAccountStatementTimeout\)/);
    assert.deepEqual(more, []);
    assert.doesNotMatch(log, /could not be reached|no connection|without badges|left empty/);
    speedUp(site);
    const next = await anna.get('/account/report');
    assert.equal(next.status, 200);
    assert.match(next.page.main, /Report/);
  });

  test('is told in Norwegian too', async () => {
    const rune = await site.client().in('rune@example.com');
    slowDown(site, 'page');
    assertSlow(await rune.get('/account/report'), /Dette tok for lang tid/);
  });

  test('lets others go on', async (t) => {
    slowDown(site, 'page');
    let ended = false;
    const slow = anna.get('/account/report').finally(() => { ended = true; });
    let during = 0;
    do {
      const answer = await bo.get('/account/notes');
      assert.equal(answer.status, 200);
      if (!ended) during += 1;
    } while (!ended);
    assertSlow(await slow);
    // SQLite's driver lets one statement run at a time in a process; the others come after
    t.diagnostic(`${during} pages while the slow one ran`);
    if (DIALECT !== 'sqlite') assert.ok(during > 0);
    assert.equal((await bo.get('/account/notes')).status, 200);
  });

  test('takes no more connections than there are, however often it is asked for', async () => {
    slowDown(site, 'page');
    const answers = await Promise.all(Array.from({ length: 4 }, () => anna.get('/account/report')));
    answers.forEach((answer) => assertSlow(answer));
    speedUp(site);
    const after = await Promise.all(Array.from({ length: 12 }, () => bo.get('/account/report')));
    assert.deepEqual(after.map(({ status }) => status), Array(12).fill(200));
  });

  test('leaves a fragment empty, with 200, and the page around it whole', async () => {
    slowDown(site, 'fragment');
    const { result, log } = await site.logged(() => anna.get('/account/-/greeting'));
    assert.equal(result.status, 200);
    assert.equal(result.text.trim(), '');
    assert.match(cuts(log)[0], /the fragment -\/greeting is left empty: reports\.greeting: select: cut after 1 s/);
    const page = await anna.get('/account/notes');
    assert.equal(page.status, 200);
    assert.ok(page.page.one('header', { class: 'site-header' }));
  });

  test('costs the menu its badges and nothing else', async () => {
    assert.match((await anna.get('/account/report')).text, /class="mya-badge"/);
    slowDown(site, 'badge');
    const { result, log } = await site.logged(() => anna.get('/account/report'));
    assert.equal(result.status, 200);
    assert.doesNotMatch(result.text, /class="mya-badge"/);
    assert.ok(result.page.links.includes('/account/notes'), 'the menu is there');
    assert.match(cuts(log)[0], /the menu is shown without badges: reports\.waiting: select: cut after 1 s/);
  });

  test('undoes all of its action, whose form can be sent again', async () => {
    const { page } = await anna.get('/account/notes/write');
    const form = page.form('/notes/write');
    slowDown(site, 'action');
    const { result, log } = await site.logged(() => anna.send(form, { body: 'slow' }));
    assertSlow(result);
    assert.match(cuts(log)[0], /503, request \S+: .*: change: cut after 1 s/);
    assert.equal(site.value('SELECT count(*) FROM note'), 0);
    speedUp(site);
    assert.equal((await anna.send(form, { body: 'quick' })).status, 303);
    assert.deepEqual(site.rows('SELECT body FROM note ORDER BY id').map(({ body }) => body), ['quick', 'answered']);
  });

  test('makes a file 503 before its first byte', async () => {
    slowDown(site, 'line');
    assertSlow(await anna.get('/account/lines/-/lines.csv?id.from=701'));
    speedUp(site);
    const rows = parseCsv((await anna.get('/account/lines/-/lines.csv')).text.slice(1));
    assert.equal(rows.length, LINES + 1);
  });

  // The others look at all rows before they sort them, so that the first piece is not to be had.
  if (on('sqlite')) test('ends a file that has begun with a line that says so', async () => {
    slowDown(site, 'line');
    const { result, log } = await site.logged(() => anna.get('/account/lines/-/lines.csv'));
    assert.equal(result.status, 200);
    const rows = parseCsv(result.text.slice(1));
    assert.deepEqual(rows.slice(0, -1).map(([id]) => id), ['Id', ...Array.from({ length: 500 }, (_, i) => String(i + 1))]);
    assert.match(rows.at(-1)[0], /^Not everything is here: reading the rest took too long/);
    assert.match(cuts(log)[0], /a file ends before its time: reports\.lines: select: cut after 1 s/);
  });
});

describe('a page that has had its time', () => {
  // under valgrind signing in alone takes seconds
  const most = VALGRIND ? 20 : 1;
  const site = withSite(effortSite({ main: `MyAccountPageDeadline ${most}s${VALGRIND ? `\nMyAccountStatementTimeout ${most}s` : ''}` }));
  let anna;
  before(async () => { anna = await site.client().in(ANNA); });
  afterEach(() => speedUp(site));

  test('has its statement cut', async () => {
    slowDown(site, 'page');
    site.expectLog(new RegExp(`503, request \\S+: reports\\.report: select: cut, since the page has had its ${most} s \\(MyAccountPageDeadline\\)`));
    const { result, log } = await site.logged(() => anna.get('/account/report'));
    assertSlow(result);
    assert.equal(cuts(log).length, 1);
    assert.doesNotMatch(log, /left empty|without badges/, 'nothing more was asked for');
    speedUp(site);
    assert.equal((await anna.get('/account/report')).status, 200);
  });

  test('has not lost it to who sends slowly', async () => {
    const form = (await anna.get('/account/notes/write')).page.form('/notes/write');
    const body = encode(form.pairs.map(([name, value]) => [name, name === 'body' ? 'slowly' : value]));
    site.secrets.add(form.token);
    const answer = await new Promise((resolve, reject) => {
      const request = http.request({
        host: '127.0.0.1', port: site.port, method: 'POST', path: form.action.pathname,
        headers: { Host: anna.host, Cookie: anna.cookieHeader, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length },
      }, resolve);
      request.on('error', reject);
      request.write(body.slice(0, -10));
      sleep(1500).then(() => request.end(body.slice(-10)));
    });
    answer.resume();
    assert.equal(answer.statusCode, 303);
    assert.equal(site.value("SELECT count(*) FROM note WHERE body = 'slowly'"), 1);
  });

  test('begins no other one', async () => {
    slowDown(site, 'badge');
    site.expectLog(new RegExp(`the menu is shown without badges: reports\\.waiting: select: cut, since the page has had its ${most} s`));
    site.expectLog(new RegExp(`the fragment -/greeting is left empty: not begun any more, since the page has had its ${most} s`));
    assert.equal((await anna.get('/account/notes')).status, 200);
    speedUp(site);
    assert.equal((await anna.get('/account/notes')).status, 200);
  });
});
