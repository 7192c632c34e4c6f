import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import { ERASE_GROUNDS } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  queryText,
  render,
  staffOf,
  textOf,
} from '../http/index.ts';
import { columnsOf } from './columns.tsx';
import { CONSENT_CARD } from './consent-words.ts';
import { ContactListPage } from './contact-list-page.tsx';
import { ContactPage } from './contact-page.tsx';
import { importRoutes } from './import-routes.tsx';
import { mergeRoutes } from './merge-routes.tsx';
import { PERSON_WORDS } from './person-words.ts';
import { suppressionRoutes } from './suppression-routes.tsx';
import { tagRunRoutes } from './tag-run-routes.tsx';
import { WORDS } from './words.ts';

const PREFIX = 'attributes.';
const SHOWN_EVENTS = 20;
const consentStatus = z.enum(['granted', 'unknown', 'refused']).optional().catch(undefined);

/** Contacts: search, page, edit, suppression, imports. */
export const contactRoutes = (ctx: PortalContext): Router => {
  const { core } = ctx;
  const router = Router();
  router.use(importRoutes(ctx), suppressionRoutes(ctx), tagRunRoutes(ctx));

  router.get('/contacts', needs('contacts.view'), async (req, res) => {
    const query = queryText(req, 'q');
    const after = queryText(req, 'after');
    const [page, attributes] = await Promise.all([
      core.contacts.search({ ...(query === '' ? {} : { query }), ...(after === '' ? {} : { after }), limit: 50 }),
      core.contacts.attributes(),
    ]);
    const addresses = page.contacts.flatMap((contact) => (contact.address === null ? [] : [contact.address]));
    const suppressed = await core.contacts.suppressedAmong(addresses);
    render(
      res,
      <ContactListPage
        page={page}
        query={query}
        attributes={attributes}
        columns={columnsOf(req, attributes)}
        suppressed={(address) => suppressed.get(core.contacts.addressHash(address))}
      />,
    );
  });

  router.get('/contacts.csv', needs('contacts.edit'), async (req, res) => {
    res.setHeader('content-type', 'text/csv; charset=utf-8');
    res.setHeader('content-disposition', 'attachment; filename="contacts.csv"');
    try {
      await pipeline(Readable.from(core.contacts.csv(queryText(req, 'q'))), res);
    } catch (error) {
      // The head has left: a cut-off answer tells the browser that the file is not whole.
      ctx.logger.error({ err: error }, 'a CSV download broke off');
      res.destroy();
    }
  });

  const read = async (id: string) => {
    const contact = await core.contacts.byId(id);
    if (contact === undefined) throw missing(WORDS.unknown);
    const [attributes, suppression, places, events, definitions, facts, topics, evidence, likely] = await Promise.all([
      core.contacts.attributes(),
      contact.address === null ? undefined : core.contacts.suppressionOf(contact.address),
      core.deliveries.placesOf(contact.id),
      core.tracking.eventsOf(contact.id),
      core.events.definitions(),
      core.events.ofContact(contact.id, SHOWN_EVENTS),
      core.consents.topics(),
      core.consents.recordsOf(contact.id),
      core.contacts.likelyDuplicates(contact.id),
    ]);
    const ids = [...new Set([...places.map((place) => place.campaignId), ...events.map((event) => event.campaignId)])];
    const campaigns = await Promise.all(ids.slice(0, 100).map((campaignId) => core.campaigns.byId(campaignId)));
    const names = new Map(
      campaigns.flatMap((campaign) => (campaign === undefined ? [] : [[campaign.id, campaign.name]])),
    );
    return { contact, attributes, suppression, places, events, names, definitions, facts, topics, likely, ...evidence };
  };

  router.use(
    mergeRoutes(ctx, async (res, contact, refused, status) => {
      render(res, <ContactPage {...(await read(contact.id))} {...refused} />, status);
    }),
  );

  router.get('/contacts/:id', needs('contacts.view'), async (req, res) => {
    const page = await read(param(req, 'id'));
    // A contact that became part of another is shown there.
    if (page.contact.id === param(req, 'id')) render(res, <ContactPage {...page} />);
    else res.redirect(303, `/contacts/${page.contact.id}`);
  });

  router.post('/contacts/:id', needs('contacts.edit'), async (req, res) => {
    const id = param(req, 'id');
    const fields = formOf(req);
    const attributes = Object.fromEntries(
      Object.keys(fields)
        .filter((name) => name.startsWith(PREFIX))
        .map((name) => [name.slice(PREFIX.length), textOf(fields, name)]),
    );
    const consent = consentStatus.parse(textOf(fields, 'consent') || undefined);
    try {
      await core.contacts.update(actorOf(res), id, { attributes, ...(consent === undefined ? {} : { consent }) });
      flash(req, WORDS.saved);
      res.redirect(303, `/contacts/${id}`);
    } catch (error) {
      const errors = formErrors(error);
      render(res, <ContactPage {...(await read(id))} values={fields} errors={errors} />, errors.status);
    }
  });

  router.post('/contacts/:id/suppress', needs('contacts.edit'), async (req, res) => {
    const contact = await core.contacts.byId(param(req, 'id'));
    if (contact?.address === undefined || contact.address === null) throw missing(WORDS.unknown);
    const actor = actorOf(res);
    await core.contacts.suppress(actor, {
      address: contact.address,
      reason: 'manual',
      source: actor.kind === 'staff' ? actor.staff.id : 'portal',
    });
    flash(req, WORDS.suppressedNow);
    res.redirect(303, `/contacts/${contact.id}`);
  });

  router.post('/contacts/:id/ask', needs('contacts.edit'), async (req, res) => {
    const contact = await core.contacts.byId(param(req, 'id'));
    if (contact?.address === undefined || contact.address === null) throw missing(WORDS.unknown);
    const { id: source, lang } = staffOf(res);
    await core.consents.ask(actorOf(res), { address: contact.address, source, lang });
    flash(req, CONSENT_CARD.askedNow);
    res.redirect(303, `/contacts/${contact.id}#evidence`);
  });

  router.get('/contacts/:id/export.json', needs('contacts.erase'), async (req, res) => {
    const whole = await core.contacts.exportPerson(actorOf(res), param(req, 'id'));
    res.setHeader('content-disposition', 'attachment; filename="contact.json"');
    res.setHeader('cache-control', 'no-store');
    res.type('application/json').send(`${JSON.stringify(whole, null, 2)}\n`);
  });

  router.post('/contacts/:id/erase', needs('contacts.erase'), async (req, res) => {
    const id = param(req, 'id');
    const ground = ERASE_GROUNDS.find((each) => each === textOf(formOf(req), 'ground'));
    try {
      await core.contacts.erasePerson(actorOf(res), id, ground);
    } catch (error) {
      const eraseErrors = formErrors(error);
      return render(res, <ContactPage {...(await read(id))} eraseErrors={eraseErrors} />, eraseErrors.status);
    }
    flash(req, PERSON_WORDS.erased);
    res.redirect(303, '/contacts');
  });

  return router;
};
