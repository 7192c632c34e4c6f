import { TeamsAdapter } from '@microsoft/teams-ai';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import type { TokenSource } from './connector-credentials.ts';

type CredentialsFactory = NonNullable<ConstructorParameters<typeof TeamsAdapter>[1]>;

/** The library's own credentials go through MSAL and its instance discovery; these ask our token source. */
const credentialsFrom = (appId: string | undefined, token: TokenSource): CredentialsFactory => ({
  isValidAppId: (given) => Promise.resolve(given === appId),
  isAuthenticationDisabled: () => Promise.resolve(appId === undefined),
  createCredentials: () =>
    Promise.resolve({
      signRequest: async (resource) => {
        const bearer = await token();
        if (bearer !== undefined) resource.headers.set('authorization', `Bearer ${bearer}`);
        return resource;
      },
    }),
});

/**
 * The library's adapter for requests that have been authenticated already. Its own check takes emulator and skill tokens,
 * takes keys without endorsements, and answers a bad signature with 500; `bearer-verifier.ts` is asked instead.
 */
export class VerifiedAdapter extends TeamsAdapter {
  readonly #appId: string | undefined;

  constructor(appId: string | undefined, token: TokenSource) {
    super(appId === undefined ? {} : { MicrosoftAppId: appId }, credentialsFrom(appId, token));
    this.#appId = appId;
  }

  /** Runs one turn of a verified activity. Answers an invoke's response, and nothing for other activities. */
  processVerified(
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const claimsIdentity = this.createClaimsIdentity(this.#appId);
    return this.processActivity(
      {
        claimsIdentity,
        audience: 'https://api.botframework.com',
        callerId: 'urn:botframework:azure',
        connectorFactory: this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity),
      },
      activity,
      logic,
    );
  }
}
