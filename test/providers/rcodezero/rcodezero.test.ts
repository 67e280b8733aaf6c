import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  bearer,
  type Call,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const base = 'https://my.rcodezero.at/api/v1';
const missing = jsonAnswer({ status: 'failed', message: 'Zone not found' }, 404);
const name = '_acme-challenge.example.com.';

interface Change {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly changetype: string;
  readonly records: readonly { readonly content: string; readonly disabled: boolean }[];
}

function change({ zone, body }: Call): object {
  for (const { name: full, type, ttl, changetype, records } of body as readonly Change[]) {
    const relative = relativeName(full, zone.name);
    const exists = setsOf(zone).some((set) => set.type === type && set.name === relative);
    if (full !== fqdn(relative, zone.name)) refuse(422, { status: 'failed', message: 'name is not fully qualified' });
    if (exists === (changetype === 'ADD')) refuse(422, { status: 'failed', message: 'RRset does (not) exist' });
    if ((changetype === 'DELETE') !== (records.length === 0)) refuse(422, { status: 'failed', message: 'records' });
    if (type === 'CNAME' && records.some(({ content }) => !content.endsWith('.')))
      refuse(422, { status: 'failed', message: 'not a host name' });
    if (type === 'TXT' && records.some(({ content }) => !content.startsWith('"')))
      refuse(422, { status: 'failed', message: 'TXT is not quoted' });
    const values = records.map(({ content }) => fromPresentation(type, content));
    writeSet(zone, { type, name: relative, ttl, values });
  }
  return { status: 'ok', message: 'RRsets updated' };
}

describeProvider('rcodezero', {
  options: { token: 'opaque-token' },
  exceptions: { 'takes for done what somebody else did at the same moment': 'how it is told is not known' },
  fake: routedFake({
    base,
    credentials: bearer('opaque-token'),
    missing,
    routes: {
      'GET /zones/{domain}': ({ zone }) => ({ id: 1, domain: zone.name, type: 'MASTER' }),
      'GET /zones/{domain}/rrsets': ({ zone, query }) => {
        const sets = setsOf(zone).map(({ type, name: own, ttl, values }) => ({
          name: fqdn(own, zone.name),
          type,
          ttl,
          records: values.map((content) => ({ content: toPresentation({ type, content }), disabled: false })),
        }));
        const data = query.page_size === '-1' ? sets : sets.slice(0, 100);
        return { current_page: 1, data, per_page: Number(query.page_size ?? 100), total: sets.length };
      },
      'PATCH /zones/{domain}/rrsets': change,
    },
  }),
  cases: {
    'asks the addresses for ACME where the others are unknown, and for all sets where a page holds less': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 404, answer: { message: 'No such address' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        { request: `GET ${base}/acme/zones/example.com/rrsets`, answer: { data: [], total: 1 } },
        {
          request: `GET ${base}/acme/zones/example.com/rrsets?page_size=-1`,
          answer: { data: [{ name, type: 'TXT', ttl: 60, records: [{ content: '"one"' }] }], total: 1 },
        },
      ],
      does: (service) => service.list({}),
    },
    'takes the addresses for ACME where the token has no others, and keeps what is switched off': {
      asks: [
        { request: `GET ${base}/zones/example.com`, status: 403, answer: { status: 'failed', message: 'Forbidden' } },
        { request: `GET ${base}/acme/zones/example.com`, answer: ['found'] },
        {
          request: `GET ${base}/acme/zones/example.com/rrsets`,
          answer: { data: [{ name, type: 'TXT', ttl: 60, records: [{ content: '"off"', disabled: true }] }] },
        },
        {
          request: `PATCH ${base}/acme/zones/example.com/rrsets`,
          body: [
            {
              name,
              type: 'TXT',
              ttl: 60,
              records: [
                { content: '"one"', disabled: false },
                { content: '"off"', disabled: true },
              ],
              changetype: 'update',
            },
          ],
          answer: { status: 'ok', message: 'RRsets updated' },
        },
      ],
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 }),
    },
  },
});
