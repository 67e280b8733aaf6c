import { describeFailure, Failure } from '../sdk/failure.js';
import type { Holder } from '../store/lease.js';
import { type InstanceGlance, type SharedStore, silentSeconds } from '../store/shared-store.js';

/** `unclear`: several are on the host that does the passes, and the lease names the host alone. */
export type InstanceRole = 'leader' | 'stand-by' | 'unclear' | 'away';

/** An instance as pages and metrics show it. */
export interface InstanceReport {
  readonly host: string;
  readonly directory: string;
  readonly version: string;
  readonly role: InstanceRole;
  /** Milliseconds since the epoch, by the clock of this host, to the second. */
  readonly lastSeen: number;
  /** How many of the lineages on its disk have a newer version in the store. */
  readonly behind: number;
  /** From that of the leader; undefined where nobody is known to lead. */
  readonly differs: boolean | undefined;
}

/** The store that several instances share, as it was found. */
export interface SharedStoreReport {
  /** Without a password. */
  readonly place: string;
  /** Why it cannot be read; undefined: it was. */
  readonly away: string | undefined;
  readonly instances: readonly InstanceReport[];
}

/** And as gone for good: hosts whose names are made up anew at each start would pile up for ever. */
const goneSeconds = 24 * 3600;
/** Milliseconds that readers wait for a store that does not answer. */
const patienceMs = 3000;

/**
 * Looks who works on the store. Never throws: a store that is away is a sentence.
 * @param now milliseconds since the epoch
 * @param redact takes secrets out of words that came from elsewhere
 */
export async function readSharedStore(
  shared: Pick<SharedStore, 'place' | 'leader' | 'glance'>,
  now: () => number,
  redact: (text: string) => string,
  patience = patienceMs,
): Promise<SharedStoreReport> {
  const place = redact(shared.place);
  try {
    const [leader, instances] = await inTime(Promise.all([shared.leader(), shared.glance()]), patience);
    return { place, away: undefined, instances: reportInstances(leader, instances, now()) };
  } catch (error) {
    return { place, away: redact(describeFailure(error)), instances: [] };
  }
}

/** Pure: what each of them is, without those that are gone. */
export function reportInstances(
  leader: Holder | undefined,
  instances: readonly InstanceGlance[],
  now: number,
): InstanceReport[] {
  const isHere = ({ silentForSeconds }: InstanceGlance) => silentForSeconds < silentSeconds;
  const leading = instances.filter((instance) => isHere(instance) && instance.host === leader?.host);
  const configurations = new Set(leading.map(({ configuration }) => configuration));
  const [ofLeader] = configurations.size === 1 ? configurations : [];

  function roleOf(instance: InstanceGlance): InstanceRole {
    if (!isHere(instance)) return 'away';
    if (!leading.includes(instance)) return 'stand-by';
    return leading.length === 1 ? 'leader' : 'unclear';
  }

  return instances
    .filter(({ silentForSeconds }) => silentForSeconds < goneSeconds)
    .map((instance) => ({
      host: instance.host,
      directory: instance.directory,
      version: instance.version,
      role: roleOf(instance),
      lastSeen: Math.round(now / 1000 - instance.silentForSeconds) * 1000,
      behind: instance.behind,
      differs: ofLeader === undefined ? undefined : instance.configuration !== ofLeader,
    }));
}

async function inTime<T>(work: Promise<T>, patience: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('STORE', 'it does not answer in time')), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
