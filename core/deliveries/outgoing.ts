import { PIXEL_PLACEHOLDER, UNSUBSCRIBE_HEADERS } from '../campaigns/compiled-mail.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { OutgoingBatch } from '../mail/email-provider.ts';
import type { BatchDoc, FrozenMailDoc, RecipientDoc } from './delivery-doc.ts';
import { type LinkKind, linkAddress } from './link-token.ts';
import { messageIdOf } from './message-id.ts';

const OPEN_VARIABLE = '%recipient.open%';

/** A frozen body with its open pixel in place. */
export const withPixel = (html: string): string => {
  const pixel = `<img src="${OPEN_VARIABLE}" width="1" height="1" alt="" style="display:block;border:0" />`;
  if (html.includes(PIXEL_PLACEHOLDER)) return html.replaceAll(PIXEL_PLACEHOLDER, pixel);
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
};

/** What stands for the placeholders of one person's mail: Liquid's outputs and the person's own links. */
export const variablesOf = (
  deps: { readonly hash: KeyedHash; readonly portalUrl: string },
  input: { readonly runId: string; readonly links: number; readonly recipient: RecipientDoc },
): Record<string, string> => {
  const address = (kind: LinkKind, link = 0): string =>
    linkAddress(deps.hash, deps.portalUrl, { kind, runId: input.runId, contactId: input.recipient.c, link });
  const variables: Record<string, string> = { ...input.recipient.v };
  for (let link = 0; link < input.links; link += 1) variables[`l${link}`] = address('click', link);
  variables.unsubscribe = address('unsubscribe');
  variables.view = address('view');
  variables.open = address('open');
  return variables;
};

/** One POST for the part in hand. A pure function of the frozen mail, the batch and the secret. */
export const outgoingBatch = (
  deps: { readonly hash: KeyedHash; readonly portalUrl: string; readonly fromDomain: string },
  batch: BatchDoc,
  mail: FrozenMailDoc,
  recipients: readonly RecipientDoc[],
): OutgoingBatch => ({
  runId: batch.runId,
  batchId: batch._id,
  attempt: batch.attemptCount,
  campaignId: batch.campaignId,
  messageId: messageIdOf(batch._id, batch.part, deps.fromDomain),
  from: mail.from,
  replyTo: mail.replyTo,
  subject: mail.subject,
  html: mail.html,
  text: mail.text,
  headers: UNSUBSCRIBE_HEADERS,
  recipients: recipients.map((recipient) => ({
    address: recipient.a,
    variables: variablesOf(deps, { runId: batch.runId, links: mail.links.length, recipient }),
  })),
});
