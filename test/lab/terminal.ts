import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { atExit } from './at-exit.js';
import { need } from './binaries.js';
import { cleanEnvironment } from './clean-environment.js';
import { binPath } from './cli.js';
import { waitFor } from './wait-for.js';

/** Keys that a person presses, as the terminal sends them. */
export const keys = { enter: '\r', down: '\x1B[B', space: ' ', interrupt: '\x03' } as const;

export interface TerminalOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly columns?: number;
  /** What runs there, in place of the built bin with the words behind it. */
  readonly command?: readonly string[];
}

/** The program on a terminal of its own, with somebody before it. */
export interface Terminal {
  /** Waits until this is shown, after what was waited for last. */
  sees(pattern: RegExp, timeoutMs?: number): Promise<void>;
  type(text: string): void;
  /** All that was shown, without what moves the cursor, unless that is asked for. */
  shown(options?: { readonly raw?: boolean }): string;
  /** Resolves at its end. */
  readonly exited: Promise<number | null>;
  kill(): void;
}

/** Starts a built bin on a pseudo-terminal, which `script` makes. */
export function openTerminal(words: readonly string[], options: TerminalOptions): Terminal {
  const { env, cwd, columns = 100, command = [process.execPath, binPath('letsencrypt-dns')] } = options;
  const quoted = [...command, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const line = `stty rows 50 columns ${columns}; exec ${quoted}`;
  const child = spawn(need('script'), ['-qec', line, '/dev/null'], {
    cwd,
    env: cleanEnvironment({ TERM: 'xterm', SHELL: '/bin/sh', ...env }),
  });
  const forget = atExit(() => child.kill('SIGKILL'));
  let raw = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
  });
  const shown = ({ raw: isRaw = false } = {}) => (isRaw ? raw : stripVTControlCharacters(raw));
  const exited = once(child, 'close').then(([code]) => {
    forget();
    return code as number | null;
  });
  return {
    async sees(pattern, timeoutMs = 30_000) {
      await waitFor(
        `${pattern} after\n${shown().slice(seen)}`,
        () => {
          const found = pattern.exec(shown().slice(seen));
          if (found === null) return false;
          seen += found.index + found[0].length;
          return true;
        },
        { timeoutMs },
      ).catch((error: unknown) => {
        throw new Error(`${pattern} was not shown; the terminal has\n${shown().slice(-3000)}`, { cause: error });
      });
    },
    type: (text) => void child.stdin.write(text),
    shown,
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
}
