import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { isDomainError } from '../common/errors.ts';
import { ERASE_GROUNDS } from '../contacts/person-data.ts';
import { FILE_REASONS } from '../contacts/suppression-file.ts';
import { exportAudit, headFrom, verifyAudit } from './commands/audit-command.ts';
import { eraseContact, exportContact } from './commands/contact-command.ts';
import { examine, findingLines, notReached, systemTxtLookup } from './commands/doctor.ts';
import { type EventsImportOptions, importEvents } from './commands/events-command.ts';
import { importCommand, undoImportCommand } from './commands/import-command.ts';
import type { ImportOptions } from './commands/import-mapping.ts';
import { note, withCore } from './commands/session.ts';
import {
  exportSuppressions,
  importSuppressions,
  type SuppressionsImportOptions,
} from './commands/suppressions-command.ts';
import { addUser, listStaff, newPassword, type UserOptions } from './commands/user-command.ts';
import { exitCodeOf } from './exit-code.ts';
import { loadEnvFile } from './load-env.ts';
import { LocalError } from './local-error.ts';
import { dataFolder } from './places.ts';

const collect = (value: string, known: readonly string[]): readonly string[] => [...known, value];
/** A path as the person typed it, from where that person stands. */
const typedPath = (path: string): string => resolve(process.env.TANDEM_CALLED_FROM ?? process.cwd(), path);

const program = new Command('tandem')
  .description('Tandem on the command line. Exit code 0: done, 1: failed while running, 2: wrong usage or wrong input.')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) })
  .showHelpAfterError('(--help shows how it is used)');

let code = 0;

program
  .command('import')
  .description('import contacts from a CSV or TSV file (UTF-8, UTF-16 or CP949)')
  .argument('<file>')
  .option(
    '--map <header=attribute>',
    'what a column becomes: an attribute that is there or a new one (attribute:type), address, external-id, consent or ignore (repeatable)',
    collect,
    [],
  )
  .option('--address-column <header>', 'the column that holds the e-mail address')
  .option('--external-id-column <header>', 'the column that holds your own id')
  .option('--made-address <header>', 'make test addresses from this column')
  .option('--domain <domain>', 'domain of made addresses: must end in .test, .example or .invalid')
  .option('--prefix <text>', 'what made addresses begin with', 'c')
  .option('--consent-column <header>', 'the column that says who agreed')
  .option('--consent-declared <source>', 'declare that everybody in the file agreed, and where that comes from')
  .option('--as <email>', 'the member of staff who imports')
  .option('--dry-run', 'read the whole file, say what the import would do, and store nothing')
  .option('--rejects <file>', 'write refused rows to a new file, with their reasons')
  .action(async (file: string, options: ImportOptions & { as?: string; dryRun?: boolean; rejects?: string }) => {
    const rejects = options.rejects === undefined ? {} : { rejects: typedPath(options.rejects) };
    code = await withCore((core) => importCommand(core, typedPath(file), { ...options, ...rejects }));
  });
program
  .command('undo-import')
  .description('take an import back: whom it made and nobody touched, and attributes that it added to others')
  .argument('<id>', 'as in the address of its page')
  .option('--as <email>', 'the member of staff who undoes it')
  .action(async (id: string, options: { as?: string }) => {
    code = await withCore((core) => undoImportCommand(core, id, options));
  });

const events = program.command('events').description('what contacts did elsewhere');
events
  .command('recount')
  .description('work out again from the events what is kept of them with each contact')
  .action(async () => {
    code = await withCore(async (core) => {
      console.log(`${await core.events.recount()} contacts counted again.`);
      return 0;
    });
  });
events
  .command('import')
  .description('take the events of a CSV or TSV file; each row once, however often the file is read')
  .argument('<file>')
  .option('--event <name>', 'the name of every event, where no column holds it')
  .option('--event-column <header>', 'the column that holds the name')
  .option('--at-column <header>', 'the column that says when it happened')
  .option('--address-column <header>', 'the column that holds the e-mail address')
  .option('--external-id-column <header>', 'the column that holds your own id of the contact')
  .option('--id-column <header>', 'the column that makes each event one, such as an order number')
  .option('--text <header>', 'a property that is text although it looks like numbers (repeatable)', collect, [])
  .option('--zone <zone>', 'time zone of times that name none (not set: that of the workspace)')
  .option('--rejects <file>', 'write refused rows to a new file, with their reasons')
  .option('--as <email>', 'the member of staff who imports')
  .action(async (file: string, options: EventsImportOptions) => {
    const rejects = options.rejects === undefined ? {} : { rejects: typedPath(options.rejects) };
    code = await withCore((core) => importEvents(core, typedPath(file), { ...options, ...rejects }, console.log));
  });

const suppressions = program.command('suppressions').description('addresses that get no mail, whatever an import says');
suppressions
  .command('import')
  .description('suppress the addresses of a CSV file, as export writes it or as a plain list; the first reason stays')
  .argument('<file>')
  .addOption(new Option('--reason <reason>', 'where a row gives none (not set: manual)').choices([...FILE_REASONS]))
  .option('--rejects <file>', 'write refused rows to a new file, with their reasons')
  .option('--as <email>', 'the member of staff who imports')
  .action(async (file: string, options: SuppressionsImportOptions) => {
    const rejects = options.rejects === undefined ? {} : { rejects: typedPath(options.rejects) };
    code = await withCore((core) => importSuppressions(core, typedPath(file), { ...options, ...rejects }, console.log));
  });
