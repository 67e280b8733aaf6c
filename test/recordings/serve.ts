import type { SentRequest } from '../../core/testing/wire.js';
import { type CliResult, type ProxiedRequest, type ProxiedResponse, runCli, startProxy } from '../lab/index.js';
import { differsByTypeAlone } from './differs-by-type.js';
import type { Outcome } from './expectation.js';
import { toGiven } from './in-process.js';
import { flagOf } from './options.js';
import type { Performer, StepCall } from './play-case.js';
import type { Replay } from './replay.js';

/** One step is one run of the command, and this is its limit. */
const runLimitMs = 30_000;

/** Answers one request of the command. */
type Handler = (request: SentRequest) => ProxiedResponse;

/**
 * Plays cases with the built `lexicon` command, once for each step, behind a forward proxy that ends TLS and answers
 * from the recording: the way in which a user behind such a proxy runs it.
 */
export async function serveBin(): Promise<{ performer: (providerId: string) => Performer; stop: () => Promise<void> }> {
  let handler: Handler | undefined;
  const proxy = await startProxy({ handle: (request) => handler?.(toSent(request)) ?? { status: 502 } });
  const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: proxy.caFile };

  function performer(providerId: string): Performer {
    return async (call, replay) => {
      const unknown: SentRequest[] = [];
      handler = handlerOf(call, replay, unknown);
      const result = await runCli(argumentsOf(providerId, call), { bin: 'lexicon', env, timeoutMs: runLimitMs });
      return outcomeOf(call, result, unknown);
    };
  }

  return { performer, stop: () => proxy.stop() };
}

/**
 * The command has no "authenticate": a list logs in as well, and what it asks beyond the login is not in the
 * recording. Nor can it list records of every type: it asks for TXT, is answered with all there are, and has
 * to leave out the others itself (see `outcomeOf`).
 */
function handlerOf({ step }: StepCall, replay: Replay, unknown: SentRequest[]): Handler {
  return (request) => {
    if (step.op === 'authenticate' && !replay.knows(request)) {
      unknown.push(request);
      return { status: 404, body: 'beyond the login' };
    }
    const isOfAllTypes = step.op === 'list' && step.args.type === undefined;
    const given = toGiven(replay.answer(request, isOfAllTypes ? differsByTypeAlone : undefined));
    if (given === undefined) return { status: 501, body: 'this request was not recorded' };
    // Node writes a list of cookies as several headers, though the type has only text.
    return { status: given.status, headers: given.headers as Record<string, string>, body: given.body.toString() };
  };
}

function argumentsOf(providerId: string, { step, domain, identifier, options }: StepCall): string[] {
  const { type = 'TXT', name, content } = step.args;
  const action = step.op === 'authenticate' ? 'list' : step.op;
  const optional: [string, string | undefined][] = [
    ['name', name],
    ['content', content],
    ['identifier', identifier],
  ];
  const given = optional.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`]));
  const credentials = Object.entries(options).map(([option, value]) =>
    value === true ? `--${flagOf(option)}` : `--${flagOf(option)}=${value}`,
  );
  return [providerId, action, domain, type, ...given, '--output', 'JSON', ...credentials];
}

function outcomeOf({ step }: StepCall, result: CliResult, unknown: readonly SentRequest[]): Outcome {
  if (step.op === 'authenticate' && unknown.length > 0) return {};
  if (result.code !== 0) return { error: `exit ${result.code ?? result.signal}: ${result.stderr.trim().slice(-800)}` };
  if (step.op !== 'list') return {};
  const records = result.json() as NonNullable<Outcome['records']>;
  const others = step.args.type === undefined ? records.filter(({ type }) => type !== 'TXT') : [];
  return others.length === 0 ? { records } : { error: `TXT was asked for, and listed: ${JSON.stringify(others)}` };
}

function toSent({ method, url, headers, body }: ProxiedRequest): SentRequest {
  const flat = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  return { method, url: new URL(url), headers: Object.fromEntries(flat), body };
}
