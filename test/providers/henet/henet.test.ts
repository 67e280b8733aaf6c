import { isFailure, totp } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, escapeHtml, htmlAnswer, itemForm, routedFake } from '../../../core/testing/fakes/index.js';

const secret = 'JBSWY3DPEHPK3PXP';
const cookie = 'CGISESSID=opaque-session';
/** The service shows text in quotes, whether it came with them or not. */
const form = itemForm({ form: { names: 'full', priority: { MX: 'priority' }, quotes: 'always' } });
const ttls = [300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800];

/** Another user, without a second factor: other clients send their login with each form. */
const plain = 'email=plain&pass=opaque-password';
const loginForm =
  '<form name="login" method="post" action="/"><input name="email"/><input type="password" name="pass"/></form>';
const signIn = [
  { request: 'GET https://dns.he.net/', answer: loginForm },
  { request: 'POST https://dns.he.net/', body: 'email=me&pass=opaque-password', answer: '<p>Welcome</p>' },
];
const zoneList = {
  request: 'GET https://dns.he.net/',
  answer: '<img alt="delete" name="example.com" value="7">',
};
const readZone = 'GET https://dns.he.net/?hosted_dns_zoneid=7&menu=edit_zone&hosted_dns_editzone=';
const removal = {
  request: 'POST https://dns.he.net/index.cgi',
  body: 'menu=edit_zone&hosted_dns_zoneid=7&hosted_dns_recordid=1&hosted_dns_editzone=1&hosted_dns_delrecord=1&hosted_dns_delconfirm=delete',
};
const addition = {
  request: 'POST https://dns.he.net/index.cgi',
  body: 'account=&Priority=&Name=a.example.com&Type=TXT&Content=one&TTL=300&menu=edit_zone&hosted_dns_zoneid=7&hosted_dns_recordid=&hosted_dns_editzone=1&hosted_dns_editrecord=Submit',
};
const error = (text: string) => htmlAnswer(`<div id="dns_err" onClick="hideThis(this);">${text}</div>`);

/** As the service writes it, with what it forgets to close. */
function row([id, record]: readonly [string, Parameters<typeof form.toItem>[0]], zone: Call['zone']): string {
  const { name, type, content, ttl, priority = '-' } = form.toItem(record, id, zone) as Record<string, string>;
  const data = escapeHtml(String(content));
  return `<tr class="dns_tr" id="${id}" title="Click to edit this item.">
    <td class="hidden">${zone.id}</td><td class="hidden">${id}</td><td width="95%" class="dns_view">${name}</td>
    <!-- <td><img data="NS"/></td> -->
    <td align="center"><span class="rrlabel ${type}" data="${type}">${type}</span></td>
    <td align="left">${ttl}</td><td align="center">${priority}</td>
    <td align="left" data="${data}">${data.length > 80 ? `${data.slice(0, 80)}...` : data}</td>
    <td class="hidden">0</td><td><td align="center" class="dns_delete">`;
}

function recordsOf({ zone }: Call, status = ''): ReturnType<typeof htmlAnswer> {
  const rows = zone.records.all().map((entry) => row(entry, zone));
  return htmlAnswer(`${status}<div id="dns_main_content"><table>
    ${rows.join('\n')}</table></div>`);
}

function zonesOf({ account }: Call): ReturnType<typeof htmlAnswer> {
  const edit = (id: string) => `javascript:document.location.href='?hosted_dns_zoneid=${id}&menu=edit_zone'`;
  const rows = account.zones.map(
    ({ id, name }) => `<tr><td><img alt="edit" name="${name}" onclick="${edit(id)}"/></td><td><span>${name}</span></td>
      <td><img alt="delete" onclick="delete_dom(this);" name="${name}" value="${id}"/></td></tr>`,
  );
  return htmlAnswer(`<a id="_tlogout">Logout</a><table id="domains_table"><tbody>${rows.join('')}</tbody></table>`);
}

const done = (what: string) => `<div id="dns_status" onClick="hideThis(this);">Successfully ${what} record.</div>`;

