import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client } from '../support.js';
import { withHub } from './wire-hub.js';

const edge = client('edge', { doors: ['acme-dns'] });
const other = client('other', { doors: ['acme-dns'] });
const more = { acmeDns: { zone: 'auth.example.net' } };
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(43)) as [string, string, string];

interface Account {
  readonly username: string;
  readonly password: string;
  readonly subdomain: string;
  readonly fulldomain: string;
  readonly allowfrom: readonly string[];
}

function update({ username, password, subdomain }: Account, txt: string) {
  return { headers: { 'X-Api-User': username, 'X-Api-Key': password }, json: { subdomain, txt } };
}

describe('the door acme-dns', () => {
  it('makes accounts for clients, and keeps the last two values of each', async () => {
    await withHub(
      [edge, other],
      async ({ ask, txt }) => {
        const made = await ask('/acme-dns/register', { method: 'POST', as: edge });
        assert.equal(made.status, 201);
        const account = JSON.parse(made.text) as Account;
        assert.match(account.username, /^[0-9a-f-]{36}$/);
        assert.match(account.password, /^[\w-]{40}$/);
        assert.equal(account.fulldomain, `${account.subdomain}.auth.example.net`);
        assert.deepEqual(account.allowfrom, []);

        const set = async (value: string) => ask('/acme-dns/update', update(account, value));
        const first = await set(one);
        assert.deepEqual([first.status, first.text], [200, JSON.stringify({ txt: one })]);
        await Promise.all([set(two), set(two)]);
        assert.deepEqual(txt().sort(), [`${account.fulldomain} ${one}`, `${account.fulldomain} ${two}`]);
        assert.equal((await set(three)).status, 200);
        assert.deepEqual(txt().sort(), [`${account.fulldomain} ${two}`, `${account.fulldomain} ${three}`]);
        assert.equal((await ask('/acme-dns/health')).status, 200);
      },
      more,
    );
  });

  it('answers what acme-dns answers, and lets nobody write at the name of another account', async () => {
    await withHub(
      [edge, other],
      async ({ ask, txt }) => {
        const register = async (as: typeof edge) =>
          JSON.parse((await ask('/acme-dns/register', { as, json: {} })).text) as Account;
        const [mine, theirs] = [await register(edge), await register(other)];
        const error = async (path: string, asked: Parameters<typeof ask>[1]) => {
          const { status, text } = await ask(path, asked);
          return [status, (JSON.parse(text) as { error: string }).error];
        };
        const wrong = { ...update(mine, one), headers: { 'X-Api-User': mine.username, 'X-Api-Key': theirs.password } };
        assert.deepEqual(await error('/acme-dns/update', wrong), [401, 'forbidden']);
        const strange = { ...update(mine, one), json: { subdomain: theirs.subdomain, txt: one } };
        assert.deepEqual(await error('/acme-dns/update', strange), [401, 'forbidden']);
        assert.deepEqual(await error('/acme-dns/update', update(mine, 'short')), [400, 'bad_txt']);
        assert.deepEqual(await error('/acme-dns/update', { ...update(mine, one), json: '{' }), [
          400,
          'malformed_json_payload',
        ]);
        assert.deepEqual(await error('/acme-dns/register', { as: edge, json: { allowfrom: ['here'] } }), [
          400,
          'invalid_allowfrom_cidr',
        ]);
        assert.equal((await ask('/acme-dns/register', { method: 'POST' })).status, 401);
        const elsewhere = JSON.parse(
          (await ask('/acme-dns/register', { as: edge, json: { allowfrom: ['192.0.2.0/24'] } })).text,
        ) as Account;
        assert.deepEqual(await error('/acme-dns/update', update(elsewhere, one)), [401, 'forbidden']);
        assert.deepEqual(txt(), []);
      },
      more,
    );
  });
});
