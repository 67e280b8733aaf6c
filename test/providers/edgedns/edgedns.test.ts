import { fromPresentation, fullName, isFailure, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type FakeSet, setFake } from '../../../core/testing/fakes/index.js';

interface Body {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rdata: readonly string[];
}

const base = 'https://akab-h.luna.akamaiapis.net/config-dns/v2';
const set = '/zones/{domain}/names/{name}/types/{type}';
const textsOfA = '/zones/example.com/names/a.example.com/types/TXT';
const signed =
  /^EG1-HMAC-SHA256 client_token=akab-client;access_token=akab-access;timestamp=\d{8}T\d\d:\d\d:\d\d\+0000;nonce=[\w-]{32,36};signature=[\w+/]{43}=$/;
const options = {
  host: 'akab-h.luna.akamaiapis.net',
  clientToken: 'akab-client',
  clientSecret: 'opaque-client-secret=',
  accessToken: 'akab-access',
};

describeProvider('edgedns', {
  options,
  fake: setFake({
    base,
    credentials: ({ headers }) => signed.test(headers.authorization ?? ''),
    zones: { one: 'GET /zones/{domain}', item: ({ name }) => ({ zone: name, type: 'PRIMARY' }) },
    sets: {
      list: 'GET /zones/{domain}/recordsets',
      one: `GET ${set}`,
      create: `POST ${set}`,
      change: `PUT ${set}`,
      remove: `DELETE ${set}`,
      toName: (name, zone) => fullName(name, zone.name),
      toSet: ({ type, name, ttl, values }, zone) => ({
        name: fullName(name, zone.name),
        type,
        ttl,
        rdata: values.map((content) => toPresentation({ type, content })),
      }),
      fromSet: ({ name, type, ttl, rdata }: Body, _params, zone): FakeSet => {
        // A text of one word needs no quotes.
        if (type === 'TXT' && !rdata.every((text) => /^(".*"|\S+)$/.test(text))) throw new Error('TXT is not quoted');
        const values = rdata.map((data) => fromPresentation(type, data));
        return { type, name: relativeName(name, zone.name), ttl, values };
      },
      pages: { by: 'page', parameter: 'page', size: 'pageSize', usual: 25, largest: 500 },
      filters: { type: 'types' },
      wrap: ({ items, page, pages, size, total }) => ({
        metadata: { page, pageSize: size, lastPage: pages, totalElements: total, showAll: false },
        recordsets: items,
      }),
    },
    missing: {
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: JSON.stringify({ title: 'Not Found', status: 404, detail: 'no data' }),
    },
  }),
  cases: {
    'reads one set where it is asked for one': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT one',
      sends: [
        ...['GET /zones/example.com', `GET ${textsOfA}`],
        [`PUT ${textsOfA}`, { name: 'a.example.com', type: 'TXT', ttl: 60, rdata: ['"two"'] }],
      ],
    },
    'takes a list without a word of pages for a whole one': {
      answers: { 'GET /zones/example.com/recordsets': [200, { recordsets: [] }] },
      lists: {},
      gives: [],
    },
    'works in the account that the switch key names': {
      options: { ...options, accountSwitchKey: '1-ABC:1-XYZ' },
      asks: [
        { request: `GET ${base}/zones/example.com?accountSwitchKey=1-ABC:1-XYZ`, answer: { zone: 'example.com' } },
      ],
      does: (service) => service.findZone(),
    },
    'says what is missing where neither options nor the file have it': {
      options: { ...options, host: '', edgerc: '/nowhere/.edgerc' },
      asks: [],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'CONFIG') && /the host of Akamai/.test(error.message),
    },
  },
});
