export function nodeComplaint(version: string): string | undefined;
export function planOf(
  args: readonly string[],
):
  | { readonly complaint: string; readonly script?: never }
  | { readonly script: string; readonly rest: readonly string[]; readonly complaint?: never };
export function installStamp(root: string): string;
export function installReason(root: string): string | undefined;
