import fc from 'fast-check';
import type { QuietHours, Schedule } from '../../../core/campaigns/campaign.ts';
import type { CompiledMail } from '../../../core/campaigns/compiled-mail.ts';
import { localInstant, quietUntil } from '../../../core/campaigns/quiet-hours.ts';
import type { Contact } from '../../../core/contacts/contact.ts';
import type { ContactService } from '../../../core/contacts/contact-service.ts';
import type { PlacedBatch } from '../../../core/deliveries/batch-people.ts';
import type { ExclusionDoc } from '../../../core/deliveries/delivery-doc.ts';
import type { DeliveryStore } from '../../../core/deliveries/delivery-store.ts';
import { freezeAudience } from '../../../core/deliveries/freeze-audience.ts';
import { createSendPlan } from '../../../core/deliveries/send-plan.ts';
import { aContact } from '../../support/builders.ts';

const MAIL: CompiledMail = {
  from: 'a@b.test',
  replyTo: '',
  links: [],
  mergeFields: [],
  for: (contact) => ({
    variant: { key: String(contact.attributes.group), subject: 's', html: '<html></html>', text: 't' },
    variables: {},
  }),
};

const ZONES = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'] as const;
const WHERE = [...ZONES, 'KST', 'Nowhere/Land', '', undefined] as const;
const NOW = new Date('2026-11-24T03:00:00Z');

const person = fc.record({
  address: fc.boolean(),
  consent: fc.constantFrom('granted', 'unknown', 'withdrawn'),
  suppressed: fc.boolean(),
  capped: fc.boolean(),
  said: fc.constantFrom('granted', 'refused', undefined),
  zone: fc.constantFrom(...WHERE),
  group: fc.constantFrom('a', 'b'),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const schedule = fc.record({
  localTime: fc.constantFrom('2026-11-24T09:00', '2026-11-24T23:30', '2026-11-23T09:00'),
  zone: fc.constantFrom(...ZONES),
  fallbackZone: fc.constantFrom(...ZONES),
  local: fc.boolean(),
});
const quietHours = fc.option(
  fc.record({
    from: fc.constantFrom('21:00', '12:00'),
    to: fc.constantFrom('08:00', '20:00'),
    policy: fc.constantFrom<QuietHours['policy']>('hold', 'drop'),
  }),
  { nil: null },
);

/** What the rules say of one person, told without the code under test. */
const expected = (one: Person, plan: { schedule: Schedule; quiet: QuietHours | null }) => {
  if (!one.address) return 'no_address';
  if (one.suppressed) return 'suppressed';
  if (one.consent !== 'granted' || one.said === 'refused') return 'no_consent';
  if (one.capped) return 'capped';
  const { local, localTime, zone, at } = plan.schedule;
  const own = ZONES.find((name) => name === one.zone) ?? local?.fallbackZone ?? zone;
  const floor = Math.max(NOW.getTime(), at?.getTime() ?? 0);
  const moment = local === undefined ? floor : Math.max(floor, localInstant(localTime ?? '', own).getTime());
  const until = plan.quiet === null ? null : quietUntil(plan.quiet, own, new Date(moment));
  if (until !== null && plan.quiet?.policy === 'drop') return 'quiet_hours';
  return until?.getTime() ?? moment;
};

it('everybody gets exactly one place: at the moment that is theirs, or left out with the first reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { maxLength: 40 }), schedule, quietHours, async (people, given, quiet) => {
      const { localTime, zone, local, fallbackZone } = given;
      const planned: Schedule = {
        localTime,
        zone,
        at: localInstant(localTime, zone),
        ...(local ? { local: { fallbackZone } } : {}),
      };
      const contacts: Contact[] = people.map((one, i) =>
        aContact({
          id: `c${String(i).padStart(3, '0')}`,
          address: one.address ? `c${i}@example.test` : null,
          consent: { status: one.consent, at: NOW, basis: 'test' } as unknown as Contact['consent'],
          ...(one.said === undefined ? {} : { topics: { News: { status: one.said, at: NOW } } }),
          attributes: { group: one.group, ...(one.zone === undefined ? {} : { zone: one.zone }) },
        }),
      );
      const batches: PlacedBatch[] = [];
      const exclusions: ExclusionDoc[] = [];
      const facts = await freezeAudience(
        {
          store: {
            addBatches: async (docs: PlacedBatch[]) => batches.push(...docs),
            addExclusions: async (docs: ExclusionDoc[]) => exclusions.push(...docs),
            addMails: async () => undefined,
          } as unknown as DeliveryStore,
          contacts: {
            addressHash: (address: string) => address,
            allSuppressions: async () =>
              new Map(people.flatMap((one, i) => (one.suppressed ? [[`c${i}@example.test`, 'manual' as const]] : []))),
          } as unknown as ContactService,
        },
        {
          runId: 'C-1/1',
          campaignId: 'C-1',
          buildId: 'b',
          mail: MAIL,
          everyone: (async function* () {
            for (let i = 0; i < contacts.length; i += 7) yield contacts.slice(i, i + 7);
          })(),
          topic: 'News',
          capped: new Set(people.flatMap((one, i) => (one.capped ? [`c${String(i).padStart(3, '0')}`] : []))),
          plan: createSendPlan({
            schedule: planned,
            limits: { cap: null, quietHours: quiet, zoneAttribute: 'zone' },
            now: NOW,
          }),
          batchSize: 5,
          rates: { perMinute: null, domains: {} },
          stillMine: async () => true,
          at: NOW,
        },
      );
      const found = [
        ...batches.flatMap(({ batch, places }) =>
          places.contactIds.map((c) => [c, batch.notBefore.getTime()] as const),
        ),
        ...exclusions.flatMap((doc) => doc.people.map(({ c }) => [c, doc.reason] as const)),
      ];
      const wanted = people.map((one, i) => [contacts[i]?.id, expected(one, { schedule: planned, quiet })] as const);
      expect(found.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(wanted);
      expect(facts).toMatchObject({ frozen: people.length });
      for (const { batch, places } of batches) {
        const { notBefore, zone: kept, due, from, to, people: count } = batch;
        expect([from, to, count]).toEqual([0, places.addresses.length, places.variables.length]);
        expect(notBefore.getTime()).toBeGreaterThanOrEqual(Math.max(NOW.getTime(), planned.at?.getTime() ?? 0));
        if (quiet !== null) expect(quietUntil(quiet, kept ?? '', notBefore)).toBeNull();
        if (local) expect(due).toEqual(notBefore);
      }
    }),
    { numRuns: 150 },
  );
});
