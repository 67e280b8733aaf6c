import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundle } from '../bundle/build-bundle.js';
import { createTempDir, type Dockerd, projectRoot, startDockerd } from '../lab/index.js';
import { packBaseImage } from './base-image.js';

export const image = 'letsencrypt-dns:test';
export const version = '9.8.7';
export const revision = '0123456789abcdef0123456789abcdef01234567';

export interface BuiltImage {
  readonly docker: Dockerd;
  /** Bytes of the bundled JavaScript. */
  readonly bundleBytes: number;
  /** Bytes of the whole image and of its base. */
  readonly sizes: { readonly image: number; readonly base: number };
  stop(): Promise<void>;
}

/** Starts a Docker daemon and builds the image from the Dockerfile, with a base of this machine and a bundle made here. */
export async function buildImage(): Promise<BuiltImage> {
  const root = projectRoot();
  const directory = await createTempDir('image');
  const context = join(directory.path, 'context');
  await mkdir(context);
  const bundle = await buildBundle(join(context, 'dist/bundle'));
  for (const name of ['Dockerfile', '.dockerignore', 'image', 'package.json', 'package-lock.json', 'LICENSE']) {
    await cp(join(root, name), join(context, name), { recursive: true });
  }
  const docker = await startDockerd();
  try {
    await docker.cli(['import', await packBaseImage(directory.path), 'base:local'], { timeoutMs: 120_000 });
    const values = {
      BASE: 'base:local',
      BUILDER: 'base:local',
      BUNDLE: 'prebuilt',
      VERSION: version,
      REVISION: revision,
    };
    const build = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    // The builder of old needs no plugin of the docker command.
    await docker.cli(['build', '--network', 'none', '-t', image, ...build, context], {
      env: { DOCKER_BUILDKIT: '0' },
      timeoutMs: 240_000,
    });
    return {
      docker,
      bundleBytes: bundle.bytes,
      sizes: { image: await sizeOf(docker, image), base: await sizeOf(docker, 'base:local') },
      async stop() {
        await docker.stop();
        await directory.remove();
      },
    };
  } catch (error) {
    await docker.stop();
    await directory.remove();
    throw error;
  }
}

async function sizeOf(docker: Dockerd, name: string): Promise<number> {
  return Number((await docker.cli(['image', 'inspect', '-f', '{{.Size}}', name])).stdout.trim());
}
