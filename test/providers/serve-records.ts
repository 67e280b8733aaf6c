import { type Answer, decode, encode, RECURSION_AVAILABLE } from 'dns-packet';
import { fullName, splitTxt } from '../../core/sdk/index.js';
import type { FakeRecord } from '../../core/testing/fake-api.js';
import { serveDns } from '../lab/index.js';

const apex = 'example.com';
const soa = {
  type: 'SOA' as const,
  name: apex,
  ttl: 60,
  data: { mname: `ns1.${apex}`, rname: `hostmaster.${apex}`, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
};
const authoritative = 0x0400;
const nameError = 3;

/** Name server of `example.com`, and resolver of it as well: serves the TXT and CNAME records that stand there now. */
export function serveRecords(read: () => readonly FakeRecord[]) {
  return serveDns(async (message) => {
    const request = decode(message);
    const question = request.questions?.[0];
    if (question === undefined) return undefined;
    const name = question.name.toLowerCase();
    const records = read().filter((record) => fullName(record.name, apex) === name);
    // A resolver goes on to where a CNAME record leads (RFC 1034, section 3.6.2).
    const led = records
      .filter(({ type }) => type === 'CNAME' && question.type !== 'CNAME')
      .map(({ content }) => content);
    const beyond = read().filter((record) => led.includes(fullName(record.name, apex)));
    const answers = [
      ...records.flatMap((record) => toAnswer(name, record)).filter(({ type }) => type === question.type),
      ...led.map((data) => ({ type: 'CNAME' as const, name, ttl: 1, data })),
      ...beyond.flatMap((record) => toAnswer(fullName(record.name, apex), record)),
    ].filter(({ type }) => type === question.type || type === 'CNAME');
    if (name === apex && question.type === 'SOA') answers.push(soa);
    if (name === apex && question.type === 'NS') answers.push({ type: 'NS', name, ttl: 60, data: `ns1.${apex}` });
    const exists = records.length > 0 || name === apex;
    return encode({
      type: 'response',
      id: request.id ?? 0,
      flags: authoritative | RECURSION_AVAILABLE | (exists ? 0 : nameError),
      questions: [question],
      answers,
      authorities: answers.length === 0 ? [soa] : [],
    });
  });
}

function toAnswer(name: string, { type, content, ttl }: FakeRecord): Answer[] {
  if (type === 'TXT') return [{ type, name, ttl, data: splitTxt(content) }];
  return type === 'CNAME' ? [{ type, name, ttl, data: content }] : [];
}
