import { type Request, type Response, Router } from 'express';
import type { Topic } from '../../core/index.ts';
import {
  actorOf,
  flash,
  formErrors,
  formOf,
  missing,
  needs,
  type PortalContext,
  param,
  render,
  textOf,
} from '../http/index.ts';
import { fill } from '../words/text.ts';
import { TOPICS } from './topic-words.ts';
import { TopicsPage } from './topics-page.tsx';

/** Topics that recipients choose from, kept by administrators. */
export const topicRoutes = ({ core }: PortalContext): Router => {
  const router = Router();
  const manage = needs('settings.manage');

  const topicOf = (topics: readonly Topic[], id: string): Topic => {
    const topic = topics.find((one) => one.id === id);
    if (topic === undefined) throw missing(TOPICS.none);
    return topic;
  };

  const save = async (req: Request, res: Response, id: string | undefined): Promise<void> => {
    const fields = formOf(req);
    const text = (name: string) => ({ en: textOf(fields, `${name}.en`), ko: textOf(fields, `${name}.ko`) });
    try {
      const topic = await core.consents.saveTopic(actorOf(res), {
        ...(id === undefined ? {} : { id, archived: textOf(fields, 'archived') !== '' }),
        name: text('name'),
        about: text('about'),
      });
      flash(req, {
        en: fill(TOPICS.saved, { name: topic.name.en }).en,
        ko: fill(TOPICS.saved, { name: topic.name.ko }).ko,
      });
      res.redirect(303, '/settings/topics');
    } catch (error) {
      const errors = formErrors(error);
      const topics = await core.consents.topics();
      const topic = id === undefined ? undefined : topicOf(topics, id);
      render(res, <TopicsPage topics={topics} topic={topic} fields={fields} errors={errors} />, errors.status);
    }
  };

  router.get('/settings/topics', manage, async (_req, res) => {
    render(res, <TopicsPage topics={await core.consents.topics()} />);
  });
  router.get('/settings/topics/:id', manage, async (req, res) => {
    const topics = await core.consents.topics();
    render(res, <TopicsPage topics={topics} topic={topicOf(topics, param(req, 'id'))} />);
  });
  router.post('/settings/topics', manage, (req, res) => save(req, res, undefined));
  router.post('/settings/topics/:id', manage, async (req, res) => {
    topicOf(await core.consents.topics(), param(req, 'id'));
    await save(req, res, param(req, 'id'));
  });

  return router;
};
