import type { RequestHandler } from 'express';
import type { ChatNotifier } from './flow/notifier.ts';

/**
 * A chat platform as the composition root sees it. `createSlackApp(ctx, express)` puts its own routes on the express app
 * before any body parser; `createTeamsApp(ctx)` gives `messages`, which stands at POST /api/messages behind
 * `express.json()`.
 */
export interface ChatApp {
  readonly notifier: ChatNotifier;
  /** Opens what the platform needs open (a socket, a token). Routes work before this. */
  start(): Promise<void>;
  /** Takes nothing new and waits for the handlers in hand. */
  stop(): Promise<void>;
}

export interface TeamsApp extends ChatApp {
  readonly messages: RequestHandler;
}
