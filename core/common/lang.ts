/** The two languages of screens, chat and mail. */
export type Lang = 'en' | 'ko';
export const LANGS = ['en', 'ko'] as const satisfies readonly Lang[];

/** One text in both languages. */
export type LocalText = Readonly<Record<Lang, string>>;

export const isLang = (value: unknown): value is Lang => value === 'en' || value === 'ko';
