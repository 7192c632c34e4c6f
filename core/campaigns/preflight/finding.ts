import type { LocalText } from '../../common/lang.ts';
import type { PreflightItem } from './preflight.ts';

/** What a check found, before anybody says when. */
export type Finding = Omit<PreflightItem, 'at'>;
export type Head = Pick<PreflightItem, 'id' | 'group' | 'label'>;

export const say = (en: string, ko: string): LocalText => ({ en, ko });
/** A value that reads the same in both languages. */
export const plain = (text: string): LocalText => ({ en: text, ko: text });

export const green = (head: Head, measured: LocalText): Finding => ({
  ...head,
  state: 'green',
  cause: null,
  measured,
  fix: null,
});
export const notApplicable = (head: Head, measured: LocalText): Finding => ({
  ...head,
  state: 'not_applicable',
  cause: null,
  measured,
  fix: null,
});
export const amber = (head: Head, cause: string, measured: LocalText, fix: LocalText): Finding => ({
  ...head,
  state: 'amber',
  cause,
  measured,
  fix,
});
export const red = (head: Head, cause: string, measured: LocalText, fix: LocalText): Finding => ({
  ...head,
  state: 'red',
  cause,
  measured,
  fix,
});

/** A red finding that does no harm here, and says why. */
export const softened = (finding: Finding, why: LocalText): Finding =>
  finding.state === 'red'
    ? {
        ...finding,
        state: 'amber',
        measured: {
          en: `${finding.measured.en.replace(/\.$/, '')} (${why.en})`,
          ko: `${finding.measured.ko.replace(/\.$/, '')} (${why.ko})`,
        },
      }
    : finding;

/** `1,234`, as both languages write it. */
export const number = (value: number): string => value.toLocaleString('en');

/** `640 B`, `98 KB`, `1.2 MB`: 1 KB is 1,024 bytes. */
export const size = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_024 * 1_024) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / (1_024 * 1_024)).toFixed(1)} MB`;
};
