import type { Logger } from './logger.js';

/** The log gets no more lines than this from one run, and no longer ones, in characters. */
const mostLines = 500;
const longestLine = 2_000;

export interface ProgramOutput {
  readonly onLine: (line: string) => void;
  /** The last line that says something, which mostly is why a program failed; empty where there is none. */
  readonly last: () => string;
}

/** Brings what a program prints into the log. @param what is put before each line: `deploy hook` */
export function programOutput(log: Logger, what: string): ProgramOutput {
  let count = 0;
  let last = '';
  return {
    onLine(line) {
      count += 1;
      if (line.trim() !== '') last = line.slice(0, longestLine);
      if (count <= mostLines) log.info({}, `${what}: ${line.slice(0, longestLine)}`);
      else if (count === mostLines + 1) log.warn({}, `${what}: more output is left out`);
    },
    last: () => last,
  };
}

/** The variables of this process that the user wants a program to see, although they may be secrets. @param named comma separated */
export function namedVariables(
  environment: Readonly<Record<string, string | undefined>>,
  named: string,
): Record<string, string> {
  const wanted = named.split(/[\s,]+/).flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(wanted);
}
