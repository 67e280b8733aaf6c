import { describe, it } from 'node:test';
import { describeConformance } from './conformance.js';
import type { FakeApi } from './fake-api.js';
import { type ExpectedFailure, type OwnCase, runCase } from './own-case.js';
import type { Subject } from './subject.js';
import { nameOf, type TestedProvider } from './tested-provider.js';

/** An answer to whoever looks for the zone, what it is taken for, and the requests that get it: all, unless told. */
export type RefusalRow = readonly [status: number, body: unknown, fails: ExpectedFailure, call?: string];

export interface ProviderTest extends Omit<Subject, 'provider' | 'createFake'> {
  /** See `fakes/`: `restFake`, `setFake`, `routedFake`. */
  readonly fake: () => FakeApi;
  /** Refusals in the service's own words. */
  readonly refusals?: readonly RefusalRow[];
  readonly cases?: Readonly<Record<string, OwnCase>>;
}

/** The whole test of a provider: the conformance suite against a fake, and its own cases. */
export function describeProvider(
  provider: TestedProvider,
  { fake, cases = {}, refusals = [], ...rest }: ProviderTest,
): void {
  const subject: Subject = { provider, createFake: fake, ...rest };
  describeConformance(subject);
  describe(nameOf(provider), () => {
    for (const [status, body, fails, call = ''] of refusals) {
      const answers = { [call]: [status, body] } as const;
      const title = `knows ${status} ${JSON.stringify(body)} ${call}`;
      it(title.trim(), () => runCase(subject, { answers, fails }));
    }
    for (const [title, own] of Object.entries(cases)) it(title, () => runCase(subject, own));
  });
}
