import { fullName, isFailure, quoteTxt, relativeName, unquoteTxt } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  escapeHtml,
  type FakeRecord,
  htmlAnswer,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://freedns.afraid.org';
const cookie = 'dns_cookie=opaque-session';
const away = (location: string) => htmlAnswer('', { location }, 302);
const problem = (text: string) =>
  htmlAnswer(`<table width="95%"><tr><td bgcolor="#eeeeee"><font color="red">${text}</font></td></tr></table>`);

function dataOf({ type, content }: FakeRecord): string {
  return type === 'TXT' ? quoteTxt(content) : content;
}

/** The list cuts what is long. */
function shown(record: FakeRecord): string {
  const data = dataOf(record);
  return escapeHtml(data.length > 40 ? `${data.slice(0, 37)}...` : data);
}

function list({ account }: Call): ReturnType<typeof htmlAnswer> {
  const domains = account.zones.map(
    ({ id, name }) =>
      `<tr><td>${name} (private)</td><td><a href="/subdomain/edit.php?edit_domain_id=${id}">[ add ]</a></td></tr>`,
  );
  const records = account.zones.flatMap((zone) =>
    zone.records.all().map(
      ([id, record]) => `<tr><td bgcolor="#eeeeee"><input type="checkbox" name="data_id[]" value="${id}"></td>
        <td bgcolor=#eeeeee><a href=edit.php?data_id=${id}>${fullName(record.name, zone.name)}</a> (<b><font color="blue">G</font></b>)</td>
        <td bgcolor=#eeeeee>${record.type}</td><td bgcolor=#eeeeee>${shown(record)}</td></tr>`,
    ),
  );
  const form = records.length === 0 ? '' : `<form action="delete2.php"><table>${records.join('')}</table></form>`;
  return htmlAnswer(`<table><tr><td><table>${domains.join('')}</table>${form}</td></tr></table>`);
}

function save({ body, account, query }: Call): ReturnType<typeof htmlAnswer> {
  const { type, domain_id, subdomain, address, data_id, send, ...others } = asObject(body) as Record<string, string>;
  const zone = account.zone('id', domain_id ?? '');
  if (query.step !== '2' || send !== 'Save!' || Object.keys(others).length > 0) return problem('1 error');
  if (zone === undefined || address === undefined || subdomain === undefined || type === undefined)
    return problem('The security code was incorrect, please try again.');
  if (type === 'TXT' && !address.startsWith('"')) return problem('1 error: TXT must be in quotes');
  const name = relativeName(subdomain, zone.name);
  const record = { type, name, content: type === 'TXT' ? unquoteTxt(address) : address, ttl: 3600 };
  const isSame = (own: FakeRecord) => own.type === type && own.name === name && own.content === record.content;
  if (zone.records.all().some(([, own]) => isSame(own)))
    return problem('You already have another already existent _acme-challenge.example.com TXT record.');
  if (data_id === undefined) zone.records.insert(record);
  else if (!zone.records.replace(data_id, record)) return problem('1 error');
  return away('/subdomain/');
}

function remove({ query, zone }: Call): ReturnType<typeof htmlAnswer> {
  if (query.submit !== 'delete selected') return problem('1 error');
  zone.records.remove(query['data_id[]'] ?? '');
  return away('/subdomain/');
}

describeProvider('freedns', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The TTL is left to the service.' },
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ method, url }) => method === 'GET' && !url.pathname.endsWith('delete2.php'),
  fake: routedFake({
    base,
    credentials: ({ url, headers }) => url.pathname === '/zc.php' || headers.cookie?.replace(/;$/, '') === cookie,
    refused: away('/zc.php?from=L3N1YmRvbWFpbi8='),
    routes: {
      'POST /zc.php': ({ body, query }) => {
        const { username, password, submit, action } = asObject(body);
        const isForm = query.step === '2' && submit === 'Login' && action === 'auth';
        if (!isForm || username !== 'me' || password !== 'opaque-password') return problem('Invalid UserID/Pass');
        return htmlAnswer('', { location: '/', 'set-cookie': `${cookie}; path=/` }, 302);
      },
      'GET /subdomain/': list,
      'GET /subdomain/edit.php': ({ query, zone }) => {
        const record = zone.records.get(query.data_id ?? '');
        return record === undefined
          ? problem('1 error')
          : htmlAnswer(
              `<form action="save.php?step=2"><input name=address value="${escapeHtml(dataOf(record))}"></form>`,
            );
      },
      'POST /subdomain/save.php': save,
      'GET /subdomain/delete2.php': remove,
      'HEAD /subdomain/delete2.php': remove,
    },
  }),
  cases: {
    'says that the login was refused': {
      asks: [
        {
          request: `POST ${base}/zc.php?step=2`,
          body: 'username=me&password=opaque-password&submit=Login&action=auth',
          headers: { 'accept-language': 'en-US' },
          answer: '<p>Invalid UserID/Pass</p>',
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
    'looks again where a page of advertising came, and says so where it stays': {
      asks: [
        {
          request: `POST ${base}/zc.php?step=2`,
          body: 'username=me&password=opaque-password&submit=Login&action=auth',
          status: 302,
          answerHeaders: { 'set-cookie': cookie },
        },
        { request: `GET ${base}/subdomain/`, answer: '<p>Become a premium member</p>' },
        { request: `GET ${base}/subdomain/`, answer: '<p>Become a premium member</p>' },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'RESPONSE') && /neither domains nor records/.test(error.message),
    },
    'cannot answer the question for a security code': {
      asks: [
        {
          request: `POST ${base}/zc.php?step=2`,
          body: 'username=me&password=opaque-password&submit=Login&action=auth',
          status: 302,
          answerHeaders: { 'set-cookie': cookie },
        },
        {
          request: `GET ${base}/subdomain/`,
          answer:
            '<table><tr><td>mooo.com (public)<td><a href="/subdomain/edit.php?edit_domain_id=29">[ add ]</a></table>',
        },
        {
          request: `POST ${base}/subdomain/save.php?step=2`,
          body: 'type=TXT&domain_id=29&subdomain=_acme-challenge.me&address=%22one%22&send=Save%21',
          answer: '<table width="95%"><tr><td bgcolor="#eeeeee">The security code was incorrect.</td></tr></table>',
        },
      ],
      zone: 'mooo.com',
      does: (service) => service.create({ type: 'TXT', name: '_acme-challenge.me', content: 'one', ttl: 600 }),
      fails: (error) => isFailure(error, 'UNSUPPORTED') && /security code/.test(error.message),
    },
  },
});
