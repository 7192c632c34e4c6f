import type { App } from '@slack/bolt';
import { homePage } from '../../flow/home.ts';
import { renderMessage } from '../render-blocks.ts';
import { type SlackRuntime, slackIdentity } from '../runtime.ts';

/** The Home tab: what waits for this person, and what Tandem understands. */
export const registerHome = (app: App, runtime: SlackRuntime): void => {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    await runtime.work('home', async () => {
      const page = await homePage(runtime.ctx, slackIdentity(body.team_id, event.user, ''), '/tandem ');
      await app.client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: renderMessage(page).blocks },
      });
    });
  });
};
