import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { Failure, isFailure } from '../../../core/sdk/failure.js';
import { createAnnouncements } from '../../../core/store/postgres/announce.js';
import type { Query, Row } from '../../../core/store/postgres/database.js';
import { createDoorAnswers } from '../../../core/store/postgres/door-answers.js';
import { answerSubject, createDoorQuestions, sealCall } from '../../../core/store/postgres/door-questions.js';
import { codeOf, isConnectionLost, isUndone, readOnly, storeFailure } from '../../../core/store/postgres/failures.js';
import { createLeases } from '../../../core/store/postgres/leases.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import type { Session } from '../../../core/store/postgres/session.js';
import { waitFor } from '../../lab/index.js';
import { listeningLogger } from '../volume.js';

const coded = (code: string, message = 'said so') => Object.assign(new Error(message), { code });
const where = 'db:5432/certs';

type Case = readonly [error: unknown, why: RegExp, retryable: boolean, isLost: boolean, isSoon: boolean];

describe('what PostgreSQL, or the way to it, says', () => {
  const table: readonly Case[] = [
    [coded('28P01'), /password is refused/, false, false, false],
    [coded('28000'), /the role may not connect/, false, false, false],
    [coded('28000', 'no pg_hba.conf entry for host, no encryption'), /over TLS only/, false, false, false],
    [coded('28000', 'SSL off'), /over TLS only/, false, false, false],
    [coded('3D000'), /no such database/, false, false, false],
    [coded('42501'), /lacks a right/, false, false, false],
    [coded('42P01'), /a table is missing/, true, false, false],
    [coded('53100'), /disk of the database is full/, true, false, false],
    [coded('53300'), /no more connections/, true, false, false],
    [coded('55P03'), /locked by somebody else/, true, false, true],
    [coded('57014'), /took too long/, true, false, true],
    ...['57P01', '57P02', '57P03', '25006', '25P03', 'standby'].map(
      (code) => [coded(code), /administrator|crashed|starting|no writes|stood still/, true, true, true] as const,
    ),
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'].map(
      (code) => [coded(code), /listens|cut|does not exist|looked up|does not answer|no way/, true, true, true] as const,
    ),
    ...['08000', '08001', '08003', '08004', '08006', 'EPIPE'].map(
      (code) => [coded(code), /: said so$/, true, true, true] as const,
    ),
    ...[
      'CERT_SIGNATURE_FAILURE',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ].map((code) => [coded(code), /no CA that is trusted/, false, false, false] as const),
    [coded('CERT_HAS_EXPIRED'), /has expired/, true, false, false],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), /does not name this host/, false, false, false],
    [
      Object.assign(coded('ENOENT'), { path: '/ca.pem', syscall: 'open' }),
      /the file \/ca\.pem cannot be read/,
      false,
      false,
      false,
    ],
    [Object.assign(coded('ENOENT'), { path: '/ca.pem' }), /: said so$/, true, false, false],
    [coded('XX000'), /: said so$/, true, false, false],
    [new Error('timeout expired'), /does not answer/, true, true, true],
    [new Error('The server does not support SSL connections'), /speaks no TLS/, false, true, true],
    [new Error('Connection terminated unexpectedly'), /was cut/, true, true, true],
    [new Error('Client has encountered an error and is not queryable'), /was cut/, true, true, true],
    [new Error('what'), /: what$/, true, false, false],
    ['words', /: words$/, true, false, false],
    [{ code: 7 }, /object/, true, false, false],
  ];

  it('is told with what puts it right, and whether it is worth another try', () => {
    for (const [error, why, retryable, isLost, isSoon] of table) {
      const failure = storeFailure(error, where);
      const what = String(error) + codeOf(error);
      assert.match(failure.message, why, what);
      assert.deepEqual([failure.code, failure.place, failure.serviceCode], ['STORE', where, codeOf(error)]);
      assert.equal(failure.retryable, retryable, what);
      assert.equal(isConnectionLost(error), isLost, what);
      assert.equal(failure.retryAfterMs, isSoon ? 10_000 : undefined, what);
      assert.ok((failure.hint ?? '').length > 0);
    }
    const own = new Failure('LOCKED', 'no');
    assert.equal(storeFailure(own, where), own);
    assert.deepEqual(
      [true, false].map((isStandby) => codeOf(readOnly(isStandby))),
      ['standby', '25006'],
    );
    for (const [code, expected] of [
      ['40001', true],
      ['40P01', true],
      ['XX000', false],
    ] as const)
      assert.equal(isUndone(storeFailure(coded(code), where)), expected);
    assert.deepEqual(
      [isUndone(coded('40001')), codeOf(undefined), codeOf(null), codeOf('x')],
      [false, undefined, undefined, undefined],
    );
  });
});

