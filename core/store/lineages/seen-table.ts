import { hash } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import { readTextIfPresent } from '../../disk/read-file.js';
import { mostBytes } from '../../sdk/read-regular-file.js';
import type { Layout } from '../layout.js';

/** What was seen of everything that may be a lineage, by name. */
export type SeenTable = Map<string, SeenRow>;

export interface SeenRow {
  /** See `Identities`; one that changed too lately to tell has a text that is none. */
  readonly light: string;
  readonly whole: string;
}

/** What stands for an identity that nothing has. */
export const noIdentity = 'none';

/** More rows than this are kept in several files, of which a pass reads one, and a change writes one. */
const mostInOneFile = 1000;

/** So many files there are then; each has its turn. */
export const mostShares = 16;

/** @returns the rows in parts that have nearly the same size */
export function sharesOf(table: SeenTable): SeenTable[] {
  const count = table.size > mostInOneFile ? mostShares : 1;
  const size = Math.ceil(table.size / count);
  const rows = [...table];
  return Array.from({ length: count }, (_, index): SeenTable => new Map(rows.slice(index * size, (index + 1) * size)));
}

/** A share as text, a line for each lineage. */
export function shareText(share: SeenTable): string {
  return [...share].map(([name, { light, whole }]) => `${JSON.stringify([name, light, whole])}\n`).join('');
}

export function shareDigest(text: string): string {
  return hash('sha256', text, 'base64');
}

/** @throws Failure STORE */
export async function writeShare(layout: Layout, index: number, text: string): Promise<void> {
  await writeFileAtomic(sharePath(layout, index), text, { mode: 0o600 });
}

/** The rows of a share; undefined where its file is not the one of this digest. @throws Failure STORE */
export async function readShare(layout: Layout, index: number, digest: string): Promise<SeenTable | undefined> {
  const text = await readTextIfPresent(sharePath(layout, index), mostBytes.state);
  if (text === undefined || shareDigest(text) !== digest) return undefined;
  // Written by this program: its digest says so.
  const rows = text.split('\n').filter((line) => line !== '');
  return new Map(
    rows.map((line): [string, SeenRow] => {
      const [name = '', light = noIdentity, whole = noIdentity] = JSON.parse(line) as readonly string[];
      return [name, { light, whole }];
    }),
  );
}

function sharePath({ cache }: Layout, index: number): string {
  return join(cache, `unchanged-${index}.jsonl`);
}
