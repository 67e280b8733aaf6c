import { builtInPlugins } from '../manifest/built-in.js';
import { readDomains } from './certificate-domains.js';
import { type CertificateSteps, type GivenStep, readSteps } from './certificate-steps.js';
import { certificateNameOf, checkDomain } from './domain-name.js';
import { lineOptionAt, type Report, readSwitch, readValue } from './domains-conf-options.js';
import { followCnames as followCnamesOption, type LineGrammar, lineGrammar } from './line-grammar.js';
import { didYouMean } from './nearest.js';
import { columnAt, filePlace } from './places.js';
import { plainDomains } from './plain-line.js';
import type { KnownPlugin } from './plugin-variables.js';
import type { Problem } from './problems.js';

/** A certificate as a line of domains.conf asks for it. */
export interface LineCertificate {
  /** The first domain, a leading `*.` dropped. */
  readonly name: string;
  /** Lower-case A-labels, in the order of the line, each once. */
  readonly domains: readonly string[];
  /** What the line itself says of CNAMEs. */
  readonly followCnames: boolean | undefined;
  /** What it says to plugins. */
  readonly steps: CertificateSteps;
  /** Where its line stands; the line counts from 1. */
  readonly place: { readonly file: string; readonly line: number };
}

export interface DomainsConf {
  readonly certificates: readonly LineCertificate[];
  readonly problems: readonly Problem[];
  /** Names of certificates whose lines are bad: their files must stay as they are. */
  readonly held: ReadonlySet<string>;
  /** A line is so bad that the name of its certificate cannot be told: nothing may be removed in this pass. */
  readonly unreadableLine: boolean;
  /** Whether no line asks for anything: nothing but comments and blanks. */
  readonly empty: boolean;
}

interface Word {
  readonly text: string;
  readonly index: number;
}

interface Line {
  readonly name: string | undefined;
  readonly certificate: LineCertificate | undefined;
  readonly problems: readonly Problem[];
}

/** More problems of one line than this are of no use to anybody, and telling all of them would cost much time. */
const mostProblems = 20;

/**
 * Reads domains.conf: one certificate a line, domains first, then options in any order; `#` starts a comment. A bad line
 * stops only its own certificate.
 * @param file how the file is called in places
 * @param plugins whose options may stand at the end of a line
 */
export function parseDomainsConf(
  text: string,
  file = 'domains.conf',
  plugins: readonly KnownPlugin[] = builtInPlugins(),
): DomainsConf {
  const grammar = lineGrammar(plugins);
  const certificates: LineCertificate[] = [];
  const problems: Problem[] = [];
  const firstLines = new Map<string, number>();
  const held = new Set<string>();
  let unreadableLine = false;
  let empty = true;
  const lines = (text.startsWith('\ufeff') ? text.slice(1) : text).split(/\r\n|\n|\r/);
  for (const [index, content] of lines.entries()) {
    const words = content.trimStart();
    if (words === '' || words.startsWith('#')) continue;
    empty = false;
    const number = index + 1;
    const line = readPlainLine(content, number, file) ?? readLine(content, number, file, grammar);
    if (line.name === undefined) unreadableLine = true;
    else take(line.name, line, number, content);
    problems.push(...line.problems);
  }
  return { certificates, problems, held, unreadableLine, empty };

  function take(name: string, { certificate }: Line, number: number, content: string): void {
    const earlier = firstLines.get(name);
    if (earlier !== undefined) {
      problems.push(duplicate(name, earlier, filePlace(file, number, columnAt(content, content.search(/\S/)))));
      return;
    }
    firstLines.set(name, number);
    if (certificate === undefined) held.add(name);
    else certificates.push(certificate);
  }
}

function duplicate(name: string, earlier: number, place: string): Problem {
  return {
    severity: 'error',
    scope: 'certificate',
    place,
    message: `the certificate \`${name}\` is named by line ${earlier} already, which is the one that counts`,
    hint: 'Join the lines, or begin one of them with another domain',
    certificate: name,
  };
}

const noSteps: CertificateSteps = {};
const noProblems: readonly Problem[] = [];

function readPlainLine(content: string, line: number, file: string): Line | undefined {
  const domains = plainDomains(content);
  const name = domains?.[0];
  if (domains === undefined || name === undefined) return undefined;
  const certificate = { name, domains, followCnames: undefined, steps: noSteps, place: { file, line } };
  return { name, certificate, problems: noProblems };
}

