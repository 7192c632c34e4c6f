import { z } from 'zod';
import { contactBatchShape, eventBatchShape, suppressionBatchShape } from '../../core/index.ts';

const refused = z.object({
  index: z.number().int().min(0).describe('Its place in the batch, from 0'),
  field: z.string().describe('Such as properties.amount; empty where all of it is wrong'),
  code: z.string().describe('Stable, such as event.contact_unknown'),
  message: z.string().describe('What is wrong and the way out, in the language of Accept-Language (en or ko)'),
});
const eventAnswer = z.object({
  accepted: z.number().int(),
  duplicates: z.number().int().describe('Taken before, or twice in this batch'),
  refused: z.array(refused),
});
const contactAnswer = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.array(refused),
  contacts: z.array(
    z.object({
      index: z.number().int(),
      id: z.string(),
      result: z.enum(['created', 'updated', 'unchanged']),
      consent: z.enum(['granted', 'unknown', 'refused']).describe('As it stands: a refusal that was there stays'),
    }),
  ),
});
const suppressionAnswer = z.object({
  added: z.number().int(),
  already: z.number().int().describe('Suppressed before: the first reason stays'),
  refused: z.array(refused),
});
/** Who is asked to confirm by mail. */
export const consentRequestShape = z.object({
  address: z.string().min(1).max(1_000).describe('Of a contact that is there'),
  source: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('Where the person asked for mail, such as the address of the form'),
  topics: z.array(z.string().max(64)).max(20).default([]).describe('Ids of topics to agree to as well'),
  lang: z.enum(['en', 'ko']).default('en').describe('Language of the mail and its page'),
});
const consentRequestAnswer = z.object({ until: z.iso.datetime().describe('How long the link holds') });
const failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
});

const schema = (shape: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(shape, { io, unrepresentable: 'any' });
  return rest;
};
const content = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const failed = (description: string) => ({ description, content: content('Failure') });

const FAILURES = {
  400: failed('The body is not JSON.'),
  401: failed('The key is missing, unknown or revoked.'),
  403: failed('The key may not do this.'),
  413: failed('The body is larger than 4 MB.'),
  429: failed('Too many requests, or too many refused ones.'),
  503: failed('Busy; sending it again is safe.'),
};

const write = (about: { id: string; summary: string; description: string; input: string; answer: string }) => ({
  post: {
    operationId: about.id,
    summary: about.summary,
    description: about.description,
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        schema: { type: 'string', minLength: 1, maxLength: 200 },
        description: 'The same key with the same body is answered as the first time, for 24 hours.',
      },
    ],
    requestBody: { required: true, content: content(about.input) },
    responses: {
      200: { description: 'All were taken.', content: content(about.answer) },
      207: { description: 'Some were refused; the others were taken.', content: content(about.answer) },
      422: {
        description: 'All were refused, or the batch is malformed.',
        content: {
          'application/json': {
            schema: { oneOf: [about.answer, 'Failure'].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
          },
        },
      },
      ...FAILURES,
    },
  },
});

/** The API as an OpenAPI 3.1 document. Its schemas come from the ones that requests are parsed with. */
export const openApi = (server: string) => ({
  openapi: '3.1.0',
  info: { title: 'Tandem', version: '1', description: 'For programs that tell Tandem about contacts.' },
  servers: [{ url: server }],
  security: [{ key: [] }],
  paths: {
    '/api/v1/events': write({
      id: 'recordEvents',
      summary: 'Record what contacts did',
      description:
        'Each event is looked at by itself. One with an id is taken once under its name; one without is one where it says the same. Contacts must exist.',
      input: 'EventBatch',
      answer: 'EventAnswer',
    }),
    '/api/v1/contacts': write({
      id: 'upsertContacts',
      summary: 'Make and change contacts',
      description:
        'Each contact is looked at by itself and found by address or external id. Attributes that are left out stay. Consent fills in what is unknown; it never ends a refusal or a suppression.',
      input: 'ContactBatch',
      answer: 'ContactAnswer',
    }),
    '/api/v1/suppressions': write({
      id: 'suppress',
      summary: 'Stop mail to addresses',
      description: 'Whether there is a contact or not. No import and no request ends a suppression.',
      input: 'SuppressionBatch',
      answer: 'SuppressionAnswer',
    }),
    '/api/v1/consent-requests': {
      post: {
        ...write({
          id: 'requestConsent',
          summary: 'Ask somebody to confirm by mail (double opt-in)',
          description: 'Consent counts from the confirmation on. A suppressed address is not asked.',
          input: 'ConsentRequest',
          answer: 'ConsentRequestAnswer',
        }).post,
        responses: {
          202: { description: 'The confirmation was sent.', content: content('ConsentRequestAnswer') },
          409: failed('The address is suppressed.'),
          422: failed('There is no such contact or topic, or the request is malformed.'),
          ...FAILURES,
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key, made under Settings' } },
    schemas: {
      EventBatch: schema(eventBatchShape, 'input'),
      EventAnswer: schema(eventAnswer, 'output'),
      ContactBatch: schema(contactBatchShape, 'input'),
      ContactAnswer: schema(contactAnswer, 'output'),
      SuppressionBatch: schema(suppressionBatchShape, 'input'),
      SuppressionAnswer: schema(suppressionAnswer, 'output'),
      ConsentRequest: schema(consentRequestShape, 'input'),
      ConsentRequestAnswer: schema(consentRequestAnswer, 'output'),
      Failure: schema(failure, 'output'),
    },
  },
});
