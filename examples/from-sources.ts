import Module from 'node:module'
import { join } from 'node:path'

// Lets an example import the library by its name, as yours does, from the sources of this clone: nothing is built first.

const PACKAGE = 'typeorm-alkey'
const sources = join(__dirname, '..', 'src')

type Resolve = (request: string, ...others: unknown[]) => string
const resolver = Module as unknown as { _resolveFilename: Resolve }
const resolve = resolver._resolveFilename

resolver._resolveFilename = function (this: unknown, request, ...others) {
  const isOurs = request === PACKAGE || request.startsWith(`${PACKAGE}/`)
  return isOurs ? join(sources, request.slice(PACKAGE.length), 'index.ts') : resolve.call(this, request, ...others)
}
