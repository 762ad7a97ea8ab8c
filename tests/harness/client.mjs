// SPDX-License-Identifier: Apache-2.0
// tests/harness/client.mjs: a browser's manners without a browser: cookies, forms, redirects that are seen
//
// Over node:http, because fetch forbids to set Host, Cookie, Origin and Sec-Fetch-Site.

import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';

import { Page } from './page.mjs';
import { PATIENCE } from './patience.mjs';

export const PASSWORD = 'correct horse battery';

export class Answer {
  constructor(url, message, body) {
    this.url = url;
    this.status = message.statusCode;
    this.headers = message.headers;
    this.rawHeaders = message.rawHeaders ?? [];
    this.body = body;
  }

  get text() {
    return this.body.toString('utf8');
  }

  get page() {
    this.parsed ??= new Page(this.text, this.url);
    return this.parsed;
  }

  get location() {
    return this.headers.location;
  }

  get setCookies() {
    return this.headers['set-cookie'] ?? [];
  }
}

export function encode(fields) {
  if (typeof fields === 'string' || Buffer.isBuffer(fields)) return fields;
  return new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields)).toString();
}

export class Client {
  // ADDRESS: from which of the loopback addresses, for what is counted per network.
  constructor(site, { address = '127.0.0.1', host } = {}) {
    this.site = site;
    this.address = address;
    this.host = host ?? `localhost:${site.port}`;
    this.cookies = new Map();
    this.agent = new http.Agent({ keepAlive: false, maxSockets: 256 });
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(answer) {
    for (const line of answer.setCookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/;\s*max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
      this.site.secrets.add(value);
    }
  }

  request(method, path, { headers = {}, body } = {}) {
    const sent = { Host: this.host, Accept: 'text/html', ...headers };
    if (this.cookies.size && sent.Cookie === undefined) sent.Cookie = this.cookieHeader;
    if (sent.Cookie === null) delete sent.Cookie;
    if (body !== undefined) {
      sent['Content-Type'] ??= 'application/x-www-form-urlencoded';
      sent['Content-Length'] ??= Buffer.byteLength(body);
    }
    for (const name of Object.keys(sent)) if (sent[name] === null) delete sent[name];
    const url = new URL(`http://${this.host}`);
    return new Promise((resolve, reject) => {
      const request = http.request({
        agent: this.agent, host: '127.0.0.1', port: this.site.port, localAddress: this.address, method, path, headers: sent,
        setHost: false, timeout: 60000 * PATIENCE,
      }, (message) => {
        const pieces = [];
        message.on('data', (piece) => pieces.push(piece));
        message.on('error', reject);
        message.on('end', () => {
          const answer = new Answer(new URL(path.replace(/[^\x21-\x7e]/g, ''), url), message, Buffer.concat(pieces));
          this.keep(answer);
          resolve(answer);
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer in ${60 * PATIENCE} s`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  get(path, options) {
    return this.request('GET', path, options);
  }

  head(path, options) {
    return this.request('HEAD', path, options);
  }

  post(path, fields = {}, options = {}) {
    // LO2: what is typed where passwords belong stands in no log
    const pairs = Array.isArray(fields) ? fields : typeof fields === 'object' && !Buffer.isBuffer(fields) ? Object.entries(fields) : [];
    for (const [name, value] of pairs) if (/^(password|mya\.password|current|new)$/.test(name)) this.site.secrets.add(String(value));
    return this.request('POST', path, { ...options, body: encode(fields) });
  }

  // Follow 301 and 303 to the page, as a browser does.
  async follow(answer) {
    for (let i = 0; i < 5 && [301, 302, 303].includes(answer.status); i++) {
      const to = new URL(answer.location, answer.url);
      answer = await this.get(to.pathname + to.search);
    }
    return answer;
  }

  async open(path, options) {
    return this.follow(await this.get(path, options));
  }

  // Send FORM with CHANGES: name → new value, null = leave it out.
  send(form, changes = {}, options = {}) {
    if (form.token) this.site.secrets.add(form.token);
    const pairs = form.pairs.filter(([name]) => !(name in changes));
    for (const [name, value] of Object.entries(changes)) if (value !== null) pairs.push([name, value]);
    return this.post(form.action.pathname + form.action.search, pairs, options);
  }

  // Through the sign-in page, as a person does. Returns the answer to the form.
  async signIn(email, password = PASSWORD, at = `${this.site.mount}/sign-in`) {
    this.site.secrets.add(password);
    const page = await this.get(at);
    assert.equal(page.status, 200, 'the sign-in page is there');
    return this.send(page.page.form('/sign-in'), { email, password });
  }

  async in(email, password) {
    const answer = await this.signIn(email, password);
    assert.equal(answer.status, 303, `${email} signs in: ${answer.status} ${answer.status === 303 ? '' : answer.page.main}`);
    return this;
  }

  async switchTo(customer) {
    const { page } = await this.get(`${this.site.mount}/`);
    const answer = await this.send(page.form('/switch'), { customer });
    assert.equal(answer.status, 303, `switched to ${customer}`);
    return this;
  }

  // BYTES as they are, on a connection of their own; what came back as a string (latin1).
  raw(bytes, { wait = 10000 } = {}) {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: this.site.port, host: '127.0.0.1', localAddress: this.address });
      const pieces = [];
      socket.setTimeout(wait, () => socket.destroy());
      socket.on('data', (piece) => pieces.push(piece));
      socket.on('error', (error) => (pieces.length ? resolve(Buffer.concat(pieces).toString('latin1')) : reject(error)));
      socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
      socket.write(bytes);
    });
  }
}
