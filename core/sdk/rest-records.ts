import { anything, type HttpClient } from './http.js';
import { asAnswered, checkShownType } from './kept-type.js';
import { below, type Path } from './path.js';
import type { DnsProvider } from './provider.js';
import type { RecordDraft, Zone } from './record.js';

export interface RestRecords<Z extends Zone> {
  readonly api: HttpClient;
  /** Where the records of a zone are: path`/zones/${zone.id}/records`. */
  readonly path: (zone: Z) => string | Path;
  /** Where one of them is; below the others unless told. */
  readonly recordPath?: (zone: Z, id: string) => string | Path;
  /** What is sent for a record. */
  readonly toItem: (draft: RecordDraft, zone: Z) => object;
  /** What is sent for one that is changed, where that differs. */
  readonly toChange?: (draft: RecordDraft, zone: Z, id: string) => object;
  /** `put` unless told. */
  readonly changeBy?: 'put' | 'patch' | 'post';
  /** Where an answer has the type of a record; `type` unless told. */
  readonly typeField?: string;
}

/**
 * The writing part of a provider whose API has records as resources: POST adds one, PUT or PATCH changes it, DELETE removes
 * it. A record that is seen to keep another type than it was to have is a Failure UNSUPPORTED.
 */
export function restRecords<Z extends Zone>({ api, path, toItem, ...rest }: RestRecords<Z>) {
  const { recordPath = (zone, id) => below(path(zone), id), toChange = toItem, changeBy = 'put', typeField } = rest;
  const methods: Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord'> = {
    async createRecord(zone, draft) {
      await api.post(path(zone), anything, toItem(draft, zone));
    },
    async updateRecord(zone, id, draft) {
      const body = toChange(draft, zone, id);
      // Once or twice, the record is what was sent.
      const answer = await api[changeBy](recordPath(zone, id), asAnswered, body, { repeatable: true });
      checkShownType(answer, id, draft, typeField);
    },
    async deleteRecord(zone, id) {
      await api.delete(recordPath(zone, id));
    },
  };
  return methods;
}
