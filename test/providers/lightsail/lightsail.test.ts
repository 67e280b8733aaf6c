import {
  asObject,
  type Call,
  describeProvider,
  recordHandlers,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';
import { signedV4 } from '../families/aws/signed.js';

const key = { accessKeyId: 'AKIDopaque', secretAccessKey: 'opaque-secret-key' };
const options = { accessKey: key.accessKeyId, accessSecret: key.secretAccessKey };
const thrown = (code: string, message = 'No.') => [400, { __type: code, message, code, docs: 'https://docs' }] as const;
const json = /^application\/x-amz-json-1\.1 Lightsail_20161128\./;
const sent = (call: Call) => asObject(call.body);
const { list, add, drop } = recordHandlers({
  form: { fields: { content: 'target' }, names: 'full', quotes: 'always', dots: true, hasIds: false },
  asked: (call) => sent(call) as Record<string, string>,
  ignores: ['domainName'],
  sent(call) {
    const { type, target, ...entry } = asObject(sent(call).domainEntry);
    if ('ttl' in entry) refuse(...thrown('InvalidInputException', 'There is no ttl.'));
    if (type === 'TXT' && !/^".*"$/.test(String(target)))
      refuse(...thrown('InvalidInputException', 'Input error: Target should be enclosed in quotation marks'));
    return { ...entry, type, target };
  },
  show: ({ ttl: _, ...entry }) => ({ id: '-1682899164', ...entry, isAlias: false }),
  wrap: ({ items }) => ({ domain: { name: 'example.com', resourceType: 'Domain', domainEntries: items } }),
  done: () => ({ operation: { id: 'o-1', isTerminal: true, status: 'Succeeded' } }),
  gone: thrown('NotFoundException', 'There is no such entry.'),
});
const domainName = 'example.com';
const read = ['POST /', { domainName }] as const;
const domainEntry = { name: 'a.example.com', type: 'TXT', target: '"one"' };
const write = ['POST /', { domainName, domainEntry }] as const;

describeProvider('lightsail', {
  options,
  exceptions: { 'gives a record the TTL that it was asked for': 'The API knows no TTLs.' },
  isRead: ({ headers }) => headers['x-amz-target'] === 'Lightsail_20161128.GetDomain',
  fake: routedFake({
    base: 'https://lightsail.us-east-1.amazonaws.com',
    credentials: signedV4(key, { region: 'us-east-1', service: 'lightsail' }),
    refused: thrown('UnrecognizedClientException'),
    missing: thrown('NotFoundException'),
    zoneOf: (call) => ({ name: sent(call).domainName }),
    command: ({ request: { headers } }) => `${headers['content-type']} ${headers['x-amz-target']}`.replace(json, ''),
    routes: {
      GetDomain: list,
      CreateDomainEntry: add,
      DeleteDomainEntry: drop,
    },
  }),
  refusals: [
    [...thrown('com.amazonaws.lightsail#AccessDeniedException'), ['AUTHENTICATION', /No\. AccessDeniedException$/]],
    [400, { __type: 'ThrottlingException', Message: 'Rate exceeded' }, ['RATE_LIMITED', /Rate exceeded/]],
  ],
  cases: {
    'creates by the full name and in quotes, and removes the one of two': {
      given: ['a TXT two'],
      creates: 'a 60 TXT one',
      removes: 'a TXT one',
      sends: [read, read, write, read, write],
      leaves: ['a TXT two'],
    },
    'names the option that is left out': {
      options: { accessSecret: options.accessSecret },
      sends: [],
      fails: ['CONFIG', /lack --auth-access-key-id /],
    },
    'names the other option that is left out': {
      options: { accessKey: options.accessKey },
      sends: [],
      fails: ['CONFIG', /lack --auth-secret-access-key /],
    },
    'asks for no other zone than the one it was given': {
      options: { ...options, dnsZone: 'example.org' },
      sends: [],
      fails: 'ZONE_NOT_FOUND',
    },
  },
});
