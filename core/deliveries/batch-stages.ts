import type { PartDoc, SettledDoc } from './delivery-doc.ts';
import type { Doubt } from './doubt.ts';

/** Text from outside may begin with `$`; in a pipeline it must not be read as a field. */
export const literal = (value: unknown) => ({ $literal: value });

const PART_FIELDS = ['part', 'from', 'to', 'people'] as const satisfies readonly (keyof PartDoc)[];

/** A part as it stands under `path`, without what else stands there. */
export const partAt = (path: string) => Object.fromEntries(PART_FIELDS.map((field) => [field, `${path}${field}`]));
const partInHand = partAt('$');

/** A field of the first waiting part. By `$let`: a path through the array flattens what it finds on some servers. */
const ofNextPart = (field: keyof PartDoc, otherwise: unknown) => ({
  $cond: [
    { $gt: [{ $size: '$waiting' }, 0] },
    { $let: { vars: { next: { $arrayElemAt: ['$waiting', 0] } }, in: `$$next.${field}` } },
    otherwise,
  ],
});

/** The part in hand leaves; the next waiting part comes to hand, or the batch is done. */
export const takeNextPart = [
  {
    $set: {
      state: { $cond: [{ $gt: [{ $size: '$waiting' }, 0] }, 'pending', 'done'] },
      part: ofNextPart('part', '$part'),
      from: ofNextPart('from', '$to'),
      to: ofNextPart('to', '$to'),
      people: ofNextPart('people', 0),
      waiting: { $slice: ['$waiting', 1, 10_000] },
      owner: null,
      leaseUntil: null,
      checkAt: null,
      attemptAt: null,
      retries: 0,
      notBefore: '$$NOW',
    },
  },
];

/** Nobody is asked about the batch any more, and what a person asked for is done. */
export const noLongerAsked = [
  {
    $set: {
      askedAt: {
        $cond: [
          {
            $or: [
              { $ne: ['$state', 'done'] },
              {
                $gt: [
                  {
                    $size: {
                      $filter: { input: '$settled', as: 'one', cond: { $eq: ['$$one.outcome', 'needs_human'] } },
                    },
                  },
                  0,
                ],
              },
            ],
          },
          '$askedAt',
          '$$REMOVE',
        ],
      },
    },
  },
];

/** Of one settled part, named `$$one`: it is this part, and it waits for a person. */
export const isWaiting = (part: number) => ({
  $and: [{ $eq: ['$$one.part', literal(part)] }, { $eq: ['$$one.outcome', 'needs_human'] }],
});

/** The part in hand gets its outcome; what comes next comes to hand. */
export const settling = (
  outcome: SettledDoc['outcome'],
  facts: { reason?: string; providerId?: string; doubt?: Doubt },
) => [
  {
    $set: {
      settled: {
        $concatArrays: [
          '$settled',
          [
            {
              ...partInHand,
              outcome: literal(outcome),
              reason: literal(facts.reason ?? null),
              providerId: literal(facts.providerId ?? null),
              doubt: literal(facts.doubt ?? null),
              at: '$$NOW',
            },
          ],
        ],
      },
      ...(outcome === 'needs_human' ? { askedAt: '$$NOW' } : {}),
    },
  },
  ...takeNextPart,
  ...noLongerAsked,
];
