import { describePlain } from '../../core/sdk/index.js';
import type { Notice, NoticeKind } from './decide.js';

/** What is sent: every channel makes of it what it can show. */
export interface Message {
  readonly title: string;
  /** One line a notice, without markup. */
  readonly lines: readonly string[];
  /** Whether something is wrong: decides on priority and colour. */
  readonly bad: boolean;
  readonly notices: readonly Notice[];
  /** Name of the machine. */
  readonly host: string;
}

const order: readonly NoticeKind[] = ['expired', 'expiring', 'failing', 'owed', 'recovered'];
const signs: Readonly<Record<NoticeKind, string>> = {
  expired: '✕',
  expiring: '⚠',
  failing: '⚠',
  owed: '⚠',
  recovered: '✓',
};

export function composeMessage(notices: readonly Notice[], host: string, now: number): Message {
  const sorted = [...notices].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const problems = sorted.filter(({ kind }) => kind !== 'recovered');
  return {
    title: titleOf(sorted, problems),
    lines: sorted.map((notice) => lineOf(notice, now)),
    bad: problems.length > 0,
    notices: sorted,
    host,
  };
}

function titleOf(notices: readonly Notice[], problems: readonly Notice[]): string {
  const [first] = problems.length > 0 ? problems : notices;
  if (first === undefined) return 'Nothing to report';
  const count = problems.length > 0 ? problems.length : notices.length;
  if (count === 1) return `Certificate ${first.certificate} ${shortly[first.kind]}`;
  return problems.length > 0 ? `${count} certificates need attention` : `${count} certificates are in order again`;
}

const shortly: Readonly<Record<NoticeKind, string>> = {
  expired: 'has expired',
  expiring: 'expires soon',
  failing: 'cannot be issued or renewed',
  owed: 'was issued, but a step after it failed',
  recovered: 'is in order again',
};

function lineOf({ kind, certificate, notAfter, failure, owedSteps }: Notice, now: number): string {
  const end = notAfter === undefined ? 'there is none yet' : expiry(notAfter, now);
  const head = `${signs[kind]} ${certificate} ${shortly[kind]}: ${end}`;
  if (kind === 'owed') return `${head}. Still to be done: ${owedSteps.join(', ')}; the next pass tries again.`;
  if (failure === undefined || kind === 'recovered') return `${head}.`;
  const times = failure.inARow === 1 ? 'Its last try' : `Its last ${failure.inARow} tries`;
  return `${head}. ${times} failed, at ${failure.step}: ${describePlain(failure).replace(/\.?$/, '.')}`;
}

function expiry(notAfter: Date, now: number): string {
  const days = Math.floor(Math.abs(notAfter.getTime() - now) / (24 * 3600 * 1000));
  const date = `${notAfter.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const distance = days < 2 ? '' : notAfter.getTime() > now ? `, in ${days} days` : `, ${days} days ago`;
  return `${notAfter.getTime() > now ? 'it expires' : 'it expired'} ${date}${distance}`;
}
