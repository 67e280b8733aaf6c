import type { AcmeAccount } from '../../core/acme/account.js';
import type { AcmeAuthorization } from '../../core/acme/authorizations.js';
import type { AcmeOrder } from '../../core/acme/orders.js';
import type { ChallengeBroker, ChallengeRecord, PublishedRecords } from '../../core/challenges/index.js';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import type { PassContext } from '../../core/issuance/pass/pass-context.js';
import type { IssueAction, RemoveAction } from '../../core/issuance/plan/actions.js';
import type { RateLimits } from '../../core/issuance/rate-limits/index.js';
import type { PostIssuePass } from '../../core/post-issue/index.js';
import { Failure, type FailureCode } from '../../core/sdk/failure.js';
import { openMemoryStore } from '../store/memory-store.js';
import { aTurnLater } from './a-turn-later.js';
import { certificate, fingerprint, lineage, now, state } from './fixtures.js';
import { notingLogger } from './noting-logger.js';
import { signRequest } from './sign-request.js';

/** What differs from a CA, a broker and limits that do as they are asked. */
export interface Script {
  readonly ca?: Partial<AcmeAccount>;
  readonly server?: { readonly supportsAri?: boolean; readonly profiles?: Readonly<Record<string, string>> };
  readonly broker?: Partial<ChallengeBroker>;
  readonly published?: Partial<PublishedRecords>;
  readonly limits?: Partial<RateLimits>;
  readonly context?: Partial<PassContext>;
  readonly certificates?: readonly DesiredCertificate[];
  /** Status of each authorization; all pending unless told. */
  readonly authorizations?: readonly AcmeAuthorization['status'][];
  /** How many values one name has room for, as the zone says. */
  readonly singleTxt?: 'name' | 'zone';
}

export const server = 'https://acme.example/directory';
export const accountUrl = 'https://acme.example/acct/1';

export function orderOf(domains: readonly string[], more: Partial<AcmeOrder> = {}): AcmeOrder {
  return {
    url: 'https://acme.example/order/1',
    status: 'pending',
    domains,
    authorizationUrls: domains.map((domain) => `https://acme.example/authz/${domain}`),
    finalizeUrl: 'https://acme.example/finalize/1',
    ...more,
  };
}

/**
 * A pass whose CA, broker and limits are played, over a store in memory: what is asked of them stands in `told`, in
 * order. No socket, no disk, no time.
 */
