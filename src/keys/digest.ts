import * as crypto from 'node:crypto'

/** SHA-256 in base64url, 43 characters. The one-shot function, where Node has it (20.12), makes no object. */
export const digest: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text, 'base64url')
    : (text) => crypto.createHash('sha256').update(text).digest('base64url')
