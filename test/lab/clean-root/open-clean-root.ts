import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from '../at-exit.js';
import { need } from '../binaries.js';
import { projectRoot } from '../cli.js';
import { type CommandOptions, type CommandResult, runCommand } from '../run-command.js';
import { startServer } from '../server-process.js';
import { inTempDir } from '../temp-dir.js';

export interface CleanRootOptions {
  /** A whole root to stand on, as debootstrap makes one; default: this machine's /usr with an /etc of its own. */
  readonly lower?: string;
  /** Directories of this machine that are seen in there, SOURCE → TARGET; what is written to them stays in there. */
  readonly directories?: Readonly<Record<string, string>>;
  /** Boots systemd (up to basic.target) as process 1. */
  readonly systemd?: boolean;
  /** Of all commands. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A machine on which nothing of ours was ever installed; its network is that of this one. */
export interface CleanRoot {
  /** Its root directory as this machine sees it. */
  readonly path: string;
  /** Runs a shell script in there that stops at the first failure; throws with its words when it fails. */
  run(script: string, options?: CommandOptions): Promise<CommandResult>;
  /** The words that run such a script, for a terminal. */
  enter(script: string, options?: Pick<CommandOptions, 'env' | 'cwd'>): readonly string[];
  stop(): Promise<void>;
}

const systemd = '/lib/systemd/systemd --system --unit=basic.target --show-status=no --log-target=journal';

/** Where systemd is spoken to, once it is up. */
const socket = '/run/systemd/private';

/** What the tests with a clean root ask of a machine. */
export const cleanRootTools = ['root', 'unshare', 'mount'] as const;

/** Opens a clean root in namespaces of its own (root only); all that was written there goes with `stop()`. */
export function openCleanRoot(options: CleanRootOptions = {}): Promise<CleanRoot> {
  return inTempDir('clean-root', async (directory) => {
    const group = `lab-${process.pid}-${directory.split('-').at(-1)}`;
    const ready = join(directory, 'ready');
    const pid = () => (existsSync(ready) ? Number(readFileSync(ready, 'utf8')) : 0);
    const binds = Object.entries(options.directories ?? {}).map((pair) => pair.join(':'));
    const setUp = join(projectRoot(), 'test/lab/clean-root/set-up.sh');
    const forget = atExit(end);
    function end(): void {
      if (pid() > 0) process.kill(pid(), 'SIGKILL');
    }
    const server = await startServer({
      name: 'clean-root',
      command: need('unshare'),
      args: ['--mount', 'sh', setUp],
      directory,
      env: {
        PLACE: directory,
        GROUP: group,
        LOWER: options.lower ?? '',
        BINDS: binds.join(' '),
        INIT: options.systemd === true ? systemd : 'sleep infinity',
      },
      probe: async () => pid() > 0 && (options.systemd !== true || existsSync(`/proc/${pid()}/root${socket}`)),
      startTimeoutMs: 60_000,
    });

    function enter(script: string, { env = {}, cwd = '/' }: Pick<CommandOptions, 'env' | 'cwd'> = {}): string[] {
      const variables = Object.entries({ HOME: '/root', ...options.env, ...env }).map((pair) => pair.join('='));
      const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
      const words = ['env', '-i', '-C', cwd, path, ...variables, 'sh', '-euc', script];
      return [need('nsenter'), '--target', String(pid()), '--all', '--', ...words];
    }
    function run(script: string, { env, cwd, ...more }: CommandOptions = {}): Promise<CommandResult> {
      const [command = '', ...words] = enter(script, { ...(env && { env }), ...(cwd !== undefined && { cwd }) });
      return runCommand(command, words, more);
    }
    // What fails of a system in namespaces is none of ours.
    if (options.systemd === true) await run('systemctl is-system-running --wait || true');
    return {
      path: `/proc/${pid()}/root`,
      run,
      enter,
      async stop() {
        end();
        forget();
        await server.stop();
        await removeGroup(directory, group);
      },
    };
  });
}

/** The groups that systemd made are no files of the root: they stay until they are removed. */
async function removeGroup(directory: string, group: string): Promise<void> {
  const groups = join(directory, 'groups');
  const remove = `mount -t cgroup2 cgroup2 '${groups}' && find '${groups}/${group}' -depth -type d -exec rmdir {} +`;
  await runCommand(need('unshare'), ['--mount', 'sh', '-c', remove]);
}
