import type { Choice, Prompter } from './prompter.js';

/** What was answered to a question; secrets are never among these. */
export type Answer = string | boolean | readonly string[];

/** Whether earlier answers stand, or are only proposed. */
export type Use = 'take' | 'propose';

export interface RememberingPrompter extends Prompter {
  /** All answers that were given, or taken from earlier ones, by question. */
  readonly answers: ReadonlyMap<string, Answer>;
}

type Kind = 'text' | 'confirm' | 'choose' | 'search' | 'several';

/** What an answer is remembered by. */
export function questionKey(kind: Kind, message: string): string {
  return `${kind}: ${message}`;
}

/**
 * Remembers what is answered, and answers by itself, or proposes, what was answered before: each of these once, so that what
 * is asked again because it did not work is asked indeed. What will not do any more is asked.
 */
export function rememberAnswers(
  prompter: Prompter,
  earlier: ReadonlyMap<string, Answer>,
  use: Use,
): RememberingPrompter {
  const answers = new Map<string, Answer>();
  const left = new Map(earlier);

  function earlierOf<T extends Answer>(key: string, isOne: (answer: Answer) => answer is T): T | undefined {
    const answer = left.get(key);
    left.delete(key);
    return answer !== undefined && isOne(answer) ? answer : undefined;
  }

  async function answered<T extends Answer>(
    key: string,
    before: T | undefined,
    ask: () => Promise<T>,
    render: (answer: T) => string,
  ): Promise<T> {
    const isTaken = before !== undefined && use === 'take';
    if (isTaken) prompter.say(`${key.slice(key.indexOf(': ') + 2)}\n${render(before) || '–'}`);
    const answer = isTaken ? before : await ask();
    answers.set(key, answer);
    return answer;
  }

  function amongst<T extends string>(choices: readonly Choice<T>[]) {
    return (answer: Answer): answer is T => choices.some(({ value }) => value === answer);
  }
  const labelIn = (choices: readonly Choice<string>[]) => (answer: string) =>
    choices.find(({ value }) => value === answer)?.label ?? answer;

  return {
    answers,
    say: prompter.say,
    secret: prompter.secret,
    text(question) {
      const key = questionKey('text', question.message);
      const isGood = (answer: Answer) => typeof answer === 'string' && question.validate?.(answer) === undefined;
      const before = earlierOf(key, (answer): answer is string => isGood(answer));
      const proposed = before === undefined ? question : { ...question, initial: before };
      return answered(key, before, () => prompter.text(proposed), String);
    },
    confirm(message, initial) {
      const key = questionKey('confirm', message);
      const before = earlierOf(key, (answer) => typeof answer === 'boolean');
      return answered(
        key,
        before,
        () => prompter.confirm(message, before ?? initial),
        (yes) => (yes ? 'Yes' : 'No'),
      );
    },
    choose(message, choices, initial) {
      const key = questionKey('choose', message);
      const before = earlierOf(key, amongst(choices));
      return answered(key, before, () => prompter.choose(message, choices, before ?? initial), labelIn(choices));
    },
    search(message, choices, initial) {
      const key = questionKey('search', message);
      const before = earlierOf(key, amongst(choices));
      return answered(key, before, () => prompter.search(message, choices, before ?? initial), labelIn(choices));
    },
    several(message, choices, initial) {
      const key = questionKey('several', message);
      const all = earlierOf(key, (answer): answer is readonly string[] => Array.isArray(answer));
      const before = all?.filter(amongst(choices));
      const render = (chosen: readonly string[]) => chosen.map(labelIn(choices)).join(', ');
      return answered(key, before, () => prompter.several(message, choices, before ?? initial), render);
    },
  };
}
