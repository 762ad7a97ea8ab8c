// SPDX-License-Identifier: Apache-2.0
// tests/long/reload.test.mjs: a hundred graceful restarts at 200 requests a second fail none (OP1)

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { annaAt } from '../fixtures/people.mjs';
import { restartUnderLoad } from '../harness/restarts.mjs';
import { withSite } from '../harness/site.mjs';

describe('a hundred graceful restarts', () => {
  const site = withSite();

  test('at 200 requests a second fail no request, and leave sessions as they are', async () => {
    const anna = await annaAt(site);
    const anon = site.client();
    const { answers, failures } = await restartUnderLoad(site, [
      () => anna.get('/account/'), () => anna.get('/account/invoices'), () => anon.get('/account/sign-in'), () => anon.get('/index.html'), () => anna.get('/account/-/greeting'),
    ], { times: 100 });
    assert.deepEqual(failures.slice(0, 20), []);
    assert.ok(answers > 2000, `${answers} answers`);
    assert.equal((await anna.get('/account/')).status, 200);
  });
});
