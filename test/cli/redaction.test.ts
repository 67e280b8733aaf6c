import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { optionVariables } from '../../core/options/names.js';
import type { ProviderManifest } from '../../core/sdk/index.js';
import { type CliResult, createTempDir, type ProxiedRequest, startProxy, type TempDir } from '../lab/index.js';
import { type CommandHost, startCommandHost } from './command-host.js';

/** How an option is given, and what the API that refuses everything repeats of the request. */
const ways = [
  { way: 'flag', status: 403, echo: ({ headers }: ProxiedRequest) => JSON.stringify(headers) },
  { way: 'variable', status: 400, echo: ({ method, url }: ProxiedRequest) => `${method} ${url}` },
  { way: 'file', status: 403, echo: ({ body }: ProxiedRequest) => body },
] as const;

type Way = (typeof ways)[number]['way'];

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Not everything is a secret that has its form: the others are made of characters that every encoding changes. */
const forms: Readonly<Record<string, () => string>> = {
  'ddns token': () => `hmac-sha256:key:${randomBytes(24).toString('base64')}`,
  'transip apiKey': () => privateKey,
  'googleclouddns serviceAccountInfo': () =>
    JSON.stringify({ client_email: 'a@b.example', project_id: 'p', private_key: privateKey }),
};

/** Values of options that are no secrets, where the manifest has neither a default nor choices. */
const plain: Readonly<Record<string, string>> = {
  'powerdns server': 'https://pdns.lab.example',
  'ddns server': '127.0.0.1:1',
  'onapp server': 'https://onapp.lab.example',
  'directadmin endpoint': 'https://directadmin.lab.example',
};

interface Given {
  readonly key: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** One set of options for each group of credentials, so that each secret is in one of them. */
function optionSets({ id, options, oneOf = [[]] }: ProviderManifest): Given[][] {
  const grouped = new Set(oneOf.flat());
  return oneOf.map((group) =>
    Object.entries(options).flatMap(([key, spec]) => {
      const isSecret = spec.secret === true;
      const isWanted = group.includes(key) || (!grouped.has(key) && (isSecret || spec.required === true));
      if (!isWanted) return [];
      const made = forms[`${id} ${key}`]?.() ?? `s3cr3t/${key}+${randomBytes(9).toString('base64url')}&ü=~"x`;
      const value = isSecret ? made : (plain[`${id} ${key}`] ?? String(spec.default ?? spec.choices?.[0] ?? `${key}1`));
      return [{ key, value, isSecret }];
    }),
  );
}

describe('a secret of a provider', () => {
  let directory: TempDir;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let host: CommandHost;
  let answer: { status: number; echo: (request: ProxiedRequest) => string } = ways[0];
  let masked = 0;

  before(async () => {
    directory = await createTempDir('redaction');
    proxy = await startProxy({
      handle(request) {
        const text = answer.echo(request);
        const isXml = /xml/.test(`${request.headers['content-type']} ${request.url}`);
        if (isXml) {
          const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
          return {
            status: answer.status,
            headers: { 'content-type': 'text/xml' },
            body: `<e><message>${escaped}</message></e>`,
          };
        }
        return { status: answer.status, body: { message: text, error: text, errors: [{ message: text }] } };
      },
    });
    host = startCommandHost({ NODE_EXTRA_CA_CERTS: proxy.caFile });
  });
  after(async () => {
    await host.stop();
    await proxy.stop();
    await directory.remove();
  });

  async function list(manifest: ProviderManifest, given: readonly Given[], way: Way): Promise<CliResult> {
    const words: string[] = [];
    const env: Record<string, string> = { HTTPS_PROXY: proxy.url };
    for (const [index, { key, value, isSecret }] of given.entries()) {
      const [name = ''] = optionVariables(manifest, key);
      if (way === 'flag' || !isSecret) words.push(`--${manifest.options[key]?.flag}=${value}`);
      else if (way === 'variable') env[name] = value;
      else {
        env[`${name}_FILE`] = join(directory.path, `${manifest.id}-${index}`);
        await writeFile(env[`${name}_FILE`] ?? '', `${value}\n`);
      }
    }
    return host.run([manifest.id, 'list', 'example.com', 'TXT', '--log-level=DEBUG', ...words], {
      bin: 'lexicon',
      env,
    });
  }

  for (const { manifest } of builtInRegistry().providers) {
    const sets = optionSets(manifest).filter((set) => set.some(({ isSecret }) => isSecret));
    if (sets.length === 0) continue;
    it(`never shows: ${manifest.id}`, async () => {
      for (const { way, ...refusal } of ways) {
        answer = refusal;
        for (const set of sets) {
          const { code, stdout, stderr } = await list(manifest, set, way);
          assert.notEqual(code, 0, 'everything is refused');
          const printed = `${stdout}\n${stderr}`;
          if (printed.includes('[secret]')) masked += 1;
          for (const { key, value, isSecret } of set) if (isSecret) assertHidden(value, printed, `${way} ${key}`);
        }
      }
    });
  }

  it('is not shown in part, where a long answer is cut off in the midst of it', async () => {
    const manifest = builtInRegistry().findProvider('cloudflare')?.manifest;
    assert.ok(manifest);
    const value = randomBytes(20).toString('hex');
    answer = {
      status: 403,
      echo: ({ headers }) => `${'x'.repeat(485)}${headers.authorization?.replace('Bearer ', '')}`,
    };
    const { stderr } = await list(manifest, [{ key: 'token', value, isSecret: true }], 'flag');
    assert.match(stderr, /x{485}\[secret\]…/);
    assert.ok(!stderr.includes(value.slice(0, 4)));
  });

  it('is told apart by this test: most services got one, and it was masked where they repeated it', () => {
    assert.ok(masked > builtInRegistry().providers.length / 2, `${masked} outputs had something masked`);
  });
});

/** No line of a longer secret either, raw, URL-encoded, JSON-escaped, or anywhere inside base64. */
function assertHidden(secret: string, printed: string, what: string): void {
  const decoded = [...printed.matchAll(/[A-Za-z0-9+/_-]{8,}/g)].map(([word]) =>
    Buffer.from(word, 'base64').toString('latin1'),
  );
  for (const line of secret.split('\n').filter((part) => part.length > 12 && !part.startsWith('-----'))) {
    const bytes = Buffer.from(line).toString('latin1');
    for (const form of [
      line,
      encodeURIComponent(line),
      JSON.stringify(line).slice(1, -1),
      Buffer.from(line).toString('base64'),
    ]) {
      assert.ok(!printed.includes(form), `${what} is shown as ${form} in ${printed}`);
    }
    assert.ok(!decoded.some((text) => text.includes(bytes)), `${what} is shown inside base64 in ${printed}`);
  }
}
