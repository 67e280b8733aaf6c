import { isFailure, relativeName } from '../../../core/sdk/index.js';
import { describeProvider, refuse, setAt, setFake, writeSet } from '../../../core/testing/index.js';
import { signedV4 } from '../families/aws/signed.js';

interface Sent {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly ownerGroupId?: string;
  readonly records: readonly { readonly text: string }[];
}
const key = { accessKeyId: 'id', secretAccessKey: 'opaque-secret-key' };
const options = { accessKey: 'id', secretKey: 'opaque-secret-key', host: 'https://vinyldns.example:9443/' };
const said = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/plain' }, body });
const kept = { zoneId: '71', account: 'system', status: 'Active', ownerGroupId: 'g1', accessLevel: 'Delete' };
const change = (status: string, name?: string) =>
  [202, { id: 'c1', status, recordSet: { id: `TXT~${name}` } }] as const;
/** The apex is called as the zone is. */
const shown = (name: string) => (name === '@' ? 'example.com.' : name);
const own = (name = '') => relativeName(name, 'example.com');
const at = '/zones/71/recordsets';
const found = ['GET /zones/name/example.com.', `GET ${at}?recordTypeFilter=TXT&recordNameFilter=a`] as const;
const ended = `GET ${at}/TXT~a/changes/c1`;
const text = { zoneId: '71', type: 'TXT', name: 'a', ttl: 300, records: [{ text: 'one' }] };

describeProvider('vinyldns', {
  options,
  fake: setFake({
    base: 'https://vinyldns.example:9443',
    credentials: signedV4(key, { region: 'us-east-1', service: 'VinylDNS' }),
    refused: said(403, 'Request signature could not be validated'),
    missing: said(404, 'There is no such thing'),
    zones: { one: 'GET /zones/name/{domain}.', wrapOne: (zone) => ({ zone }) },
    sets: {
      list: 'GET /zones/{zone}/recordsets',
      create: 'POST /zones/{zone}/recordsets',
      change: 'PUT /zones/{zone}/recordsets/{type}~{name}',
      pages: { by: 'cursor', parameter: 'startFrom', usual: 100 },
      filters: { type: 'recordTypeFilter', name: 'recordNameFilter' },
      toName: shown,
      toSet: ({ type, name, ttl, values }) => ({
        ...{ ...kept, id: `${type}~${shown(name)}`, type, name: shown(name), ttl },
        records: values.map((content) => ({ text: content })),
      }),
      fromSet({ zoneId, type, name, ttl, ownerGroupId, records }: Sent, { name: asked }) {
        if (zoneId !== '71' || ttl < 30) refuse(400, { errors: ['RecordSet.ttl must be at least 30'] });
        if (asked !== undefined && ownerGroupId !== 'g1') refuse(422, {});
        return { type, name: own(asked ?? name), ttl, values: records.map((record) => record.text) };
      },
      wrap: ({ items, next }) => ({ recordSets: items, nextId: next, maxItems: 100, nameSort: 'ASC' }),
      wrapOne: (set) => change('Pending', (set as Sent).name)[1],
    },
    routes: {
      'DELETE /zones/{zone}/recordsets/TXT~{name}': ({ params: { name }, zone }) => {
        const set = setAt(zone, { type: 'TXT', name: own(name) }) ?? refuse(404, {});
        writeSet(zone, { ...set, values: [] });
        return change('Pending', name);
      },
      'GET /zones/{zone}/recordsets/TXT~{name}/changes/c1': ({ params }) => change('Complete', params.name),
    },
  }),
  cases: {
    'adds a set, looks until it is there, and removes it': {
      creates: 'a 300 TXT one',
      removes: 'a TXT one',
      answers: { [ended]: [[404], change('Pending', 'a')] },
      sends: [...found, [`POST ${at}`, text], ended, ended, ended, found[1], `DELETE ${at}/TXT~a`, ended],
    },
    'sends who owns a set back with it': {
      given: ['a TXT two'],
      creates: 'a 300 TXT one',
      sends: [
        ...found,
        [`PUT ${at}/TXT~a`, { ...kept, ...text, id: 'TXT~a', ttl: 60, records: [{ text: 'two' }, { text: 'one' }] }],
        ended,
      ],
    },
    'writes in quotes where it was told to': {
      options: { ...options, quoteValue: true },
      given: ['a TXT "two"'],
      creates: ['a 300 TXT one', 'a 300 TXT two'],
      removes: 'a TXT two',
      leaves: ['a TXT "one"'],
    },
    'takes quotes for a part of the text where it was not told to': {
      given: ['a TXT "one"'],
      lists: {},
      gives: ['TXT/a/Im9uZSI a.example.com 60 TXT "one"'],
    },
    'tells a refusal in the words of the server': {
      creates: 'a 300 TXT one',
      answers: { POST: [422, 'a.b is a dotted host', { 'content-type': 'text/plain; charset=UTF-8' }] },
      fails: ['API', /dotted host/],
    },
    'tells that it may go well another time where somebody else was first': {
      creates: 'a 300 TXT one',
      answers: { POST: [409, 'RecordSet with name a and type TXT already exists'] },
      fails: (error) => isFailure(error, 'API') && error.retryable,
    },
    'waits for a change of somebody else': {
      creates: 'a 300 TXT one',
      answers: { POST: [[409, 'RecordSet with id r1 currently has a pending change'], change('Pending', 'a')] },
      leaves: [],
    },
  },
});
