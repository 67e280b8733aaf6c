import { z } from 'zod';
import { explainRefusals } from '../../core/sdk/index.js';

const Told = z.object({ message: z.string() });
const One = Told.extend({ code: z.number(), error_chain: z.array(Told).default([]) });
const Refusal = z.object({ errors: z.tuple([One], z.unknown()) }).transform(({ errors: [error] }) => ({
  message: [error, ...error.error_chain].map((told) => told.message).join(': '),
  serviceCode: error.code,
}));

/** Codes that say more than the status; the API answers most of them with 400. */
export const explain = explainRefusals(Refusal, [
  // 6003: invalid request headers, the token is malformed
  [/^(6003|9109|10000)$/, 'AUTHENTICATION'],
  // No such zone identifier.
  [/^7003$/, 'ZONE_NOT_FOUND'],
  [/^81044$/, 'RECORD_NOT_FOUND'],
  [/^8105[78]$/, 'RECORD_EXISTS'],
]);
