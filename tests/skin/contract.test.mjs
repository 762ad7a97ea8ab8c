// SPDX-License-Identifier: Apache-2.0
// tests/skin/contract.test.mjs: what the engine really gives to a skin follows schema/page.rng

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { ANNA, HAEROY, annaAt, invoicesOf } from '../fixtures/people.mjs';
import { withSite } from '../harness/site.mjs';
import { TOP, own } from '../harness/stage.mjs';

// The server writes each document there before the skin sees it.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-pages-'));
fs.chmodSync(folder, 0o700);
own(folder);
after(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the page XML of the shipped portal', () => {
  const site = withSite({ environment: { MYACCOUNT_PAGES: folder } });

  test('follows its grammar on pages, forms, faults, errors and fragments', async () => {
    const anna = await annaAt(site, HAEROY);
    const other = await annaAt(site, HAEROY);
    const [invoice] = invoicesOf(site, HAEROY);
    const stranger = site.client();
    const wanted = [[anna, '/'], [anna, '/invoices'], [anna, '/invoices?sort=-amount&page=2'], [anna, '/invoices?state=paid'], [anna, '/invoices?issued.from=yesterday'],
      [anna, '/invoices?q=rope&amount.from=1'], [anna, '/payments'], [anna, '/history'], [anna, '/sessions'], [anna, '/search?q=rope'], [anna, '/search'], [anna, '/-/waiting'], [anna, '/-/menu'],
      [anna, `/invoices/${invoice.id}`],
      [anna, '/details'], [anna, '/-/greeting'], [stranger, '/-/greeting'], [anna, '/nothing'], [stranger, '/nothing'], [stranger, '/sign-in'], [anna, '/sign-out'], [anna, '/switch']];
    for (const [who, address] of wanted) await who.get(`/account${address}`);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const late = (await other.get('/account/details/edit')).page.form('/details/edit');
    assert.equal((await anna.send(form, { name: '', phone: 'abc' })).status, 422);
    assert.equal((await anna.send((await anna.get('/account/details/edit')).page.form('/details/edit'), { name: 'Anna B.' })).status, 303);
    await anna.get('/account/details');
    assert.equal((await other.send(late, { name: 'Anna C.' })).status, 409);
    const door = (await stranger.get('/account/sign-in')).page.form('/sign-in');
    assert.equal((await stranger.send(door, { email: ANNA, password: 'wrong' })).status, 422);

    const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
    const kinds = new Set(files.map((file) => /kind="([^"]*)"/.exec(fs.readFileSync(file, 'utf8'))[1]));
    assert.deepEqual([...kinds].sort(), ['action', 'error', 'fragment', 'page', 'sign-in']);
    const judged = spawnSync('xmllint', ['--noout', '--relaxng', path.join(TOP, 'schema/page.rng'), ...files], { encoding: 'utf8' });
    assert.equal(judged.status, 0, judged.stderr.split('\n').filter((line) => !line.endsWith(' validates')).join('\n'));
  });

  test('is refused by its grammar when something is amiss', () => {
    const [file] = fs.readdirSync(folder);
    const bad = path.join(folder, 'bad');
    fs.writeFileSync(bad, fs.readFileSync(path.join(folder, file), 'utf8').replace('kind="', 'sort="'));
    assert.throws(() => execFileSync('xmllint', ['--noout', '--relaxng', path.join(TOP, 'schema/page.rng'), bad], { stdio: 'pipe' }));
    fs.rmSync(bad);
  });
});
