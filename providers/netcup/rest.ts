import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  explainRefusals,
  Failure,
  type HttpClient,
  isSameName,
  type ProviderContext,
  parseRecordId,
  path,
  poll,
  type RecordKey,
  recordId,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';

/** A domain of the account. */
interface NetcupDomain extends Zone {
  readonly id: number;
  /** False: its records are still kept by the CCP. */
  readonly isDnsManaged: boolean;
}

const Domain = z.object({ id: z.number(), fqdn: z.string(), isDnsManaged: z.boolean() });
/** One of them, or a list. */
const Domains = z.object({ data: z.union([z.array(Domain), Domain.transform((domain) => [domain])]).nullish() });
const Challenge = z.object({ data: z.object({ status: z.string() }) });
const Refusal = z
  .object({ success: z.literal(false), message: z.unknown().optional(), error: z.unknown().optional() })
  .transform(({ message, error }) => ({ message: message ?? error }));

const prefix = '_acme-challenge';

/** A proof is on the name servers within about a minute; looked for at this pace, all in milliseconds. */
const deployment = { pauseMs: 2000, limitMs: 60_000 };

/** The REST API, which keeps proofs of ACME and nothing else. */
export function createRestProvider(
  http: HttpClient,
  { now, signal }: Pick<ProviderContext<unknown>, 'now' | 'signal'>,
  token: string,
): DnsProvider<NetcupDomain> {
  const api = http.extend({
    baseUrl: 'https://api.netcup.com/v1',
    bearer: token,
    explain: explainRefusals(Refusal, [[/not found/i, 'RECORD_NOT_FOUND']]),
  });
  /** Proofs that were written and not yet seen on the name servers, by domain. */
  const written = new Map<number, Set<string>>();

  function challenge(zone: NetcupDomain, { type, name, content }: RecordKey) {
    return path`/domain/${zone.id}/acme/challenge/${scopeOf(type, name)}/${content}`;
  }

  return {
    async findZone(name) {
      const { data } = await api.get('/domain', Domains, { query: { fqdn: name } });
      const domain = data?.find(({ fqdn }) => isSameName(fqdn, name));
      return domain && { name, id: domain.id, isDnsManaged: domain.isDnsManaged };
    },

    /** Only one proof can be asked for, by its name and value. */
    async listRecords(zone, { type, name, content }) {
      if (type === undefined || name === undefined || content === undefined) {
        throw new Failure('UNSUPPORTED', 'the REST API of netcup lists no records', {
          hint: 'Ask for one by type, name and content, or use the API of the CCP',
        });
      }
      const record = { type, name, content };
      const found = await undefinedIf('RECORD_NOT_FOUND', api.get(challenge(zone, record), Challenge));
      return found === undefined ? [] : [{ id: recordId(record), ...record }];
    },

    ...withoutUpdates<NetcupDomain>({
      async createRecord(zone, { type, name, content }) {
        const body = { scope: scopeOf(type, name), value: content };
        await api.post(path`/domain/${zone.id}/acme/challenge`, anything, body);
        const id = recordId({ type, name, content });
        written.set(zone.id, (written.get(zone.id) ?? new Set()).add(id));
      },

      async deleteRecord(zone, id) {
        written.get(zone.id)?.delete(id);
        await api.delete(challenge(zone, parseRecordId(id)));
      },
    }),

    async awaitLive(zone) {
      for (const id of written.get(zone.id) ?? []) {
        const address = challenge(zone, parseRecordId(id));
        // Where it takes longer the name servers are asked all the same.
        await poll({
          read: () => undefinedIf('RECORD_NOT_FOUND', api.get(address, Challenge)),
          isDone: (state) => state === undefined || state.data.status === 'deployed',
          ...deployment,
          now,
          signal,
        });
      }
      written.delete(zone.id);
    },
  };
}

/** The name without the prefix, which the API puts in front itself. */
function scopeOf(type: string, name: string): string {
  if (type === 'TXT' && name === prefix) return '@';
  if (type === 'TXT' && name.startsWith(`${prefix}.`)) return name.slice(prefix.length + 1);
  throw new Failure('UNSUPPORTED', `the REST API of netcup keeps only TXT records at ${prefix}, not ${type} ${name}`, {
    hint: 'Give a key of the CCP with its customer number and password for other records',
  });
}
