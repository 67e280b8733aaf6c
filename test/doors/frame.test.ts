import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { DoorClient } from '../../core/config/doors.js';
import { type Door, DoorRefusal } from '../../core/doors/door.js';
import { type Listener, openListener } from '../../core/doors/listener.js';
import { createWrongSecrets } from '../../core/doors/wrong-secrets.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import { waitFor } from '../lab/wait-for.js';
import { client, settingsWith } from './support.js';

const lines: Readonly<Record<string, unknown>>[] = [];
const events: PassEvent[] = [];
const write = (fields: Readonly<Record<string, unknown>>) => void lines.push(fields);
const log = { debug: write, info: write, warn: write, error: write, child: () => log };

/** Tells who called; hangs where asked to. */
const echo: Door = {
  paths: ['/httpreq/'],
  methods: ['POST', 'GET'],
  longestBody: 100,
  longestMs: 300,
  async handle({ gate, path, note, signal }) {
    if (path === '/httpreq/hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (path === '/httpreq/fail') throw new Error('a secret word');
    const caller = path === '/httpreq/bearer' ? gate.bearer() : gate.basic();
    note(['a.example.com']);
    if (path === '/httpreq/refuse') throw new DoorRefusal(422, 'no');
    return { status: 200, body: JSON.stringify({ client: caller.name }) };
  },
};

const edge = client('edge', { doors: ['httpreq'] });
const hashed: DoorClient = { ...client('hashed', { doors: ['httpreq'] }), secret: undefined };
const elsewhere = client('elsewhere', { doors: ['httpreq'], from: ['192.0.2.0/24'] });
const withoutDoor = client('without', { doors: ['acme'] });

let now = 1_000_000;
let listener: Listener;
const stop = new AbortController();

before(async () => {
  listener = await openListener({ host: '127.0.0.1', port: 0 }, undefined, {
    doors: () => [['httpreq', echo]],
    settings: () => settingsWith([edge, hashed, elsewhere, withoutDoor]),
    wrongSecrets: createWrongSecrets(() => now),
    log,
    listen: (event) => void events.push(event),
    signal: stop.signal,
  });
});
after(() => listener.close());

interface Asked {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(
  path: string,
  options: { method?: string; body?: string; user?: string; headers?: Record<string, string> } = {},
) {
  const { method = 'POST', body = '', user, headers = {} } = options;
  const authorization = user === undefined ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
  return new Promise<Asked>((resolve, reject) => {
    const sent = request({
      host: '127.0.0.1',
      port: listener.port,
      path,
      method,
      headers: { ...authorization, ...headers },
    });
    sent.once('error', reject);
    sent.once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers });
    });
    sent.end(body);
  });
}

