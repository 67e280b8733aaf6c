import { readFileSync } from 'node:fs';
import { Failure } from '../../core/sdk/index.js';

/** One of the two databases of names: its file, and what an entry is called. */
export interface AccountDatabase {
  readonly path: string;
  readonly kind: 'user' | 'group';
  readonly variable: string;
}

export const users: AccountDatabase = { path: '/etc/passwd', kind: 'user', variable: 'CERTS_USER_OWNER' };
export const groups: AccountDatabase = { path: '/etc/group', kind: 'group', variable: 'CERTS_GROUP_OWNER' };

/** Largest id that the kernel knows; one more means "leave as it is". */
const largestId = 0xff_ff_ff_fe;

/**
 * The number of a user or group; a number given as such needs no entry. The files are read by hand, as there is no
 * other way that works with every C library: name, password, number, separated by colons (passwd(5), group(5)).
 * @throws Failure CONFIG for an unknown name, STORE where the file cannot be read
 */
export function findId(nameOrId: string, { path, kind, variable }: AccountDatabase): number {
  const wanted = nameOrId.trim();
  if (/^\d+$/.test(wanted)) {
    const id = Number(wanted);
    if (id <= largestId) return id;
    throw new Failure('CONFIG', `${wanted} is no ${kind} id`, { place: variable });
  }
  const entries = readDatabase(path).split('\n');
  const [, , number] = entries.map((entry) => entry.split(':')).find(([name]) => name === wanted) ?? [];
  const id = Number(number || Number.NaN);
  if (wanted !== '' && Number.isInteger(id)) return id;
  throw new Failure('CONFIG', `there is no ${kind} "${wanted}" in ${path}`, {
    place: variable,
    hint: 'Give the number instead, if the name exists outside of this container only',
  });
}

function readDatabase(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure('STORE', 'the names of users and groups cannot be read', { place: path, cause: error });
  }
}
