import { type Request, type Response, Router } from 'express';
import {
  type AttributeDefinition,
  attributesIn,
  type Contact,
  can,
  DomainError,
  type EventDefinition,
  type IneligibleReason,
  InvalidInput,
  type Rule,
  type Segment,
  type Topic,
} from '../../core/index.ts';
import { columnsFor, columnsOf } from '../contacts/columns.tsx';
import {
  actorOf,
  type Fields,
  type FormErrors,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  renderFragment,
  staffOf,
  textOf,
  viewerOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { CountEstimate, CountPanel, CountTotals, ExampleContacts, SLOW_MS } from './count-panel.tsx';
import {
  applyAction,
  type DraftGroup,
  draftFromFields,
  draftFromRule,
  fitOperators,
  newDraft,
  prune,
  ROOT,
  ruleFromDraft,
  subjectsOf,
} from './draft.ts';
import { followedOf } from './follow-routes.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { SegmentFormPage } from './segment-form-page.tsx';
import { SegmentContactsPage, SegmentListPage, SegmentPage } from './segment-pages.tsx';
import { type StarterChoices, startersFor } from './starters.tsx';
import { createSuggestions } from './suggestions.ts';
import type { SegmentChoice } from './value-control.tsx';
import { WORDS } from './words.ts';

/** Contacts shown as examples, and columns beside them. */
const EXAMPLES = 5;
/** A page of people shows what was found by then, and goes on from there. */
const PAGE_MS = 1_500;

const ONLY = ['eligible', 'no_consent', 'no_address', 'suppressed'] as const;
export type Only = 'eligible' | IneligibleReason;
const onlyOf = (req: Request): Only | undefined => ONLY.find((only) => only === queryText(req, 'only'));

/** Segments: list, page, editor with live counts, and the people behind each number. */
export const segmentRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const view = needs('segments.view');
  const edit = needs('segments.edit');
  const suggest = createSuggestions(core);

  const segmentOf = async (req: Request): Promise<Segment> => {
    const segment = await core.segments.byId(param(req, 'id'));
    if (segment === undefined) throw missing(WORDS.unknown);
    return segment;
  };

  router.get('/segments', view, async (_req, res) => {
    const segments = await core.segments.list();
    const { lang } = viewerOf(res);
    const sentences = await Promise.all(segments.map((segment) => core.segments.describe(segment.rule, lang)));
    render(res, <SegmentListPage segments={segments} sentences={sentences} />);
  });

  /** The draft of the form with everything that its page shows. */
  const draftOf = async (res: Response, fields: Fields) => {
    const [attributes, events, topics] = await Promise.all([
      core.contacts.attributes(),
      core.events.definitions(),
      core.consents.topics(),
    ]);
    const draft = fitOperators(draftFromFields(fields), subjectsOf(attributes, events, topics), events);
    return { attributes, events, topics, draft, zone: viewerOf(res).zone };
  };

  /** Segments that a rule may name: not its own. */
  const choices = async (self: string | undefined): Promise<readonly SegmentChoice[]> =>
    (await core.segments.list()).filter(({ id }) => id !== self).map(({ id, name }) => ({ id, name }));

  const formPage = async (
    res: Response,
    input: {
      segment: Segment | undefined;
      name: string;
      draft: DraftGroup;
      version: number;
      errors?: FormErrors;
      newer?: number;
      starters?: StarterChoices;
    },
  ): Promise<void> => {
    const [attributes, events, topics] = await Promise.all([
      core.contacts.attributes(),
      core.events.definitions(),
      core.consents.topics(),
    ]);
    const [suggestions, segments, ungranted] = await Promise.all([
      suggest(input.draft, attributes),
      choices(input.segment?.id),
      core.fields.ungranted(attributes.map(({ key }) => key)),
    ]);
    render(
      res,
      <SegmentFormPage
        {...input}
        attributes={attributes}
        ungranted={ungranted}
        events={events}
        topics={topics}
        suggestions={suggestions}
        segments={segments}
      />,
      input.errors?.status ?? 200,
    );
  };

  router.get('/segments/new', edit, async (req, res) => {
    const { lang, zone } = viewerOf(res);
    const starters = await startersFor(core, { event: queryText(req, 'event'), id: queryText(req, 'starter'), zone });
    await formPage(res, {
      segment: undefined,
      name: starters?.chosen?.name[lang] ?? '',
      draft: starters?.chosen === undefined ? newDraft() : draftFromRule(starters.chosen.rule),
      version: 0,
      ...(starters === undefined ? {} : { starters }),
    });
  });

  router.get('/segments/:id/edit', edit, async (req, res) => {
    const segment = await segmentOf(req);
    await formPage(res, { segment, name: segment.name, draft: draftFromRule(segment.rule), version: segment.version });
  });

  /** Errors of the rule beside their conditions, by node id. */
  const placed = (errors: FormErrors, nodeAt: (field: string) => string | undefined): FormErrors => {
    const fields: Record<string, FormErrors['general'][number][]> = {};
    for (const [field, texts] of Object.entries(errors.fields)) {
      const place = field.startsWith('rule') ? (nodeAt(field) ?? 'rule') : field;
      fields[place] = [...(fields[place] ?? []), ...texts];
    }
    return { ...errors, fields };
  };

  const save = async (req: Request, res: Response, segment: Segment | undefined): Promise<void> => {
    const fields = formOf(req);
    const { attributes, events, topics, draft, zone } = await draftOf(res, fields);
    const { rule, nodeAt } = ruleFromDraft(draft, attributes, zone, events, topics);
    const name = textOf(fields, 'name');
    const version = Number.parseInt(textOf(fields, 'over') || textOf(fields, 'version'), 10);
    try {
      const actor = actorOf(res);
      const saved =
        segment === undefined
          ? await core.segments.create(actor, { name, rule })
          : await core.segments.update(actor, segment.id, {
              name,
              rule,
              version: Number.isSafeInteger(version) ? version : 0,
            });
      flash(req, fill(WORDS.saved, { name: saved.name, version: saved.version }));
      res.redirect(303, `/segments/${saved.id}`);
    } catch (error) {
      const errors = placed(formErrors(error), nodeAt);
      const conflict = error instanceof DomainError && error.code === 'segment.changed_meanwhile';
      const present = conflict && segment !== undefined ? await core.segments.byId(segment.id) : undefined;
      await formPage(res, {
        segment,
        name,
        draft,
        version,
        errors: present === undefined ? errors : { ...errors, fields: {}, general: [] },
        ...(present === undefined ? {} : { newer: present.version }),
      });
    }
  };

  router.post('/segments', edit, (req, res) => save(req, res, undefined));
  router.post('/segments/:id', edit, async (req, res) => save(req, res, await segmentOf(req)));

  // Adds, removes and changes conditions of a draft; stores nothing.
  router.post('/segments/draft/rule', edit, async (req, res) => {
    const fields = formOf(req);
    const { attributes, events, topics, draft } = await draftOf(res, fields);
    const next = applyAction(draft, textOf(fields, 'do'));
    const [suggestions, segments, ungranted] = await Promise.all([
      suggest(next.draft, attributes),
      choices(textOf(fields, 'self') || undefined),
      core.fields.ungranted(attributes.map(({ key }) => key)),
    ]);
    res.set('HX-Trigger', 'rule-changed');
    renderFragment(
      res,
      <RuleEditor
        draft={next.draft}
        attributes={attributes}
        ungranted={ungranted}
        events={events}
        topics={topics}
        suggestions={suggestions}
        segments={segments}
        focus={next.focus}
      />,
    );
  });

  /** The draft's rule without conditions that are not complete yet. */
  const completeRule = async (
    draft: DraftGroup,
    attributes: readonly AttributeDefinition[],
    zone: string,
    events: readonly EventDefinition[],
    topics: readonly Topic[],
  ): Promise<{ rule: Rule; incomplete: number }> => {
    const { rule, nodeAt } = ruleFromDraft(draft, attributes, zone, events, topics);
    try {
      return { rule: await core.segments.parseRule(rule), incomplete: 0 };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const issues = error instanceof InvalidInput ? error.issues : [error];
      const ids = new Set(issues.flatMap((issue) => nodeAt(issue.field ?? '') ?? []));
      // A fault of the whole rule is told; counting everybody instead would mislead.
      if (ids.size === 0 || ids.has(ROOT)) throw error;
      const pruned = ruleFromDraft(prune(draft, ids), attributes, zone, events, topics).rule;
      return { rule: await core.segments.parseRule(pruned), incomplete: ids.size };
    }
  };

  router.post('/segments/draft/count', edit, async (req, res) => {
    const { attributes, events, topics, draft, zone } = await draftOf(res, formOf(req));
    const { rule, incomplete } = await completeRule(draft, attributes, zone, events, topics);
    const { lang } = viewerOf(res);
    const [count, sentence] = await Promise.all([
      core.segments.countWithin(rule, PAGE_MS),
      core.segments.describe(rule, lang),
    ]);
    if ('about' in count) return renderFragment(res, <CountEstimate estimate={count} sentence={sentence} />);
    const costly = count.tookMs > SLOW_MS ? await core.segments.costly(rule, lang) : [];
    const address = `/segments/draft/contacts?rule=${encodeURIComponent(JSON.stringify(rule))}`;
    renderFragment(
      res,
      // Browsers and proxies cut longer addresses; the numbers stay, without their lists.
      <CountPanel
        count={count}
        sentence={sentence}
        incomplete={incomplete}
        costly={costly}
        listAt={address.length < 6000 ? address : undefined}
      />,
    );
  });

  // Asked for by a button and not with each count, because the first contacts of a rare rule cost a whole scan.
  router.post('/segments/draft/examples', edit, async (req, res) => {
    const { attributes, events, topics, draft, zone } = await draftOf(res, formOf(req));
    const { rule } = await completeRule(draft, attributes, zone, events, topics);
    const asked = new Set(attributesIn(rule));
    const { contacts } = await core.segments.page(rule, { limit: EXAMPLES });
    const columns = attributes.filter(({ key }) => asked.has(key)).slice(0, EXAMPLES);
    renderFragment(res, <ExampleContacts contacts={contacts} columns={columns} />);
  });

  const contactsPage = async (req: Request, res: Response, rule: Rule, segment: Segment | undefined): Promise<void> => {
    const only = onlyOf(req);
    const after = queryText(req, 'after');
    const [page, attributes] = await Promise.all([
      core.segments.page(rule, {
        ...(only === undefined ? {} : { only }),
        ...(after === '' ? {} : { after }),
        limit: 50,
      }),
      core.contacts.attributes(),
    ]);
    const sentence = await core.segments.describe(rule, viewerOf(res).lang);
    render(
      res,
      <SegmentContactsPage
        {...page}
        segment={segment}
        sentence={sentence}
        only={only}
        attributes={attributes}
        columns={columnsOf(req, attributes, columnsFor(rule, attributes))}
      />,
    );
  };

  router.get('/segments/draft/contacts', edit, async (req, res) => {
    let input: unknown;
    try {
      input = JSON.parse(queryText(req, 'rule', 10_000));
    } catch {
      throw missing(WORDS.unknown);
    }
    await contactsPage(req, res, await core.segments.parseRule(input), undefined);
  });

  /** Of a campaign about a topic: without those who refused it. */
  const withoutRefusals = async (req: Request, rule: Rule): Promise<Rule> => {
    const asked = queryText(req, 'topic');
    const topic = asked === '' ? undefined : (await core.consents.topics()).find(({ id }) => id === asked);
    if (topic === undefined) return rule;
    return { kind: 'all', rules: [rule, { kind: 'topic', topic: topic.id, op: 'is_not', value: 'refused' }] };
  };

  // Whoever is in any segment of `in` and in none of `not`: the people of a campaign with several segments.
  router.get('/segments/together', needs('contacts.view'), async (req, res) => {
    const named = (name: 'in' | 'not') =>
      [req.query[name]].flat().flatMap((id) => (typeof id === 'string' && id.length <= 60 ? [id] : []));
    const parts = (name: 'in' | 'not', op: 'in' | 'not_in') =>
      named(name).map((segment) => ({ kind: 'segment', op, segment }));
    const meant = parts('in', 'in');
    if (meant.length === 0) throw missing(WORDS.unknown);
    const rule = await core.segments.parseRule({
      kind: 'all',
      rules: [{ kind: 'any', rules: meant }, ...parts('not', 'not_in')],
    });
    await contactsPage(req, res, await withoutRefusals(req, rule), undefined);
  });

  router.get('/segments/:id', view, async (req, res) => {
    const segment = await segmentOf(req);
    const seesContacts = can(staffOf(res), 'contacts.view');
    const none: { contacts: readonly Contact[]; next: string | null } = { contacts: [], next: null };
    const { lang } = viewerOf(res);
    const [count, sentence, page, attributes, uses, followed] = await Promise.all([
      core.segments.count(segment.rule),
      core.segments.describe(segment.rule, lang),
      seesContacts ? core.segments.page(segment.rule, { limit: 10 }) : none,
      core.contacts.attributes(),
      core.segments.usedBy(segment.id),
      followedOf(core, segment.id, lang),
    ]);
    render(
      res,
      <SegmentPage
        segment={segment}
        ungranted={await core.fields.ungranted(attributesIn(segment.rule))}
        count={count}
        costly={count.tookMs > SLOW_MS ? await core.segments.costly(segment.rule, lang) : []}
        sentence={sentence}
        contacts={seesContacts ? page.contacts : undefined}
        attributes={attributes}
        uses={uses}
        followed={followed}
      />,
    );
  });

  router.get('/segments/:id/count', view, async (req, res) => {
    const segment = await segmentOf(req);
    const listAt = can(staffOf(res), 'contacts.view') ? `/segments/${segment.id}/contacts` : undefined;
    renderFragment(res, <CountTotals count={await core.segments.count(segment.rule)} listAt={listAt} />);
  });

  router.get('/segments/:id/contacts', needs('contacts.view'), async (req, res) => {
    const segment = await segmentOf(req);
    await contactsPage(req, res, await withoutRefusals(req, segment.rule), segment);
  });

  return router;
};
