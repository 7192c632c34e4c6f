import { startMailgunStandIn } from '../../core/local/stand-ins/mailgun-stand-in.ts';

/** The stand-in in a process of its own, so that its work is not counted as ours. Ends when standard input closes. */
const { url, apiKey, domain, signingKey } = await startMailgunStandIn();
process.stdout.write(`${JSON.stringify({ url, apiKey, domain, signingKey })}\n`);
process.stdin.once('close', () => process.exit(0)).resume();
