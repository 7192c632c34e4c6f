import { laneStateOf } from '../../../../portal/campaigns/lanes-view.tsx';
import { aCycleValue } from '../../../support/campaign-view.ts';

describe('what a lane of the page waits for', () => {
  test('without a cycle nothing', () => {
    expect(laneStateOf(undefined, 'it').state).toBe('none');
  });
  test('in an open cycle without decision its key', () => {
    expect(laneStateOf(aCycleValue({ state: 'open', decisions: [] }), 'it').state).toBe('waiting');
  });
  test('in a cycle whose time was over nothing any more: its key was not given in time', () => {
    expect(laneStateOf(aCycleValue({ state: 'expired', decisions: [] }), 'it').state).toBe('lapsed');
  });
  test('in a cycle that is over nothing', () => {
    expect(laneStateOf(aCycleValue({ state: 'withdrawn', decisions: [] }), 'it').state).toBe('none');
  });
});
