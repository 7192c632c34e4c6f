import type { LinkAnswer } from '../../core/campaigns/preflight/preflight-service.ts';

/** What an address that is there answers. */
export const found = (url: string, over: Partial<Extract<LinkAnswer, { kind: 'answered' }>> = {}): LinkAnswer => ({
  kind: 'answered',
  status: 200,
  hops: [url],
  tls: 'TLSv1.3',
  ms: 20,
  bytes: 100,
  ...over,
});

/** A body with these links. */
export const withLinks = (...urls: string[]) => ({
  body: { kind: 'blocks', blocks: urls.map((href) => ({ kind: 'button', label: 'Go', href })) },
});
