import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { load, told } from './fixtures.js';

const file = '/conf/letsencrypt-dns.yml';
const profile = 'profiles: [{name: p, provider: cloudflare, provider_options: {auth_token: t}}]';

async function read(text: string, env: Readonly<Record<string, string>> = {}) {
  const { state, problems } = await load(env, { [file]: `${profile}\n${text}\n` }, file);
  return { state, problems: told(problems, file) };
}

describe('values of the YAML file', () => {
  it('that are empty are as if their keys were not there', async () => {
    const text = `acme:
  email_account:
  eab: {kid: ~}
dns:
certificates:
- domains: [a.example.com]
  profile: p
  name: null
  key_type:
  pfx:`;
    const { state, problems } = await read(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      state.certificates.map(({ name, isNameGiven, keyType }) => [name, isNameGiven, keyType]),
      [['a.example.com', false, 'ecdsa']],
    );
    assert.deepEqual([state.settings.mail, state.settings.eab], [undefined, undefined]);
  });

  it('may be several names in one variable', async () => {
    const table: readonly [written: string, names: string, domains: readonly string[] | undefined][] = [
      [`[\${N}]`, 'a.example.com', ['a.example.com']],
      [`[\${N}, z.example.com]`, 'a.example.com,b.example.com', ['a.example.com', 'b.example.com', 'z.example.com']],
      [`[\${N}]`, '[a.example.com, b.example.com]', ['a.example.com', 'b.example.com']],
      [`[\${N}]`, ' [a.example.com]', ['a.example.com']],
      [`[\${N}]`, '[a.example.com', undefined],
      [`[\${N}]`, '{a.example.com: b.example.com}', undefined],
      [`["\${N}"]`, 'a.example.com,b.example.com', undefined],
      [`\${N}`, '- a.example.com\n- b.example.com', ['a.example.com', 'b.example.com']],
      [`\${N}`, ' [a.example.com]', ['a.example.com']],
      [`\${N}`, 'a.example.com', undefined],
      [`\${N}`, '-a.example.com', undefined],
    ];
    for (const [written, names, domains] of table) {
      const { state, problems } = await read(`certificates: [{name: c, domains: ${written}, profile: p}]`, {
        N: names,
      });
      const [certificate] = state.certificates;
      assert.deepEqual(certificate?.domains, domains, `${written} ${names}`);
      assert.equal(problems.length === 0, domains !== undefined, `${written} ${names}: ${problems.join(' | ')}`);
    }
  });
});
