import type { Express } from 'express';
import request from 'supertest';
import { createLogger } from '../../../core/common/logger.ts';
import type { Role, Staff } from '../../../core/people/staff.ts';
import { createApp } from '../../../portal/create-app.ts';
import { aStaff, TEST_PASSWORD } from '../../support/builders.ts';
import { type TestCore, withTestCore } from '../../support/core.ts';

export interface TestPortal extends TestCore {
  readonly app: Express;
}

/** The portal on a fresh database; it listens nowhere. */
export const withTestPortal = async (options: { setupToken?: string } = {}): Promise<TestPortal> => {
  const test = await withTestCore();
  return { ...test, app: createApp({ core: test.core, logger: createLogger('silent', 'test'), ...options }) };
};

export type Browser = ReturnType<typeof request.agent>;

/** The CSRF token that a page's forms carry. */
export const tokenIn = (html: string): string => {
  const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error('the page has no form with a CSRF token');
  return token;
};

export const signIn = async (browser: Browser, email: string, password: string = TEST_PASSWORD) => {
  const page = await browser.get('/sign-in').expect(200);
  return browser
    .post('/sign-in')
    .type('form')
    .send({ _csrf: tokenIn(page.text), email, password, next: '/' });
};

/** Somebody with these roles, signed in, with the token that their forms carry. */
export const signedInAs = async (
  { app, core }: TestPortal,
  roles: readonly Role[],
  over: { lang?: 'en' | 'ko'; name?: string } = {},
): Promise<{ browser: Browser; staff: Staff; csrf: string }> => {
  const { staff } = await aStaff(core, roles, over);
  const browser = request.agent(app);
  await signIn(browser, staff.email).then((answer) => {
    if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  });
  const page = await browser.get('/account').expect(200);
  return { browser, staff, csrf: tokenIn(page.text) };
};
