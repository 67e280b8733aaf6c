import { createProgress, type Progress } from '../application/progress.js';
import type { PassEvent } from '../issuance/pass/events.js';
import { describeFailure } from '../sdk/index.js';
import { hasColours } from '../terminal/capabilities.js';
import { createStyle, type Style } from './style.js';

/** Tells on standard output what goes on. */
export interface Narrator {
  readonly style: Style;
  readonly isLive: boolean;
  heading(text: string): void;
  lines(lines: readonly string[]): void;
  /** Labels in a column of their own. */
  facts(facts: readonly (readonly [string, string])[]): void;
  /** Shows a pass as it goes: live on a terminal, line by line elsewhere. */
  watchPass(): Progress;
}

export interface NarratorOptions {
  readonly out: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  readonly redact: (text: string) => string;
}

export function createNarrator({ out, env, redact }: NarratorOptions): Narrator {
  const isLive = hasColours(out.isTTY === true, env);
  const style = createStyle(isLive);

  function lines(all: readonly string[]): void {
    out.write(
      all
        .map((line) => `  ${line}`.trimEnd())
        .join('\n')
        .concat('\n'),
    );
  }

  function watchPlainly(event: PassEvent): void {
    if (event.kind === 'certificate-done') {
      lines([`done  ${event.certificate}  ${event.action}, version ${event.version}  ${seconds(event.durationMs)}`]);
    } else if (event.kind === 'certificate-failed') {
      lines([`failed  ${event.certificate}  ${event.step}: ${redact(describeFailure(event.failure))}`]);
    } else if (event.kind === 'plugin-failed') {
      lines([`failed  ${event.certificate}  ${event.plugin}: ${redact(describeFailure(event.failure))}`]);
    }
  }

  return {
    style,
    isLive,
    heading: (text) => void out.write(`\n${style.bold(text)}\n`),
    lines,
    facts(facts) {
      const width = Math.max(...facts.map(([label]) => label.length));
      lines(facts.map(([label, value]) => `${style.dim(label.padEnd(width))}  ${value}`));
    },
    watchPass: () =>
      isLive ? createProgress(out, redact) : { listen: watchPlainly, print: (text) => lines([text]), end: () => {} },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
