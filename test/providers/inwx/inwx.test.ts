import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildXml } from '../../../core/http/xml.js';
import { encodeCall, isFailure, totp } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  asObject,
  type Call,
  itemForm,
  readRpcCall,
  recordHandlers,
  routedFake,
  rpcResult,
} from '../../../core/testing/fakes/index.js';
import { openSubject } from '../../../core/testing/subject.js';

const endpoint = 'https://api.domrobot.com/xmlrpc/';
const table = { form: { names: 'full', priority: { MX: 'prio', SRV: 'prio' } }, numericIds: true } as const;
const form = itemForm(table);
const refused = (code: number, msg: string) => rpcResult({ code, msg, svTRID: 't' });
const done = (resData: object = {}) => rpcResult({ code: 1000, msg: 'Command completed successfully', resData });
const credentials = { user: 'me', pass: 'opaque-password' };

/** The method of a call, and the fields of its one parameter. */
function readCall({ body }: Pick<Call, 'body'>) {
  const { method, parameters } = readRpcCall({ body: String(body) });
  return { method, fields: asObject(parameters[0] ?? {}) };
}

/** What a call says besides the credentials and the zone. */
function fieldsOf({ body }: Call): Record<string, unknown> {
  const { user: _user, pass: _pass, domain: _domain, ...fields } = readCall({ body }).fields;
  return fields;
}

const handlers = recordHandlers({
  ...table,
  sent: fieldsOf,
  idOf: (call) => fieldsOf(call).id,
  done: (item) => done(item),
  gone: refused(2303, 'Object does not exist'),
  duplicate: refused(2302, 'Object exists'),
});

function list(call: Call): object {
  const { domain } = readCall(call).fields;
  const zone = call.account.zone('name', String(domain));
  if (zone === undefined) return refused(2303, 'Object does not exist');
  const asked = fieldsOf(call);
  allowOnly(asked, ['type', 'name', 'content']);
  const record = zone.records
    .all()
    .map(([id, item]) => form.toItem(item, id, zone))
    .filter((item) => Object.entries(asked).every(([field, value]) => item[field] === value));
  return done({
    roId: 1,
    domain: zone.name,
    type: 'MASTER',
    ...(record.length > 0 && { count: record.length, record }),
  });
}

function call(method: string, fields: Readonly<Record<string, string>>): string {
  return buildXml(encodeCall(method, [fields]));
}

function answer(data: object): string {
  return String(rpcResult(data).body);
}

describeProvider('inwx', {
  refusals: [
    [200, refused(2400, 'Command failed').body, 'SERVER'],
    [200, refused(2302, 'Object exists').body, 'RECORD_EXISTS'],
  ],
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ body }) => body.includes('nameserver.info'),
  fake: routedFake({
    base: endpoint,
    credentials: ({ url, body }) => {
      const { user, pass } = readCall({ body }).fields;
      return url.href === endpoint && user === 'me' && pass === 'opaque-password';
    },
    refused: refused(2200, 'Authentication error'),
    command: ({ body }) => readCall({ body }).method,
    routes: {
      'nameserver.info': list,
      'nameserver.createRecord': handlers.add,
      'nameserver.updateRecord': handlers.alter,
      'nameserver.deleteRecord': handlers.drop,
    },
  }),
  cases: {
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

describe('the session of inwx', () => {
  it('is opened with the TAN of the account, and serves all calls', async () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    let unlocked = 0;
    const createFake = routedFake({
      base: endpoint,
      credentials: ({ headers, body }) => {
        const { method, fields } = readCall({ body });
        return method === 'account.login' ? fields.pass === 'opaque-password' : headers.cookie === 'domrobot=opaque';
      },
      refused: refused(2200, 'Authentication error'),
      command: ({ body }) => readCall({ body }).method,
      routes: {
        'account.login': () => ({
          ...done({ customerId: 1, tfa: 'GOOGLE-AUTH' }),
          headers: { 'content-type': 'text/xml', 'set-cookie': 'domrobot=opaque; Path=/; Secure' },
        }),
        'account.unlock': ({ body }) => {
          const { tan } = readCall({ body }).fields;
          const codes = [0, 30_000].map((ago) => totp(secret, Date.now() - ago));
          if (!codes.includes(String(tan))) return refused(2200, 'Authentication error');
          unlocked += 1;
          return done();
        },
        'nameserver.info': (each) => (unlocked > 0 ? list(each) : refused(2200, 'Authentication error')),
        'nameserver.createRecord': handlers.add,
      },
    });
    const options = { username: 'me', password: 'opaque-password', sharedSecret: secret };
    const { fake, service } = await openSubject({ provider: 'inwx', options, createFake });
    await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 });
    assert.equal(fake.records().length, 1);
    assert.equal(unlocked, 1);
  });
});
