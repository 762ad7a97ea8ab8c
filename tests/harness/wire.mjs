// SPDX-License-Identifier: Apache-2.0
// tests/harness/wire.mjs: what stands between httpd and the database server, and breaks when it is told to
//
//   const wire = new Wire(server socket, own socket);  await wire.listen();
//   wire.mode = 'pass'      all goes through
//               'stall'     connections are taken, and nobody ever says a word again
//               'refuse'    all is cut, and nobody is taken
//   wire.fail(5, 'error')   the 5th statement from now on fails: the database says that it cannot
//               'cut'       …the connection ends before the statement came to the database
//               'lost'      …the database has done it, and the connection ends before its answer came to httpd
//
// It knows of the protocols what that takes: where a message ends, which ones are statements, and how an error is said.

import fs from 'node:fs';
import net from 'node:net';

import { DIALECT } from './database.mjs';
import { own } from './server.mjs';

const int32 = (n) => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(n); return bytes; };

// PostgreSQL: after the first one, which has no type, a message is type, length (of itself and what follows), content.
const postgresql = {
  // The message that BYTES begins with, or null if it is not all there.
  split(bytes, first) {
    const head = first ? 0 : 1;
    if (bytes.length < head + 4) return null;
    const size = head + bytes.readInt32BE(head);
    return bytes.length < size ? null : bytes.subarray(0, size);
  },
  // Does MESSAGE of the client end a statement? Then the server has its turn. A statement of PQexecPrepared is Bind, Describe, Execute, Sync.
  ends: (message) => 'QS'.includes(String.fromCharCode(message[0])),
  // What the statement of MESSAGES says, as far as one can see.
  text: (messages) => (messages[0][0] === 0x51 ? messages[0].toString('utf8', 5, messages[0].length - 1) : `execute ${messages[0].toString('utf8', 6).split('\0')[0]}`),
  counts: () => true,
  // The server is made to fail truly: its transaction is dead then, as it would be.
  instead: (socket) => {
    const sql = Buffer.from('SELECT 1 / 0\0');
    socket.write(Buffer.concat([Buffer.from('Q'), int32(4 + sql.length), sql]));
    return null;
  },
  hello: false,
};

// MariaDB: a packet is length, number, content; a command has number 0.
const mariadb = {
  split(bytes) {
    if (bytes.length < 4) return null;
    const size = 4 + bytes.readUIntLE(0, 3);
    return bytes.length < size ? null : bytes.subarray(0, size);
  },
  ends: () => true,
  text: ([packet]) => ({ 3: packet.toString('utf8', 5), 0x16: `prepare ${packet.toString('utf8', 5)}`, 0x17: 'execute', 0x0e: 'ping' }[packet[4]] ?? `command ${packet[4]}`),
  // COM_STMT_CLOSE, COM_QUIT have no answer; pings are mod_dbd's
  counts: ([packet]) => packet[3] === 0 && [3, 0x16, 0x17].includes(packet[4]),
  instead: () => {
    const said = Buffer.concat([Buffer.from([0xff, 0x51, 0x04]), Buffer.from('#HY000'), Buffer.from('a fault of the test')]);   // 1105
    return Buffer.concat([Buffer.from([said.length, 0, 0, 1]), said]);
  },
};

const PROTOCOL = { postgresql, mariadb }[DIALECT];

export class Wire {
  constructor(to, at) {
    this.to = to;
    this.at = at;
    this.mode = 'pass';
    this.pairs = new Set();
    this.said = [];         // what the statements were, since begin()
    this.left = 0;
    this.hit = null;
  }

  async listen() {
    this.server = net.createServer((client) => this.join(client));
    await new Promise((resolve, reject) => {
      this.server.on('error', reject);
      this.server.listen(this.at, resolve);
    });
    fs.chmodSync(this.at, 0o777);
    own(this.at);
    return this;
  }

