const PLACEHOLDER = /%recipient\.([A-Za-z0-9_]+)%/g;

/** Puts a recipient's variables where `%recipient.NAME%` stands, as Mailgun does. An unknown name stays as it is. */
export const substitute = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole,
  );
