import { createHash } from 'node:crypto';
import { inOrder } from '../manifest/plugin-order.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { type Failure, isFailure } from '../sdk/failure.js';
import type { PluginManifest } from '../sdk/manifest.js';
import type { PassSummary } from '../sdk/pass-summary.js';
import type { Delivery, IssuedCertificate } from '../sdk/plugin.js';
import { type AroundIssues, beginIssues } from './around-issues.js';
import { checkPlugins, type PluginFindings } from './check-plugins.js';
import type { HostedCertificate } from './hosted-certificate.js';
import { messageTargets } from './message-targets.js';
import type { PluginSurroundings } from './open-plugin.js';
import type { OwedSteps } from './owed-steps.js';
import { createPass } from './pass.js';
import type { PassOptions, PostIssuePass } from './pass-types.js';
import { tellFailure, tellStart, tellWatchers } from './watchers.js';

export interface PostIssueHostOptions extends PluginSurroundings {
  readonly plugins: readonly RegisteredPlugin[];
  readonly owed: OwedSteps;
  /** Takes secrets out of words that plugins may send anywhere. */
  readonly redact: (text: string) => string;
}

export interface PostIssueHost {
  /** What is wrong with plugins and their options, before there is anything to do. Never throws. */
  check(certificates: readonly IssuedCertificate[]): Promise<PluginFindings>;
  /** Lets plugins know before these certificates are issued, and afterwards. Never throws. */
  beginIssues(certificates: readonly IssuedCertificate[], signal: AbortSignal): Promise<AroundIssues>;
  /** Begins a pass, and with it the steps owed from before. One pass at a time. */
  beginPass(options: PassOptions): PostIssuePass;
  /**
   * Tells one way of running the plugins at a start from others: by their options, and by who runs this. What a start
   * did to a certificate need not be done again where this and its files are the same. Undefined: it must be, as there
   * are plugins that nobody here knows, or options that cannot be read.
   */
  startFingerprint(): string | undefined;
  /** Whether a start shows it to a plugin although nothing of its files has changed. */
  needsEachStart(certificate: Pick<HostedCertificate, 'steps'>): boolean;
  /** Tells the plugins that watch passes; the summary is made only where one does. Never throws. */
  passEnded(summarize: (redact: (text: string) => string) => Promise<PassSummary>, signal: AbortSignal): Promise<void>;
  /** Tells them before a pass. Never throws. */
  passBegan(signal: AbortSignal): Promise<void>;
  /** Tells them that a pass came to no end. Never throws. */
  passFailed(failure: Failure, signal: AbortSignal): Promise<void>;
  /** Where plugins send messages; with a signal, one that says that nothing is wrong is sent to each. Never throws. */
  messageTargets(signal?: AbortSignal): Promise<readonly Delivery[]>;
}

/** Runs the post-issue plugins: in order, each step until it has succeeded once for its version of the certificate. */
export function createPostIssueHost({ plugins, owed, redact, ...surroundings }: PostIssueHostOptions): PostIssueHost {
  const ordered = inOrder(plugins);
  return {
    check: (certificates) => checkPlugins(ordered, surroundings, certificates),
    beginIssues: (certificates, signal) => beginIssues(ordered, surroundings, certificates, signal),
    beginPass: (options) => createPass(ordered, surroundings, owed, options),
    startFingerprint: () => startFingerprint(ordered, surroundings),
    needsEachStart: (certificate) => ordered.some(({ manifest }) => needsEachStart(manifest, certificate)),
    passEnded: (summarize, signal) => tellWatchers(ordered, surroundings, () => summarize(redact), signal),
    passBegan: (signal) => tellStart(ordered, surroundings, signal),
    passFailed: (failure, signal) => tellFailure(ordered, surroundings, failure, signal),
    messageTargets: (signal) => messageTargets(ordered, surroundings, signal),
  };
}

function startFingerprint(
  plugins: readonly RegisteredPlugin[],
  { optionsFor }: Pick<PluginSurroundings, 'optionsFor'>,
): string | undefined {
  const atStart = plugins.filter(({ manifest }) => manifest.runsAtStart === true);
  if (atStart.some(({ origin }) => origin !== 'built in')) return undefined;
  try {
    const options = atStart.map(({ manifest }) => [manifest.id, plainOptions(manifest, optionsFor(manifest))]);
    const who = [process.geteuid?.(), process.getegid?.()];
    return createHash('sha256')
      .update(JSON.stringify([options, who]))
      .digest('base64url')
      .slice(0, 16);
  } catch (error) {
    // The plugin fails with it for each certificate, and says so.
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function needsEachStart(
  { id, runsAtStart, eachStart = '' }: PluginManifest,
  { steps }: Pick<HostedCertificate, 'steps'>,
): boolean {
  return runsAtStart === true && steps?.[id]?.[eachStart] === true;
}

/** Without secrets, of which not even a digest goes to the disk: what those change (a PKCS#12) is looked at at every start. */
function plainOptions({ options }: PluginManifest, values: object) {
  return Object.entries(values).filter(([key]) => options[key]?.secret !== true);
}
