// SPDX-License-Identifier: Apache-2.0
// tests/http/reload.test.mjs: a graceful restart takes the new definition, and fails nobody's request (OP1; a hundred of them in tests/long)

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import { annaAt } from '../fixtures/people.mjs';
import { restartUnderLoad } from '../harness/restarts.mjs';
import { PATIENCE } from '../harness/patience.mjs';
import { withSite } from '../harness/site.mjs';

describe('graceful restarts', () => {
  const site = withSite({
    prepare: (at) => {
      fs.cpSync(path.join(at.stage.root, 'conf.d/portal'), path.join(at.root, 'portal'), { recursive: true });
      at.definition = path.join(at.root, 'portal/portal.xml');
    },
  });

  test('fail no request, and leave sessions as they are', async () => {
    const anna = await annaAt(site);
    const anon = site.client();
    const { answers, failures } = await restartUnderLoad(site, [
      () => anna.get('/account/'), () => anna.get('/account/invoices'), () => anon.get('/account/sign-in'), () => anon.get('/index.html'), () => anna.get('/account/-/greeting'),
    ], { times: 5 });
    assert.deepEqual(failures, []);
    assert.ok(answers > 100 / PATIENCE, `${answers} answers`);
    const { status, page } = await anna.get('/account/');
    assert.equal(status, 200, 'still signed in');
    assert.ok(page.form('/sign-out'));
  });

  test('take what changed, also under load, and not before', async () => {
    const anna = await annaAt(site);
    const home = path.join(site.root, 'portal/home.xml');
    fs.writeFileSync(home, fs.readFileSync(home, 'utf8').replace('</module>', '<page path="newly" roles="any"><list name="words"><sql scope="all">SELECT \'word\' AS word</sql></list></page>\n</module>'));
    assert.equal((await anna.get('/account/newly')).status, 404);
    const { failures } = await restartUnderLoad(site, [() => anna.get('/account/'), () => anna.get('/account/details')], { times: 1 });
    assert.deepEqual(failures, []);
    assert.equal((await anna.get('/account/newly')).status, 200);
  });
});
