// SPDX-License-Identifier: Apache-2.0
// tests/harness/matrix.mjs: all routes of the shipped portal × who is there × whose ids, for the tests that are generated from them

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { AASVAER, ANNA, BO, HAEROY, OMALLEY, STRANGER, addStranger } from '../fixtures/people.mjs';
import { PREPARE, unknownOf, valueOf } from '../fixtures/routes.mjs';

export const ACTORS = {
  owner: { email: ANNA, customer: HAEROY, roles: ['owner'] },
  finance: { email: BO, customer: HAEROY, roles: ['finance'] },
  buyer: { email: ANNA, customer: AASVAER, roles: ['buyer'] },
  'member of nothing': { email: STRANGER, customer: null, roles: [] },
  anonymous: null,
};

// Kinds of routes whose pages are the definition's; of the others the engine makes the pages itself.
export const DEFINED = ['page', 'fragment', 'action', 'export'];
const KINDS = [...DEFINED, 'sign-in', 'sign-out', 'switch', 'password', 'asset', 'health'];

export const variables = (path) => [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);

export class Matrix {
  constructor(site) {
    this.site = site;
    this.checks = 0;
    this.clients = {};
  }

  async begin() {
    addStranger(this.site);
    const lines = this.site.stage.run(['routes', '--json', '--portal', this.site.definition]).trim().split('\n');
    this.routes = lines.map((line) => JSON.parse(line));
    for (const { kind, path } of this.routes) assert.ok(KINDS.includes(kind), `the matrix knows the kind ${kind} of ${path}`);
    await this.signAllIn();
  }

  async signAllIn() {
    for (const [name, actor] of Object.entries(ACTORS)) {
      this.clients[name] = this.site.client();
      if (actor) await this.clients[name].in(actor.email);
      if (actor?.email === ANNA) await this.clients[name].switchTo(actor.customer);
    }
  }

  // VALUE is WANTED, or one of it if that is a list.
  check(value, wanted, what) {
    this.checks += 1;
    assert.ok([wanted].flat().includes(value), `${what}: ${value}, not ${wanted}`);
  }

  fill(path, value) {
    return `${this.site.mount}/${path.replace(/\{([^}]+)\}/g, (_, name) => value(name))}`;
  }

  // The addresses of ROUTE for ACTOR, with what must be there for them: [whose ids, address].
  addresses(route, actor) {
    const { email, customer } = { ...ACTORS.owner, ...actor };
    PREPARE[route.path]?.(this.site, email);
    if (variables(route.path).length === 0) return [['no', this.fill(route.path, () => '')]];
    return [['own', customer ?? HAEROY], ['foreign', OMALLEY]]
      .map(([whose, owner]) => [whose, this.fill(route.path, (name) => valueOf(route.path, name)(this.site, owner, email))])
      .concat([['unknown', this.fill(route.path, (name) => unknownOf(route.path, name))]]);
  }

  // The first of them: with own ids, or none.
  address(route, actor = ACTORS.owner) {
    return this.addresses(route, actor)[0][1];
  }

  get posts() {
    return this.routes.filter(({ method }) => method === 'POST');
  }

  get gets() {
    return this.routes.filter(({ method }) => method === 'GET');
  }

  // WORK for each of ROUTES, each actor and each of its addresses.
  async each(routes, work) {
    for (const route of routes) {
      for (const [name, actor] of Object.entries(ACTORS)) {
        for (const [whose, address] of this.addresses(route, actor)) {
          await work({ route, name, actor, whose, address, client: this.clients[name], what: `${name}, ${route.method} ${route.path || 'home'} with ${whose} ids` });
        }
      }
    }
  }
}

export function withMatrix(site, title) {
  const matrix = new Matrix(site);
  before(() => matrix.begin());
  after(() => { if (matrix.checks) console.log(`${title}: ${matrix.checks} checks over ${matrix.routes.length} routes`); });
  return matrix;
}
