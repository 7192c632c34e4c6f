import { can, type Lang, PERMISSIONS, ROLE_WORDS, type Staff, searchKindsFor } from '../../core/index.ts';
import { helpMessage, plainMessage, unknownCommand } from '../views/answers.ts';
import { campaignList, campaignStatus } from '../views/campaign-list.ts';
import type { Message } from '../views/message.ts';
import { SEARCH_SHOWN, searchMessage, searchNeedsWords } from '../views/search.ts';
import { CHAT_WORDS } from '../views/words.ts';
import { cardFacts } from './card-facts.ts';
import { setChannelHere } from './channel-here.ts';
import {
  answerTo,
  type BotContext,
  type Conversation,
  guessLang,
  invitationFor,
  type Outcome,
  type SpeakerIdentity,
  speakerOf,
} from './context.ts';
import { digestCommand } from './digests.ts';
import { fieldsCommand } from './fields.ts';
import { reviewsOf } from './home.ts';
import { insightCommand } from './insights.ts';
import { personaCommand } from './personas.ts';
import { savedSearchCommand } from './saved-searches.ts';
import { freezeSending, haltCampaign, type SteeringVerb, steerCampaign, unfreezeSending } from './stops.ts';

type IncompleteVerb = 'status' | 'search' | SteeringVerb | 'channel' | 'halt' | 'freeze';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | { readonly kind: 'reviews' }
  | { readonly kind: 'link' }
  | { readonly kind: 'status'; readonly campaignId: string }
  | { readonly kind: 'steer'; readonly verb: SteeringVerb; readonly campaignId: string }
  | { readonly kind: 'halt'; readonly campaignId: string; readonly reason: string }
  | { readonly kind: 'freeze'; readonly reason: string }
  | { readonly kind: 'unfreeze' }
  /** Empty where the form is asked for; `I-12` shows one. */
  | { readonly kind: 'insight'; readonly text: string }
  /** Empty where all of them are asked for. */
  | { readonly kind: 'persona'; readonly text: string }
  | { readonly kind: 'search'; readonly text: string }
  /** Null lists those of the channel. */
  | { readonly kind: 'saved_search'; readonly text: string | null }
  /** Empty where all are to be listed. */
  | { readonly kind: 'fields'; readonly text: string }
  /** Empty where one's own is to be shown. */
  | { readonly kind: 'digest'; readonly text: string }
  | { readonly kind: 'channel_here'; readonly purpose: 'campaigns' | 'it'; readonly lang?: Lang }
  /** A known verb without what it needs. */
  | { readonly kind: 'incomplete'; readonly verb: IncompleteVerb }
  | { readonly kind: 'unknown'; readonly text: string };

/** First words of commands: what manifests declare. */
export const VERBS = [
  'help',
  'list',
  'status',
  'reviews',
  'pause',
  'resume',
  'cancel',
  'halt',
  'freeze',
  'unfreeze',
  'insight',
  'persona',
  'search',
  'fields',
  'digest',
  'channel',
  'link',
] as const;

/** `C-12`, `c12` and `12` all name C-12. */
const campaignIdOf = (word: string | undefined): string | undefined => {
  const digits = /^(?:c-?)?0*([1-9][0-9]{0,8})$/i.exec(word ?? '')?.[1];
  return digits === undefined ? undefined : `C-${digits}`;
};

