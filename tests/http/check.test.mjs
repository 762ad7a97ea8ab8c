// SPDX-License-Identifier: Apache-2.0
// tests/http/check.test.mjs: "myaccountctl check --database": what a real database says of a definition, before anybody visits

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { DIALECT } from '../harness/database.mjs';
import { TOP, withSite } from '../harness/site.mjs';

const NS = 'xmlns="urn:mod-myaccount:portal:1"';
const PORTAL = `<portal name="main" ${NS} languages="en" zone="Europe/Oslo" currency="NOK"><role name="owner"/></portal>`;
const TEXTS = `<texts ${NS} lang="en"/>`;

describe('check --database', () => {
  const site = withSite({
    prepare: (at) => {
      if (at.made) return;
      at.made = true;
      at.sql(`CREATE TABLE sale (id integer NOT NULL PRIMARY KEY, customer_id varchar(64) NOT NULL, day date NOT NULL, at varchar(20) NOT NULL,
        net decimal(12,2) NOT NULL, share decimal(9,6) NOT NULL, note text NOT NULL);`);
    },
  });
  const check = (file) => {
    const done = spawnSync(site.stage.ctl, ['check', file, '--database', site.db.ctl], { encoding: 'utf8', env: { ...process.env, ...site.stage.environment, MYACCOUNT_SHARE: site.stage.root } });
    return { status: done.status, lines: (done.stdout + done.stderr).replaceAll(`${path.dirname(file)}/`, '').trim().split('\n') };
  };
  const portal = (name, module) => path.join(site.write(name, { 'portal.xml': PORTAL, 'texts.en.xml': TEXTS, 'sales.xml': `<module name="sales" ${NS}>\n${module}\n</module>` }), 'portal.xml');

  test('takes all of the shipped portal, and warns of nothing but counted numbers', () => {
    const { status, lines } = check(path.join(TOP, 'conf.d/portal/portal.xml'));
    assert.equal(status, 0, lines.join('\n'));
    assert.deepEqual(lines.filter((line) => line.includes('warning')), []);
    assert.match(lines.at(-1), /the database takes all of its \d+ statements \(asked \d+ times over one connection\)\.$/);
  });

  test('names file, line, statement and what would be right', () => {
    const { status, lines } = check(portal('wrong', `<page path="" roles="any">
    <list name="sales" key="id" order="id" link="sale/{id}">
      <sql>SELECT id, day, at, net, net * share AS part, ROUND(net * share, 2) AS rounded, note, share FROM sale WHERE customer_id = :customer</sql>
      <column name="id" type="integer"/>
      <column name="day" type="datetime"/>
      <column name="at" type="date"/>
      <column name="net" type="money"/>
      <column name="part" type="money" from="decimal"/>
      <column name="rounded" type="money" from="decimal"/>
      <column name="note" type="text"/>
      <column name="share" type="integer"/>
    </list>
    <record name="gone"><sql>SELECT nothing FROM sale WHERE customer_id = :customer</sql></record>
    <record name="away"><sql>SELECT id FROM sales WHERE customer_id = :customer</sql></record>
  </page>
  <page path="sale/{id}" roles="any"><param name="id" type="integer"/></page>`));
    assert.equal(status, 1);
    const said = (start) => lines.filter((line) => line.startsWith(start));
    assert.match(said('sales.xml:14:')[0], /^sales\.xml:14: sales\.gone: .*nothing/);
    assert.match(said('sales.xml:15:')[0], /^sales\.xml:15: sales\.away: .*sales/);
    assert.match(said('sales.xml:8: warning: column "net" of sales.sales is declared as a whole number')[0] ?? '', /"decimal\(12,2\)"|"numeric\(12,2\)"/);
    assert.match(said('sales.xml:8:').join(), /write from="decimal"$/);
    assert.match(said('sales.xml:9: warning: column "part" of sales.sales is not rounded').join(), /write ROUND\(…, 2\) around it$/);
    assert.deepEqual(said('sales.xml:10:'), []);
    assert.deepEqual(said('sales.xml:11:'), []);
    assert.match(said('sales.xml:12: warning: column "share"').join(), /write type="decimal"$/);
    assert.match(said('sales.xml:3: warning: the addresses of "sales" have a counted number in them, id:').join(), /a random reference would tell nothing$/);
    // SQLite has no dates: a day is a text, which may be one
    assert.match(said('sales.xml:6:').join(), DIALECT === 'sqlite' ? /type="datetime", and the database says "date"/ : /type="datetime"/);
    if (DIALECT !== 'sqlite') assert.match(said('sales.xml:7:').join(), /type="date".*varchar|character varying/);
    assert.match(lines.at(-1), /the database refuses \d+ of what it says, with \d+ warnings\.$/);
  });

  test('leaves nothing behind', () => {
    assert.ok(!site.db.hasTable('mya_described'));
  });

  test('asks for who signs in as a request does', () => {
    site.sql(`CREATE TABLE web_customer (cust_no integer NOT NULL PRIMARY KEY, name char(40) NOT NULL);`);
    site.sql(fs.readFileSync(path.join(TOP, 'tests/erp/logins.sql'), 'utf8'));
    const xml = fs.readFileSync(path.join(TOP, 'tests/erp/portal/portal.xml'), 'utf8').replace('languages="en nb"', 'languages="en"');
    const make = (name, text) => path.join(site.write(name, { 'portal.xml': text, 'texts.en.xml': TEXTS, 'web.xml': `<module name="web" ${NS}><page path="deliveries" roles="any"/></module>` }), 'portal.xml');
    const good = check(make('erp', xml));
    assert.equal(good.status, 0, good.lines.join('\n'));
    assert.match(good.lines.at(-1), /takes all of its 5 statements/);
    const wrong = check(make('erp-wrong', xml.replace('SELECT pass AS hash', 'SELECT passwd AS hash')));
    assert.equal(wrong.status, 1);
    assert.match(wrong.lines.join('\n'), /^portal\.xml:6: identity\.hash: .*passwd/m);
    const column = check(make('erp-column', xml.replace('r.login_no = :user', 'r.logino = :user')));
    assert.match(column.lines.join('\n'), /^portal\.xml:12: identity\.memberships: .*logino/m);
  });

  test('asks a few times for each of 300 statements, over one connection', () => {
    const many = Array.from({ length: 300 }, (_, i) => `<page path="p${i}" roles="any"><list name="l${i}" key="id" order="id">
      <sql>SELECT id, day, net, note FROM sale WHERE customer_id = :customer AND id > ${i}</sql>
      <column name="id" type="integer"/><column name="day" type="date"/><column name="net" type="money" from="decimal"/></list></page>`).join('\n');
    const file = portal('many', many);
    const before = process.hrtime.bigint();
    const { status, lines } = check(file);
    const seconds = Number(process.hrtime.bigint() - before) / 1e9;
    assert.equal(status, 0, lines.slice(0, 5).join('\n'));
    const [, statements, asked] = /takes all of its (\d+) statements \(asked (\d+) times over one connection\)/.exec(lines.at(-1));
    assert.equal(Number(statements), 300);
    assert.ok(Number(asked) <= 4 * 300 + 10, asked);
    console.log(`# 300 statements on ${DIALECT}: ${seconds.toFixed(2)} s`);
  });
});
