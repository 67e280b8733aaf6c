import { usualValue } from '../../options/usual-value.js';
import type { CertificateOption } from '../../sdk/manifest.js';
import type { CertificateSteps, StepOption } from '../certificate-steps.js';
import { type PathPart, partsOf } from './step-paths.js';

/** What can stand in the file. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };
export type Section = Record<string, Plain>;

/** What plugins let certificates say, and what holds for one that says nothing. */
export interface UsualSteps {
  readonly options: readonly StepOption[];
  readonly usual: CertificateSteps;
}

/** Writes into the entry of a certificate what it says to plugins; the rest comes of the settings again. */
export function putSteps(section: Section, steps: CertificateSteps, { options, usual }: UsualSteps): void {
  for (const option of options) {
    const { plugin, key, spec, yaml } = option;
    const { [plugin]: own } = steps;
    const { [plugin]: general = {} } = usual;
    const [place] = yaml;
    if (place === undefined || own === undefined || isSame(own, general)) continue;
    const otherwise = spec.inherits === false ? usualValue(spec) : general[key];
    const value = own[key];
    if (value === undefined || (spec.required !== true && isSame(value, otherwise))) continue;
    putAt(section, partsOf(place.path), plainOf(value));
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function plainOf(value: NonNullable<CertificateOption>): Plain {
  if (typeof value !== 'object') return value;
  return value.map((item) => (typeof item === 'string' ? item : { cmd: item.argv, containers: [item.container] }));
}

function putAt(section: Section, [part, ...rest]: readonly PathPart[], value: Plain): void {
  if (part === undefined) return;
  const before = section[part.key];
  if (rest.length === 0) section[part.key] = value;
  else if (part.each) {
    const item: Section = {};
    putAt(item, rest, value);
    section[part.key] = [...(Array.isArray(before) ? before : []), item];
  } else {
    const inner: Section = isSection(before) ? before : {};
    section[part.key] = inner;
    putAt(inner, rest, value);
  }
}

export function isSection(value: Plain | undefined): value is Section {
  return typeof value === 'object' && !Array.isArray(value);
}
