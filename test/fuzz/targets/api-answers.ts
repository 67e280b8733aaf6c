import assert from 'node:assert/strict';
import { createRecordService } from '../../../core/dns/record-service.js';
import { createHttpClient } from '../../../core/http/client.js';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { loadModule } from '../../../core/manifest/load-module.js';
import { withSignal } from '../../../core/sdk/ambient-signal.js';
import { type HttpClient, isFailure, type ProviderModule, type Schema, silentLogger } from '../../../core/sdk/index.js';
import type { ProviderManifest } from '../../../core/sdk/manifest.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import type { GivenAnswer } from '../../../core/testing/wire.js';
import type { Random } from '../random.js';
import type { FuzzTarget } from '../target.js';
import { anyValue, fromSchema } from './from-schema.js';

/** Requests that one piece of work may make at most, whatever it is told: a thousand pages, and some more. */
const mostRequests = 1100;
/** For providers that look again and again whether a change is live, in milliseconds. */
const patience = 400;

const registry = builtInRegistry();
const providers = registry.providers.filter(({ manifest }) => manifest.status === undefined);

/**
 * Whatever an API answers, in its own form or not: the provider's work comes to an end, with a result or a Failure, and
 * asks no server but the API's.
 */
export const apiAnswers: FuzzTarget = {
  name: 'api-answers',
  cost: 3,
  async run(random) {
    const registered = random.pick(providers as [(typeof providers)[number]]);
    const { create } = await loadModule<ProviderModule>(registered);
    const { capabilities, title } = registered.manifest;
    const signal = AbortSignal.timeout(patience);
    let asked = 0;
    let expected: Schema<unknown> | undefined;
    const dispatcher = answeringDispatcher(({ url }) => {
      asked += 1;
      assert.ok(asked <= mostRequests, `${registered.manifest.id} asks without end`);
      assert.doesNotMatch(url.hostname, /evil/);
      return answerOf(random, expected);
    });
    const client = createHttpClient({
      dispatcher,
      log: silentLogger,
      userAgent: 'fuzz',
      retry: { attempts: 2, firstPauseMs: 0, longestPauseMs: 0 },
    });
    const http = watching(client, (schema) => {
      expected = schema;
    });
    try {
      await withSignal(signal, async () => {
        const options = optionsOf(registered.manifest) as never;
        const provider = await create({
          id: registered.manifest.id,
          options,
          http,
          log: silentLogger,
          signal: () => signal,
          now: Date.now,
          responder: undefined as never,
        });
        const service = createRecordService({
          provider,
          capabilities,
          zoneName: 'example.com',
          providerTitle: title,
          signal,
        });
        const record = { type: 'TXT', name: '_acme-challenge.www', content: 'left', ttl: 600 };
        const work = random.pick<() => Promise<unknown>>([
          () => service.list(record),
          () => service.create(record),
          () => service.removeAll([record]),
          () => service.update(undefined, record),
        ]);
        await work();
      });
    } catch (error) {
      if (!isFailure(error)) throw new Error(`${registered.manifest.id} fails in another way`, { cause: error });
      assert.ok(!(error.cause instanceof assert.AssertionError), error.message);
    }
  },
};

/** The same client, which tells of each schema that an answer is to fit. */
function watching(client: HttpClient, tell: (schema: Schema<unknown> | undefined) => void): HttpClient {
  return {
    ...client,
    extend: (defaults) => watching(client.extend(defaults), tell),
    get(path, schema, request) {
      tell(schema);
      return client.get(path, schema, request);
    },
    post(path, schema, body, request) {
      tell(schema);
      return client.post(path, schema, body, request);
    },
    put(path, schema, body, request) {
      tell(schema);
      return client.put(path, schema, body, request);
    },
    patch(path, schema, body, request) {
      tell(schema);
      return client.patch(path, schema, body, request);
    },
  };
}

function answerOf(random: Random, schema: Schema<unknown> | undefined): GivenAnswer {
  const status = random.oneIn(12) ? random.pick([201, 204, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503]) : 200;
  const text = JSON.stringify(random.oneIn(20) ? anyValue(random, 0) : fromSchema(random, schema)) ?? '';
  const body = random.oneIn(20) ? random.mutate(Buffer.from(text)) : text;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (random.oneIn(8)) headers['retry-after'] = random.pick(['0', '-1', '1e300', 'x', 'Wed, 21 Oct 2099 07:28:00 GMT']);
  if (random.oneIn(8)) headers.link = '<http://evil.example/next>; rel="next"';
  if (random.oneIn(8)) headers.location = 'http://evil.example/';
  return { status, headers, body };
}

/** Something for each option, as one would give it. */
function optionsOf({ options }: ProviderManifest): Record<string, string | number | boolean | undefined> {
  return Object.fromEntries(
    Object.entries(options).map(([key, { flag, default: usual, choices, number, switch: isSwitch }]) => {
      if (usual !== undefined || isSwitch) return [key, usual];
      if (number) return [key, 1];
      return [key, choices?.[0] ?? (/server|url|endpoint/.test(flag) ? 'https://api.example.net' : 'something')];
    }),
  );
}
