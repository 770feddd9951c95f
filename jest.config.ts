// No ES module, and nothing that needs compiling: newer versions of Node.js read it by themselves, and would warn of either.
/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- as above */
const typescript = (require('ts-node') as typeof import('ts-node')).register()
module.exports = (
  require('./test/support/harness/projects') as typeof import('./test/support/harness/projects')
).default
// Jest has a transformer for all else.
typescript.enabled(false)
