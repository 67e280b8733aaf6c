import {
  canonicalName,
  defineProvider,
  Failure,
  fullName,
  isWithin,
  parseRecordId,
  type RecordDraft,
  recordId,
  type TxtServer,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import { parseListen } from './listen.js';
import type manifest from './manifest.json';

/**
 * The program answers the CA's queries itself. The DNS server starts with the first record and stops with the provider;
 * it answers for the zones that it was told, else for those in which the challenges turn out to be.
 */
export default defineProvider<typeof manifest>(({ options, responder }) => {
  const { serverName } = options;
  const listen = parseListen(options.listen);
  const zones = (options.zones ?? '')
    .split(/[\s,]+/)
    .filter((zone) => zone !== '')
    .map(canonicalName);
  const records = new Map<string, Map<string, RecordDraft>>();
  let server: Promise<TxtServer> | undefined;

  function start(): Promise<TxtServer> {
    if (responder === undefined) {
      throw new Failure('UNSUPPORTED', 'this host has no built-in DNS server');
    }
    server ??= responder.start({ listen, serverName, zones }).catch((error: unknown) => {
      server = undefined;
      throw error;
    });
    return server;
  }

  function recordsOf(zone: Zone): Map<string, RecordDraft> {
    const known = records.get(zone.name) ?? new Map<string, RecordDraft>();
    records.set(zone.name, known);
    return known;
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const name = fullName(draft.name, zone.name);
    const running = await start();
    recordsOf(zone).set(recordId(draft), draft);
    // Where the zone was not told it is the host's guess, which may lie above what is really delegated to here.
    if (!zones.some((served) => isWithin(name, served))) {
      running.addZone(zone.name);
      running.addZone(name);
    }
    running.add(name, draft.content);
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { name, content } = parseRecordId(id);
    recordsOf(zone).delete(id);
    (await server)?.remove(fullName(name, zone.name), content);
  }

  return {
    async findZone(name) {
      if (zones.length === 0 || zones.some((zone) => isWithin(name, zone) || isWithin(zone, name))) return { name };
      throw new Failure('ZONE_NOT_FOUND', `the built-in DNS server answers for ${zones.join(', ')}, not for ${name}`, {
        hint: `Point the challenges there by CNAME records: \`letsencrypt-dns check\` tells them`,
      });
    },
    async listRecords(zone) {
      return [...recordsOf(zone)].map(([id, draft]) => ({ ...draft, id }));
    },
    ...withoutUpdates({ createRecord, deleteRecord }),
    async close() {
      await (await server)?.close();
      server = undefined;
    },
  };
});
