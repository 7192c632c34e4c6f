import { z } from 'zod';
import type { ActionResult } from '../flow/action-values.ts';
import { runAction } from '../flow/actions.ts';
import type { BotContext, SpeakerIdentity } from '../flow/context.ts';
import { FIELD_SEPARATOR, VERB_KEY } from './render-card.ts';

const scalar = z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]);
const dataShape = z.record(z.string().max(300), scalar);
const executeValue = z.object({
  action: z.looseObject({ verb: z.string().min(1).max(100), data: dataShape.default({}) }),
});
const submitValue = dataShape.refine((data) => typeof data[VERB_KEY] === 'string');

export interface ClickedAction {
  readonly actionId: string;
  readonly value: Readonly<Record<string, z.infer<typeof scalar>>>;
  readonly fields: Readonly<Record<string, z.infer<typeof scalar>>>;
}

/** Tells what the button carried from what was typed: inputs are named `ACTION|FIELD`. */
const split = (actionId: string, data: z.infer<typeof dataShape>): ClickedAction => {
  const prefix = `${actionId}${FIELD_SEPARATOR}`;
  const entries = Object.entries(data).filter(([key]) => key !== VERB_KEY);
  return {
    actionId,
    value: Object.fromEntries(entries.filter(([key]) => !key.includes(FIELD_SEPARATOR))),
    fields: Object.fromEntries(
      entries.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]),
    ),
  };
};

/** What an `adaptiveCard/action` invoke says; undefined where it cannot be read. */
export const executedAction = (value: unknown): ClickedAction | undefined => {
  const parsed = executeValue.safeParse(value);
  return parsed.success ? split(parsed.data.action.verb, parsed.data.action.data) : undefined;
};

/** What a message says that came from `Action.Submit`; undefined where it is none of ours. */
export const submittedAction = (value: unknown): ClickedAction | undefined => {
  const parsed = submitValue.safeParse(value);
  return parsed.success ? split(String(parsed.data[VERB_KEY]), parsed.data) : undefined;
};

/** One call of the platform-free flow; never throws. An unreadable click is answered by the flow as well. */
export const runClicked = (
  ctx: BotContext,
  identity: SpeakerIdentity,
  clicked: ClickedAction | undefined,
): Promise<ActionResult> =>
  runAction(ctx, {
    identity,
    actionId: clicked?.actionId ?? '',
    value: clicked?.value,
    fields: clicked?.fields ?? {},
  });
