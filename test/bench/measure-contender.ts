import type { Contender, ContenderId } from './contenders.js';
import { measure } from './measure.js';
import { openStage, type Stage, type StageOptions } from './stage.js';

/** What one contender took. Times, and requests, for each certificate. */
export interface IssuanceResult {
  readonly id: ContenderId;
  readonly contender: string;
  readonly servers: string;
  readonly certificates: number;
  /** Where it was measured more than once: the most. */
  readonly lost: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly acmeRequests: number;
  readonly providerRequests: number;
  /** How often it was measured again since Pebble had hung. */
  readonly hangs: number;
}

interface Servers {
  readonly name: string;
  readonly options: StageOptions;
}

/** Pebble stops answering once in a while: then it is nobody else's fault, and measured again. */
const mostHangs = 3;

/** Measures one contender on servers of its own. @throws Error where it obtains nothing, though no nonce is rejected */
export async function measureContender(
  contender: Contender,
  servers: Servers,
  certificates: number,
): Promise<IssuanceResult> {
  for (let hangs = 0; ; hangs += 1) {
    await using stage = await openStage(servers.options);
    try {
      const result = await measureOn(stage, contender, servers, certificates);
      if (result.lost === 0 || hangs === mostHangs || !(await stage.isStuck())) return { ...result, hangs };
    } catch (error) {
      if (hangs === mostHangs || !(await stage.isStuck())) throw error;
    }
  }
}

async function measureOn(
  stage: Stage,
  contender: Contender,
  { name, options }: Servers,
  certificates: number,
): Promise<Omit<IssuanceResult, 'hangs'>> {
  const prepared = await contender.prepare(stage, certificates);
  const before = { acme: stage.acmeRequests(), provider: stage.providerRequests() };
  const { wallMs, cpuMs, peakMiB, stderr } = await measure(prepared.command, {
    env: prepared.env,
    cwd: stage.directory,
    timeoutMs: 60_000 + (certificates * (contender.atOnce === undefined ? 2_000 : 60_000)) / (contender.atOnce ?? 1),
  });
  const done = await prepared.count();
  // With nonces rejected, a peer may lose them all.
  if (done === 0 && options.rejectedNonces === undefined) {
    throw new Error(`${contender.name} obtained nothing:\n${stderr.slice(-3000)}`);
  }
  return {
    id: contender.id,
    contender: contender.name,
    servers: name,
    certificates,
    lost: certificates - done,
    wallMs: wallMs / certificates,
    cpuMs: cpuMs / certificates,
    peakMiB,
    acmeRequests: (stage.acmeRequests() - before.acme) / certificates,
    providerRequests: (stage.providerRequests() - before.provider) / certificates,
  };
}
