import type { GivenAnswer, SentRequest } from './wire.js';

/** A record as the fake holds it: relative name (`@` at the apex), TXT bare, a priority in front of the content. */
export interface FakeRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
}

/** An API that remembers, made by hand for one provider: one account with one zone, `example.com`. */
export interface FakeApi {
  /** What all addresses begin with; cases leave it out. */
  readonly base?: string;
  /** Answers as the service would, credentials included: whoever sends none is refused. */
  answer: (request: SentRequest) => GivenAnswer;
  /** All that is in the zone now, in any order. */
  records(): readonly FakeRecord[];
  /** Somebody else adds a record. */
  add(record: FakeRecord): void;
  /** So many other zones come into the account, all below `example.com`; left out: it can have none. */
  addZones?(count: number): void;
  /** Parameters that would have made lists shorter or their pages longer, and that nobody sent. */
  unused?(): readonly string[];
}

export function jsonAnswer(data: unknown, status = 200): GivenAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) };
}

export function xmlAnswer(body: string, status = 200): GivenAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

/** A page as browsers get it. */
export function htmlAnswer(body: string, headers: GivenAnswer['headers'] = {}, status = 200): GivenAnswer {
  const page = `<!DOCTYPE html><html><head><title>A page</title></head><body>${body}</body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: page };
}

/** Text within a page, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
