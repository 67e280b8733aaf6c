import { createHmac } from 'node:crypto';
import { describeCases } from '../../../core/testing/index.js';

const options = {
  ...{ apiKey: 'user', apiSecret: 'opaque-secret', view: 'viewA' },
  baseUrl: 'https://ns.example.org:8443/API/NSService_10/',
};
function call(method: string, signed: readonly string[], ...more: readonly unknown[]) {
  const text = ['user', ...signed, 'opaque-secret'].join('&');
  const digest = createHmac('sha256', 'opaque-secret').update(text).digest('hex');
  return {
    request: 'POST https://ns.example.org:8443/API/NSService_10/jsonrpc10',
    body: { id: 1, method, params: ['user', digest, ...more] },
  };
}
const zones = [{ name: 'example.com', view: 'viewB' }, { name: 'example.com', view: 'viewA' }, { name: 'example.org' }];
const listed = { ...call('listZones', [], 'forward'), answer: { id: 1, result: zones } };
const text = { name: '_acme-challenge', type: 'TXT', data: 'one', ttl: 300 };
const add = call(
  'addDNSRecord',
  ['example.com', 'viewA', '_acme-challenge', 'TXT', '300', 'one'],
  'example.com',
  'viewA',
  text,
);
const search = call('searchDNSHosts', ['_acme-challenge.example.com'], '_acme-challenge.example.com');
const gone = { name: '', type: '', data: '', ttl: 0 };
const remove = (node: object) => ({
  ...call('updateDNSHost', ['example.com', 'viewA'], 'example.com', 'viewA', node, gone),
  answer: { result: true },
});
const failure = (code: string) => ({
  result: null,
  error: { filename: 'service', lineno: 13, code, string: 'Unknown keyname user' },
});
const others = [
  { ...text, type: 'A', data: 'one' },
  { ...text, data: 'two' },
];

describeCases('namesurfer', {
  options,
  base: 'https://ns.example.org:8443',
  cases: {
    'adds a value, signed, in the view that it was told': {
      asks: [listed, { ...add, answer: { id: 1, result: true } }],
      creates: '_acme-challenge 300 TXT one',
    },
    'removes the value at the name alone, as it is told': {
      asks: [
        listed,
        {
          ...search,
          answer: { result: [...others, { ...text, name: 'x_acme-challenge' }, { ...text, data: '"one"' }] },
        },
        remove({ ...text, data: '"one"' }),
      ],
      removes: '_acme-challenge TXT one',
    },
    'removes the value where names are told otherwise': {
      asks: [listed, { ...search, answer: { result: [{ ...text, name: 'host' }] } }, remove({ ...text, name: 'host' })],
      removes: '_acme-challenge TXT one',
    },
    'takes a value that is gone for removed': {
      asks: [listed, { ...search, answer: { result: others } }],
      removes: '_acme-challenge TXT one',
    },
    'finds no zone in another view': {
      options: { ...options, view: 'viewC' },
      asks: [listed],
      fails: 'ZONE_NOT_FOUND',
    },
    'says which of several views is to be named': {
      options: { ...options, view: '' },
      asks: [listed],
      fails: 'CONFIG',
    },
    'says that the key was refused': {
      asks: [{ ...listed, answer: failure('Server.Keyfailure') }],
      fails: ['AUTHENTICATION', /Unknown keyname user.*Server\.Keyfailure/],
    },
    'tells of other failures': {
      asks: [{ ...listed, answer: failure('Server.Other') }],
      fails: ['API', /Server\.Other/],
    },
    'adds nothing twice where an answer was lost': {
      asks: [listed, { ...add, status: 502 }],
      creates: '_acme-challenge 300 TXT one',
      fails: 'SERVER',
    },
    'tells where a value was not added': {
      asks: [listed, { ...add, answer: { id: 1, result: false } }],
      creates: '_acme-challenge 300 TXT one',
      fails: 'API',
    },
    'takes no page for an answer': { asks: [{ ...listed, answer: '<html>Hello</html>' }], fails: 'RESPONSE' },
  },
});
