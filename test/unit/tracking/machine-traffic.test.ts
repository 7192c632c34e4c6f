import { looksLikeMachine, machineEvents } from '../../../core/tracking/machine-traffic.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const event = (
  id: string,
  kind: 'delivered' | 'opened' | 'clicked',
  seconds: number,
  linkId: string | null = null,
) => ({
  _id: id,
  kind,
  at: new Date(START + seconds * 1_000),
  linkId,
  agent: false,
});

describe('machine traffic', () => {
  it.each([
    ['GET', 'Mozilla/5.0 (iPhone) Safari/605', false],
    ['HEAD', 'Mozilla/5.0 (iPhone) Safari/605', true],
    ['GET', '', true],
    ['GET', 'GoogleImageProxy', true],
    ['GET', 'Mozilla/5.0 (compatible; bingbot/2.0)', true],
    ['GET', 'python-requests/2.31', true],
    ['GET', 'Mozilla/5.0 (Windows NT 10.0) Chrome/120 Robotics-Fan', false],
  ])('%s by "%s": %s', (method, userAgent, machine) => {
    expect(looksLikeMachine({ method, userAgent, network: '' })).toBe(machine);
  });

  it('is what happens sooner after delivery than a person can act', () => {
    const events = [event('d', 'delivered', 0), event('o', 'opened', 1), event('c', 'clicked', 60, '0')];
    expect([...machineEvents(events, 1)]).toEqual(['o']);
  });

  it('is a burst over every link, and not a person who clicks one or two', () => {
    const burst = ['0', '1', '2'].map((link, i) => event(`c${link}`, 'clicked', 100 + i, link));
    expect([...machineEvents(burst, 3)]).toEqual(['c0', 'c1', 'c2']);
    expect(machineEvents(burst, 4).size).toBe(0);
    expect(machineEvents(burst.slice(0, 2), 2).size).toBe(0);
    const slow = ['0', '1', '2'].map((link, i) => event(`c${link}`, 'clicked', 100 + i * 20, link));
    expect(machineEvents(slow, 3).size).toBe(0);
  });
});
