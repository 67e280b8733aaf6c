import assert from 'node:assert/strict';
import type { RecordService } from '../dns/record-service.js';
import { isFailure } from '../sdk/failure.js';
import { runUnlessExcepted } from './conformance-failures.js';
import { openHolding, type Subject } from './subject.js';
import { challenge, sorted, ttl } from './zone-contents.js';

/** What changes a zone where the values `one` and `first` are at the name of the challenge; the id is that of `one`. */
const writes = {
  create: (service: RecordService) => service.create({ ...challenge, content: 'two', ttl }),
  createAll: (service: RecordService) =>
    service.createAll(['two', 'three'].map((content) => ({ ...challenge, content, ttl }))),
  update: (service: RecordService, id: string) => service.update(id, { ...challenge, content: 'two', ttl }),
  remove: (service: RecordService, id: string) => service.remove(id, {}),
  removeAll: (service: RecordService) =>
    service.removeAll(['one', 'first'].map((content) => ({ ...challenge, content }))),
};

/** What every provider must do where a write fails, or its answer is lost. */
export function describeFailedWrites(subject: Subject): void {
  const it = runUnlessExcepted(subject);

  it('sends again by itself what does no harm when it is sent twice', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    for (const what of ['create', 'update', 'remove'] as const)
      for (let nth = 1, isOver = false; !isOver; nth += 1) {
        const { fake, service, interfere, record } = await openHolding(subject, ['one', 'first']);
        let seen = 0;
        let isHarmless = false;
        interfere((request) => {
          seen += isRead(request) ? 0 : 1;
          if (seen !== nth || isRead(request)) return undefined;
          seen += 1;
          const first = fake.answer(request);
          const before = sorted(fake.records());
          const second = fake.answer(request);
          isHarmless =
            first.status < 400 &&
            first.status === second.status &&
            first.body === second.body &&
            String(before) === String(sorted(fake.records()));
          return isHarmless ? { status: 502, headers: {}, body: '' } : first;
        });
        const outcome = await writes[what](service, record?.id ?? '').catch((error: unknown) => error);
        if (isHarmless) assert.equal(outcome, undefined, `${what}: write ${nth} was not sent again`);
        // Behind the write and its copy there is at most the one that was sent again.
        isOver = seen <= nth + (isHarmless ? 2 : 1) || nth > 9;
      }
  });

  it('tells of a write that failed', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    const { service, interfere, record } = await openHolding(subject, ['one', 'first']);
    for (const [what, write] of Object.entries(writes)) {
      interfere((request) => (isRead(request) ? undefined : { status: 502, headers: {}, body: '' }));
      await assert.rejects(write(service, record?.id ?? ''), (error) => isFailure(error), `took ${what} for done`);
      // A session that ended with the failure begins anew.
      interfere(undefined);
      await service.list({ ...challenge, content: 'one' });
    }
  });
}
