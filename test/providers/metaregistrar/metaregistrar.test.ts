import { describeProvider, idOfRecord, itemForm, recordHandlers, routedFake } from '../../../core/testing/index.js';

const priority = { MX: 'priority', SRV: 'priority' };
const form = { names: 'full', hasIds: false, dots: true, quotes: 'always', priority } as const;
const { fromItem } = itemForm({ form, extra: ['disabled'] });
const done = (more: object) => ({ responseId: 'mapi1_1', status: 'ok', message: 'Command completed', ...more });
const refused = (errorCode: string, errorMessage: string) => ({ status: 'error', errorCode, errorMessage });
const { list } = recordHandlers({
  form,
  show: (item) => ({ ...item, ttl: String(item.ttl), disabled: false }),
  wrap: ({ items }, { zone: { name } }) => done({ dnsZone: { name, premium: false, records: items } }),
});
const get = 'GET /dnszone/example.com';
const patch = (body: object) => ['PATCH /dnszone/example.com', body] as const;
const item = (name: string, ttl: number | string, content: string) => ({ name, type: 'TXT', ttl, content });

describeProvider('metaregistrar', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.metaregistrar.com',
    credentials: { token: 'opaque-token' },
    refused: [401, { error: 'invalid_token', message: 'the supplied token is invalid' }],
    missing: [422, refused('does_not_exist', 'This zone does not exist')],
    routes: {
      'GET /dnszone/{domain}': list,
      'PATCH /dnszone/{domain}': ({ zone, body }) => {
        const { add = [], rem = [] } = body as Record<string, ReturnType<typeof item>[]>;
        if (add.length + rem.length === 0) return [422, refused('empty', 'Nothing to do')];
        for (const one of rem) {
          const record = fromItem(one, zone);
          const id = idOfRecord(zone, record) ?? '';
          if (zone.records.get(id)?.ttl !== record.ttl || (one.type === 'TXT' && !one.content.startsWith('"')))
            return [422, refused('does_not_exist', 'This record does not exist')];
          zone.records.remove(id);
        }
        for (const one of add) zone.records.insert(fromItem(one, zone));
        return done({});
      },
    },
  }),
  refusals: [
    [422, { error: 'invalid_token', message: 'the supplied token is invalid' }, ['AUTHENTICATION', /is invalid/]],
    [422, { status: 'error', error_code: 'other', error_message: 'Other words' }, ['API', /Other words/]],
    [404, '', 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'adds by full names, plain text bare and other text in quotes, and removes what is listed as it is listed': {
      given: ['a 300 TXT one', 'a 300 TXT two'],
      creates: ['@ 600 TXT one_1', 'b 600 TXT v=spf1 -all'],
      removes: 'a TXT two',
      sends: [
        ...[get, get, get],
        patch({ add: [item('example.com', 600, 'one_1'), item('b.example.com', 600, '"v=spf1 -all"')] }),
        ...[get, get, patch({ rem: [{ ...item('a.example.com', '300', '"two"'), disabled: false }] })],
      ],
    },
  },
});
