// SPDX-License-Identifier: Apache-2.0
// tests/harness/restarts.mjs: a site under a steady load while it restarts gracefully again and again (OP1)

import { sleep } from './site.mjs';

// As many at once as a slow machine can bear: beyond that its queues are tested, not the restarts.
const AT_ONCE = 24;

// TIMES graceful restarts of SITE, one after another, while RATE requests a second come, each one of ASK (functions that give an answer), in turn;
// fewer where that many are still on their way.
// Returns { answers, failures }: how many came, and what was not as it should be: [sentence].
export async function restartUnderLoad(site, ask, { times, rate = 200 }) {
  const failures = [];
  const open = new Set();
  let answers = 0;
  let done = false;
  const one = async (n) => {
    try {
      const answer = await ask[n % ask.length]();
      answers++;
      if (answer.status < 200 || answer.status >= 400) failures.push(`${answer.url.pathname}: ${answer.status}`);
    } catch (error) {
      failures.push(`request ${n}: ${error.message}`);
    }
  };
  const load = (async () => {
    let began = Date.now();
    for (let n = 0; !done; n++) {
      if (open.size >= AT_ONCE) {
        const from = Date.now();
        await Promise.race(open);
        began += Date.now() - from;
      }
      const request = one(n).finally(() => open.delete(request));
      open.add(request);
      const ahead = began + (n * 1000) / rate - Date.now();
      if (ahead > 0) await sleep(ahead);
    }
  })();
  await sleep(300);
  for (let i = 0; i < times; i++) {
    await site.graceful();
    await sleep(100);
  }
  await sleep(300);
  done = true;
  await load;
  await Promise.all(open);
  return { answers, failures };
}
