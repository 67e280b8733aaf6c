import { builtInPlugins } from '../manifest/built-in.js';
import { Failure } from '../sdk/failure.js';
import { parseDomainsConf } from './domains-conf.js';
import type { KnownPlugin } from './plugin-variables.js';
import { renderProblem } from './problems.js';

/** A line that is to be appended to domains.conf. */
export interface AddedLine {
  /** The name of its certificate. */
  readonly name: string;
  /** What to append: the line with its end, and before it an end for a last line that has none. */
  readonly text: string;
  /** Where it will stand, counted from 1. */
  readonly number: number;
}

/**
 * Plans a line of these words, domains and options as domains.conf has them, at the end of what is there.
 * @param before the content of domains.conf; empty where there is no such file
 * @param taken names of the certificates that are configured already, here or elsewhere
 * @param plugins whose options the words may be
 * @throws Failure CONFIG where the line would be a bad one, or its certificate is there already
 */
export function planAddedLine(
  before: string,
  words: readonly string[],
  taken: ReadonlySet<string>,
  plugins: readonly KnownPlugin[] = builtInPlugins(),
): AddedLine {
  const read = (text: string) => parseDomainsConf(text, undefined, plugins);
  const line = words.map((word) => word.trim()).join(' ');
  if (/[\r\n#]/.test(line)) throw new Failure('CONFIG', 'a line can hold neither a line end nor a `#`');
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const gap = before === '' || /[\r\n]$/.test(before) ? '' : end;
  const number = (before + gap).split(/\r\n|\n|\r/).length;
  const { certificates, problems } = read(line);
  const [certificate] = certificates;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (certificate === undefined) {
    const reasons = errors.map(({ message, hint }) => (hint === undefined ? message : `${message}. ${hint}`));
    throw new Failure('CONFIG', `nothing was added: ${reasons.join('; ') || 'no domain is named'}`);
  }
  if (taken.has(certificate.name)) {
    throw new Failure('CONFIG', `nothing was added: the certificate ${certificate.name} is configured already`, {
      hint: `See \`letsencrypt-dns status\`; further names go into its own line`,
    });
  }
  const whole = read(`${before}${gap}${line}${end}`).problems.filter(
    ({ certificate: of, severity }) => of === certificate.name && severity === 'error',
  );
  if (whole.length > 0) throw new Failure('CONFIG', `nothing was added: ${whole.map(renderProblem).join('; ')}`);
  return { name: certificate.name, text: `${gap}${line}${end}`, number };
}