  close() {
    this.cutAll();
    return new Promise((resolve) => this.server.close(resolve));
  }

  cutAll() {
    for (const pair of this.pairs) this.cut(pair);
  }

  cut(pair) {
    pair.client.destroy();
    pair.server?.destroy();
    this.pairs.delete(pair);
  }

  set(mode) {
    this.mode = mode;
    if (mode === 'refuse') this.cutAll();
    if (mode !== 'pass') return;
    // what was kept back goes on its way; who was taken in silence is let in
    for (const pair of this.pairs) {
      for (const run of pair.kept.splice(0)) run();
    }
  }

  // Count statements from here; the NUMBERth (0: none) meets HOW.
  fail(number, how) {
    this.left = number;
    this.how = how;
    this.hit = null;
    this.said = [];
  }

  join(client) {
    if (this.mode === 'refuse') {
      client.destroy();
      return;
    }
    const pair = { client, server: null, kept: [], bytes: Buffer.alloc(0), messages: [], first: true, lost: false };
    this.pairs.add(pair);
    const end = () => this.cut(pair);
    client.on('error', end).on('close', end);
    const begin = () => {
      pair.server = net.connect(this.to);
      pair.server.on('error', end).on('close', end);
      pair.server.on('data', (bytes) => this.pass(pair, () => this.fromServer(pair, bytes)));
    };
    client.on('data', (bytes) => this.pass(pair, () => this.fromClient(pair, bytes)));
    this.pass(pair, begin);
  }

  pass(pair, run) {
    if (this.mode === 'stall') pair.kept.push(run);
    else run();
  }

  fromServer(pair, bytes) {
    if (pair.lost) this.cut(pair);
    else pair.client.write(bytes);
  }

  fromClient(pair, bytes) {
    pair.bytes = Buffer.concat([pair.bytes, bytes]);
    for (;;) {
      const message = PROTOCOL.split(pair.bytes, pair.first);
      if (!message) return;
      pair.bytes = pair.bytes.subarray(message.length);
      if (pair.first) {
        pair.first = false;
        pair.server.write(message);
      } else {
        pair.messages.push(message);
        if (PROTOCOL.ends(message)) this.statement(pair, pair.messages.splice(0));
      }
      if (!this.pairs.has(pair)) return;
    }
  }

  statement(pair, messages) {
    if (PROTOCOL.counts(messages)) {
      this.said.push(PROTOCOL.text(messages));
      if (this.left > 0 && (this.left -= 1) === 0) {
        this.hit = this.said.at(-1);
        this.meet(pair, messages);
        return;
      }
    }
    for (const message of messages) pair.server.write(message);
  }

  meet(pair, messages) {
    if (this.how === 'cut') {
      this.cut(pair);
    } else if (this.how === 'lost') {
      pair.lost = true;
      for (const message of messages) pair.server.write(message);
    } else {
      const answer = PROTOCOL.instead(pair.server);
      if (answer) pair.client.write(answer);
    }
  }
}

// Options for withSite() with a wire between httpd and the database: site.wire.
export function wired(options = {}) {
  return {
    ...options,
    prepare: async (site) => {
      await options.prepare?.(site);
      if (site.wire) return;
      const { server } = site.db;
      const folder = fs.mkdtempSync('/tmp/mya-wire-');
      fs.chmodSync(folder, 0o755);
      const [to, at] = DIALECT === 'postgresql' ? [`${server.root}/.s.PGSQL.5432`, `${folder}/.s.PGSQL.5432`] : [server.socket, `${folder}/socket`];
      site.wire = await new Wire(to, at).listen();
      site.wire.folder = folder;
      site.db.conf = site.db.conf.replace(DIALECT === 'postgresql' ? server.root : server.socket, DIALECT === 'postgresql' ? folder : at);
    },
  };
}

export async function unwire(site) {
  await site.wire.close();
  fs.rmSync(site.wire.folder, { recursive: true, force: true });
}
