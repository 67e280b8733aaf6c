import { type OpenedProvider, openTested } from '../../core/testing/tested-provider.js';

/** What answers by address and body, the first that fits: text as it is, anything else as JSON. */
export type Answers = readonly (readonly [asked: RegExp, answer: unknown])[];

/** A provider whose service gives these answers, whatever is done. */
export function openAnswering(
  provider: string,
  options: Readonly<Record<string, string>>,
  answers: Answers,
): Promise<OpenedProvider> {
  return openTested(provider, {
    options,
    zoneName: 'example.com',
    limitMs: 10_000,
    answer({ url, body }) {
      const answer = answers.find(([asked]) => asked.test(`${url} ${body}`))?.[1];
      if (answer === undefined) return undefined;
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      return { status: 200, headers: { 'x-subject-token': 'opaque-token' }, body: text };
    },
  });
}
