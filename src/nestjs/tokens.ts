/** What `@nestjs/typeorm` calls a DataSource without a name. */
export const DEFAULT_NAME = 'default'

/**
 * The token of an `Alkey` in Nest's container, for `inject` and `moduleRef.get`. The one without a name can be injected by
 * its class, too.
 *
 * @param name that of `AlkeyModule.forRoot({ name })`. Default: the one without a name
 */
export function getAlkeyToken(name: string = DEFAULT_NAME): string {
  return `typeorm-alkey:Alkey:${name}`
}

/** The token of an `Alkey`'s `keyGenerator`; see `getAlkeyToken`. */
export function getKeyGeneratorToken(name: string = DEFAULT_NAME): string {
  return `typeorm-alkey:KeyGenerator:${name}`
}
