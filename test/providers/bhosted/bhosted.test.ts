import { fullName, quoteTxt } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  describeProvider,
  escapeHtml,
  field,
  query,
  recordHandlers,
  routedFake,
  xmlAnswer,
} from '../../../core/testing/index.js';

const login = 'user=me&password=opaque-hash&tld=com&sld=example';
const list = `GET /getrecords?${login}`;
const answer = (inner: string, errors = 0) =>
  xmlAnswer(`<response>${inner}<errors>${errors}</errors><done>${errors === 0}</done></response>`);
const { add, drop } = recordHandlers({
  form: {},
  extra: ['user', 'password', 'tld', 'sld'],
  idOf: ({ body }) => asObject(body).id,
  done: () => answer('<id>1</id>'),
  gone: answer('', 1),
});

function listRecords({ zone }: Call) {
  const records = zone.records.all().map(([id, { type, name, content, ttl }]) => {
    const shown = escapeHtml(type === 'TXT' ? quoteTxt(content) : content);
    const fields = `<name>${fullName(name, zone.name)}</name><type>${type}</type><content>${shown}</content>`;
    return `<record><id>${id}</id>${fields}<ttl>${ttl}</ttl></record>`;
  });
  return answer(`<records>${records.join('')}</records>`);
}

describeProvider('bhosted', {
  exceptions: { 'says that wrong credentials were refused': 'What it says of them is not known.' },
  options: { username: 'me', password: 'opaque-hash' },
  fake: routedFake({
    base: 'https://webservices.bhosted.com/dns',
    credentials: (request) => (request.method === 'GET' ? query : field)('password', 'opaque-hash')(request),
    refused: answer('', 1),
    missing: answer('', 1),
    zoneOf: ({ query: asked, body = asked }) => ({ name: `${asObject(body).sld}.${asObject(body).tld}` }),
    routes: { 'GET /getrecords': listRecords, 'POST /addrecord': add, 'POST /delrecord': drop },
  }),
  cases: {
    'creates by the name within the domain, and removes the one of two by its id': {
      given: ['@ TXT other'],
      creates: '@ 300 TXT one',
      removes: '@ TXT one',
      sends: [
        ...[list, list],
        ['POST /addrecord', `${login}&name=@&type=TXT&content=one&ttl=300`],
        ...[list, ['POST /delrecord', `${login}&id=2`] as const],
      ],
    },
    'cuts the name at its first dot': {
      zone: 'example.co.uk',
      sends: ['GET /getrecords?user=me&password=opaque-hash&tld=co.uk&sld=example'],
      fails: 'ZONE_NOT_FOUND',
    },
    'tells of a removal that was refused while the record is there': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /delrecord': [200, '<response><errors>1</errors></response>'] },
      fails: ['API', /1 errors/],
    },
    'takes an answer that nothing was done for a refusal': {
      creates: 'a 300 TXT one',
      answers: { 'POST /addrecord': [200, '<response><errors>0</errors><done>false</done></response>'] },
      fails: 'RESPONSE',
    },
  },
});
