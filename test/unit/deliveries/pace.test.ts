import fc from 'fast-check';
import { type FitAnswer, nextFit } from '../../../core/deliveries/batch-fit.ts';
import { batchByRates } from '../../../core/deliveries/pace.ts';
import { sendTiming } from '../../../core/deliveries/timing.ts';
import { BREAK_AT, troubleIn, troubleReason, WEIGHTS } from '../../../core/deliveries/trouble.ts';

describe('a batch', () => {
  const rates = { perMinute: 200, domains: { 'slow.test': 50, 'quick.test': 900 } };

  it.each([
    ['a@slow.test', { domain: 'slow.test', size: 50 }],
    ['a@quick.test', { domain: 'quick.test', size: 200 }],
    ['a@example.test', { domain: null, size: 200 }],
    ['a@sub.slow.test', { domain: null, size: 200 }],
    ['a@constructor', { domain: null, size: 200 }],
  ])('for %s is as the rates say', (address, expected) => {
    expect(batchByRates(rates, 500, address)).toEqual(expected);
  });

  it('is never larger than configured, than a minute of all, or than a minute of its domain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.option(fc.integer({ min: 1, max: 5_000 })),
        fc.integer({ min: 1, max: 5_000 }),
        (batchSize, perMinute, own) => {
          const { size } = batchByRates({ perMinute, domains: { 'a.test': own } }, batchSize, 'x@a.test');
          expect(size).toBeGreaterThanOrEqual(1);
          expect(size).toBe(Math.min(batchSize, perMinute ?? Number.POSITIVE_INFINITY, own));
        },
      ),
    );
  });
});

describe('how many people a POST carries', () => {
  const answer = fc.constantFrom<FitAnswer>('too_large', 'accepted', 'other');

  it('is from one to as many as configured after any answers, and grows back where full POSTs are taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(answer, { maxLength: 60 }), (most, answers) => {
        let fit = most;
        for (const one of answers) {
          const carried = fit;
          fit = nextFit(fit, most, one, carried);
          expect(fit).toBeGreaterThanOrEqual(1);
          expect(fit).toBeLessThanOrEqual(most);
          if (one === 'too_large' && carried > 1) expect(fit).toBeLessThanOrEqual(carried / 2);
        }
        for (let n = 0; n < 20; n += 1) fit = nextFit(fit, most, 'accepted', fit);
        expect(fit).toBe(most);
      }),
    );
  });

  it('does not grow by a POST that carried less', () => {
    expect(nextFit(100, 1_000, 'accepted', 99)).toBe(100);
    expect(nextFit(100, 1_000, 'accepted', 100)).toBe(150);
  });
});

describe('trouble', () => {
  it.each([
    [{ kind: 'accepted', providerId: 'x' }, undefined],
    [{ kind: 'throttled', retryAfterMs: 1 }, undefined],
    [{ kind: 'rejected', status: 401, reason: 'Forbidden' }, 'refused'],
    [{ kind: 'rejected', status: 402, reason: 'unpaid' }, 'refused'],
    [{ kind: 'rejected', status: 403, reason: 'disabled' }, 'refused'],
    [{ kind: 'rejected', status: 404, reason: 'no such domain' }, 'refused'],
    [{ kind: 'rejected', status: 400, reason: 'bad address' }, 'mail'],
    [{ kind: 'rejected', status: 413, reason: 'too large' }, 'mail'],
    [{ kind: 'not_sent', reason: 'ECONNREFUSED' }, 'unreachable'],
    [{ kind: 'ambiguous', reason: 'answered 503' }, 'failing'],
  ] as const)('in %o is %s', (answer, kind) => {
    const trouble = troubleIn(answer);
    expect(trouble?.kind).toBe(kind);
    if (trouble === undefined) return;
    const reason = troubleReason(trouble);
    for (const text of [reason.en, reason.ko]) expect(text).toContain(trouble.detail);
    expect(reason.en).toMatch(/resume/);
    expect(reason.ko).toMatch(/재개/);
  });

  it('breaks after five answers about the account, and not while one address in 1,000 is narrowed down', () => {
    expect(Math.ceil(BREAK_AT / WEIGHTS.refused)).toBe(5);
    const halvings = Math.ceil(Math.log2(1_000)) + 1;
    expect(halvings * WEIGHTS.mail).toBeLessThan(BREAK_AT);
  });
});

describe('timing', () => {
  it('never goes below its floors, and a POST always fits into its lease', () => {
    fc.assert(
      fc.property(
        fc.record(
          { leaseMs: fc.integer(), evidenceDelayMs: fc.integer(), leastLeaseMs: fc.integer(), retryMs: fc.integer() },
          { requiredKeys: [] },
        ),
        (changes) => {
          const timing = sendTiming(changes);
          expect(timing.leaseMs).toBeGreaterThanOrEqual(1_000);
          expect(timing.evidenceDelayMs).toBeGreaterThanOrEqual(500);
          expect(timing.retryMs).toBeGreaterThanOrEqual(50);
          expect(timing.leastLeaseMs).toBeLessThanOrEqual(timing.leaseMs / 2);
        },
      ),
    );
  });
});
