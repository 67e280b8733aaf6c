import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from './fixtures.js';

const env = { LEXICON_CLOUDFLARE_TOKEN: 's3cret' };

/** What is said of the names of one certificate, without where it stands; and what they are, where it is taken. */
async function readIn(format: 'domains.conf' | 'yaml', domains: readonly string[]) {
  const files =
    format === 'yaml'
      ? { '/conf/letsencrypt-dns.yml': JSON.stringify({ certificates: [{ domains }] }), '/conf/domains.conf': '' }
      : { '/conf/domains.conf': domains.join(' ') };
  const { state, problems } = await load(env, files, format === 'yaml' ? '/conf/letsencrypt-dns.yml' : undefined);
  const found = problems.filter(({ certificate, message }) => certificate !== undefined || /`/.test(message));
  return {
    domains: state.certificates.flatMap((certificate) => certificate.domains),
    said: found.map(({ severity, message, hint }) => ({
      severity,
      message: message.replace(/ (?:on this line|in this certificate)$/, ''),
      hint,
    })),
  };
}

describe('the names of a certificate are read alike in domains.conf and in YAML', () => {
  const cases: readonly (readonly [domains: readonly string[], said: number])[] = [
    [['a.example.com', 'b.example.com'], 0],
    [['A.example.com', 'bücher.example'], 0],
    [['a.example.com', 'a.EXAMPLE.com'], 1],
    [['*.example.com', 'example.com'], 0],
    [['*.example.com', 'a.example.com'], 1],
    [['a.example.com', 'b.example.com', '*.example.com'], 2],
    [['*.example.com', 'a.b.example.com'], 0],
    [['a.example.com', 'x_y.example.com'], 1],
    [['a.example.com', 'localhost', '192.0.2.1'], 2],
  ];
  for (const [domains, said] of cases) {
    test(domains.join(' '), async () => {
      const line = await readIn('domains.conf', domains);
      assert.equal(line.said.length, said, JSON.stringify(line.said));
      assert.deepEqual(await readIn('yaml', domains), line);
    });
  }
});
