/** What the API server asks an aggregated API for before anything else. */
export function discoveryDocument(path: string, group: string, solver: string): object | undefined {
  const groupVersion = `${group}/v1alpha1`;
  const version = { groupVersion, version: 'v1alpha1' };
  if (path === `/apis/${group}`) {
    return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [version], preferredVersion: version };
  }
  if (path !== `/apis/${groupVersion}`) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [
      {
        name: solver,
        singularName: '',
        namespaced: false,
        group: 'webhook.acme.cert-manager.io',
        version: 'v1alpha1',
        kind: 'ChallengePayload',
        verbs: ['create'],
      },
    ],
  };
}

/** An answer of the solver, good or bad; cert-manager takes one without `response` for a fault of its own. */
export function challengeAnswer(uid: string, failure?: { readonly code: number; readonly message: string }): object {
  const base = { kind: 'ChallengePayload', apiVersion: 'webhook.acme.cert-manager.io/v1alpha1' };
  if (failure === undefined) return { ...base, response: { uid, success: true } };
  const { code, message } = failure;
  const status = { metadata: {}, status: 'Failure', message, reason: reasonOf(code), code };
  return { ...base, response: { uid, success: false, status } };
}

function reasonOf(code: number): string {
  const reasons: Readonly<Record<number, string>> = {
    400: 'BadRequest',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    429: 'TooManyRequests',
    503: 'ServiceUnavailable',
  };
  return reasons[code] ?? 'InternalError';
}
