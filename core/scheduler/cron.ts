import { Cron } from 'croner';

/**
 * When a cron expression comes next.
 * @param expression five or six fields, as CRON_TIME_STRING
 * @param timeZone IANA name; undefined: that of the process (TZ)
 * @param after in milliseconds since the epoch
 * @returns milliseconds since the epoch; undefined where it never comes
 */
export function nextCronRun(expression: string, timeZone: string | undefined, after: number): number | undefined {
  const cron = new Cron(expression, { paused: true, ...(timeZone !== undefined && { timezone: timeZone }) });
  return cron.nextRun(new Date(after))?.getTime();
}
