import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { MailgunConditions } from './mailgun-faults.ts';

interface ListedEvent {
  readonly id: string;
  readonly event: string;
  readonly recipient: string;
  /** Seconds. */
  readonly timestamp: number;
  readonly listedAt: number;
  readonly message: { readonly headers: { readonly 'message-id': string } };
  readonly tags: readonly string[];
  readonly 'user-variables': Readonly<Record<string, string>>;
}

export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** The log that Mailgun's events endpoint reads, and the endpoint. */
export const createMailgunEvents = (domain: string, conditions: MailgunConditions) => {
  const events: ListedEvent[] = [];
  return {
    add(event: string, recipient: string, messageId: string, variables: Record<string, string>, id?: string): void {
      events.push({
        id: id ?? randomBytes(12).toString('base64url'),
        event,
        recipient,
        timestamp: Date.now() / 1_000,
        listedAt: Date.now(),
        message: { headers: { 'message-id': messageId } },
        tags: [],
        'user-variables': variables,
      });
    },

    /** Answers `GET …/events` and its pages. */
    answer(url: URL, response: ServerResponse): void {
      if (conditions.unreadableLog) {
        json(response, 500, { message: 'Internal Server Error' });
        return;
      }
      // As Mailgun's own, a page is a path that carries its query.
      const token = url.pathname.split('/events/')[1];
      const asked =
        token === undefined ? url.searchParams : new URLSearchParams(Buffer.from(token, 'base64url').toString());
      const parameter = (name: string): string | undefined => asked.get(name) ?? undefined;
      const limit = Math.min(Number(parameter('limit') ?? 100), 300);
      const offset = Number(parameter('offset') ?? 0);
      const begin = parameter('begin');
      const shown = events.filter(
        (event) =>
          event.listedAt + conditions.eventDelayMs <= Date.now() &&
          (parameter('message-id') === undefined || event.message.headers['message-id'] === parameter('message-id')) &&
          (parameter('event') === undefined || event.event === parameter('event')) &&
          (parameter('recipient') === undefined || event.recipient === parameter('recipient')) &&
          (begin === undefined || event.timestamp >= Number(begin)),
      );
      const page = (at: number): string => {
        const query = new URLSearchParams(asked);
        query.set('offset', String(at));
        return `${url.origin}/v3/${domain}/events/${Buffer.from(query.toString()).toString('base64url')}`;
      };
      json(response, 200, {
        items: shown.slice(offset, offset + limit),
        paging: {
          next: page(offset + limit),
          previous: page(Math.max(0, offset - limit)),
          first: page(0),
          last: page(Math.max(0, shown.length - limit)),
        },
      });
    },
  };
};
