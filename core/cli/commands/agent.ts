import { createHubs } from '../../agent/hub-client.js';
import { runAgent } from '../../agent/run-agent.js';
import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { recoverOrTell } from '../../application/recover-or-tell.js';
import { proxyEnvironment } from '../../application/scope-settings.js';
import { createSharedLock } from '../../application/shared-lock.js';
import { tokens } from '../../application/tokens.js';
import { createHttpClient } from '../../http/client.js';
import { createDispatcher, type Dispatcher } from '../../http/dispatcher.js';
import { Failure } from '../../sdk/failure.js';
import { readRegularFile } from '../../sdk/read-regular-file.js';
import { lineageNameProblem } from '../../store/layout.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

export interface AgentCommand {
  readonly hub: string;
  readonly client: string;
  readonly secretFile: string;
  readonly certificate?: readonly string[];
}

/** How long another process on the same directory is waited for, in milliseconds. */
const lockWaitMs = 60_000;
const longestSecret = 1024;
/** Questions at one hub at the same time. */
const mostQuestions = 1024;

/** `letsencrypt-dns agent`: keeps this host's copies of certificates of a hub. */
export async function agentCommand(
  { globals, env, redactor }: CommandContext,
  { hub, client, secretFile, certificate = [] }: AgentCommand,
): Promise<number> {
  const signal = stopSignal();
  const addresses = hub.split(',').map((text) => addressOf(text.trim()));
  for (const name of certificate) {
    const problem = lineageNameProblem(name);
    if (problem !== undefined) throw new Failure('CONFIG', `\`${name}\` is no certificate: ${problem}`);
  }
  const secret = await readSecret(secretFile);
  redactor.add(secret);
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  let dispatcher: Dispatcher | undefined;
  try {
    showProblems(application.problems, redactor);
    const { container, state, log } = application;
    const services = container.resolve(tokens.passServices);
    const { userAgent, store } = services;
    const proxies = proxyEnvironment(state.settings);
    // Each certificate has a question of its own at the hub, which is held there.
    dispatcher = createDispatcher({
      caBundle: state.settings.caBundle,
      env: { ...env, ...proxies },
      connections: mostQuestions,
    });
    const connected = { dispatcher, log, userAgent, retry: { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 } };
    const basic = { username: client, password: secret };
    // What does not work is tried at the next hub, and here again by the agent itself.
    const clients = addresses.map((baseUrl) => createHttpClient(connected, { baseUrl, basic }));
    const lock = createSharedLock(() =>
      store.lease('directory', { command: 'letsencrypt-dns agent', signal, wait: lockWaitMs }),
    );
    await lock.hold(() => recoverOrTell(application, signal));
    const { hold } = lock;
    await runAgent({
      hubs: createHubs(clients),
      hub: addresses[0] ?? '',
      hasSeveralHubs: addresses.length > 1,
      names: certificate,
      services,
      state,
      hold,
      signal,
    });
    return exitCodes.done;
  } catch (error) {
    if (signal.aborted) return exitCodes.done;
    throw error;
  } finally {
    await dispatcher?.destroy();
    await application.close();
  }
}

/** @throws Failure CONFIG; plain HTTP would show the keys to all on the way */
function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (
    url !== undefined &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) &&
    url.pathname === '/'
  ) {
    return url.origin;
  }
  throw new Failure('CONFIG', '`--hub` must be an address such as https://hub.example.com:8443', {
    hint: 'Without TLS only a hub on this host is asked; several are parted by commas',
  });
}

/** @throws Failure CONFIG */
async function readSecret(file: string): Promise<string> {
  try {
    const text = (await readRegularFile(file, longestSecret)).toString('utf8').trim();
    if (text !== '') return text;
  } catch {
    throw new Failure('CONFIG', 'the file with the secret cannot be read', { place: file });
  }
  throw new Failure('CONFIG', 'the file with the secret is empty', { place: file });
}
