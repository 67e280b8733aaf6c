import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Application, openApplication } from '../application/open-application.js';
import { tokens } from '../application/tokens.js';
import { createRedactor } from '../http/redact.js';
import { type PassResult, runPass } from '../issuance/pass/run-pass.js';
import { Failure } from '../sdk/index.js';
import { joinSignals } from '../sdk/joined-signal.js';
import { describeCertificate, describePfx } from './certificate.js';
import { createNarrator, type Narrator } from './narrator.js';
import { exampleLines, hookLog, rootFile, type Stage, setStage } from './stage.js';
import { renderTree } from './tree.js';

export interface DemoOptions {
  /** Folder to leave everything in; must be new or empty. */
  readonly keep?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly out: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Log level; only warnings unless told. */
  readonly logLevel?: string | undefined;
  /** Goes on with the stage before it is taken down. */
  readonly afterwards?: (stage: Stage, narrator: Narrator) => Promise<void>;
}

/** The certificate that is shown in full and renewed. */
const shown = 'example.com';

/** On a terminal the CA takes as long as a quick real one does, so that there is something to watch. */
const watchableMs = 900;

/** Time limit of each pass, in milliseconds. */
const passMs = 60_000;

/**
 * Runs the real program against a CA and a DNS server in this process, and shows what came of it.
 * @throws Failure where a certificate could not be had, or is not what it should be
 */
export async function runDemo({ keep, env, out, signal, logLevel, afterwards }: DemoOptions): Promise<void> {
  const redactor = createRedactor();
  const narrator = createNarrator({ out, env, redact: redactor.redact });
  const stage = await setStage({ keep, validationMs: narrator.isLive ? watchableMs : 0, signal });
  // A configuration file where the demo was started must not count.
  const before = process.cwd();
  process.chdir(stage.folder);
  try {
    introduce(narrator, stage);
    const application = await openApplication({
      globals: { configDir: stage.folder, logLevel: logLevel ?? 'warn' },
      env: stage.env,
      redactor,
      signal,
    });
    try {
      await issueAndRenew(application, stage, narrator, signal);
    } finally {
      await application.close();
    }
    await conclude(narrator, stage, keep !== undefined);
    await afterwards?.(stage, narrator);
  } finally {
    process.chdir(before);
    await stage.close();
  }
}

function introduce({ heading, lines, facts, style }: Narrator, { ca, dnsAddress, folder }: Stage): void {
  heading('letsencrypt-dns, with nothing to set up');
  lines([
    'The real program. The certificate authority and the DNS server are inside this process, and nobody',
    'trusts what they issue; nothing leaves this machine.',
    '',
  ]);
  facts([
    ['authority', ca.directoryUrl],
    ['DNS server', `${dnsAddress}, by the provider \`standalone\``],
    ['folder', folder],
  ]);
  heading('domains.conf');
  lines(exampleLines.map((line) => style.dim(line)));
}

async function issueAndRenew(application: Application, stage: Stage, narrator: Narrator, signal: AbortSignal) {
  narrator.heading('Four certificates, each name proved by a TXT record that the authority looks up');
  await pass(application, narrator, signal);
  const { requests } = stage.ca.stats;
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  narrator.lines([
    narrator.style.dim(`${total} requests to the authority, ${requests.challenge} of them for challenges`),
  ]);
  narrator.heading(`A renewal, forced: letsencrypt-dns renew ${shown} --force`);
  await pass(application, narrator, signal, shown);
}

async function pass(
  { container, state }: Application,
  { watchPass }: Narrator,
  stop: AbortSignal,
  forced?: string,
): Promise<void> {
  const store = container.resolve(tokens.store);
  const services = container.resolve(tokens.passServices);
  const lock = await store.lease('directory', { command: 'letsencrypt-dns demo', signal: stop, wait: 0 });
  const progress = watchPass();
  const { signal, release } = joinSignals(stop, lock.lost, AbortSignal.timeout(passMs));
  try {
    const names = forced === undefined ? undefined : new Set([forced]);
    const result = await runPass(services, {
      state,
      signal,
      emit: progress.listen,
      isStart: forced === undefined,
      ...(names !== undefined && { only: names, force: names }),
    });
    progress.end();
    assertGood(result);
  } finally {
    progress.end();
    release();
    await lock.release();
  }
}

function assertGood({ outcomes, postIssue }: PassResult): void {
  const failed = [...outcomes, ...postIssue.steps].find(({ failure }) => failure !== undefined);
  if (failed?.failure !== undefined) throw failed.failure;
  if (outcomes.length === 0) throw new Failure('INTERNAL', 'the demo had nothing to do');
}

async function conclude({ heading, lines, facts, style }: Narrator, { folder, ca }: Stage, isKept: boolean) {
  heading(isKept ? folder : 'The folder');
  lines(await renderTree(folder, shown, style));
  heading(`live/${shown}`);
  facts([...(await describeCertificate(folder, shown, ca.rootPem)), ...(await describePfx(folder, shown))]);
  heading('What the deploy hook wrote');
  lines((await readFile(join(folder, hookLog), 'utf8')).trim().split('\n'));
  heading('For your own domain');
  lines([
    `letsencrypt-dns init   ${style.dim('asks, tries, writes, and obtains the first certificate; or by hand:')}`,
    '',
    `${style.dim('with your DNS provider:')}   LEXICON_PROVIDER=cloudflare LEXICON_CLOUDFLARE_AUTH_TOKEN=…`,
    `${style.dim('without any credential:')}   LEXICON_PROVIDER=standalone LEXICON_STANDALONE_SERVER_NAME=acme-dns.example.com`,
    '',
    'Put your names into /etc/letsencrypt/domains.conf, then:',
    `  letsencrypt-dns providers cloudflare   ${style.dim('the options of a provider')}`,
    `  letsencrypt-dns check --live           ${style.dim('does the DNS do what it must?')}`,
    `  letsencrypt-dns run                    ${style.dim('obtain, renew, and watch domains.conf')}`,
  ]);
  if (isKept) {
    lines([
      '',
      style.dim(`openssl verify -CAfile ${rootFile} -untrusted live/${shown}/chain.pem live/${shown}/cert.pem`),
    ]);
  } else {
    lines([
      '',
      style.dim('The folder is removed now; --keep DIR leaves it, --watch goes on and follows domains.conf.'),
    ]);
  }
}
