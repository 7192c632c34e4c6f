import type { Request } from 'express';
import type { RequestFacts } from '../../core/index.ts';

/** What tracking may know of a request: method, agent (first 300 characters) and network address. */
export const requestFacts = (req: Request): RequestFacts => ({
  method: req.method,
  userAgent: (req.get('user-agent') ?? '').slice(0, 300),
  network: req.ip ?? '',
});
