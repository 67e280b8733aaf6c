import { parseXml } from '../../../core/http/xml.js';
import {
  type Call,
  describeProvider,
  escapeHtml,
  every,
  type FakeRecord,
  field,
  routedFake,
  xmlAnswer,
} from '../../../core/testing/index.js';
import { fromXml, Rr } from '../../../providers/nicru/records.js';

const tags: Readonly<Record<string, (content: string) => string>> = {
  TXT: (text) => `<txt><string>${escapeHtml(text)}</string></txt>`,
  CNAME: (host) => `<cname><name>${host}.</name></cname>`,
  NS: (host) => `<ns><name>${host}.</name></ns>`,
  MX: (content) => {
    const [preference, host] = content.split(' ');
    return `<mx><preference>${preference}</preference><exchange><name>${host}.</name></exchange></mx>`;
  },
};

function answer(data = ''): object {
  return xmlAnswer(`<?xml version="1.0"?><response><status>success</status><data>${data}</data></response>`);
}

const refusal = (code: number, text: string) =>
  `<response><status>fail</status><errors><error code="${code}">${text}</error></errors></response>`;

function shown([id, { type, name, ttl, content }]: readonly [string, FakeRecord]): string {
  const data = tags[type]?.(content) ?? `<${type.toLowerCase()}>${content}</${type.toLowerCase()}>`;
  return `<rr id="${id}"><name>${name}</name><ttl>${ttl}</ttl><type>${type}</type>${data}</rr>`;
}

const soa = '<rr id="99"><name>@</name><type>SOA</type><soa><serial>2011112002</serial></soa></rr>';

/** What is changed is seen when it is committed. */
function add({ zone, body }: Call): object {
  const { request } = parseXml(String(body), ['string']) as { request: { 'rr-list': { rr: object } } };
  const { rr } = request['rr-list'];
  const record = fromXml(Rr.parse({ '@id': '0', ...rr }), zone);
  if (record === undefined || !(record.type.toLowerCase() in rr)) return [400, {}];
  const content = record.priority === undefined ? record.content : `${record.priority} ${record.content}`;
  zone.records.insert({ type: record.type, name: record.name, content, ttl: record.ttl ?? 3600 });
  return answer();
}

const zone = '/services/mine/zones/{domain}';
const found = [
  'POST https://api.nic.ru/oauth/token',
  'GET /zones',
  'GET /services/mine/zones/example.com/records',
] as const;
const login =
  'grant_type=password&client_id=app&client_secret=opaque-secret&username=1%2FNIC-D&password=opaque-password&scope=.%2B%3A%2Fdns-master%2F.%2B';
const commit = 'POST /services/mine/zones/example.com/commit';

describeProvider('nicru', {
  options: { username: '1/NIC-D', password: 'opaque-password', serviceId: 'app', secret: 'opaque-secret' },
  fake: routedFake({
    base: 'https://api.nic.ru/dns-master',
    credentials: { authorization: 'Bearer opaque-token', accept: 'text/xml' },
    refused: { ...xmlAnswer(refusal(4097, 'Access token expired or not found')), status: 401 },
    missing: { ...xmlAnswer(refusal(4098, 'Object not found')), status: 404 },
    logins: {
      'POST https://api.nic.ru/oauth/token': {
        sends: every(field('client_id', 'app'), field('password', 'opaque-password'), field('grant_type', 'password')),
        gives: { access_token: 'opaque-token', expires_in: 14400, token_type: 'Bearer' },
      },
    },
    routes: {
      'GET /zones': ({ account }) =>
        answer(account.zones.map(({ id, name }) => `<zone id="${id}" name="${name}" service="mine"/>`).join('')),
      [`GET ${zone}/records`]: ({ zone }) =>
        answer(`<zone name="example.com" service="mine">${soa}${zone.records.all().map(shown).join('')}</zone>`),
      [`PUT ${zone}/records`]: add,
      [`DELETE ${zone}/records/{id}`]: ({ zone, params }) => (zone.records.remove(params.id ?? '') ? answer() : [404]),
      [`POST ${zone}/commit`]: () => answer(),
    },
  }),
  refusals: [
    [200, refusal(4097, 'Access token expired or not found'), ['AUTHENTICATION', /expired/], 'GET /zones'],
    [200, '<response><status>fail</status></response>', ['API', /no reason given/], 'GET /zones'],
    [200, '<response><status>success</status><data/></response>', 'ZONE_NOT_FOUND', 'GET /zones'],
  ],
  cases: {
    'adds by PUT, and commits': {
      creates: '_acme-challenge 30 TXT one',
      sends: [
        [found[0], login],
        found[1],
        found[2],
        [
          found[2].replace('GET', 'PUT'),
          '<request><rr-list><rr><name>_acme-challenge</name><ttl>30</ttl><type>TXT</type><txt><string>one</string></txt></rr></rr-list></request>',
        ],
        commit,
      ],
    },
    'removes by id, and commits until it is told that it is done': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      answers: { [commit]: [[502]] },
      sends: [[found[0], login], found[1], found[2], `${found[2].replace('GET', 'DELETE')}/2`, commit, commit],
    },
    'lists nothing where there is nothing': {
      answers: { [found[2]]: [200, '<response><status>success</status><data>\n</data></response>'] },
      lists: {},
      gives: [],
    },
  },
});
