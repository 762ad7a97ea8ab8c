// SPDX-License-Identifier: Apache-2.0
// tests/harness/page.mjs: an answer's HTML as a tree, its text, its links and its forms

import { parse } from 'parse5';

const HIDDEN = new Set(['script', 'style', 'template', 'head']);

function* walk(node) {
  for (const child of node.childNodes ?? []) {
    yield child;
    yield* walk(child);
  }
}

export function attribute(node, name) {
  return node.attrs?.find((attr) => attr.name === name)?.value;
}

// What a person reads of NODE: no scripts, white space as one blank.
export function textOf(node) {
  let text = '';
  (function read(from) {
    for (const child of from.childNodes ?? []) {
      if (child.nodeName === '#text') text += child.value;
      else if (!HIDDEN.has(child.nodeName)) read(child);
      if (['p', 'li', 'td', 'th', 'div', 'dd', 'dt', 'h1', 'h2', 'h3', 'option', 'br'].includes(child.nodeName)) text += ' ';
    }
  })(node);
  return text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
}

// A form as a browser would send it.
export class Form {
  // ALL: the nodes of its page, of which some may be its controls though they stand outside (form="…").
  constructor(node, base, all) {
    this.node = node;
    this.method = (attribute(node, 'method') ?? 'get').toLowerCase();
    this.action = new URL(attribute(node, 'action') ?? '', base);
    const inside = new Set(walk(node));
    const id = attribute(node, 'id');
    this.controls = all.filter((at) => ['input', 'select', 'textarea', 'button'].includes(at.nodeName)
      && (attribute(at, 'form') === undefined ? inside.has(at) : attribute(at, 'form') === id));
  }

  control(name) {
    return this.controls.find((at) => attribute(at, 'name') === name);
  }

  get names() {
    return this.controls.map((at) => attribute(at, 'name')).filter(Boolean);
  }

  // The names and values of the successful controls (HTML, 4.10.22), as [name, value] pairs. A button counts only if it is
  // the form's only one.
  get pairs() {
    const buttons = this.controls.filter((at) => at.nodeName === 'button' && attribute(at, 'type') !== 'button');
    const pairs = [];
    for (const at of this.controls) {
      const name = attribute(at, 'name');
      const type = attribute(at, 'type');
      if (!name || attribute(at, 'disabled') !== undefined) continue;
      if (['checkbox', 'radio'].includes(type)) {
        if (attribute(at, 'checked') !== undefined) pairs.push([name, attribute(at, 'value') ?? 'on']);
      } else if (at.nodeName === 'textarea') {
        pairs.push([name, at.childNodes.map((child) => child.value).join('')]);
      } else if (at.nodeName === 'select') {
        const options = [...walk(at)].filter((child) => child.nodeName === 'option');
        const chosen = options.filter((option) => attribute(option, 'selected') !== undefined);
        for (const option of chosen.length ? chosen : options.slice(0, 1)) pairs.push([name, attribute(option, 'value') ?? textOf(option)]);
      } else if (at.nodeName === 'button') {
        if (buttons.length === 1) pairs.push([name, attribute(at, 'value') ?? '']);
      } else {
        pairs.push([name, attribute(at, 'value') ?? '']);
      }
    }
    return pairs;
  }

  get values() {
    return Object.fromEntries(this.pairs);
  }

  get token() {
    return this.values['mya.token'];
  }
}

export class Page {
  constructor(html, url) {
    this.html = html;
    this.url = url;
    this.tree = parse(html);
    this.nodes = [...walk(this.tree)];
  }

  // The elements called NAME ('*': all) whose attributes are as in WHERE: a string, a RegExp, or true for "has it".
  all(name, where = {}) {
    return this.nodes.filter((node) => node.tagName && (name === '*' || node.tagName === name)
      && Object.entries(where).every(([key, wanted]) => {
        const value = attribute(node, key);
        if (value === undefined) return false;
        return wanted === true || (wanted instanceof RegExp ? wanted.test(value) : value === wanted);
      }));
  }

  one(name, where = {}) {
    return this.all(name, where)[0];
  }

  get text() {
    return textOf(this.one('body') ?? this.tree);
  }

  get title() {
    const title = this.one('title');
    return title ? title.childNodes.map((child) => child.value).join('').trim() : '';
  }

  get main() {
    return textOf(this.one('main') ?? this.one('body'));
  }

  get links() {
    return this.all('a', { href: true }).map((node) => attribute(node, 'href'));
  }

  get forms() {
    return this.all('form').map((node) => new Form(node, this.url, this.nodes));
  }

  // The form that posts to an address that ends with END.
  form(end) {
    const form = this.forms.find((at) => at.method === 'post' && at.action.pathname.endsWith(end));
    if (!form) throw new Error(`${this.url}: no form posts to …${end}; there are: ${this.forms.map((at) => `${at.method} ${at.action.pathname}`)}`);
    return form;
  }

  // What assistive technology is told about the control NAME: the text of all elements that aria-describedby names.
  described(name) {
    const control = this.all('*', { name })[0];
    const ids = (attribute(control, 'aria-describedby') ?? '').split(/\s+/).filter(Boolean);
    return ids.map((id) => textOf(this.one('*', { id }) ?? { childNodes: [] })).join(' ');
  }
}
