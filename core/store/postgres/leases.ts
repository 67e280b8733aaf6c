import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { describeFailure, Failure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import { type Holder, type Lease, type LeaseRequest, nameOfDnsResource, type Resource } from '../lease.js';
import type { Announce } from './announce.js';
import type { Query } from './database.js';
import type { Fence, Session } from './session.js';

/** Milliseconds. A dead holder is noticed after `ttl`, and a living one renews several times within it. */
export interface LeaseTimes {
  readonly ttl: number;
  readonly renew: number;
  /** Left to the end of the lease when a holder that could not renew it stands down by itself. */
  readonly margin: number;
}

export const usualTimes: LeaseTimes = { ttl: 15_000, renew: 4000, margin: 2000 };

const retryMs = 500;
/** Of what is held for a moment. */
const briefRetryMs = 50;

export interface Leases {
  take(resource: Resource, request: LeaseRequest): Promise<{ readonly lease: Lease; readonly fence: Fence }>;
  holder(resource: Resource): Promise<Holder | undefined>;
}

interface Taken {
  readonly number: string;
  /** From when on it may be counted on, by `performance.now()`: before the question was asked. */
  readonly from: number;
}

/** Rows with an end by the clock of the database: those of hosts may differ by as much as they like. */
export function createLeases(
  session: Session,
  log: Logger,
  announce: Announce,
  times: LeaseTimes = usualTimes,
): Leases {
  async function attempt(resource: Resource, token: string, command: string): Promise<string | undefined> {
    const values = [resource, token, command, hostname(), process.pid, times.ttl];
    const [row] = await session.transaction((query) =>
      query(
        `INSERT INTO ledns_lease AS held (resource, number, token, command, host, pid, since, expires_at)
         VALUES ($1, 1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 millisecond')
         ON CONFLICT (resource) DO UPDATE SET
           number = held.number + 1, token = excluded.token, command = excluded.command, host = excluded.host,
           pid = excluded.pid, since = excluded.since, expires_at = clock_timestamp() + $6 * interval '1 millisecond'
         WHERE held.token IS NULL OR held.expires_at <= clock_timestamp()
         RETURNING number::text`,
        values,
      ),
    );
    return row === undefined ? undefined : String(row.number);
  }

  async function contend(resource: Resource, token: string, request: LeaseRequest): Promise<Taken> {
    const { command, wait = 0, signal } = request;
    const isBrief = nameOfDnsResource(resource) !== undefined;
    const start = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const from = performance.now();
      const number = await attempt(resource, token, command);
      if (number !== undefined) return { number, from };
      const left = wait - (performance.now() - start);
      if (left <= 0) throw lockedFailure(resource, await readHolder(resource));
      // A random pause gives everybody a turn.
      const next = isBrief ? briefRetryMs * (1 + Math.random()) : retryMs;
      await pause(Math.min(next, left), undefined, { ...(signal !== undefined && { signal }) });
    }
  }

  async function readHolder(resource: Resource): Promise<Holder | undefined> {
    const [row] = await session.read((query) => query(holderSql, [resource]));
    if (row === undefined) return undefined;
    const since = row.since instanceof Date ? row.since.toISOString() : String(row.since);
    return { command: String(row.command), host: String(row.host), pid: Number(row.pid), since };
  }

  function hold(resource: Resource, number: string, token: string, from: number): { lease: Lease; fence: Fence } {
    const lost = new AbortController();
    let renewedAt = from;
    let isRenewing = false;
    let isTold = false;
    let released: Promise<void> | undefined;

    function lose(reason: string): void {
      clearInterval(timer);
      if (lost.signal.aborted || released !== undefined) return;
      log.error(
        { event: 'lease.lost', resource, hint: 'Another instance goes on; services here keep their files' },
        `the lease of ${resource} is lost, and nothing is written under it any more: ${reason}`,
      );
      lost.abort(new Failure('LOCKED', `the lease of ${resource} was lost: ${reason}`));
    }

    async function renew(): Promise<void> {
      // From before the question: the answer may have been long on its way.
      const asked = performance.now();
      const rows = await session.transaction((query: Query) => query(renewSql, [resource, number, token, times.ttl]));
      if (rows.length === 0) lose('another instance has it, or it ran out');
      else {
        renewedAt = asked;
        isTold = false;
      }
    }

    /** Once, until it goes well again; the loss has a line of its own. */
    function tell(error: unknown): void {
      if (isTold || lost.signal.aborted || released !== undefined) return;
      isTold = true;
      log.warn(
        { event: 'lease.unrenewed', resource, reason: describeFailure(error) },
        'the lease cannot be renewed: it is tried again until shortly before it ends',
      );
    }

    /** By the clock that goes on while a process stands still, and is not set. */
    function look(): void {
      if (performance.now() - renewedAt >= times.ttl - times.margin) lose('it could not be renewed in time');
      else if (!isRenewing && performance.now() - renewedAt >= times.renew) {
        isRenewing = true;
        renew()
          .catch(tell)
          .finally(() => {
            isRenewing = false;
          });
      }
    }

    const timer = setInterval(look, Math.max(20, Math.floor(times.renew / 8)));
    timer.unref();

    async function letGo(): Promise<void> {
      clearInterval(timer);
      try {
        await session.transaction(async (query) => {
          const isBrief = nameOfDnsResource(resource) !== undefined;
          await query(isBrief ? forgetSql : releaseSql, [resource, number, token]);
          if (!isBrief) await announce(query, `lease ${resource}`);
        });
      } catch (error) {
        // It runs out by itself, or has done so.
        if (lost.signal.aborted) return;
        log.warn(
          { event: 'lease.unreleased', resource, reason: describeFailure(error) },
          'the lease cannot be given back',
        );
      }
    }

    const lease: Lease = {
      lost: lost.signal,
      release() {
        released ??= letGo();
        return released;
      },
    };
    return { lease, fence: { resource, number, token, onLost: () => lose('the store says so') } };
  }

  return {
    async take(resource, request) {
      const token = randomUUID();
      const { number, from } = await contend(resource, token, request);
      return hold(resource, number, token, from);
    },
    holder: readHolder,
  };
}

const holderSql = `SELECT command, host, pid, since FROM ledns_lease
  WHERE resource = $1 AND token IS NOT NULL AND expires_at > clock_timestamp()`;

const renewSql = `UPDATE ledns_lease SET expires_at = clock_timestamp() + $4 * interval '1 millisecond'
  WHERE resource = $1 AND number = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING 1`;

const releaseSql = `UPDATE ledns_lease SET token = NULL, expires_at = clock_timestamp()
  WHERE resource = $1 AND number = $2 AND token = $3`;

/** Nothing in the store is written under the number of such a lease, so that none need be remembered. */
const forgetSql = 'DELETE FROM ledns_lease WHERE resource = $1 AND number = $2 AND token = $3';

function lockedFailure(resource: Resource, holder: Holder | undefined): Failure {
  const zone = nameOfDnsResource(resource);
  const subject = zone === undefined ? 'the store' : `the DNS zone ${zone}`;
  const message =
    holder === undefined
      ? `${subject} is in use`
      : `${subject} is in use by "${holder.command}" (pid ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return new Failure('LOCKED', message, { hint: 'Wait until it is done, or stop it', retryAfterMs: 10_000 });
}