function readLine(line: string, number: number, file: string, grammar: LineGrammar): Line {
  const found: { index: number; problem: Problem }[] = [];
  let untold = 0;
  function report(severity: Problem['severity'], index: number, message: string, hint?: string): void {
    if (found.length >= mostProblems) {
      untold += 1;
      return;
    }
    const place = filePlace(file, number, columnAt(line, index));
    found.push({
      index,
      problem: { severity, scope: 'certificate', place, message, ...(hint === undefined ? {} : { hint }) },
    });
  }
  function fail(index: number, message: string, hint?: string): void {
    report('error', index, message, hint);
  }
  const { words, end } = readDomainWords(line, fail, grammar.known);
  const name = nameOf(words);
  const domains = readDomains(
    words.map(({ text, index }) => ({ text, at: index })),
    { where: 'on this line', fail, warn: (at, message) => report('warning', at, message) },
  );
  const options = readOptions(line, end, words.length > 0, fail, grammar);
  if (untold > 0) {
    const message = `${untold} more problems on this line are left out`;
    const place = filePlace(file, number, 1);
    found.push({ index: line.length, problem: { severity: 'error', scope: 'certificate', place, message } });
  }
  const problems = found
    .sort((one, other) => one.index - other.index)
    .map(({ problem }) => (name === undefined ? problem : { ...problem, certificate: name }));
  if (name === undefined || problems.some((problem) => problem.severity === 'error')) {
    return { name, certificate: undefined, problems };
  }
  return { name, certificate: { name, domains, ...options, place: { file, line: number } }, problems };
}

/** The words before the first option or comment. */
function readDomainWords(
  line: string,
  fail: (index: number, message: string, hint?: string) => void,
  options: readonly string[],
): { words: Word[]; end: number } {
  const words: Word[] = [];
  const pattern = /[^\s#]+|#/g;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const [written] = match;
    // As a shell would take it; the quotes mean nothing, since names have no blanks.
    const text = /^(["'])(.*)\1$/.exec(written)?.[2] ?? written;
    const index = match.index;
    if (text === '#') return { words, end: line.length };
    if (lineOptionAt(line, index, options) !== undefined) return { words, end: index };
    const equals = text.indexOf('=');
    if (equals === -1) {
      words.push({ text, index });
      continue;
    }
    const known = options.map((option) => option.slice(0, -1));
    fail(index, `unknown option \`${text.slice(0, equals)}\``, didYouMean(text.slice(0, equals), known));
    // What follows belongs to the unknown option; only a known one can be read again.
    const next = options.map((option) => line.indexOf(` ${option}`, index)).filter((at) => at !== -1);
    return { words, end: next.length === 0 ? line.length : Math.min(...next) + 1 };
  }
  return { words, end: line.length };
}

function nameOf(words: readonly Word[]): string | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  const checked = checkDomain(first.text);
  return 'name' in checked ? certificateNameOf(checked.name) : undefined;
}

function readOptions(
  line: string,
  start: number,
  afterDomains: boolean,
  fail: Report,
  { known, options }: LineGrammar,
): Pick<LineCertificate, 'followCnames' | 'steps'> {
  const given: GivenStep[] = [];
  const places = new Map<string, number>();
  let followCnames: boolean | undefined;
  if (!afterDomains && start < line.length) {
    fail(start, 'the line has no domain before its options', 'Put the domains first');
  }
  let index = start;
  while (index < line.length) {
    const word = lineOptionAt(line, index, known);
    if (word === undefined) break;
    if (places.has(word)) fail(index, `\`${word.slice(0, -1)}\` is given twice`, 'Join the lists');
    places.set(word, index);
    const from = index + word.length;
    const option = options.get(word);
    if (word === followCnamesOption) {
      const read = readSwitch(line, from, fail, known);
      followCnames = read.value;
      index = read.end;
    } else {
      if (option === undefined) break;
      const { value, end } = readValue(option.spec, line, from, fail, known);
      if (value !== undefined) given.push({ option, value, name: word.slice(0, -1), place: word });
      index = end;
    }
  }
  const error = (place: string, message: string) => fail(places.get(place) ?? start, message);
  return { followCnames, steps: readSteps(given, { error }) };
}
