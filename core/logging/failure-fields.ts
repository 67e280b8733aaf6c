import { toFailure } from '../sdk/failure.js';

/** The fields under which an error is logged: kind, words, place, hint; the stack only where it is a mistake of ours. */
export function failureFields(error: unknown): Readonly<Record<string, unknown>> {
  const failure = toFailure(error);
  return {
    error: {
      code: failure.code,
      message: failure.message,
      ...(failure.place !== undefined && { place: failure.place }),
      ...(failure.hint !== undefined && { hint: failure.hint }),
      ...(failure.serviceCode !== undefined && { serviceCode: failure.serviceCode }),
      ...(failure.code === 'INTERNAL' && { stack: causeStack(failure) }),
    },
  };
}

function causeStack(failure: Error): string | undefined {
  return failure.cause instanceof Error ? failure.cause.stack : failure.stack;
}
