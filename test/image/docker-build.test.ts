import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTempDir, type Dockerd, missing, need, runCommand, startDockerd, type TempDir } from '../lab/index.js';
import { packBaseImage } from './base-image.js';
import { makeClone, shellBlocks } from './clone.js';
import { dockerBuildTools } from './tools.js';

/** README's line for Docker, as it stands, where the two images that the Dockerfile names are made of this machine. */
describe('installing with docker', { skip: missing(...dockerBuildTools) }, () => {
  let docker: Dockerd;
  let directory: TempDir;
  let clone: string;
  before(async () => {
    docker = await startDockerd();
    directory = await createTempDir('docker-build');
    clone = join(directory.path, 'clone');
    await makeClone(clone);
    const names = [...(await readFile(join(clone, 'Dockerfile'), 'utf8')).matchAll(/^ARG (BASE|BUILDER)=(\S+)$/gm)];
    assert.deepEqual(names.map(([, argument]) => argument).sort(), ['BASE', 'BUILDER']);
    // One is for both: that the smaller one is enough for the program is seen in image.test.
    const archive = await packBaseImage(directory.path, true);
    const [base = '', builder = ''] = names.map(([, , name]) => name);
    await docker.cli(['import', '--change', 'ENV npm_config_offline=true', archive, base], { timeoutMs: 120_000 });
    await docker.cli(['tag', base, builder]);
  });
  after(async () => {
    await docker.stop();
    await directory.remove();
  });

  it('makes the image from a clone, which then knows its commands', async () => {
    const line = shellBlocks('README.md', 'Install').find((each) => each.startsWith('docker build'));
    assert.ok(line);
    // The builder of old needs no plugin of the docker command; that daemon gives containers no network.
    const env = { PATH: `${directory.path}:${process.env.PATH}`, DOCKER_HOST: docker.host, DOCKER_BUILDKIT: '0' };
    await writeFile(join(directory.path, 'docker'), `#!/bin/sh\nexec '${need('docker')}' "$@"\n`);
    await chmod(join(directory.path, 'docker'), 0o755);
    await runCommand('sh', ['-euc', line], { cwd: clone, env: { ...env, HOME: directory.path }, timeoutMs: 300_000 });
    const run = ['run', '--rm', '--network', 'none', 'letsencrypt-dns'];
    assert.match((await docker.cli([...run, '--version'])).stdout, /^\d+\.\d+\.\d+/);
    assert.match((await docker.cli([...run, 'providers', 'ovh'])).stdout, /LEXICON_OVH_/);
    assert.match((await docker.cli([...run, 'lexicon', '--version'])).stdout, /\d/);
  });
});
