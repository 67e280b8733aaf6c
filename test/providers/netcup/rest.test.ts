import { isFailure, recordId } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, type Call, jsonAnswer, refuse, routedFake } from '../../../core/testing/fakes/index.js';

const key = 'k'.repeat(64);
const base = 'https://api.netcup.com/v1';
const proofs = `${base}/domain/71/acme/challenge`;

function nameOf(scope: string): string {
  return scope === '@' ? '_acme-challenge' : `_acme-challenge.${scope}`;
}

function find({ zone, params: { scope = '', value = '' } }: Call): string {
  const name = nameOf(scope);
  const found = zone.records.all().find(([, own]) => own.type === 'TXT' && own.name === name && own.content === value);
  return found?.[0] ?? refuse(404, { success: false, message: 'Challenge not found' });
}

function create({ zone, body }: Call): object {
  const { scope, value } = body as { readonly scope: string; readonly value: string };
  if (zone.records.all().some(([, own]) => own.name === nameOf(scope) && own.content === value))
    refuse(409, { success: false, message: 'it exists' });
  zone.records.insert({ type: 'TXT', name: nameOf(scope), content: value, ttl: 60 });
  return { success: true, data: { status: 'pending' } };
}

const otherRecords = 'the REST API keeps proofs of ACME and no other records';
const noLists = 'the REST API lists nothing: a proof can be asked for by its name and value only';

describeProvider('netcup', {
  options: { apiKey: key },
  refusal: 401,
  exceptions: {
    'makes a record of another type of one': otherRecords,
    'takes no change for made whose answer shows the old type': otherRecords,
    'gives a record another name': otherRecords,
    'tells records apart that differ in their priority alone': 'It keeps TXT records alone.',
    'creates and removes several records at once, also at different names': otherRecords,
    'updates one value and leaves the other': noLists,
    'lists all pages, each record once': noLists,
    'keeps two values at one name apart, and everybody else’s records as they are': noLists,
    'takes what is gone for removed': noLists,
    'brings text through unharmed: long, quoted, escaped, at the apex': otherRecords,
    'brings the other types of its manifest through': otherRecords,
    'tries again where the service failed for a moment': noLists,
    'lists what is asked for: all, one type, one name': noLists,
    'gives a record the TTL that it was asked for': otherRecords,
    'changes a record of another type, with its priority': otherRecords,
    'removes again where the service failed for a moment': noLists,
    'takes no page of a gateway for an answer': noLists,
  },
  fake: routedFake({
    base,
    credentials: bearer(key),
    refused: jsonAnswer({ success: false, message: 'Unauthorized' }, 401),
    routes: {
      'GET /domain': ({ account, query: { fqdn = '' } }) => {
        const zone = account.zone('name', fqdn);
        const data = zone === undefined ? [] : [{ id: Number(zone.id), fqdn: zone.name, isDnsManaged: true }];
        return { success: true, data };
      },
      'POST /domain/{zone}/acme/challenge': create,
      'GET /domain/{zone}/acme/challenge/{scope}/{value}': (call) => {
        find(call);
        return { success: true, data: { status: 'deployed' } };
      },
      'DELETE /domain/{zone}/acme/challenge/{scope}/{value}': (call) => {
        call.zone.records.remove(find(call));
        return { status: 204, headers: {}, body: '' };
      },
    },
  }),
  refusals: [
    [200, { success: false, message: 'one' }, ['API', /one/]],
    [200, { success: false, error: 'two' }, ['API', /two/]],
    [200, { success: true, data: null }, 'ZONE_NOT_FOUND'],
    [200, { success: true }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'updates by a new proof, then removes the old one': {
      given: ['_acme-challenge.www TXT one'],
      updates: [recordId({ type: 'TXT', name: '_acme-challenge.www', content: 'one' }), '_acme-challenge TXT two'],
      sends: [
        'GET /domain?fqdn=example.com',
        ['POST /domain/71/acme/challenge', { scope: '@', value: 'two' }],
        'DELETE /domain/71/acme/challenge/www/one',
      ],
      leaves: ['_acme-challenge TXT two'],
    },
    'waits for what was written, once, and not for what is gone': {
      async does(service) {
        await service.awaitLive();
        for (const content of ['one', 'two'])
          await service.createAll([{ type: 'TXT', name: '_acme-challenge', content, ttl: 60 }], true);
        await service.awaitLive();
        await service.awaitLive();
      },
      answers: { 'GET /domain/71/acme/challenge/@/one': [[404, { success: false, message: 'not found' }]] },
      sends: [
        'GET /domain?fqdn=example.com',
        ['POST /domain/71/acme/challenge', { scope: '@', value: 'one' }],
        ['POST /domain/71/acme/challenge', { scope: '@', value: 'two' }],
        'GET /domain/71/acme/challenge/@/one',
        'GET /domain/71/acme/challenge/@/two',
      ],
    },
    'writes and removes proofs by value, and waits for them': {
      asks: [
        { request: `GET ${base}/domain?fqdn=example.com`, answer: domain(true) },
        { request: `GET ${proofs}/www/one`, status: 404, answer: { success: false, message: 'not found' } },
        { request: `POST ${proofs}`, body: { scope: 'www', value: 'one' }, answer: { success: true } },
        { request: `GET ${proofs}/www/one`, answer: { success: true, data: { status: 'deployed' } } },
        { request: `DELETE ${proofs}/www/one`, status: 204 },
        { request: `DELETE ${proofs}/www/two`, status: 404, answer: { success: false, message: 'not found' } },
      ],
      async does(service) {
        await service.create({ type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 });
        await service.awaitLive();
        await service.removeAll(
          ['one', 'two'].map((content) => ({ type: 'TXT', name: '_acme-challenge.www', content })),
        );
      },
    },
    'says what is missing for a zone that the CCP keeps': {
      asks: [{ request: `GET ${base}/domain?fqdn=example.com`, answer: domain(false) }],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'CONFIG') && /kept by the CCP/.test(error.message),
    },
    ...Object.fromEntries(
      ['www', 'a-name-as-long-as-the-prefix', '_acme-challenger'].map((name) => [
        `keeps no other records than proofs: ${name}`,
        { creates: `${name} 60 TXT one`, fails: 'UNSUPPORTED', leaves: [] },
      ]),
    ),
    ...Object.fromEntries(
      ['_acme-challenge', '_acme-challenge.www'].map((name) => [
        `keeps no other records than text: ${name}`,
        { creates: `${name} 60 A 192.0.2.1`, fails: 'UNSUPPORTED', leaves: [] },
      ]),
    ),
    ...Object.fromEntries(
      [{ name: '@' }, { type: 'TXT', name: '_acme-challenge' }, { type: 'TXT', content: 'one' }].map((query) => [
        `lists nothing by half of a record: ${Object.keys(query)}`,
        { lists: query, fails: ['UNSUPPORTED', /lists/] },
      ]),
    ),
  },
});

function domain(isDnsManaged: boolean): object {
  return { success: true, data: [{ id: 71, fqdn: 'example.com', isDnsManaged }] };
}
