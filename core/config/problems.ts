import { Failure, isFailure } from '../sdk/failure.js';

/** What is wrong with the configuration, and where. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** `domains.conf:3:14` (line and column from 1), `letsencrypt-dns.yml:4:3` or the name of a variable. */
  readonly place: string;
  /** One sentence without a final dot. Never holds a secret. */
  readonly message: string;
  /** What to do about it: one sentence, in the imperative, without a final dot. */
  readonly hint?: string | undefined;
  /**
   * How far an error reaches: `configuration` stops everything, `certificate` stops one certificate (the one named by
   * `certificate`, where its name could be read) and lets the others go on.
   */
  readonly scope: 'configuration' | 'certificate';
  readonly certificate?: string | undefined;
}

export type ProblemDetails = Partial<Pick<Problem, 'hint' | 'scope' | 'certificate'>>;

/** Collects problems, so that all of them can be shown together. */
export interface ProblemCollector {
  error(place: string, message: string, details?: ProblemDetails): void;
  warn(place: string, message: string, details?: ProblemDetails): void;
  add(problems: Iterable<Problem>): void;
  /** All so far, in the order they were found. */
  list(): readonly Problem[];
}

export function createProblemCollector(): ProblemCollector {
  const problems: Problem[] = [];
  function push(severity: Problem['severity'], place: string, message: string, details: ProblemDetails = {}): void {
    problems.push(Object.freeze({ severity, place, message, scope: 'configuration', ...details }));
  }
  return {
    error: (place, message, details) => push('error', place, message, details),
    warn: (place, message, details) => push('warning', place, message, details),
    add: (more) => {
      problems.push(...more);
    },
    list: () => [...problems],
  };
}

/** One line for people: `domains.conf:3:14: error: … . Hint.` */
export function renderProblem(problem: Problem): string {
  const hint = problem.hint === undefined ? '' : `. ${problem.hint}`;
  return `${problem.place}: ${problem.severity}: ${problem.message}${hint}`;
}

/** Errors first, then warnings, each on its line, in the order they were found. */
export function renderProblems(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.filter((problem) => problem.severity === 'warning');
  return [...errors, ...warnings].map(renderProblem).join('\n');
}

/** The errors that stop everything; those of single certificates are left out. */
export function fatalProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem) => problem.severity === 'error' && problem.scope === 'configuration');
}

/** A `Failure` of kind CONFIG that carries every problem found; its message is their lines. */
export class ConfigurationError extends Failure {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const [only] = errors;
    if (only !== undefined && errors.length === 1) {
      super('CONFIG', only.message, { place: only.place, ...(only.hint === undefined ? {} : { hint: only.hint }) });
    } else {
      super('CONFIG', `${errors.length} errors in the configuration:\n${errors.map(renderProblem).join('\n')}`);
    }
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** Whether it is a {@link ConfigurationError}, be it of another copy of this module: the bundle has several. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return isFailure(error, 'CONFIG') && error.name === 'ConfigurationError';
}

/** @throws ConfigurationError where an error stops everything */
export function throwOnFatalProblems(problems: readonly Problem[]): void {
  if (fatalProblems(problems).length > 0) throw new ConfigurationError(problems);
}
