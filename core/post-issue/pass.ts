import type { RegisteredPlugin } from '../manifest/registry.js';
import { describeFailure, type Failure, isFailure, toFailure } from '../sdk/failure.js';
import type { CertificateEvent, IssuedCertificate } from '../sdk/plugin.js';
import { createGathering, type Gathering } from './gathering.js';
import { createLedger } from './ledger.js';
import { type OpenPlugin, openPlugin, type PluginSurroundings } from './open-plugin.js';
import { keyOf, type OwedSteps } from './owed-steps.js';
import type { PassOptions, PostIssuePass, StepResult } from './pass-types.js';
import { patientGathering } from './patient-gathering.js';

/** How long certificates wait for those that a stranger's label ties to them, in milliseconds. */
const usualPatienceMs = 10_000;

/** @param registered in the order in which they run */
export function createPass(
  registered: readonly RegisteredPlugin[],
  surroundings: PluginSurroundings,
  owedSteps: OwedSteps,
  { expected, current, signal, patienceMs = usualPatienceMs }: PassOptions,
): PostIssuePass {
  const { log } = surroundings;
  const steps: StepResult[] = [];
  const faults: Failure[] = [];
  /** Keys of the steps that succeeded. */
  const succeeded = new Set<string>();
  const ledger = createLedger(owedSteps, (error) =>
    report(error, 'the record of owed post-issue steps cannot be kept'),
  );
  const certificates = new Map(expected.map((certificate) => [certificate.name, certificate]));
  const inFlight = new Set(certificates.keys());
  /** Of the plugins that may share something, by id. */
  const gatherings = new Map<string, Gathering>();
  /** The last thing under way for each certificate: its events are handled one after the other. */
  const lanes = new Map<string, Promise<void>>();
  let opening: Promise<readonly OpenPlugin[]> | undefined;
  const started = start();

  function report(error: unknown, message: string): void {
    const failure = toFailure(error, 'STORE');
    log.error({ reason: describeFailure(failure), code: failure.code }, message);
    faults.push(failure);
  }

  async function start(): Promise<void> {
    // What fails meanwhile is tried in its turn, and not here as well.
    const awaited = new Set(inFlight);
    await ledger.load();
    await resumeTogether(ledger.certificates().filter((name) => !awaited.has(name)));
  }

  /** Plugins are loaded when there is something to do, and not before. */
  function openAll(): Promise<readonly OpenPlugin[]> {
    opening ??= (async () => {
      const open = await Promise.all(registered.map((entry) => openPlugin(entry, surroundings)));
      for (const plugin of open) if (plugin.mayShare) gatherings.set(plugin.id, gatheringFor(plugin));
      return open;
    })();
    return opening;
  }

  function gatheringFor(plugin: OpenPlugin): Gathering {
    function tied(ties: (certificate: IssuedCertificate) => readonly string[]) {
      return (name: string) => {
        const certificate = certificates.get(name);
        return certificate === undefined ? [] : ties(certificate);
      };
    }
    const loose = createGathering(
      () => plugin.prepare(signal),
      tied((certificate) => [...plugin.shares(certificate), ...plugin.sharesLoosely(certificate)]),
    );
    const firm = createGathering(async () => undefined, tied(plugin.shares));
    const gathering = patientGathering(loose, firm, patienceMs);
    for (const name of inFlight) gathering.expect(name);
    return gathering;
  }

  function inLane(name: string, work: () => Promise<void>): void {
    const lane = (lanes.get(name) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => report(error, 'the post-issue steps of a certificate could not be run'));
    lanes.set(name, lane);
  }

  /** All are read before anything else begins: what they share with each other and with new ones is done once. */
  async function resumeTogether(names: readonly string[]): Promise<void> {
    const found = await Promise.all(names.map(readOwing));
    for (const [index, name] of names.entries()) inLane(name, async () => found[index]?.());
  }

  /**
   * What a certificate owes from before, for the version that it has now.
   * @returns what tries it again; undefined where there is nothing to try
   */
  async function readOwing(name: string): Promise<(() => Promise<void>) | undefined> {
    const owed = ledger.owedBy(name);
    const certificate = owed.length === 0 ? undefined : await readCurrent(name);
    if (certificate === undefined) {
      leaveAll(name);
      return undefined;
    }
    const open = await openAll();
    certificates.set(name, certificate);
    // Not before: what it shares is asked once.
    for (const gathering of gatherings.values()) gathering.expect(name);
    const event: CertificateEvent = { kind: 'renewed', certificate };
    const chosen = open.filter((plugin) => owed.includes(plugin.id) && plugin.concerns(event));
    return async () => {
      await record(event, chosen);
      await runSteps(event, chosen);
    };
  }

  /** Undefined: there is nothing to be done for it, at least now. */
  async function readCurrent(name: string): Promise<IssuedCertificate | undefined> {
    let certificate: IssuedCertificate | undefined;
    try {
      certificate = await current(name);
    } catch (error) {
      // It may be readable again later: it goes on owing.
      report(error, 'a certificate that owes post-issue steps cannot be read');
      return undefined;
    }
    if (certificate === undefined) await ledger.settleAll(name);
    return certificate;
  }

  function choose(open: readonly OpenPlugin[], event: CertificateEvent): OpenPlugin[] {
    const asked = event.kind === 'present' ? open.filter((plugin) => plugin.runsAtStart) : open;
    return asked.filter((plugin) => plugin.concerns(event));
  }

  function record({ certificate }: CertificateEvent, chosen: readonly OpenPlugin[]): Promise<void> {
    const ids = chosen.map((plugin) => plugin.id);
    return ledger.replace(certificate.name, certificate.version, ids);
  }

  function leaveAll(name: string, except: readonly OpenPlugin[] = []): void {
    for (const [id, gathering] of gatherings) {
      if (!except.some((plugin) => plugin.id === id)) gathering.leave(name);
    }
  }

  async function runSteps(event: CertificateEvent, chosen: readonly OpenPlugin[]): Promise<void> {
    const { name } = event.certificate;
    leaveAll(name, chosen);
    for (const plugin of chosen) {
      await gatherings.get(plugin.id)?.arrive(name);
      await runStep(event, plugin);
    }
  }

  async function runStep(event: CertificateEvent, plugin: OpenPlugin): Promise<void> {
    const { name, version } = event.certificate;
    const step = { certificate: name, version, plugin: plugin.id };
    let failure: Failure | undefined;
    try {
      await plugin.handle(event, signal);
      succeeded.add(keyOf(step));
    } catch (error) {
      failure = toFailure(error, 'PLUGIN');
    }
    steps.push({ ...step, failure });
    if (failure === undefined) {
      log.debug({ ...step, kind: event.kind }, 'the post-issue step is done');
      return ledger.settle(step);
    }
    const stopped = signal.aborted && isFailure(failure, 'ABORTED');
    const say = stopped ? log.info : log.error;
    say({ ...step, reason: describeFailure(failure), code: failure.code }, 'the post-issue step failed');
    // Not recorded before it ran: a start repeats these by itself, and a record for each of thousands is dear.
    if (event.kind === 'present' && !stopped) await ledger.owe(step);
  }

  /** What a start does for each certificate, unless the same step was owed and has been done just now. */
  async function runPresent(event: CertificateEvent, chosen: readonly OpenPlugin[]): Promise<void> {
    const { name, version } = event.certificate;
    for (const plugin of chosen) {
      if (!succeeded.has(keyOf({ certificate: name, version, plugin: plugin.id }))) await runStep(event, plugin);
    }
  }

  function fail(name: string): void {
    if (!inFlight.delete(name)) return;
    inLane(name, async () => {
      await started;
      await (await readOwing(name))?.();
    });
  }

  return {
    async owes(event) {
      return choose(await openAll(), event).map((plugin) => plugin.id);
    },
    async done(event) {
      await started;
      const { certificate, kind } = event;
      const chosen = choose(await openAll(), event);
      if (kind === 'present') return inLane(certificate.name, () => runPresent(event, chosen));
      certificates.set(certificate.name, certificate);
      inFlight.delete(certificate.name);
      if (kind === 'removed') await ledger.settleAll(certificate.name);
      else await record(event, chosen);
      inLane(certificate.name, () => runSteps(event, chosen));
    },
    failed: fail,
    async finish() {
      await started;
      for (const name of [...inFlight]) fail(name);
      await Promise.all(lanes.values());
      return { steps, faults };
    },
  };
}
