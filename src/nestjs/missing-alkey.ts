import { Logger as NestLogger } from '@nestjs/common'

/** Warns, once, that something is not cached where Nest has no `Alkey` for it, as in a unit test of one class. */
export function missingAlkeyWarning(what: string, token: string): () => void {
  let isTold = false
  return () => {
    if (isTold) return
    isTold = true
    new NestLogger('Alkey').warn(
      `${what} is not cached, because Nest did not give it ${token}. Import AlkeyModule with that name, and let Nest make the object.`,
    )
  }
}
