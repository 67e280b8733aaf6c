/**
 * Loaded before the built program: has it believe that it is later by so many milliseconds, so that certificates come due without a wait. Timers,
 * leases of a database, and TLS go by the clock of the machine.
 */
const laterMs = Number(process.env.LATER_MS ?? 0);
const real = Date;

class LaterDate extends real {
  constructor(...values: readonly unknown[]) {
    if (values.length === 0) super(LaterDate.now());
    else super(...(values as [number]));
  }

  static override now(): number {
    return real.now() + laterMs;
  }
}

globalThis.Date = LaterDate as DateConstructor;