describe('what instances tell each other', () => {
  it('comes to all who listen over one connection, which ends with the last of them', async () => {
    let hear: (text: string) => void = () => {};
    let gap: () => void = () => {};
    const told: string[] = [];
    const database = {
      listen(channel: string, onMessage: (text: string) => void, onGap: () => void) {
        told.push(`listen ${channel}`);
        [hear, gap] = [onMessage, onGap];
        return () => void told.push('stop');
      },
    };
    const { announce, listen } = createAnnouncements(database, 'me');
    const query = (async (sql: string, values: readonly unknown[]) => {
      told.push(`${sql} ${values.join(', ')}`);
      return [];
    }) as unknown as Query;
    await announce(query, 'lease doors');
    const heard: string[] = [];
    const [one, other] = ['1', '2'].map((who) => listen((what, isOwn) => void heard.push(`${who} ${what} ${isOwn}`)));
    hear('me lineage a.example.com');
    hear('other lease doors');
    gap();
    one?.();
    hear('other x');
    other?.();
    other?.();
    listen(() => {})();
    assert.deepEqual(heard, [
      ...['1 lineage a.example.com true', '2 lineage a.example.com true', '1 lease doors false', '2 lease doors false'],
      ...['1 anything false', '2 anything false', '2 x false'],
    ]);
    const [notify, ...rest] = told;
    assert.equal(notify, 'SELECT pg_notify($1, $2) letsencrypt_dns, me lease doors');
    assert.deepEqual(rest, ['listen letsencrypt_dns', 'stop', 'listen letsencrypt_dns', 'stop']);
  });
});

describe('a call of the doors', () => {
  /** A database that fails so often at each insertion before it takes one, and has the answer then. */
  function open(times: number, failure: Error, pauses?: readonly number[]) {
    const sealer = createSealer(randomBytes(32));
    const inserted: string[] = [];
    const answered: string[] = [];
    let isAway = 0;
    const query = (async (sql: string, [id]: readonly unknown[] = []) => {
      if (sql.startsWith('INSERT')) {
        isAway += 1;
        if (isAway <= times) throw storeFailure(failure, where);
        inserted.push(String(id));
      }
      if (!sql.includes('sealed_answer IS NOT NULL')) return [];
      return inserted.splice(0).map((one) => {
        answered.push(one);
        return { id: one, sealed_answer: sealer.seal(answerSubject(one), 'an answer') };
      });
    }) as unknown as Query;
    const session = { transaction: (work: (query: Query) => unknown) => work(query) } as unknown as Session;
    const calls = createDoorQuestions(
      session,
      sealer,
      async () => {},
      () => () => {},
      pauses,
    );
    return { calls, answered, tries: () => isAway };
  }
  const { signal } = new AbortController();

  it('waits for a server that takes over', async () => {
    const { calls, answered, tries } = open(2, coded('ECONNREFUSED'));
    assert.equal(await calls.ask('one', { ms: 10_000, signal }), 'an answer');
    assert.deepEqual([answered.length, tries()], [1, 3]);
  });

  it('does not wait for a try that would come as its time ends', async (context) => {
    context.mock.method(performance, 'now', () => 1000);
    for (const [pauseMs, tries] of [
      [5000, 1],
      [10, 2],
    ] as const) {
      const { calls, tries: made } = open(9, coded('ECONNREFUSED'), [pauseMs]);
      await assert.rejects(calls.ask('one', { ms: 5000, signal }), /nobody listens there/);
      assert.equal(made(), tries);
    }
  });

  it('fails at once where waiting is of no use, and ends in its time or with its client where it is', async () => {
    const refused = open(9, coded('28P01'));
    await assert.rejects(refused.calls.ask('one', { ms: 10_000, signal }), /the password is refused/);
    assert.equal(refused.tries(), 1);
    const late = open(9, coded('ECONNREFUSED'));
    await assert.rejects(late.calls.ask('one', { ms: 700, signal }), /nobody listens there/);
    assert.equal(late.tries(), 2);
    const patient = open(9, coded('ECONNREFUSED'), [1, 1]);
    await assert.rejects(patient.calls.ask('one', { ms: 10_000, signal }), /nobody listens there/);
    assert.equal(patient.tries(), 3, 'once, and after each pause');
    const gone = new AbortController();
    const left = open(9, coded('ECONNREFUSED')).calls.ask('one', { ms: 10_000, signal: gone.signal });
    gone.abort();
    await assert.rejects(left, (error) => isFailure(error, 'ABORTED'));
  });
});

