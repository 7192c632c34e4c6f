import { useText, useViewer } from '../http/context.ts';
import { Banner } from './banner.tsx';

/** What the request before this one has to say at this place of the page. `<Page>` shows what is said to no place. */
export const Flash = ({ place }: { place?: string | undefined }) => {
  const t = useText();
  const flash = useViewer().takeFlash(place);
  return flash === undefined ? null : (
    <Banner tone={flash.tone} role="status">
      <p>{t(flash.text)}</p>
    </Banner>
  );
};
