import { asInteger, asObject, asString, type Parser, type StateStore } from '../store/index.js';

const key = 'agent';

/** When an agent of this host last heard of a hub, and why it has not since. */
export interface Contact {
  /** Milliseconds since the epoch; 0: never. */
  readonly at: number;
  readonly reason: string | undefined;
}

/** A hub that is away for less is no matter, in milliseconds: certificates last for weeks. */
const graceMs = 15 * 60_000;

const parse: Parser<Contact> = (value) => {
  const fields = asObject(value);
  const at = asInteger(fields?.at);
  return at === undefined ? undefined : { at, reason: asString(fields?.reason) };
};

/** @throws Failure STORE */
export async function writeContact(state: Pick<StateStore, 'write'>, contact: Contact): Promise<void> {
  await state.write(key, contact);
}

/** What is wrong with the contact to the hub, for `health`; undefined where nothing is, or there is no agent. @throws Failure STORE */
export async function contactProblem(state: Pick<StateStore, 'read'>, now: number): Promise<string | undefined> {
  const found = await state.read(key, parse);
  if (found === undefined || now - found.at <= graceMs) return undefined;
  const since =
    found.at === 0 ? 'no hub has answered yet' : `no hub has answered since ${new Date(found.at).toISOString()}`;
  return found.reason === undefined ? since : `${since}: ${found.reason}`;
}
