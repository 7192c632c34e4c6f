/** `k…@e….com`: enough for the owner to recognise, too little for anybody else. */
export const maskedAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const first = (text: string): string => [...text][0] ?? '';
  return `${first(address)}…@${first(domain)}…${dot < 0 ? '' : domain.slice(dot)}`;
};
