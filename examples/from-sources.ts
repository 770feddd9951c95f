import Module from 'node:module'
import { join } from 'node:path'

// Lets the example import the library by its name, as yours does, from the sources of this clone: nothing is built first.

const sources = join(__dirname, '..', 'src', 'index.ts')

type Resolve = (request: string, ...others: unknown[]) => string
const resolver = Module as unknown as { _resolveFilename: Resolve }
const resolve = resolver._resolveFilename

resolver._resolveFilename = function (this: unknown, request, ...others) {
  return request === 'typeorm-alkey' ? sources : resolve.call(this, request, ...others)
}
