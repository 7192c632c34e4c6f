import { reviewCard } from '../../../bot/views/review-card.ts';
import { aCampaignValue, aCampaignView } from '../../support/campaign-view.ts';

const card = (view: ReturnType<typeof aCampaignView>, lang: 'en' | 'ko' = 'en') =>
  JSON.stringify(reviewCard(view, { lang, portalUrl: 'https://portal.example.test' }).parts);
const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe('the card of a campaign', () => {
  it('says nothing of sending rules where there are none', () => {
    expect(card(aCampaignView())).not.toContain('Sending rules');
  });

  it('says to both lanes why a rule was lifted, and to marketing what limits it', () => {
    const exemption = { kind: 'cap', reason: 'A recall of a product' } as const;
    const limits = {
      cap: null,
      quietHours: { from: '21:00', to: '08:00', policy: 'hold' },
      zoneAttribute: 'zone',
    } as const;
    const view = aCampaignView({ campaign: aCampaignValue({ exemption }), limits });
    const text =
      'Exempt from the frequency cap: A recall of a product; nothing from 21:00 to 08:00: it waits until then';
    expect(occurrences(card(view), text)).toBe(2);
    expect(card(view, 'ko')).toContain('빈도 제한을 적용하지 않음: A recall of a product');
    const limited = aCampaignView({ limits: { ...limits, cap: { mails: 1, days: 7 }, quietHours: null } });
    expect(occurrences(card(limited), 'At most 1 mail to a person in 7 days')).toBe(1);
  });

  it('names what is included and left out, and when it reaches whom', () => {
    const [segment] = aCampaignView().segments.included;
    if (segment === undefined) throw new Error('no segment');
    const other = (name: string) => ({ ...segment, id: name, name });
    const { schedule } = aCampaignValue();
    const view = aCampaignView({
      campaign: aCampaignValue({ schedule: { ...schedule, local: { fallbackZone: 'Europe/Berlin' } } }),
      segments: { included: [segment, other('VIP')], excluded: [other('Staff')] },
    });
    expect(card(view)).toContain('Loyal guests + VIP − Staff: stayed twice');
    expect(card(view)).toContain('as in Europe/Berlin where that is not known');
  });
});
