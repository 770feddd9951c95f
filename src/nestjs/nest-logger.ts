import { Logger as NestLogger } from '@nestjs/common'
import type { Logger } from '../warnings/logger'
import { DEFAULT_NAME } from './tokens'

/** Warnings by the logger of the application, under the name of the `Alkey`. */
export function nestLogger(name: string): Logger {
  const logger = new NestLogger(name === DEFAULT_NAME ? 'Alkey' : `Alkey ${name}`)
  return {
    warn: (message) => {
      logger.warn(message)
    },
  }
}
