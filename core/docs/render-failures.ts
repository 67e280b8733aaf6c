import { failureKinds } from '../sdk/failure.js';
import type { Cure } from './cures/cure.js';
import { diagnosisCures } from './cures/diagnoses.js';
import { failureCures } from './cures/failures.js';

/** The page that answers what went wrong and what to do: every kind of error, and every diagnosis. */
export function renderFailures(): string {
  return [
    '# Why did it fail?',
    '',
    'Three commands tell nearly everything: `letsencrypt-dns check` looks at the configuration, `letsencrypt-dns check --live` tries the',
    'DNS with a test record, and `letsencrypt-dns status` shows what failed last, at which step, and when it is tried again. Every',
    'error bears one of the kinds below (`error.code` in JSON logs, `code` in `--json` output), each diagnosis of `check --live` its',
    'code in brackets.',
    '',
    '## Kinds of errors',
    '',
    ...Object.entries(failureCures).flatMap(([code, cure]) => {
      const { meaning, retryable } = failureKinds[code as keyof typeof failureKinds];
      const again = retryable ? 'It is tried again by itself.' : 'Another try does not help before something changes.';
      return section(code, `${meaning} ${again}`, cure);
    }),
    '## Diagnoses of check --live',
    '',
    ...Object.entries(diagnosisCures).flatMap(([code, cure]) => section(code, undefined, cure)),
  ].join('\n');
}

function section(code: string, sentence: string | undefined, { title, steps }: Cure): string[] {
  return [
    `### ${code}`,
    '',
    `**${title}.**${sentence === undefined ? '' : ` ${sentence}`}`,
    '',
    ...steps.map((step) => `- ${step}`),
    '',
  ];
}
