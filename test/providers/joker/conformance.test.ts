import { quoteTxt, splitPriority } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeRecord } from '../../../core/testing/fake-api.js';
import { allowOnly, asObject, type Handler, routedFake, setsOf, writeSet } from '../../../core/testing/fakes/index.js';
import { parseZone } from '../../../providers/joker/zone-text.js';

function reply(status: string, lines: readonly string[], text = '') {
  const head = [
    `Status-Code: ${status}`,
    `Status-Text: ${status === '0' ? 'Command completed successfully' : 'refused'}`,
  ];
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: [...head, ...lines, '', text].join('\n') };
}

function lineOf({ type, name, content, ttl }: FakeRecord): string {
  const { content: data, priority = 0 } = splitPriority({ type, content });
  return [name, type, priority, type === 'TXT' ? quoteTxt(data) : data, ttl].join(' ');
}

function inDomain(handler: Handler): Handler {
  return (call) => {
    const zone = call.account.zone('name', String(asObject(call.body).domain));
    return zone === undefined ? reply('2303', ['Error: Object does not exist']) : handler({ ...call, zone });
  };
}

describeProvider('joker', {
  options: { token: 'opaque-api-key' },
  isRead: ({ url }) => /(get|list|login)$/.test(url.pathname),
  fake: routedFake({
    base: 'https://dmapi.joker.com/request',
    credentials: ({ body }) => /api-key=opaque-api-key|auth-sid=opaque-session/.test(body),
    refused: reply('2200', ['Error: Authorization error']),
    routes: {
      'POST /login': () => reply('0', ['Auth-Sid: opaque-session']),
      'POST /logout': () => reply('0', []),
      'POST /query-domain-list': ({ account, body }) => {
        const { pattern } = asObject(body);
        const found = account.zones.filter(({ name }) => name.endsWith(String(pattern)));
        return reply('0', [], found.map(({ name }) => `${name} 2030-01-01 lock`).join('\n'));
      },
      'POST /dns-zone-get': inDomain(({ zone }) =>
        reply(
          '0',
          [],
          zone.records
            .all()
            .map(([, record]) => lineOf(record))
            .join('\n'),
        ),
      ),
      'POST /dns-zone-put': inDomain(({ zone, body }) => {
        const { zone: text, ...rest } = asObject(body);
        allowOnly(rest, ['domain', 'auth-sid']);
        for (const set of setsOf(zone)) writeSet(zone, { ...set, values: [] });
        for (const { record } of parseZone(String(text))) {
          if (record === undefined) return reply('2400', ['Error: the zone has a line that is no record']);
          const { type, name, content, ttl = 0 } = record;
          zone.records.insert({ type, name, content, ttl });
        }
        return reply('0', []);
      }),
    },
  }),
});
