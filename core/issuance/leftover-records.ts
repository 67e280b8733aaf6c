import { withSignal } from '../http/ambient-signal.js';
import { describeFailure } from '../sdk/failure.js';
import { groupBy } from './group-by.js';
import type { PassContext } from './pass-context.js';

/**
 * Removes TXT records that an earlier run left behind: it was killed, or the provider refused. What still cannot be
 * removed stays in the journal for the next pass. Never throws.
 */
export async function removeLeftoverRecords(context: PassContext): Promise<void> {
  const { store, state, providers, log, signal } = context;
  const entries = await store.journal.list('txt-record');
  const groups = groupBy(entries, (entry) => `${entry.profile ?? ''} ${entry.provider} ${entry.zone}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      const { zone: apex, provider } = first;
      const profile =
        state.profiles[first.profile ?? 'environment'] ??
        Object.values(state.profiles).find((candidate) => candidate.provider === provider);
      if (profile === undefined) {
        log.warn(
          { event: 'records.orphaned', zone: apex, provider },
          'TXT records were left behind by a provider that is no longer configured',
        );
        return;
      }
      try {
        const zone = await withSignal(signal, () => providers.zone(profile, [apex]));
        await zone.writer.remove(group.map(({ name, content }) => ({ type: 'TXT', name, content })));
        for (const { id } of group) await store.journal.remove(id);
        log.info(
          { event: 'records.cleaned', zone: apex, count: group.length },
          'removed TXT records that an earlier run left behind',
        );
      } catch (error) {
        log.warn(
          { event: 'records.left', zone: apex, count: group.length, reason: describeFailure(error) },
          'TXT records of an earlier run cannot be removed yet',
        );
      }
    }),
  );
}
