import { quoteTxt } from '../../core/sdk/index.js';
import type { SentRequest } from '../../core/testing/wire.js';
import type { Interaction } from './recording.js';

type Recorded = Interaction['request'];

/** What is asked otherwise today than when it was recorded, though the answer means the same. */
interface Change {
  /** Where in the API that is documented. */
  readonly reason: string;
  /** Of which requests: the path without the origin. */
  readonly path: RegExp;
  /** Where the API was when it was recorded. */
  readonly formerOrigin?: string;
  /** Reads: parameters that only say how much of the list is wanted. */
  readonly parameters?: readonly string[];
  /** Writes: how the recorded body is sent today. */
  readonly body?: (body: Readonly<Record<string, unknown>>) => object;
}

const changes: Readonly<Record<string, readonly Change[]>> = {
  cloudflare: [
    {
      reason:
        'A page of zones has at most 50, and can be narrowed to a name: https://developers.cloudflare.com/api/resources/zones/methods/list/',
      path: /^\/client\/v4\/zones$/,
      parameters: ['name', 'page', 'per_page'],
    },
    {
      reason: 'A content filter misses what the API has put into quotes; all values of the name are read.',
      path: /^\/client\/v4\/zones\/\w+\/dns_records$/,
      parameters: ['content'],
    },
    {
      reason:
        'TXT is sent in quotes: https://developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types/#txt',
      path: /^\/client\/v4\/zones\/\w+\/dns_records(\/\w+)?$/,
      body: (body) => (body.type === 'TXT' ? { ...body, content: quoteTxt(String(body.content)) } : body),
    },
  ],
  pointhq: [
    {
      reason:
        'The API has a host of its own today, which its public clients ask: https://go-acme.github.io/lego/dns/pointdns/',
      path: /^\/zones\//,
      formerOrigin: 'https://pointhq.com',
    },
  ],
  digitalocean: [
    {
      reason:
        'A list can be narrowed to a type and a full name, and a page has at most 200: https://docs.digitalocean.com/reference/api/digitalocean/#tag/Domain-Records',
      path: /^\/v2\/domains\/[^/]+\/records$/,
      parameters: ['type', 'name', 'per_page'],
    },
  ],
};

/** Both requests without what today's API wants otherwise. */
export function asToday(provider: string, sent: SentRequest, recorded: Recorded): [SentRequest, Recorded] {
  let pair: [SentRequest, Recorded] = [sent, recorded];
  for (const { path, formerOrigin, parameters = [], body } of changes[provider] ?? []) {
    const [mine, recordedSo] = pair;
    const theirs = formerOrigin === undefined ? recordedSo : moved(recordedSo, formerOrigin, mine.url.origin);
    if (!path.test(mine.url.pathname) || !path.test(new URL(theirs.url).pathname)) continue;
    const text = theirs.bodyNow ?? theirs.body;
    const changed = body && text ? { body: JSON.stringify(body(JSON.parse(text))), bodyNow: undefined } : {};
    pair =
      sent.method === 'GET'
        ? [
            { ...mine, url: without(mine.url, parameters) },
            { ...theirs, url: without(theirs.url, parameters).href },
          ]
        : [mine, { ...theirs, ...changed }];
  }
  return pair;
}

function moved(recorded: Recorded, from: string, to: string): Recorded {
  return new URL(recorded.url).origin === from ? { ...recorded, url: recorded.url.replace(from, to) } : recorded;
}

function without(address: string | URL, parameters: readonly string[]): URL {
  const url = new URL(address);
  for (const name of parameters) url.searchParams.delete(name);
  return url;
}
