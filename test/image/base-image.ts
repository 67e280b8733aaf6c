import { chmod, copyFile, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { find, missing, projectRoot, runCommand } from '../lab/index.js';
import { narrowNpmCache } from './npm-cache.js';

/** Where Debian and Alpine keep the roots that are trusted. */
const roots = '/etc/ssl/certs/ca-certificates.crt';

/** What an image has of this machine as it is: where it stands here and there. It goes into the archive without a copy. */
interface AsItIs {
  readonly from: string;
  readonly to: string;
  /** Paths below; left out: all. */
  readonly only?: readonly string[];
}

/**
 * Packs a base image from this machine, for `docker import`: node and tini with their libraries, busybox, roots. It
 * stands for the one that the Dockerfile names, which is not to be had without a registry.
 * @param withNpm also npm with what the lockfile names of this machine's cache, where the gate installed it: what stands for the builder's image
 */
export async function packBaseImage(directory: string, withNpm = false): Promise<string> {
  const root = join(directory, withNpm ? 'builder' : 'base');
  const archive = `${root}.tar`;
  const busybox = find('busybox') ?? '';
  await mkdir(join(root, 'bin'), { recursive: true });
  for (const folder of ['etc/ssl/certs', 'tmp', 'usr/bin', 'root', 'proc', 'sys', 'dev']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  await copyFile(busybox, join(root, 'bin/busybox'));
  const { stdout } = await runCommand(busybox, ['--list']);
  const applets = stdout.split('\n').filter((applet) => applet !== '' && applet !== 'busybox');
  await Promise.all(applets.map((applet) => symlink('busybox', join(root, 'bin', applet))));
  const env = join(root, 'usr/bin/env');
  await symlink('../../bin/busybox', env);
  const programs = await Promise.all([process.execPath, find('tini') ?? ''].map((path) => addProgram(root, path)));
  await copyFile(roots, join(root, roots));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
  await pack(root, archive, [...programs, ...(withNpm ? await addNpm(root) : [])]);
  return archive;
}

async function pack(root: string, archive: string, others: readonly AsItIs[]): Promise<void> {
  const paths = others.flatMap(({ from, only }) => only?.map((path) => join(from, path)) ?? [from]);
  const moved = others.map(({ from, to }) => `--transform=s,^${from},./${to},S`);
  const words = ['--owner=0', '--group=0', '-P', ...moved, '-cf', archive, '-C', root, '.', '-T', '-'];
  await runCommand(find('tar') ?? 'tar', words, { input: `${paths.join('\n')}\n` });
}

async function addNpm(root: string): Promise<AsItIs[]> {
  const npm = dirname(dirname(await realpath((await runCommand('sh', ['-c', 'command -v npm'])).stdout.trim())));
  for (const name of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/bin', name));
  const env = { HOME: process.env.HOME ?? '/' };
  const cache = join((await runCommand('npm', ['config', 'get', 'cache'], { env })).stdout.trim(), '_cacache');
  const lockfile = JSON.parse(await readFile(join(projectRoot(), 'package-lock.json'), 'utf8'));
  const to = 'root/.npm/_cacache';
  const only = await narrowNpmCache(cache, join(root, to), lockfile);
  return [
    { from: npm, to: 'usr/lib/node_modules/npm' },
    { from: cache, to, only },
  ];
}

/** A program with the shared libraries that it asks for. */
async function addProgram(root: string, program: string): Promise<AsItIs> {
  const path = await realpath(program);
  const { stdout } = await runCommand('ldd', [path]);
  for (const [, library] of stdout.matchAll(/(\/\S+) \(0x/g)) {
    if (library === undefined) continue;
    await mkdir(join(root, dirname(library)), { recursive: true });
    await copyFile(library, join(root, library));
  }
  return { from: path, to: join('usr/bin', basename(program)) };
}

/** What the tests of the image ask of a machine. */
export function missingForImage(): false | string {
  return missing('dockerd', 'docker', 'busybox', 'tini', 'tar', 'root', 'pebble', 'pdns_server', 'sqlite3');
}
