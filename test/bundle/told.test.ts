import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { deadServer, environmentFor, nameOf, writeLineages } from '../bench/lineages.js';
import { hostedCli } from '../cli/command-host.js';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';
import { around, saveDated } from '../status/dated-pem.js';
import { bundleToRun } from './build-bundle.js';

const name = nameOf('c000000');

/** What may be wrong with a volume or a configuration; each is given the volume and the environment. */
const cases: Readonly<Record<string, (volume: string, env: Record<string, string>) => unknown>> = {
  nothing: () => {},
  'it has expired': async (volume) => {
    await rm(volume, { recursive: true });
    await cp(join(volume, '../expired'), volume, { recursive: true, verbatimSymlinks: true });
  },
  'no volume': (volume) => rm(volume, { recursive: true }),
  'state that is none': (volume) => writeFile(join(volume, 'letsencrypt-dns/state/certificates.jsonl'), 'x\ny\n'),
  'a certificate cut off': (volume) => writeFile(join(volume, `archive/${name}/cert1.pem`), '-----BEGIN CERT'),
  'a line that is wrong': (volume) => writeFile(join(volume, 'domains.conf'), 'bad_domain!!\nother.example.org\n'),
  'a YAML file that is none': (volume) => writeFile(join(volume, 'letsencrypt-dns.yaml'), 'certificates: [\n'),
  'a provider that is none': (_, env) => Object.assign(env, { LEXICON_PROVIDER: '../providers/ovh' }),
  'one by another name': (_, env) => Object.assign(env, { LEXICON_PROVIDER: 'gransy', LETSENCRYPT_STAGNIG: '1' }),
};

describe('what the bundle tells of certificates, with what it leaves unloaded', () => {
  let directory: TempDir;
  let bundled: string;
  before(async () => {
    directory = await createTempDir('told');
    const bundle = await bundleToRun(join(directory.path, 'package'));
    bundled = join(bundle, 'dist/core/bundle/letsencrypt-dns.cjs');
    await mkdir(join(directory.path, 'whole'));
    await writeLineages(join(directory.path, 'whole'), 1);
    const expired = join(directory.path, 'expired');
    await cp(join(directory.path, 'whole'), expired, { recursive: true, verbatimSymlinks: true });
    await saveDated(expired, [name], around(Date.now(), 91, -1), deadServer);
  });
  after(() => directory.remove());

  const bundleTells = (words: readonly string[], options: { env: Record<string, string>; cwd: string }) =>
    runCommand(process.execPath, [bundled, ...words], { ...options, accept: [0, 1, 2] });

  for (const [what, spoil] of Object.entries(cases))
    it(`is to the byte what the program tells as it was compiled, where there is wrong: ${what}`, async () => {
      const volume = join(directory.path, 'volume');
      const told: unknown[] = [];
      for (const tell of [bundleTells, hostedCli]) {
        await rm(volume, { recursive: true, force: true });
        await cp(join(directory.path, 'whole'), volume, { recursive: true, verbatimSymlinks: true });
        const env = environmentFor(volume);
        await spoil(volume, env);
        for (const words of [['status', '--json'], ['health']]) {
          const { code, stdout, stderr } = await tell(words, {
            env: { HOME: directory.path, ...env },
            cwd: directory.path,
          });
          told.push([code, stdout, stderr.replaceAll(/"time":"[^"]*"/g, '')]);
        }
      }
      assert.deepEqual(told.slice(0, 2), told.slice(2));
    });
});
