import type { PassListener } from '../pass/events.js';
import type { Action } from './actions.js';

/** Those in a queue are announced together: they may be thousands, in every pass. */
export function announceWaits(actions: readonly Action[], emit: PassListener): void {
  const queued = actions.filter((action) => action.kind === 'wait' && action.isQueued === true);
  const [first] = queued;
  for (const action of actions) {
    if (action.kind !== 'wait' || (queued.length > 1 && action.isQueued === true)) continue;
    emit({ kind: 'notice', certificate: action.name, message: action.reason });
  }
  if (queued.length > 1 && first !== undefined) {
    const message = `${queued.length} certificates wait for their turn, among them ${first.name}: ${first.reason}`;
    emit({ kind: 'notice', message });
  }
}
