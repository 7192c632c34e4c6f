import { type Lang, PAUSE_DAYS, type Preferences } from '../../core/index.ts';
import { say } from '../words/text.ts';
import { PREFERENCE_WORDS as WORDS } from './preference-words.ts';
import { publicPage } from './public-page.tsx';

type Done = 'saved' | 'paused' | 'resumed' | undefined;

/** What a recipient chooses: topics, a pause, or the way out. */
export const preferencePage = (
  lang: Lang,
  sender: string,
  {
    preferences,
    action,
    unsubscribe,
    done,
  }: { preferences: Preferences; action: string; unsubscribe: string; done: Done },
): string => {
  const t = (word: keyof typeof WORDS, values: Record<string, string> = {}): string => say(WORDS[word], lang, values);
  const { topics, pausedUntil, maskedAddress, suppressed } = preferences;
  const until = pausedUntil?.toLocaleDateString(lang === 'ko' ? 'ko-KR' : 'en-GB', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  return publicPage({
    lang,
    sender,
    title: t('title'),
    children: (
      <>
        {done === 'saved' || done === 'resumed' ? (
          <p role="status" class="banner banner-good">
            {t(done)}
          </p>
        ) : null}
        {suppressed ? <p role="status">{t('suppressed')}</p> : null}
        <p>{t('lead')}</p>
        <p class="masked-address">
          <strong>{maskedAddress}</strong>
        </p>
        {topics.length === 0 ? null : (
          <form method="post" action={action}>
            <fieldset>
              <legend>{t('topics')}</legend>
              <p>
                <small>{t('topicsHint')}</small>
              </p>
              {topics.map(({ topic, granted }) => (
                <label key={topic.id}>
                  <input type="hidden" name="shown" value={topic.id} />
                  <input type="checkbox" name="topic" value={topic.id} checked={granted} /> {topic.name[lang]}
                  {topic.about[lang] === '' ? null : (
                    <small>
                      <br />
                      {topic.about[lang]}
                    </small>
                  )}
                </label>
              ))}
            </fieldset>
            <button type="submit" name="do" value="save">
              {t('save')}
            </button>
          </form>
        )}
        <form method="post" action={action}>
          {until === undefined ? <p>{t('pauseLead', { days: String(PAUSE_DAYS) })}</p> : null}
          {until === undefined ? null : <p role="status">{t('paused', { day: until })}</p>}
          <button type="submit" name="do" value={until === undefined ? 'pause' : 'resume'} class="secondary">
            {t(until === undefined ? 'pause' : 'resume')}
          </button>
        </form>
        {suppressed ? null : (
          <p>
            <a href={unsubscribe}>{t('unsubscribe')}</a>
          </p>
        )}
      </>
    ),
  });
};

/** Asks before it does anything: mail scanners follow links, people press buttons. */
export const confirmPage = (
  lang: Lang,
  sender: string,
  { state, wording, action }: { state: 'open' | 'done' | 'late'; wording: string; action: string },
): string => {
  const t = (word: keyof typeof WORDS): string => WORDS[word][lang];
  if (state !== 'open') {
    const [title, text] =
      state === 'done' ? (['confirmedTitle', 'confirmedText'] as const) : (['lateTitle', 'lateText'] as const);
    return publicPage({ lang, sender, title: t(title), children: <p>{t(text)}</p> });
  }
  return publicPage({
    lang,
    sender,
    title: t('confirmTitle'),
    children: (
      <form method="post" action={action}>
        <p>{wording}</p>
        <button type="submit">{t('confirmButton')}</button>
        <p>
          <small>{t('confirmNothing')}</small>
        </p>
      </form>
    ),
  });
};
