import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAMPAIGN_STATES } from '../../core/campaigns/campaign.ts';
import { OUTCOME_WORDS, STATE_WORDS, TRACKING_WORDS } from '../../core/common/words.ts';
import { projectFiles, ROOT } from '../support/files-under.ts';

const GLOSSARY = 'core/GLOSSARY.md';

/** Words that mean something here under another name. */
const FORBIDDEN: readonly RegExp[] = [
  /\bsubscribers?\b/i,
  /구독자/,
  /black-?list/i,
  /블랙리스트/,
  /white-?list/i,
  /화이트리스트/,
  /\b(e-?mail |e-?)blasts?\b/i,
  /\bmailing lists?\b/i,
  /\bnewsletter lists?\b/i,
  /\btarget audience\b/i,
];

const filesOf = (folder: string): string[] =>
  projectFiles(folder, /\.(ts|tsx|mjs|md|json)$/).filter((path) => path !== GLOSSARY && !path.includes('/assets/'));

const found = (text: string): string[] => FORBIDDEN.flatMap((word) => word.exec(text)?.[0] ?? []);

describe('the words', () => {
  it('of the glossary are the only ones: none of the others stands in code, screens, chat or documents', () => {
    const files = [...['bot', 'portal', 'core', 'manifests'].flatMap(filesOf), 'README.md'];
    expect(files.length).toBeGreaterThan(50);
    const wrong = files.flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, i) => found(line).map((word) => `${file}:${i + 1} "${word}"`)),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['Subscriber', 'black-list', 'whitelisted', 'an e-blast', 'our mailing lists', '구독자에게'])(
    'that are not used are found: %s',
    (text) => {
      expect(found(text)).toHaveLength(1);
    },
  );

  it('that are never used stand in the glossary with the ones to use', () => {
    const never = readFileSync(join(ROOT, GLOSSARY), 'utf8').split('## Never used')[1] ?? '';
    for (const word of FORBIDDEN) expect(never).toMatch(word);
  });

  it('of states, outcomes and events are said in both languages', () => {
    const glossary = readFileSync(join(ROOT, GLOSSARY), 'utf8');
    for (const state of CAMPAIGN_STATES) expect(glossary).toContain(STATE_WORDS[state].ko);
    for (const words of [STATE_WORDS, OUTCOME_WORDS, TRACKING_WORDS]) {
      for (const { en, ko } of Object.values(words)) {
        expect(en).not.toBe('');
        expect(ko).not.toBe('');
      }
    }
  });
});
