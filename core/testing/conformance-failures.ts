import assert from 'node:assert/strict';
import { it as runs } from 'node:test';
import { describeFailure, isFailure } from '../sdk/failure.js';
import type { CaseTitle } from './case-titles.js';
import { openHolding, openSubject, type Subject } from './subject.js';
import type { SentRequest } from './wire.js';
import { challenge, challenges, others, sorted, ttl } from './zone-contents.js';

/** `it` for the cases of a subject: those that it excepts do not run. */
export function runUnlessExcepted({ exceptions }: Subject): (title: CaseTitle, test: () => Promise<void>) => void {
  return (title, test) => {
    if (exceptions?.[title] === undefined) runs(title, test);
  };
}

/** What every provider must do where its service fails. */
export function describeFailing(subject: Subject): void {
  const it = runUnlessExcepted(subject);

  it('waits and tries again where it asked too often', async () => {
    const { fake, service, interfere } = await openSubject(subject);
    await service.findZone();
    let refused = 0;
    interfere(() => {
      if (refused > 0) return undefined;
      refused += 1;
      return { status: 429, headers: { 'retry-after': '0' }, body: '' };
    });
    await service.create({ ...challenge, content: 'one', ttl });
    assert.equal(refused, 1);
    assert.deepEqual(challenges(fake), ['one']);
  });

  it('writes nothing where it could not read', async () => {
    const { fake, service, interfere } = await openHolding(subject, ['one'], others);
    const before = sorted(fake.records());
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    interfere((request) => (isRead(request) ? { status: 500, headers: {}, body: '' } : undefined));
    const outcome = await service.remove(undefined, { ...challenge, content: 'one' }).catch((error: unknown) => error);
    if (isFailure(outcome)) assert.deepEqual(sorted(fake.records()), before);
    interfere(undefined);
    const rest = fake.records().filter(({ name }) => name !== '_acme-challenge');
    assert.deepEqual(sorted(rest), sorted(others));
  });

  it('tries again where the service failed for a moment', async () => {
    const { fake, service, interfere, requests } = await openSubject(subject);
    fake.add({ ...challenge, content: 'one', ttl });
    await service.list(challenge);
    for (let failing = 1, needed = requests.length; failing <= needed; failing += 1) {
      const again = await openSubject(subject);
      again.fake.add({ ...challenge, content: 'one', ttl });
      let sent = 0;
      again.interfere(() => {
        sent += 1;
        // Unlike 503, this does not say that nothing was done: what only reads is known by its maker.
        return sent === failing ? { status: 502, headers: {}, body: 'upstream connect error' } : undefined;
      });
      const listed = await again.service.list(challenge);
      assert.deepEqual(
        listed.map(({ content }) => content),
        ['one'],
      );
    }
    interfere(() => ({ status: 500, headers: {}, body: '' }));
    await assert.rejects(service.list(challenge), (error) => isFailure(error));
  });

  it('takes no page of a gateway for an answer', async () => {
    const { fake, service, interfere } = await openHolding(subject, ['theirs']);
    const before = sorted(fake.records());
    for (const body of ['<html><body>We will be back soon</body></html>', '{"', '']) {
      interfere(() => ({ status: 200, headers: { 'content-type': 'text/html' }, body }));
      await assert.rejects(service.list(challenge), (error) => isFailure(error), `took ${JSON.stringify(body)}`);
    }
    interfere(undefined);
    assert.deepEqual(sorted(fake.records()), before);
  });

  it('takes no page of a gateway for a write that was done', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    const { fake, service, interfere } = await openHolding(subject, ['one']);
    const body = '<html><body>We will be back soon</body></html>';
    interfere((request) =>
      isRead(request) ? undefined : { status: 200, headers: { 'content-type': 'text/html' }, body },
    );
    const isTold = (error: unknown) => isFailure(error);
    await assert.rejects(service.create({ ...challenge, content: 'two', ttl }), isTold, 'took it for created');
    await assert.rejects(service.removeAll([{ ...challenge, content: 'one' }]), isTold, 'took it for removed');
    assert.deepEqual(challenges(fake), ['one']);
  });

  it('shows no secret in what it says of a failure', async () => {
    const { service, interfere, manifest } = await openSubject(subject);
    const secrets = Object.entries(manifest.options)
      .filter(([key, { secret }]) => secret && typeof subject.options[key] === 'string')
      .map(([key]) => String(subject.options[key]))
      .filter(({ length }) => length >= 8);
    for (const status of [400, 403, 404, 500]) {
      interfere(() => ({ status, headers: { 'content-type': 'application/json' }, body: '{}' }));
      const error = await service.list(challenge).catch((reason: unknown) => reason);
      if (!isFailure(error)) continue;
      for (const secret of secrets) assert.ok(!describeFailure(error).includes(secret), describeFailure(error));
    }
  });

  it('says that the credentials were refused', async () => {
    const { service, interfere } = await openSubject(subject);
    interfere(() => ({ status: subject.refusal ?? 403, headers: {}, body: '{}' }));
    await assert.rejects(service.findZone(), (error) => isFailure(error, 'AUTHENTICATION'));
  });

  it('removes again where the service failed for a moment', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    const { fake, service, interfere } = await openHolding(subject, ['one', 'two']);
    let failed = 0;
    interfere((request) => {
      if (failed > 0 || isRead(request)) return undefined;
      failed += 1;
      return { status: 503, headers: {}, body: '' };
    });
    await service.removeAll([{ ...challenge, content: 'one' }]);
    assert.deepEqual(challenges(fake), ['two']);
  });

  it('takes for done what was done though the answer was lost', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    const { fake, service, interfere } = await openHolding(subject, ['two']);
    function loseOne(): void {
      let lost = 0;
      interfere((request) => {
        if (lost > 0 || isRead(request)) return undefined;
        lost += 1;
        fake.answer(request);
        return { status: 502, headers: {}, body: '' };
      });
    }
    loseOne();
    // Not every service lets a write be sent again: then the next try finds what is there.
    await service.create({ ...challenge, content: 'one', ttl }).catch((error) => assert.ok(isFailure(error), error));
    interfere(undefined);
    await service.create({ ...challenge, content: 'one', ttl });
    assert.deepEqual(challenges(fake), ['one', 'two']);
    loseOne();
    await service.removeAll([{ ...challenge, content: 'one' }]).catch((error) => assert.ok(isFailure(error), error));
    interfere(undefined);
    await service.removeAll([{ ...challenge, content: 'one' }]);
    assert.deepEqual(challenges(fake), ['two']);
  });

  it('takes for done what somebody else did at the same moment', async () => {
    const isRead = subject.isRead ?? (({ method }) => method === 'GET');
    const { fake, service, interfere, manifest } = await openHolding(subject, ['two']);
    async function whileOthersDo(work: () => Promise<void>): Promise<void> {
      interfere((request) => {
        if (!isRead(request)) fake.answer(request);
        return undefined;
      });
      // A service that tells that something changed meanwhile is asked anew by the next try.
      await work().catch((error) => assert.ok(isFailure(error) && error.retryable, error));
      interfere(undefined);
      await work();
    }
    if (manifest.capabilities.duplicates !== 'allowed') {
      await whileOthersDo(() => service.create({ ...challenge, content: 'one', ttl }));
      assert.deepEqual(challenges(fake), ['one', 'two']);
    }
    await whileOthersDo(() => service.removeAll([{ ...challenge, content: 'one' }]));
    const [record] = await service.list({ ...challenge, content: 'two' });
    await whileOthersDo(() => service.remove(record?.id, {}));
    assert.deepEqual(challenges(fake), []);
  });

  it('says that wrong credentials were refused', async () => {
    const { manifest, fake } = await openSubject(subject);
    const wrong = Object.entries(subject.options).map(([key, value]) =>
      manifest.options[key]?.secret && typeof value === 'string' ? [key, otherThan(value)] : [key, value],
    );
    let asked = 0;
    const createFake = () => ({
      ...subject.createFake(),
      answer(request: SentRequest) {
        asked += 1;
        return fake.answer(request);
      },
    });
    const attempt = async () => {
      const { service } = await openSubject({ ...subject, createFake, options: Object.fromEntries(wrong) });
      return service.findZone();
    };
    // A key that is none is told before anybody is asked.
    await assert.rejects(
      attempt,
      (error) => isFailure(error, 'AUTHENTICATION') || (isFailure(error, 'CONFIG') && asked === 0),
    );
  });
}

/** As long, and of the same letters. */
function otherThan(secret: string): string {
  return `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`;
}
