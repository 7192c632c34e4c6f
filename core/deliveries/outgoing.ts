import { PIXEL_PLACEHOLDER, UNSUBSCRIBE_HEADERS } from '../campaigns/compiled-mail.ts';
import type { KeyedHash } from '../common/keyed-hash.ts';
import type { OutgoingBatch } from '../mail/email-provider.ts';
import type { BatchDoc, FrozenMailDoc, Recipient } from './delivery-doc.ts';
import { linkAddressesOf } from './link-token.ts';
import { messageIdOf } from './message-id.ts';

const OPEN_VARIABLE = '%recipient.open%';

/** A frozen body with its open pixel in place. */
export const withPixel = (html: string): string => {
  const pixel = `<img src="${OPEN_VARIABLE}" width="1" height="1" alt="" style="display:block;border:0" />`;
  if (html.includes(PIXEL_PLACEHOLDER)) return html.replaceAll(PIXEL_PLACEHOLDER, pixel);
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
};

/**
 * What stands for the placeholders of one person's mail, as a JSON object: Liquid's outputs and the person's own links.
 * What was frozen is taken as it is: a batch holds a thousand of them.
 */
export const variablesOf = (
  deps: { readonly hash: KeyedHash; readonly portalUrl: string },
  input: {
    readonly runId: string;
    readonly links: number;
    readonly recipient: Pick<Recipient, 'contactId' | 'variables'>;
  },
): string => {
  const { contactId, variables } = input.recipient;
  // Written straight as JSON: the address of the portal is escaped, and nothing in a token needs to be.
  const portalUrl = JSON.stringify(deps.portalUrl).slice(1, -1);
  const address = linkAddressesOf(deps.hash, portalUrl, { runId: input.runId, contactId });
  let own = `"unsubscribe":"${address('unsubscribe')}","preferences":"${address('preferences')}"`;
  own += `,"view":"${address('view')}","open":"${address('open')}"`;
  for (let link = 0; link < input.links; link += 1) own += `,"l${link}":"${address('click', link)}"`;
  return variables === '{}' ? `{${own}}` : `${variables.slice(0, -1)},${own}}`;
};

/** One POST for the part in hand. A pure function of the frozen mail, the batch and the secret. */
export const outgoingBatch = (
  deps: { readonly hash: KeyedHash; readonly portalUrl: string; readonly fromDomain: string },
  batch: BatchDoc,
  mail: FrozenMailDoc,
  recipients: readonly Recipient[],
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
    address: recipient.address,
    variables: variablesOf(deps, { runId: batch.runId, links: mail.links.length, recipient }),
  })),
});
