import { z } from 'zod';
import type { ReadCall } from './answer-call.js';
import type { DoorAnswer } from './door.js';

/** What instances ask the one that does the work of the doors: they may be of different versions for a while. */

const CallSchema = z.object({
  kind: z.literal('call'),
  id: z.string(),
  door: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** Base64. */
  body: z.string(),
  address: z.string(),
  certificate: z.object({ commonName: z.string() }).optional(),
});
const WrongSecretSchema = z.object({ kind: z.literal('wrong-secret'), address: z.string() });
const QuestionSchema = z.discriminatedUnion('kind', [CallSchema, WrongSecretSchema]);
export type RelayQuestion = z.infer<typeof QuestionSchema>;

const AnswerSchema = z.object({
  /** How long the address has to wait for its wrong secrets, in milliseconds; 0: not at all. */
  waitMs: z.number(),
  status: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  type: z.string().optional(),
  /** Base64. */
  body: z.string(),
  /** For the log. */
  client: z.string().optional(),
  names: z.array(z.string()),
  reason: z.string().optional(),
});
export type RelayAnswer = z.infer<typeof AnswerSchema>;

/** @throws ZodError, SyntaxError */
export function parseQuestion(text: string): RelayQuestion {
  return QuestionSchema.parse(JSON.parse(text));
}

/** @throws ZodError, SyntaxError */
export function parseAnswer(text: string): RelayAnswer {
  return AnswerSchema.parse(JSON.parse(text));
}

export function asQuestion(door: string, call: ReadCall): RelayQuestion {
  const { id, method, path, query, headers, body, address, certificate } = call;
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return {
    kind: 'call',
    id,
    door,
    method,
    path,
    query: query.toString(),
    headers: Object.fromEntries(given),
    body: body.toString('base64'),
    address,
    certificate,
  };
}

export function asReadCall(question: RelayQuestion & { readonly kind: 'call' }): ReadCall {
  const { id, method, path, query, headers, body, address, certificate } = question;
  return {
    id,
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body, 'base64'),
    address,
    certificate,
  };
}

export function asDoorAnswer({ status, headers, type, body }: RelayAnswer): DoorAnswer {
  return { status, headers, ...(type !== undefined && { type }), body: Buffer.from(body, 'base64') };
}

/** The members that an answer has; those of the record are not among them. */
export function fromDoorAnswer({
  status,
  headers = {},
  type,
  body = '',
}: DoorAnswer): Pick<RelayAnswer, 'status' | 'headers' | 'type' | 'body'> {
  const copied = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]);
  return { status, headers: Object.fromEntries(copied), type, body: Buffer.from(body).toString('base64') };
}