export function createScripted(script: Script = {}) {
  const told: string[] = [];
  const logged: string[] = [];
  const events: PassEvent[] = [];
  const store = openMemoryStore();
  Object.assign(store, { journal: aTurnLater(store.journal), save: aTurnLater({ save: store.save }).save });
  const tell = (text: string) => void told.push(text);
  /** By the names of their orders. */
  const issued = new Map<string, { cert: string; chain: string }>();

  const account: AcmeAccount = {
    url: accountUrl,
    async newOrder({ domains, profile, replaces }) {
      tell(
        [
          'order',
          ...domains,
          ...(profile ? [`profile=${profile}`] : []),
          ...(replaces ? [`replaces=${replaces}`] : []),
        ].join(' '),
      );
      return orderOf(domains);
    },
    async order(url) {
      tell(`look ${url}`);
      return orderOf(['a.example.com'], { url });
    },
    async authorizations({ domains }) {
      tell('authorizations');
      return domains.map((name, index) => authorizationOf(name, script.authorizations?.[index]));
    },
    answer: async ({ domain }) => tell(`answer ${domain}`),
    async waitReady(order) {
      tell('wait ready');
      return { ...order, status: 'ready' };
    },
    async waitValid(authorization) {
      tell(`wait valid ${authorization.domain}`);
      return authorization;
    },
    deactivate: async ({ domain }) => tell(`deactivate ${domain}`),
    async finalize(order, csr) {
      tell('finalize');
      issued.set(order.domains.join(), await signRequest(csr));
      return { ...order, status: 'processing' };
    },
    async waitIssued(order) {
      tell('wait issued');
      return { ...order, status: 'valid' };
    },
    async certificate({ domains }, preferred) {
      tell(['certificate', ...(preferred ? [preferred] : [])].join(' '));
      return { ...(issued.get(domains.join()) ?? { cert: '', chain: '' }), isPreferred: true } as never;
    },
    chainAt: () => Promise.reject(new Error('nobody asks for a chain')),
    revoke: async ({ reason, certificateKey }) => tell(`revoke ${reason}${certificateKey ? ' by its key' : ''}`),
    updateContact: async (mail) => tell(`contact ${mail}`),
    ...script.ca,
  };

  const published: PublishedRecords = {
    async awaitVisible(onProgress) {
      tell('visible');
      onProgress?.(1.26, 2);
    },
    cleanUp: async () => tell('clean up'),
    ...script.published,
  };
  const zone = { apex: 'example.com', profile: { id: 'env', provider: 'x' }, singleTxt: script.singleTxt };
  const broker = {
    async locate({ domain, place }, { content }) {
      tell(`locate ${domain} ${content} ${place}`);
      return { zone, name: `_acme-challenge.${domain}`, servedBy: 'example.com', content } as never;
    },
    async publish(owner: string, records: readonly ChallengeRecord[]) {
      tell(`publish ${owner} ${records.map(({ content }) => content).join()}`);
      return aTurnLater(published);
    },
    inTurn: (_owner, _records, work) => work(),
    dropKept: async (owner) => tell(`drop kept ${owner}`),
    ...script.broker,
  } as ChallengeBroker;

  const limits: RateLimits = {
    async takeOrder({ isExempt, passesPauses }) {
      tell(`take order${isExempt ? ' exempt' : ''}${passesPauses ? ' forced' : ''}`);
      return aTurnLater({ giveBack: async () => tell('give back') }).giveBack;
    },
    heed: async (_order, { code }) => tell(`heed ${code}`),
    async takeValidations(_account, names) {
      tell(`take ${names.join()}`);
      return aTurnLater({ settle: async (failed: readonly string[]) => tell(`settle ${failed.join()}`) });
    },
    standing: async () => ({ used: {} as never, blocked: new Map() }),
    ...script.limits,
  };

  const afterwards: Promise<void>[] = [];
  const openAccount = {
    account: aTurnLater(account),
    id: 'acct',
    server: { supportsAri: false, profiles: {}, ...script.server },
  };
  const certificates = script.certificates ?? [certificate('a.example.com')];
  const memory = createMemoryStore(store);
  const context = {
    state: state(certificates),
    store,
    memory,
    limits: aTurnLater(limits),
    letsEncrypt: { stagingOf: () => undefined },
    fingerprint,
    accounts: aTurnLater({
      async of(url: string, id?: string) {
        tell(['account', url === server ? [] : url, id ?? []].flat().join(' '));
        return openAccount;
      },
      async renew() {
        tell('register anew');
        return openAccount;
      },
      server: async () => openAccount.server,
      isSilent: () => false,
    }),
    broker: aTurnLater(broker),
    clock: { now: () => now, sleep: async () => {} },
    log: notingLogger(logged),
    emit: (event: PassEvent) => void events.push(event),
    env: {},
    afterwards: { add: (work: Promise<void>) => void afterwards.push(work), done: async () => {} },
    signal: new AbortController().signal,
    ...script.context,
  } as unknown as PassContext;
  const postIssue: PostIssuePass = {
    owes: async ({ kind, certificate: { name } }) => {
      tell(`owes ${kind} ${name}`);
      return ['pfx'];
    },
    done: async ({ kind, certificate: { name, version } }) => tell(`done ${kind} ${name} ${version}`),
    failed: (name) => tell(`plugins: ${name} failed`),
    finish: async () => ({ steps: [] }) as never,
  };
  return {
    context,
    account: openAccount.account,
    told,
    events,
    store,
    memory,
    postIssue: aTurnLater(postIssue),
    afterwards,
    logged,
  };
}

/** For a call that fails. */
export function failing(...[code, details]: [FailureCode, ConstructorParameters<typeof Failure>[2]?]) {
  return () => Promise.reject(new Failure(code, 'no', details));
}

/** A proof whose value is that of its name, `*` for a wildcard's. */
export function authorizationOf(name: string, status: AcmeAuthorization['status'] = 'pending'): AcmeAuthorization {
  const domain = name.replace(/^\*\./, '');
  return {
    url: `https://acme.example/authz/${name}`,
    domain,
    wildcard: domain !== name,
    status,
    recordName: `_acme-challenge.${domain}`,
    recordValue: `v-${name}`,
    challenge: { url: 'https://acme.example/chall/1', status },
  };
}

export function create(subject: DesiredCertificate, more: Partial<IssueAction> = {}): IssueAction {
  const rest = { needsNewKey: false, isEarly: false, isForced: false, differences: [] };
  return {
    kind: 'create',
    name: subject.name,
    reason: 'none yet',
    certificate: subject,
    lineage: undefined,
    server,
    ...rest,
    ...more,
  };
}

/** The removal of a sound lineage that nothing asks for any more. */
export function remove(name: string, more: Partial<RemoveAction> = {}): RemoveAction {
  const rest = { reason: 'no line names it', lineage: lineage(name), how: 'revoke', after: [] } as const;
  return { kind: 'remove', name, ...rest, ...more };
}
