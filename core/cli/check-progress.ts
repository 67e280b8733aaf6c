import type { Application } from '../application/open-application.js';
import { createProgress } from '../application/progress.js';
import type { Redactor } from '../http/redact.js';
import type { IssuanceStep } from '../issuance/pass/events.js';
import { canRedraw, hasColours } from '../terminal/capabilities.js';
import { printNote } from '../terminal/print.js';

/** Shows what a check is at, on standard error. */
export interface CheckProgress {
  step(zone: string, step: IssuanceStep, detail: string): void;
  done(zone: string): void;
  /** Leaves the terminal in order. */
  end(): void;
}

/** Redrawn in place on a terminal that can; elsewhere one line where a wait begins. */
export function createCheckProgress(
  { output }: Pick<Application, 'output'>,
  { redact }: Redactor,
  env: NodeJS.ProcessEnv,
): CheckProgress {
  const isTerminal = process.stderr.isTTY === true;
  return canRedraw(isTerminal, env) ? drawn(output, redact, hasColours(isTerminal, env)) : told(redact);
}

function drawn(output: Application['output'], redact: (text: string) => string, colours: boolean): CheckProgress {
  const progress = createProgress(process.stderr, redact, Date.now, { colours, results: false });
  const restore = output.redirect(progress.print);
  return {
    step: (certificate, step, detail) => progress.listen({ kind: 'step', certificate, step, detail }),
    done: (certificate) => progress.listen({ kind: 'certificate-done', certificate, action: 'check', durationMs: 0 }),
    end() {
      progress.end();
      restore();
    },
  };
}

const words: Partial<Record<IssuanceStep, string>> = {
  records: 'creating a test record',
  propagation: 'waiting until it is visible',
  'clean-up': 'removing it',
};

function told(redact: (text: string) => string): CheckProgress {
  const latest = new Map<string, IssuanceStep>();
  return {
    step(zone, step) {
      if (latest.get(zone) === step) return;
      latest.set(zone, step);
      printNote(redact(`${zone}: ${words[step] ?? step}`));
    },
    done: () => {},
    end: () => {},
  };
}
