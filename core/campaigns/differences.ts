import type { Lang, LocalText } from '../common/lang.ts';
import type { Rule } from '../segments/rule.ts';
import type { SegmentService } from '../segments/segment-service.ts';
import type { Campaign } from './campaign.ts';
import type { Reading } from './campaign-reading.ts';
import type { StoredCampaign } from './campaign-store.ts';
import type { ThreadEntry } from './thread.ts';

/** What an edit changed, as a thread entry carries it. */
export type DifferenceData = ThreadEntry['data'];

/** Keys whose values people wrote, or can be told from what they wrote: not for the audit log. */
export const WRITTEN_DIFFERENCES = [
  'oldSubject',
  'newSubject',
  'linksAdded',
  'linksRemoved',
  'oldAudienceEn',
  'oldAudienceKo',
  'newAudienceEn',
  'newAudienceKo',
  'oldTopicEn',
  'oldTopicKo',
  'newTopicEn',
  'newTopicKo',
] as const;

/** Links named in one entry; the rest is counted. */
const NAMED_LINKS = 5;
const AUDIENCE_LENGTH = 400;

const linkList = (links: readonly string[]): string => {
  const more = links.length - NAMED_LINKS;
  return [...links.slice(0, NAMED_LINKS), ...(more > 0 ? [`+${more}`] : [])].join('\n');
};

const scheduled = ({ schedule }: Pick<Campaign, 'schedule'>): string =>
  schedule.localTime === null
    ? ''
    : `${schedule.localTime.replace('T', ' ')} (${schedule.zone}${schedule.local === undefined ? '' : ` + local, ${schedule.local.fallbackZone}`})`;

const cut = (text: string): string => (text.length > AUDIENCE_LENGTH ? `${text.slice(0, AUDIENCE_LENGTH)}…` : text);

/** Two rules as sentences, and how many match each now. */
export const audienceDifference = async (
  segments: SegmentService,
  before: Rule | undefined,
  after: Rule | undefined,
): Promise<DifferenceData> => {
  const said = async (rule: Rule | undefined, lang: Lang): Promise<string> =>
    rule === undefined ? '' : cut(await segments.describe(rule, lang));
  const count = async (rule: Rule | undefined): Promise<number> =>
    rule === undefined ? 0 : (await segments.count(rule)).matching;
  return {
    oldAudienceEn: await said(before, 'en'),
    oldAudienceKo: await said(before, 'ko'),
    newAudienceEn: await said(after, 'en'),
    newAudienceKo: await said(after, 'ko'),
    oldMatching: await count(before),
    newMatching: await count(after),
  };
};

/** What an edit changed in what both lanes look at: subject, links, audience with its counts, topic, time, sending domain. */
export const editDifferences = async (
  deps: { reading: Pick<Reading, 'compile' | 'audienceOf' | 'topicOf'>; segments: SegmentService },
  before: StoredCampaign,
  after: StoredCampaign,
): Promise<DifferenceData> => {
  const data: Record<string, string | number> = {};
  if (before.content.subject !== after.content.subject) {
    data.oldSubject = before.content.subject;
    data.newSubject = after.content.subject;
  }
  if (JSON.stringify(before.content) !== JSON.stringify(after.content)) {
    const [old, now] = await Promise.all(
      [before, after].map((one) => deps.reading.compile(one.content, one.senderDomain)),
    );
    const addresses = (one: typeof old): readonly string[] =>
      one === undefined ? [] : [...new Set([...one.links, ...one.bareLinks, ...one.externalPictures])];
    const added = addresses(now).filter((link) => !addresses(old).includes(link));
    const removed = addresses(old).filter((link) => !addresses(now).includes(link));
    if (added.length > 0) data.linksAdded = linkList(added);
    if (removed.length > 0) data.linksRemoved = linkList(removed);
  }
  const peopleOf = ({ audience: { topicId: _, ...people } }: StoredCampaign): string => JSON.stringify(people);
  if (peopleOf(before) !== peopleOf(after)) {
    const [old, now] = await Promise.all([before, after].map((one) => deps.reading.audienceOf(one)));
    const rules = [old, now].map((audience) => audience?.rule as Rule | undefined);
    Object.assign(data, await audienceDifference(deps.segments, rules[0], rules[1]));
  }
  if (before.audience.topicId !== after.audience.topicId) {
    const [old, now] = await Promise.all([before, after].map((one) => deps.reading.topicOf(one)));
    data.oldTopicEn = old?.name.en ?? '';
    data.oldTopicKo = old?.name.ko ?? '';
    data.newTopicEn = now?.name.en ?? '';
    data.newTopicKo = now?.name.ko ?? '';
  }
  if (scheduled(before) !== scheduled(after)) {
    data.oldSchedule = scheduled(before);
    data.newSchedule = scheduled(after);
  }
  if (before.senderDomain !== after.senderDomain) {
    data.oldSender = before.senderDomain;
    data.newSender = after.senderDomain;
  }
  return data;
};

