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

interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly { readonly content: string }[];
}

const accepted = { message: 'Request accepted' };

function update({ body, zone }: Call): object {
  const { overwrite, zone: sets } = body as { readonly overwrite: boolean; readonly zone: readonly Rrset[] };
  for (const { name, type, ttl, records } of sets) {
    if (records.length === 0) refuse(422, { message: 'The records field is required.' });
    const before = setsOf(zone).find((set) => set.name === name && set.type === type);
    const values = [...(overwrite ? [] : (before?.values ?? [])), ...records.map(({ content }) => content)];
    if (new Set(values).size < values.length) refuse(422, { message: 'DNS resource record is not unique' });
    writeSet(zone, { type, name, ttl, values });
  }
  return accepted;
}

function remove({ body, zone }: Call): object {
  const { filters } = body as { readonly filters: readonly { readonly name: string; readonly type: string }[] };
  for (const { name, type } of filters) writeSet(zone, { name, type, ttl: 0, values: [] });
  return accepted;
}

const zone = 'https://developers.hostinger.com/api/dns/v1/zones/example.com';

describeProvider('hostinger', {
  options: { apiToken: 'opaque-api-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://developers.hostinger.com/api/dns/v1/zones',
    credentials: bearer('opaque-api-token'),
    refused: jsonAnswer({ message: 'Unauthenticated', correlation_id: 'c' }, 401),
    routes: {
      'GET /{domain}': ({ zone }) =>
        jsonAnswer(
          setsOf(zone).map(({ type, name, ttl, values }) => ({
            name,
            type,
            ttl,
            records: values.map((value) => ({
              content: type === 'TXT' ? `"${value.replace(/["\\]/g, '\\$&')}"` : value,
              is_disabled: false,
            })),
          })),
        ),
      'PUT /{domain}': update,
      'DELETE /{domain}': remove,
    },
  }),
  cases: {
    'keeps what is switched off': {
      asks: [
        { request: `GET ${zone}`, answer: [] },
        {
          request: `GET ${zone}`,
          answer: [
            { name: 'a', type: 'TXT', ttl: 300, records: [{ content: 'one' }, { content: 'off', is_disabled: true }] },
          ],
        },
        {
          request: `PUT ${zone}`,
          body: {
            overwrite: true,
            zone: [{ name: 'a', type: 'TXT', ttl: 300, records: [{ content: 'off', is_disabled: true }] }],
          },
          answer: accepted,
        },
      ],
      does: (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]),
    },
  },
});
