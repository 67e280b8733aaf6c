import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import { checkedText, withCheckDigits } from '../../disk/check-digits.js';
import { asInteger, asObject, asString, asStrings } from '../../disk/parse-json.js';
import { listDirectory, readTextIfPresent } from '../../disk/read-file.js';
import { removeFileDurably } from '../../disk/remove.js';
import { describeFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { Layout } from '../layout.js';
import { stateOf } from './identities.js';

/** Raised whenever what is kept changes its shape. */
const format = 2;

/** What a mark is made of, but for the rows of the lineages. */
export interface TreeHeader {
  /** Of the three directories that hold all lineages. */
  readonly roots: string;
  /** They changed too lately to tell: they are to be listed again. */
  readonly isListDue: boolean;
  /** What is remembered of certificates, by the identity of its files. */
  readonly facts: string;
  /** Digests of the shares of the table. */
  readonly shares: readonly string[];
  /** The share whose turn it is. */
  readonly turn: number;
  readonly count: number;
  /** Lineages that changed too lately to tell. */
  readonly unsettled: readonly string[];
}

/** The mark that a header is of: what tells whose turn it is, and the directories, may be written anew under it. */
export function markOf({ facts, shares }: TreeHeader): string {
  return hash('sha256', JSON.stringify([facts, shares]), 'base64');
}

/** Lies in `cache/`: where it is gone, torn or of another shape, everything has changed. */
export function createHeaderFile(layout: Layout, log: Logger) {
  const path = join(layout.cache, 'unchanged.json');
  return {
    async read(): Promise<TreeHeader | undefined> {
      try {
        return parseHeader(await readTextIfPresent(path));
      } catch (error) {
        log.debug({ path, reason: describeFailure(error) }, 'the mark of what is unchanged is of no use');
        return undefined;
      }
    },
    /** Into a directory that is there. @throws Failure STORE */
    async write(header: TreeHeader): Promise<void> {
      await writeFileAtomic(path, withCheckDigits(JSON.stringify({ format, ...header })), { mode: 0o600 });
    },
    /** @throws Failure STORE */
    async remove(): Promise<void> {
      if (existsSync(path)) await removeFileDurably(path);
    },
  };
}

/** What tells the facts that are remembered from others. @throws Failure STORE */
export async function factsNow({ state }: Layout): Promise<string> {
  const files = (await listDirectory(state)).filter(({ name }) => name.endsWith('.jsonl'));
  const states = files.map(({ name }) => [name, stateOf(join(state, name))]);
  return hash('sha256', JSON.stringify(states), 'base64');
}

function parseHeader(text: string | undefined): TreeHeader | undefined {
  const checked = text === undefined ? undefined : checkedText(text);
  if (checked === undefined) return undefined;
  const fields = asObject(JSON.parse(checked));
  if (fields === undefined) return undefined;
  const [roots, facts, shares] = [asString(fields.roots), asString(fields.facts), asStrings(fields.shares)];
  const isListDue = fields.isListDue === true;
  const [turn, count, unsettled] = [asInteger(fields.turn), asInteger(fields.count), asStrings(fields.unsettled)];
  if (fields.format !== format || roots === undefined || facts === undefined || shares === undefined) return undefined;
  if (turn === undefined || count === undefined || unsettled === undefined || shares[turn] === undefined)
    return undefined;
  return { roots, isListDue, facts, shares, turn, count, unsettled };
}
