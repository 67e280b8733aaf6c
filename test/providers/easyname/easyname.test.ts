import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  escapeHtml,
  type FakeRecord,
  htmlAnswer,
  itemForm,
  refuse,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const host = 'https://my.easyname.com';
const cookies = ['PHPSESSID=opaque-session; path=/; secure', 'CSRF-TOKEN=opaque-csrf; path=/'];
const sent = 'PHPSESSID=opaque-session; CSRF-TOKEN=opaque-csrf';
const form = itemForm({ form: { names: 'full', priority: { MX: 'priority' } } });
const posted = itemForm({ form: { names: 'relative', apex: '', priority: { MX: 'priority' } }, numericIds: false });
const message = (kind: string, text: string) =>
  htmlAnswer(
    `<div class="feedback-message feedback-message--${kind}"><p class="feedback-message__text">${text}</p></div>`,
  );
const loginPage = htmlAnswer('<div id="react-auth-page"></div>', { 'set-cookie': cookies });

const html = { 'content-type': 'text/html' };
const ledOn = (page: string) => [302, '', { location: `${host}/en/${page}` }] as const;
const list = 'GET /en/domain/dns/index/domain/71/';
const credentials = { emailAddress: 'me@example.com', password: 'opaque-password' };
const logins = ['GET /en/login', ['POST /en/authentication-api/login', credentials]] as const;

function row(id: string, record: FakeRecord, { zone }: Call): string {
  const { name, type, content, priority = '', ttl } = form.toItem(record, id, zone) as Record<string, string>;
  const own = String(name) === zone.name ? '' : String(name).slice(0, -zone.name.length - 1);
  return `<tr class="entity entity--dns-record">
    <td class="entity__name">${own}<span style="color: var(--color-grey-500);">${own === '' ? '' : '.'}${zone.name}</span></td>
    <td class="entity__type">\n<abbr title="Record">${type}</abbr></td>
    <td class="entity__content">\n<code>${escapeHtml(String(content))}</code>\n</td>
    <td class="entity__priority">\n<span>${priority}</span></td><td class="entity__ttl">\n<span>${ttl}</span></td>
    <td class="entity__actions taright">
      <a class="button button--transparent" href="${host}/en/domain/dns/edit/domain/${zone.id}/id/${id}">Edit</a></td></tr>`;
}

function save(call: Call, id?: string): ReturnType<typeof htmlAnswer> {
  const { priority, ttl, id: given, ...fields } = asObject(call.body) as Record<string, string>;
  if (given !== (id ?? '') || !/^\d+$/.test(priority ?? '') || Number(ttl) < 360)
    return message('error', 'Please check your input.');
  const item = { ...fields, ttl: Number(ttl), ...(fields.type === 'MX' && { priority: Number(priority) }) };
  const record = posted.fromItem(item, call.zone);
  if (id === undefined) call.zone.records.insert(record);
  else if (!call.zone.records.replace(id, record)) return message('error', 'The entry does not exist.');
  return message('success', 'Your entry was saved.');
}

