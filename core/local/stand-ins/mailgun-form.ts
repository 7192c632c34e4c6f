import type { IncomingMessage } from 'node:http';

/** Mailgun's documented limits, kept apart from the product's own, so that a wrong one there is noticed. */
const LIMITS = { recipients: 1_000, messageBytes: 25 * 1024 * 1024, optionBytes: 16 * 1024 } as const;

/** The body of a POST; what is larger than a message may be is read, thrown away and named. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | 'too_large'> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and thrown away, so that the answer can be received.
    if (size <= LIMITS.messageBytes + 1024 * 1024) chunks.push(chunk);
  }
  return size > LIMITS.messageBytes + 1024 * 1024 ? 'too_large' : Buffer.concat(chunks);
};

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/;

/** A form by name; what stands several times (`to`) is joined by commas. */
export const readForm = async (body: Buffer, contentType: string): Promise<Map<string, string>> => {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const fields = new Map<string, string>();
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string') continue;
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : `${known},${value}`);
  }
  return fields;
};

/** The `h:Message-Id` of a multipart body, without angle brackets; empty where it names none. */
export const messageIdIn = (body: Buffer): string => {
  const at = body.indexOf('name="h:Message-Id"');
  const near = at < 0 ? '' : body.subarray(at, at + 600).toString('latin1');
  return /\r\n\r\n<?([^<>\r\n]+)>?\r\n/.exec(near)?.[1] ?? '';
};

export type Variables = Record<string, Record<string, string>>;

/** What Mailgun would say against a mail; undefined where it takes it. */
export const complaint = (
  fields: ReadonlyMap<string, string>,
  to: readonly string[],
  variables: Variables | undefined,
  refused: ReadonlySet<string>,
): string | undefined => {
  if (!fields.get('from')) return "'from' parameter is missing";
  if (to.length === 0) return "'to' parameter is missing";
  if (!fields.get('subject')) return "'subject' parameter is missing";
  if (!fields.get('html') && !fields.get('text')) return "Need at least one of 'text' or 'html' parameters specified";
  if (to.length > LIMITS.recipients) return `too many recipients: ${to.length} (at most ${LIMITS.recipients})`;
  if (to.some((address) => !ADDRESS.test(address) || refused.has(address))) {
    return "'to' parameter is not a valid address. please check documentation";
  }
  if (new Set(to).size !== to.length) return 'a recipient stands twice in one batch';
  if (to.length > 1 && variables === undefined) return 'recipient-variables are missing: everybody would see everybody';
  if (variables !== undefined && to.some((address) => variables[address] === undefined)) {
    return 'recipient-variables lack a recipient';
  }
  const options = [...fields]
    .filter(([name]) => /^[ohvt]:/.test(name))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  return options > LIMITS.optionBytes ? 'o:, h:, v: and t: parameters exceed 16 KB' : undefined;
};
