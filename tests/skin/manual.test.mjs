// SPDX-License-Identifier: Apache-2.0
// tests/skin/manual.test.mjs: doc/skins.md says everything, and what it says is so: its examples are run, its tables compared

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import { BUILD, TOP } from '../harness/stage.mjs';

const read = (name) => fs.readFileSync(path.join(TOP, name), 'utf8');
const MANUAL = read('doc/skins.md');
const SHEETS = ['base.xsl', 'base-list.xsl', 'base-form.xsl'].map((name) => read(`xslt/${name}`)).join('\n');
const GRAMMAR = read('schema/page.rng');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mya-manual-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const save = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

const sheet = (body) => (body.trimStart().startsWith('<xsl:stylesheet') ? body
  : `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">\n<xsl:import href="myaccount:base.xsl"/>\n${body}\n</xsl:stylesheet>`);

function render(sample, skin) {
  return spawnSync(path.join(BUILD, 'myaccountctl'), ['render', sample, '--skin', save('skin.xsl', skin), '--share', TOP], { encoding: 'utf8' });
}

// The part of the manual below a heading of two signs.
const section = (title) => {
  const [, rest] = MANUAL.split(`\n## ${title}\n`);
  assert.ok(rest, `the manual has a section "${title}"`);
  return rest.split('\n## ')[0];
};

const flat = (text) => text.replace(/\s+/g, ' ').replace(/> </g, '><').trim();

describe('the examples of the manual', () => {
  const examples = [...MANUAL.matchAll(/```xsl *([\w-]*)\n(.*?)```\n(?:\n```html\n(.*?)```)?/gs)];

  test('are there', () => assert.ok(examples.length >= 13, String(examples.length)));

  for (const [i, [, sample, body, html]] of examples.entries()) {
    test(`${i + 1}, of ${sample || 'a whole skin'}, makes what stands below it`, () => {
      const { status, stdout, stderr } = render(sample || 'invoices', sheet(body));
      assert.equal(status, 0, stderr);
      assert.ok(sample === '' || html, 'what comes out is shown');
      assert.ok(flat(stdout).includes(flat(html ?? '<em class="state bad">Overdue</em>')), flat(stdout));
    });
  }
});

describe('what the manual calls refused', () => {
  const rows = [...section('What is refused').matchAll(/^\| `(.*)` \| (.*) \|$/gm)];

  test('is a table', () => assert.ok(rows.length >= 20, String(rows.length)));

  for (const [, code, sentence] of rows) {
    test(`${code.slice(0, 60)}: refused with this sentence`, () => {
      const { status, stderr } = render('home', sheet(`<xsl:template name="before-content">${code}</xsl:template>`));
      assert.equal(status, 1);
      assert.equal(stderr, `myaccountctl: ${folder}/skin.xsl:3: ${sentence}.\n`);
    });
  }
});

// <element name="NAME"> … </element>, wherever it stands in the grammar.
function patterns(name) {
  const found = [];
  for (const { index } of GRAMMAR.matchAll(new RegExp(`<element name="${name}">`, 'g'))) {
    let depth = 0;
    for (const tag of GRAMMAR.slice(index).matchAll(/<(\/?)element\b[^>]*>/g)) {
      depth += tag[1] ? -1 : 1;
      if (depth === 0) {
        found.push(GRAMMAR.slice(index, index + tag.index + tag[0].length));
        break;
      }
    }
  }
  return found;
}

const defined = (name) => new RegExp(`<define name="${name}">(.*?)</define>`, 's').exec(GRAMMAR)[1];

// The names of the attributes that stand in PATTERN itself, not in an element inside it.
function attributes(pattern) {
  const own = pattern.replace(/^<element[^>]*>/, '');
  const names = [];
  let depth = 0;
  for (const [tag, close, kind, rest] of own.matchAll(/<(\/?)(element|attribute|ref)\b([^>]*)>/g)) {
    if (kind === 'element') depth += close ? -1 : 1;
    else if (depth === 0 && !close && !tag.startsWith('</')) {
      const [, name] = /name="([^"]+)"/.exec(rest);
      if (kind === 'attribute') names.push(name);
      else if (['current', 'tone', 'cell'].includes(name)) names.push(...attributes(`<element>${defined(name)}</element>`));
    }
  }
  return names;
}