function write(call: Call): ReturnType<typeof htmlAnswer> {
  const { menu, hosted_dns_zoneid: zoneId, hosted_dns_recordid: id, ...fields } = call.body as Record<string, string>;
  const zone = call.account.zone('id', String(zoneId));
  if (menu !== 'edit_zone' || zone === undefined || fields.hosted_dns_editzone !== '1')
    return error('Invalid request.');
  const inZone = { ...call, zone };
  if (fields.hosted_dns_delrecord === '1' && fields.hosted_dns_delconfirm === 'delete')
    return zone.records.remove(String(id)) ? recordsOf(inZone, done('removed')) : error('That record does not exist.');
  const { Type: type = '', Name: name, Content: content = '', TTL, Priority, hosted_dns_editrecord: action } = fields;
  const isNew = action === 'Submit' && id === '' && fields.account === '';
  if (!isNew && !(action === 'Update' && type === type.toLowerCase())) return error('Invalid request.');
  const shown = type.toUpperCase() === 'TXT' && !content.startsWith('"') ? `"${content}"` : content;
  if (!ttls.includes(Number(TTL)) || shown.length > 2 + 255 * 4) return error('Invalid TTL.');
  const priority = type.toUpperCase() === 'MX' ? { priority: Number(Priority) } : {};
  const item = { type: type.toUpperCase(), name, content: shown, ttl: Number(TTL), ...priority };
  const record = form.fromItem(item, zone);
  if (isNew) zone.records.insert(record);
  else if (!zone.records.replace(String(id), record)) return error('That record does not exist.');
  return recordsOf(inZone, done('saved'));
}

