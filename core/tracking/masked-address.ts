/**
 * `k…@e….com`: enough for the owner to recognise, too little for anybody else. The one mask for all who may not see
 * contacts: whoever holds a forwarded link, and staff who read reports. A whole domain would often name the person.
 */
export const maskedAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  if (at < 1) return '…';
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const first = (text: string): string => [...text][0] ?? '';
  return `${first(address)}…@${first(domain)}…${dot < 0 ? '' : domain.slice(dot)}`;
};
