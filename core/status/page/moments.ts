import { type Html, html } from './html.js';

const minute = 60_000;
const hour = 60 * minute;
const dayMs = 24 * hour;

/** `12 s`, `3.4 s`, `2 min`: how long something took. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds < 2 * minute) return `${Math.round(milliseconds / 1000)} s`;
  return span(milliseconds);
}

/** `5 min`, `7 h`, `61 days`: rounded down to the largest sensible unit. */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  if (length < minute) return 'less than a minute';
  if (length < 2 * hour) return `${Math.floor(length / minute)} min`;
  if (length < 2 * dayMs) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / dayMs)} days`;
}

/** `in 61 days` or `3 h ago`, with the exact moment for machines and as a hint. */
export function moment(at: Date | number, now: number): Html {
  const date = new Date(at);
  const distance = date.getTime() - now;
  const words = distance >= 0 ? `in ${span(distance)}` : `${span(distance)} ago`;
  const exact = date.toISOString();
  return html`<time datetime="${exact}" title="${exact.slice(0, 16).replace('T', ' ')} UTC">${words}</time>`;
}

/** `2030-05-01`, in UTC. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
