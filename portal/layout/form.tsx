import type { ComponentChildren, JSX } from 'preact';
import type { LocalText } from '../../core/index.ts';
import { useText, useViewer } from '../http/context.ts';
import { type FormErrors, NO_ERRORS } from '../http/form-errors.ts';
import { COMMON } from '../words/common.ts';
import { Banner } from './banner.tsx';

const idOf = (name: string): string => `f-${name.replace(/[^\p{L}\p{N}]+/gu, '-')}`;

/** The hidden field without which a write is refused. `<Form>` holds it already. */
export const CsrfField = () => <input type="hidden" name="_csrf" value={useViewer().csrfToken} />;

type FormProps = Omit<JSX.IntrinsicElements['form'], 'method' | 'errors'> & {
  action: string;
  /** Shown in general at the top; each field shows its own. */
  errors?: FormErrors | undefined;
  /** A form with a file. */
  upload?: boolean | undefined;
  /** A form with a password, which never comes back in an answer. */
  password?: boolean | undefined;
  children: ComponentChildren;
};

/** A form that posts, with its CSRF token. */
export const Form = ({ errors, upload, password, children, ...rest }: FormProps) => (
  <form method="post" noValidate enctype={upload === true ? 'multipart/form-data' : undefined} {...rest}>
    <CsrfField />
    <FormProblems errors={errors} password={password} />
    {children}
  </form>
);

/** What is wrong with a form as a whole, announced to screen readers. */
export const FormProblems = ({
  errors,
  password,
}: {
  errors?: FormErrors | undefined;
  /** The form's passwords have to be typed again. */
  password?: boolean | undefined;
}) => {
  const t = useText();
  if (errors === undefined) return null;
  const byField = Object.keys(errors.fields).length > 0;
  if (!byField && errors.general.length === 0) return null;
  return (
    <Banner tone="danger" role="alert">
      {errors.general.map((text) => (
        <p key={text.en}>{t(text)}</p>
      ))}
      {byField ? <p>{t(password === true ? COMMON.formProblemPassword : COMMON.formProblem)}</p> : null}
      {errors.retrySafe === true ? <p>{t(COMMON.retrySafe)}</p> : null}
    </Banner>
  );
};

/** The errors of one field. Use it where a control of your own stands in for `Field`. */
export const FieldErrors = ({ name, errors = NO_ERRORS }: { name: string; errors?: FormErrors | undefined }) => {
  const t = useText();
  const list = errors.fields[name];
  if (list === undefined) return null;
  return (
    <small class="field-error" id={`${idOf(name)}-error`}>
      {list.map((text) => t(text)).join(' ')}
    </small>
  );
};

interface Shared {
  /** As core names the field, so that its error lands beside it. */
  readonly name: string;
  /** The name that the error carries, where it differs from `name`. */
  readonly errorName?: string | undefined;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly errors?: FormErrors | undefined;
  readonly optional?: boolean | undefined;
}

const Wrapped = ({
  name,
  errorName,
  label,
  hint,
  errors,
  optional,
  children,
}: Shared & { children: ComponentChildren }) => {
  const t = useText();
  return (
    <div class="field">
      <label for={idOf(name)}>
        {label}
        {optional === true ? <span class="muted"> ({t(COMMON.optional)})</span> : null}
      </label>
      {children}
      {hint === undefined ? null : (
        <small class="field-hint" id={`${idOf(name)}-hint`}>
          {hint}
        </small>
      )}
      <FieldErrors name={errorName ?? name} errors={errors} />
    </div>
  );
};

/** What a control says about its hint and its error. */
export const describedBy = ({
  name,
  errorName,
  errors,
  hint,
}: Shared): { 'aria-invalid'?: 'true'; 'aria-describedby'?: string } => {
  const wrong = errors?.fields[errorName ?? name] !== undefined;
  const ids = [
    ...(hint === undefined ? [] : [`${idOf(name)}-hint`]),
    ...(wrong ? [`${idOf(errorName ?? name)}-error`] : []),
  ];
  return {
    ...(wrong ? { 'aria-invalid': 'true' as const } : {}),
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
  };
};

