import { buildXml } from '../../../core/http/xml.js';
import { encodeCall, isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { Exchange } from '../../../core/testing/exchanges.js';
import { routedFake, rpcFault, rpcResult } from '../../../core/testing/fakes/index.js';
import { credentials, endpoint, handlers, list, login, readCall, refused } from './fake.js';

function call(method: string, fields: Readonly<Record<string, string>>): string {
  return buildXml(encodeCall(method, [fields]));
}

function answer(data: object): string {
  return String(rpcResult(data).body);
}

const item = (id: string | number) => ({ id, type: 'TXT', name: 'a.example.com', content: 'one', ttl: 300, prio: 0 });

function asked(method: string, fields: Readonly<Record<string, string | number>>, resData: object): Exchange {
  const body = buildXml(encodeCall(method, [{ ...fields, ...credentials }]));
  return { request: `POST ${endpoint}`, body, answer: answer({ code: 1000, msg: 'OK', resData }) };
}

describeProvider('inwx', {
  refusals: [
    [200, refused(2400, 'Command failed').body, 'SERVER'],
    [200, refused(2302, 'Object exists').body, 'RECORD_EXISTS'],
    [200, refused(2501, 'Authentication error, and the server closes').body, 'AUTHENTICATION'],
    [200, refused(2000, 'Command failed').body, ['API', /Command failed 2000/]],
    [200, rpcFault(2500, 'Command failed, and the server closes').body, ['SERVER', /closes 2500/]],
  ],
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ body }) => body.includes('nameserver.info'),
  fake: routedFake({
    base: endpoint,
    credentials: ({ url, headers, body }) => {
      const { user, pass } = readCall({ body }).fields;
      const isMe =
        user === undefined ? headers.cookie === 'domrobot=opaque' : user === 'me' && pass === 'opaque-password';
      return url.href === endpoint && isMe;
    },
    refused: refused(2200, 'Authentication error'),
    command: ({ request }) => readCall(request).method,
    routes: {
      ...login,
      'nameserver.info': list,
      'nameserver.createRecord': handlers.add,
      'nameserver.updateRecord': handlers.alter,
      'nameserver.deleteRecord': handlers.drop,
    },
  }),
  cases: {
    'speaks to the test system': {
      options: { username: 'me', password: 'opaque-password', sandbox: true },
      asks: [
        {
          request: 'POST https://api.ote.domrobot.com/xmlrpc/',
          body: call('nameserver.info', { domain: 'example.com', ...credentials }),
          answer: answer({ code: 1000, msg: 'OK', resData: {} }),
        },
      ],
    },
    'asks for all, and sends ids as they came': {
      async does(service) {
        await service.list({});
        for (const id of ['8', '7', 'seven']) await service.remove(id, {});
      },
      asks: [
        asked('nameserver.info', { domain: 'example.com' }, {}),
        asked('nameserver.info', { domain: 'example.com' }, { record: [item('8')] }),
        asked('nameserver.deleteRecord', { id: '8' }, {}),
        asked('nameserver.deleteRecord', { id: 7 }, {}),
        asked('nameserver.deleteRecord', { id: 'seven' }, {}),
      ],
    },
    'says that a secret is wanted where the account has a TAN': {
      asks: [
        {
          request: `POST ${endpoint}`,
          body: call('nameserver.info', { domain: 'example.com', ...credentials }),
          answer: answer({ code: 2200, msg: 'Authentication error' }),
        },
        {
          request: `POST ${endpoint}`,
          body: call('account.login', credentials),
          answer: answer({ code: 1000, msg: 'OK', resData: { tfa: 'GOOGLE-AUTH' } }),
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /mobile TAN/.test(error.message),
    },
  },
});
