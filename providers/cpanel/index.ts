import { z } from 'zod';
import {
  anything,
  baseAddress,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  Failure,
  type HttpResponse,
  path,
  type Schema,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { Line, recordsOf, serialOf, toLine } from './zone-lines.js';

/** Both APIs say in the body whether a request succeeded. */
const Status = z.union([
  z.object({ status: z.number(), errors: z.array(z.string()).catch([]) }),
  z.object({ metadata: z.object({ result: z.number(), reason: z.string().catch('') }) }),
]);
const Lines = z.union([
  z.object({ data: z.array(Line) }).transform(({ data }) => data),
  z.object({ data: z.object({ payload: z.array(Line) }) }).transform(({ data }) => data.payload),
]);

/** https://api.docs.cpanel.net/openapi/cpanel/operation/dns-mass_edit_zone/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const isWhm = options.mode === 'whm';
  const server = baseAddress(options.baseUrl, 'https');
  const api = http.extend({
    baseUrl: isWhm ? path`${server}/json-api` : path`${server}/execute/DNS`,
    headers: { authorization: `${options.mode} ${options.username}:${options.token}` },
    ...(isWhm && { query: { 'api.version': 1 } }),
    explain,
  });

  const parts = {
    parse: isWhm ? '/parse_dns_zone' : '/parse_zone',
    edit: isWhm ? '/mass_edit_dns_zone' : '/mass_edit_zone',
  };

  function read(name: string): Promise<readonly Line[]> {
    return api.get(parts.parse, Lines as Schema<Line[]>, { query: { zone: name } });
  }

  /**
   * One change at a time, as each gives the zone another serial number. The server refuses it where the zone is not the
   * one that was read any more.
   */
  async function change(zone: Zone, action: 'add' | 'edit' | 'remove', dataFrom: (lines: readonly Line[]) => unknown) {
    const lines = await read(zone.name);
    const serial = serialOf(lines);
    if (serial === '') throw new Failure('RESPONSE', `the zone ${zone.name} was told without its serial number`);
    const query = { zone: zone.name, serial, [action]: JSON.stringify(dataFrom(lines)) };
    // It writes, though by GET.
    await api.get(parts.edit, anything, { query, repeatable: false });
  }

  /** @throws Failure RECORD_NOT_FOUND */
  function lineOf(zone: Zone, id: string, lines: readonly Line[]): number {
    const found = recordsOf(lines, zone).find((record) => record.id === id);
    if (found !== undefined) return found.line;
    throw new Failure('RECORD_NOT_FOUND', 'no line of the zone holds this record');
  }

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, read(name)),
    async listRecords(zone): Promise<DnsRecord[]> {
      return recordsOf(await read(zone.name), zone).map(({ line: _line, ...record }) => record);
    },
    createRecord: (zone, draft) => change(zone, 'add', () => toLine(draft, zone)),
    updateRecord: (zone, id, draft) =>
      change(zone, 'edit', (lines) => ({ line_index: lineOf(zone, id, lines), ...toLine(draft, zone) })),
    deleteRecord: (zone, id) => change(zone, 'remove', (lines) => lineOf(zone, id, lines)),
  };
});

function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const status = Status.safeParse(data).data;
  if (status === undefined) return undefined;
  const isDone = 'status' in status ? status.status === 1 : status.metadata.result === 1;
  if (isDone) return undefined;
  const message = 'status' in status ? status.errors.join('; ') : status.metadata.reason;
  if (/do not control|no zone|does not exist|not found/i.test(message)) return { code: 'ZONE_NOT_FOUND', message };
  if (/permission|access denied/i.test(message)) return { code: 'AUTHENTICATION', message };
  if (/serial/i.test(message)) return { code: 'SERVER', message };
  return { code: 'API', message: message || 'no reason given' };
}
