import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lab/index.js';

/** A fenced block of a page. */
export interface Block {
  /** `docs/recipes.md:12` */
  readonly place: string;
  /** The first word behind the fence. */
  readonly language: string;
  /** What follows it: what kind of ours it is, or `not ours: REASON`. */
  readonly note: string;
  readonly text: string;
}

/** README and all of docs/, by paths from the root of the project. */
export function pages(): string[] {
  const found = readdirSync(join(projectRoot(), 'docs'), { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot().length).replace(/^\//, ''));
  return ['README.md', ...files.sort()];
}

export function blocksOf(page: string): Block[] {
  return blocksIn(page, readFileSync(join(projectRoot(), page), 'utf8'));
}

/** @throws where a block has no end: all behind it would be hidden */
export function blocksIn(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: { place: string; indent: string; fence: string; info: string; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(```+|~~~+)(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { place: `${page}:${index + 1}`, indent, fence, info: info.trim(), lines: [] };
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      const [, language = '', note = ''] = /^(\S*)\s*(.*)$/.exec(open.info) ?? [];
      const body = open.lines.map((each) => each.replace(new RegExp(`^ {0,${open?.indent.length ?? 0}}`), ''));
      blocks.push({ place: open.place, language, note, text: `${body.join('\n')}\n` });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`${open.place}: the block has no end`);
  return blocks;
}