const AT_ONCE: LocalText = { en: 'as soon as both keys are given', ko: '두 승인이 끝나는 즉시' };
const NO_TOPIC: LocalText = { en: 'no topic', ko: '주제 없음' };
const NOBODY: LocalText = { en: 'no segment', ko: '세그먼트 없음' };

/** What a thread entry says was changed, a line each, the same on every surface. Empty where it says nothing of the kind. Pure. */
export const differenceLines = (data: DifferenceData): readonly LocalText[] => {
  const text = (key: string): string => (typeof data[key] === 'string' ? data[key] : '');
  const number = (key: string): string => Number(data[key]).toLocaleString('en');
  const lines: LocalText[] = [];
  const changed = (label: LocalText, before: LocalText, after: LocalText): void => {
    lines.push({ en: `${label.en}: ${before.en} → ${after.en}`, ko: `${label.ko}: ${before.ko} → ${after.ko}` });
  };
  const both = (value: string, otherwise: LocalText = { en: '–', ko: '–' }): LocalText =>
    value === '' ? otherwise : { en: value, ko: value };
  if ('oldSubject' in data) {
    changed({ en: 'Subject', ko: '제목' }, both(text('oldSubject')), both(text('newSubject')));
  }
  for (const [key, label] of [
    ['linksAdded', { en: 'Links added', ko: '추가된 링크' }],
    ['linksRemoved', { en: 'Links removed', ko: '삭제된 링크' }],
  ] as const) {
    if (!(key in data)) continue;
    const links = text(key).split('\n').join(', ');
    lines.push({ en: `${label.en}: ${links}`, ko: `${label.ko}: ${links}` });
  }
  if ('oldAudienceEn' in data) {
    const audience = (age: 'old' | 'new'): LocalText => ({
      en: text(`${age}AudienceEn`) || NOBODY.en,
      ko: text(`${age}AudienceKo`) || NOBODY.ko,
    });
    changed({ en: 'Audience', ko: '수신 대상' }, audience('old'), audience('new'));
    changed({ en: 'Matching', ko: '해당' }, both(number('oldMatching')), both(number('newMatching')));
  }
  if ('oldTopicEn' in data) {
    const topic = (age: 'old' | 'new'): LocalText => ({
      en: text(`${age}TopicEn`) || NO_TOPIC.en,
      ko: text(`${age}TopicKo`) || NO_TOPIC.ko,
    });
    changed({ en: 'Topic', ko: '주제' }, topic('old'), topic('new'));
  }
  if ('oldSchedule' in data) {
    changed({ en: 'Time', ko: '발송 시각' }, both(text('oldSchedule'), AT_ONCE), both(text('newSchedule'), AT_ONCE));
  }
  if ('oldSender' in data) {
    changed({ en: 'Sending domain', ko: '발송 도메인' }, both(text('oldSender')), both(text('newSender')));
  }
  return lines;
};
