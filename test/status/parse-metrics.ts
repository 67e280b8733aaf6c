/** A sample of the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const nameForm = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(,|$)/y;

/** Parses as strictly as promtool checks: help and type before the samples, no series twice, whole histograms. */
export function parseMetrics(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const seen = new Set<string>();
  const samples: Sample[] = [];
  for (const current of text.split('\n')) {
    if (current === '') continue;
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(current);
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment;
      if (!nameForm.test(name)) throw new Error(`a bad name: ${current}`);
      if (kind === 'HELP') helps.add(name);
      else if (types.has(name)) throw new Error(`two types: ${current}`);
      else types.set(name, rest);
      continue;
    }
    const [, name = '', inner = '', value = ''] = line.exec(current) ?? fail(current);
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    if (!types.has(family) || !helps.has(family)) throw new Error(`neither help nor type before: ${current}`);
    const key = current.slice(0, current.lastIndexOf(' '));
    if (seen.has(key)) throw new Error(`twice: ${current}`);
    seen.add(key);
    const number = value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value);
    // As Go's ParseFloat reads it, by which Prometheus does: in any case. The event loop has no mean where two reads follow at once.
    if (Number.isNaN(number) && !/^nan$/i.test(value)) throw new Error(`no number: ${current}`);
    samples.push({ name, labels: parseLabels(inner, current), value: number });
  }
  for (const [family, type] of types) if (type === 'histogram') checkHistogram(family, samples);
  return samples;
}

function parseLabels(text: string, current: string): Record<string, string> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const [, name = '', value = ''] = label.exec(text) ?? fail(current);
    labels[name] = value.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
  }
  return labels;
}

function checkHistogram(family: string, samples: readonly Sample[]): void {
  for (const { labels, value } of samples.filter(({ name }) => name === `${family}_count`)) {
    const buckets = samples.filter(({ name, labels: own }) => {
      return name === `${family}_bucket` && Object.entries(labels).every(([key, text]) => own[key] === text);
    });
    const counts = buckets.map((bucket) => bucket.value);
    const grows = counts.every((count, index) => index === 0 || count >= (counts[index - 1] ?? 0));
    if (buckets.at(-1)?.labels.le !== '+Inf' || counts.at(-1) !== value || !grows)
      throw new Error(`no whole histogram: ${family}`);
  }
}

function fail(current: string): never {
  throw new Error(`not of the format: ${current}`);
}
