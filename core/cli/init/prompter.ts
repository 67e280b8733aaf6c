import * as clack from '@clack/prompts';
import { Failure } from '../../sdk/failure.js';
import { visibleText } from '../../sdk/visible-text.js';
import { wrap } from '../../terminal/wrap.js';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/** Asks a person. Each question throws {@link Cancelled} where it is answered by Ctrl-C. */
export interface Prompter {
  text(question: TextQuestion): Promise<string>;
  /** What is typed is not shown. */
  secret(question: Pick<TextQuestion, 'message' | 'validate'>): Promise<string>;
  confirm(message: string, initial?: boolean): Promise<boolean>;
  choose<T extends string>(message: string, choices: readonly Choice<T>[], initial?: T): Promise<T>;
  /** A long list that is narrowed down by typing. */
  search(message: string, choices: readonly Choice<string>[], initial?: string): Promise<string>;
  /** Any number of these. */
  several(message: string, choices: readonly Choice<string>[], initial?: readonly string[]): Promise<readonly string[]>;
  say(text: string, title?: string): void;
}

export interface TextQuestion {
  readonly message: string;
  readonly placeholder?: string;
  readonly initial?: string;
  /** @returns why it will not do; undefined where it will */
  readonly validate?: (value: string) => string | undefined;
}

/** Somebody pressed Ctrl-C. */
export class Cancelled extends Error {}

/** Rows of a list that are shown at a time. */
const rows = 8;

/** Columns of a terminal that does not know how many it has, as serial consoles do not. */
const usualColumns = 80;

/** Of the bar at the left, and of a line at the least, in columns. */
const barWidth = 4;
const leastWidth = 16;

/** @param signal ends a question as Ctrl-C does */
export function createPrompter(signal: AbortSignal): Prompter {
  if (!process.stdout.columns) process.stdout.columns = usualColumns;
  async function answer<T>(asked: Promise<T>): Promise<Exclude<T, symbol>> {
    const given = await asked;
    if (!isAnswer(given)) throw new Cancelled('cancelled');
    return given;
  }

  return {
    text: ({ message, placeholder, initial, validate }) =>
      answer(
        clack.text({
          message,
          signal,
          ...(placeholder !== undefined && { placeholder }),
          ...(initial !== undefined && { initialValue: initial }),
          ...(validate !== undefined && { validate: (value: string | undefined) => validate(value ?? '') }),
        }),
      ).then((value) => (value ?? '').trim()),
    secret: ({ message, validate }) =>
      answer(
        clack.password({
          message,
          signal,
          ...(validate !== undefined && { validate: (value: string | undefined) => validate(value ?? '') }),
        }),
      ).then((value) => (value ?? '').trim()),
    confirm: (message, initial = true) => answer(clack.confirm({ message, initialValue: initial, signal })),
    choose: <T extends string>(message: string, choices: readonly Choice<T>[], initial?: T) =>
      answer(
        clack.select<string>({
          message,
          options: choices.map((choice) => ({ ...choice })),
          signal,
          ...(initial !== undefined && { initialValue: initial }),
        }),
      ).then((value) => chosen(choices, value)),
    search: (message, choices, initial) =>
      answer(
        clack.autocomplete<string>({
          message,
          options: choices.map((choice) => ({ ...choice })),
          maxItems: rows,
          placeholder: 'type to search',
          signal,
          ...(initial !== undefined && { initialValue: initial }),
        }),
      ),
    several: (message, choices, initial = []) =>
      answer(
        clack.multiselect<string>({
          message,
          options: choices.map((choice) => ({ ...choice })),
          required: false,
          initialValues: [...initial],
          maxItems: rows,
          signal,
        }),
      ),
    say(text, title) {
      if (title === undefined) clack.log.message(fitted(visibleText(text)));
      else clack.note(visibleText(text), visibleText(title));
    },
  };
}

/** Broken into lines beside the bar that stands at the left; it is the terminal that breaks words else. */
function fitted(text: string): string {
  const width = Math.max(leastWidth, process.stdout.columns - barWidth);
  return text
    .split('\n')
    .flatMap((line) => wrap(line, width))
    .join('\n');
}

function isAnswer<T>(given: T): given is Exclude<T, symbol> {
  return !clack.isCancel(given);
}

function chosen<T extends string>(choices: readonly Choice<T>[], value: string): T {
  const found = choices.find((choice) => choice.value === value);
  if (found === undefined) throw new Failure('INTERNAL', `${value} is none of the choices`);
  return found.value;
}
