import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Lang } from '../../core/index.ts';
import { asset } from '../http/assets.ts';
import { PREFERENCE_WORDS } from './preference-words.ts';
import { publicWords } from './public-words.ts';

const Page = ({ lang, title, sender, children }: PageProps) => (
  <html lang={lang}>
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={asset('pico.css')} />
      <link rel="stylesheet" href={asset('portal.css')} />
      <link rel="stylesheet" href={asset('campaigns.css')} />
    </head>
    <body class="plain public-page">
      <main id="main" class="narrow">
        <section class="card">
          <h1>{title}</h1>
          {children}
          <p class="public-sender">
            <small>{sender}</small>
          </p>
        </section>
      </main>
    </body>
  </html>
);

interface PageProps {
  readonly lang: Lang;
  readonly title: string;
  /** Organisation and postal address: who speaks here. */
  readonly sender: string;
  readonly children?: ComponentChildren;
}

/** A page that needs neither session nor script. */
export const publicPage = (props: PageProps): string => `<!doctype html>${renderToString(<Page {...props} />)}`;
const html = publicPage;

/** 404 for an unknown or altered link, in the language that the browser asks for. */
export const notFoundPage = (lang: Lang, sender: string): string => {
  const t = publicWords(lang);
  return html({ lang, sender, title: t('notFoundTitle'), children: <p>{t('notFoundText')}</p> });
};

export const failedPage = (lang: Lang, sender: string): string => {
  const t = publicWords(lang);
  return html({ lang, sender, title: t('failedTitle'), children: <p>{t('failedText')}</p> });
};

/** Asks before it does anything: mail scanners follow links, people press buttons. */
export const unsubscribePage = (
  lang: Lang,
  sender: string,
  {
    maskedAddress,
    already,
    action,
    preferences,
  }: { maskedAddress: string; already: boolean; action: string; preferences: string },
): string => {
  const t = publicWords(lang);
  if (already) return alreadyPage(lang, sender, maskedAddress);
  return html({
    lang,
    sender,
    title: t('unsubscribeTitle'),
    children: (
      <>
        <p>{t('unsubscribeText')}</p>
        <p class="masked-address">
          <strong>{maskedAddress}</strong>
        </p>
        <form method="post" action={action}>
          <input type="hidden" name="confirm" value="page" />
          <button type="submit">{t('unsubscribeButton')}</button>
        </form>
        <p>
          <a href={preferences}>{PREFERENCE_WORDS.open[lang]}</a>
        </p>
        <p>
          <small>{t('unsubscribeNothing')}</small>
        </p>
      </>
    ),
  });
};

const alreadyPage = (lang: Lang, sender: string, maskedAddress: string): string => {
  const t = publicWords(lang);
  return html({
    lang,
    sender,
    title: t('already'),
    children: (
      <>
        <p class="masked-address">
          <strong>{maskedAddress}</strong>
        </p>
        <p>{t('alreadyText')}</p>
      </>
    ),
  });
};

export const unsubscribedPage = (lang: Lang, sender: string, maskedAddress: string): string => {
  const t = publicWords(lang);
  return html({
    lang,
    sender,
    title: t('doneTitle'),
    children: (
      <>
        <p class="masked-address">
          <strong>{maskedAddress}</strong>
        </p>
        <p>{t('doneText')}</p>
      </>
    ),
  });
};
