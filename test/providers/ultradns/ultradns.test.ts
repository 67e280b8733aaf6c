import { fqdn, fromPresentation, isFailure, recordId, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeApi } from '../../../core/testing/fake-api.js';
import {
  allowOnly,
  asObject,
  type Call,
  cut,
  type FakeSet,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../../core/testing/fakes/index.js';

const numbers: Readonly<Record<string, number>> = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, CAA: 257 };
const one = '/zones/{domain}./rrsets/{type}/{owner}';
const error = (status: number, errorCode: number, errorMessage: string) =>
  jsonAnswer([{ errorCode, errorMessage }], status);
const absent = error(404, 70002, 'Data not found.');
const form = 'grant_type=password&username=me&password=opaque-password';

const login = ['POST /authorization/token', form] as const;
const sets = 'GET /zones/example.com./rrsets';
const setAt = (type: string, name: string) => `/zones/example.com./rrsets/${type}/${name}.example.com.`;
const set = (rrtype: string, name: string, ...rdata: string[]) => ({
  ...{ rrtype, ownerName: `${name}.example.com.`, ttl: 300, rdata },
});

function find({ zone, params }: Call): FakeSet | undefined {
  const owner = relativeName(params.owner ?? '', zone.name);
  return setsOf(zone).find(({ type, name }) => type === params.type && name === owner);
}

function write(call: Call): void {
  const { rrtype, ownerName, ttl, rdata, ...rest } = asObject(call.body);
  const { type = '', owner = '' } = call.params;
  allowOnly(rest, []);
  if ((rrtype ?? type) !== type || (ownerName ?? owner) !== owner || typeof ttl !== 'number' || !Array.isArray(rdata))
    refuse(400, [{ errorCode: 53005, errorMessage: 'Invalid input' }]);
  const values = (rdata as string[]).map((data) => fromPresentation(type, data));
  writeSet(call.zone, { type, name: relativeName(owner, call.zone.name), ttl: Number(ttl), values });
}

/** Version 3 is asked alike, the newer host too, and a zone is known without its final dot. */
const inEitherVersion = (create: () => FakeApi) => (): FakeApi => {
  const fake = create();
  const ofOld = ({ href }: URL) => href.replace('//api.', '//restapi.').replace('/v3/', '/v2/');
  const address = (url: URL) => ofOld(url).replace(/(?<=\/zones\/[^/]+[^./])(?=\/)/, '.');
  return { ...fake, answer: (request) => fake.answer({ ...request, url: new URL(address(request.url)) }) };
};

describeProvider('ultradns', {
  options: { username: 'me', password: 'opaque-password' },
  refusal: 401,
  fake: inEitherVersion(
    routedFake({
      base: 'https://restapi.ultradns.com/v2',
      credentials: ({ url, body, headers }) =>
        url.pathname === '/v2/authorization/token'
          ? body === form
          : headers.authorization === 'Bearer opaque-access-token',
      missing: error(404, 1801, 'Zone does not exist in the system.'),
      routes: {
        'POST /authorization/token': () => ({
          tokenType: 'Bearer',
          refreshToken: 'opaque-refresh-token',
          accessToken: 'opaque-access-token',
          expiresIn: '3600',
        }),
        'GET /zones': ({ account }) => ({
          zones: account.zones.map(({ name }) => ({ properties: { name: `${name}.` } })),
        }),
        /** With a value that nobody has. */
        'GET /zones/{domain}./rrsets/{type}': () => absent,
        'GET /zones/{domain}./rrsets': ({ zone, query }) => {
          allowOnly(query, ['offset', 'limit', 'q']);
          const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 } as const;
          const { items, total, offset } = cut(setsOf(zone), query, pages);
          const rrSets = items.map(({ type, name, ttl, values }) => ({
            ownerName: fqdn(name, zone.name),
            rrtype: `${type} (${numbers[type]})`,
            ttl,
            rdata: values.map((content) => toPresentation({ type, content })),
          }));
          return {
            zoneName: `${zone.name}.`,
            rrSets,
            resultInfo: { totalCount: total, offset, returnedCount: items.length },
          };
        },
        [`POST ${one}`]: (call) => {
          if (find(call) !== undefined) return error(400, 2111, 'Resource Record of type 16 already exists.');
          write(call);
          return jsonAnswer({ message: 'Successful' }, 201);
        },
        [`PUT ${one}`]: (call) => {
          if (find(call) === undefined) return absent;
          write(call);
          return { message: 'Successful' };
        },
        [`DELETE ${one}`]: (call) => {
          const set = find(call);
          if (set === undefined) return absent;
          writeSet(call.zone, { ...set, values: [] });
          return { status: 204, headers: {}, body: '' };
        },
      },
    }),
  ),
  refusals: [[400, [{ errorCode: 60001, errorMessage: 'invalid_grant' }], 'AUTHENTICATION']],
  cases: {
    'writes text bare where it can, and what is new in front': {
      given: ['a 300 TXT one'],
      creates: ['a 300 TXT say "hi"', 'b 300 TXT one', 'c 300 CNAME d.example.net'],
      sends: [
        ...([login, sets, sets, [`PUT ${setAt('TXT', 'a')}`, set('TXT', 'a', '"say \\"hi\\""', '"one"')]] as const),
        ...([sets, [`POST ${setAt('TXT', 'b')}`, set('TXT', 'b', 'one')]] as const),
        ...([sets, [`POST ${setAt('CNAME', 'c')}`, set('CNAME', 'c', 'd.example.net.')]] as const),
      ],
    },
    'moves a record by removing it first': {
      given: ['a 300 TXT one'],
      updates: [recordId({ type: 'TXT', name: 'a', content: 'one' }), 'b 300 TXT one'],
      sends: [
        ...[login, sets, sets, `DELETE ${setAt('TXT', 'a')}`, sets],
        [`POST ${setAt('TXT', 'b')}`, set('TXT', 'b', 'one')],
      ],
    },
    'says that a token of a login made elsewhere was refused': {
      options: { token: 'opaque-given-token' },
      asks: [
        {
          request: 'GET https://restapi.ultradns.com/v2/zones/example.com./rrsets',
          headers: { authorization: 'Bearer opaque-given-token' },
          status: 401,
          answer: { errorCode: 60001, errorMessage: 'invalid_grant:Token not found, expired or invalid.' },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error_) => isFailure(error_, 'AUTHENTICATION'),
    },
  },
});
