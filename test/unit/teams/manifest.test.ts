import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { imageSize } from 'image-size';
import { VERBS } from '../../../bot/flow/commands.ts';
import { SHARE_COMMAND } from '../../../bot/teams/insights/share-dialog.ts';

const folder = path.resolve('manifests/teams');
const read = (name: string): Buffer => readFileSync(path.join(folder, name));
const json = (name: string) => JSON.parse(read(name).toString('utf8'));
const manifest = json('manifest.json');
const [bot] = manifest.bots;

interface Command {
  title: string;
  description: string;
}
const commandsFor = (scope: string): Command[] =>
  bot.commandLists
    .filter((list: { scopes: string[] }) => list.scopes.includes(scope))
    .flatMap((list: { commands: Command[] }) => list.commands);

describe('the Teams app manifest', () => {
  it("passes Microsoft's own validation", () => {
    // In a process of its own: the package requires an ES module, which Jest's loader refuses.
    const script = `
      const { AppManifestUtils } = await import('@microsoft/app-manifest');
      const [, faults] = await AppManifestUtils.readAndValidateTeamsManifest(process.argv[1]);
      console.log(JSON.stringify(faults));`;
    const file = path.join(folder, 'manifest.json');
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script, file], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual([]);
  });

  it('has Korean texts for every command', () => {
    const schemas = path.join(
      path.dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest')),
      'json-schemas',
    );
    const schema = JSON.parse(
      readFileSync(
        path.join(schemas, `teams/v${manifest.manifestVersion}/MicrosoftTeams.Localization.schema.json`),
        'utf8',
      ),
    );
    const korean = json('ko.json');
    const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
      ...schema,
      $schema: undefined,
      $id: undefined,
    });
    expect(validate(korean) ? [] : validate.errors).toEqual([]);
    for (const [l, list] of bot.commandLists.entries()) {
      for (const [c, command] of list.commands.entries()) {
        expect(korean[`bots[0].commandLists[${l}].commands[${c}].title`]).toBe(command.title);
        expect(korean[`bots[0].commandLists[${l}].commands[${c}].description`]).toMatch(/[가-힣]/);
      }
    }
    for (const [c] of manifest.composeExtensions[0].commands.entries()) {
      expect(korean[`composeExtensions[0].commands[${c}].title`]).toMatch(/[가-힣]/);
      expect(korean[`composeExtensions[0].commands[${c}].description`]).toMatch(/[가-힣]/);
    }
  });

  it('offers the commands that the code handles, ten a list as Teams wants', () => {
    const first = (commands: Command[]) => commands.map((command) => command.title.split(' ')[0]).sort();
    const but = (...left: string[]) => [...VERBS].filter((verb) => !left.includes(verb)).sort();
    // The answer to "freeze" names "unfreeze"; whoever is not linked is told how without asking; "help" names "search", "digest" and "fields".
    expect(first(commandsFor('team'))).toEqual(
      but('unfreeze', 'cancel', 'link', 'persona', 'search', 'digest', 'fields'),
    );
    expect(first(commandsFor('groupChat'))).toEqual(
      but('unfreeze', 'cancel', 'link', 'persona', 'search', 'digest', 'fields'),
    );
    // A personal chat cannot be the campaign channel.
    expect(first(commandsFor('personal'))).toEqual(
      but('unfreeze', 'cancel', 'channel', 'persona', 'search', 'digest', 'fields'),
    );
    expect(first(commandsFor('team'))).toHaveLength(10);
  });

  it('offers to share a message as an insight, by the name that the code knows and the same bot', () => {
    const [extension] = manifest.composeExtensions;
    expect(extension.botId).toBe(bot.botId);
    expect(extension.commands).toEqual([
      expect.objectContaining({ id: SHARE_COMMAND, type: 'action', context: ['message'], fetchTask: true }),
    ]);
  });

  it('brings its icons in the sizes that Teams wants', () => {
    expect(imageSize(read(manifest.icons.color))).toMatchObject({ width: 192, height: 192, type: 'png' });
    expect(imageSize(read(manifest.icons.outline))).toMatchObject({ width: 32, height: 32, type: 'png' });
  });
});
