import { createHash } from 'node:crypto';
import { asObject, type Call, describeProvider, restFake, type SentRequest } from '../../../core/testing/index.js';

const pages = { by: 'page', parameter: 'page', size: 'pageSize', usual: 10, largest: 100 } as const;
const done = (data: unknown) => ({ code: 0, message: '', data });
const wrap = (page: { readonly items: readonly object[]; readonly page: number; readonly pages: number }) =>
  done({ data: page.items, page: page.page, pageCount: page.pages });

const item = { recordID: 7, record: 'a', type: 'TXT', value: 'one', viewID: 0, mx: null };

/** What is sent besides the signature. */
function asked({ body }: Call): Readonly<Record<string, string>> {
  const { apiKey: _key, timestamp: _time, hash: _hash, domainID: _zone, ...fields } = asObject(body);
  return fields as Readonly<Record<string, string>>;
}

function isSigned({ headers, body }: SentRequest): boolean {
  const { hash, ...fields } = Object.fromEntries(new URLSearchParams(body));
  const names = Object.keys(fields).sort();
  const text = `${names.map((name) => `${name}=${fields[name]}`).join('&')}opaque-secret`;
  const isRecent = Math.abs(Number(fields.timestamp) * 1000 - Date.now()) < 60_000;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm && isRecent && fields.apiKey === 'opaque-key' && hash === createHash('md5').update(text).digest('hex');
}

describeProvider('dns51', {
  options: { apiKey: 'opaque-key', apiSecret: 'opaque-secret' },
  isRead: ({ url }) => url.pathname.endsWith('/list/'),
  fake: restFake({
    base: 'https://www.51dns.com/api',
    credentials: isSigned,
    refused: [200, { code: 1, message: 'hash error' }],
    missing: [200, { code: 3, message: '非法参数' }],
    zoneOf: ({ body }) => {
      const { domainID: id } = asObject(body);
      return id === undefined ? undefined : { id };
    },
    zones: {
      list: 'POST /domain/list/',
      item: ({ id, name }) => ({ groupID: 1, domainID: Number(id), domains: name, state: 0 }),
      ...{ wrap, pages, asked },
    },
    records: {
      list: 'POST /record/list/',
      create: 'POST /record/create/',
      remove: 'POST /record/remove/',
      form: { fields: { id: 'recordID', name: 'record', content: 'value' }, priority: { MX: 'mx' } },
      numericIds: true,
      gone: [200, { code: 3, message: '非法参数' }],
      idOf: ({ body }) => asObject(body).recordID,
      sent(call) {
        const { host, TTL, mx, ...item } = asked(call);
        return { ...item, record: host, ttl: Number(TTL), ...(mx !== undefined && { mx: Number(mx) }) };
      },
      done: (item) => done(item ?? {}),
      ...{ wrap, pages, asked },
    },
  }),
  refusals: [[200, { code: 3, message: '非法参数' }, ['API', /非法参数.* 3$/]]],
  cases: {
    'reads names and TTLs in both ways of writing': {
      answers: {
        'POST /record/list/': [
          200,
          wrap({
            items: [
              { ...item, TTL: 60 },
              { ...item, record: 'a.example.com', ttl: 70 },
            ],
            page: 1,
            pages: 1,
          }),
        ],
      },
      lists: {},
      gives: ['7 a.example.com 60 TXT one', '7 a.example.com 70 TXT one'],
    },
    'tells a removal that was refused from one of what is gone': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /record/remove/': [200, { code: 3, message: '非法参数' }] },
      fails: ['API', /非法参数/],
      leaves: ['a TXT one'],
    },
    'takes nothing for gone where the removal failed otherwise': {
      does: (service) => service.remove('9', {}),
      answers: { 'POST /record/remove/': [429] },
      fails: 'RATE_LIMITED',
    },
  },
});
