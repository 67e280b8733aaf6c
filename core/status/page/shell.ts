import { createHash } from 'node:crypto';
import { type Html, html, trusted } from './html.js';
import { script } from './script.js';
import { style } from './style.js';

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing is loaded from anywhere, nothing runs but the page's own few lines, and nobody may frame it. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  'img-src data:',
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const icon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Crect x=%222%22 y=%227%22 width=%2212%22 height=%228%22 rx=%222%22 fill=%22%230f7a4a%22/%3E%3Cpath d=%22M5 7V5a3 3 0 0 1 6 0v2%22 fill=%22none%22 stroke=%22%230f7a4a%22 stroke-width=%222%22/%3E%3C/svg%3E';

export interface ShellContent {
  readonly title: string;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: Html;
}

/** What all pages have around them. */
export function renderShell({ title, version, at, body }: ShellContent): string {
  const name = `${title} · letsencrypt-dns`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}</title>
<link rel="icon" href="${trusted(icon)}">
<style>${trusted(style)}</style>
</head>
<body>
<div class="wrap" id="live">
<p class="brand">${lock()} <a href="/">letsencrypt-dns ${version}</a> <span>as of ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC</span></p>
${body}
<footer><a href="/api/status">JSON</a> <a href="/metrics">Metrics</a> <a href="/healthz">Health</a></footer>
</div>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.html;
}

function lock(): Html {
  return html`<svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true" fill="currentColor"><rect x="2" y="7" width="12" height="8" rx="2"/><path d="M5 7V5a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" stroke-width="1.8"/></svg>`;
}
