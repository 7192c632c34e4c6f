import type { CampaignChannel } from '../../../../core/people/chat-identity.ts';
import { submittedText } from '../../../../portal/campaigns/told-in.ts';

const channel = (over: Partial<CampaignChannel>): CampaignChannel => ({
  platform: 'slack',
  workspaceId: 'T1',
  channelId: 'C1',
  purpose: 'campaigns',
  name: '#campaigns',
  lang: 'en',
  health: 'ok',
  healthAt: new Date(0),
  setBy: 'x',
  ...over,
});

describe('after submitting', () => {
  it('names the channels in which reviewers are told', () => {
    const teams = channel({ platform: 'teams', name: 'Campaigns' });
    const it = channel({ purpose: 'it', name: '#it' });
    expect(submittedText([channel({}), teams, it])).toEqual({
      en: 'Submitted. Reviewers are told in #campaigns (Slack), Campaigns (Teams).',
      ko: '검토를 요청했습니다. #campaigns (Slack), Campaigns (Teams) 채널로 검토자에게 알립니다.',
    });
  });

  it('says where no channel is set, what to do, and where reviewers find it', () => {
    const { en, ko } = submittedText([channel({ purpose: 'it' })]);
    expect(en).toMatch(/^Submitted\. No campaign channel is set, .*under Reviews\. .*“\/tandem channel here”/);
    expect(ko).toContain('캠페인 채널이 없어');
  });

  it('says which channel cannot be reached', () => {
    const { en } = submittedText([channel({}), channel({ name: '#old', health: 'archived' })]);
    expect(en).toMatch(/told in #campaigns \(Slack\)\. Not reachable at present: #old \(Slack\)\./);
    expect(submittedText([channel({ health: 'gone' })]).en).not.toContain('told in');
  });
});
