import fc from 'fast-check';
import { type Command, parseCommand } from '../../../bot/flow/commands.ts';
import { helpMessage } from '../../../bot/views/answers.ts';
import { cutText } from '../../../bot/views/format.ts';
import { LANGS } from '../../../core/index.ts';

test.each(LANGS)('the help in %s holds no sign that only one platform reads as markup', (lang) => {
  expect(JSON.stringify(helpMessage(lang, ''))).not.toContain('`');
});

describe('what somebody types', () => {
  const table: readonly (readonly [string, Command])[] = [
    ['', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['  LIST ', { kind: 'list' }],
    ['reviews', { kind: 'reviews' }],
    ['link', { kind: 'link' }],
    ['status C-123', { kind: 'status', campaignId: 'C-123' }],
    ['status c-0012', { kind: 'status', campaignId: 'C-12' }],
    ['/status 12', { kind: 'status', campaignId: 'C-12' }],
    ['status', { kind: 'incomplete', verb: 'status' }],
    ['status C-0', { kind: 'incomplete', verb: 'status' }],
    ['status C-12; drop', { kind: 'incomplete', verb: 'status' }],
    ['pause C-9', { kind: 'steer', verb: 'pause', campaignId: 'C-9' }],
    ['Resume\tC-9', { kind: 'steer', verb: 'resume', campaignId: 'C-9' }],
    ['cancel', { kind: 'incomplete', verb: 'cancel' }],
    ['cancel C-9 C-10', { kind: 'unknown', text: 'cancel C-9 C-10' }],
    ['channel', { kind: 'incomplete', verb: 'channel' }],
    ['channel here', { kind: 'channel_here', purpose: 'campaigns' }],
    ['channel here ko', { kind: 'channel_here', purpose: 'campaigns', lang: 'ko' }],
    ['channel here it', { kind: 'channel_here', purpose: 'it' }],
    ['channel here IT en', { kind: 'channel_here', purpose: 'it', lang: 'en' }],
    ['channel here it fr', { kind: 'incomplete', verb: 'channel' }],
    ['halt C-9 The shop is down', { kind: 'halt', campaignId: 'C-9', reason: 'The shop is down' }],
    ['halt C-9', { kind: 'incomplete', verb: 'halt' }],
    ['halt', { kind: 'incomplete', verb: 'halt' }],
    ['freeze Shop is down', { kind: 'freeze', reason: 'Shop is down' }],
    ['freeze', { kind: 'incomplete', verb: 'freeze' }],
    ['unfreeze', { kind: 'unfreeze' }],
    ['persona', { kind: 'persona', text: '' }],
    ['Persona  주말 단골', { kind: 'persona', text: '주말 단골' }],
    ['channel here fr', { kind: 'incomplete', verb: 'channel' }],
    ['digest', { kind: 'digest', text: '' }],
    ['Digest weekly mon 09:00', { kind: 'digest', text: 'weekly mon 09:00' }],
    ['approve C-12', { kind: 'unknown', text: 'approve C-12' }],
    ['{"$gt": ""}', { kind: 'unknown', text: '{"$gt": ""}' }],
    ['constructor', { kind: 'unknown', text: 'constructor' }],
  ];
  test.each(table)('%j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test('whatever it is, it is read as a command or as unknown, with nothing but a campaign number in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        const command = parseCommand(text);
        if (command.kind === 'status' || command.kind === 'steer')
          expect(command.campaignId).toMatch(/^C-[1-9]\d{0,8}$/);
      }),
    );
  });

  test('a cut text is never longer than asked and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, length) => {
        const cut = cutText(text, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        if (length > 1) expect(() => encodeURIComponent(cut)).not.toThrow();
      }),
    );
  });
});
