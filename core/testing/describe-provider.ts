import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../dns/record-service.js';
import { describeConformance } from './conformance.js';
import { type Exchange, withExchanges } from './exchanges.js';
import type { FakeApi } from './fake-api.js';
import type { Subject } from './subject.js';
import { nameOf, type TestedProvider } from './tested-provider.js';

/** What a provider's own API adds to what all providers must do: hand-written exchanges, each asked for once. */
export interface OwnCase {
  readonly asks: readonly Exchange[];
  readonly does: (service: RecordService) => Promise<unknown>;
  /** What it gives; left out: that does not matter. */
  readonly gives?: unknown;
  /** What it fails with; left out: it must succeed. */
  readonly fails?: (error: unknown) => boolean;
  /** In place of the options of the conformance. */
  readonly options?: Subject['options'];
  /** Default `example.com`. */
  readonly zone?: string;
}

export interface ProviderTest extends Omit<Subject, 'provider' | 'createFake'> {
  /** See `fakes/`: `restFake`, `setFake`, `routedFake`. */
  readonly fake: () => FakeApi;
  readonly cases?: Readonly<Record<string, OwnCase>>;
}

/** The whole test of a provider: the conformance suite against a fake, and its own cases. */
export function describeProvider(provider: TestedProvider, { fake, cases = {}, ...subject }: ProviderTest): void {
  describeConformance({ provider, createFake: fake, ...subject });
  describe(nameOf(provider), () => {
    for (const [title, { asks, does, gives, fails, options = subject.options, zone }] of Object.entries(cases)) {
      it(title, async () => {
        const test = { provider, options, exchanges: asks, ...(zone !== undefined && { zone }) };
        if (fails !== undefined) return assert.rejects(withExchanges(test, does), fails);
        const given = await withExchanges(test, does);
        if (gives !== undefined) assert.deepEqual(given, gives);
      });
    }
  });
}
