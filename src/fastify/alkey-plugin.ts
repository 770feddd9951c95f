import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Alkey } from '../alkey'
import { InvalidOptionError } from '../errors'
import { checkAlkey } from '../http/http-cache'
import { keepKeys, keptKeys } from '../http/kept-keys'
import { type RequestKeysOptions, checkSnapshot, requestKeys, serveWith } from '../http/request-keys'
import { addHeaders } from './exchanges'

/** Options of `alkeyPlugin`. */
export interface AlkeyPluginOptions extends RequestKeysOptions {
  readonly alkey: Alkey
}

const ALKEY = Symbol('alkey')

/**
 * Gives requests `request.cacheKey(…)` and `request.cachedFragment(…)`, and serves the routes that use `httpCache`: those of the
 * instance that it is registered with, and of its children.
 *
 * @example
 * await fastify.register(alkeyPlugin, { alkey })
 * @throws InvalidOptionError
 */
// eslint-disable-next-line @typescript-eslint/require-await -- what it throws must become a rejection
export const alkeyPlugin: FastifyPluginAsync<AlkeyPluginOptions> = async (fastify, { alkey, snapshot }) => {
  checkAlkey('alkeyPlugin', alkey)
  const options = { snapshot: checkSnapshot('alkeyPlugin', { snapshot }) }
  const registered = alkeyOf(fastify)
  // Twice is the same as once: the first snapshot is the older one.
  if (registered === alkey) return
  if (registered)
    throw new InvalidOptionError(
      'alkeyPlugin is registered for two Alkeys, and a request has one cacheKey(). For the other Alkey call requestKeys() of typeorm-alkey/http.',
    )
  fastify.decorate(ALKEY, alkey)
  fastify.decorateRequest('cacheKey')
  fastify.decorateRequest('cachedFragment')
  // With a callback, not a promise, so that what comes after runs where its queries are watched.
  fastify.addHook('onRequest', (request, reply, done) => {
    requestKeys(alkey, options)
      .then((keys) => {
        keepKeys('alkeyPlugin', request, alkey, keys)
        Object.assign(request, { cacheKey: keys.cacheKey, cachedFragment: keys.cachedFragment })
        return keys
      })
      .then((keys) => {
        serveWith(keys, reply.raw, done)
      }, done)
  })
  // The body was read elsewhere.
  fastify.addHook('preValidation', (request, _, done) => {
    const keys = keptKeys(request, alkey)
    if (keys) keys.run(done)
    else done()
  })
  fastify.addHook('onSend', async (request, reply, payload) => {
    addHeaders(request, reply)
    return Promise.resolve(payload)
  })
}

// As fastify-plugin does it: what is added here is there for the instance that registers it, too.
Object.assign(alkeyPlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'typeorm-alkey',
  [Symbol.for('plugin-meta')]: { name: 'typeorm-alkey', fastify: '5.x' },
})

/** The one that the plugin was registered with. */
export function alkeyOf(fastify: FastifyInstance): Alkey | undefined {
  return (fastify as { readonly [ALKEY]?: Alkey })[ALKEY]
}