suppressions
  .command('export')
  .description('write the whole suppression list to a new CSV file')
  .argument('<file>')
  .action(async (file: string) => {
    code = await withCore((core) => exportSuppressions(core, typedPath(file), console.log));
  });

const user = program.command('user').description('members of staff');
user
  .command('add')
  .description('add an active member of staff; the password is printed once')
  .requiredOption('--email <address>')
  .requiredOption('--name <name>')
  .requiredOption(
    '--role <role>',
    'admin, marketer, marketing_reviewer, it_reviewer, manager, employee or auditor (repeatable)',
    collect,
    [],
  )
  .option('--lang <lang>', 'en or ko', 'en')
  .action(async (options: UserOptions) => {
    code = await withCore((core) => addUser(core, options));
  });

user
  .command('password')
  .description('replace a lost password by a new random one, which is printed once; ends the sessions of that person')
  .argument('<address>')
  .action(async (address: string) => {
    code = await withCore((core) => newPassword(core, address, console.log));
  });

user
  .command('list')
  .description('everybody, with their roles and whether they can sign in')
  .action(async () => {
    code = await withCore((core) => listStaff(core, console.log));
  });

const contact = program.command('contact').description('one person: everything that is kept about them, or erasure');
contact
  .command('export')
  .description('write everything that is kept about a person as JSON, to a new file or to standard output')
  .argument('<address>')
  .argument('[file]')
  .action(async (address: string, file: string | undefined) => {
    code = await withCore((core) =>
      exportContact(core, address, file === undefined ? undefined : typedPath(file), console.log),
    );
  });
contact
  .command('erase')
  .description('erase a person everywhere; a keyed hash of the address stays on the suppression list')
  .argument('<address>')
  .addOption(
    new Option('--reason <reason>', 'why, for the audit log').choices([...ERASE_GROUNDS]).makeOptionMandatory(),
  )
  .action(async (address: string, { reason }: { reason: string }) => {
    code = await withCore((core) => eraseContact(core, address, reason, console.log));
  });

const audit = program.command('audit').description('the hash-chained audit log');
audit
  .command('verify')
  .description('recompute the chain; 1 where an entry was edited, deleted or cut')
  .option('--head <hash>', 'a head that was noted elsewhere earlier: does it still stand in the chain?')
  .action(async (options: { head?: string }) => {
    const postedHead = headFrom(options.head);
    code = await withCore((core) => verifyAudit(core, postedHead, console.log));
  });
audit
  .command('export')
  .description('write the log to a new file, for an auditor')
  .argument('<file>')
  .option('--from <day>', 'first day or moment (ISO 8601; in the time zone of the workspace unless it names one)')
  .option('--to <day>', 'last day or moment, included')
  .addOption(new Option('--format <format>', 'how it is written').choices(['jsonl', 'csv']).default('jsonl'))
  .action(async (file: string, options: { from?: string; to?: string; format: 'jsonl' | 'csv' }) => {
    code = await withCore((core) => exportAudit(core, typedPath(file), options));
  });

program
  .command('doctor')
  .description('check configuration, database, Mailgun, DNS of the sending domain, Slack and Teams')
  .action(async () => {
    const about = process.env.MONGODB_URI ? 'the one of MONGODB_URI answers' : 'the local one answers';
    const findings = await withCore((core) => examine(core, about, systemTxtLookup())).catch((error: unknown) => {
      if (!(error instanceof LocalError)) throw error;
      return [notReached(error)];
    });
    for (const finding of findings) for (const line of findingLines(finding)) console.log(line);
    code = findings.some(({ state }) => state === 'wrong') ? 1 : 0;
  });

program
  .command('demo')
  .description('run the main job from end to end on a file, or on made-up customers; the last line is one JSON object')
  .argument('[file]')
  .option('--playground', "give the IT key in Microsoft's Agents Playground")
  .option('--data <folder>', 'data folder of the demonstration (not set: demo in that of Tandem)')
  .action(async (file: string | undefined, options: { playground?: boolean; data?: string }) => {
    const interrupted = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
    // It brings chat platforms with it, which no other command needs.
    const { runDemo } = await import('./demo/demo.ts');
    const report = await runDemo(
      {
        file: file === undefined ? undefined : typedPath(file),
        playground: options.playground === true,
        home: options.data === undefined ? resolve(dataFolder(process.env), 'demo') : typedPath(options.data),
        env: process.env,
        say: (line) => console.log(line),
        log: note,
      },
      interrupted.signal,
    );
    console.log(JSON.stringify(report));
  });

/** What is said of an error; commander has said its own already. */
const tell = (error: unknown): void => {
  if (error instanceof CommanderError) return;
  if (isDomainError(error)) note(error.text.en);
  else if (error instanceof LocalError) note(error.message);
  else note(error instanceof Error ? (error.stack ?? error.message) : String(error));
};

try {
  loadEnvFile();
  await program.parseAsync();
} catch (error) {
  tell(error);
  code = exitCodeOf(error);
}
process.exit(code);
