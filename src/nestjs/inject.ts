import { Inject } from '@nestjs/common'
import { getAlkeyToken, getKeyGeneratorToken } from './tokens'

/** Injects the `Alkey` of `AlkeyModule.forRoot({ name })`: `constructor(@InjectAlkey('orders') alkey: Alkey)`. */
export function InjectAlkey(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getAlkeyToken(name))
}

/** Injects its `keyGenerator`: `constructor(@InjectKeyGenerator() keyGenerator: CacheKeyGenerator)`. */
export function InjectKeyGenerator(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getKeyGeneratorToken(name))
}
