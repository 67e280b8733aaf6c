import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  defineProvider,
  Failure,
  fromPresentation,
  fullName,
  parseRecordId,
  type RecordSet,
  recordId,
  recordSetProvider,
  relativeName,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** All of it, since answers are written back. */
const Answer = z.looseObject({ answer: z.array(z.union([z.string(), z.number()])) });
const Item = z.object({ type: z.string(), ttl: z.number(), answers: z.array(Answer), link: z.string().nullish() });
const Summary = z.object({
  domain: z.string(),
  type: z.string(),
  ttl: z.number(),
  short_answers: z.array(z.string()).nullish(),
});
const Summaries = z.object({ records: z.array(Summary) }).transform(({ records }) => records);

/** Types whose data is one value, whatever blanks it has; of the others each field is a value of its own. */
const undivided = new Set(['A', 'AAAA', 'CNAME', 'NS', 'TXT']);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.nsone.net/v1', headers: { 'x-nsone-key': options.token } });
  const answersOf = new WeakMap<RecordSet, z.infer<typeof Answer>[]>();

  async function readSet(zone: Zone, type: string, name: string): Promise<RecordSet | undefined> {
    const item = await undefinedIf('RECORD_NOT_FOUND', api.get(setPath(zone, type, name), Item));
    if (item === undefined) return undefined;
    if (item.link) throw linked(fullName(name, zone.name), item.link);
    const set = { type, name, ttl: item.ttl, values: item.answers.map((answer) => toContent(type, answer)) };
    answersOf.set(set, item.answers);
    return set;
  }

  /** Large zones come in pages, each with a link to the next; of the link only the query is taken. */
  async function readSummaries(zone: Zone): Promise<z.infer<typeof Summary>[]> {
    const found: z.infer<typeof Summary>[] = [];
    for (let query: URLSearchParams | undefined = new URLSearchParams(); query !== undefined; ) {
      const { data, headers } = await api.send('GET', `/zones/${zone.name}`, { query });
      const page = Summaries.safeParse(data);
      if (page.error) throw new Failure('RESPONSE', 'NS1 sent a zone that cannot be understood', { cause: page.error });
      found.push(...page.data);
      const next = /<[^>?]*\?([^>]+)>\s*;\s*rel="?next"?/.exec(headers.link ?? '')?.[1];
      query = next === undefined ? undefined : new URLSearchParams(next);
    }
    return found;
  }

  async function writeSet(zone: Zone, set: RecordSet & { ttl: number }, before: RecordSet | undefined): Promise<void> {
    const { type, name, ttl } = set;
    const domain = fullName(name, zone.name);
    const old = (before && answersOf.get(before)) ?? [];
    const answers = set.values.map(
      (value) => old.find((answer) => toContent(type, answer) === value) ?? toAnswer(type, value),
    );
    const path = setPath(zone, type, name);
    if (before === undefined) await api.put(path, anything, { type, domain, zone: zone.name, ttl, answers });
    // Replaces the answers and leaves all else of the record as it is.
    else await api.post(path, anything, { type, name: domain, ttl, answers }, { repeatable: true });
  }

  async function deleteSet(zone: Zone, { type, name }: Pick<RecordSet, 'type' | 'name'>): Promise<void> {
    await api.delete(setPath(zone, type, name));
  }

  const provider: DnsProvider = recordSetProvider({
    async findZone(name) {
      return undefinedIf(
        'RECORD_NOT_FOUND',
        api.get(`/zones/${name}`, anything).then(() => ({ name })),
      );
    },
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
      await provider.createRecord(zone, draft);
      const values = old?.values.filter((value) => value !== content) ?? [];
      if (old === undefined || values.length === old.values.length) return;
      if (values.length === 0) await deleteSet(zone, old);
      else await writeSet(zone, { ...old, ttl: old.ttl ?? draft.ttl, values }, old);
    },
  };
});

function setPath(zone: Zone, type: string, name: string): string {
  return `/zones/${zone.name}/${encodeURIComponent(fullName(name, zone.name))}/${type}`;
}

function toAnswer(type: string, content: string): z.infer<typeof Answer> {
  return { answer: undivided.has(type) ? [content] : content.split(/\s+/) };
}

function toContent(type: string, { answer }: z.infer<typeof Answer>): string {
  return type === 'TXT' ? answer.join('') : fromPresentation(type, answer.join(' '));
}

function linked(name: string, target: string): Failure {
  return new Failure('UNSUPPORTED', `${name} is linked to ${target} at NS1 and has no values of its own`, {
    mend: `Change ${target}, or undo the link in the NS1 portal`,
  });
}
