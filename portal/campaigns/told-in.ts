import type { CampaignChannel, LocalText } from '../../core/index.ts';
import { fill } from '../words/text.ts';
import { CAMPAIGN, SURFACE } from './words.ts';

const named = (channels: readonly CampaignChannel[], lang: 'en' | 'ko'): string =>
  channels.map(({ name, platform }) => `${name} (${SURFACE[platform][lang]})`).join(', ');

const fillBoth = (text: LocalText, channels: readonly CampaignChannel[]): LocalText => ({
  en: fill(text, { channels: named(channels, 'en') }).en,
  ko: fill(text, { channels: named(channels, 'ko') }).ko,
});

/** After submitting: where the reviewers hear of it, or how they do where no channel is set or none can be reached. Pure. */
export const submittedText = (channels: readonly CampaignChannel[]): LocalText => {
  const campaigns = channels.filter(({ purpose }) => purpose === 'campaigns');
  const reached = campaigns.filter(({ health }) => health === 'ok');
  const missed = campaigns.filter(({ health }) => health !== 'ok');
  const parts = [
    ...(campaigns.length === 0 ? [CAMPAIGN.submittedNoChannel] : []),
    ...(reached.length === 0 ? [] : [fillBoth(CAMPAIGN.submitted, reached)]),
    ...(missed.length === 0 ? [] : [fillBoth(CAMPAIGN.submittedNotReached, missed)]),
  ];
  return {
    en: [CAMPAIGN.submittedHead, ...parts].map(({ en }) => en).join(' '),
    ko: [CAMPAIGN.submittedHead, ...parts].map(({ ko }) => ko).join(' '),
  };
};
