import { describePlain, type PassSummary } from '../../core/sdk/index.js';

/** How a pass ended for services that wait for a sign of life: as the exit code of `sync` has it. */
export interface PassSign {
  readonly sign: 'success' | 'fail';
  readonly lines: readonly string[];
}

/** Expired, failed at its last try, or with a step owed: that needs a look. A certificate that waits does not. */
export function passSign({ at, certificates }: PassSummary): PassSign {
  const troubles = certificates.flatMap(({ name, notAfter, failure, owedSteps = [] }) => [
    ...(notAfter !== undefined && notAfter.getTime() <= at ? [`${name}: expired ${notAfter.toISOString()}`] : []),
    ...(failure === undefined ? [] : [`${name}: ${failure.step}: ${describePlain(failure)}`]),
    ...(owedSteps.length === 0 ? [] : [`${name}: still to be done: ${owedSteps.join(', ')}`]),
  ]);
  const count = `${certificates.length} certificate${certificates.length === 1 ? '' : 's'}`;
  return troubles.length === 0
    ? { sign: 'success', lines: [`${count}, all in order`] }
    : { sign: 'fail', lines: [`${count}, with trouble:`, ...troubles] };
}
