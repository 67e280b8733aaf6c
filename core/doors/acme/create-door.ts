import { Problem, type ProblemDocument, type Reply, toProblem } from '../../acme-server/index.js';
import { failureFields } from '../../logging/failure-fields.js';
import { isFailure } from '../../sdk/failure.js';
import {
  type CreateDoor,
  type DoorAnswer,
  type DoorCall,
  type DoorContext,
  DoorRefusal,
  type DoorShape,
} from '../door.js';
import { openBook } from './book.js';
import type { AcmeDoor } from './call.js';
import { createDoorNonces } from './nonces.js';
import { problemDocument, problemOfRefusal, retryAfterOf } from './problems.js';
import { createRoutes } from './routes.js';
import { sweepBook } from './sweep-book.js';
import { createWorkshop } from './workshop.js';

/** How often what has run out is forgotten, in milliseconds. */
const sweepEveryMs = 3_600_000;
/** How often is looked at records that could not be removed, in milliseconds. */
const tidyEveryMs = 10 * 60_000;

/**
 * An ACME server (RFC 8555) whose certificates are made by the configured CA, through our account and our providers. What a
 * client may have certificates for stands in the configuration; its names are authorized at once.
 */
export const createDoor: CreateDoor = async (context) => {
  const book = await openBook(context.services().store);
  await sweepBook(book, context.clock.now(), true);
  const workshop = createWorkshop(context, book);
  const door: AcmeDoor = {
    context,
    book,
    workshop,
    url: (resource, ...rest) => context.url(['/acme', resource, ...rest].join('/')),
  };
  const nonces = createDoorNonces(context.services().store, context.clock.now);
  const routes = createRoutes(door, nonces);
  const timer = setInterval(() => {
    Promise.all([sweepBook(book, context.clock.now()), nonces.sweep()]).catch((error: unknown) => {
      context.log.warn({ event: 'door.sweep-failed', ...failureFields(error) }, 'old orders are forgotten later');
    });
  }, sweepEveryMs);
  timer.unref();
  const tidying = setInterval(() => void workshop.tidy(), tidyEveryMs);
  tidying.unref();

  function withNonce(method: string, path: string, answer: DoorAnswer): DoorAnswer {
    const hasNonce = method === 'POST' || path === '/acme/newNonce';
    return hasNonce ? { ...answer, headers: { ...answer.headers, 'Replay-Nonce': routes.nonce() } } : answer;
  }

  async function answer(call: DoorCall): Promise<DoorAnswer> {
    try {
      return answerOf(await routes.answer(call));
    } catch (error) {
      if (error instanceof DoorRefusal) throw error;
      if (error instanceof Problem) {
        call.fail(error.message);
        return asProblem(error.document, error);
      }
      if (!isFailure(error)) throw error;
      call.fail(error.message);
      return asProblem(problemDocument(error), error);
    }
  }

  const shape = shapeOf(context);
  return {
    ...shape,
    handle: async (call) => withNonce(call.method, call.path, withIndex(context, await answer(call))),
    refuse: (refusal, call) => withNonce(call.method, call.path, refused(context, refusal)),
    async close() {
      clearInterval(timer);
      clearInterval(tidying);
      await workshop.close();
    },
  };
};

/** Where another instance does the work, what is refused here comes without a nonce: clients ask for one then. */
export function shapeOf(context: Pick<DoorContext, 'url'>): DoorShape {
  return {
    paths: ['/acme/'],
    methods: ['GET', 'HEAD', 'POST'],
    longestMs: 60_000,
    refuse: (refusal) => refused(context, refusal),
  };
}

function refused(context: Pick<DoorContext, 'url'>, refusal: DoorRefusal): DoorAnswer {
  const problem = asProblem(problemOfRefusal(refusal), toProblem(refusal));
  return withIndex(context, { ...problem, status: refusal.status });
}

function withIndex({ url }: Pick<DoorContext, 'url'>, answer: DoorAnswer): DoorAnswer {
  const links = [`<${url('/acme/directory')}>;rel="index"`, ...[answer.headers?.Link ?? []].flat()];
  return { ...answer, headers: { ...answer.headers, Link: links } };
}

function asProblem(document: ProblemDocument, error: unknown): DoorAnswer {
  return {
    status: document.status,
    headers: retryAfterOf(error),
    type: 'application/problem+json',
    body: JSON.stringify(document),
  };
}

function answerOf({ status = 200, headers = {}, json, pem }: Reply): DoorAnswer {
  if (pem !== undefined) return { status, headers, type: 'application/pem-certificate-chain', body: pem };
  return { status, headers, ...(json !== undefined && { body: JSON.stringify(json) }) };
}
