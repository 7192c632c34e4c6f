import { can, isDomainError, type Staff } from '../../core/index.ts';
import type { Message } from '../views/message.ts';
import { personaMessage, personaNames } from '../views/persona.ts';
import type { BotContext } from './context.ts';

const INSIGHTS = 3;

/** `persona NAME` shows its card; without a name, or with one that none has, which there are. */
export const personaCommand = async (
  { core }: BotContext,
  staff: Staff,
  text: string,
  typed: string,
): Promise<Message> => {
  const { lang } = staff;
  const portalUrl = core.config.portal.url;
  const persona = await core.personas.named(text);
  if (persona === undefined) {
    const wrong = text === '' ? undefined : text;
    return personaNames(await core.personas.list(), { lang, portalUrl, typed, wrong });
  }
  const [segment, sizes, insights] = await Promise.all([
    core.segments.byId(persona.segmentId),
    core.follows.sizes(persona.segmentId),
    core.insights.list({ linkedTo: persona.id, states: ['new', 'linked', 'used'] }, { limit: INSIGHTS }),
  ]);
  const count =
    segment === undefined
      ? undefined
      : await core.segments.count(segment.rule).catch((error: unknown) => {
          // A rule that cannot be run is said in the portal; the rest of the card stands.
          if (!isDomainError(error)) throw error;
          return undefined;
        });
  return personaMessage(persona, {
    lang,
    portalUrl,
    segmentName: segment?.name ?? '–',
    count,
    before: sizes.length > 1 ? sizes[0] : undefined,
    insights,
    seesSegments: can(staff, 'segments.view'),
  });
};