describe('the frame of the doors', () => {
  it('knows its clients by their secrets, and writes one line and one sample for each call', async () => {
    const answer = await ask('/httpreq/present', { user: `edge:${edge.secret}` });
    assert.equal(answer.body, '{"client":"edge"}');
    const { durationMs, ...line } = lines.at(-1) ?? {};
    assert.equal(typeof durationMs, 'number');
    assert.deepEqual(line, {
      event: 'door.call',
      door: 'httpreq',
      client: 'edge',
      names: ['a.example.com'],
      method: 'POST',
      path: '/httpreq/present',
      address: '127.0.0.1',
      status: 200,
      outcome: 'done',
    });
    assert.deepEqual(
      { ...events.at(-1), durationMs: 0 },
      { kind: 'door-call', door: 'httpreq', client: 'edge', outcome: 'done', durationMs: 0 },
    );
    assert.equal((await ask('/httpreq/present', { user: `hashed:${client('hashed').secret}` })).status, 200);
    const bearer = { authorization: `Bearer ${edge.secret}` };
    assert.equal((await ask('/httpreq/bearer', { headers: bearer })).body, '{"client":"edge"}');
  });

  it('refuses who is not known, comes from elsewhere, or has not got the door', async () => {
    now += 3_600_000;
    const cases = [
      [undefined, 401],
      ['edge:x', 401],
      ['nobody:x', 401],
      ['edge', 401],
      [`edge:${hashed.secretHash}`, 401],
      [`hashed:${hashed.secretHash}`, 401],
      [`elsewhere:${elsewhere.secret}`, 403],
      [`without:${withoutDoor.secret}`, 403],
    ] as const;
    for (const [user, status] of cases) {
      const answer = await ask('/httpreq/present', user === undefined ? {} : { user });
      assert.equal(answer.status, status, user);
      if (status === 401) assert.match(String(answer.headers['www-authenticate']), /^Basic realm=/);
    }
  });

  it('takes ten wrong secrets from an address in a minute, and none after that, right ones among them', async () => {
    now += 3_600_000;
    for (let index = 0; index < 10; index += 1) {
      assert.equal((await ask('/httpreq/present', { user: 'edge:wrong' })).status, 401);
    }
    const answer = await ask('/httpreq/present', { user: `edge:${edge.secret}` });
    assert.equal(answer.status, 429);
    assert.equal(answer.headers['retry-after'], '60');
    now += 60_000;
    assert.equal((await ask('/httpreq/present', { user: `edge:${edge.secret}` })).status, 200);
  });

  it('answers only what makes sense', async () => {
    now += 3_600_000;
    const user = `edge:${edge.secret}`;
    const cases = [
      ['/', 404],
      ['/httpreq/', 404],
      ['/httpreq', 404],
      ['/HTTPREQ/present', 404],
      ['/httpreq/../httpreq/present', 400],
      ['/httpreq/%70resent', 400],
      ['/httpreq//present', 400],
      ['//httpreq/present', 400],
      ['/httpreq/./present', 400],
      ['/httpreq/..', 400],
      ['/httpreq/a\\b', 400],
      ['/httpreq/__proto__', 200],
      ['http://other.example/httpreq/present', 400],
      [`/httpreq/${'a'.repeat(5000)}`, 400],
      ['*', 400],
    ] as const;
    for (const [path, status] of cases) assert.equal((await ask(path, { user })).status, status, path);
    assert.equal((await ask('/httpreq/present', { user, method: 'DELETE' })).status, 405);
    assert.equal((await ask('/httpreq/present', { user, body: 'a'.repeat(101) })).status, 413);
    assert.equal((await ask('/httpreq/present', { user, body: 'a'.repeat(100) })).status, 200);
    assert.equal((await ask('/httpreq/refuse', { user })).body, 'no\n');
  });

  it('ends what takes too long, and tells nothing of its own faults', async () => {
    const user = `edge:${edge.secret}`;
    assert.equal((await ask('/httpreq/hang', { user })).status, 503);
    const failed = await ask('/httpreq/fail', { user });
    assert.equal(failed.status, 500);
    assert.doesNotMatch(failed.body, /secret word/);
    assert.equal(lines.at(-1)?.outcome, 'failed');
  });

  it('ends who sends a head or a body drop by drop, and serves others meanwhile', { timeout: 60_000 }, async () => {
    const head = `POST /httpreq/present HTTP/1.1\r\nHost: hub\r\nContent-Length: 90\r\n`;
    const began = { head: 'POST /httpreq/pre', headers: head, body: `${head}\r\n{` };
    const ends = Object.entries(began).map(async ([kind, first]) => {
      const socket = connect(listener.port, '127.0.0.1').on('error', () => {});
      socket.write(first);
      const drops = setInterval(() => socket.write('a'), 500);
      let answer = '';
      for await (const chunk of socket.setEncoding('latin1')) answer += chunk;
      clearInterval(drops);
      socket.destroy();
      return [kind, /^HTTP\/1\.1 2/.test(answer)];
    });
    assert.equal((await ask('/httpreq/present', { user: `edge:${edge.secret}` })).status, 200);
    assert.deepEqual(await Promise.all(ends), [
      ['head', false],
      ['headers', false],
      ['body', false],
    ]);
  });

  it('lets nobody keep others out by connecting and saying nothing', { timeout: 60_000 }, async () => {
    const silent = Array.from({ length: 2100 }, () => connect(listener.port, '127.0.0.1').on('error', () => {}));
    await waitFor(
      'all connections',
      async () => silent.filter((socket) => socket.destroyed || socket.readyState === 'open').length === 2100,
    );
    assert.equal((await ask('/httpreq/present', { user: `edge:${edge.secret}` })).status, 200);
    for (const socket of silent) socket.destroy();
  });
});

describe('wrong secrets', () => {
  it('are counted for the whole network of an IPv6 address, and forgotten in the end', () => {
    let time = 0;
    const wrong = createWrongSecrets(() => time);
    for (let index = 0; index < 10; index += 1) wrong.count(`2001:db8:0:1::${index}`);
    assert.equal(wrong.waitMs('2001:db8:0:1:ffff::1'), 60_000);
    assert.equal(wrong.waitMs('2001:db8:0:2::1'), 0);
    for (let index = 0; index < 10_001; index += 1) wrong.count(`10.0.${index >> 8}.${index & 255}`);
    assert.equal(wrong.waitMs('2001:db8:0:1::1'), 0);
    time = -1;
    assert.equal(wrong.waitMs('10.0.0.1'), 0);
  });
});

it('the hash of a secret is that of its text', () => {
  assert.equal(
    edge.secretHash,
    createHash('sha256')
      .update(edge.secret ?? '')
      .digest('hex'),
  );
});
