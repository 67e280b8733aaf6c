import { type PropagationMode, type PropagationWatch, watchPropagation } from './propagation.js';
import { describeSighting } from './visibility.js';
import { describeServer } from './zone-servers.js';

/** How soon one server showed the values of one name. */
export interface ServerVisibility {
  /** `ns1.example.com (192.0.2.1)` */
  readonly server: string;
  readonly name: string;
  /** In milliseconds from the start; undefined: not in time. */
  readonly seenAfterMs: number | undefined;
  /** What it answered last, where it did not show the values. */
  readonly answered: string | undefined;
  /** It did not show them, and certificates are issued all the same: the others did. */
  readonly isBorne?: boolean;
}

export interface MeasureOptions extends Omit<PropagationWatch, 'recursive'> {
  /** Whom to ask: in mode `off` the servers of the zone, as unless told. */
  readonly mode?: PropagationMode;
}

/**
 * Times each server that issuing would wait for, in the same mode, for `check --live`; waits for the slowest.
 * @throws Failure DNS where the servers of a zone cannot be found; ABORTED
 */
export async function measureVisibility(options: MeasureOptions): Promise<ServerVisibility[]> {
  const result = await watchPropagation({ ...options, recursive: options.mode === 'recursive' });
  const [failure] = result.lost.values();
  if (failure !== undefined) throw failure;
  return [...result.sightings].map(([probe, sighting]) => {
    const seenAfterMs = result.seenAfterMs.get(probe);
    const answered = seenAfterMs === undefined ? describeSighting(probe, sighting) : undefined;
    const isBorne = seenAfterMs === undefined && !result.outstanding.includes(probe);
    return {
      server: describeServer(probe.server),
      name: probe.name,
      seenAfterMs,
      answered,
      ...(isBorne && { isBorne }),
    };
  });
}
