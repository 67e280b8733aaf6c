import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { find, missing, type NameServer, runCommand, startBind, startKnot, startPowerDns } from '../lab/index.js';
import { hostedLexicon, lexicon } from './lexicon-stage.js';

interface RealServer {
  readonly server: NameServer;
  readonly provider: string;
  /** Provider options, as words. */
  readonly words: readonly string[];
}

const servers: Readonly<Record<string, { skip: false | string; start: () => Promise<RealServer> }>> = {
  PowerDNS: {
    skip: missing('pdns_server', 'sqlite3'),
    async start() {
      const server = await startPowerDns({ zones: ['example.com'] });
      return {
        server,
        provider: 'powerdns',
        words: ['--pdns-server', server.apiUrl, `--auth-token=${server.apiKey}`],
      };
    },
  },
  BIND: {
    skip: missing('named', 'dig'),
    start: async () => updatable(await startBind({ zones: ['example.com'] })),
  },
  Knot: {
    skip: missing('knotd', 'dig'),
    start: async () => updatable(await startKnot({ zones: ['example.com'] })),
  },
};

function updatable(server: Awaited<ReturnType<typeof startBind>>): RealServer {
  const { algorithm, name, secret } = server.keys.sha256;
  return {
    server,
    provider: 'ddns',
    words: [`--auth-token=${algorithm}:${name}:${secret}`, '--ddns-server', server.dnsAddress],
  };
}

/** Type, name, content, and the content that it is changed to. */
const records = [
  ['A', 'a', '192.0.2.1', '192.0.2.2'],
  ['AAAA', 'aaaa', '2001:db8::1', '2001:db8::2'],
  ['CNAME', 'alias', 'target.example.com.', 'other.example.com.'],
  ['MX', 'mail', '10 mx1.example.net', '20 mx2.example.net'],
  ['TXT', 'text', 'some text', 'Other Text'],
  ['SRV', '_sip._tcp', '0 5 5060 sip.example.com', '1 5 5061 sip.example.com'],
  ['CAA', 'caa', '0 issue "letsencrypt.org"', '128 issuewild ";"'],
] as const;

const texts = {
  'longer than one string': `${'x'.repeat(254)}é${'y'.repeat(300)}`,
  'with quotes and backslashes': 'say "hi" \\ bye \\\\; \\065',
  'that begins with a dash': '-dash',
  'in another script': 'Grüße, 世界 🔐',
};

const dotless = (content: string) => content.replace(/\.$/, '');

