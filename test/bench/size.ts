import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { find, runCommand } from '../lab/index.js';
import type { BenchOptions } from './options.js';
import type { Subject } from './subject.js';

export interface SizeResult {
  readonly what: string;
  /** Undefined for an image. */
  readonly files: number | undefined;
  readonly mebibytes: number;
}

/** What is installed: the bundle, or what was compiled and the packages behind it; and the image. */
export async function measureSize({ root }: Subject, { image }: BenchOptions): Promise<SizeResult[]> {
  const compiled = ['core', 'providers', 'plugins'].map((name) => join(root, 'dist', name));
  const packages = productionPackages(root);
  const found =
    packages.length === 0 ? [weigh('bundle', [root])] : [weigh('compiled', compiled), weigh('packages', packages)];
  const bytes = await imageBytes(image);
  return bytes === undefined
    ? found
    : [...found, { what: `image ${image}`, files: undefined, mebibytes: bytes / 2 ** 20 }];
}

function weigh(what: string, directories: readonly string[]): SizeResult {
  const files = directories.filter((directory) => existsSync(directory)).flatMap(filesBelow);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { what, files: files.length, mebibytes: bytes / 2 ** 20 };
}

/** Packages inside a package are listed by themselves. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

function productionPackages(root: string): string[] {
  const lock = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(lock)) return [];
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, { dev?: boolean }> };
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => join(root, path));
}

/** Undefined where there is no Docker, or no such image. */
async function imageBytes(image: string): Promise<number | undefined> {
  const docker = find('docker');
  if (docker === undefined) return undefined;
  const { code, stdout } = await runCommand(docker, ['image', 'inspect', '-f', '{{.Size}}', image], { accept: [0, 1] });
  return code === 0 ? Number(stdout.trim()) : undefined;
}
