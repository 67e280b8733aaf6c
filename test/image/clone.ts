import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot, runCommand } from '../lab/index.js';

/** A clone with no more in it than Docker's builder gets, and the examples. */
export async function makeClone(clone: string): Promise<void> {
  const root = projectRoot();
  await mkdir(clone, { recursive: true });
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8');
  const allowed = [...ignore.matchAll(/^!([^/\n]+)$/gm)].map((match) => match[1] ?? '');
  const names = [...allowed.filter((each) => each !== 'dist'), 'examples', 'Dockerfile', '.dockerignore'];
  // Some thousand files: Node's own copying takes ten times as long.
  await runCommand('cp', ['-R', ...names.map((name) => join(root, name)), clone]);
}

/** Shell commands between two headings of a page: its blocks that are marked `sh`. */
export function shellBlocks(page: string, heading: string): string[] {
  const [, section = ''] = readFileSync(join(projectRoot(), page), 'utf8').split(`\n## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}