describeProvider('easyname', {
  options: { username: 'me@example.com', password: 'opaque-password' },
  refusal: 401,
  fake: routedFake({
    base: host,
    credentials: ({ url, headers }) =>
      url.pathname === '/en/login' || (headers.cookie === sent && headers['x-csrf-token'] === 'opaque-csrf'),
    refused: loginPage,
    routes: {
      'GET /en/login': () => loginPage,
      'POST /en/authentication-api/login': ({ body }) => {
        const { emailAddress, password, ...others } = asObject(body);
        const isRight = emailAddress === 'me@example.com' && password === 'opaque-password';
        if (!isRight || Object.keys(others).length > 0) refuse(401, { message: 'Wrong e-mail address or password' });
        return { userId: 7, redirectUrl: `${host}/en/dashboard` };
      },
      'GET /domains/': ({ account }) => {
        const rows = account.zones.map(
          ({
            id,
            name,
          }) => `<tr class="entity--domain"><td class="entity__field"><span class="domainname">${name}</span></td>
            <td class="entity__field taright"><a href="/en/domain/dns/index/domain/${id}">DNS</a></td></tr>`,
        );
        return htmlAnswer(`<table><tr><th>Domain</th><th></th></tr>${rows.join('')}</table>`);
      },
      'GET /en/domain/dns/index/domain/{zone}/': (call) => {
        const rows = call.zone.records.all().map(([id, record]) => row(id, record, call));
        return htmlAnswer(`<table><tr class="head"><th>Name</th><th>Type</th></tr>${rows.join('')}</table>`);
      },
      'POST /en/domain/dns/create/domain/{zone}': (call) => save(call),
      'POST /en/domain/dns/edit/domain/{zone}/id/{id}': (call) => save(call, call.params.id),
      // Leads on to the list, which says what happened.
      'POST /en/domain/dns/delete/domain/{zone}/id/{id}/confirm/1': ({ zone, params }) => {
        zone.records.remove(params.id ?? '');
        return htmlAnswer('', { location: `${host}/en/domain/dns/index/domain/${zone.id}` }, 302);
      },
    },
  }),
  cases: {
    'takes no page that leads on for a saved record, where only others are there': {
      given: ['b TXT one', 'a TXT two', 'a CNAME one'],
      creates: 'a 360 TXT one',
      answers: { 'POST /en/domain/dns/create': ledOn('domain/dns/index/domain/1') },
      fails: ['API', /was not saved, /],
    },
    'takes it for saved where the record is there': {
      given: ['a TXT one'],
      updates: ['1', 'a 360 TXT one'],
      answers: { 'POST /en/domain/dns/edit': ledOn('domain/dns/index/domain/1') },
    },
    'takes no page that leads on for a removal': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'POST /en/domain/dns/delete': ledOn('domain/dns/index/domain/1') },
      fails: ['API', /was not removed, /],
    },
    'says what the page says of a form': {
      creates: 'a 360 TXT one',
      answers: { 'POST /en/domain/dns/create': [200, message('error', 'No more entries.').body, html] },
      fails: ['API', /No more entries/],
    },
    'gives the priority of mail, or the usual one': {
      does: async (service) => {
        await service.create({ type: 'MX', name: '@', content: '20 mail.example.net', ttl: 360 });
        await service.create({ type: 'MX', name: '@', content: 'other.example.net', ttl: 360 });
      },
      leaves: ['@ MX 10 other.example.net', '@ MX 20 mail.example.net'],
    },
    'logs in again where a page leads to the login': {
      lists: {},
      answers: { 'GET /en/domain/dns/index': [ledOn('login')] },
      sends: [...logins, 'GET /domains/', list, ...logins, list],
    },
    'logs in again where a page is that of the login': {
      lists: {},
      answers: { 'GET /en/domain/dns/index': [[200, loginPage.body, html]] },
      sends: [...logins, 'GET /domains/', list, ...logins, list],
    },
    'asks no more where the page says that it was done': {
      does: (service) => service.createAll([{ type: 'TXT', name: 'a', content: 'one', ttl: 360 }], true),
      sends: [
        ...[...logins, 'GET /domains/'],
        ['POST /en/domain/dns/create/domain/71', 'id=&priority=10&name=a&type=TXT&content=one&ttl=360'],
      ],
    },
    'takes either sign of a login': {
      answers: { 'POST /en/authentication-api': [200, { redirectUrl: `${host}/en/dashboard` }] },
      gives: 'example.com',
    },
    'takes the other sign as well': {
      answers: { 'POST /en/authentication-api': [200, { userId: 7, redirectUrl: `${host}/en/welcome` }] },
      gives: 'example.com',
    },
    'says that the login was refused': {
      asks: [
        { request: `GET ${host}/en/login`, answer: '<html></html>', answerHeaders: { 'set-cookie': cookies } },
        {
          request: `POST ${host}/en/authentication-api/login`,
          headers: { 'x-csrf-token': 'opaque-csrf', 'content-type': 'application/json' },
          body: { emailAddress: 'me@example.com', password: 'opaque-password' },
          answer: { redirectUrl: `${host}/en/login` },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
    'takes a login page without a token for a changed one': {
      asks: [{ request: `GET ${host}/en/login`, answer: '<html></html>' }],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'RESPONSE') && /was changed/.test(error.message),
    },
  },
});
