import { readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../lab/index.js';

/** A clone with no more in it than Docker's builder gets, and the examples. */
export async function makeClone(clone: string): Promise<void> {
  const root = projectRoot();
  await mkdir(clone, { recursive: true });
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8');
  const allowed = [...ignore.matchAll(/^!([^/\n]+)$/gm)].map((match) => match[1] ?? '');
  for (const name of [...allowed.filter((each) => each !== 'dist'), 'examples', 'Dockerfile', '.dockerignore'])
    await cp(join(root, name), join(clone, name), { recursive: true });
}

/** Shell commands between two headings of a page: its blocks that are marked `sh`. */
export function shellBlocks(page: string, heading: string): string[] {
  const [, section = ''] = readFileSync(join(projectRoot(), page), 'utf8').split(`\n## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}
