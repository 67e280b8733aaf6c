import { plainFailure, toFailure } from '../sdk/failure.js';

/** The fields under which an error is logged; the stack only where it is a mistake of ours. */
export function failureFields(error: unknown): Readonly<Record<string, unknown>> {
  const failure = toFailure(error);
  return {
    error: {
      ...plainFailure(failure),
      ...(failure.code === 'INTERNAL' && { stack: causeStack(failure) }),
    },
  };
}

function causeStack(failure: Error): string | undefined {
  return failure.cause instanceof Error ? failure.cause.stack : failure.stack;
}
