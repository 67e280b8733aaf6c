import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Certificates of two names each. */
  readonly certificates: number;
  /** Certificates of the part `many`. */
  readonly manyCertificates: number;
  /** Certificates for those of the peers that take seconds for each; eight times as many for lego eight at once. */
  readonly fewCertificates: number;
  /** Measure lego and certbot with lexicon as well. */
  readonly peers: boolean;
  /** Parts to run; all unless told. */
  readonly parts: ReadonlySet<Part>;
  /** How often each of the short measurements is repeated; the middle one counts. */
  readonly repeats: number;
  /** How often the issuance of ours and of the floor is repeated; the middle one counts. */
  readonly rounds: number;
  /** The root of the installed package that is measured; the bundle of this project unless told. */
  readonly packageRoot: string | undefined;
  /** Lineages of the largest run without a change. */
  readonly mostLineages: number;
  /** Its size is told where Docker has it. */
  readonly image: string;
  /** Also write the results as JSON here. */
  readonly json: string | undefined;
}

export const parts = [
  'issuance',
  'many',
  'store',
  'start-up',
  'providers',
  'no-change',
  'no-change-postgres',
  'idle',
  'size',
] as const;
export type Part = (typeof parts)[number];

/** @throws TypeError naming the option that is wrong */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      certs: { type: 'string', default: '100' },
      'many-certs': { type: 'string', default: '1000' },
      'few-certs': { type: 'string', default: '5' },
      peers: { type: 'boolean', default: false },
      only: { type: 'string' },
      repeats: { type: 'string', default: '9' },
      rounds: { type: 'string', default: '3' },
      package: { type: 'string' },
      lineages: { type: 'string', default: '10000' },
      image: { type: 'string', default: 'letsencrypt-dns' },
      json: { type: 'string' },
    },
  });
  const certificates = whole('--certs', values.certs);
  return {
    certificates,
    manyCertificates: whole('--many-certs', values['many-certs']),
    fewCertificates: Math.min(certificates, whole('--few-certs', values['few-certs'])),
    peers: values.peers,
    parts: new Set(values.only === undefined ? parts : values.only.split(',').map(partOf)),
    repeats: whole('--repeats', values.repeats),
    rounds: whole('--rounds', values.rounds),
    packageRoot: values.package,
    mostLineages: whole('--lineages', values.lineages),
    image: values.image,
    json: values.json,
  };
}

function whole(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new TypeError(`${option} ${text}: it must be a whole number`);
}

function partOf(text: string): Part {
  const found = parts.find((part) => part === text);
  if (found === undefined) throw new TypeError(`--only ${text}: there are ${parts.join(', ')}`);
  return found;
}
