import { asInteger, asObject, asString, asStrings, type Parser } from '../disk/parse-json.js';
import type { StateStore } from '../store/facts/state-file.js';
import type { ReadableStore } from '../store/store.js';

const key = 'agent';

/** How the agent of this host stands: when it last heard of a hub, and what goes wrong. */
export interface Contact {
  /** Milliseconds since the epoch; 0: never. */
  readonly at: number;
  /** Why no hub answers, or none gives what is asked for. */
  readonly reason?: string | undefined;
  /** The certificates that it keeps here. */
  readonly names?: readonly string[] | undefined;
  /** Since when post-issue steps have been failing, and why the last one did. */
  readonly steps?: { readonly since: number; readonly reason: string } | undefined;
}

/** A hub that is away for less is no matter, nor are steps that fail for less, in milliseconds: certificates last for weeks. */
const graceMs = 15 * 60_000;

const parse: Parser<Contact> = (value) => {
  const fields = asObject(value);
  const at = asInteger(fields?.at);
  if (at === undefined) return undefined;
  const steps = asObject(fields?.steps);
  const since = asInteger(steps?.since);
  return {
    at,
    reason: asString(fields?.reason),
    names: asStrings(fields?.names),
    steps: since === undefined ? undefined : { since, reason: asString(steps?.reason) ?? '' },
  };
};

/** @throws Failure STORE */
export async function writeContact(state: Pick<StateStore, 'write'>, contact: Contact): Promise<void> {
  await state.write(key, contact);
}

export interface AgentProblem {
  readonly certificate?: string;
  /** One sentence without a full stop. */
  readonly reason: string;
}

/** What is wrong with the agent of this host, for `health`: nothing where there is none. @throws Failure STORE */
export async function agentProblems(
  { read, publication }: Pick<ReadableStore, 'read' | 'publication'>,
  now: number,
): Promise<readonly AgentProblem[]> {
  const found = await publication.state.read(key, parse);
  if (found === undefined) return [];
  const problems: AgentProblem[] = [];
  if (now - found.at > graceMs) problems.push({ reason: awayFor(found) });
  const { steps, names = [] } = found;
  if (steps !== undefined && now - steps.since > graceMs) {
    problems.push({ reason: `post-issue steps have failed since ${momentOf(steps.since)}: ${steps.reason}` });
  }
  for (const certificate of names) {
    const end = (await read(certificate))?.certificate?.notAfter;
    if (end !== undefined && end.getTime() <= now)
      problems.push({ certificate, reason: `expired ${end.toISOString()}` });
  }
  return problems;
}

function awayFor({ at, reason }: Contact): string {
  const since = at === 0 ? 'no hub has answered yet' : `no hub has answered since ${momentOf(at)}`;
  return reason === undefined ? since : `${since}: ${reason}`;
}

function momentOf(at: number): string {
  return new Date(at).toISOString();
}
