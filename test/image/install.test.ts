import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { createTempDir, missing, projectRoot, runCommand, type TempDir } from '../lab/index.js';
import { makeClone, shellBlocks } from './clone.js';
import { installTools } from './tools.js';

const root = projectRoot();

/** The commands in the head comment of an example: its lines that are indented. */
function headCommands(text: string): string {
  const comment = text.split('\n').slice(
    0,
    text.split('\n').findIndex((line) => !line.startsWith('#')),
  );
  return comment.flatMap((line) => /^# {3}(.*)$/.exec(line)?.[1] ?? []).join('\n');
}

/** What people do first with a clone, as README.md and the examples tell it. */
describe('installing', { skip: missing('sh') }, () => {
  let directory: TempDir;
  let clone: string;

  before(async () => {
    directory = await createTempDir('install');
    clone = join(directory.path, 'clone');
    await makeClone(clone);
  });
  after(() => directory.remove());

  /** Runs commands in a shell that stops at the first failure; `docker` and `npm ci` are only noted. */
  async function run(script: string, cwd: string): Promise<{ noted: string[]; prefix: string }> {
    const bin = join(directory.path, 'bin');
    const notes = join(directory.path, 'notes');
    const prefix = join(directory.path, 'prefix');
    await mkdir(bin, { recursive: true });
    await writeFile(notes, '');
    const real = (await runCommand('sh', ['-c', 'command -v npm'])).stdout.trim();
    const note = `echo "$(basename "$0") $*" >> '${notes}'`;
    await writeFile(join(bin, 'docker'), `#!/bin/sh\n${note}\n`);
    await writeFile(join(bin, 'npm'), `#!/bin/sh\nif [ "$1" = ci ]; then ${note}; else exec '${real}' "$@"; fi\n`);
    for (const name of ['docker', 'npm']) await chmod(join(bin, name), 0o755);
    const env = {
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      HOME: directory.path,
      TOKEN: 'a-token',
      SECRET: 'a-secret',
      npm_config_prefix: prefix,
      npm_config_offline: 'true',
    };
    await runCommand('sh', ['-euc', script], { cwd, env, timeoutMs: 120_000 });
    const noted = (await readFile(notes, 'utf8')).split('\n').filter((line) => line !== '');
    return { noted, prefix };
  }

  // Where a clean root can be made, clean-root.test plays these lines there.
  if (missing(...installTools) !== false)
    it('with npm, by the lines in README.md, from what a clone holds', async () => {
      const block = shellBlocks('README.md', 'Install').find((each) => each.includes('npm'));
      assert.ok(block);
      await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
      const { noted, prefix } = await run(block, clone);
      assert.deepEqual(noted, ['npm ci --ignore-scripts']);
      for (const name of ['letsencrypt-dns', 'lexicon'])
        assert.match((await runCommand(join(prefix, 'bin', name), ['--version'])).stdout, /\d+\.\d+\.\d+/);
    });

  it('with docker, by a line that README.md and docs/image.md agree on', () => {
    for (const [page, heading] of [
      ['README.md', 'Install'],
      ['docs/image.md', 'Building'],
    ] as const) {
      assert.match(shellBlocks(page, heading).join(''), /^docker build -t letsencrypt-dns \.(?: |$)/m, page);
    }
    assert.ok(existsSync(join(root, 'Dockerfile')));
  });

  for (const [name, service] of [
    ['compose.yaml', 'letsencrypt-dns'],
    ['compose-pebble.yaml', 'letsencrypt-dns'],
    ['doors/agent-compose.yaml', 'agent'],
  ] as const) {
    it(`with examples/${name}, by the commands in its head`, async () => {
      const folder = dirname(join(clone, 'examples', name));
      const text = await readFile(join(clone, 'examples', name), 'utf8');
      const { noted } = await run(headCommands(text), folder);
      assert.equal(noted[0], `docker compose -f ${basename(name)} up -d --build`);
      const { services, secrets = {} } = parse(text) as {
        services: Record<string, { build?: string; image: string; volumes?: string[] }>;
        secrets?: Record<string, { file: string }>;
      };
      const own = services[service];
      assert.equal(own?.image, 'letsencrypt-dns:latest');
      assert.ok(existsSync(join(folder, own.build ?? 'nowhere', 'Dockerfile')));
      const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((each) => each.split(':')[0]));
      const paths = [
        ...mounted.filter((path) => path?.startsWith('.')),
        ...Object.values(secrets).map(({ file }) => file),
      ];
      for (const path of paths) assert.ok(existsSync(join(folder, path ?? '')), `${path} is not made`);
    });
  }

  it('with examples/kubernetes-cronjob.yaml, which names the image that its head builds', async () => {
    const text = await readFile(join(root, 'examples/kubernetes-cronjob.yaml'), 'utf8');
    const [, image] = /docker build -t (\S+) \./.exec(headCommands(text)) ?? [];
    assert.match(text, new RegExp(`^ +image: ${image}:latest$`, 'm'));
  });
});
