/** `m***@example.com`: enough to recognise one's own, for readers who may not see contacts. */
export const maskAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  return at < 1 ? '***' : `${[...address][0]}***${address.slice(at)}`;
};