type FieldProps = Shared & { type?: JSX.IntrinsicElements['input']['type'] } & Omit<
    JSX.IntrinsicElements['input'],
    'name' | 'label' | 'errors' | 'hint' | 'id' | 'type'
  >;

/** A labelled input with its hint and its error beside it. */
export const Field = ({ name, errorName, label, hint, errors, optional, type = 'text', ...input }: FieldProps) => {
  const shared = { name, errorName, label, hint, errors, optional };
  return (
    <Wrapped {...shared}>
      <input
        id={idOf(name)}
        name={name}
        required={optional !== true}
        {...describedBy(shared)}
        {...({ type, ...input } as object)}
      />
    </Wrapped>
  );
};

type TextAreaProps = Shared & { value?: string | undefined } & Omit<
    JSX.IntrinsicElements['textarea'],
    'name' | 'label' | 'errors' | 'hint' | 'value' | 'id'
  >;

export const TextArea = ({ name, errorName, label, hint, errors, optional, value, ...rest }: TextAreaProps) => {
  const shared = { name, errorName, label, hint, errors, optional };
  return (
    <Wrapped {...shared}>
      <textarea id={idOf(name)} name={name} {...describedBy(shared)} {...rest}>
        {value}
      </textarea>
    </Wrapped>
  );
};

export interface Choice {
  readonly value: string;
  readonly label: string;
}

type SelectProps = Shared & { choices: readonly Choice[]; value?: string | undefined } & Omit<
    JSX.IntrinsicElements['select'],
    'name' | 'label' | 'errors' | 'hint' | 'value' | 'id'
  >;

export const Select = ({ name, errorName, label, hint, errors, optional, choices, value, ...rest }: SelectProps) => {
  const shared = { name, errorName, label, hint, errors, optional };
  return (
    <Wrapped {...shared}>
      <select id={idOf(name)} name={name} {...describedBy(shared)} {...(rest as object)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Wrapped>
  );
};

/** Checkboxes of one name, or radio buttons, under a common legend. */
export const Choices = (
  props: Shared & {
    type: 'checkbox' | 'radio';
    choices: readonly (Choice & { hint?: string | undefined })[];
    values: readonly string[];
  },
) => {
  const { name, label, hint, errors, type, choices, values } = props;
  return (
    <fieldset class="field choices" {...describedBy(props)}>
      <legend>{label}</legend>
      {hint === undefined ? null : (
        <small class="field-hint" id={`${idOf(name)}-hint`}>
          {hint}
        </small>
      )}
      {choices.map((choice) => (
        <label key={choice.value} class="choice">
          <input type={type} name={name} value={choice.value} checked={values.includes(choice.value)} />
          <span>
            {choice.label}
            {choice.hint === undefined ? null : <small class="muted">{choice.hint}</small>}
          </span>
        </label>
      ))}
      <FieldErrors name={props.errorName ?? name} errors={errors} />
    </fieldset>
  );
};

/** One checkbox. */
export const Checkbox = ({
  name,
  label,
  checked,
  hint,
}: {
  name: string;
  label: string;
  checked: boolean;
  hint?: string | undefined;
}) => (
  <label class="choice">
    <input type="checkbox" name={name} value="yes" checked={checked} />
    <span>
      {label}
      {hint === undefined ? null : <small class="muted">{hint}</small>}
    </span>
  </label>
);

/** A button that posts by itself: a small form of its own. Its text says what happens. */
export const PostButton = ({
  action,
  label,
  tone = 'secondary',
  values = {},
  confirm,
  disabled,
  small,
}: {
  action: string;
  label: ComponentChildren;
  tone?: 'primary' | 'secondary' | 'danger' | 'quiet';
  values?: Readonly<Record<string, string | number>>;
  /** A question to ask first (needs the portal's script; without it the button works at once). */
  confirm?: LocalText | undefined;
  disabled?: boolean | undefined;
  small?: boolean | undefined;
}) => {
  const t = useText();
  return (
    <form method="post" action={action} class="inline" data-confirm={confirm === undefined ? undefined : t(confirm)}>
      <CsrfField />
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={String(value)} />
      ))}
      <button
        type="submit"
        class={`${tone === 'primary' ? '' : tone}${small === true ? ' small' : ''}`}
        disabled={disabled}
      >
        {label}
      </button>
    </form>
  );
};
