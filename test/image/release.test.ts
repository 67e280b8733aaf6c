import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { missing, projectRoot, runCommand } from '../lab/index.js';

const root = projectRoot();
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly needs?: string; readonly 'runs-on': string; readonly steps: readonly Step[] }>
  >;
}

describe('the release', () => {
  const { jobs } = parse(read('.ci/release.yaml'), { strict: true }) as Workflow;
  const commands = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
  );

  it('waits for the gate, and each of its steps does one thing that there is', () => {
    assert.deepEqual(
      Object.entries(jobs).map(([name, { needs }]) => [name, needs]),
      [
        ['gate', undefined],
        ['npm', 'gate'],
        ['image', 'gate'],
      ],
    );
    for (const step of Object.values(jobs).flatMap(({ steps }) => steps))
      assert.equal([step.uses, step.run].filter((what) => what !== undefined).length, 1, JSON.stringify(step));
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    for (const [, name = ''] of commands.join('\n').matchAll(/npm run ([\w:-]+)/g)) assert.ok(name in scripts, name);
  });

  it('has commands that a shell can read', async () => {
    for (const command of commands) await runCommand('bash', ['-n', '-c', command]);
  });

  it('brings an image for three platforms, a package with its provenance, checksums, and what is in it', () => {
    const build = jobs.image?.steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'))?.with;
    assert.equal(build?.platforms, 'linux/amd64,linux/arm64,linux/arm/v7');
    assert.equal(build?.sbom, true);
    for (const words of ['--provenance', 'sha256sum', 'npm sbom'])
      assert.ok(commands.join('\n').includes(words), words);
  });
});

describe('the units of systemd', { skip: missing('systemd-analyze') }, () => {
  const units = [
    'letsencrypt-dns.service',
    'letsencrypt-dns-sync.service',
    'letsencrypt-dns-sync.timer',
    'doors/letsencrypt-dns-agent.service',
  ];
  for (const unit of units) {
    it(`are right: ${unit}`, async () => {
      const words = ['verify', '--man=no', join(root, 'examples', unit)];
      const { stderr, code } = await runCommand('systemd-analyze', words, { accept: [0, 1] });
      const own = stderr.split('\n').filter((line) => line.includes('letsencrypt-dns'));
      assert.deepEqual([code, own], [0, []]);
    });
  }
});
