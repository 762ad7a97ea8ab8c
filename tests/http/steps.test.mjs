// SPDX-License-Identifier: Apache-2.0
// tests/http/steps.test.mjs: branches, what hears an event, and one form sent many times (tests/fixtures/steps)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ANNA, BO } from '../fixtures/people.mjs';
import { crowd, stepsSite } from '../fixtures/steps.mjs';
import { withSite } from '../harness/site.mjs';

const at = (course, rest = '') => `/account/courses/${course}${rest}`;

async function register(client, course, fields = {}) {
  const { page } = await client.get(at(course, '/register'));
  return client.send(page.form(at(course, '/register')), fields);
}

async function cancel(client, course) {
  const { page } = await client.get(at(course, '/cancel'));
  return client.send(page.form(at(course, '/cancel')), { 'mya.step': 'do' });
}

describe('a course with a waiting list', () => {
  const site = withSite(stepsSite());
  const states = () => site.rows('SELECT state, count(*) AS n FROM registration WHERE course = 1 GROUP BY state ORDER BY state');

  test('takes whom it has room for, and says so', async () => {
    const anna = await site.client().in(ANNA);
    const answer = await register(anna, 2, { note: 'with my dog' });
    assert.equal(answer.status, 303);
    assert.match(answer.location, /^\/account\/courses\?done=/);
    assert.match((await anna.follow(answer)).page.main, /You have a place\./);
    assert.deepEqual(site.rows('SELECT state, note FROM registration WHERE course = 2'), [{ state: 'booked', note: 'with my dog' }]);
    assert.equal(site.value('SELECT taken FROM course WHERE id = 2'), 1);
    assert.deepEqual(site.rows("SELECT subject, data FROM mya_event WHERE type = 'course.registered'"),
      [{ subject: 'courses/2', data: '{"note":"with my dog"}' }]);
    assert.equal(site.value('SELECT count(*) FROM course_log WHERE course = 2'), 1, 'another module heard of it');
  });

  test('gives its last place to exactly one of many who want it at once', async () => {
    const people = await crowd(site, 12);
    const pages = await Promise.all(people.map((one) => one.get(at(1, '/register'))));
    const answers = await Promise.all(people.map((one, i) => one.send(pages[i].page.form(at(1, '/register')))));
    assert.deepEqual(answers.map((answer) => answer.status), Array(12).fill(303));
    assert.deepEqual(states(), [{ state: 'booked', n: 1 }, { state: 'waiting', n: 11 }]);
    assert.equal(site.value('SELECT taken FROM course WHERE id = 1'), 1);
    const told = await Promise.all(people.map(async (one, i) => (await one.follow(answers[i])).page.main));
    assert.equal(told.filter((text) => /You have a place\./.test(text)).length, 1);
    assert.equal(told.filter((text) => /You are on the waiting list\./.test(text)).length, 11);
  });

  test('moves the next one up when somebody who was booked goes', async () => {
    const people = await crowd(site, 12);
    const booked = site.value("SELECT user_id FROM registration WHERE course = 1 AND state = 'booked'");
    const next = site.value("SELECT user_id FROM registration WHERE course = 1 AND state = 'waiting' ORDER BY at, id");
    const answer = await cancel(people[Number(booked.slice(5))], 1);
    assert.equal(answer.status, 303);
    assert.deepEqual(states(), [{ state: 'booked', n: 1 }, { state: 'cancelled', n: 1 }, { state: 'waiting', n: 10 }]);
    assert.equal(site.value("SELECT user_id FROM registration WHERE course = 1 AND state = 'booked'"), next);
    assert.equal(site.value('SELECT taken FROM course WHERE id = 1'), 1);
    assert.deepEqual(site.rows("SELECT data FROM mya_event WHERE type = 'course.moved-up'"), [{ data: `{"user":"${next}"}` }]);
    assert.equal(site.value("SELECT count(*) FROM course_log WHERE what = 'course.moved-up'"), 1, 'what an <on> wrote is heard, too');
  });

  test('moves nobody up when somebody who waited goes', async () => {
    const people = await crowd(site, 12);
    const waiting = site.value("SELECT user_id FROM registration WHERE course = 1 AND state = 'waiting' ORDER BY at DESC, id DESC");
    assert.equal((await cancel(people[Number(waiting.slice(5))], 1)).status, 303);
    assert.deepEqual(states(), [{ state: 'booked', n: 1 }, { state: 'cancelled', n: 2 }, { state: 'waiting', n: 9 }]);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'course.place-free'"), 1);
  });

  test('has a free place again when nobody waits', async () => {
    const anna = await site.client().in(ANNA);
    assert.equal((await cancel(anna, 2)).status, 303);
    assert.equal(site.value('SELECT taken FROM course WHERE id = 2'), 0);
  });

  test('says what a unique key refuses in the branch that was chosen, and undoes what led there', async () => {
    const bo = await site.client().in(BO);
    const { page } = await bo.get(at(2, '/register'));
    const other = await bo.get(at(2, '/register'));
    assert.equal((await bo.send(page.form(at(2, '/register')))).status, 303);
    // the test not(mine) no longer holds: it is not there any more
    assert.equal((await bo.send(other.page.form(at(2, '/register')))).status, 404);
    assert.equal(site.value('SELECT taken FROM course WHERE id = 2'), 1);
  });

  test('seats two, one after the other, and refuses the third where a unique key decides', async () => {
    const people = await crowd(site, 3);
    const answers = [];
    for (const one of people) {
      const { page } = await one.get(at(2));
      answers.push(await one.send(page.form(at(2, '/sit'))));
    }
    assert.deepEqual(answers.map((answer) => answer.status), [303, 303, 422]);
    assert.match(answers[2].page.main, /No seat is left\./);
    assert.deepEqual(site.rows('SELECT number FROM seat ORDER BY number'), [{ number: 1 }, { number: 2 }]);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'course.seated'"), 2);
  });

  test('is not entered when what hears of it fails: nothing is left, the person is told, the log names the module', async () => {
    site.expectLog(/<on event="course\.registered"> of the module "zz-watch" \(.*zz-watch\.xml:\d+\) failed, and with it all of "courses\/\{id\}\/register": .*the record "course" has no row/);
    const anna = await site.client().in(ANNA);
    const before = site.businessHash();
    const answer = await register(anna, 3, { note: 'I typed this' });
    assert.equal(answer.status, 422);
    assert.match(answer.page.main, /This could not be done/);
    assert.equal(answer.page.form('/register').values.note, 'I typed this');
    assert.equal(site.businessHash(), before);
  });
});

describe('one form, sent fifty times at once', () => {
  const site = withSite(stepsSite());

  test('has one effect and one answer', async () => {
    const anna = await site.client().in(ANNA);
    const { page } = await anna.get('/account/gifts');
    const form = page.form('/gifts/once');
    const answers = await Promise.all(Array.from({ length: 50 }, () => anna.send(form)));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [303]);
    assert.deepEqual([...new Set(answers.map((answer) => answer.location))].length, 1);
    assert.equal(site.value('SELECT count(*) FROM gift'), 1);
    assert.equal(site.value("SELECT count(*) FROM mya_event WHERE type = 'gift.once'"), 1);
  });
});
