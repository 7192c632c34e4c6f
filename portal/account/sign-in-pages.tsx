import { type FormErrors, useText } from '../http/index.ts';
import { Banner, Card, Field, Form, Page } from '../layout/index.ts';
import { WORDS } from './words.ts';

export const SignInPage = (props: {
  email: string;
  next: string;
  expired?: boolean;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { errors } = props;
  return (
    <Page title={t(WORDS.signInTitle)} lead={t(WORDS.signInLead)} narrow>
      {props.expired === true ? (
        <Banner tone="warning" role="status">
          <p>{t(WORDS.expired)}</p>
        </Banner>
      ) : null}
      <Card>
        <Form action="/sign-in" errors={errors} password>
          <input type="hidden" name="next" value={props.next} />
          <Field
            name="email"
            type="email"
            label={t(WORDS.email)}
            value={props.email}
            autocomplete="username"
            autoFocus={props.email === ''}
            errors={errors}
          />
          <Field
            name="password"
            type="password"
            label={t(WORDS.password)}
            autocomplete="current-password"
            autoFocus={props.email !== ''}
            errors={errors}
          />
          <button type="submit" class="wide">
            {t(WORDS.signIn)}
          </button>
        </Form>
      </Card>
      <p class="muted centred">{t(WORDS.noAccount)}</p>
    </Page>
  );
};

const NewPassword = ({ errors }: { errors?: FormErrors | undefined }) => {
  const t = useText();
  return (
    <Field
      name="password"
      type="password"
      label={t(WORDS.newPassword)}
      hint={t(WORDS.passwordHint)}
      autocomplete="new-password"
      minLength={10}
      errors={errors}
    />
  );
};

export const SetupPage = (props: { action: string; name: string; email: string; errors?: FormErrors | undefined }) => {
  const t = useText();
  const { errors } = props;
  return (
    <Page title={t(WORDS.setupTitle)} lead={t(WORDS.setupLead)} narrow>
      <Card>
        <Form action={props.action} errors={errors} password>
          <Field name="name" label={t(WORDS.name)} value={props.name} autocomplete="name" errors={errors} />
          <Field
            name="email"
            type="email"
            label={t(WORDS.email)}
            value={props.email}
            autocomplete="username"
            errors={errors}
          />
          <NewPassword errors={errors} />
          <button type="submit" class="wide">
            {t(WORDS.setupSubmit)}
          </button>
        </Form>
      </Card>
    </Page>
  );
};

export const InvitationPage = (props: {
  action: string;
  email: string;
  name: string;
  errors?: FormErrors | undefined;
}) => {
  const t = useText();
  const { errors } = props;
  return (
    <Page title={t(WORDS.invitationTitle)} lead={t(WORDS.invitationLead, { email: props.email })} narrow>
      <Card>
        <Form action={props.action} errors={errors} password>
          <input type="hidden" name="username" value={props.email} autocomplete="username" />
          <Field name="name" label={t(WORDS.name)} value={props.name} autocomplete="name" errors={errors} />
          <NewPassword errors={errors} />
          <button type="submit" class="wide">
            {t(WORDS.accept)}
          </button>
        </Form>
      </Card>
    </Page>
  );
};
