import { startMailgunStandIn } from '../../core/local/stand-ins/mailgun-stand-in.ts';

/**
 * The stand-in in a process of its own, so that its work is not counted as ours. Its argument: how long (ms) each answer
 * takes. Ends when standard input closes.
 */
const standIn = await startMailgunStandIn();
standIn.conditions.latencyMs = Number(process.argv[2] ?? 0);
const { url, apiKey, domain, signingKey } = standIn;
process.stdout.write(`${JSON.stringify({ url, apiKey, domain, signingKey })}\n`);
process.stdin.once('close', () => process.exit(0)).resume();