describe('the page XML in the manual', () => {
  const parts = new Map(section('The page XML').split('\n### ').slice(1).map((text) => [text.slice(0, text.indexOf('\n')), text]));
  const elements = [...new Set([...GRAMMAR.matchAll(/<element name="([^"]+)"/g)].map(([, name]) => name))];

  test('is all that the grammar knows, and nothing else', () => {
    assert.deepEqual([...parts.keys()].filter((name) => name !== 'ROW').sort(), elements.slice().sort());
  });

  for (const name of elements) {
    test(`${name}: each attribute is explained`, () => {
      const text = parts.get(name) ?? '';
      for (const attribute of new Set(patterns(name).flatMap(attributes))) {
        assert.ok(text.includes(`\`${attribute}\``) || text.includes(`${attribute}="`), attribute);
      }
    });

    test(`${name}: its examples follow the grammar`, () => {
      const examples = [...(parts.get(name) ?? '').matchAll(/```xml\n(.*?)```/gs)].map(([, text]) => text);
      assert.ok(examples.length > 0, 'there is one');
      for (const example of examples) {
        const [, root] = /<([\w-]+)/.exec(example);
        assert.ok(new RegExp(`<${name}[\\s/>]`).test(example), `${name} is in its example`);
        const start = `<start><choice>${patterns(root).join('')}</choice></start>`;
        const grammar = save('one.rng', GRAMMAR.replace(/<start>.*?<\/start>/s, () => start));
        const judged = spawnSync('xmllint', ['--noout', '--relaxng', grammar, save('one.xml', example)], { encoding: 'utf8' });
        assert.equal(judged.status, 0, `${example}${judged.stderr}`);
      }
    });
  }
});

describe('the tables of the manual', () => {
  const codes = (text) => [...text.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);

  test('have each named template and each slot, and no other', () => {
    const real = new Set([...SHEETS.matchAll(/<xsl:template name="([^"]+)"/g)].map(([, name]) => name));
    const table = section('Templates and modes').split('| mode |')[0] + section('Slots');
    const told = new Set(codes(table));
    assert.deepEqual([...real].filter((name) => !told.has(name)), [], 'not told');
    const first = [...table.matchAll(/^\| ((?:`[\w-]+` ?)+)\|/gm)].flatMap(([, cell]) => codes(cell));
    assert.deepEqual(first.filter((name) => !real.has(name)), [], 'not there');
  });

  test('have each mode, and no other', () => {
    const real = new Set([...SHEETS.matchAll(/<xsl:template match="[^"]*" mode="([^"]+)"/g)].map(([, name]) => name));
    const table = section('Templates and modes').split('| mode |')[1];
    const first = [...table.matchAll(/^\| ((?:`[\w-]+` ?)+)\|/gm)].flatMap(([, cell]) => codes(cell));
    assert.deepEqual([...real].filter((name) => !codes(table).includes(name)), [], 'not told');
    assert.deepEqual(first.filter((name) => !real.has(name)), [], 'not there');
  });

  test('base.xsl names in its head what may be overridden', () => {
    const head = read('xslt/base.xsl').split('-->')[1];
    for (const [, name] of SHEETS.matchAll(/<xsl:template match="[^"]*" mode="([^"]+)"/g)) {
      if (name !== 'buttons' && name !== 'sums') assert.match(head, new RegExp(`\\b${name}\\b`), name);
    }
  });

  test('have each word that a page brings', () => {
    const words = [...read('mod_myaccount/view/document.c').split('words[] = {')[1].split('};')[0].matchAll(/"([\w-]+\.[\w-]+)"/g)].map(([, key]) => key);
    assert.ok(words.length > 20);
    for (const key of words) assert.ok(section('Words').includes(`\`${key}\``), key);
  });

  test('have each custom property that base.css asks for', () => {
    const css = read('xslt/base.css');
    const asked = new Set([...css.matchAll(/var\((--mya-[\w-]+)/g)].map(([, name]) => name));
    const told = new Set([...section('Colours, dark, paper').matchAll(/`(--mya-[\w-]+)`/g)].map(([, name]) => name));
    assert.deepEqual([...asked].sort(), [...told].sort());
    for (const name of asked) assert.ok(css.split('*/')[1].includes(name), `${name} stands in the head of base.css`);
  });

  test('lead to sections that there are', () => {
    const slugs = new Set([...MANUAL.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-')));
    for (const [, slug] of MANUAL.matchAll(/\]\(#([\w-]+)\)/g)) assert.ok(slugs.has(slug), slug);
  });
});
