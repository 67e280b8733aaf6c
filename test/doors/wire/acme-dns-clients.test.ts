import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client } from '../support.js';
import { requestOf, sendRaw } from './send-raw.js';
import { withHub } from './wire-hub.js';

const edge = client('edge', { doors: ['acme-dns'] });
const basic = Buffer.from(`edge:${edge.secret}`).toString('base64');
const host = 'Host: hub.example.com:8443';

interface Made {
  readonly username: string;
  readonly password: string;
  readonly subdomain: string;
}

/** What a client sends, byte for byte. The credentials of `register` come from `https://edge:SECRET@hub…` as its base address. */
interface Player {
  readonly name: string;
  register(): string;
  update(account: Made, txt: string): string;
  /** How it reads the answers. */
  read(body: string): Made;
  isGood(body: string, txt: string): boolean;
}

const goHeaders = ['Accept: application/json', 'User-Agent: goacmedns (linux; amd64)', 'Accept-Encoding: gzip'];

/** The library that lego, Traefik and cert-manager have. Without networks to allow it sends `null`. */
const goacmedns: Player = {
  name: 'goacmedns, as in lego and cert-manager',
  register: () =>
    requestOf(
      [
        'POST /acme-dns/register HTTP/1.1',
        host,
        `Authorization: Basic ${basic}`,
        'Content-Type: application/json',
        ...goHeaders,
      ],
      'null\n',
    ),
  update: ({ username, password, subdomain }, txt) =>
    requestOf(
      [
        'POST /acme-dns/update HTTP/1.1',
        host,
        'Content-Type: application/json',
        `X-Api-Key: ${password}`,
        `X-Api-User: ${username}`,
        ...goHeaders,
      ],
      `{"subdomain":"${subdomain}","txt":"${txt}"}\n`,
    ),
  read: (body) => JSON.parse(body) as Made,
  isGood: () => true,
};

const curlHeaders = [host, 'User-Agent: acme.sh/3.1.1 (https://github.com/acmesh-official/acme.sh)', 'Accept: */*'];

/** By curl: nothing is registered with, and JSON is called a form. It looks for what it wants with sed and grep. */
const acmeSh: Player = {
  name: 'acme.sh',
  register: () =>
    requestOf([
      'POST /acme-dns/register HTTP/1.1',
      `Authorization: Basic ${basic}`,
      ...curlHeaders,
      'Content-Length: 0',
    ]),
  update: ({ username, password, subdomain }, txt) =>
    requestOf(
      [
        'POST /acme-dns/update HTTP/1.1',
        ...curlHeaders,
        `X-Api-User: ${username}`,
        `X-Api-Key: ${password}`,
        'Content-Type: application/x-www-form-urlencoded',
      ],
      `{"subdomain":"${subdomain}", "txt": "${txt}"}`,
    ),
  read(body) {
    const field = (name: string) => new RegExp(`^{.*"${name}":[ ]*"([^"]*)".*}$`).exec(body)?.[1] ?? '';
    return { username: field('username'), password: field('password'), subdomain: field('subdomain') };
  },
  isGood: (body, txt) => body.includes(`"${txt}"`),
};

describe('clients of acme-dns at the hub', () => {
  for (const player of [goacmedns, acmeSh])
    it(`make an account and set values as ${player.name} does`, async () => {
      await withHub(
        [edge],
        async ({ url, txt }) => {
          const made = await sendRaw(url, player.register());
          assert.equal(made.status, 201, made.body);
          const account = player.read(made.body);
          assert.equal(account.password.length, 40);
          const value = 'v'.repeat(43);
          const set = await sendRaw(url, player.update(account, value));
          assert.equal(set.status, 200, set.body);
          assert.ok(player.isGood(set.body, value));
          assert.deepEqual(txt(), [`${account.subdomain}.auth.example.net ${value}`]);
          const refused = await sendRaw(url, player.update({ ...account, password: 'p'.repeat(40) }, value));
          assert.deepEqual([refused.status, refused.body], [401, '{"error":"forbidden"}']);
          assert.equal(player === goacmedns || player.isGood(refused.body, value), player === goacmedns);
        },
        { acmeDns: { zone: 'auth.example.net' } },
      );
    });
});
