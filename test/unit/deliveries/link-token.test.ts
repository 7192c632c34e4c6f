import fc from 'fast-check';
import { createKeyedHash } from '../../../core/common/keyed-hash.ts';
import { type LinkTarget, makeLinkToken, readLinkToken } from '../../../core/deliveries/link-token.ts';
import { messageIdOf, readMessageId } from '../../../core/deliveries/message-id.ts';

const hash = createKeyedHash('a secret that is long enough for a test');
const target = fc.record<LinkTarget>({
  kind: fc.constantFrom('click', 'open', 'unsubscribe', 'view'),
  runId: fc.tuple(fc.nat(99_999), fc.integer({ min: 1, max: 9 })).map(([n, run]) => `C-${n}/${run}`),
  contactId: fc.stringMatching(/^[0-9a-z]{26}$/),
  link: fc.nat(99),
});

describe('a link token', () => {
  it('reads back as it was made, and stands in a URL as it is', () => {
    fc.assert(
      fc.property(target, (one) => {
        const token = makeLinkToken(hash, one);
        expect(readLinkToken(hash, token)).toEqual(one);
        expect(encodeURIComponent(token)).toBe(token);
        expect(token.length).toBeLessThan(150);
      }),
    );
  });

  it('is unknown as soon as any byte differs, is missing or is added', () => {
    const token = makeLinkToken(hash, {
      kind: 'click',
      runId: 'C-12/1',
      contactId: '0123456789abcdefghjkmnpqrs',
      link: 3,
    });
    for (let at = 0; at < token.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped =
          token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) ^ (1 << bit)) + token.slice(at + 1);
        expect(readLinkToken(hash, flipped)).toBeUndefined();
      }
      expect(readLinkToken(hash, token.slice(0, at) + token.slice(at + 1))).toBeUndefined();
      expect(readLinkToken(hash, token.slice(0, at))).toBeUndefined();
    }
    for (const more of ['a', '=', '.', ' ', '\n']) expect(readLinkToken(hash, token + more)).toBeUndefined();
    expect(readLinkToken(createKeyedHash('another secret, as long as the first'), token)).toBeUndefined();
  });
});

describe('a message id', () => {
  it('names its batch and part', () => {
    const id = messageIdOf('C-7/1/abc123/0042', 3, 'mg.example.test');
    expect(id).toBe('C-7.1.abc123.0042.3@mg.example.test');
    expect(readMessageId(id)).toEqual({ batchId: 'C-7/1/abc123/0042', runId: 'C-7/1', part: 3 });
    expect(readMessageId('somebody-else@example.test')).toBeUndefined();
  });
});
