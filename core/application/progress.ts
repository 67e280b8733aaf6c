import { type PassEvent, type PassListener, someOf } from '../issuance/pass/events.js';
import { describeFailure, type Failure } from '../sdk/failure.js';
import { visibleLine } from '../sdk/visible-text.js';

/** Where progress is drawn: a terminal. */
export interface Terminal {
  write(text: string): void;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Progress {
  readonly listen: PassListener;
  /** Prints text above what is drawn. */
  print(text: string): void;
  /** Draws the last state and leaves the cursor below it. */
  end(): void;
}

const clearDown = '\x1b[0J';

/** Time between two drawings, in milliseconds. */
const drawMs = 100;

/**
 * Live progress: finished certificates scroll by, those under way stand below with their step and how long it lasts.
 * @param redact takes secrets out of error messages
 * @param colours whether the terminal has them; moving the cursor is needed in any case
 * @param results whether what is finished is told; not where the same terminal gets all results in the end
 */
export function createProgress(
  terminal: Terminal,
  redact: (text: string) => string,
  now: () => number = Date.now,
  { colours = true, results = true }: { readonly colours?: boolean; readonly results?: boolean } = {},
): Progress {
  const inColour = (on: number, off: number) => (text: string) => (colours ? `\x1b[${on}m${text}\x1b[${off}m` : text);
  const dim = inColour(2, 22);
  const green = inColour(32, 39);
  const red = inColour(31, 39);
  const running = new Map<string, { step: string; detail: string; since: number }>();
  let drawn = 0;
  const timer = setInterval(() => draw(), drawMs);
  timer.unref();

  function tell(line: string): void {
    draw(results ? [line] : []);
  }

  function told(failure: Failure): string {
    return visibleLine(redact(describeFailure(failure)));
  }

  function erase(): string {
    return drawn === 0 ? '' : `\x1b[${drawn}A\r${clearDown}`;
  }

  function draw(finished: readonly string[] = []): void {
    const room = Math.max(1, (terminal.rows || 24) - 2);
    const names = [...running].slice(0, room);
    const width = (terminal.columns || 80) - 1;
    const lines = names.map(([name, { step, detail, since }]) => {
      const seconds = ((now() - since) / 1000).toFixed(1);
      return visibleLine(`  ${name}  ${step}${detail === '' ? '' : ` (${detail})`}  ${seconds} s`).slice(0, width);
    });
    const text = `${erase()}${[...finished, ...lines.map(dim)].map((line) => `${line}\n`).join('')}`;
    if (text !== '') terminal.write(text);
    drawn = lines.length;
  }

  function listen(event: PassEvent): void {
    switch (event.kind) {
      case 'certificate-started':
        running.set(event.certificate, { step: event.action, detail: event.reason, since: now() });
        break;
      case 'step':
        running.set(event.certificate, {
          step: event.step,
          detail: event.detail ?? '',
          since: running.get(event.certificate)?.since ?? now(),
        });
        break;
      case 'certificate-done':
        running.delete(event.certificate);
        tell(
          `${green('✓')} ${event.certificate}  ${event.action}${event.version === undefined ? '' : ` (version ${event.version})`}  ${(event.durationMs / 1000).toFixed(1)} s`,
        );
        break;
      case 'certificate-failed':
        running.delete(event.certificate);
        if (event.isSilenced !== true) tell(`${red('✗')} ${event.certificate}  ${event.step}: ${told(event.failure)}`);
        break;
      case 'certificates-failed':
        tell(`${red('✗')} ${someOf(event.certificates)}  the CA does not answer`);
        break;
      case 'certificate-parked':
        running.delete(event.certificate);
        draw([`${dim('·')} ${event.certificate}  waits for its records until ${new Date(event.until).toISOString()}`]);
        break;
      case 'plugin-failed':
        tell(`${red('✗')} ${event.certificate}  ${event.plugin}: ${told(event.failure)}`);
        break;
      case 'notice':
        draw([
          `${dim('·')} ${event.certificate === undefined ? '' : `${event.certificate}  `}${visibleLine(redact(event.message))}`,
        ]);
        break;
      default:
        break;
    }
  }

  return {
    listen,
    print: (text) => draw([text.trimEnd()]),
    end() {
      clearInterval(timer);
      draw();
    },
  };
}