describeProvider('henet', {
  exceptions: { 'tries again where the service failed for a moment': 'a code of the second factor serves once' },
  refusals: [
    [200, '<div id="dns_err">That record already exists.</div>', 'RECORD_EXISTS'],
    [200, '<div id="dns_err">Slow down</div>', 'RATE_LIMITED'],
    [200, '<div id="dns_err">Something else</div>', 'API'],
  ],
  options: { username: 'me', password: 'opaque-password', totpSecret: secret },
  isRead: ({ method }) => method === 'GET',
  fake: routedFake({
    base: 'https://dns.he.net',
    credentials: ({ headers, method, url, body }) =>
      headers.cookie === cookie || (method === 'GET' && url.search === '') || body.startsWith(plain),
    refused: htmlAnswer(loginForm),
    routes: {
      'GET /': (call) => {
        if (call.request.headers.cookie === undefined)
          return htmlAnswer(loginForm, { 'set-cookie': `${cookie}; path=/` });
        const zone = call.account.zone('id', call.query.hosted_dns_zoneid ?? '');
        if (zone === undefined) return zonesOf(call);
        return call.query.menu === 'edit_zone' && call.query.hosted_dns_editzone === ''
          ? recordsOf({ ...call, zone })
          : htmlAnswer('<p>Nothing</p>');
      },
      'POST /': (call) => {
        const { email, pass, tfacode, submit, ...sent } = call.body as Record<string, string>;
        if (email === 'plain') {
          const zone = call.account.zone('id', sent.hosted_dns_zoneid ?? '');
          if (zone === undefined) return zonesOf(call);
          return sent.hosted_dns_editzone === '1' ? write(call) : recordsOf({ ...call, zone });
        }
        if (tfacode !== undefined)
          return submit === 'Submit' && [0, 30_000].some((ago) => totp(secret, Date.now() - ago) === tfacode)
            ? zonesOf(call)
            : error('The token supplied is invalid.');
        if (email !== 'me' || pass !== 'opaque-password') return error('Incorrect');
        return htmlAnswer('<form action="/" method="post"><input id="tfacode" name="tfacode"/></form>');
      },
      'POST /index.cgi': write,
    },
  }),
  cases: {
    'looks whether a record was saved where the page says nothing': {
      given: ['a TXT one', 'b TXT two'],
      updates: ['1', 'a 300 TXT one'],
      answers: { 'POST /index.cgi': [200, '<p>Nothing</p>'] },
    },
    ...Object.fromEntries(
      ['a 300 TXT two', 'b 300 TXT one', 'a 300 A 192.0.2.1'].map((creates) => [
        `says that ${creates} was not saved`,
        {
          given: ['a TXT one', 'b TXT two', 'c A 192.0.2.1'],
          creates,
          answers: { 'POST /index.cgi': [200, '<p>Nothing</p>'] },
          fails: ['API', /was not saved, /],
        } as const,
      ]),
    ),
    'says that a record was not removed': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /index.cgi': [200, '<p>Nothing</p>'] },
      fails: ['API', /was not removed, /],
    },
    'gives mail the usual priority where there is none': {
      creates: '@ 300 MX mail.example.net',
      leaves: ['@ MX 10 mail.example.net'],
    },
    'looks whether it was done only where the page does not say so': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        ...[...signIn, zoneList],
        { ...addition, answer: done('saved') },
        { ...removal, status: 502 },
        { ...removal, answer: done('removed') },
        { ...removal, answer: '<p>Nothing</p>' },
        { request: readZone, answer: '<div id="dns_main_content"></div>' },
      ],
      does: async (service) => {
        await service.createAll([{ type: 'TXT', name: 'a', content: 'one', ttl: 300 }], true);
        await service.remove('1', {});
        await service.remove('1', {});
      },
    },
    'logs in again where that failed': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        ...signIn.map((one, index) => (index === 0 ? one : { ...one, status: 502 })),
        ...signIn.slice(1),
        zoneList,
      ],
      gives: 'example.com',
    },
    'says that the account asks for a second factor, whose secret is not there': {
      options: { username: 'me', password: 'opaque-password' },
      fails: ['AUTHENTICATION', /asks for a second factor/],
    },
    'says that the login was refused': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        { request: 'GET https://dns.he.net/', answer: loginForm, answerHeaders: { 'set-cookie': cookie } },
        {
          request: 'POST https://dns.he.net/',
          body: 'email=me&pass=opaque-password',
          headers: { cookie },
          answer: '<div id="dns_err">Incorrect</div>',
        },
      ],
      does: (service) => service.findZone(),
      fails: (reason) => isFailure(reason, 'AUTHENTICATION') && /Incorrect/.test(reason.message),
    },
    'reads locked and dynamic records, and cells that nobody closed': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        ...signIn,
        zoneList,
        {
          request: readZone,
          answer: `<table><tr class="dns_tr_locked"><td>7<td>1<td>example.com<td><span class="rrlabel SOA">SOA</span><td>86400
            <td>-<td data="ns1.he.net. hostmaster.he.net. 1 86400 7200 3600000 86400">ns1.he.net. …<td>0<td>
            <tr class="dns_tr_dynamic"><td>7<td>2<td>dyn.example.com<td><span class="rrlabel A">A</span><td>300<td>-
            <td data="192.0.2.1">192.0.2.1</table>`,
        },
      ],
      does: async (service) => (await service.list({})).map(({ id, type, name, ttl }) => [id, type, name, ttl]),
      gives: [
        ['1', 'SOA', 'example.com', 86400],
        ['2', 'A', 'dyn.example.com', 300],
      ],
    },
    'says that the login was refused by the form once more': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        { request: 'GET https://dns.he.net/', answer: loginForm },
        { request: 'POST https://dns.he.net/', body: 'email=me&pass=opaque-password', answer: loginForm },
      ],
      does: (service) => service.findZone(),
      fails: ['AUTHENTICATION', /login was refused/],
    },
    'logs in once more where the session is over': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [
        ...signIn,
        zoneList,
        {
          request: readZone,
          answer: loginForm,
        },
        ...signIn,
        {
          request: readZone,
          answer: '<div id="dns_main_content"></div>',
        },
      ],
      does: (service) => service.list({}),
      gives: [],
    },
    'takes a page without its table for a changed one': {
      options: { username: 'me', password: 'opaque-password' },
      asks: [...signIn, { request: 'GET https://dns.he.net/', answer: '<p>Your zones have moved</p>' }],
      does: (service) => service.findZone(),
      fails: (reason) => isFailure(reason, 'RESPONSE') && /was changed/.test(reason.message),
    },
  },
});
