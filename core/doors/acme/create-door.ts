import { Problem, type ProblemDocument, type Reply, toProblem } from '../../acme-server/index.js';
import { failureFields } from '../../logging/failure-fields.js';
import { isFailure } from '../../sdk/failure.js';
import { type CreateDoor, type DoorAnswer, type DoorCall, DoorRefusal } from '../door.js';
import { openBook } from './book.js';
import type { AcmeDoor } from './call.js';
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
  const routes = createRoutes(door);
  const timer = setInterval(() => {
    sweepBook(book, context.clock.now()).catch((error: unknown) => {
      context.log.warn({ event: 'door.sweep-failed', ...failureFields(error) }, 'old orders are forgotten later');
    });
  }, sweepEveryMs);
  timer.unref();
  const tidying = setInterval(() => void workshop.tidy(), tidyEveryMs);
  tidying.unref();

  function withHeaders(method: string, path: string, answer: DoorAnswer): DoorAnswer {
    const links = [`<${door.url('directory')}>;rel="index"`, ...[answer.headers?.Link ?? []].flat()];
    const hasNonce = method === 'POST' || path === '/acme/newNonce';
    return {
      ...answer,
      headers: { ...answer.headers, Link: links, ...(hasNonce && { 'Replay-Nonce': routes.nonce() }) },
    };
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

  function asProblem(document: ProblemDocument, error: unknown): DoorAnswer {
    return {
      status: document.status,
      headers: retryAfterOf(error),
      type: 'application/problem+json',
      body: JSON.stringify(document),
    };
  }

  return {
    paths: ['/acme/'],
    methods: ['GET', 'HEAD', 'POST'],
    longestMs: 60_000,
    handle: async (call) => withHeaders(call.method, call.path, await answer(call)),
    refuse: (refusal, { method, path }) =>
      withHeaders(method, path, {
        ...asProblem(problemOfRefusal(refusal), toProblem(refusal)),
        status: refusal.status,
      }),
    async close() {
      clearInterval(timer);
      clearInterval(tidying);
      await workshop.close();
    },
  };
};

function answerOf({ status = 200, headers = {}, json, pem }: Reply): DoorAnswer {
  if (pem !== undefined) return { status, headers, type: 'application/pem-certificate-chain', body: pem };
  return { status, headers, ...(json !== undefined && { body: JSON.stringify(json) }) };
}
