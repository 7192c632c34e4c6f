import type { Lang } from '../common/lang.ts';
import type { AttributeDefinition, AttributeValue, Contact } from '../contacts/contact.ts';

type Example = Readonly<Record<Lang, string>>;

const FULL_NAME: Example = { en: 'Hana Kim', ko: '김하나' };
const FIRST_NAME: Example = { en: 'Hana', ko: '하나' };
const LAST_NAME: Example = { en: 'Kim', ko: '김' };

/** Values of texts whose meaning the key tells, in any script; `_` and capitals do not count. */
const TEXTS: Readonly<Record<string, Example>> = {
  name: FULL_NAME,
  fullname: FULL_NAME,
  이름: FULL_NAME,
  성명: FULL_NAME,
  성함: FULL_NAME,
  고객명: FULL_NAME,
  회원명: FULL_NAME,
  firstname: FIRST_NAME,
  givenname: FIRST_NAME,
  lastname: LAST_NAME,
  familyname: LAST_NAME,
  surname: LAST_NAME,
  성: LAST_NAME,
  city: { en: 'Seoul', ko: '서울' },
  도시: { en: 'Seoul', ko: '서울' },
  country: { en: 'Korea', ko: '대한민국' },
  국가: { en: 'Korea', ko: '대한민국' },
};

const isYear = (key: string): boolean => /year|연도|년도/.test(key);
const isAge = (key: string): boolean => /^age$|나이|연령/.test(key);
/** Of a birth, whatever else the key says. */
const isBirth = (key: string): boolean => /birth|생년|생일|출생/.test(key);

const exampleOf = ({ key, label, type }: AttributeDefinition, lang: Lang): AttributeValue => {
  const plain = key.toLowerCase().replaceAll('_', '');
  switch (type) {
    case 'text':
      // Not `plain in TEXTS`: a key may be called `constructor`.
      return Object.hasOwn(TEXTS, plain) ? (TEXTS[plain]?.[lang] ?? '') : `[${label}]`;
    case 'number':
      if (isAge(plain)) return 36;
      if (isBirth(plain)) return 1990;
      return isYear(plain) ? 2025 : 42;
    case 'boolean':
      return true;
    case 'date':
      return new Date(isBirth(plain) ? '1990-05-17T00:00:00Z' : '2024-03-15T00:00:00Z');
    case 'list':
      return lang === 'ko' ? ['하나', '둘'] : ['one', 'two'];
  }
};

/** Nobody: a contact who has a value for everything, in the mail's language; `[label]` where none suggests itself. */
export const madeUpContact = (attributes: readonly AttributeDefinition[], lang: Lang): Contact => ({
  id: 'sample',
  address: 'sample.person@example.com',
  externalId: null,
  attributes: Object.fromEntries(attributes.map((attribute) => [attribute.key, exampleOf(attribute, lang)])),
  consent: { status: 'granted', basis: 'none', source: 'sample', at: new Date(0) },
  createdAt: new Date(0),
  updatedAt: new Date(0),
});
