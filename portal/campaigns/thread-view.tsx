import {
  differenceLines,
  LANE_WORDS,
  type LocalText,
  OUTCOME_WORDS,
  type ThreadEntry,
  TRACKING_WORDS,
} from '../../core/index.ts';
import { useText, useViewer } from '../http/index.ts';
import { When } from '../layout/index.ts';
import { formatNumber } from '../words/text.ts';
import { fieldWord } from './campaign-texts.ts';
import { CAMPAIGN, SURFACE, THREAD } from './words.ts';

/** Entry data that stands as a quotation under the line. */
const QUOTED = ['comment', 'reason'];
const COUNTS: Readonly<Record<string, LocalText>> = {
  ...TRACKING_WORDS,
  ...OUTCOME_WORDS,
  matching: CAMPAIGN.matching,
  eligible: CAMPAIGN.eligible,
};

const isLane = (value: unknown): value is keyof typeof LANE_WORDS => value === 'marketing' || value === 'it';
const isSurface = (value: string): value is keyof typeof SURFACE => value in SURFACE;

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an entry adds beyond who and when: edited fields, both subjects, the start, how many tests. */
const Details = ({ entry: { kind, data } }: { entry: ThreadEntry }) => {
  const t = useText();
  if (kind === 'edited') {
    const fields = textIn(data.fields)
      .split(', ')
      .filter((field) => field !== '')
      .map((field) => (field === 'archived' ? CAMPAIGN.archivedMark : (fieldWord(field) ?? { en: field, ko: field })));
    return (
      <>
        {fields.length === 0 ? null : <p class="muted">{fields.map((word) => t(word)).join(', ')}</p>}
        {differenceLines(data).map((line) => (
          <p class="muted">{t(line)}</p>
        ))}
      </>
    );
  }
  const startAt = new Date(textIn(data.startAt));
  if (kind === 'scheduled' && !Number.isNaN(startAt.getTime())) {
    return (
      <p class="muted">
        {t(CAMPAIGN.colWhen)}: <When at={startAt} />
      </p>
    );
  }
  if (kind === 'test_sent' && typeof data.recipients === 'number') {
    return <p class="muted">{t(CAMPAIGN.testSent, { n: data.recipients })}</p>;
  }
  if (kind === 'results' && data.closes === true) return <p class="muted">{t(CAMPAIGN.sumCloses)}</p>;
  return null;
};

const Line = ({ entry, names }: { entry: ThreadEntry; names: Readonly<Record<string, string>> }) => {
  const t = useText();
  const { lang } = useViewer();
  const { data } = entry;
  const who = entry.actor.startsWith('system:') ? 'Tandem' : (names[entry.actor] ?? entry.actor);
  const lane = data.lane;
  const counts = Object.entries(data).flatMap(([key, value]) => {
    const word = COUNTS[key];
    return word !== undefined && typeof value === 'number' && value > 0
      ? [`${t(word)} ${formatNumber(value, lang)}`]
      : [];
  });
  const quoted = [
    ...QUOTED.map((key) => data[key]),
    data[lang === 'ko' ? 'reasonKo' : 'reasonEn'],
    data[lang === 'ko' ? 'reason.ko' : 'reason.en'],
  ].filter((value): value is string => typeof value === 'string' && value !== '');
  return (
    <li class={`thread-entry thread-${entry.kind}`}>
      <p>
        {t(THREAD[entry.kind], { who, to: names[textIn(data.to)] ?? textIn(data.to) })}
        {isLane(lane) ? <> · {t(LANE_WORDS[lane])}</> : null}
        {counts.length === 0 ? null : <> · {counts.join(' · ')}</>}
      </p>
      <Details entry={entry} />
      {quoted.map((text) => (
        <blockquote key={text}>{text}</blockquote>
      ))}
      <small class="muted">
        <When at={entry.at} /> · {isSurface(entry.surface) ? t(SURFACE[entry.surface]) : entry.surface}
      </small>
    </li>
  );
};

/** The campaign's history, newest first. */
export const Thread = ({
  entries,
  names,
}: {
  entries: readonly ThreadEntry[];
  names: Readonly<Record<string, string>>;
}) => {
  const t = useText();
  if (entries.length === 0) return <p class="muted">{t(CAMPAIGN.threadEmpty)}</p>;
  return (
    <ol class="thread" reversed>
      {entries.toReversed().map((entry) => (
        <Line key={entry.seq} entry={entry} names={names} />
      ))}
    </ol>
  );
};
