import { fullName, relativeName } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { type Call, jsonAnswer, query, routedFake } from '../../../core/testing/fakes/index.js';

const done = { result: 'success', data: 'record_added' };

function fail(data: string) {
  return { result: 'error', data };
}

/** Every zone of the account at once. */
function list({ account }: Call): object {
  const data = account.zones.flatMap((zone) => [
    { record: zone.name, zone: zone.name, type: 'NS', value: 'ns1.dreamhost.com.' },
    ...zone.records.all().map(([, { type, name, content }]) => ({
      record: fullName(name, zone.name),
      zone: zone.name,
      type,
      value: content,
    })),
  ]);
  return { result: 'success', data };
}

function target({ account, query: { record = '', type = '', value = '' } }: Call) {
  const zone = account.zones.find(({ name }) => record === name || record.endsWith(`.${name}`));
  const name = relativeName(record, zone?.name ?? '');
  const found = zone?.records
    .all()
    .find(([, own]) => own.type === type && own.name === name && own.content === value)?.[0];
  return { zone, name, type, content: value, found };
}

describeProvider('dreamhost', {
  refusals: [
    [200, fail('slow_down_bucko'), 'RATE_LIMITED'],
    [200, fail('no_such_zone'), 'ZONE_NOT_FOUND'],
    [200, fail('internal_error_updating_zone'), ['API', /internal_error/]],
    [200, fail('record_already_exists_not_editable'), 'RECORD_EXISTS'],
  ],
  options: { token: 'opaque-token' },
  isRead: ({ url }) => url.searchParams.get('cmd') === 'dns-list_records',
  exceptions: {
    'lists all pages, each record once': 'the API has no pages, and lists its own NS records as well',
    'gives a record the TTL that it was asked for': 'the API knows no TTLs',
  },
  fake: routedFake({
    base: 'https://api.dreamhost.com',
    credentials: query('key', 'opaque-token'),
    refused: jsonAnswer(fail('invalid_api_key')),
    command: ({ query: { cmd } }) => cmd ?? '',
    routes: {
      'dns-list_records': list,
      'dns-add_record': (call) => {
        const { zone, name, type, content, found } = target(call);
        if (zone === undefined) return fail('no_such_zone');
        if (found !== undefined) return fail('record_already_exists_remove_first');
        zone.records.insert({ type, name, content, ttl: 300 });
        return done;
      },
      'dns-remove_record': (call) => {
        const { zone, found } = target(call);
        return found !== undefined && zone?.records.remove(found) ? done : fail('no_such_record');
      },
    },
  }),
});
