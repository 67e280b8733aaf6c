import { hash } from 'node:crypto';
import { ensureDirectory, writeFileAtomic } from '../../disk/atomic-write.js';
import { readTextIfPresent } from '../../disk/read-file.js';
import { mostBytes } from '../../sdk/read-regular-file.js';
import type { DueEntry, DueIndex } from '../due-index.js';

/** A line of the file: name, due, wake and lifetime. What is undefined is written as null. */
type Line = readonly [name: string, ...moments: readonly (number | null | undefined)[]];

/**
 * An index in a file, a line for each certificate, the earliest first: those that are due stand at its beginning. Its id
 * is the digest of the file, so that one that is torn, or of another time, is another one.
 */
export function createDueFile(directory: string, path: string): DueIndex {
  async function write(entries: readonly DueEntry[]): Promise<string> {
    const sorted = [...entries].sort((left, right) => atOf(left.dueAt) - atOf(right.dueAt));
    const text = sorted.map((entry) => `${JSON.stringify(toLine(entry))}\n`).join('');
    await ensureDirectory(directory, 0o700);
    await writeFileAtomic(path, text, { mode: 0o600 });
    return idOf(text);
  }

  async function read(id: string): Promise<string | undefined> {
    const text = await readTextIfPresent(path, mostBytes.state);
    return text !== undefined && idOf(text) === id ? text : undefined;
  }

  return {
    replace: write,
    async update(id, entries) {
      const text = await read(id);
      if (text === undefined) return undefined;
      const byName = new Map([...entriesIn(text)].map((entry) => [entry.name, entry]));
      for (const entry of entries) byName.set(entry.name, entry);
      return write([...byName.values()]);
    },
    async due(id, now, most) {
      const text = await read(id);
      if (text === undefined) return undefined;
      const names: string[] = [];
      for (const { name, dueAt } of entriesIn(text)) {
        if (atOf(dueAt) > now || names.length === most) break;
        names.push(name);
      }
      return names;
    },
    async next(id, most) {
      const text = await read(id);
      if (text === undefined) return undefined;
      const waking = [...entriesIn(text)].filter(({ wakeAt }) => wakeAt !== undefined);
      return waking.sort((left, right) => atOf(left.wakeAt) - atOf(right.wakeAt)).slice(0, most);
    },
  };
}

function idOf(text: string): string {
  return hash('sha256', text, 'base64');
}

function atOf(moment: number | undefined): number {
  return moment ?? Number.MAX_SAFE_INTEGER;
}

function toLine({ name, dueAt, wakeAt, lifetimeMs }: DueEntry): Line {
  return [name, dueAt, wakeAt, lifetimeMs];
}

/** One after the other, as nobody wants more than the first ones. */
function* entriesIn(text: string): Generator<DueEntry> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    // Its id says that this program has written it.
    const [name, dueAt, wakeAt, lifetimeMs] = JSON.parse(text.slice(from, end)) as Line;
    yield { name, dueAt: dueAt ?? undefined, wakeAt: wakeAt ?? undefined, lifetimeMs: lifetimeMs ?? undefined };
    from = end + 1;
  }
}