it('an answer of the doors is written again after each pause, and then left to its client', async () => {
  const sealer = createSealer(randomBytes(32));
  const log = listeningLogger();
  let tries = 0;
  const query = (async (sql: string) => {
    if (sql.includes('SET sealed_answer')) {
      tries += 1;
      throw storeFailure(coded('57P01'), where);
    }
    if (tries > 0) return [];
    return [{ id: 'i', sealed_call: sealCall(sealer, 'i', 'x'), ms_left: 1000 }];
  }) as unknown as Query;
  const write = (work: (query: Query, fence: object) => unknown) => work(query, { number: '7' });
  const session = { read: write, write, transaction: write } as unknown as Session;
  const answers = createDoorAnswers(
    session,
    sealer,
    async () => {},
    () => () => {},
    log,
    [1, 1],
  );
  const stop = answers.serve(async () => 'y');
  await waitFor('the end of it', () => log.events.length > 0, { timeoutMs: 10_000, everyMs: 2 });
  stop();
  assert.deepEqual([tries, log.events], [3, ['door.unanswered']]);
});

describe('a lease in a database', () => {
  /** Answers by the first word of a statement: rows, or what fails. */
  function open(answers: Partial<Record<'INSERT' | 'SELECT' | 'UPDATE' | 'DELETE', () => readonly Row[]>> = {}) {
    const told: string[] = [];
    const query = (async (sql: string, values: readonly unknown[] = []) => {
      const [word = ''] = sql.trim().split(' ');
      const isRelease = sql.includes('token = NULL');
      told.push(isRelease ? `release ${values[0]}` : `${word} ${values[0]}`);
      return answers[word as 'INSERT']?.() ?? (word === 'SELECT' ? [] : [{ number: 7 }]);
    }) as unknown as Query;
    const run: Session['read'] = (work) => work(query);
    const log = listeningLogger();
    const announce = async (_query: Query, what: string) => void told.push(`announce ${what}`);
    const session = { read: run, transaction: run } as unknown as Session;
    return { told, log, leases: createLeases(session, log, announce, { ttl: 15_000, renew: 4000, margin: 2000 }) };
  }
  const request = { command: 'x' };

  it('is given back with a word to the others, but for what is held for a moment', async () => {
    for (const [resource, after] of [
      ['directory', ['release directory', 'announce lease directory']],
      ['zone a at b', ['DELETE zone a at b']],
    ] as const) {
      const { leases, told } = open();
      const { lease, fence } = await leases.take(resource, request);
      assert.deepEqual([fence.resource, fence.number], [resource, '7']);
      await Promise.all([lease.release(), lease.release()]);
      assert.deepEqual(told, [`INSERT ${resource}`, ...after]);
      assert.equal(lease.lost.aborted, false);
    }
  });

  it('is refused with who has it, once the time to wait is over', async () => {
    const since = new Date('2030-01-01T00:00:00Z');
    for (const [resource, holder, message] of [
      [
        'directory',
        [{ command: 'sync', host: 'h', pid: '5', since }],
        /^the store is in use by "sync" \(pid 5 on h, since 2030-01-01T00:00:00\.000Z\)$/,
      ],
      [
        'zone a at b',
        [{ command: 'sync', host: 'h', pid: 5, since: 'then' }],
        /^the DNS zone a at b is in use by .*since then\)$/,
      ],
      ['directory', [], /^the store is in use$/],
    ] as const) {
      const { leases, told } = open({ INSERT: () => [], SELECT: () => holder });
      await assert.rejects(
        leases.take(resource, request),
        (error) => isFailure(error, 'LOCKED') && error.retryAfterMs === 10_000 && message.test(error.message),
      );
      assert.deepEqual(told, [`INSERT ${resource}`, `SELECT ${resource}`]);
      assert.equal((await leases.holder(resource))?.pid, holder[0] === undefined ? undefined : 5);
    }
    let tries = 0;
    const { leases } = open({ INSERT: () => (++tries < 3 ? [] : [{ number: 1 }]) });
    await (await leases.take('zone a at b', { ...request, wait: 60_000 })).lease.release();
    assert.equal(tries, 3);
    const stopped = open().leases.take('directory', { ...request, signal: AbortSignal.abort(new Error('stop')) });
    await assert.rejects(stopped, /stop/);
  });

  it('is lost where the store says so, and told once; afterwards nobody is told of trouble', async () => {
    const { leases, log } = open({
      UPDATE: () => {
        throw new Failure('STORE', 'away');
      },
    });
    const { lease, fence } = await leases.take('directory', request);
    fence.onLost();
    fence.onLost();
    assert.equal(isFailure(lease.lost.reason, 'LOCKED'), true);
    assert.equal(log.warnings.length, 1);
    await lease.release();
    assert.equal(log.warnings.length, 1);
    const other = open({
      UPDATE: () => {
        throw new Failure('STORE', 'away');
      },
    });
    const held = await other.leases.take('directory', request);
    await held.lease.release();
    assert.deepEqual(other.log.warnings, ['the lease cannot be given back']);
    assert.deepEqual([...log.events, ...other.log.events], ['lease.lost', 'lease.unreleased']);
    held.fence.onLost();
    assert.equal(held.lease.lost.aborted, false, 'it was given back before');
  });
});
