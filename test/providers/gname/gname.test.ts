import { createHash } from 'node:crypto';
import {
  asObject,
  type Call,
  cut,
  describeProvider,
  recordHandlers,
  refuse,
  routedFake,
  type SentRequest,
} from '../../../core/testing/index.js';

const refusal = (msg: string) => [200, { code: -1, msg, data: '' }] as const;
const pages = { by: 'page', parameter: 'page', size: 'limit', usual: 10, largest: 1000 } as const;
const common = ['ym', 'appid', 'gntime', 'gntoken', 'lang'];
const textsOf = ({ body }: Call) => asObject(body) as Readonly<Record<string, string>>;
const suffixes = 'https://www.gname.com/request/tlds?lx=all';
/** Numbers are text. */
const asText = (item: object) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, String(value)]));

/** As in PHP: names in order, values by `urlencode`. */
function isSigned({ headers, body }: SentRequest): boolean {
  const { gntoken, ...fields } = Object.fromEntries(new URLSearchParams(body));
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*~]|%20/g, (one) =>
      one === '%20' ? '+' : `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const text = Object.entries(fields).map(([name, value]) => `${name}=${encode(value)}`);
  const wanted = createHash('md5')
    .update(`${text.sort().join('&')}opaque-key`)
    .digest('hex')
    .toUpperCase();
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  return (
    isForm &&
    /^(us)?$/.test(fields.lang ?? '') &&
    fields.appid === 'app123' &&
    /^\d{10}$/.test(fields.gntime ?? '') &&
    gntoken === wanted
  );
}

const exists = refusal('Sorry,Existence of the same host value and the same record value.');

const { list, add, alter, drop } = recordHandlers({
  form: { fields: { type: 'lx', name: 'zjt', content: 'jxz' }, priority: { MX: 'mx' } },
  pages,
  ignores: [...common, 'lx'],
  asked: textsOf,
  sent(call) {
    const { zj, jlz, jxid: _id, exist: _exist, xl: _route, ...fields } = textsOf(call);
    const item = { ...fields, zjt: zj, jxz: jlz };
    return Object.fromEntries(Object.entries(item).filter(([name]) => !common.includes(name)));
  },
  show: ({ ttl: _ttl, ...item }) => asText({ mx: 0, ...item, xlid: 0, zt: 1 }),
  idOf: (call) => textsOf(call).jxid,
  wrap: ({ items, total, page, size }) => ({ code: 1, msg: 'OK', data: items, count: total, page, pagesize: size }),
  duplicate: exists,
  done: () => ({ code: 1, msg: 'make domain resolution successfully', data: 1277 }),
  gone: refusal('Failed, request parameter error'),
});

describeProvider('gname', {
  options: { appId: 'app123', appKey: 'opaque-key' },
  isRead: ({ url }) => url.pathname.endsWith('/list'),
  exceptions: { 'gives a record the TTL that it was asked for': 'no list tells the TTL' },
  fake: routedFake({
    base: 'https://api.gname.com/api',
    credentials: (request) => request.url.href === suffixes || isSigned(request),
    refused: refusal('Sorry,APPID  is invalid'),
    missing: refusal("sorry, the domain isn't found"),
    zoneOf: ({ request, body }) => (/domain|tlds/.test(request.url.pathname) ? undefined : { name: asObject(body).ym }),
    routes: {
      'GET https://www.gname.com/request/tlds': () => ({ code: 1, main: ['com', 'net', 'org'], sub: ['com.cn'] }),
      'POST /domain/list'(call) {
        const { items, total, page } = cut(call.account.zones, textsOf(call), pages);
        if (items.length === 0 && page > 1) refuse(400, {});
        return { code: 1, msg: 'ok', count: String(total), data: items.map(({ id, name }) => ({ id, ym: name })) };
      },
      'POST /resolution/list': list,
      'POST /resolution/add'(call) {
        const given = add(call);
        // Words are English where that is asked for.
        return given === exists && textsOf(call).lang !== 'us' ? refusal('主机记录已存在') : given;
      },
      'POST /resolution/edit': alter,
      'POST /resolution/delete': drop,
    },
  }),
  refusals: [
    [...refusal('Your IP: 192.0.2.1 is not on the white list'), ['AUTHENTICATION', /white list/]],
    [...refusal('Sorry, something else'), ['API', /something else/]],
  ],
  cases: {
    'signs names of wildcards, and texts with blanks': {
      creates: ['* 600 TXT a ~b c!', '@ 600 MX 10 mail.example.org'],
      leaves: ['* TXT a ~b c!', '@ MX 10 mail.example.org'],
    },
    'reads on for a single domain': {
      answers: {
        'POST /domain/list': ['example.org', 'example.com'].map(
          (ym) => [200, { code: 1, count: 2, data: [{ ym }] }] as const,
        ),
      },
      creates: 'a 600 TXT one',
      leaves: ['a TXT one'],
    },
    'tells of a removal that was refused': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /resolution/delete': refusal('Sorry, something else') },
      fails: 'API',
    },
  },
});
