import { type DnsProvider, Failure, fullName, parseRecordId, type Zone } from '../../../core/sdk/index.js';

export interface OneValueApi {
  /** Whether names of this zone can be written; a service that cannot tell says yes. */
  readonly has: (zone: string) => boolean | Promise<boolean>;
  /** Writes the value of a full name in a zone, or takes it away: which one then comes last. */
  readonly write: (host: string, value: string | undefined, zone: string, taken?: string) => Promise<void>;
  /** The name that a value belongs to, where all below it show the same one; the full name unless told. */
  readonly placeOf?: (host: string, zone: string) => string;
}

/**
 * A service that keeps one TXT value in each place, and can be asked for none: the last one that was written counts, and
 * a value that another has taken the place of is gone already. Its manifest says `singleTxt`, and `ignored` duplicates.
 */
export function oneValueProvider({ has, write, placeOf = (host) => host }: OneValueApi): DnsProvider {
  /** The values that were written here and not taken away since, by place. */
  const written = new Map<string, string>();

  async function save(zone: Zone, name: string, content: string): Promise<void> {
    const host = fullName(name, zone.name);
    await write(host, content, zone.name);
    written.set(placeOf(host, zone.name), content);
  }

  return {
    findZone: async (name) => ((await has(name)) ? { name } : undefined),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'the service cannot be asked for values');
    },
    createRecord: (zone, { name, content }) => save(zone, name, content),
    updateRecord: (zone, _id, { name, content }) => save(zone, name, content),
    async deleteRecord(zone, id) {
      const { name, content } = parseRecordId(id);
      const host = fullName(name, zone.name);
      const place = placeOf(host, zone.name);
      if ((written.get(place) ?? content) !== content) return;
      await write(host, undefined, zone.name, content);
      written.delete(place);
    },
  };
}
