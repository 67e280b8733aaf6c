import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from './at-exit.js';
import { need } from './binaries.js';
import { packBusybox } from './busybox.js';
import { type DockerTcp, prepareDockerTls } from './docker-tls.js';
import { freePort } from './free-port.js';
import { httpRequest } from './http-request.js';
import { endLeftovers, releaseMounts } from './leftovers.js';
import { type CommandOptions, type CommandResult, runCommand } from './run-command.js';
import { type ServerProcess, startServer } from './server-process.js';
import { inTempDir } from './temp-dir.js';

export interface DockerdOptions {
  /** Also listen on a loopback port, with TLS and client certificates. */
  readonly tcp?: boolean;
}

export interface Dockerd {
  /** Path of the unix socket. */
  readonly socket: string;
  /** The same as a URL, for DOCKER_HOST. */
  readonly host: string;
  readonly tcp: DockerTcp | undefined;
  /** The docker command line, spoken to this daemon; throws with its words when it fails. */
  cli(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Makes the image `busybox:lab` (all applets) from this machine's busybox, without a registry. */
  importBusybox(): Promise<string>;
  /** Starts a container of `busybox:lab` without network that dies at once when stopped; returns its id. */
  run(name: string, command?: readonly string[], flags?: readonly string[]): Promise<string>;
  /**
   * Makes this daemon a swarm of one node, until `stop()`. An update of a service takes 5 s to converge, unless the
   * service was created with `--update-monitor 1s`.
   */
  swarmInit(): Promise<void>;
  /** Ends the daemon and, with it, its containers; the data stays. */
  halt(): Promise<void>;
  /** Starts it again on the same socket, with the same containers and images. */
  resume(): Promise<void>;
  output(): string;
  stop(): Promise<void>;
}

const busyboxImage = 'busybox:lab';
/** A bridge that a swarm makes on the host and leaves there. */
const swarmBridge = 'docker_gwbridge';

/**
 * Starts a Docker daemon of its own (root only). It keeps off iptables, IP forwarding and the docker0 bridge, so that a
 * daemon that this machine may run already is not disturbed.
 */
export function startDockerd(options: DockerdOptions = {}): Promise<Dockerd> {
  return inTempDir('docker', async (directory) => {
    const socket = join(directory, 'docker.sock');
    const host = `unix://${socket}`;
    const tls = options.tcp ? await prepareDockerTls(directory) : undefined;
    const flags = ['-H', host, ...(tls?.flags ?? [])];
    const forget = atExit(() => cleanUp(directory));
    const hadSwarmBridge = existsSync(`/sys/class/net/${swarmBridge}`);
    let halted = false;
    let server = await startWithSomeDriver(directory, socket, flags);

    function cli(args: readonly string[], commandOptions: CommandOptions = {}): Promise<CommandResult> {
      // A HOME of its own, or the user's docker contexts would choose the daemon.
      const env = { HOME: directory, ...commandOptions.env };
      return runCommand(need('docker'), ['-H', host, ...args], { timeoutMs: 60_000, ...commandOptions, env });
    }

    async function removeAll(): Promise<void> {
      const swarm = await cli(['info', '--format', '{{.Swarm.LocalNodeState}}']);
      if (swarm.stdout.trim() !== 'inactive') await cli(['swarm', 'leave', '--force']);
      const { stdout } = await cli(['ps', '-aq']);
      const containers = stdout.split('\n').filter((id) => id !== '');
      if (containers.length > 0) await cli(['rm', '-f', ...containers]);
      const bridge = await cli(['network', 'ls', '-q', '--filter', `name=^${swarmBridge}$`]);
      if (bridge.stdout !== '' && !hadSwarmBridge) await cli(['network', 'rm', swarmBridge]);
    }

    async function resume(): Promise<void> {
      server = await startWithSomeDriver(directory, socket, flags);
      halted = false;
    }

    return {
      socket,
      host,
      tcp: tls?.client,
      cli,
      async importBusybox() {
        await cli(['import', '--change', 'CMD ["/bin/sh"]', await packBusybox(directory), busyboxImage]);
        return busyboxImage;
      },
      async run(name, command = ['sleep', 'infinity'], more = []) {
        // As process 1, sleep ignores SIGTERM: each stop would take ten seconds.
        const always = ['--network', 'none', '--stop-signal', 'SIGKILL'];
        const { stdout } = await cli(['run', '-d', '--name', name, ...always, ...more, busyboxImage, ...command]);
        return stdout.trim();
      },
      async swarmInit() {
        const listen = `127.0.0.1:${await freePort()}`;
        await cli(['swarm', 'init', '--advertise-addr', '127.0.0.1', '--listen-addr', listen]);
      },
      async halt() {
        await server.stop();
        halted = true;
      },
      resume,
      output: () => server.output(),
      async stop() {
        try {
          // Only the daemon can take back what it has made of the host's network.
          if (halted) await resume();
          await removeAll();
        } finally {
          await server.stop();
          cleanUp(directory);
          forget();
        }
      },
    };
  });
}

/** overlay2 where the file system can, else vfs, which always works. */
async function startWithSomeDriver(
  directory: string,
  socket: string,
  flags: readonly string[],
): Promise<ServerProcess> {
  try {
    return await start(directory, socket, [...flags, '--storage-driver', 'overlay2']);
  } catch (error) {
    if (!/storage-driver|graphdriver|driver not supported/i.test(String(error))) throw error;
    return start(directory, socket, [...flags, '--storage-driver', 'vfs']);
  }
}

function start(directory: string, socket: string, flags: readonly string[]): Promise<ServerProcess> {
  const places = ['data-root', 'exec-root', 'pidfile'].flatMap((place) => [`--${place}`, join(directory, place)]);
  const reserve = ['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--bridge=none'];
  return startServer({
    name: 'dockerd',
    command: need('dockerd'),
    args: [...places, ...reserve, '--shutdown-timeout', '1', ...flags],
    directory,
    probe: async () => (await httpRequest('http://docker/_ping', { socketPath: socket })).status === 200,
    startTimeoutMs: 30_000,
    // It has to end its containers and containerd first.
    graceMs: 15_000,
  });
}

function cleanUp(directory: string): void {
  endLeftovers(directory);
  releaseMounts(directory);
}
