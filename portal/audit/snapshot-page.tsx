import { LANES, type Snapshot } from '../../core/index.ts';
import { useText } from '../http/index.ts';
import { Card, Facts, Page } from '../layout/index.ts';
import { WORDS } from './words.ts';

/** Where the log shows what one of its hashes names. */
export const snapshotAddress = (hash: string, subject: string): string =>
  `/audit/snapshots/${hash}?about=${encodeURIComponent(subject)}`;

/** What was decided on, as a made-up contact reads it: the mail in a frame of its own, and what both lanes answered for. */
export const SnapshotPage = ({ snapshot, about }: { snapshot: Snapshot; about: string }) => {
  const t = useText();
  const back = about === '' ? '/audit' : `/audit?subject=${encodeURIComponent(about)}`;
  return (
    <Page
      title={t(WORDS.snapshot)}
      active="audit"
      lead={t(WORDS.snapshotLead)}
      back={{ href: back, label: about === '' ? t(WORDS.title) : `${t(WORDS.title)}: ${about}` }}
    >
      <Card title={t(WORDS.snapshotMail)} id="mail">
        <Facts
          facts={[
            { label: t(WORDS.snapshotSubject), value: <strong>{snapshot.subject}</strong> },
            { label: t(WORDS.snapshotFrom), value: snapshot.from },
            { label: t(WORDS.snapshotHash), value: <code class="hash">{snapshot.hash}</code> },
          ]}
        />
        <div class="preview-stage">
          <iframe title={t(WORDS.snapshotFrame)} sandbox="" src={`/audit/snapshots/${snapshot.hash}/mail`} />
        </div>
        <details>
          <summary>{t(WORDS.snapshotText)}</summary>
          <pre class="snapshot-text">{snapshot.text}</pre>
        </details>
      </Card>
      {LANES.map((lane) => (
        <Card key={lane} title={t(WORDS.snapshotSections[lane])} id={lane}>
          <pre class="snapshot-text">{JSON.stringify(snapshot.sections[lane], undefined, 2)}</pre>
        </Card>
      ))}
    </Page>
  );
};
