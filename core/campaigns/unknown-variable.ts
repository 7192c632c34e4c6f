import { nearest } from '../common/nearest.ts';

/** As many as can be read at a glance. */
const NEAR = 3;
const KNOWN = 10;

const listed = (keys: readonly string[]): string => keys.map((key) => `contact.${key}`).join(', ');

/** What the writer of a name that means nothing is told: what was probably meant, and where all names stand. Pure. */
export const unknownVariable = (
  name: string,
  keys: readonly string[],
  { guess }: { readonly guess: boolean },
): { en: string; ko: string } => {
  const near = guess ? nearest(name.replace(/^contact\./, ''), keys, NEAR) : [];
  const shown = near.length > 0 ? near : keys.slice(0, KNOWN);
  const more = keys.length - shown.length;
  const [names, nameKo] =
    near.length > 0
      ? [`Did you mean ${listed(near)}?`, `혹시 ${listed(near)}인가요?`]
      : [`Known are ${listed(shown)}.`, `사용할 수 있는 변수: ${listed(shown)}.`];
  const rest = more === 1 ? '1 more stands' : `${more} more stand`;
  return {
    en: `the variable "${name}" is unknown. ${names}${more === 0 ? '' : ` ${rest} in the editor, in the list of fields above the body.`}`,
    ko: `"${name}" 변수를 알 수 없습니다. ${nameKo}${more === 0 ? '' : ` 나머지 ${more}개는 편집 화면의 본문 위 항목 목록에 있습니다.`}`,
  };
};
