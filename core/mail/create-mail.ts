import type { Clock } from '../common/clock.ts';
import type { Database } from '../common/database-store.ts';
import type { Logger } from '../common/logger.ts';
import type { Config } from '../config.ts';
import type { EmailProvider } from './email-provider.ts';
import { createMailgunProvider } from './mailgun-provider.ts';
import { createOutboxProvider } from './outbox-provider.ts';
import { createOutboxService, type OutboxService } from './outbox-service.ts';
import { createOutboxStore } from './outbox-store.ts';

/** Mailgun where it is configured, else the outbox. The outbox can be read either way. */
export const createMail = (deps: {
  readonly database: Database;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}): { provider: EmailProvider; outbox: OutboxService } => {
  const store = createOutboxStore(deps.database);
  const { mail } = deps.config;
  return {
    provider:
      mail.kind === 'mailgun'
        ? createMailgunProvider({ apiKey: mail.apiKey, domain: mail.domain, url: mail.url, logger: deps.logger })
        : createOutboxProvider({ store, clock: deps.clock }),
    outbox: createOutboxService(store),
  };
};
