import { describe, it } from 'node:test';
import { describeConformance } from './conformance.js';
import type { FakeApi } from './fake-api.js';
import { type ExchangeCase, type ExpectedFailure, type OwnCase, runCase } from './own-case.js';
import type { Subject } from './subject.js';
import { nameOf, type TestedProvider } from './tested-provider.js';
import { hasMoreThanWords, refuseWithoutWords } from './wordless-refusals.js';

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
    const told = refusals.filter(([status, body]) => status === 200 && hasMoreThanWords(body)).map(([, body]) => body);
    if (told.length > 0) it('takes no refusal without a reason for done', () => refuseWithoutWords(subject, told));
    for (const [title, own] of Object.entries(cases)) it(title, () => runCase(subject, own));
  });
}

export interface CasesTest extends Pick<Subject, 'options'> {
  /** What all addresses begin with; cases leave it out. */
  readonly base: string;
  readonly cases: Readonly<Record<string, ExchangeCase>>;
}

/** The cases of a provider whose records nobody can read, so that the conformance suite cannot try it. */
export function describeCases(provider: TestedProvider, { options, base, cases }: CasesTest): void {
  const unheard = { base, answer: () => ({ status: 501, headers: {}, body: '' }), records: () => [], add: () => {} };
  describe(nameOf(provider), () => {
    for (const [title, own] of Object.entries(cases))
      it(title, () => runCase({ provider, options, createFake: () => unheard }, own));
  });
}
