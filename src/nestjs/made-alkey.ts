import type { ModulesContainer } from '@nestjs/core'
import { Alkey } from '../alkey'
import { InvalidOptionError } from '../errors'
import type { AlkeyOptions } from '../options'
import { nestLogger } from './nest-logger'
import { DEFAULT_NAME } from './tokens'

/** The names that the modules of an application have taken. */
const taken = new WeakMap<ModulesContainer, Set<string>>()

/** @throws InvalidOptionError */
export function madeAlkey(name: string, options: AlkeyOptions | undefined, modules: ModulesContainer): Alkey {
  const names = taken.get(modules) ?? new Set()
  taken.set(modules, names)
  if (names.has(name))
    throw new InvalidOptionError(
      name === DEFAULT_NAME
        ? 'AlkeyModule is imported twice without a name. Import it once, in the root module, or give one of the two a `name`.'
        : `AlkeyModule is imported twice with the name '${name}'. Import it once, or give one of the two another \`name\`.`,
    )
  names.add(name)
  if (options?.redis === undefined && options?.store === undefined)
    throw new InvalidOptionError(
      "AlkeyModule needs the option 'redis' or 'store', where tokens are kept: AlkeyModule.forRoot({ redis: 'redis://localhost:6379' }).",
    )
  const { logger = nestLogger(name), namespace = name === DEFAULT_NAME ? undefined : `alkey.${name}` } = options
  return new Alkey({ ...options, logger, namespace })
}
