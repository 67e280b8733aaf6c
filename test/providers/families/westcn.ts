import { createHash } from 'node:crypto';
import {
  asObject,
  type Call,
  cut,
  type ItemTable,
  recordHandlers,
  refuse,
  routedFake,
  type SentRequest,
} from '../../../core/testing/index.js';

/** What the service refuses with, for its own codes. */
export const refusal = (errcode: number, msg = '无权操作或数据不存在') => ({
  result: 500,
  clientid: '1',
  msg,
  errcode,
});

const answer = (data?: object) => ({ result: 200, clientid: '1', ...(data && { data }) });
const common = ['domain', 'username', 'time', 'token'];
const textsOf = ({ body }: Call) => asObject(body) as Readonly<Record<string, string>>;

function isSigned({ headers, body }: SentRequest): boolean {
  const { username, time = '', token } = Object.fromEntries(new URLSearchParams(body));
  const wanted = createHash('md5').update(`me${'opaque-password'}${time}`).digest('hex');
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  return isForm && username === 'me' && /^\d{13}$/.test(time) && token === wanted;
}

/** Where there is nothing, that is refused too. */
const wrap: ItemTable['wrap'] = ({ items, total, size, page, pages }) =>
  items.length === 0
    ? refusal(30001, '查询数据结果为空')
    : answer({ items, limit: size, total, pageno: page, totalpages: pages });

const { list, add, drop } = recordHandlers({
  form: { fields: { name: 'item', content: 'value' }, priority: { MX: 'level' } },
  numericIds: true,
  pages: { by: 'page', parameter: 'pageno', size: 'limit', usual: 20, largest: 500 },
  ignores: common,
  asked: textsOf,
  sent(call) {
    const { host, ...fields } = textsOf(call);
    return Object.fromEntries(Object.entries({ ...fields, item: host }).filter(([name]) => !common.includes(name)));
  },
  show: (item) => ({ level: 10, ...item, line: '', pause: 0 }),
  idOf: (call) => textsOf(call).id,
  wrap,
  duplicate: [200, refusal(20118, '记录已经存在重复添加')],
  done: (item) => answer(item && { id: 1 }),
  gone: [200, refusal(20120, '解析记录ID有误')],
});

/** The API of West.cn, which others have as well. https://www.west.cn/CustomerCenter/doc/domain_v2.html */
export const westcnFake = (base: string) =>
  routedFake({
    base,
    at: /^\/domain\/$/,
    credentials: isSigned,
    refused: [200, refusal(10000, '认证失败')],
    missing: [200, refusal(20001)],
    command: ({ request, query }) => `${request.method} ${query.act}`,
    zoneOf: (call) => (call.query.act === 'getdomains' ? undefined : { name: textsOf(call).domain }),
    routes: {
      'POST getdomains'(call) {
        const { domain = '' } = textsOf(call);
        if (domain.includes('xn--')) refuse(400, { message: 'nobody knows what becomes of this' });
        const found = call.account.zones
          .map(({ name }) => ({ domain: name }))
          .filter((zone) => zone.domain.includes(domain));
        const pages = { by: 'page', parameter: 'page', size: 'limit', usual: 20, largest: 500 } as const;
        return wrap(cut(found, textsOf(call), pages), call);
      },
      'POST getdnsrecord': list,
      'POST adddnsrecord': add,
      'POST deldnsrecord': drop,
    },
  });
