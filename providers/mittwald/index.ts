import { z } from 'zod';
import {
  anything,
  canonicalName,
  defineProvider,
  explainRefusals,
  isFailure,
  isSameName,
  isWithin,
  path,
  poll,
  type RecordSet,
  recordSetProvider,
  relativeName,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z
  .object({ domain: z.string(), projectId: z.string().nullish() })
  .transform(({ domain, projectId }) => ({ name: domain, projectId }));
const Made = z.object({ id: z.string() });
/** What "auto" stands for, in seconds. */
const usualTtl = 60;
/** What the service calls a zone: one name, and a set of each type. A set that there is not is an empty object. */
const Place = z.object({
  id: z.string(),
  domain: z.string(),
  recordSet: z.object({
    txt: z.object({
      entries: z.array(z.string()).default([]),
      settings: z.object({ ttl: z.object({ seconds: z.number().default(usualTtl) }) }).optional(),
    }),
  }),
});
const Places = z.array(Place);

interface Zone {
  readonly name: string;
  /** The object of the apex, below which the others are made. */
  readonly id: string;
  readonly projectId: string;
}

interface TextSet extends RecordSet {
  readonly id: string;
}

const Refused = z
  .object({ type: z.string(), message: z.string() })
  .transform(({ type, message }) => ({ serviceCode: type, message }));
const refusal = explainRefusals(Refused);

/** https://api.mittwald.de/v2/docs/#/Domain */
export default defineProvider<typeof manifest, Zone>(({ options, http, now, signal }) => {
  /** Of the last write. What is asked for later waits until it has taken effect, or is refused as too early. */
  let event: string | undefined;
  const api = http.extend({
    baseUrl: 'https://api.mittwald.de/v2',
    bearer: options.token,
    explain: refusal,
    sign({ headers }) {
      if (event !== undefined) headers['if-event-reached'] = event;
    },
  });
  const writes = api.extend({
    explain(response) {
      if (response.ok) event = response.headers.etag ?? event;
      return refusal(response);
    },
  });

  /** Asks again where it was too early, which did nothing. */
  async function settled<T>(ask: () => Promise<T>, isEarly = isBeforeEvent): Promise<T> {
    let early: unknown;
    async function read(): Promise<{ answer: T } | undefined> {
      try {
        return { answer: await ask() };
      } catch (error) {
        if (!isEarly(error)) throw error;
        early = error;
        return undefined;
      }
    }
    const isDone = (given: object | undefined) => given !== undefined;
    const pauses = { pauseMs: 100, growth: 2, longestPauseMs: 5000, limitMs: 30_000 };
    const given = await poll({ read, isDone, ...pauses, now, signal });
    if (given === undefined) throw early;
    return given.answer;
  }

  const places = (projectId: string) => settled(() => api.get(path`/projects/${projectId}/dns-zones`, Places));
  const put = (id: string, body: object) => writes.put(path`/dns-zones/${id}/record-sets/txt`, anything, body);

  return recordSetProvider<Zone, TextSet>({
    async findZone(name) {
      const { projectId } = zoneNamed(await settled(() => api.get('/domains', z.array(Domain))), name) ?? {};
      if (!projectId) return undefined;
      const apex = (await places(projectId)).find(({ domain }) => isSameName(domain, name));
      return apex && { name, id: apex.id, projectId };
    },

    /** Also those of names without text, since their objects are there. */
    async listSets(zone) {
      const all = await places(zone.projectId);
      return all
        .filter(({ domain }) => isWithin(canonicalName(domain), zone.name))
        .map(({ id, domain, recordSet: { txt } }) => ({
          id,
          type: 'TXT',
          name: relativeName(domain, zone.name),
          values: txt.entries,
          ttl: txt.settings?.ttl.seconds,
        }));
    },

    async writeSet(zone, { name, ttl, values }, before) {
      const body = { settings: { ttl: { seconds: ttl } }, entries: values };
      if (before !== undefined) return settled(() => put(before.id, body));
      const { id } = await settled(() => writes.post('/dns-zones', Made, { name, parentZoneId: zone.id }));
      await settled(() => put(id, body), isBeforeRights);
    },

    deleteSet: (_zone, { id }) => settled(() => put(id, {})),
  });
});

function isBeforeEvent(error: unknown): boolean {
  return isFailure(error) && error.serviceCode === 'FailedPrecondition';
}

/** The rights to what was just made come a little later. */
function isBeforeRights(error: unknown): boolean {
  return isBeforeEvent(error) || isFailure(error, 'AUTHENTICATION') || isFailure(error, 'RECORD_NOT_FOUND');
}