/** Reads what somebody typed after the bot's name or after `/tandem`. Never throws. */
export const parseCommand = (text: string): Command => {
  const words = text
    .slice(0, 500)
    .trim()
    .replace(/^\//, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first = 'help', second, third, ...rest] = words;
  const verb = first.toLowerCase();
  const unknown: Command = { kind: 'unknown', text: words.join(' ') };
  switch (verb) {
    case 'help':
    case 'list':
    case 'reviews':
    case 'link':
    case 'unfreeze':
      return second === undefined ? { kind: verb } : unknown;
    case 'status':
    case 'pause':
    case 'resume':
    case 'cancel': {
      const campaignId = campaignIdOf(second);
      if (campaignId === undefined) return { kind: 'incomplete', verb };
      if (third !== undefined) return unknown;
      return verb === 'status' ? { kind: 'status', campaignId } : { kind: 'steer', verb, campaignId };
    }
    case 'halt': {
      const campaignId = campaignIdOf(second);
      const reason = [third, ...rest].join(' ').trim();
      return campaignId === undefined || reason === ''
        ? { kind: 'incomplete', verb }
        : { kind: verb, campaignId, reason };
    }
    case 'freeze': {
      const reason = words.slice(1).join(' ');
      return reason === '' ? { kind: 'incomplete', verb } : { kind: verb, reason };
    }
    case 'insight':
      // The whole of it: a longer text than a command's is told from a shorter one, not cut in silence.
      return { kind: verb, text: text.trim().replace(/^\/?insight\s*/i, '') };
    case 'persona':
      return { kind: verb, text: words.slice(1).join(' ') };
    case 'fields':
      return { kind: verb, text: text.trim().replace(/^\/?fields\s*/i, '') };
    case 'search': {
      const wanted = words.slice(1).join(' ');
      if (/^saved$/i.test(wanted)) return { kind: 'saved_search', text: null };
      if (/^save$/i.test(second ?? '')) {
        const saved = words.slice(2).join(' ');
        return saved === '' ? { kind: 'incomplete', verb } : { kind: 'saved_search', text: saved };
      }
      return wanted === '' ? { kind: 'incomplete', verb } : { kind: verb, text: wanted };
    }
    case 'digest':
      return { kind: verb, text: words.slice(1).join(' ') };
    case 'channel': {
      const given = words.slice(2).map((word) => word.toLowerCase());
      const purpose = given[0] === 'it' ? 'it' : 'campaigns';
      const [lang, ...more] = purpose === 'it' ? given.slice(1) : given;
      if (second?.toLowerCase() !== 'here' || more.length > 0) return { kind: 'incomplete', verb };
      if (lang === undefined) return { kind: 'channel_here', purpose };
      return lang === 'en' || lang === 'ko' ? { kind: 'channel_here', purpose, lang } : { kind: 'incomplete', verb };
    }
    default:
      return unknown;
  }
};

export interface CommandInput {
  readonly identity: SpeakerIdentity;
  readonly text: string;
  readonly conversation: Conversation;
}

export interface CommandResult {
  readonly message: Message;
  /** True where the same was just said to everybody in the conversation. */
  readonly saidHere: boolean;
  readonly outcome: Outcome;
}

/** What stands before a verb on each platform. */
const prefixOf = (identity: SpeakerIdentity): string => (identity.platform === 'slack' ? '/tandem ' : '');

const statusOf = async (ctx: BotContext, staff: Staff, id: string): Promise<Message | undefined> => {
  const view = await ctx.core.campaigns.view(id);
  if (view === undefined) return undefined;
  const [facts, report] = await Promise.all([cardFacts(ctx, view), ctx.core.tracking.report(id)]);
  return campaignStatus(view, { ...facts, lang: staff.lang, report });
};

/** What a command lacks, with an example. */
const missing = (verb: IncompleteVerb, typed: string, lang: Lang): string => {
  const words = CHAT_WORDS[lang];
  if (verb === 'channel') return words.channelNeedsHere;
  if (verb === 'search') return searchNeedsWords(typed, lang);
  if (verb === 'halt') return words.haltNeedsReason(typed);
  return verb === 'freeze' ? words.freezeNeedsReason(typed) : words.needsCampaign(typed);
};

const answer = async (
  ctx: BotContext,
  staff: Staff,
  command: Exclude<Command, { kind: 'channel_here' }>,
  input: CommandInput,
): Promise<Message> => {
  const { lang } = staff;
  const words = CHAT_WORDS[lang];
  const where = { lang, portalUrl: ctx.core.config.portal.url };
  if ((command.kind === 'list' || command.kind === 'status') && !can(staff, 'campaigns.view')) {
    const roles = PERMISSIONS['campaigns.view'].map((role) => ROLE_WORDS[role][lang]);
    return plainMessage(words.mayNotSee(roles.join(', ')), lang, 'warning');
  }
  switch (command.kind) {
    case 'help':
      return helpMessage(lang, prefixOf(input.identity));
    case 'list':
      return campaignList(await ctx.core.campaigns.list({ archived: false, limit: 50 }), where);
    case 'reviews':
      return reviewsOf(ctx, staff);
    case 'link':
      return plainMessage(words.linkedAlready(staff.name), lang, 'good');
    case 'status':
      return (
        (await statusOf(ctx, staff, command.campaignId)) ??
        plainMessage(words.noCampaign(command.campaignId), lang, 'attention')
      );
    case 'steer':
      return steerCampaign(ctx, staff, input.identity.platform, command.verb, command.campaignId);
    case 'halt':
      return haltCampaign(ctx, staff, input.identity.platform, command.campaignId, command.reason);
    case 'freeze':
      return freezeSending(ctx, staff, input.identity.platform, command.reason);
    case 'insight':
      return insightCommand(ctx, staff, input.identity.platform, command.text, prefixOf(input.identity));
    case 'persona':
      return personaCommand(ctx, staff, command.text, `${prefixOf(input.identity)}persona`);
    case 'search': {
      const kinds = searchKindsFor(staff);
      return searchMessage(
        command.text,
        await ctx.core.search.search(command.text, { kinds, limit: SEARCH_SHOWN }),
        where,
      );
    }
    case 'digest':
      return digestCommand(ctx, staff, input.conversation, command.text, prefixOf(input.identity));
    case 'fields':
      return fieldsCommand(ctx, staff, input.identity.platform, command.text, prefixOf(input.identity));
    case 'saved_search':
      return savedSearchCommand(ctx, staff, input.conversation, command.text, `${prefixOf(input.identity)}search`);
    case 'unfreeze':
      return unfreezeSending(ctx, staff, input.identity.platform);
    case 'incomplete':
      return plainMessage(missing(command.verb, `${prefixOf(input.identity)}${command.verb}`, lang), lang, 'attention');
    case 'unknown':
      return unknownCommand(command.text, lang, prefixOf(input.identity));
  }
};

/** Answers what somebody typed. Never throws: whoever asked gets a sentence. */
export const runCommand = async (ctx: BotContext, input: CommandInput): Promise<CommandResult> => {
  let lang: Lang = input.identity.lang ?? 'en';
  const command = parseCommand(input.text);
  try {
    const staff = await speakerOf(ctx, input.identity);
    if (staff === undefined) {
      if (command.kind === 'help')
        return {
          message: helpMessage(await guessLang(ctx, input.identity), prefixOf(input.identity)),
          saidHere: false,
          outcome: 'done',
        };
      return { message: await invitationFor(ctx, input.identity), saidHere: false, outcome: 'unlinked' };
    }
    lang = staff.lang;
    if (command.kind === 'channel_here') {
      const { purpose } = command;
      const chosen = await setChannelHere(ctx, staff, input.conversation, { purpose, lang: command.lang ?? lang });
      return { ...chosen, outcome: 'done' };
    }
    const outcome = command.kind === 'unknown' || command.kind === 'incomplete' ? 'refused' : 'done';
    return { message: await answer(ctx, staff, command, input), saidHere: false, outcome };
  } catch (error) {
    return { ...answerTo(ctx, error, lang, `command ${command.kind}`), saidHere: false };
  }
};
