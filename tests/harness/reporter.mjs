// SPDX-License-Identifier: Apache-2.0
// tests/harness/reporter.mjs: what node:test found out, one JSON object a line, for run.mjs

function outcome(type, data) {
  const skipped = data.skip !== undefined || data.todo !== undefined;
  return type === 'test:fail' ? (data.todo !== undefined ? 'skipped' : 'failed') : skipped ? 'skipped' : 'passed';
}

// A suite counts only if it was skipped, or failed by itself (a hook), not through its tests.
function counts(type, data) {
  if (type === 'test:pass') return data.details.type !== 'suite' || data.skip !== undefined;
  return data.details.error?.failureType !== 'subtestsFailed';
}

export default async function* report(source) {
  const path = [];
  for await (const { type, data } of source) {
    if (type === 'test:start') {
      path.length = data.nesting;
      path[data.nesting] = data.name;
    }
    if ((type !== 'test:pass' && type !== 'test:fail') || !counts(type, data)) continue;
    const error = data.details.error?.cause ?? data.details.error;
    yield `${JSON.stringify({
      outcome: outcome(type, data),
      name: [...path.slice(0, data.nesting), data.name].join(' › '),
      ms: Math.round(data.details.duration_ms),
      why: type === 'test:fail' ? String(error?.stack ?? error?.message ?? error).slice(0, 6000) : undefined,
    })}\n`;
  }
}
