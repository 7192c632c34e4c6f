/**
 * A jest transformer that puts node's own copy of a package in the place of its main file. Jest loads every package
 * anew for each test file, a second for the largest; these hold no state and hand over nothing whose `instanceof`
 * matters, so one copy serves a whole worker.
 */
export default {
  // Inside a test even `process` and `node:module` are jest's; the main context has node's own.
  process: (_source, path) => ({
    code: `module.exports = require('node:vm').runInThisContext('process').getBuiltinModule('node:module').createRequire(${JSON.stringify(path)})(${JSON.stringify(path)});`,
  }),
};
