import { z } from 'zod';
import {
  anything,
  defineProvider,
  Failure,
  fromPresentation,
  fullName,
  type NewRecordSet,
  type Path,
  parseRecordId,
  path,
  type RecordSet,
  readPages,
  recordId,
  recordSetProvider,
  relativeName,
  replaceRecord,
  undefinedIf,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** All of it, since answers are written back. */
const Answer = z.looseObject({ answer: z.array(z.union([z.string(), z.number()])) });
type Answer = z.infer<typeof Answer>;
const Item = z.object({ type: z.string(), ttl: z.number(), answers: z.array(Answer), link: z.string().nullish() });
const Summary = z.object({
  domain: z.string(),
  type: z.string(),
  ttl: z.number(),
  short_answers: z.array(z.string()).nullish(),
});
const Summaries = z.object({ records: z.array(Summary) });

interface AnswerSet extends RecordSet {
  readonly ttl: number;
  readonly answers: readonly Answer[];
}

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.nsone.net/v1', headers: { 'x-nsone-key': options.token } });

  async function readSet(zone: Zone, type: string, name: string): Promise<AnswerSet | undefined> {
    const item = await undefinedIf('RECORD_NOT_FOUND', api.get(setPath(zone, type, name), Item));
    if (item === undefined) return undefined;
    const { ttl, answers, link } = item;
    if (link) throw linked(fullName(name, zone.name), link);
    return { type, name, ttl, values: answers.map((answer) => toContent(type, answer)), answers };
  }

  /** Large zones come in pages, each with a link to the next; of the link only the query is taken. */
  function readSummaries(zone: Zone): Promise<z.infer<typeof Summary>[]> {
    return readPages(async (next: string = '') => {
      const { data, headers } = await api.send('GET', path`/zones/${zone.name}`, { query: new URLSearchParams(next) });
      const page = Summaries.safeParse(data);
      if (page.error) throw new Failure('RESPONSE', 'NS1 sent a zone that cannot be understood', { cause: page.error });
      const link = /<[^>?]*\?([^>]+)>\s*;\s*rel="?next"?/.exec(headers.link ?? '')?.[1];
      return { items: page.data.records, next: link };
    });
  }

  async function writeSet(zone: Zone, { type, name, ttl, values }: NewRecordSet, before?: AnswerSet): Promise<void> {
    const domain = fullName(name, zone.name);
    const answers = values.map((value) => {
      const old = before?.answers.find((answer) => toContent(type, answer) === value);
      // Text is one value, whatever blanks it has; of others each field is a value of its own.
      return old ?? { answer: type === 'TXT' ? [value] : value.split(/\s+/) };
    });
    const path = setPath(zone, type, name);
    if (before === undefined) await api.put(path, anything, { type, domain, zone: zone.name, ttl, answers });
    // Replaces the answers and leaves all else of the record as it is.
    else await api.post(path, anything, { type, name: domain, ttl, answers }, { repeatable: true });
  }

  async function deleteSet(zone: Zone, { type, name }: RecordSet): Promise<void> {
    await api.delete(setPath(zone, type, name));
  }

  const provider = recordSetProvider<Zone, AnswerSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}`, anything)),

    async listSets(zone, { type = '', name = '@' }) {
      const set = await readSet(zone, type, name);
      return set === undefined ? [] : [set];
    },
    writeSet,
    deleteSet,
  });

  return {
    ...provider,

    async listRecords(zone) {
      return (await readSummaries(zone)).flatMap(({ domain, type, ttl, short_answers }) => {
        const name = relativeName(domain, zone.name);
        return (short_answers ?? []).map((answer) => {
          const content = toContent(type, { answer: [answer] });
          return { id: recordId({ type, name, content }), type, name, content, ttl };
        });
      });
    },

    async updateRecord(zone, id, draft) {
      const { type, name, content } = parseRecordId(id);
      if (type === draft.type && name === draft.name) return provider.updateRecord(zone, id, draft);
      const old = await readSet(zone, type, name);
      async function remove(): Promise<void> {
        if (old === undefined) return;
        const values = old.values.filter((value) => value !== content);
        if (values.length === old.values.length) return;
        if (values.length === 0) await deleteSet(zone, old);
        else await writeSet(zone, { ...old, values }, old);
      }
      await replaceRecord({ add: () => provider.createRecord(zone, draft), remove });
    },
  };
});

function setPath(zone: Zone, type: string, name: string): Path {
  return path`/zones/${zone.name}/${fullName(name, zone.name)}/${type}`;
}

function toContent(type: string, { answer }: Answer): string {
  return type === 'TXT' ? answer.join('') : fromPresentation(type, answer.join(' '));
}

function linked(name: string, target: string): Failure {
  return new Failure('UNSUPPORTED', `${name} is linked to ${target} at NS1 and has no values of its own`, {
    hint: `Change ${target}, or undo the link in the NS1 portal`,
  });
}
