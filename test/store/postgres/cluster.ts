import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { type Postgres, startPostgres } from '../../lab/index.js';

let starting: Promise<Postgres> | undefined;
let count = 0;

/** One server for all tests of a file. */
export function cluster(): Promise<Postgres> {
  starting ??= startPostgres();
  return starting;
}

after(async () => (await starting)?.stop());

/** A database that no other test has. */
export async function freshDatabase(): Promise<{ readonly name: string; readonly url: string }> {
  count += 1;
  const name = `store_${count}`;
  return { name, url: await (await cluster()).createDatabase(name) };
}

export function newKey(): Buffer {
  return randomBytes(32);
}
