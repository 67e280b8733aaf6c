import { relative } from 'node:path';
import { inspect } from 'node:util';

/** What this reads of an event of Node's runner: https://nodejs.org/api/test.html#class-testsstream. */
export interface RunnerEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    /** How many tests and suites it is within. */
    readonly nesting?: number;
    readonly file?: string;
    readonly line?: number;
    readonly details?: { readonly error?: Error & { readonly failureType?: string } };
  };
}

/**
 * A reporter that tells only what failed: the names from the outermost suite on, the place, and the error. What failed
 * because of something within it has no part of its own.
 * @param source the runner's events, in the order of the files
 */
// biome-ignore lint/style/noDefaultExport: a reporter is the default export of its module.
export default async function* failures(source: AsyncIterable<RunnerEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  for await (const { type, data } of source) {
    const { name = '', nesting = 0, file, line, details } = data;
    if (type === 'test:start') names.splice(nesting, Number.POSITIVE_INFINITY, name);
    const error = details?.error;
    if (type !== 'test:fail' || error?.failureType === 'subtestsFailed') continue;
    const place = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`;
    yield `\nnot ok: ${[...names.slice(0, nesting), name].join(' > ')}${place}\n${indented(textOf(error))}\n`;
  }
}

function textOf(error: Error | undefined): string {
  const cause = error?.cause ?? error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
