import { parseXml } from '../../../core/http/xml.js';
import { quoteTxt, relativeName, unquoteTxt, withDot } from '../../../core/sdk/index.js';
import { type FakeApi, type FakeRecord, xmlAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface StoredSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: string;
  readonly values: readonly string[];
}

interface Change {
  readonly Action: string;
  readonly ResourceRecordSet: {
    readonly Name: string;
    readonly Type: string;
    readonly TTL: string;
    readonly ResourceRecords: { readonly ResourceRecord: readonly { readonly Value: string }[] };
  };
}

const pageSize = 100;
const zone =
  '<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><Config><PrivateZone>false</PrivateZone></Config></HostedZone>';

/** Route 53: sets sorted by name, batches that happen as a whole or not at all, DELETE only of what is there to the letter. */
export function createFakeRoute53(): FakeApi {
  let sets: readonly StoredSet[] = [];

  function page({ url }: SentRequest): GivenAnswer {
    const start = url.searchParams.get('name');
    const name = start && withDot(start);
    const type = url.searchParams.get('type') ?? '';
    const size = Number(url.searchParams.get('maxitems') ?? pageSize);
    const from = name === null ? '' : sortKey(name, type);
    const left = sets.filter((set) => sortKey(set.name, set.type) >= from);
    const next = left[size];
    const truncated =
      next === undefined
        ? ''
        : `<NextRecordName>${next.name}</NextRecordName><NextRecordType>${next.type}</NextRecordType>`;
    const list = left.slice(0, size).map(toXml).join('');
    return xmlAnswer(
      `<ListResourceRecordSetsResponse><ResourceRecordSets>${list}</ResourceRecordSets><IsTruncated>${next !== undefined}</IsTruncated>${truncated}</ListResourceRecordSetsResponse>`,
    );
  }

  function change(body: string): GivenAnswer {
    const lists = ['Change', 'ResourceRecord'];
    const parsed = parseXml(body, lists) as {
      ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change: Change[] } } };
    };
    const draft = new Map(sets.map((set) => [sortKey(set.name, set.type), set]));
    for (const { Action, ResourceRecordSet: set } of parsed.ChangeResourceRecordSetsRequest.ChangeBatch.Changes
      .Change) {
      const name = withDot(set.Name);
      const key = sortKey(name, set.Type);
      const values = set.ResourceRecords.ResourceRecord.map(({ Value }) => Value);
      const wanted = { name, type: set.Type, ttl: set.TTL, values };
      const before = draft.get(key);
      if (Action === 'CREATE' && before !== undefined) return invalid('but it already exists');
      if (Action === 'DELETE' && JSON.stringify(before) !== JSON.stringify(wanted))
        return invalid('but it was not found');
      if (Action === 'DELETE') draft.delete(key);
      else draft.set(key, wanted);
    }
    sets = [...draft].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
    return xmlAnswer(
      '<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo></ChangeResourceRecordSetsResponse>',
    );
  }

  function answer(request: SentRequest): GivenAnswer {
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      return xmlAnswer('<ErrorResponse><Error><Code>MissingAuthenticationToken</Code></Error></ErrorResponse>', 403);
    }
    const path = request.url.pathname.replace('/2013-04-01', '');
    if (path === '/hostedzonesbyname') {
      return xmlAnswer(
        `<ListHostedZonesByNameResponse><HostedZones>${zone}</HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesByNameResponse>`,
      );
    }
    if (path === '/hostedzone') {
      return xmlAnswer(
        `<ListHostedZonesResponse><HostedZones>${zone}</HostedZones><IsTruncated>false</IsTruncated></ListHostedZonesResponse>`,
      );
    }
    if (path.startsWith('/change/')) {
      return xmlAnswer(
        '<GetChangeResponse><ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status></ChangeInfo></GetChangeResponse>',
      );
    }
    return request.method === 'GET' ? page(request) : change(request.body);
  }

  return {
    answer,
    records: () => sets.flatMap(toRecords),
    add({ type, name, content, ttl }: FakeRecord) {
      const full = name === '@' ? 'example.com.' : `${name}.example.com.`;
      const value = type === 'TXT' ? quoteTxt(content) : content;
      const same = sets.find((set) => set.name === full && set.type === type);
      const set = { name: full, type, ttl: String(ttl), values: [...(same?.values ?? []), value] };
      sets = [...sets.filter((other) => other !== same), set].sort((a, b) =>
        sortKey(a.name, a.type) < sortKey(b.name, b.type) ? -1 : 1,
      );
    },
  };
}

/** Labels from the right, as Route 53 sorts. */
function sortKey(name: string, type: string): string {
  return `${name.split('.').reverse().join('\u0001')} ${type}`;
}

function toXml({ name, type, ttl, values }: StoredSet): string {
  const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const list = values.map((value) => `<ResourceRecord><Value>${escaped(value)}</Value></ResourceRecord>`).join('');
  return `<ResourceRecordSet><Name>${name}</Name><Type>${type}</Type><TTL>${ttl}</TTL><ResourceRecords>${list}</ResourceRecords></ResourceRecordSet>`;
}

function toRecords({ name, type, ttl, values }: StoredSet): FakeRecord[] {
  return values.map((value) => ({
    type,
    name: relativeName(name, 'example.com'),
    content: type === 'TXT' ? unquoteTxt(value) : value,
    ttl: Number(ttl),
  }));
}

function invalid(words: string): GivenAnswer {
  return xmlAnswer(
    `<InvalidChangeBatch><Messages><Message>Tried to change a set, ${words}</Message></Messages></InvalidChangeBatch>`,
    400,
  );
}
