// SPDX-License-Identifier: Apache-2.0
// tests/http/config.test.mjs: what httpd -t says of each mistake of a web admin, a portal author and a designer

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { ANNA, annaAt } from '../fixtures/people.mjs';
import { Site, withSite } from '../harness/site.mjs';

// A configuration that is only judged, never started: judge(options) → { status, output }.
function withJudge() {
  const site = new Site();
  before(() => {
    site.makeRoot();
    site.port = 8080;
    site.backendPort = 8081;
  });
  after(() => fs.rmSync(site.root, { recursive: true, force: true }));
  return {
    site,
    judge(options) {
      site.options = options;
      return site.check();
    },
  };
}

function assertRefused({ status, output }, sentence, what) {
  assert.notEqual(status, 0, `${what} is refused: ${output}`);
  assert.match(output, sentence, what);
  assert.doesNotMatch(output, /Segmentation|core dumped/, what);
}

describe('directives', () => {
  const { site, judge } = withJudge();
  const other = (lines) => (at) => `<Location /other>\n${lines.replaceAll('$PORTAL', at.definition)}\n</Location>`;

  test('the configuration of the tests is good', () => {
    const { status, output } = judge({});
    assert.equal(status, 0, output);
  });

  const AUTHN = 'LoadModule authn_core_module ${MODULE_DIR}/mod_authn_core.so\nLoadModule authz_user_module ${MODULE_DIR}/mod_authz_user.so';
  const second = (at) => {
    const folder = path.join(at.stage.root, 'conf.d/portal');
    const files = Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
    files['portal.xml'] = files['portal.xml'].replace(/(<portal[^>]*?) name="[^"]*"/, '$1 name="second"');
    return `<Location /second>\nMyAccountPortal ${path.join(at.write('second', files), 'portal.xml')}\nMyAccountBaseURL http://localhost:8080\nMyAccountSecretFile ${at.secretFile}\n</Location>`;
  };

  // [what, options, what is said]
  const MISTAKES = [
    ['MyAccountPortal in LocationMatch', { server: (at) => `<LocationMatch "^/x">\nMyAccountPortal ${at.definition}\n</LocationMatch>` }, /MyAccountPortal stands in <Location \/path> only/],
    ['MyAccountPortal in Location ~', { server: (at) => `<Location ~ "^/x">\nMyAccountPortal ${at.definition}\n</Location>` }, /MyAccountPortal stands in <Location \/path> only/],
    ['MyAccountPortal in Directory', { server: (at) => `<Directory /tmp>\nMyAccountPortal ${at.definition}\n</Directory>` }, /MyAccountPortal stands in <Location \/path> only/],
    ['MyAccountPortal in Files', { server: (at) => `<Files x>\nMyAccountPortal ${at.definition}\n</Files>` }, /MyAccountPortal stands in <Location \/path> only/],
    ['MyAccountPortal in If', { server: (at) => `<Location /x>\n<If "true">\nMyAccountPortal ${at.definition}\n</If>\n</Location>` }, /MyAccountPortal stands in <Location \/path> only|not allowed/],
    ['MyAccountPortal outside', { server: (at) => `MyAccountPortal ${at.definition}` }, /MyAccountPortal not allowed|MyAccountPortal stands in/],
    ['MyAccountPortal with a pattern', { server: (at) => `<Location /x*>\nMyAccountPortal ${at.definition}\n</Location>` }, /MyAccountPortal stands in <Location \/path> only/],
    ['MyAccountPortal of a file that is not there', { location: { MyAccountPortal: '/no/such/portal.xml' } }, /\/no\/such\/portal\.xml/],
    ['two portals at one address', { server: (at) => `<Location /account/>\nMyAccountPortal ${at.definition}\nMyAccountBaseURL http://localhost:8080\nMyAccountSecretFile ${at.secretFile}\n</Location>` }, /<Location \/account\/>: another portal stands at this address, in \S+:\d+; take one away/],
    ['two portals of one name', { server: (at) => other(`MyAccountPortal $PORTAL\nMyAccountBaseURL http://localhost:8080\nMyAccountSecretFile ${at.secretFile}`)(at) }, /two portals of a site want two names/],
    ['MyAccountBaseURL missing', { location: { MyAccountBaseURL: null } }, /portal\.conf:\d+: <Location \/account\/>: MyAccountBaseURL is missing/],
    ['MyAccountBaseURL without a scheme', { location: { MyAccountBaseURL: 'www.example.com' } }, /MyAccountBaseURL: "www\.example\.com" is no origin/],
    ['MyAccountBaseURL with a path', { location: { MyAccountBaseURL: 'https://www.example.com/shop' } }, /is no origin/],
    ['MyAccountBaseURL with a user', { location: { MyAccountBaseURL: 'https://a:b@www.example.com' } }, /is no origin/],
    ['MyAccountBaseURL of another scheme', { location: { MyAccountBaseURL: 'ftp://www.example.com' } }, /is no origin/],
    ['MyAccountSecretFile missing', { location: { MyAccountSecretFile: null } }, /MyAccountSecretFile is missing; make one with: myaccountctl secret/],
    ['MyAccountSecretFile that is not there', { location: { MyAccountSecretFile: '/no/such/secret' } }, /MyAccountSecretFile \/no\/such\/secret cannot be read/],
    ['MyAccountSecretFile for all to read', { location: (at) => ({ MyAccountSecretFile: secret(at, 'x'.repeat(43), 0o644) }) }, /may be read by others; say: chmod 600/],
    ['MyAccountSecretFile that is empty', { location: (at) => ({ MyAccountSecretFile: secret(at, '') }) }, /is empty; make it with: myaccountctl secret/],
    ['MyAccountSecretFile that is short', { location: (at) => ({ MyAccountSecretFile: secret(at, 'short') }) }, /one or two lines of at least 32 characters/],
    ['MyAccountSecretFile of three lines', { location: (at) => ({ MyAccountSecretFile: secret(at, Array(3).fill('x'.repeat(43)).join('\n')) }) }, /one or two lines/],
    ['MyAccountSecretFile that is a folder', { location: { MyAccountSecretFile: '/tmp' } }, /MyAccountSecretFile \/tmp/],
    ['MyAccountSessionIdle longer than the unsaid MyAccountSessionAbsolute', { location: { MyAccountSessionIdle: '24h' } }, /MyAccountSessionIdle is longer than MyAccountSessionAbsolute/],
    ['MyAccountBaseURL without encryption', { location: { MyAccountBaseURL: 'http://www.example.com' } }, /http:\/\/www\.example\.com is not encrypted/],
    ['MyAccountLayout with a selector that is none', { location: { MyAccountLayout: '/index.html "div > p"' } }, /MyAccountLayout: "div > p" is no selector/],
    ['MyAccountLayout without a selector', { location: { MyAccountLayout: '/index.html' } }, /MyAccountLayout wants a selector/],
    ['MyAccountLayout none with a selector', { location: { MyAccountLayout: 'none main' } }, /MyAccountLayout none takes no selector/],
    ['MyAccountLayout of another host', { location: { MyAccountLayout: 'https://www.example.com/ main' } }, /is no address of this site/],
    ['MyAccountLayout of another host, disguised', { location: { MyAccountLayout: '//www.example.com/ main' } }, /is no address of this site/],
    ['MyAccountLayout of the portal itself', { location: { MyAccountLayout: '/account/details main' } }, /MyAccountLayout names a page of the portal itself/],
    ['MyAccountLayoutSources of another scheme', { location: { MyAccountLayoutSources: 'ftp://cdn.example' } }, /\nMyAccountLayoutSources: "ftp:\/\/cdn\.example" is no source/],
    ['MyAccountLayoutSources of all', { location: { MyAccountLayoutSources: '*' } }, /is no source; it looks like/],
    ['MyAccountLayoutSources that would end the policy', { location: { MyAccountLayoutSources: '"https://x; script-src *"' } }, /is no source; it looks like/],
    ['MyAccountLayoutCache of words', { location: { MyAccountLayoutCache: 'long' } }, /MyAccountLayoutCache: "long" is no duration/],
    ['MyAccountLayoutCache for ever', { location: { MyAccountLayoutCache: '999999h' } }, /is no duration that fits/],
    ['MyAccountSessionIdle of a second', { location: { MyAccountSessionIdle: '1s' } }, /MyAccountSessionIdle: "1s" is no duration that fits/],
    ['MyAccountSessionIdle below zero', { location: { MyAccountSessionIdle: '-5min' } }, /is no duration that fits/],
    ['MyAccountSessionIdle beyond MyAccountSessionAbsolute', { location: { MyAccountSessionIdle: '2h', MyAccountSessionAbsolute: '1h' } }, /MyAccountSessionIdle is longer than MyAccountSessionAbsolute/],
    ['MyAccountSessionAbsolute of a century', { location: { MyAccountSessionAbsolute: '876000h' } }, /MyAccountSessionAbsolute: "876000h" is no duration that fits/],
    ['MyAccountSkin that is not there', { location: { MyAccountSkin: '/no/such/skin.xsl' } }, /\/no\/such\/skin\.xsl/],
    ['MyAccountShare that is not there', { main: 'MyAccountShare /no/such/share' }, /\/no\/such\/share/],
    ['MyAccountDatabaseConnections of none', { main: 'MyAccountDatabaseConnections 0' }, /MyAccountDatabaseConnections: "0" is no number from 1 to 1000/],
    ['MyAccountDatabaseConnections beyond DBDMax', { main: 'MyAccountDatabaseConnections 50' }, /MyAccountDatabaseConnections 50 is more than DBDMax 12/],
    ['MyAccountDatabaseWait of words', { main: 'MyAccountDatabaseWait soon' }, /MyAccountDatabaseWait: "soon" is no duration/],
    ['MyAccountStatementTimeout of words', { main: 'MyAccountStatementTimeout soon' }, /MyAccountStatementTimeout: "soon" is no duration that fits; write a number with ms, s or min, from 100 ms to 10 min/],
    ['MyAccountStatementTimeout of nothing', { main: 'MyAccountStatementTimeout 0' }, /MyAccountStatementTimeout: "0" is no duration that fits/],
    ['MyAccountStatementTimeout of an hour', { main: 'MyAccountStatementTimeout 1h\nMyAccountPageDeadline 10min' }, /MyAccountStatementTimeout: "1h" is no duration that fits/],
    ['MyAccountStatementTimeout beyond the unsaid MyAccountPageDeadline', { main: 'MyAccountStatementTimeout 11s' }, /portal\.conf:\d+: <Location \/account\/>: MyAccountStatementTimeout is longer than MyAccountPageDeadline/],
    ['MyAccountPageDeadline of half a second', { main: 'MyAccountPageDeadline 500ms' }, /MyAccountPageDeadline: "500ms" is no duration that fits; write a number with ms, s or min, from 1 s to 10 min/],
    ['MyAccountPageDeadline below zero', { main: 'MyAccountPageDeadline -5s' }, /MyAccountPageDeadline: "-5s" is no duration/],
    ['MyAccountDatabaseStatements of another kind', { main: 'MyAccountDatabaseStatements simple' }, /MyAccountDatabaseStatements: "simple" is none of prepared and unnamed/],
    ['MyAccountDatabaseStatements unnamed on another database', { main: 'MyAccountDatabaseStatements unnamed', databaseConf: 'DBDriver sqlite3\nDBDParams "/tmp/none.db"\n' }, /MyAccountDatabaseStatements unnamed is for DBDriver pgsql, not sqlite3/],
    ['MyAccountHousekeeping of words', { main: 'MyAccountHousekeeping sometimes' }, /MyAccountHousekeeping: "sometimes" is no duration that fits; write a number with s, min or h, from 1 s to 24 h, or off/],
    ['MyAccountHousekeeping of a week', { main: 'MyAccountHousekeeping 168h' }, /MyAccountHousekeeping: "168h" is no duration that fits/],
    ['MyAccountHashCost below what is safe', { main: 'MyAccountHashCost 18 2' }, /MyAccountHashCost: a password hash may cost 19 to 4096 MiB of memory and 2 to 100 passes, not 18 and 2/],
    ['MyAccountHashCost of one pass', { main: 'MyAccountHashCost 19 1' }, /MyAccountHashCost: a password hash may cost .* not 19 and 1/],
    ['MyAccountHashCost of words', { main: 'MyAccountHashCost much 2' }, /MyAccountHashCost: "much" is no number/],
    ['MyAccountXMLMemory of another kind', { main: 'MyAccountXMLMemory arena' }, /MyAccountXMLMemory: "arena" is neither pools nor malloc/],
    ['MyAccountHashes of none', { main: 'MyAccountHashes none' }, /MyAccountHashes: "none" is no number from 1 to/],
    ['AuthType myaccount on the portal itself', { main: AUTHN, server: '<Location /account>\nAuthType myaccount\nRequire valid-user\n</Location>' }, /portal\.conf:\d+: AuthType myaccount in <Location \/account>, which is the portal's own/],
    ['AuthType myaccount on a page of the portal', { main: AUTHN, server: '<Location "/account/invoices">\nAuthType myaccount\nRequire valid-user\n</Location>' }, /portal\.conf:\d+: AuthType myaccount in <Location \/account\/invoices>, which is the portal's own/],
    ['AuthType myaccount around the portal', { main: AUTHN, server: '<Location />\nAuthType MyAccount\nRequire valid-user\n</Location>' }, /portal\.conf:\d+: AuthType myaccount in <Location \/> covers the portal at \/account\/ as well.*say AuthType None and Require all granted in <Location \/account\/>/],
    ['AuthType myaccount without a portal', { main: `${AUTHN}\nListen 127.0.0.1:8089\n<VirtualHost 127.0.0.1:8089>\n<Location /x>\nAuthType myaccount\nRequire valid-user\n</Location>\n</VirtualHost>` }, /httpd\.conf:\d+: AuthType myaccount, but this server has no portal/],
    ['AuthType myaccount with two portals', { main: AUTHN, server: (at) => `${second(at)}\n<Location /x>\nAuthType myaccount\nRequire valid-user\n</Location>` }, /portal\.conf:\d+: AuthType myaccount, but there are several portals; say whose session counts here, as in: MyAccountGuard \/account/],
    ['MyAccountGuard of no address', { main: AUTHN, server: '<Location /x>\nMyAccountGuard account\n</Location>' }, /MyAccountGuard: "account" is no address; write that of the portal/],
    ['MyAccountGuard of no portal', { main: AUTHN, server: '<Location /x>\nAuthType myaccount\nMyAccountGuard /acount\nRequire valid-user\n</Location>' }, /portal\.conf:\d+: MyAccountGuard \/acount: no portal is mounted there; of this server are: \/account\//],
    ['Require myaccount-role without a role', { main: AUTHN, server: '<Location /x>\nAuthType myaccount\nRequire myaccount-role\n</Location>' }, /Require myaccount-role wants the names of roles, as in: Require myaccount-role finance owner/],
    ['Require myaccount-role without AuthType', { main: AUTHN, server: '<Location /x>\nRequire myaccount-role owner\n</Location>' }, /portal\.conf:\d+: Require myaccount-role without an AuthType; write AuthType myaccount beside it/],
    ['Require myaccount-role with another AuthType', { main: AUTHN, server: '<Location /x>\nAuthType Basic\nRequire myaccount-role owner\n</Location>' }, /portal\.conf:\d+: Require myaccount-role with AuthType Basic; write AuthType myaccount/],
    ['Require myaccount-role of an unknown role', { main: AUTHN, server: '<Location /x>\nAuthType myaccount\n<RequireAny>\nRequire myaccount-role finanse\n</RequireAny>\n</Location>' }, /portal\.conf:\d+: Require myaccount-role: the portal has no role "finanse"; it has: any owner finance buyer/],
    ['MyAccountDevelopment of words', { location: { MyAccountDevelopment: 'perhaps' } }, /MyAccountDevelopment must be On or Off/],
    ['MyAccountHealthFrom of a name', { location: { MyAccountHealthFrom: 'monitor.example' } }, /MyAccountHealthFrom: "monitor\.example" is no address or network; write it as numbers/],
    ['MyAccountHealthFrom of a network that is none', { location: { MyAccountHealthFrom: '10.0.0.0/99' } }, /MyAccountHealthFrom: "10\.0\.0\.0\/99" is no address or network/],
    ['MyAccountHealthFrom of all', { location: { MyAccountHealthFrom: 'all' } }, /MyAccountHealthFrom: "all" is no address or network/],
    ['MyAccountBreachedPasswords that is not there', { location: { MyAccountBreachedPasswords: '/no/such/list' } }, /\/no\/such\/list: this list of breached passwords cannot be read/],
    ['MyAccountBreachedPasswords with no hashes', { location: { MyAccountBreachedPasswords: '/etc/passwd' } }, /\/etc\/passwd: at byte 0 there is no SHA-1 hash; a line is 40 hexadecimal digits, and perhaps :COUNT/],
    ['MyAccountPasswordMinimum of 4', { location: { MyAccountPasswordMinimum: '4' } }, /MyAccountPasswordMinimum: "4" is no number from 8 to 64/],
    ['MyAccountPasswordMinimum of 4000', { location: { MyAccountPasswordMinimum: '4000' } }, /MyAccountPasswordMinimum: "4000" is no number from 8 to 64/],
    ['MyAccountContentSecurityPolicy of scripts', { location: { MyAccountContentSecurityPolicy: 'script-src https://x.example' } }, /adds no scripts; whose scripts the layout may load says MyAccountLayoutSources/],
    ['MyAccountContentSecurityPolicy of inline code', { location: { MyAccountContentSecurityPolicy: `style-src "'unsafe-inline'"` } }, /"'unsafe-inline'" is no host that can be added to style-src; it looks like https:\/\/pay\.example/],
    ['MyAccountContentSecurityPolicy of all', { location: { MyAccountContentSecurityPolicy: 'form-action *' } }, /"\*" is no host that can be added/],
    ['MyAccountContentSecurityPolicy of another directive', { location: { MyAccountContentSecurityPolicy: 'frame-ancestors https://x.example' } }, /"frame-ancestors" cannot be added to; what can is connect-src, /],
    ['MyAccountContentSecurityPolicy that would end itself', { location: { MyAccountContentSecurityPolicy: 'form-action "https://x.example; script-src *"' } }, /is no host that can be added/],
    ['MyAccountLayout with an unknown word', { location: { MyAccountLayout: '/{language}/index.html main' } }, /has a word in braces that is not known; \{lang\} stands for the language/],
    ['MyAccountLayout with a brace', { location: { MyAccountLayout: '/{lang/index.html main' } }, /has a word in braces that is not known/],
    ['no database', { databaseConf: '' }, /MyAccountPortal needs a database; say DBDriver and DBDParams/],
    ['a misspelt directive', { location: { MyAccountLayuot: '/ main' } }, /Invalid command 'MyAccountLayuot'/],
  ];

  function secret(at, text, mode = 0o600) {
    const file = path.join(at.root, 'odd.secret');
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  // OP2: file and line, by httpd for a directive, by us for what only the whole can tell
  for (const [what, options, sentence] of MISTAKES) {
    test(`${what}: a sentence`, () => {
      const verdict = judge(options);
      assertRefused(verdict, sentence, what);
      assert.match(verdict.output, /(\.conf|\.xml|\.xsl):\d+: |Syntax error on line \d+ of \S+:/, what);
    });
  }

  // Where it lacks, nothing in the module could keep a request from waiting for ever; see doc/directives.md.
  test('a way to the database that may be waited for without end is told in one line, with what to add', () => {
    const conf = (driver, params) => `DBDriver ${driver}\n${params === null ? '' : `DBDParams "${params}"\n`}`;
    const said = (driver, params) => {
      const { status, output } = judge({ databaseConf: conf(driver, params), server: second });
      assert.equal(status, 0, output);
      return output.split('\n').filter((line) => /without end/.test(line));
    };
    const my = 'host=db.internal,user=myaccount,dbname=shop,flags=CLIENT_FOUND_ROWS';
    for (const params of [my, `${my},reconnect=1`, `${my},group=myaccount`]) {
      const lines = said('mysql', params);
      assert.equal(lines.length, 1, params);
      assert.match(lines[0], /\.conf:\d+: <Location \/\w+\/>: DBDParams should say reconnect=0,group=myaccount and my\.cnf, under \[myaccount\], connect-timeout=3: /);
    }
    for (const params of [null, 'host=db.internal dbname=shop', 'host=db.internal connect_timeout=0']) {
      const lines = said('pgsql', params);
      assert.equal(lines.length, 1, params);
      assert.match(lines[0], /\.conf:\d+: <Location \/\w+\/>: DBDParams should say connect_timeout=3: /);
    }
    for (const [driver, params] of [
      ['mysql', `${my},reconnect=0,group=myaccount`], ['mysql', `reconnect=0;${my}`], ['sqlite3', '/tmp/none.db'],
      ['pgsql', 'host=db.internal connect_timeout=3'], ['pgsql', "connect_timeout = '2' host=db.internal"], ['pgsql', 'postgresql://db.internal/shop?connect_timeout=10'], ['pgsql', 'service=shop'],
    ]) assert.deepEqual(said(driver, params), [], params);
    assert.doesNotMatch(judge({}).output, /without end/, 'the configuration of the tests');
  });

  test('what is right of AuthType myaccount is taken', () => {
    for (const server of [
      '<Location /x>\nAuthType myaccount\nRequire myaccount-role any\n</Location>',
      '<Location /x>\nAuthType myaccount\nMyAccountGuard /account/\n<RequireAll>\nRequire not myaccount-role buyer\nRequire valid-user\n</RequireAll>\n</Location>',
      '<Location />\nAuthType myaccount\nRequire valid-user\n</Location>\n<Location /account>\nAuthType None\nRequire all granted\n</Location>',
      (at) => `${second(at)}\n<Location /x>\nAuthType myaccount\nMyAccountGuard /second\nRequire valid-user\n</Location>`,
      '<Location /accounts>\nAuthType myaccount\nRequire valid-user\n</Location>',
    ]) {
      const { status, output } = judge({ main: AUTHN, server });
      assert.equal(status, 0, output);
    }
  });

  test('nothing is written by looking', () => {
    const files = () => fs.readdirSync(site.root, { recursive: true }).sort().join('\n');
    judge({});
    const seen = files();
    judge({});
    assert.equal(files(), seen);
  });
});

// AZ1, OP2: the sentences themselves are tested with the loader; here that httpd says them, with file and line, and does not start.
describe('definitions', () => {
  const { site, judge } = withJudge();

  function changed(file, from, to) {
    const folder = path.join(site.stage.root, 'conf.d/portal');
    const files = Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
    assert.ok(from === '' || files[file].includes(from), `${file} has ${from}`);
    files[file] = from === '' ? to : files[file].replace(from, to);
    fs.rmSync(path.join(site.root, 'portal'), { recursive: true, force: true });
    return { location: { MyAccountPortal: path.join(site.write('portal', files), 'portal.xml') } };
  }

  const FAULTS = [
    ['a page without roles', 'details.xml', '<page path="details" roles="any">', '<page path="details">', /details\.xml:\d+: .*roles/],
    ['a page of an unknown role', 'billing.xml', '<page path="invoices" roles="owner finance">', '<page path="invoices" roles="onwer">', /billing\.xml:\d+: .*onwer/],
    ['a statement without scope', 'billing.xml', 'WHERE id = :path.ref AND customer_id = :customer', 'WHERE id = :path.ref', /billing\.xml:\d+: .*scope/],
    ['an unknown element', 'home.xml', '<include record="membership" roles="buyer"/>', '<inclood record="membership"/>', /home\.xml:\d+: .*inclood.*include/],
    ['XML that is none', 'home.xml', '</module>', '</modul>', /home\.xml:\d+/],
    ['an undeclared bind', 'billing.xml', ':path.ref', ':path.reff', /billing\.xml:\d+: .*reff/],
    ['a text that is missing in a language', 'texts.en.xml', '<text key="details.saved">Your details are saved.</text>', '', /details\.saved/],
    ['an entity from a file', 'portal.xml', '<portal', '<!DOCTYPE portal [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<portal', /portal\.xml:\d+|entit|DTD|DOCTYPE/i],
  ];
  for (const [what, file, from, to, sentence] of FAULTS) {
    test(`${what}: file, line, and what would be right`, () => {
      const verdict = judge(changed(file, from, to));
      assertRefused(verdict, sentence, what);
      assert.doesNotMatch(verdict.output, /root:/, 'no file is read for it');
    });
  }

  test('a billion laughs are refused', () => {
    const lol = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    assertRefused(judge(changed('portal.xml', '<portal', `<!DOCTYPE portal [<!ENTITY l0 "lol">${lol}]>\n<portal`)), /portal\.xml/, 'laughs');
  });

  // XE1: nothing outside is read, and nothing of it is told
  test('a definition that would read other files or hosts is refused', () => {
    for (const [what, doctype, use] of [
      ['an entity of a file', '<!DOCTYPE portal [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'],
      ['an entity of a host', '<!DOCTYPE portal [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', '&x;'],
      ['a parameter entity', '<!DOCTYPE portal [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>', ''],
      ['a DTD', '<!DOCTYPE portal SYSTEM "file:///etc/passwd">', '&x;'],
      ['XInclude', '', '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'],
    ]) {
      const text = fs.readFileSync(path.join(site.stage.root, 'conf.d/portal/portal.xml'), 'utf8');
      const judged = judge(changed('portal.xml', '', text.replace('<portal', `${doctype}\n<portal`).replace('</portal>', `${use}</portal>`)));
      assertRefused(judged, /portal\.xml/, what);
      assert.doesNotMatch(judged.output, /root:|nologin/, what);
    }
  });

  test('a definition that is deeper than any that is meant is refused', () => {
    assertRefused(judge(changed('home.xml', '', `<module name="home" xmlns="urn:mod-myaccount:portal:1">${'<page>'.repeat(10000)}${'</page>'.repeat(10000)}</module>`)), /home\.xml/, 'depth');
  });
});

// XS1: a bad stylesheet of each kind is refused with file and line.
describe('stylesheets', () => {
  const { site, judge } = withJudge();
  const sheet = (body, attributes = '') => `<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" ${attributes}>
<xsl:import href="myaccount:base.xsl"/>
${body}
</xsl:stylesheet>`;
  const template = (body) => `<xsl:template match="nothing">\n${body}\n</xsl:template>`;

  const REFUSED = {
    'disable-output-escaping on value-of': sheet(template('<xsl:value-of select="." disable-output-escaping="yes"/>')),
    'disable-output-escaping on text': sheet(template('<xsl:text disable-output-escaping="yes">&lt;b&gt;</xsl:text>')),
    'a value in a script': sheet(template('<script>var x = "<xsl:value-of select="."/>";</script>')),
    'a value in a style': sheet(template('<style>.x { color: <xsl:value-of select="."/> }</style>')),
    'a template applied in a script': sheet(template('<script><xsl:apply-templates/></script>')),
    'a handler with a value': sheet(template('<a onclick="go(\'{@x}\')">x</a>')),
    'a handler': sheet(template('<a onclick="go()">x</a>')),
    'a handler by xsl:attribute': sheet(template('<a><xsl:attribute name="onclick">x</xsl:attribute></a>')),
    'an attribute whose name is computed': sheet(template('<a><xsl:attribute name="{@name}">x</xsl:attribute></a>')),
    'an element whose name is computed': sheet(template('<xsl:element name="{@name}">x</xsl:element>')),
    'exsl:document': sheet(template('<exsl:document href="/tmp/x">x</exsl:document>'), 'xmlns:exsl="http://exslt.org/common" extension-element-prefixes="exsl"'),
    'xsl:document': sheet(template('<xsl:document href="/tmp/x">x</xsl:document>')),
    'document() of a value': sheet(template('<xsl:value-of select="document(@x)"/>')),
    'document() of a file': sheet(template('<xsl:value-of select="document(\'/etc/passwd\')"/>')),
    'an unknown extension': sheet(template('<x:run>y</x:run>'), 'xmlns:x="urn:unknown" extension-element-prefixes="x"'),
    'another function\'s namespace': sheet(template('<xsl:value-of select="php:function(\'x\')"/>'), 'xmlns:php="http://php.net/xsl"'),
    'an import of a file elsewhere': sheet('').replace('myaccount:base.xsl', '/etc/passwd'),
    'an import from the network': sheet('').replace('myaccount:base.xsl', 'http://127.0.0.1:9/x.xsl'),
    'an entity from a file': sheet(template('&x;')).replace('<xsl:stylesheet', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><xsl:stylesheet'),
    'a template that is not there': sheet('<xsl:template match="/"><xsl:call-template name="nothing"/></xsl:template>'),
    'an expression that is none': sheet(template('<xsl:value-of select="]["/>')),
    'XML that is none': sheet('<xsl:template>'),
    'no stylesheet': '<html/>',
    'an empty file': '',
  };

  for (const [what, text] of Object.entries(REFUSED)) {
    test(`${what}: refused, with file and line`, () => {
      const skin = path.join(site.write('skin', { 'bad.xsl': text }), 'bad.xsl');
      const verdict = judge({ location: { MyAccountSkin: skin } });
      assertRefused(verdict, /bad\.xsl(:\d+)?/, what);
      assert.doesNotMatch(verdict.output, /root:x:/);
    });
  }

  test('one that only changes what it may is taken', () => {
    const skin = path.join(site.write('skin', { 'good.xsl': sheet('<xsl:template name="before-page"><p class="mine" title="{@page}">Mine</p><style>.mine { color: green }</style></xsl:template>') }), 'good.xsl');
    const { status, output } = judge({ location: { MyAccountSkin: skin } });
    assert.equal(status, 0, output);
  });
});

describe('a skin that fails', () => {
  const endless = (test) => `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:import href="myaccount:base.xsl"/>
    <xsl:template name="before-page"><xsl:if test="${test}"><xsl:call-template name="before-page"/></xsl:if></xsl:template></xsl:stylesheet>`;
  const { site, judge } = withJudge();
  const running = withSite({
    prepare: (at) => at.write('skin', { 'sometimes.xsl': endless("/myaccount/@page = 'details'") }),
    location: (at) => ({ MyAccountSkin: path.join(at.root, 'skin/sometimes.xsl'), MyAccountLayout: 'none' }),
  });

  test('on every page is refused at the start', () => {
    const skin = path.join(site.write('skin', { 'always.xsl': endless('true()') }), 'always.xsl');
    assertRefused(judge({ location: { MyAccountSkin: skin } }), /always\.xsl:\d+: .*recursion/, 'endless');
  });

  test('on one page is replaced there by the base skin, and the log says so', async () => {
    running.expectLog(/the skin failed, the base skin is shown.*sometimes\.xsl:\d+: .*recursion/);
    const anna = await annaAt(running);
    const { log } = await running.logged(async () => {
      for (let i = 0; i < 30; i++) {
        const answer = await anna.get('/account/details');
        assert.equal(answer.status, 200);
        assert.match(answer.page.main, /Fjæregata/);
      }
    });
    assert.equal(log.split('\n').filter((line) => /the skin failed/.test(line)).length, 1, 'once, whichever process answers');
  });

  test('is heard again when it was loaded again', async () => {
    const anna = await annaAt(running);
    running.expectLog(/the skin failed/);
    const { log } = await running.logged(async () => {
      await running.graceful();
      for (let i = 0; i < 10; i++) assert.equal((await anna.get('/account/details')).status, 200);
    });
    assert.equal(log.split('\n').filter((line) => /the skin failed/.test(line)).length, 1);
  });

  for (const [what, body] of Object.entries({
    'that ends itself': '<xsl:message terminate="yes">no more</xsl:message>',
    'that does too much': '<xsl:for-each select="//node() | //@*"><xsl:for-each select="//node() | //@*"><xsl:for-each select="//node() | //@*"><b/></xsl:for-each></xsl:for-each></xsl:for-each>',
  })) {
    test(`${what} is replaced by the base skin as well`, async () => {
      const own = running.write('skin', { 'other.xsl': `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:import href="myaccount:base.xsl"/>
        <xsl:template name="before-page"><xsl:if test="/myaccount/@page = 'details'">${body}</xsl:if></xsl:template></xsl:stylesheet>` });
      fs.renameSync(path.join(own, 'other.xsl'), path.join(own, 'sometimes.xsl'));
      await running.graceful();
      const anna = await annaAt(running);
      const { result, log } = await running.logged(() => anna.get('/account/details'));
      assert.equal(result.status, 200);
      assert.match(result.page.main, /Fjæregata/);
      assert.equal(log.split('\n').filter((line) => /the skin failed/.test(line)).length, 1);
    });
  }
});

describe('directives that are said do what they say', () => {
  const site = withSite({ location: { MyAccountSessionIdle: '2min', MyAccountSessionAbsolute: '10min', MyAccountSkin: null }, server: 'MyAccountLayoutCache 1s\nMyAccountDatabaseWait 500ms' });

  test('MyAccountSessionIdle and MyAccountSessionAbsolute', async () => {
    const anna = await annaAt(site);
    site.shiftClock(90);
    assert.equal((await anna.get('/account/')).status, 200);
    for (let i = 0; i < 4; i++) {
      site.shiftClock(100);
      assert.equal((await anna.get('/account/')).status, 200, `after ${i}`);
    }
    site.shiftClock(115);
    assert.equal((await anna.get('/account/')).status, 303, 'ten minutes are over');
    const again = await site.client().in(ANNA);
    site.shiftClock(121);
    assert.equal((await again.get('/account/')).status, 303);
  });

  test('MyAccountSkin unsaid is the base skin', async () => {
    const { page } = await site.client().get('/account/sign-in');
    assert.equal(page.all('link', { href: /demo\.css/ }).length, 0);
  });

  test('a second line of MyAccountSecretFile keeps forms of before valid', async () => {
    const anna = await annaAt(site);
    const form = (await anna.get('/account/details/edit')).page.form('/details/edit');
    const old = fs.readFileSync(site.secretFile, 'utf8');
    fs.writeFileSync(site.secretFile, `${'n'.repeat(43)}\n${old}`);
    await site.graceful();
    assert.equal((await anna.send(form, { city: 'Rotated' })).status, 303);
    const stale = (await anna.get('/account/details/edit')).page.form('/details/edit');
    fs.writeFileSync(site.secretFile, `${'m'.repeat(43)}\n`);
    await site.graceful();
    assert.equal((await anna.send(stale, { city: 'Forgotten' })).status, 403);
  });
});
