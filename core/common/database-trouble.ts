/** By name: a process that has not loaded the driver yet says it too. */
const AWAY = /^Mongo(ose)?(ServerSelection|Network|Parse)/;

/** Why the database cannot be used, and the way out, in one sentence for whoever runs the process. Pure. */
export const databaseTrouble = (error: unknown): string => {
  const why = (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)).slice(0, 200);
  return error instanceof Error && AWAY.test(error.name)
    ? `The database does not answer (${why}): check that it runs and that MONGODB_URI is right.`
    : `The database answers and cannot be used (${why}): check that the account of MONGODB_URI may read and write, or use an empty database (TANDEM_DATABASE).`;
};
