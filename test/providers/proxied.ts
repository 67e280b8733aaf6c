import type { FakeApi } from '../../core/testing/fake-api.js';
import type { ProxiedRequest, ProxiedResponse } from '../lab/index.js';

/** What a fake answers to whoever comes through a proxy. */
export function answerProxied(fake: FakeApi, { method, url, headers, body }: ProxiedRequest): ProxiedResponse {
  const given = fake.answer({ method, url: new URL(url), headers: inText(headers), body });
  return { status: given.status, headers: inText(given.headers), body: given.body.toString() };
}

function inText(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
