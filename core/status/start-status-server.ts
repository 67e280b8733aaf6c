import type { DesiredState } from '../config/desired-state.js';
import { broadcast, type PassListener } from '../issuance/pass/events.js';
import type { PassServices } from '../issuance/pass/pass-services.js';
import type { PlanServices } from '../issuance/pass/plan-pass.js';
import { failureFields } from '../logging/failure-fields.js';
import { readDetails } from './details.js';
import { openHistory } from './history.js';
import { createMetrics } from './metrics.js';
import { renderCertificatePage } from './page/certificate-page.js';
import { renderPage } from './page/render-page.js';
import { contentSecurityPolicy } from './page/shell.js';
import { createReporter } from './report.js';
import { type Answer, listenForReaders } from './server.js';
import { statusJson } from './status-json.js';

export interface StatusServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly services: PlanServices & Pick<PassServices, 'log' | 'store'>;
  /** The configuration as it is now. */
  readonly state: () => DesiredState;
  readonly redact: (text: string) => string;
  readonly version: string;
}

export interface StatusServer {
  readonly url: string;
  /** To be told of what happens in passes. */
  readonly listen: PassListener;
  close(): Promise<void>;
}

/**
 * Serves `/healthz`, `/metrics`, `/api/status` and pages at `/` and `/certificate?name=…`. Only reads, shows no secret, and has no say in what
 * the daemon does.
 * @throws Failure CONFIG where the address cannot be bound
 */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const { services, state, version, redact } = options;
  const { clock, log, store } = services;
  const reporter = createReporter(services, state, redact);
  const metrics = createMetrics(version, state, clock.now);
  const history = await openHistory(store.publication.state, clock.now, redact, log);

  const routes = {
    '/': async (query: URLSearchParams): Promise<Answer> => {
      const report = await reporter.read();
      return page(renderPage({ report, passes: history.passes(), version, search: query.get('q') ?? '' }));
    },
    '/certificate': async (query: URLSearchParams): Promise<Answer> => {
      const { certificates, at, store: shared } = await reporter.read();
      const certificate = certificates.find(({ name }) => name === query.get('name'));
      if (certificate === undefined)
        return { status: 404, type: 'text/plain; charset=utf-8', body: 'there is no certificate of this name\n' };
      const details = await readDetails(store, certificate.name, shared?.away !== undefined);
      return page(renderCertificatePage({ certificate, details, passes: history.passes(), version, at }));
    },
    '/healthz': async (): Promise<Answer> => {
      const { health } = await reporter.read();
      return json(health, health.healthy ? 200 : 503);
    },
    '/api/status': async (): Promise<Answer> => {
      const report = await reporter.read();
      // Programs that read it have no eye for a sentence beside: what is remembered is no status.
      if (report.store?.away !== undefined) return json({ problem: report.store.away }, 503);
      return json(statusJson(report));
    },
    '/metrics': async (): Promise<Answer> => ({
      status: 200,
      type: metrics.contentType,
      body: await metrics.render(await reporter.read()),
    }),
  };
  const listener = await listenForReaders({
    listen: options.listen,
    routes,
    hosts: () => state().settings.statusHosts,
    log,
  });
  log.info({ event: 'status.listening', url: listener.url }, `status page at ${listener.url}`);
  const listen = broadcast([metrics.listen, history.listen, () => reporter.forget()], (error) =>
    log.error({ event: 'listener.failed', ...failureFields(error) }, 'a listener failed'),
  );
  return {
    url: listener.url,
    listen,
    async close() {
      await listener.close();
      await history.settle();
    },
  };
}

function page(body: string): Answer {
  const headers = { 'content-security-policy': contentSecurityPolicy };
  return { status: 200, type: 'text/html; charset=utf-8', body, headers };
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(value, undefined, 2)}\n` };
}