for (const [title, { skip, start }] of Object.entries(servers)) {
  describe(`the lexicon command against ${title}`, { skip }, () => {
    let real: RealServer;

    before(async () => {
      real = await start();
    });
    after(async () => {
      await real.server.stop();
    });

    async function run(action: string, type: string, ...words: string[]): Promise<unknown> {
      const line = [real.provider, action, 'example.com', type, ...words, '--output=JSON', ...real.words];
      const { code, stdout, stderr } = await hostedLexicon(line);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    }

    type Row = { id: string; type: string; name: string; content: string; ttl: number };
    const list = async (type: string, ...words: string[]) => (await run('list', type, ...words)) as Row[];
    const inZone = async (type: string, name: string) =>
      (await real.server.zoneRecords('example.com')).filter((record) => record.type === type && record.name === name);

    for (const [type, name, first, second] of records) {
      it(`creates, lists, updates and deletes ${type}`, async () => {
        const full = `${name}.example.com`;
        assert.equal(await run('create', type, '--name', name, '--content', first, '--ttl=120'), true);
        assert.equal(await run('create', type, '--name', `${full}.`, `--content=${first}`, '--ttl=120'), true);
        const [row, ...more] = await list(type, `--name=${full}`);
        assert.deepEqual(more, []);
        assert.deepEqual(row && { ...row, id: '' }, { id: '', type, name: full, content: dotless(first), ttl: 120 });
        assert.equal((await inZone(type, full)).length, 1, 'and the server has it');
        assert.equal(
          await run('update', type, '--identifier', row?.id ?? '', '--name', name, '--content', second),
          true,
        );
        assert.deepEqual(
          (await list(type, '--name', name)).map(({ content }) => content),
          [dotless(second)],
        );
        assert.equal(await run('delete', type, '--name', name, '--content', second), true);
        assert.deepEqual(await inZone(type, full), []);
        assert.equal(await run('delete', type, '--name', name, '--content', second), true);
      });
    }

    for (const [what, content] of Object.entries(texts)) {
      it(`carries a text ${what}`, async () => {
        await run('create', 'TXT', '--name=carried', '--content', content);
        assert.deepEqual(
          (await list('TXT', '--name=carried')).map((row) => row.content),
          [content],
        );
        await run('delete', 'TXT', '--name=carried', '--content', content);
        assert.deepEqual(await inZone('TXT', 'carried.example.com'), []);
      });
    }

    it('keeps two values of one name apart', async () => {
      for (const content of ['one', 'two', 'one']) {
        await run('create', 'TXT', '--name=_acme-challenge', '--content', content);
      }
      assert.deepEqual((await list('TXT', '--name=_acme-challenge')).map(({ content }) => content).sort(), [
        'one',
        'two',
      ]);
      await run('delete', 'TXT', '--name=_acme-challenge', '--content=one');
      assert.deepEqual(
        (await inZone('TXT', '_acme-challenge.example.com')).map(({ content }) => content),
        ['two'],
      );
      await run('create', 'TXT', '--name=_acme-challenge', '--content=three');
      await run('delete', 'TXT', '--name=_acme-challenge');
      assert.deepEqual(await inZone('TXT', '_acme-challenge.example.com'), []);
    });

    it('takes names in another script', async () => {
      await run('create', 'TXT', '--name=bücher', '--content=x');
      const [row] = await list('TXT', '--name', 'BÜCHER.example.com');
      assert.equal(row?.name, 'xn--bcher-kva.example.com');
      await run('delete', 'TXT', '--identifier', row?.id ?? '');
      assert.deepEqual(await inZone('TXT', 'xn--bcher-kva.example.com'), []);
    });

    it('is what the built command does', async () => {
      const words = [real.provider, 'list', 'example.com', 'A', '--name=ns1', '--output=JSON', ...real.words];
      const result = await lexicon(words);
      assert.equal(result.code, 0, result.stderr);
      assert.deepEqual(
        (result.json() as Row[]).map(({ name }) => name),
        ['ns1.example.com'],
      );
    });
  });
}

describe('beside the lexicon of Debian', { skip: missing('lexicon', 'pdns_server', 'sqlite3') }, () => {
  it('prints the same for the same zone, ids apart', async () => {
    const server = await startPowerDns({ zones: ['example.com'] });
    try {
      const options = ['--pdns-server', server.apiUrl, '--auth-token', server.apiKey];
      const theirs = async (words: readonly string[]) => {
        // It names its record sets in the ID column; one row a value all the same.
        const { stdout } = await runCommand(find('lexicon') ?? '', ['powerdns', ...words, ...options], {
          env: { HOME: '/nonexistent', PATH: process.env.PATH ?? '' },
        });
        return stdout;
      };
      const ours = async (words: readonly string[]) => (await hostedLexicon(['powerdns', ...words, ...options])).stdout;
      const create = (content: string) => ['create', 'example.com', 'TXT', '--name', 'both', '--content', content];
      assert.equal(await ours(create('one')), await theirs(create('two')));
      const list = ['list', 'example.com', 'TXT', '--name', 'both'];
      for (const output of ['TABLE', 'TABLE-NO-HEADER']) {
        const [own, other] = [await ours([...list, '--output', output]), await theirs([...list, '--output', output])];
        assert.deepEqual(columns(own), columns(other), output);
      }
      const [own, other] = [await ours([...list, '--output=JSON']), await theirs([...list, '--output=JSON'])];
      const bare = (text: string) =>
        (JSON.parse(text) as object[]).map((row) => JSON.stringify(row, ['content', 'name', 'ttl', 'type'])).sort();
      assert.deepEqual(bare(own), bare(other));
      const nothing = ['list', 'example.com', 'TXT', '--name', 'nothing'];
      assert.equal(await ours(nothing), await theirs(nothing));
    } finally {
      await server.stop();
    }
  });
});

/** The words of each line, without the id (and the rule below its heading). */
function columns(table: string): string[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).slice(1).join(' '))
    .sort();
}
