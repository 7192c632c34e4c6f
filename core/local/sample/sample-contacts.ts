/** A small generator with a fixed seed (mulberry32): the sample is the same on every machine. */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const GIVEN = {
  female: ['Seoyeon', 'Jiwoo', 'Minseo', 'Hana', 'Yuna', 'Anna', 'Clara', 'Marta', 'Ines', 'Sofia'],
  male: ['Minjun', 'Dohyun', 'Jiho', 'Taeyang', 'Woojin', 'Jonas', 'Marco', 'Pieter', 'Tomas', 'Luca'],
} as const;
const FAMILY = ['Kim', 'Lee', 'Park', 'Choi', 'Jung', 'Kang', 'Meyer', 'Rossi', 'Novak', 'Silva', 'Jansen', 'Berg'];
const CITIES = ['Seoul', 'Seoul', 'Seoul', 'Busan', 'Busan', 'Incheon', 'Daegu', 'Daejeon', 'Jeju'];
const EDUCATION = ['High school', 'Bachelor', 'Bachelor', 'Bachelor', 'Master', 'PhD'];

const HEADERS = ['member_no', 'email', 'name', 'sex', 'birth_year', 'education', 'income', 'city', 'member_since'];

/** Columns of a sample file that become attributes, with their types. */
export const SAMPLE_ATTRIBUTES = {
  name: 'text',
  sex: 'text',
  birth_year: 'number',
  education: 'text',
  income: 'number',
  city: 'text',
  member_since: 'date',
} as const;

/**
 * A CSV file with `count` made-up people, numbered from `first`; addresses end in example.test. Every fortieth has no
 * address. `income` is a year's, in thousands of won.
 */
export const sampleCsv = (input: { first: number; count: number; seed: number }): string => {
  const random = seeded(input.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const lines = [HEADERS.join(',')];
  for (let i = 0; i < input.count; i += 1) {
    const number = input.first + i;
    const sex = random() < 0.54 ? 'female' : 'male';
    const given = pick(GIVEN[sex]);
    const family = pick(FAMILY);
    const birthYear = 1955 + Math.floor((random() + random()) * 25);
    const education = pick(EDUCATION);
    const income = Math.round(24_000 + random() * 40_000 + EDUCATION.indexOf(education) * 4_000);
    const since = `20${17 + Math.floor(random() * 9)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-15`;
    const address = number % 40 === 0 ? '' : `${given}.${family}.${number}@example.test`.toLowerCase();
    const person = `${given} ${family}`;
    lines.push([`M${number}`, address, person, sex, birthYear, education, income, pick(CITIES), since].join(','));
  }
  return `${lines.join('\n')}\n`;
};
