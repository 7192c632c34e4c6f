import type { OutboxStore } from './outbox-store.ts';
import { substitute } from './substitute.ts';

/** A mail that was captured instead of delivered. */
export interface CapturedMail {
  readonly id: string;
  readonly campaignId: string;
  readonly address: string;
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly test: boolean;
  readonly at: Date;
}

export interface OutboxService {
  /** `query` is the beginning of an address or a part of the subject. Newest first. */
  search(input: {
    query?: string;
    campaignId?: string;
    before?: string;
    limit?: number;
  }): Promise<{ mails: readonly CapturedMail[]; total: number; next: string | null }>;
  byId(id: string): Promise<CapturedMail | undefined>;
}

const PAGE = 50;

export const createOutboxService = (store: OutboxStore): OutboxService => {
  const render = async (docs: Awaited<ReturnType<OutboxStore['page']>>['docs']): Promise<CapturedMail[]> => {
    const bodies = await store.bodiesOf(docs.map((doc) => doc.messageId));
    return docs.map((doc) => {
      const body = bodies.get(doc.messageId);
      const fill = (text: string | undefined): string => substitute(text ?? '', doc.variables);
      return {
        id: doc._id,
        campaignId: doc.campaignId,
        address: doc.address,
        from: body?.from ?? '',
        subject: doc.subject,
        html: fill(body?.html),
        text: fill(body?.text),
        headers: {
          'Reply-To': body?.replyTo ?? '',
          'Message-Id': `<${doc.messageId}>`,
          ...Object.fromEntries((body?.headers ?? []).map(({ name, value }) => [name, fill(value)])),
        },
        test: doc.test,
        at: doc.at,
      };
    });
  };

  return {
    async search({ query, campaignId, before, limit = PAGE }) {
      const size = Math.min(Math.max(Math.trunc(limit), 1), 500);
      const order = before === undefined ? undefined : Number(before);
      const { docs, total } = await store.page({
        ...(query === undefined ? {} : { query: query.trim() }),
        ...(campaignId === undefined ? {} : { campaignId }),
        ...(order !== undefined && Number.isSafeInteger(order) ? { before: order } : {}),
        limit: size,
      });
      const last = docs.at(-1);
      return {
        mails: await render(docs),
        total,
        next: docs.length < size || last === undefined ? null : String(last.order),
      };
    },
    async byId(id) {
      const doc = await store.mail(id);
      return doc === null ? undefined : (await render([doc]))[0];
    },
  };
};
