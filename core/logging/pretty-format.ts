import { visibleLine, visibleText } from '../sdk/visible-text.js';

/** Makes lines for people of the JSON lines of the log. What came from elsewhere does nothing to their terminal. */
export async function prettyFormat(colours: boolean): Promise<(line: string) => string> {
  const { default: pretty } = await import('pino-pretty');
  const format = pretty.prettyFactory({
    colorize: colours,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'event,pass',
    singleLine: true,
  });
  return (line) => format(JSON.parse(line, visible));
}

/** A stack trace alone has lines of its own. */
function visible(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return key === 'stack' ? visibleText(value) : visibleLine(value);
}
