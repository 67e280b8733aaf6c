import { basic, type Call, describeProvider, refuse, restFake } from '../../../core/testing/index.js';

/** A record is sent whole: it is on, and has the id that it is called by. */
function sent({ params, body }: Call): object {
  const { active, id, ...item } = body as Readonly<Record<string, unknown>>;
  return active === true && id === params.id ? item : refuse(400, { error: 'invalid record' });
}

const item = { prefix: '_acme-challenge', type: 'TXT', content: 'one', ttl: 120 };
const find = 'GET /example.com';

describeProvider('syse', {
  options: { credentials: 'example.net:no, example.com:opaque-password' },
  refusal: 401,
  fake: restFake({
    base: 'https://www.syse.no/api/dns',
    credentials: basic('example.com', 'opaque-password'),
    refused: [401, 'Unauthorized'],
    records: {
      at: '/{domain}',
      form: { fields: { name: 'prefix' }, apex: '' },
      sent,
      show: (record) => ({ active: true, prio: 0, ...record }),
    },
  }),
  cases: {
    'writes with the password of the zone, and replaces a record by its id': {
      given: ['_acme-challenge 60 TXT other'],
      creates: '_acme-challenge 120 TXT one',
      updates: ['1', '@ 300 TXT two'],
      sends: [
        ...[find, find, ['POST /example.com', { ...item, active: true }] as const],
        ['PUT /example.com/1', { ...item, prefix: '', content: 'two', ttl: 300, id: '1', active: true }],
      ],
    },
    'lists no records that are switched off': {
      answers: {
        [find]: [
          200,
          [
            { ...item, id: '7', active: false },
            { ...item, id: '8' },
          ],
        ],
      },
      lists: {},
      gives: ['8 _acme-challenge.example.com 120 TXT one'],
    },
    'knows no zones without a password': { zone: 'sub.example.com', fails: 'ZONE_NOT_FOUND', sends: [] },
    'says that a password was refused': {
      options: { credentials: 'example.com:wrong-password' },
      fails: ['AUTHENTICATION', /^(?!.*wrong-password)/],
    },
  },
});
