import { setTimeout as delay } from 'node:timers/promises';
import { LocalError } from '../local-error.ts';
import { createRecipients, linksOf } from '../sample/recipients.ts';
import type { LoggedMail, MailgunStandIn, WebhookInput } from '../stand-ins/mailgun-stand-in.ts';
import type { Done } from './demo-report.ts';

const LANES = 16;
/** A shorter time between delivery and opening is no person's. */
const READ_AFTER_MS = 3_500;

const inLanes = async <T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) await work(items[i] as T, i);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

const expectStatus = (what: string, status: number, ...wanted: readonly number[]): void => {
  if (!wanted.includes(status)) throw new LocalError(`The portal answered ${what} with ${status}.`);
};

/**
 * What the provider and the recipients do with a mail that was sent: it is delivered to all but a few (signed webhooks),
 * some open it and click (over HTTP), one unsubscribes by the one-click POST, which carries no cookie.
 */
export const liveThrough = async (
  mailgun: MailgunStandIn,
  portal: { url: string; publicUrl: string },
  say: (line: string) => void,
): Promise<Done> => {
  const recipients = createRecipients(portal);
  const mails = [...mailgun.log()].sort((a, b) => (a.address < b.address ? -1 : 1));
  const bounces = (i: number): boolean => i % 97 === 96;
  const reached = mails.filter((_, i) => !bounces(i));

  const webhook = async (input: WebhookInput): Promise<void> => {
    const [status] = await mailgun.postWebhook(`${portal.url}/webhooks/mailgun`, input);
    expectStatus('a signed webhook', status ?? 0, 200);
  };
  const about = ({ messageId, batchId, address }: LoggedMail) => ({ messageId, batchId, recipient: address });
  say(`Posting ${mails.length} signed webhooks …`);
  await inLanes(mails, (mail, i) =>
    webhook(
      bounces(i)
        ? { event: 'failed', severity: 'permanent', reason: 'bounce', ...about(mail) }
        : { event: 'delivered', at: mail.at, ...about(mail) },
    ),
  );
  // A forged one changes nothing.
  const forged = mailgun.signWebhook({ event: 'complained', ...about(reached[0] as LoggedMail) });
  const answer = await fetch(`${portal.url}/webhooks/mailgun`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...forged, signature: { ...(forged.signature as object), signature: '0'.repeat(64) } }),
  });
  expectStatus('a forged webhook', answer.status, 401);

  const last = Math.max(...mails.map(({ at }) => at.getTime()));
  await delay(Math.max(0, last + READ_AFTER_MS - Date.now()));
  const openers = reached.filter((_, i) => i % 5 < 2).slice(0, 200);
  const clickers = openers.filter((_, i) => i % 4 === 0);
  say(`${openers.length} recipients open the mail, ${clickers.length} of them click, one unsubscribes …`);
  await inLanes(openers, async (mail, i) => {
    const { pixel } = linksOf(mail);
    if (pixel === undefined) throw new LocalError(`The mail to ${mail.address} has no pixel.`);
    expectStatus('a pixel', await recipients.open(pixel, i), 200);
  });
  await inLanes(clickers, async (mail, i) => {
    const { clicks } = linksOf(mail);
    const link = clicks[i % Math.max(clicks.length, 1)];
    if (link === undefined) throw new LocalError(`The mail to ${mail.address} has no tracked link.`);
    expectStatus('a click', await recipients.click(link, i), 302, 303);
  });
  const leaver = reached.at(-1);
  const unsubscribe = leaver === undefined ? undefined : linksOf(leaver).unsubscribe;
  if (unsubscribe === undefined) throw new LocalError('The mail has no one-click header.');
  expectStatus('the one-click POST', await recipients.oneClick(unsubscribe), 200);
  return { delivered: reached.length, opened: openers.length, clicked: clickers.length, unsubscribed: 1 };
};
