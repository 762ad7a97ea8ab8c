// SPDX-License-Identifier: Apache-2.0
// tests/http/slow.test.mjs: RE2: who sends or reads slowly holds no database connection, so that others are served

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { BO, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { encode } from '../harness/client.mjs';
import { on } from '../harness/database.mjs';
import { sleep, withSite } from '../harness/site.mjs';

const EDIT = '/account/details/edit';
const MANY = 60;

describe('while many are slow, with two database connections for all', () => {
  const site = withSite({ main: 'DBDMax 2\nDBDKeep 2\nMyAccountDatabaseConnections 2' });
  const sockets = [];
  let anna;
  let bo;
  let form;

  // A connection that stays open, with BYTES sent and nothing read unless READ.
  function open(bytes, { read = false } = {}) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: site.port, host: '127.0.0.1' }, () => socket.write(bytes, 'latin1', () => resolve(socket)));
      sockets.push(socket);
      socket.on('error', reject);
      if (!read) socket.pause();
    });
  }

  const head = (method, path, lines = '') => `${method} ${path} HTTP/1.1\r\nHost: localhost:${site.port}\r\nCookie: ${anna.cookieHeader}\r\nConnection: close\r\n${lines}`;

  before(async () => {
    anna = await annaAt(site);
    bo = await site.client().in(BO);
    form = (await anna.get(EDIT)).page.form(EDIT);
  });
  after(() => sockets.forEach((socket) => socket.destroy()));

  async function othersAreServed() {
    for (let i = 0; i < 3; i++) {
      for (const address of ['/account/', '/account/invoices', '/account/details', '/account/invoices?sort=due']) assert.equal((await bo.get(address)).status, 200, address);
    }
    const edit = (await bo.get(EDIT)).page.form(EDIT);
    assert.equal((await bo.send(edit, { city: 'Slow' })).status, 303);
  }

  test('to send a header, others read and write', async () => {
    for (let i = 0; i < MANY; i++) await open(head('GET', '/account/invoices'));
    await othersAreServed();
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  test('to send a form, others read and write, and the forms are taken when they have come', async () => {
    const body = encode(form.pairs.map(([name, value]) => [name, name === 'city' ? 'Later' : value]));
    const lines = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
    const slow = [];
    for (let i = 0; i < MANY; i++) slow.push(await open(head('POST', EDIT, lines) + body.slice(0, -10), { read: true }));
    await sleep(300);
    await othersAreServed();
    const answers = slow.slice(0, 3).map((socket) => new Promise((resolve) => {
      let text = '';
      socket.on('data', (piece) => { text += piece; });
      socket.on('close', () => resolve(text));
      socket.write(body.slice(-10));
    }));
    for (const answer of await Promise.all(answers)) assert.match(answer, /^HTTP\/1\.1 303/);
    sockets.splice(0).forEach((socket) => socket.destroy());
    assert.equal(site.value("SELECT city FROM mya_my_details WHERE email = 'anna@example.com';"), 'Later');
  });

  if (on('sqlite')) test('to read a large page or file, others read and write', async () => {
    invoicesOf(site, HAEROY).forEach(({ id }, i) => site.sql(`UPDATE invoice SET subject = '${`a${i % 10}`.repeat(30000)}' WHERE id = '${id}';`));
    site.allowLog(/all connections to the database are in use/);   // for the moment in which they all ask
    for (let i = 0; i < MANY; i++) await open(`${head('GET', i % 2 ? '/account/invoices?size=200' : '/account/invoices/-/invoices.csv')}\r\n`);
    await sleep(1000);
    await othersAreServed();
    site.allowLog(/too much for one page|list.*bytes/);
  });
});
