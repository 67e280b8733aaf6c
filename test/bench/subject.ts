import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lab/index.js';

/** The package that is measured. */
export interface Subject {
  readonly root: string;
  /** Paths of its two commands. */
  readonly letsencryptDns: string;
  readonly lexicon: string;
}

/** What is released, as `npm run bundle` has made it. */
export function bundleRoot(): string {
  return join(projectRoot(), 'dist/bundle');
}

/** @param root of the package; this project, compiled, unless told */
export function openSubject(root: string = projectRoot()): Subject {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  const path = (name: string) => realpathSync(join(root, bin[name] ?? ''));
  return { root, letsencryptDns: path('letsencrypt-dns'), lexicon: path('lexicon') };
}
